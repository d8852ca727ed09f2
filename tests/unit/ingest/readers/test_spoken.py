"""Transcripts that meeting tools and people save as text or Markdown."""

import pytest

from ingest.passages import split_document
from ingest.readers.registry import read_content
from knowledge.types import SegmentKind
from tests.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()


def passages(document):
    """Each passage with who speaks in it."""
    title = document.details.title
    drafts = split_document(document, title, EMBEDDER.count_tokens, EMBEDDER.max_tokens)
    return [(draft.text, draft.speakers) for draft in drafts]


def labels(document, kind):
    return [segment.label for segment in document.segments if segment.kind is kind]


MEET = """Mission planning workshop (2024-03-12 10:02 GMT+1) - Transcript
Attendees

Amal Holt, Ben Carter, Cleo Dias, Ben Carter's Presentation

Transcript
This editable transcript was computer generated and might contain errors. People can also change the text after it was created.

00:00:00

Amal Holt: Welcome to the workshop.
Ben Carter: Who pays for the board?

00:05:00

Cleo Dias: The municipality pays for it.
Amal Holt: Then we are done.
Transcription ended after 00:11:20
"""  # noqa: E501
SHORT_MEET = """Mar 12, 2024

Mission planning workshop - Transcript

00:00:00

Amal Holt: Welcome to the workshop.
Ben Carter: Who pays for the board?

00:05:00

Cleo Dias: The municipality pays for it.
Amal Holt: Then we are done.

Transcription ended after 00:11:20

This editable transcript was computer generated and might contain errors. People can also change the text after it was created.
"""  # noqa: E501
OTTER = """Mission planning workshop
Tue, Mar 12, 2024 10:02AM • 45:12
SUMMARY KEYWORDS
mission, board, harbour
SPEAKERS
Amal Holt, Ben Carter, Cleo Dias

Amal Holt  00:00
Welcome to the workshop.

Ben Carter  00:00
Who pays for the board?

Cleo Dias  05:00
The municipality pays for it.

Amal Holt  05:00
Then we are done.

Transcribed by https://otter.ai
"""


@pytest.mark.parametrize("text", [MEET, SHORT_MEET, OTTER], ids=["Meet", "Meet of another year", "Otter"])
def test_what_a_tool_writes_around_the_talk_is_no_part_of_it(text):
    document = read_content(text.encode(), "download.txt")

    assert (document.details.kind, document.details.title) == ("transcript", "Mission planning workshop")
    assert document.details.date == "2024-03-12"
    assert document.text == (
        "Mission planning workshop\n\nWelcome to the workshop.\n\nWho pays for the board?\n\n"
        "The municipality pays for it.\n\nThen we are done."
    )
    assert labels(document, SegmentKind.HEADING) == ["Mission planning workshop"]
    cues = [(s.begin_seconds, s.speaker) for s in document.segments if s.kind is SegmentKind.CUE]
    assert cues == [(0.0, "Amal Holt"), (0.0, "Ben Carter"), (300.0, "Cleo Dias"), (300.0, "Amal Holt")]


def test_what_people_wrote_before_the_talk_is_a_passage_of_its_own():
    talk = "".join(f"[00:0{minute}:00] {name}: We met.\n" for minute, name in enumerate(["Amal", "Ben"] * 3))

    document = read_content(f"The harbour\nTwo students recorded this talk.\n\n{talk}".encode(), "a.txt")

    assert passages(document)[0] == ("Two students recorded this talk.", ())
    assert passages(document)[1][1] == ("Amal", "Ben")


BOLD = """# Harbour talks

29 May 2023

## The board

**Amal Holt:** How often does the board meet?

**Ben Carter**: It meets four times a year.

**Amal Holt:** Thank you.

## The money

**Ben Carter:** Two foundations pay.

They pay for two years.

**Cleo Dias:** And the town?

**Amal Holt:** It pays, too.
"""


@pytest.mark.parametrize("name", ["talks.md", "talks.txt"])
def test_speakers_in_bold_under_headings_are_speakers_in_chapters(name):
    document = read_content(BOLD.encode(), name)

    assert (document.details.title, document.details.kind) == ("Harbour talks", "transcript")
    assert document.text == (
        "Harbour talks\n\nThe board\n\nHow often does the board meet?\n\nIt meets four times a year.\n\nThank you.\n\n"
        "The money\n\nTwo foundations pay. They pay for two years.\n\nAnd the town?\n\nIt pays, too."
    )
    assert labels(document, SegmentKind.TURN) == [
        "Amal Holt", "Ben Carter", "Amal Holt", "Ben Carter", "Cleo Dias", "Amal Holt",
    ]  # fmt: skip
    assert labels(document, SegmentKind.SECTION) == ["The board", "The money"]


def test_labels_that_come_back_in_a_report_are_no_speakers():
    cases = "".join(
        f"## Case {number}\n\n**Challenge:** The harbour was dirty.\n\n**Solution:** The town cleaned it.\n\n"
        for number in range(4)
    )

    document = read_content(f"# Four cases\n\n{cases}".encode(), "cases.md")

    assert document.details.kind != "transcript"
    assert document.text.count("Challenge: The harbour was dirty.") == 4


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Amal Holt (she/her)", "Amal Holt"),
        ("Ben Carter (Guest)", "Ben Carter"),
        ("Ben Carter [External]", "Ben Carter"),
        ("Carter, Ben (Vejle Kommune)", "Carter, Ben (Vejle Kommune)"),
    ],
)
def test_what_a_meeting_tool_puts_beside_a_name_is_no_part_of_it(stated, name):
    captions = f"WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v {stated}>We met four times.</v>\n"

    assert labels(read_content(captions.encode(), "a.vtt"), SegmentKind.TURN) == [name]
