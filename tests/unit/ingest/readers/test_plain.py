from ingest.readers.plain import read_plain
from knowledge.types import SegmentKind


def headings(document):
    return [(s.label, s.level) for s in document.segments if s.kind is SegmentKind.HEADING]


def test_wrapped_lines_become_whole_paragraphs():
    lines = [
        "Missions are an approach to innovation and societal impact that",
        "turns almost everything upside down, according to the speaker who",
        "opened the day.",
        "A second paragraph begins here, after a line that left much room,",
        "and it ends here.",
    ]

    document = read_plain("\n".join(lines).encode(), "a.txt")

    assert document.text == " ".join(lines[:3]) + "\n\n" + " ".join(lines[3:])


def test_long_lines_are_paragraphs_of_their_own():
    first, second = "First sentence here. " * 12, "Second sentence here. " * 12

    document = read_plain(f"{first}\n{second}".encode(), "a.txt")

    assert document.text == f"{first.strip()}\n\n{second.strip()}"


def test_headings_are_those_short_lines_that_stand_over_text():
    text = (
        "How cities learn\n\nBy Jo Smith\n\n29 May 2023\n\n"
        + "Words that go on for a while. " * 5
        + "\n\nWhat do we still need?\n\n"
        + "More words that go on for a while. " * 5
        + "\n\n3.2 Governance\n\n"
        + "And more words that go on for a while. " * 5
        + "\n\nThe end."
    )

    document = read_plain(text.encode(), "a.txt")

    assert headings(document) == [("How cities learn", 1), ("What do we still need?", 2), ("3.2 Governance", 3)]
    assert document.details.title == "How cities learn"
    assert document.details.authors == ("Jo Smith",)
    assert document.details.date == "2023-05-29"


def test_lists_keep_their_lines():
    document = read_plain(
        "The steps are these:\n• Ask\n• Listen to\n  them all\n\n 1) Act\n 2) Learn".encode(), "a.txt"
    )

    assert document.text == "The steps are these:\n\n- Ask\n- Listen to them all\n1) Act\n2) Learn"


def test_a_guessed_encoding_is_told():
    document = read_plain("Bæredygtighed er målet for alle.".encode("cp1252"), "a.txt")

    assert document.text == "Bæredygtighed er målet for alle."
    assert "was read as cp1252" in document.warnings[0].message


def test_nul_bytes_and_surrogates_are_left_out():
    assert read_plain(b"One\x00 word and \xed\xa0\x80another one.", "a.txt").text.startswith("One word and")


def test_ten_megabytes_in_one_line_are_read():
    document = read_plain(b"a word or two. " * 700_000, "a.txt")

    assert len(document.text) == 15 * 700_000 - 1


def test_lines_with_times_and_speakers_are_a_transcript():
    text = """Workshop on missions
29 May 2023

00:00:05 Amal Hassan: Welcome to the day.
We begin with a round.
00:00:12 Ben: Thank you.
00:01:40 Amal Hassan: Then let us start.
"""

    document = read_plain(text.encode(), "workshop.txt")

    assert document.details.kind == "transcript"
    assert document.details.title == "Workshop on missions"
    assert document.details.date == "2023-05-29"
    assert document.text == (
        "Workshop on missions\n\nWelcome to the day. We begin with a round.\n\nThank you.\n\nThen let us start."
    )
    assert headings(document) == [("Workshop on missions", 1)]
    cues = [(s.begin_seconds, s.end_seconds, s.speaker) for s in document.segments if s.kind is SegmentKind.CUE]
    assert cues == [(5.0, 12.0, "Amal Hassan"), (12.0, 100.0, "Ben"), (100.0, None, "Amal Hassan")]


def test_the_title_and_the_day_of_a_copied_page_stand_below_and_in_its_trail():
    words = "In the last two years there has been such a clamour that we forget why these proposals are brought."
    text = (
        "Search the archive\n\nARCHIVE 1803–2005 → 1940s → 1946 → April 1946 → 30 April 1946 → Orders\n"
        f"A National Health Bill\nDebate of 30 April 1946\n{words}\n\n{words}\n"
    )

    document = read_plain(text.encode(), "notes.txt")

    assert (document.details.title, document.details.date) == ("A National Health Bill", "1946-04-30")
    assert [s.label for s in document.segments] == ["A National Health Bill"]


def test_the_line_that_is_the_file_s_name_is_the_title():
    words = "In the last two years there has been such a clamour that we forget why these proposals are brought."

    details = read_plain(f"Our archive\n\nCity: missions!\n\n{words}\n".encode(), "City_missions.txt").details

    assert details.title == "City: missions!"
