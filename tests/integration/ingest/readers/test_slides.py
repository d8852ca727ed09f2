import io

import pptx
import pytest
from pptx.util import Inches

from ingest.readers.slides import read_slides
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.locators import locate
from knowledge.types import SegmentKind


def saved(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def deck_of_three():
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Harbour 2030"
    first.placeholders[1].text = "Clean ships for Aarhus"
    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "Governance"
    second.placeholders[1].text = "A board decides\nSix partners meet"
    second.notes_slide.notes_text_frame.text = "Say that the board is new."
    third = deck.slides.add_slide(deck.slide_layouts[5])
    third.shapes.title.text = "Money"
    table = third.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for cell, text in zip(table.iter_cells(), ("City", "Year", "Aarhus", "2023"), strict=True):
        cell.text = text
    right = third.shapes.add_textbox(Inches(5), Inches(2), Inches(2), Inches(1))
    right.text_frame.text = "On the right."
    left = third.shapes.add_textbox(Inches(1), Inches(2), Inches(2), Inches(1))
    left.text_frame.text = "On the left."
    return deck


def test_slides_are_read_in_order_with_lists_tables_and_notes():
    document = read_slides(saved(deck_of_three()), "deck.pptx")

    assert document.text == (
        "Harbour 2030\n\nClean ships for Aarhus\n\n"
        "Governance\n\n- A board decides\n- Six partners meet\n\nSay that the board is new.\n\n"
        "Money\n\nOn the left.\n\nOn the right.\n\nCity: Aarhus | Year: 2023"
    )
    assert document.details.kind == "slides"
    assert document.details.title == "Harbour 2030"


def test_places_name_slide_title_and_notes():
    document = read_slides(saved(deck_of_three()), "deck.pptx")

    def place(words):
        start = document.text.index(words)
        return locate(document.segments, start, start + len(words)).text

    assert place("Six partners meet") == "slide 2, Governance"
    assert place("Say that the board") == "slide 2, Governance, speaker notes"
    assert place("City: Aarhus") == "slide 3, Money"


def test_a_slide_without_a_title_is_not_placed_under_the_one_before():
    deck = deck_of_three()
    box = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "Words of a slide that has no title."

    document = read_slides(saved(deck), "deck.pptx")

    start = document.text.index("Words of a slide")
    assert locate(document.segments, start, start + 20).text == "slide 4"
    sections = [s.label for s in document.segments if s.kind is SegmentKind.SECTION]
    assert sections == ["Governance", "Money"]  # the title of the deck is no heading in it


def test_slide_segments_are_contiguous():
    document = read_slides(saved(deck_of_three()), "deck.pptx")

    slides = [s for s in document.segments if s.kind is SegmentKind.SLIDE]

    assert [s.label for s in slides] == ["1", "2", "3"]
    assert [s.start for s in slides[1:]] + [len(document.text)] == [s.end for s in slides]


def test_hidden_and_empty_slides_are_told():
    deck = deck_of_three()
    deck.slides.add_slide(deck.slide_layouts[6])
    deck.slides[1]._element.set("show", "0")

    document = read_slides(saved(deck), "deck.pptx")

    assert "board" not in document.text
    assert [warning.message for warning in document.warnings] == [
        "Slide 4 gave no text; pictures are not read.",
        "Slide 2 is hidden and was left out.",
    ]


def test_groups_are_read():
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_group_shape().shapes.add_textbox(Inches(1), Inches(1), Inches(1), Inches(1))
    box.text_frame.text = "Words in a group."

    assert read_slides(saved(deck), "deck.pptx").text == "Words in a group."


def test_a_deck_of_pictures_is_refused():
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])

    with pytest.raises(NoTextError, match=r"^deck\.pptx: none of its 1 slides holds text"):
        read_slides(saved(deck), "deck.pptx")


@pytest.mark.parametrize("twentieth", range(1, 20, 3))
def test_a_truncated_deck_is_damaged(twentieth):
    content = saved(deck_of_three())

    with pytest.raises(UnreadableFileError, match=r"^deck\.pptx is damaged"):
        read_slides(content[: len(content) * twentieth // 20], "deck.pptx")
