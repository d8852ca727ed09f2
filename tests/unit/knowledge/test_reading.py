"""A document cut into the blocks a reader sees."""

import pytest

from knowledge.reading import BlockKind, find_in, part_holding, reading_blocks, reading_parts, split_at_mark
from knowledge.types import Segment, SegmentKind, Span


def test_headings_paragraphs_and_items_become_blocks_in_order() -> None:
    text = "Aim\nCut emissions.\n\n- One.\n- Two.\n"
    segments = (Segment(SegmentKind.HEADING, "Aim", 0, 3, level=2), Segment(SegmentKind.SECTION, "Aim", 4, len(text)))

    blocks = reading_blocks(text, segments)

    assert [(block.kind, text[block.start : block.end]) for block in blocks] == [
        (BlockKind.HEADING, "Aim"),
        (BlockKind.PARAGRAPH, "Cut emissions."),
        (BlockKind.ITEM, "- One."),
        (BlockKind.ITEM, "- Two."),
    ]


def test_each_row_of_a_table_is_a_block() -> None:
    text = "Formed | 1987\nStaff | 1,240\n\nThe agency runs\nthe piers."

    blocks = reading_blocks(text, ())

    assert [text[block.start : block.end] for block in blocks] == [
        "Formed | 1987",
        "Staff | 1,240",
        "The agency runs\nthe piers.",
    ]


def test_a_turn_says_who_speaks_and_when() -> None:
    text = "We start here."
    segments = (
        Segment(SegmentKind.TURN, "Amal", 0, len(text), speaker="Amal"),
        Segment(SegmentKind.CUE, "", 0, len(text), speaker="Amal", begin_seconds=75.0, end_seconds=80.0),
    )

    (block,) = reading_blocks(text, segments)

    assert (block.kind, block.label, block.seconds) == (BlockKind.TURN, "Amal, 00:01:15", 75.0)


def test_pages_open_with_their_label() -> None:
    text = "First page.\n\nSecond page."
    segments = (Segment(SegmentKind.PAGE, "xii", 0, 13), Segment(SegmentKind.PAGE, "1", 13, len(text)))

    blocks = reading_blocks(text, segments)

    assert [block.label for block in blocks if block.kind is BlockKind.PLACE] == ["Page xii", "Page 1"]


def test_long_documents_are_drawn_in_parts_and_the_part_of_an_offset_is_found() -> None:
    text = "\n\n".join("word " * 10 for _ in range(100))

    parts = reading_parts(reading_blocks(text, ()), longest=1000)

    assert len(parts) > 3
    assert sum(len(part.blocks) for part in parts) == 100
    at = part_holding(parts, len(text) // 2)
    assert parts[at].blocks[0].start <= len(text) // 2 < parts[at].blocks[-1].end + 3


def test_a_mark_divides_only_the_blocks_it_touches() -> None:
    assert split_at_mark(0, 10, Span(3, 6)) == (Span(0, 3), Span(3, 6), Span(6, 10))
    assert split_at_mark(0, 10, Span(8, 20)) == (Span(0, 8), Span(8, 10), Span(10, 10))
    assert split_at_mark(0, 10, Span(10, 20)) == (Span(0, 10), Span(10, 10), Span(10, 10))
    assert split_at_mark(0, 10, None) == (Span(0, 10), Span(10, 10), Span(10, 10))


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("In Malmö and MALMÖ.", "malmo", ["Malmö", "MALMÖ"]),
        ("Sønderborg’s board", "sonderborg's board", ["Sønderborg’s board"]),
        ("a climate-neutral\ncity", "climate neutral city", ["climate-neutral\ncity"]),
        ("from 2020–2024", "2020-2024", ["2020–2024"]),
        ("he said “no” (twice)", '"no" (twice)', ["“no” (twice)"]),
        ("Malmo", "Malmö", ["Malmo"]),
        ("a.b", "a?b", []),
        ("text", " - ", []),
    ],
)
def test_words_are_found_in_a_source_however_they_are_typed(text, words, found):
    assert [text[span.start : span.end] for span in find_in(text, words)] == found
