import pytest

from knowledge.locators import clock, locate, timed_link
from knowledge.types import Segment, SegmentKind

PAGES = (
    Segment(SegmentKind.PAGE, "xii", 0, 100),
    Segment(SegmentKind.SECTION, "Governance", 10, 200),
    Segment(SegmentKind.SECTION, "Governance › Roles", 40, 200),
    Segment(SegmentKind.PAGE, "1", 100, 200),
    Segment(SegmentKind.NOTES, "footnote 3", 180, 200),
)
RECORDING = (
    Segment(SegmentKind.SECTION, "Opening", 0, 60),
    Segment(SegmentKind.TURN, "Amal", 0, 30, speaker="Amal"),
    Segment(SegmentKind.CUE, "", 0, 20, speaker="Amal", begin_seconds=872.4, end_seconds=875.0),
    Segment(SegmentKind.CUE, "", 20, 30, speaker="Amal", begin_seconds=875.0, end_seconds=880.0),
    Segment(SegmentKind.TURN, "Ben", 32, 60, speaker="Ben"),
    Segment(SegmentKind.CUE, "", 32, 60, speaker="Ben", begin_seconds=881.0, end_seconds=890.0),
)


def test_a_page_is_named_by_its_label_with_the_heading_path():
    locator = locate(PAGES, 50, 60)

    assert locator.text == "p. xii, Governance › Roles"
    assert (locator.page, locator.heading, locator.slide) == ("xii", "Governance › Roles", None)


def test_a_span_over_two_pages_names_both():
    assert locate(PAGES, 90, 110).text == "pp. xii-1, Governance › Roles"


def test_a_span_before_the_first_heading_has_no_heading():
    assert locate(PAGES, 0, 5).text == "p. xii"


def test_a_footnote_says_so():
    assert locate(PAGES, 185, 190).text == "p. 1, Governance › Roles, footnote 3"


def test_a_recording_is_located_by_time_and_speaker():
    locator = locate(RECORDING, 22, 28)

    assert locator.text == "00:14:35, Amal"
    assert (locator.seconds, locator.speaker, locator.heading) == (875.0, "Amal", "Opening")


def test_a_span_over_two_speakers_names_both_and_begins_with_the_first():
    locator = locate(RECORDING, 25, 40)

    assert locator.text == "00:14:35, Amal and Ben"
    assert locator.speaker == "Amal"


def test_three_speakers_are_listed_as_people_write_lists():
    turns = tuple(
        Segment(SegmentKind.TURN, name, at, at + 10, speaker=name)
        for at, name in ((0, "Amal"), (10, "Ben"), (20, "Cy"))
    )

    assert locate(turns, 0, 30).text == "Amal, Ben and Cy"


def test_slides_and_their_notes_are_named():
    slides = (Segment(SegmentKind.SLIDE, "4", 0, 50), Segment(SegmentKind.NOTES, "speaker notes", 30, 50))

    assert locate(slides, 0, 10).text == "slide 4"
    assert locate(slides, 35, 40).text == "slide 4, speaker notes"


def test_an_original_without_places_gives_an_empty_locator():
    locator = locate((), 0, 10)

    assert (locator.text, locator.page, locator.seconds) == ("", None, None)


def test_the_clock_goes_past_a_hundred_hours():
    assert clock(872.9) == "00:14:32"
    assert clock(101 * 3600 + 61) == "101:01:01"


@pytest.mark.parametrize(
    ("link", "seconds", "expected"),
    [
        ("https://www.youtube.com/watch?v=abc&t=5s", 872.4, "https://www.youtube.com/watch?v=abc&t=872s"),
        ("https://youtu.be/abc?si=x", 10, "https://youtu.be/abc?si=x&t=10s"),
        ("https://www.youtube.com/embed/abc", 10, "https://www.youtube.com/embed/abc?start=10"),
        ("https://vimeo.com/123/hash", 10, "https://vimeo.com/123/hash#t=10s"),
        ("https://example.org/talks/one.MP4", 10, "https://example.org/talks/one.MP4#t=10"),
        ("https://example.org/page", 10, "https://example.org/page"),
        ("https://youtube.com.evil.example/watch?v=a", 10, "https://youtube.com.evil.example/watch?v=a"),
        ("javascript:alert(1)//youtube.com", 10, "javascript:alert(1)//youtube.com"),
        ("https://youtu.be/abc", None, "https://youtu.be/abc"),
    ],
)
def test_a_link_opens_a_recording_at_the_second(link, seconds, expected):
    assert timed_link(link, seconds) == expected
