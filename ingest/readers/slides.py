"""PowerPoint presentations as a document. The only module that imports pptx."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pptx
from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from ingest.readers.archives import PACKAGE_FAULTS, check_archive, parse_part
from ingest.readers.assembly import Block, BlockKind, assemble
from ingest.readers.cleaning import clean_line
from ingest.readers.office import office_hints
from ingest.readers.proposals import Hints, propose_details, sensible_title
from ingest.readers.tables import row_blocks, seems_headed
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.types import Document, ReadWarning

_AROUND = frozenset([PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER])
_LISTS = frozenset([PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY])
_ROW_HEIGHT = 228_600
"""A quarter of an inch in EMU: shapes whose tops differ less stand side by side."""
_NOTES = "speaker notes"
_DEEPEST_GROUP = 20


def read_slides(content: bytes, name: str) -> Document:
    """The document in a .pptx file: by slide its title, text, tables, diagrams and notes. Hidden slides are left out.

    Raises:
        UnreadableFileError: it is damaged or protected.
        NoTextError: its slides hold only pictures.
        LimitError: it would unpack to an unreasonable size.
    """
    check_archive(content, name)
    try:
        deck = _read_deck(pptx.Presentation(BytesIO(content)))
    except (*PACKAGE_FAULTS, PythonPptxError) as error:
        raise UnreadableFileError(f"{name} is damaged: its slides cannot be found in it.") from error
    if not deck.blocks:
        raise NoTextError(f"{name}: none of its {deck.slides} slides holds text.")
    return _document(deck.blocks, deck.hints, name, _warnings(deck.empty, deck.hidden))


@dataclass(frozen=True, slots=True)
class _Deck:
    """All that is taken from python-pptx, which finds a damaged part only when it comes to it."""

    slides: int
    blocks: tuple[Block, ...]
    empty: tuple[str, ...]  # numbers of slides that gave no text
    hidden: tuple[str, ...]
    hints: Hints


def _read_deck(deck: Presentation) -> _Deck:
    blocks: list[Block] = []
    empty: list[str] = []
    hidden: list[str] = []
    for number, slide in enumerate(deck.slides, start=1):
        if slide._element.get("show") == "0":
            hidden.append(str(number))
            continue
        found = tuple(_slide_blocks(slide, str(number)))
        blocks += found
        empty += () if found else (str(number),)
    return _Deck(len(deck.slides), tuple(blocks), tuple(empty), tuple(hidden), office_hints(deck.core_properties))


def _document(blocks: Sequence[Block], hints: Hints, name: str, warnings: tuple[ReadWarning, ...]) -> Document:
    first = next((block.text for block in blocks if block.kind is BlockKind.HEADING), None)
    title = sensible_title(hints.title) or sensible_title(first)
    assembled = assemble(blocks, title=title)
    hints = Hints(title=title, authors=hints.authors, file_date=hints.file_date, language=hints.language)
    details = propose_details(assembled.text, name, kind="slides", hints=hints)
    return Document(assembled.text, assembled.segments, details, warnings)


def _warnings(empty: Sequence[str], hidden: Sequence[str]) -> tuple[ReadWarning, ...]:
    warnings = []
    if empty:
        warnings.append(
            ReadWarning(f"{_slides_in_words(empty)} gave no text; pictures are not read.", f"slide {empty[0]}")
        )
    if hidden:
        said = "is hidden and was left out" if len(hidden) == 1 else "are hidden and were left out"
        warnings.append(ReadWarning(f"{_slides_in_words(hidden)} {said}.", f"slide {hidden[0]}"))
    return tuple(warnings)


def _slides_in_words(numbers: Sequence[str]) -> str:
    return f"Slide {numbers[0]}" if len(numbers) == 1 else f"Slides {', '.join(numbers)}"


def _slide_blocks(slide: Slide, number: str) -> Iterator[Block]:
    title = slide.shapes.title
    words = _words(title.text_frame.text) if title is not None and title.has_text_frame else ""
    if words:
        yield Block(words, BlockKind.HEADING, 1, slide=number)
    for shape in _reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            yield from _shape_blocks(shape, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if _words(paragraph.text):
                yield Block(_words(paragraph.text), slide=number, note=_NOTES)


def _words(text: str) -> str:
    return clean_line(text.replace("\v", " "))


def _reading_order(shapes: Iterable[BaseShape]) -> list[BaseShape]:
    """From the top, and from the left among shapes that stand side by side."""
    return sorted(shapes, key=lambda shape: ((shape.top or 0) // _ROW_HEIGHT, shape.left or 0))


def _shape_blocks(shape: BaseShape, number: str, depth: int = 0) -> Iterator[Block]:
    if shape.is_placeholder and shape.placeholder_format.type in _AROUND:
        return
    if isinstance(shape, GroupShape):
        for member in _reading_order(shape.shapes) if depth < _DEEPEST_GROUP else ():
            yield from _shape_blocks(member, number, depth + 1)
    elif isinstance(shape, Shape):
        yield from _text_blocks(shape, number)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        rows = [[_words(cell.text) for cell in row.cells] for row in shape.table.rows]
        yield from row_blocks(rows, headed=shape.table.first_row or seems_headed(rows), slide=number)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        chart = shape.chart
        if chart.has_title and chart.chart_title.has_text_frame and _words(chart.chart_title.text_frame.text):
            yield Block(_words(chart.chart_title.text_frame.text), slide=number)
    else:
        yield from _diagram_blocks(shape, number)


def _text_blocks(shape: Shape, number: str) -> Iterator[Block]:
    paragraphs = [paragraph for paragraph in shape.text_frame.paragraphs if _words(paragraph.text)]
    is_list = shape.is_placeholder and shape.placeholder_format.type in _LISTS and len(paragraphs) > 1
    for count, paragraph in enumerate(paragraphs, start=1):
        properties = paragraph._p.pPr
        if properties is not None and properties.find(qn("a:buAutoNum")) is not None:
            yield Block(f"{count}. {_words(paragraph.text)}", BlockKind.ITEM, slide=number)
        elif _has_bullet(properties, usual=is_list):
            yield Block(f"- {_words(paragraph.text)}", BlockKind.ITEM, slide=number)
        else:
            yield Block(_words(paragraph.text), slide=number)


def _has_bullet(properties: etree._Element | None, *, usual: bool) -> bool:
    if properties is None:
        return usual
    if properties.find(qn("a:buNone")) is not None:
        return False
    return usual or properties.find(qn("a:buChar")) is not None


def _diagram_blocks(shape: BaseShape, number: str) -> Iterator[Block]:
    """The words of a SmartArt diagram, which stand in a part of their own."""
    relations = [element for element in shape._element.iter() if etree.QName(element).localname == "relIds"]
    for element in relations:
        identifier = element.get(qn("r:dm"))
        if identifier not in shape.part.rels or shape.part.rels[identifier].is_external:
            continue
        for paragraph in parse_part(shape.part.related_part(identifier).blob).iter(qn("a:p")):
            words = _words("".join(run.text or "" for run in paragraph.iter(qn("a:t"))))
            if words:
                yield Block(f"- {words}", BlockKind.ITEM, slide=number)
