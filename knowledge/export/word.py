"""Word files (.docx) with real footnotes, made with python-docx; no field, macro, picture or object is ever in them."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from knowledge.export.document import (
    QUOTATION_NOTICE,
    Block,
    ExcerptBlock,
    ExportDocument,
    ExportItem,
    Line,
    TableBlock,
    TextBlock,
    TextKind,
    printable,
)
from knowledge.export.footnotes import FOOTNOTE_MARK, FOOTNOTE_TEXT, Footnotes, Piece, add_link
from knowledge.export.wording import (
    CITED_WORKS,
    NOTES,
    REFERENCES,
    item_words,
    later_reference,
    quotation_of_note,
    reference_of,
    source_line,
)
from knowledge.references import Work, apa, one_line, web_link

_SMALL: Final = "Source Line"
_WIDE_TABLE: Final = 4
"""Columns from which on a table gets the page's long side."""
_A4: Final = (Cm(21.0), Cm(29.7))


def write_word(document: ExportDocument) -> bytes:
    """The document as a Word file."""
    return _Writer(document).write()


class _Writer:
    def __init__(self, document: ExportDocument) -> None:
        self._document = document
        self._word: WordDocument = Document()
        _set_up(self._word, document)
        self._footnotes = Footnotes(self._word)
        self._noted: dict[int, int] = {}  # item -> the number of the footnote that holds its reference
        # Dozens of footnotes under a table leave no room for it, so that a table alone has its notes behind it.
        self._notes_last = all(isinstance(block, TableBlock) for block in document.body)

    def write(self) -> bytes:
        document = self._document
        self._word.add_heading(_clean(document.title), 0)
        self._paragraph(document.method.line, _SMALL)
        self._paragraph(QUOTATION_NOTICE, _SMALL)
        for block in document.body:
            self._block(block)
        if self._notes_last:
            self._notes()
        self._works(REFERENCES, document.works)
        self._works(CITED_WORKS, document.cited_works)
        file = io.BytesIO()
        self._word.save(file)
        return file.getvalue()

    def _block(self, block: Block) -> None:
        if isinstance(block, ExcerptBlock):
            self._excerpt(self._document.item(block.number))
        elif isinstance(block, TableBlock):
            self._table(block)
        else:
            self._text(block)

    def _text(self, block: TextBlock) -> None:
        styles = {
            TextKind.HEADING: "Heading 1",
            TextKind.SUBHEADING: "Heading 2",
            TextKind.LIST: "List Bullet",
            TextKind.STEPS: "List Paragraph",
            TextKind.NOTICE: _SMALL,
        }
        style = styles.get(block.kind, "Normal")
        if block.kind in (TextKind.LIST, TextKind.STEPS):
            for number, line in enumerate(block.lines, 1):
                # Word would count on through all lists of the file, so that steps carry their own numbers.
                lead = f"{number}. " if block.kind is TextKind.STEPS else ""
                self._line(self._paragraph(lead, style), line)
            return
        paragraph = self._paragraph("", style)
        for number, line in enumerate(block.lines):
            if number:
                paragraph.add_run(" ")
            self._line(paragraph, line)

    def _excerpt(self, item: ExportItem) -> None:
        paragraphs = [self._paragraph("", "Quote") for _ in range(len(_split(item_words(item))))]
        for paragraph, words in zip(paragraphs, _split(item_words(item)), strict=True):
            _add_lines(paragraph, words)
            paragraph.paragraph_format.keep_with_next = True
        self._mark(paragraphs[-1], item.number)
        source = self._paragraph(source_line(item), _SMALL)
        for words, address in _links(item):
            source.add_run(" · ")
            add_link(source._p, self._word.part, words, address)
        if item.notice:
            self._paragraph(item.notice, _SMALL).runs[0].italic = True
        if item.note:
            paragraph = self._paragraph("", "Normal")
            paragraph.add_run("Note: ").bold = True
            _add_lines(paragraph, item.note)

    def _table(self, block: TableBlock) -> None:
        if len(block.header) >= _WIDE_TABLE:
            _turn(self._word)
        table = self._word.add_table(rows=0, cols=len(block.header), style="Table Grid")
        header = table.add_row()
        for cell, name in zip(header.cells, block.header, strict=True):
            _small(cell.paragraphs[0]).add_run(_clean(name)).bold = True
        _repeat_on_each_page(header._tr)
        for row in block.rows:
            for column, (cell, lines) in enumerate(zip(table.add_row().cells, row, strict=True)):
                self._cell(cell, lines, bold=column == 0)
        self._paragraph("", "Normal")

    def _cell(self, cell: _Cell, lines: Sequence[Line], *, bold: bool) -> None:
        for number, line in enumerate(lines):
            paragraph = _small(cell.add_paragraph() if number else cell.paragraphs[0])
            self._line(paragraph, line)
            if bold:
                for run in paragraph.runs:
                    run.bold = True

    def _line(self, paragraph: Paragraph, line: Line) -> None:
        words = f"“{line.words}”" if line.quoted else line.words
        _add_lines(paragraph, words)
        for number in line.items:
            self._mark(paragraph, number)

    def _mark(self, paragraph: Paragraph, number: int) -> None:
        """A footnote behind the words: the whole reference the first time, later where it stands."""
        item = self._document.item(number)
        if self._notes_last:
            paragraph.add_run(f"[{number}]").font.superscript = True
        elif number in self._noted:
            pieces = [Piece(f"{item.title}{', ' + item.place if item.place else ''}; see note {self._noted[number]}.")]
            self._footnotes.add(paragraph, pieces)
        else:
            self._noted[number] = self._footnotes.add(paragraph, self._note(item))

    def _notes(self) -> None:
        items = self._document.items
        if items:
            self._word.add_heading(NOTES, 1)
        first: dict[str, int] = {}  # work -> the first of its notes
        for item in items:
            paragraph = self._paragraph(f"{item.number}. ", "Table Text")
            noted = first.setdefault(item.work_key, item.number)
            for piece in self._note(item, "" if noted == item.number else f"As note {noted}"):
                if piece.link:
                    add_link(paragraph._p, self._word.part, piece.words, piece.link)
                else:
                    paragraph.add_run(_clean(piece.words))

    def _note(self, item: ExportItem, elsewhere: str = "") -> list[Piece]:
        """A note's quotation, reference and links; ``elsewhere`` says in which note the reference stands instead."""
        reference = later_reference(item, elsewhere) if elsewhere else reference_of(self._document, item)
        words = (quotation_of_note(self._document, item), reference)
        pieces = [Piece(" ".join(part for part in words if part))]
        for label, address in _links(item):
            pieces += [Piece(" "), Piece(label, address)]
        if not web_link(item.address):
            pieces.append(Piece(f" In the library: {item.address}"))
        return pieces

    def _works(self, heading: str, works: Sequence[Work]) -> None:
        if not works:
            return
        self._word.add_heading(heading, 1)
        for work in works:
            paragraph = self._paragraph(apa(work, with_link=False), "Normal")
            # A hanging indent, as lists of references have it.
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(1.0), Cm(-1.0)
            if work.link:
                paragraph.add_run(" ")
                add_link(paragraph._p, self._word.part, work.link, work.link)

    def _paragraph(self, words: str, style: str) -> Paragraph:
        return self._word.add_paragraph(_clean(words), style=style)


def _links(item: ExportItem) -> Iterable[tuple[str, str]]:
    address = web_link(item.address)
    if address:
        yield "Open in the library", address
    if item.link:
        yield "Original", item.link


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()] or [""]


def _add_lines(paragraph: Paragraph, text: str) -> None:
    for number, line in enumerate(text.strip("\n").split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(_clean(line))


def _clean(text: str) -> str:
    return printable(text).replace("\r", " ")


def _small(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.style = "Table Text"
    return paragraph


def _set_up(word: WordDocument, document: ExportDocument) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = _A4
    section.left_margin = section.right_margin = Cm(2.5)
    properties = word.core_properties
    properties.title = one_line(document.title)[:255]  # the longest the property may be
    properties.author = "Mission Partnership Assistant"
    properties.comments = one_line(document.method.line)[:255]
    properties.language = "en"
    properties.created = properties.modified = document.method.made_at.replace(tzinfo=None)
    _style(word, "Normal", size=11).font.name = "Calibri"
    _style(word, _SMALL, size=9).font.color.rgb = RGBColor(0x4A, 0x4A, 0x4A)
    _style(word, "Table Text", size=9)
    _style(word, FOOTNOTE_TEXT, size=9).paragraph_format.space_after = Pt(2)
    quote = _style(word, "Quote", size=11)
    quote.font.italic = False  # a quotation is marked by its quotation marks, indent and note
    quote.font.color.rgb = RGBColor(0x1B, 0x1B, 0x1B)
    quote.paragraph_format.left_indent = Cm(1.0)
    quote.paragraph_format.space_before = Pt(12)  # each excerpt stands apart from the note of the one above
    quote.paragraph_format.space_after = Pt(3)
    quote.paragraph_format.keep_with_next = True  # a quotation and its source stay on one page
    mark = word.styles.add_style(FOOTNOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True


def _style(word: WordDocument, name: str, *, size: int) -> ParagraphStyle:
    if name in word.styles:
        style: ParagraphStyle = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == FOOTNOTE_TEXT)
        style.base_style = word.styles["Normal"]
    style.font.size = Pt(size)
    return style


def _turn(word: WordDocument) -> None:
    section = word.sections[-1]
    if section.orientation is not WD_ORIENT.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)


def _repeat_on_each_page(row: object) -> None:
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]  # python-docx's element has no type
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))
