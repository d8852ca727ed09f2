import pytest

from ingest.rehearsal import Heading, Part, Speaker, rehearse
from knowledge.types import Document, ReadWarning, Segment, SegmentKind, SourceDetails


def note(text: str, *segments: Segment, **changed) -> Document:
    return Document(text, segments, SourceDetails("A note"), **changed)


def test_what_was_read_is_counted_by_its_places():
    text = "Governance\n\nA board decides. It meets twice.\n\nThe end."
    document = note(
        text,
        Segment(SegmentKind.PAGE, "xii", 0, 45),
        Segment(SegmentKind.HEADING, "Governance", 0, 10, level=2),
        Segment(SegmentKind.PAGE, "1", 45, len(text)),
        warnings=(ReadWarning("Page 2 gave no text.", "p. 2"),),
    )

    rehearsal = rehearse(document)

    assert rehearsal.words == 9
    assert rehearsal.pages == (Part("xii", 0, 7), Part("1", 45, 2))
    assert rehearsal.headings == (Heading("Governance", 2, 0),)
    assert rehearsal.warnings == (ReadWarning("Page 2 gave no text.", "p. 2"),)
    assert rehearsal.seconds is None


def test_speakers_are_counted_with_their_first_time():
    document = note(
        "We begin.\n\nThank you all.\n\nYes.",
        Segment(SegmentKind.TURN, "Amal", 0, 9, speaker="Amal"),
        Segment(SegmentKind.CUE, "", 0, 9, speaker="Amal", begin_seconds=3.0, end_seconds=5.0),
        Segment(SegmentKind.TURN, "Ben", 11, 25, speaker="Ben"),
        Segment(SegmentKind.CUE, "", 11, 25, speaker="Ben", begin_seconds=6.0, end_seconds=9.5),
        Segment(SegmentKind.TURN, "Amal", 27, 31, speaker="Amal"),
    )

    rehearsal = rehearse(document)

    assert rehearsal.speakers == (Speaker("Amal", 2, 3, 3.0), Speaker("Ben", 1, 3, 6.0))
    assert rehearsal.seconds == 9.5


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("mis\ufffdion", "letters that could not be read"),
        ("(cid:12)(cid:7)", "letters of a font without a table"),
        ("bÃ¦redygtig", "text that was decoded twice"),
        ("donâ€™t", "text that was decoded twice"),
        ("policy.The", "a missing space"),
        ("thegovernmentofthecitydecidesonthebudget", "words run together"),
        ("missionGoals", "words run together"),
        ("xkcdrtqz", "no vowels"),
        ("G o v e r n a n c e", "letters set apart"),
    ],
)
def test_words_that_look_broken_are_found(word, reason):
    text = f"The board said {word} today."

    (broken,) = rehearse(note(text)).broken_words

    assert text[broken.span.start : broken.span.end].rstrip(".") == word
    assert broken.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        "Bæredygtighed, “Århus” and café: 3,500 firms (4.250) in 2030.",
        "See https://example.org/A.b?c=Def and a.b@example.org.",
        "The LXXVIII report, InnovateUS, iPhone, DKK 32m, CO2, H2O, e.g. these, U.S. and McDonald.",
        "Die Rechtsschutzversicherungsgesellschaft.",
        "使命很重要。我们开始吧！" * 10,
        "Node.js, GOV.UK, x.Y and 3.5.",
    ],
)
def test_words_that_are_only_unusual_are_left_alone(text):
    assert rehearse(note(text)).broken_words == ()


def test_a_text_of_broken_words_is_called_mostly_broken():
    assert rehearse(note("Go\ufffdern\ufffdnce of mis\ufffdions " * 30)).is_mostly_broken
    assert not rehearse(note("The governance of missions. " * 30 + "One mis\ufffdake.")).is_mostly_broken


def test_themes_are_suggested_with_their_words():
    themes = rehearse(note("The board and the steering group share ownership. " * 3)).themes

    assert themes[0].id == "governance"
    assert set(themes[0].words) >= {"board", "steering"}
