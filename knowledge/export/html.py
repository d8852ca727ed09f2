"""One HTML file that needs nothing else: no script, no style or picture from elsewhere, readable aloud and on paper."""

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

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
from knowledge.export.wording import (
    CITED_WORKS,
    NOTES,
    REFERENCES,
    item_words,
    quotation_of_note,
    reference_of,
    source_line,
)
from knowledge.references import Work, apa, web_link

# A browser that reads this loads nothing and runs nothing, whatever stands in the file.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE: Final = """
body { font: 1rem/1.55 Georgia, "Times New Roman", serif; color: #1b1b1b; background: #fff; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, th { font-family: system-ui, sans-serif; line-height: 1.25; }
blockquote { margin: 1.5rem 0 .25rem; padding: .1rem 0 .1rem 1rem; border-left: .25rem solid #2f5d8a; }
blockquote p { margin: .3rem 0; }
.source { margin: .25rem 0 .5rem; }
.method, .source, .notice { color: #4a4a4a; font-size: .9rem; }
.notice { font-style: italic; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #8a8a8a; padding: .4rem; text-align: left; vertical-align: top; }
.table { overflow-x: auto; }
td p { margin: 0 0 .5rem; }
a { color: #14507f; overflow-wrap: anywhere; }
:target { background: #fff3c4; }
@media print {
  body { max-width: none; margin: 0; font-size: 10.5pt; }
  blockquote, tr, li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
"""


def write_html(document: ExportDocument) -> bytes:
    """The document as a web page (UTF-8)."""
    page = Element("html", {"lang": "en"})
    _head(page, document)
    main = SubElement(SubElement(page, "body"), "main")
    _add(main, "h1", document.title)
    _add(main, "p", document.method.line, {"class": "method"})
    _add(main, "p", QUOTATION_NOTICE, {"class": "method"})
    body = _Body(document, main)
    for block in document.body:
        body.add(block)
    _notes(main, document, body.marked)
    _works(main, REFERENCES, document.works)
    _works(main, CITED_WORKS, document.cited_works)
    written: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written + b"\n"


def _head(page: Element, document: ExportDocument) -> None:
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "generator", "content": "Mission Partnership Assistant"})
    _add(head, "title", document.title)
    SubElement(head, "style").text = _STYLE  # a constant of ours; nothing else is written into it


class _Body:
    """Draws the blocks. ``marked`` are the items that a note mark stands for, so that the notes can link back."""

    def __init__(self, document: ExportDocument, main: Element) -> None:
        self._document = document
        self._main = main
        self.marked: set[int] = set()

    def add(self, block: Block) -> None:
        if isinstance(block, ExcerptBlock):
            self._excerpt(self._document.item(block.number))
        elif isinstance(block, TableBlock):
            self._table(block)
        else:
            self._text(block)

    def _text(self, block: TextBlock) -> None:
        if block.kind in (TextKind.LIST, TextKind.STEPS):
            parent = SubElement(self._main, "ul" if block.kind is TextKind.LIST else "ol")
            for line in block.lines:
                self._line(SubElement(parent, "li"), line)
            return
        names = {TextKind.HEADING: "h2", TextKind.SUBHEADING: "h3"}
        attributes = {"class": "notice"} if block.kind is TextKind.NOTICE else {}
        parent = SubElement(self._main, names.get(block.kind, "p"), attributes)
        for number, line in enumerate(block.lines):
            if number:
                _append(parent, " ")
            self._line(parent, line)

    def _excerpt(self, item: ExportItem) -> None:
        # cite is not shown, but says to whoever reads the file with a program where the words are from.
        cited = {"cite": item.link} if item.link else {}
        quote = SubElement(self._main, "blockquote", cited)
        paragraphs = _paragraphs(quote, item_words(item))
        self._mark(paragraphs[-1], item.number)
        source = _add(self._main, "p", source_line(item), {"class": "source"})
        _links(source, item)
        if item.notice:
            _add(self._main, "p", item.notice, {"class": "notice"})
        if item.note:
            first = _paragraphs(self._main, item.note)[0]
            label = Element("strong")
            label.text, label.tail, first.text = "Note: ", first.text, None
            first.insert(0, label)

    def _table(self, block: TableBlock) -> None:
        # A region with a name can be reached and scrolled by keyboard.
        region = SubElement(
            self._main, "div", {"class": "table", "role": "region", "aria-label": "Table", "tabindex": "0"}
        )
        table = SubElement(region, "table")
        header = SubElement(SubElement(table, "thead"), "tr")
        for name in block.header:
            _add(header, "th" if name else "td", name, {"scope": "col"} if name else {})
        rows = SubElement(table, "tbody")
        for row in block.rows:
            line = SubElement(rows, "tr")
            for column, cell in enumerate(row):
                parent = SubElement(line, "td") if column else SubElement(line, "th", {"scope": "row"})
                for words in cell:
                    self._line(SubElement(parent, "p") if len(cell) > 1 else parent, words)

    def _line(self, parent: Element, line: Line) -> None:
        if line.quoted:
            _append(parent, "“")
            _add(parent, "span", line.words, {"class": "quotation"})
            _append(parent, "”")
        else:
            _append(parent, line.words)
        for number in line.items:
            self._mark(parent, number)

    def _mark(self, parent: Element, number: int) -> None:
        attributes = {"href": f"#note-{number}", "role": "doc-noteref", "aria-label": f"Note {number}"}
        if number not in self.marked:
            attributes["id"] = f"mark-{number}"
            self.marked.add(number)
        _add(SubElement(parent, "sup"), "a", f"[{number}]", attributes)


def _notes(main: Element, document: ExportDocument, marked: set[int]) -> None:
    if not document.items:
        return
    section = SubElement(main, "section", {"role": "doc-endnotes", "aria-labelledby": "notes"})
    _add(section, "h2", NOTES, {"id": "notes"})
    notes = SubElement(section, "ol")
    for item in document.items:
        note = SubElement(notes, "li", {"id": f"note-{item.number}"})
        words = (quotation_of_note(document, item), reference_of(document, item))
        _append(note, " ".join(part for part in words if part))
        _links(note, item)
        if item.number in marked:
            _append(note, " ")
            back = {"href": f"#mark-{item.number}", "role": "doc-backlink", "aria-label": "Back to the text"}
            _add(note, "a", "↩", back)


def _works(main: Element, heading: str, works: Sequence[Work]) -> None:
    if not works:
        return
    _add(main, "h2", heading)
    entries = SubElement(main, "ul")
    for work in works:
        entry = _add(entries, "li", apa(work, with_link=False))
        if work.link:
            _append(entry, " ")
            _link(entry, work.link, work.link)


def _links(parent: Element, item: ExportItem) -> None:
    address = web_link(item.address)
    _append(parent, " · ")
    if address:
        _link(parent, "Open in the library", address)
    else:
        _append(parent, f"In the library: {item.address}")
    if item.link:
        _append(parent, " · ")
        _link(parent, "Original", item.link)


def _link(parent: Element, words: str, address: str) -> None:
    _add(parent, "a", words, {"href": address, "rel": "noopener noreferrer"})


def _paragraphs(parent: Element, text: str) -> list[Element]:
    """Paragraphs of a text, line breaks kept."""
    made = []
    for part in [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()] or [""]:
        lines = part.split("\n")
        paragraph = _add(parent, "p", lines[0])
        for line in lines[1:]:
            SubElement(paragraph, "br")
            _append(paragraph, line)
        made.append(paragraph)
    return made


def _add(parent: Element, name: str, words: str, attributes: dict[str, str] | None = None) -> Element:
    element = SubElement(parent, name, attributes or {})
    element.text = printable(words)
    return element


def _append(parent: Element, words: str) -> None:
    """Add words behind what the element already holds."""
    words = printable(words)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words
