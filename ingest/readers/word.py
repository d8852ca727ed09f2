"""Word documents as a document. The only module that imports docx.

python-docx opens the package and knows the styles; the text is taken from the XML itself, because python-docx leaves
out insertions that are tracked, text boxes, footnotes and content controls.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from ingest.readers.archives import PACKAGE_FAULTS, check_archive, parse_part
from ingest.readers.assembly import Block, BlockKind, assemble
from ingest.readers.cleaning import clean_line
from ingest.readers.contents import without_contents
from ingest.readers.office import office_hints
from ingest.readers.proposals import Hints, propose_details, sensible_title
from ingest.readers.spoken import sections_of, spoken_document
from ingest.readers.tables import row_blocks, seems_headed
from ingest.readers.word_lists import ListNumbers
from knowledge.errors import UnreadableFileError
from knowledge.types import Document

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset(
    (_FALLBACK, *map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr", "w:txbxContent")))
)
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_WORDS = frozenset([qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"])
_FALSE = frozenset(["0", "false", "off"])


def read_word(content: bytes, name: str) -> Document:
    """The document in a .docx file: headings as path, lists, tables row by row, footnotes; deletions left out.

    Raises:
        UnreadableFileError: it is damaged or protected.
        LimitError: it would unpack to an unreasonable size.
    """
    check_archive(content, name)
    blocks, hints = _blocks_and_hints(content, name)
    spoken = spoken_document(sections_of(blocks), name, title=_title(blocks))
    if spoken is not None:
        return spoken
    joined = tuple(without_contents(_in_one_line(block) for block in blocks))
    title = _title(joined) or sensible_title(hints.title)
    assembled = assemble(joined, title=title)
    details = propose_details(
        assembled.text,
        name,
        hints=Hints(title=title, authors=hints.authors, file_date=hints.file_date, language=hints.language),
    )
    return Document(assembled.text, assembled.segments, details)


def _blocks_and_hints(content: bytes, name: str) -> tuple[tuple[Block, ...], Hints]:
    """All that is taken from python-docx, which finds a damaged part only when it comes to it."""
    try:
        word = docx.Document(BytesIO(content))
        return tuple(_Body(word).blocks()), office_hints(word.core_properties)
    except (*PACKAGE_FAULTS, PythonDocxError, OpcError) as error:
        raise UnreadableFileError(f"{name} is damaged: its text cannot be found in it.") from error


def _in_one_line(block: Block) -> Block:
    return Block(clean_line(block.text), block.kind, block.level, note=block.note)


def _title(blocks: Sequence[Block]) -> str | None:
    """The first heading, where nothing but a few lines stands before it."""
    head = blocks[:3]
    return next((sensible_title(block.text) for block in head if block.kind is BlockKind.HEADING), None)


class _Body:
    """Goes through a document's body in order."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._levels = _style_levels(word)
        self._lists = ListNumbers(word)
        self._footnotes = _footnotes(word)

    def blocks(self) -> Iterator[Block]:
        """Blocks of the body; a line break inside a paragraph is kept as a newline."""
        yield from self._blocks_in(self._word.element.body)

    def _blocks_in(self, parent: etree._Element) -> Iterator[Block]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag == qn("w:sdt"):
                content = element.find(qn("w:sdtContent"))
                if content is not None and not _is_contents_list(element):
                    yield from self._blocks_in(content)
            elif element.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")):
                yield from self._blocks_in(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style_id = style.get(qn("w:val")) if style is not None else ""
        text = _lines_of(words_of(paragraph))
        if text and not style_id.upper().startswith("TOC"):
            yield self._block(paragraph, style_id, text)
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(parent.tag in _LEFT_OUT for parent in box.iterancestors()):
                yield from self._blocks_in(box)
        for mark in paragraph.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            note = self._footnotes.get((mark.tag, mark.get(qn("w:id"))))
            if note is not None:
                yield note

    def _block(self, paragraph: etree._Element, style_id: str, text: str) -> Block:
        level = _own_level(paragraph) or self._levels.get(style_id)
        if level is not None:
            return Block(text, BlockKind.HEADING, level)
        marker = self._lists.marker(paragraph, style_id)
        return Block(marker + text, BlockKind.ITEM) if marker else Block(text)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = _rows(table)
        if max((len(row) for row in rows), default=0) < 2:  # a frame around text
            for cell in table.iterfind(f"{qn('w:tr')}/{qn('w:tc')}"):
                yield from self._blocks_in(cell)
            return
        headed = table.find(f".//{qn('w:tblHeader')}") is not None or seems_headed(rows)
        yield from row_blocks(rows, headed=headed)


def words_of(element: etree._Element) -> str:
    """The words a reader sees in an element: insertions kept, deletions, field codes and hidden text left out."""
    if element.tag in _WORDS:
        return element.text or ""
    if element.tag in _SPACES:
        return _SPACES[element.tag]
    if element.tag == qn("w:r") and _is_on(element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")):
        return ""
    return "".join(words_of(child) for child in element if isinstance(child.tag, str) and child.tag not in _LEFT_OUT)


def _lines_of(text: str) -> str:
    return "\n".join(line for part in text.split("\n") if (line := clean_line(part)))


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and (switch.get(qn("w:val")) or "1") not in _FALSE


def _is_contents_list(control: etree._Element) -> bool:
    gallery = control.find(f".//{qn('w:docPartGallery')}")
    return gallery is not None and "contents" in (gallery.get(qn("w:val")) or "").lower()


def _style_levels(word: WordDocument) -> dict[str, int]:
    """Heading levels by style id, also of styles based on a heading; a title is of level 1."""
    levels: dict[str, int] = {}
    styles = {style.style_id: style for style in word.styles}
    for style_id in styles:
        current, steps = styles.get(style_id), 0
        while current is not None and style_id not in levels and steps < 10:
            level = _level_of_style(current)
            if level is not None:
                levels[style_id] = level
            current, steps = getattr(current, "base_style", None), steps + 1
    return levels


def _level_of_style(style: object) -> int | None:
    name = str(getattr(style, "name", "") or "")
    if name == "Title":
        return 1
    if name.lower().startswith("heading ") and name[8:].isdigit():
        return int(name[8:])
    element = getattr(style, "element", None)
    return _own_level(element) if element is not None else None


def _own_level(element: etree._Element) -> int | None:
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = outline.get(qn("w:val")) if outline is not None else None
    return int(value) + 1 if value is not None and value.isdigit() and int(value) < 9 else None


def _rows(table: etree._Element) -> list[list[str]]:
    """Cells by row; a cell merged with the one above it says the same."""
    rows: list[list[str]] = []
    for row in table.iterfind(qn("w:tr")):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        cells: list[str] = []
        for cell in row.iterfind(qn("w:tc")):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and (merged.get(qn("w:val")) or "continue") == "continue"
            above = rows[-1][len(cells)] if goes_on and rows and len(cells) < len(rows[-1]) else ""
            cells.append(above or clean_line(" ".join(words_of(p) for p in cell.iter(qn("w:p")))))
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = span.get(qn("w:val")) if span is not None else "1"
            cells += [""] * (min(int(width), 64) - 1 if width and width.isdigit() else 0)
        rows.append(cells)
    return rows


def _footnotes(word: WordDocument) -> dict[tuple[str, str | None], Block]:
    """Note blocks by the tag and id of their marks."""
    notes: dict[tuple[str, str | None], Block] = {}
    kinds = (
        (RELATIONSHIP_TYPE.FOOTNOTES, "w:footnote", "w:footnoteReference", "footnote"),
        (RELATIONSHIP_TYPE.ENDNOTES, "w:endnote", "w:endnoteReference", "endnote"),
    )
    for relation, tag, mark, label in kinds:
        blobs = [
            rel.target_part.blob for rel in word.part.rels.values() if rel.reltype == relation and not rel.is_external
        ]
        for blob in blobs:
            numbered = [
                note for note in parse_part(blob).iterfind(qn(tag)) if note.get(qn("w:type")) in (None, "normal")
            ]
            for number, note in enumerate(numbered, start=1):
                text = clean_line(" ".join(words_of(p) for p in note.iter(qn("w:p"))))
                if text:
                    notes[(qn(mark), note.get(qn("w:id")))] = Block(text, note=f"{label} {number}")
    return notes
