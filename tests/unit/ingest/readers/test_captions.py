import itertools

import pytest

from ingest.readers.captions import read_subrip, read_webvtt
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.locators import locate
from knowledge.sentences import split_sentences
from knowledge.types import SegmentKind


def vtt(*cues: str) -> bytes:
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def cue(begin: str, end: str, *lines: str) -> str:
    return f"{begin} --> {end}\n" + "\n".join(lines)


def turns(document):
    return [(s.speaker, document.text[s.start : s.end]) for s in document.segments if s.kind is SegmentKind.TURN]


def times(document):
    return [(s.begin_seconds, document.text[s.start : s.end]) for s in document.segments if s.kind is SegmentKind.CUE]


def test_voice_tags_give_speakers_and_sentences_run_over_captions():
    document = read_webvtt(
        vtt(
            cue("00:00:01.000", "00:00:03.000", "<v Amal Hassan>We set a direction &amp; then we"),
            cue("00:00:03.000", "00:00:05.500", "<v Amal Hassan>ask <i>who</i> joins us.</v>"),
            cue("01:00:05.500", "01:00:07.000", "<v.loud Ben>Why <00:00:06.000>now?"),
        ),
        "talk.vtt",
    )

    assert document.text == "We set a direction & then we ask who joins us.\n\nWhy now?"
    assert turns(document) == [
        ("Amal Hassan", "We set a direction & then we ask who joins us."),
        ("Ben", "Why now?"),
    ]
    assert times(document) == [(1.0, "We set a direction & then we"), (3.0, "ask who joins us."), (3605.5, "Why now?")]


def test_every_sentence_knows_its_time_and_speaker():
    document = read_webvtt(
        vtt(
            cue("00:00:01.000", "00:00:03.000", "<v Amal>One is here. Two"),
            cue("00:00:03.000", "00:00:05.500", "<v Amal>is there. Three too."),
        ),
        "talk.vtt",
    )

    places = [locate(document.segments, *span).text for span in split_sentences(document.text)]

    assert places == ["00:00:01, Amal", "00:00:01, Amal", "00:00:03, Amal"]


ROLLING = [
    cue("00:00:00.000", "00:00:02.000", " ", "so<00:00:00.500><c> today</c><c> we</c>"),
    cue("00:00:02.000", "00:00:02.010", "so today we", " "),
    cue("00:00:02.010", "00:00:04.000", "so today we", "talk<00:00:02.500><c> about</c><c> missions</c>"),
    cue("00:00:04.000", "00:00:04.010", "talk about missions", " "),
]
"""The form of automatic captions: each shows the line before it, with a still of 10 ms between."""


def test_rolling_captions_are_said_once():
    document = read_webvtt(
        vtt(
            *ROLLING,
            cue("00:00:04.010", "00:00:06.000", "talk about missions", "and<00:00:05.000><c> who</c><c> joins</c>"),
            cue("00:00:06.000", "00:00:06.010", "and who joins", " "),
        ),
        "talk.vtt",
    )

    assert document.text == "so today we talk about missions and who joins"
    assert [begin for begin, _ in times(document)] == [0.0, 2.01, 4.01]


def test_a_rolling_line_is_said_once_over_a_silence_and_what_follows_has_its_own_time():
    document = read_webvtt(
        vtt(
            *ROLLING,
            cue("00:01:10.000", "00:01:12.000", "talk about missions", "it<00:01:10.500><c> costs</c><c> little</c>"),
        ),
        "talk.vtt",
    )

    assert document.text == "so today we talk about missions\n\nit costs little"
    assert [locate(document.segments, *span).text for span in split_sentences(document.text)] == [
        "00:00:00",
        "00:01:10",
    ]


def test_captions_that_grow_word_by_word_are_said_once():
    document = read_webvtt(
        vtt(
            cue("00:00:00.000", "00:00:01.000", "Missions"),
            cue("00:00:00.500", "00:00:02.000", "Missions need"),
            cue("00:00:01.000", "00:00:03.000", "Missions need people."),
            cue("00:00:03.000", "00:00:04.000", "Missions need time."),
        ),
        "talk.vtt",
    )

    assert document.text == "Missions need people. Missions need time."


def test_words_repeated_by_a_person_stay():
    document = read_webvtt(
        vtt(
            cue("00:00:00.000", "00:00:01.000", "No."),
            cue("00:00:05.000", "00:00:06.000", "No."),
            cue("00:00:07.000", "00:00:08.000", "Yes."),
        ),
        "talk.vtt",
    )

    assert document.text.split() == ["No.", "No.", "Yes."]


def test_name_prefixes_become_speakers_where_names_come_back():
    document = read_webvtt(
        vtt(
            cue("00:00:00.000", "00:00:01.000", "Amal Hassan: Welcome."),
            cue("00:00:01.000", "00:00:02.000", "One thing: listen."),
            cue("00:00:02.000", "00:00:03.000", "Ben: Thanks."),
            cue("00:00:03.000", "00:00:04.000", "Amal Hassan: So."),
            cue("00:00:04.000", "00:00:05.000", "Ben: Yes."),
        ),
        "talk.vtt",
    )

    assert turns(document) == [
        ("Amal Hassan", "Welcome. One thing: listen."),
        ("Ben", "Thanks."),
        ("Amal Hassan", "So."),
        ("Ben", "Yes."),
    ]


def test_a_name_that_comes_once_is_a_speaker_where_most_captions_are_named():
    document = read_webvtt(
        vtt(
            cue("00:00:01.000", "00:00:03.000", "And so it begins."),
            cue("00:00:03.000", "00:00:05.000", "Amal Hassan: Welcome."),
            cue("00:00:05.000", "00:00:07.000", "Amal Hassan: Who is there?"),
            cue("00:00:07.000", "00:00:09.000", "iPhone (2): Can you hear me?"),
        ),
        "talk.vtt",
    )

    assert turns(document) == [("Amal Hassan", "Welcome. Who is there?"), ("iPhone (2)", "Can you hear me?")]


def test_names_in_the_heads_of_captions_are_speakers():
    document = read_webvtt(
        vtt(
            '1 "Amal Hassan" (3411)\n' + cue("00:00:01.000", "00:00:03.000", "Welcome."),
            '2 "Ben" (3412)\n' + cue("00:00:03.000", "00:00:05.000", "Thank you."),
        ),
        "talk.vtt",
    )

    assert turns(document) == [("Amal Hassan", "Welcome."), ("Ben", "Thank you.")]


def test_sounds_within_words_are_left_out_and_gaps_are_kept():
    document = read_webvtt(
        vtt(cue("00:00:01.000", "00:00:03.000", "We began [Music] with [inaudible] &gt; all.")), "talk.vtt"
    )

    assert document.text == "We began with [inaudible] > all."


def test_a_single_colon_makes_no_speaker():
    document = read_webvtt(
        vtt(cue("00:00:00.000", "00:00:01.000", "We say."), cue("00:00:01.000", "00:00:02.000", "Question: why?")),
        "a.vtt",
    )

    assert document.text == "We say. Question: why?"
    assert turns(document) == []


def test_arrows_and_dashes_begin_new_turns_and_sounds_are_left_out():
    document = read_webvtt(
        vtt(
            cue("00:00:00.000", "00:00:01.000", "[Music]"),
            cue("00:00:01.000", "00:00:02.000", "We begin."),
            cue("00:00:02.000", "00:00:03.000", "&gt;&gt; Who asks?"),
            cue("00:00:03.000", "00:00:04.000", "- I do.", "- So do I."),
        ),
        "a.vtt",
    )

    assert document.text == "We begin.\n\nWho asks?\n\nI do.\n\nSo do I."


def test_notes_give_details_chapters_and_references():
    content = (
        'WEBVTT\n\nNOTE\n---\ntitle: "A walk"\nkind: transcript\nthemes: [governance]\n'
        'sources:\n  - {id: 1, title: "S"}\n---\n\nNOTE chapter: Setting direction\n\n'
        "00:00:00.000 --> 00:00:04.000\n<v Narrator>We begin in Aarhus. [1]\n\n"
        "NOTE chapter: Roles\n\n00:00:05.000 --> 00:00:08.000\n<v Narrator>Then come roles.\n"
    )

    document = read_webvtt(content.encode(), "walk.vtt")

    assert document.details.title == "A walk"
    assert document.details.themes == ("governance",)
    assert document.text == "Setting direction\n\nWe begin in Aarhus.\n\nRoles\n\nThen come roles."
    sections = [(s.label, document.text[s.start : s.end]) for s in document.segments if s.kind is SegmentKind.SECTION]
    assert sections == [("Setting direction", "We begin in Aarhus."), ("Roles", "Then come roles.")]
    (mark,) = [s for s in document.segments if s.kind is SegmentKind.REFERENCE]
    assert (mark.label, document.text[: mark.start]) == ("1", "Setting direction\n\nWe begin in Aarhus.")


def test_captions_out_of_order_are_put_in_order_with_a_warning():
    document = read_webvtt(
        vtt(cue("00:00:05.000", "00:00:06.000", "Second."), cue("00:00:01.000", "00:00:02.000", "First.")), "a.vtt"
    )

    assert document.text == "First. Second."
    assert "out of order" in document.warnings[0].message


def test_times_past_a_hundred_hours_are_kept():
    document = read_webvtt(vtt(cue("123:00:05.000", "123:00:06.000", "Late words here.")), "a.vtt")

    assert locate(document.segments, 0, 5).text == "123:00:05"


def test_a_transcript_without_captions_is_refused_with_advice():
    with pytest.raises(NoTextError, match=r"^a\.vtt holds no captions") as caught:
        read_webvtt(b"WEBVTT\n\nNOTE nothing\n", "a.vtt")

    assert "Check that the export" in caught.value.advice


def test_captions_without_the_header_line_are_read_and_others_refused():
    assert read_webvtt(b"00:00:01.000 --> 00:00:02.000\nHi there.\n", "a.vtt").text == "Hi there."
    with pytest.raises(UnreadableFileError, match="does not begin with the line WEBVTT"):
        read_webvtt(b"just words", "a.vtt")


def test_subrip_is_read_with_its_markup_taken_off():
    first = "1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}<b>We</b> begin\r\n\r\n"
    content = first + "2\r\n00:00:02,000 --> 00:00:03,000\r\nin Aarhus.\r\n"

    document = read_subrip(content.encode("cp1252"), "a.srt")

    assert document.text == "We begin in Aarhus."
    assert times(document) == [(1.0, "We begin"), (2.0, "in Aarhus.")]


def test_cues_cover_the_words_in_order():
    document = read_webvtt(
        vtt(*(cue(f"00:{i:02d}:00.000", f"00:{i:02d}:30.000", f"Words number {i}.") for i in range(50))), "a.vtt"
    )

    cues = [s for s in document.segments if s.kind is SegmentKind.CUE]

    assert len(cues) == 50
    assert all(first.end < second.start for first, second in itertools.pairwise(cues))
    assert "\n\n" in document.text  # pauses of half a minute part paragraphs
