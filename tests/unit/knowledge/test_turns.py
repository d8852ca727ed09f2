"""Names between the turns of an excerpt."""

from knowledge.turns import SpokenTurn, turns_within, with_speakers
from knowledge.types import Segment, SegmentKind, Span

TEXT = "Who pays?\n\nThe city.\n\nAll of it."
SEGMENTS = (
    Segment(SegmentKind.TURN, "Amal", 0, 9, speaker="Amal"),
    Segment(SegmentKind.CUE, "", 0, 9, speaker="Amal", begin_seconds=1.0),
    Segment(SegmentKind.TURN, "Ben", 11, 20, speaker="Ben"),
    Segment(SegmentKind.TURN, "Ben", 22, 32, speaker="Ben"),
)


def test_each_change_of_speaker_is_named_once():
    turns = turns_within(SEGMENTS, Span(4, 32))

    assert turns == (SpokenTurn(4, "Amal"), SpokenTurn(11, "Ben"))
    assert with_speakers(TEXT[4:32], 4, turns) == "[Amal:] pays?\n\n[Ben:] The city.\n\nAll of it."


def test_the_words_of_one_person_stand_as_they_are():
    assert turns_within(SEGMENTS, Span(0, 9)) == ()
    assert turns_within(SEGMENTS, Span(11, 32)) == ()
    assert with_speakers(TEXT[0:9], 0, ()) == "Who pays?"


def test_only_turns_that_begin_in_the_words_are_named():
    turns = turns_within(SEGMENTS, Span(0, 32))

    assert with_speakers(TEXT[11:20], 11, turns) == "[Ben:] The city."
    assert with_speakers(TEXT[22:32], 22, turns) == "All of it."
