"""A saved web page as a document: its main content only, and what it says of itself. lxml.html only here."""

import codecs
import re
from collections.abc import Iterator, Sequence

import lxml.html
from lxml import etree

from ingest.readers.assembly import Block, BlockKind, assemble
from ingest.readers.cleaning import clean_line, clean_text, decode_text, word_set
from ingest.readers.heading_marks import drop_heading_marks
from ingest.readers.proposals import propose_details
from ingest.readers.tables import row_blocks, seems_headed
from ingest.readers.web_facts import page_facts
from knowledge.errors import UnreadableFileError
from knowledge.types import Document

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_NEVER = word_set(
    "script style noscript template iframe object embed canvas svg audio video map "
    "button select option input textarea datalist dialog menu head link meta math"
)
_AROUND = frozenset(["nav", "header", "footer", "aside", "form"])
_AROUND_ROLES = word_set("navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar")
_AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|cookies?|consent|sidebar|share|sharing|social|newsletter|"
    r"subscribe|signup|related|recommended|promo|advert|ads?|banner|popup|modal|toc|pagination|pager|skip-?link|skiplinks?|"
    r"comments?|respond|editsection|mw-editsection|printfooter|catlinks|navbox|noprint|site-?footer|site-?header|"
    r"sr-only|visually-?hidden|screen-reader(?:-text)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|"
    r"font-size\s*:\s*0(?:\.0+)?\s*(?:px|em|rem|pt|%)?\s*(?:;|$|!)|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}|clip\s*:\s*rect\(\s*0",
    re.IGNORECASE,
)
_BLOCKS = word_set(
    "p div section article main blockquote pre address figure figcaption ul ol dl dt dd li table caption thead tbody "
    "tfoot tr td th hr body details summary fieldset header footer aside nav form center h1 h2 h3 h4 h5 h6"
)
_DECLARATIONS = re.compile(
    r"(?P<before>.{0,2000}?<!doctype\b[^\[>]{0,500})\[.{0,200000}?\]\s*(?=>)", re.IGNORECASE | re.DOTALL
)
_LONGEST_HEAD = 40_000
"""Characters. Longer heads are left as they are: a hostile one takes a second at this length, by its square."""
_HEAD = re.compile(r".{0,2000}?<head\b[^>]*>(?P<inside>.*?)</head\s*>", re.IGNORECASE | re.DOTALL)
_IN_HEAD = re.compile(
    r"(?P<element><(?P<name>title|style|script|noscript|template)\b[^>]*(?:(?<=/)>|>.*?</(?P=name)\s*>)|<!--.*?-->|<[^>]*>)"
    r"|[^<]+|<",
    re.IGNORECASE | re.DOTALL,
)
_NOTE_MARK = re.compile(r"\[?\(?[A-Z]?\d{1,3}\)?\]?|[*†‡]{1,3}")
_LINK_TO_NOTE = re.compile(r"#[\w-]*(?:note|ref|comment|cite|fn)", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\s*[A-Z]?\d{1,3}[A-Z]{0,2}")  # of a section ("7A"), or of a note on it ("C1")
_LEGAL_NUMBER = re.compile(r"\s*\([a-z\d]{1,4}\)")
_BEGINS_WORDS = re.compile(r"[^\W_]|[“‘\"\[]")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEAST_MAIN_SHARE = 0.25
"""Of the page's words. A main part with fewer is a teaser or a wrapper of something else, and the body is read."""
_LARGEST_AROUND = 0.5
"""Of the page's words. What is named like a menu but holds more than this is the content, named badly."""


def read_web_page(content: bytes, name: str) -> Document:
    """The document in a web page.

    Raises:
        UnreadableFileError: it holds no HTML elements, or is damaged beyond the parser's patience.
    """
    page = _parse(_decode(content, name), name)
    facts = page_facts(page)
    _drop_hidden(page)
    root = _main_part(page)
    drop_heading_marks(root)
    blocks = tuple(_blocks_of(root))
    title = facts.title or next((b.text for b in blocks if b.kind is BlockKind.HEADING), None)
    assembled = assemble(blocks, title=title)
    details = propose_details(assembled.text, name, kind="web-page", hints=facts.hints(title))
    return Document(assembled.text, assembled.segments, details)


def words_of_markup(markup: str) -> str:
    """The visible words of a piece of HTML, for formats that allow HTML inside."""
    try:
        element = lxml.html.fragment_fromstring(clean_text(markup), create_parent="div", parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    _drop_hidden(element)
    return " ".join(block.text for block in _blocks_of(element))


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _decode(content: bytes, name: str) -> str:
    """By the page's own statement where it is true, else as any text."""
    stated = _CHARSET.search(content[:4096])
    if stated is not None and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        label = stated.group(1).decode("ascii")
        # Browsers read these labels as cp1252 (WHATWG Encoding Standard, section 4.2).
        label = "cp1252" if label.lower() in ("iso-8859-1", "latin1", "us-ascii") else label
        try:
            return content.decode(codecs.lookup(label).name)
        except (LookupError, UnicodeDecodeError):
            return decode_text(content, name).text
    return decode_text(content, name).text


def _without_stray_words(text: str) -> str:
    """The page without words that stand between the elements of its head: nobody meant them to be read."""
    found = _HEAD.match(text[:_LONGEST_HEAD])
    if found is None:
        return text
    kept = "".join(match["element"] or " " for match in _IN_HEAD.finditer(found["inside"]))
    return text[: found.start("inside")] + kept + text[found.end("inside") :]


def _without_declarations(text: str) -> str:
    """The page without what an XHTML file declares in its document type: no words, and no entities wanted."""
    found = _DECLARATIONS.match(text)
    return text if found is None else found["before"] + text[found.end() :]


def _bare(text: str) -> str:
    return _without_stray_words(_without_declarations(clean_text(text)))


def _parse(text: str, name: str) -> lxml.html.HtmlElement:
    try:
        return lxml.html.document_fromstring(_bare(text).encode("utf-8"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(f"{name} holds no web page that can be read.") from error


def _drop_hidden(root: lxml.html.HtmlElement) -> None:
    """Takes out what a person does not see, with everything in it."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element is root:
            continue
        if element.tag in _NEVER or _is_hidden(element) or _is_note_mark(element):
            _drop(element)


def _is_hidden(element: lxml.html.HtmlElement) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden", "").lower() == "true":
        return True
    return _HIDDEN_STYLE.search(element.get("style") or "") is not None


def _is_note_mark(element: lxml.html.HtmlElement) -> bool:
    """Whether an element is the mark of a note and a link to it: "[3]", "F12"; the words around it go on without."""
    if element.tag not in ("a", "sup") or not _NOTE_MARK.fullmatch(clean_line(element.text_content())):
        return False
    link = element if element.tag == "a" else element.find(".//a")
    return link is not None and _LINK_TO_NOTE.search(link.get("href") or "") is not None


def _drop(element: lxml.html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _main_part(page: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """Where the content is: main, or the article with most words, else the body, without what surrounds."""
    body = page.find(".//body")
    body = page if body is None else body
    everything = _count_words(body)
    candidates = body.xpath(".//main | .//*[@role='main']") or body.xpath(".//article")
    best = max(candidates, key=_count_words, default=None)
    root = best if best is not None and _count_words(best) >= _LEAST_MAIN_SHARE * everything else body
    _drop_around(root)
    return root


def _count_words(element: lxml.html.HtmlElement) -> int:
    return len(element.text_content().split())


def _drop_around(root: lxml.html.HtmlElement) -> None:
    whole = _count_words(root)
    for element in list(root.iter()):
        if element is root or not isinstance(element.tag, str) or element.getparent() is None:
            continue
        if _is_around(element) and _count_words(element) <= _LARGEST_AROUND * whole:
            _drop(element)


def _is_around(element: lxml.html.HtmlElement) -> bool:
    if element.tag in _AROUND:
        # The header of an article holds its headline, the aside of one may hold a summary of it.
        return element.tag != "header" or element.find(".//h1") is None
    if element.get("role", "").lower() in _AROUND_ROLES:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.tag not in _HEADINGS and _AROUND_NAME.search(names) is not None


def _blocks_of(root: lxml.html.HtmlElement) -> Iterator[Block]:
    walk = _Walk()
    walk.visit(root)
    walk.flush()
    yield from walk.blocks


class _Walk:
    """Gathers running words into blocks while it goes down an element."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._marker = ""
        self._level: int | None = None

    def visit(self, element: lxml.html.HtmlElement) -> None:
        """Libxml2 nests elements 256 deep at most, so that recursion ends."""
        tag = element.tag
        if tag == "table" and _is_data_table(element):
            self.flush()
            self._add_table(element)
            return
        is_block = tag in _BLOCKS
        if is_block:
            self.flush()
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        if tag == "li":
            self._marker = _item_marker(element)
        self._append(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                self._append(" " if child.tag == "br" else "")
                self.visit(child)
            self._append(child.tail or "")
        if is_block:
            self.flush()
            self._marker = "" if tag == "li" else self._marker

    def _append(self, words: str) -> None:
        """Adds words; two elements that a style sheet sets apart ("Introduction", "U.K.") get their space back."""
        last = self._words[-1] if self._words else ""
        before = last[-1:]
        ends_apart = before.islower() or before in (")", ".", "]") or _NUMBER_ALONE.fullmatch(last)
        is_set_apart = words[:1].isupper() and ends_apart
        if is_set_apart or (_BEGINS_WORDS.match(words) and _LEGAL_NUMBER.fullmatch(last)):
            self._words.append(" ")
        if words:
            self._words.append(words)

    def flush(self) -> None:
        words = clean_line("".join(self._words))
        self._words = []
        if not words:
            return
        if self._level is None and not self._marker and _LEGAL_NUMBER.fullmatch(words):
            self._words = [f"{words} "]  # a paragraph's number in a block of its own; its words come in the next
            return
        if self._level is not None:
            self.blocks.append(Block(words, BlockKind.HEADING, self._level))
        elif self._marker:
            self.blocks.append(Block(self._marker + words, BlockKind.ITEM))
            self._marker = ""
        else:
            self.blocks.append(Block(words))
        self._level = None

    def _add_table(self, table: lxml.html.HtmlElement) -> None:
        caption = table.find("caption")
        if caption is not None and clean_line(caption.text_content()):
            self.blocks.append(Block(clean_line(caption.text_content())))
        rows = [[_cell_words(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
        headed = bool(table.xpath(".//thead//th")) or _has_head_row(table) or seems_headed([row for row in rows if row])
        self.blocks.extend(row_blocks(rows, headed=headed))


def _cell_words(cell: lxml.html.HtmlElement) -> str:
    """The cell's words; the items of a list in it with semicolons between."""
    items = [item for item in cell.iter("li") if clean_line(item.text_content())]
    for item in items[1:]:
        item.text = f"; {item.text or ''}"
    return clean_line(" ".join(cell.itertext())).replace(" ;", ";")


def _is_data_table(table: lxml.html.HtmlElement) -> bool:
    """Not a table that only lays out a page: no tables in it, no long cells, and more than one column."""
    if table.find(".//table") is not None or table.get("role", "") == "presentation":
        return False
    rows = list(table.iter("tr"))
    widest = max((sum(1 for _ in row.iterchildren("td", "th")) for row in rows), default=0)
    return widest > 1 and all(len(cell.findall(".//p")) < 4 for row in rows for cell in row.iterchildren("td"))


def _has_head_row(table: lxml.html.HtmlElement) -> bool:
    first = next(table.iter("tr"), None)
    cells = list(first.iterchildren("td", "th")) if first is not None else []
    return len(cells) > 1 and all(cell.tag == "th" for cell in cells)


def _item_marker(item: lxml.html.HtmlElement) -> str:
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    before = sum(1 for sibling in item.itersiblings("li", preceding=True))
    start: Sequence[str] = re.findall(r"^\d{1,4}$", parent.get("start") or "")
    return f"{(int(start[0]) if start else 1) + before}. "
