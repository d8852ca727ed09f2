"""Markdown as a document: plain words with headings, lists and tables, and references where sources are listed."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.readers.assembly import Block, BlockKind, assemble
from ingest.readers.cleaning import clean_line, clean_text, decode_text
from ingest.readers.front_matter import split_front_matter
from ingest.readers.proposals import Hints, propose_details
from ingest.readers.references import take_out_references
from ingest.readers.spoken import sections_of, spoken_document
from ingest.readers.tables import row_blocks
from ingest.readers.web import words_of_markup
from knowledge.types import Document

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read_markdown(content: bytes, name: str) -> Document:
    """The document in a Markdown file, with its front matter as details.

    Raises:
        UnreadableFileError: the bytes are no text.
    """
    text = clean_text(decode_text(content, name).text)
    front_matter, body = split_front_matter(text)
    known = frozenset(reference.id for reference in front_matter.details.references)
    blocks = tuple(_blocks(_PARSER.parse(body), known))
    title = front_matter.details.title or _first_heading(blocks)
    spoken = spoken_document(sections_of(blocks), name, title=title, known=known)
    if spoken is not None:
        return Document(spoken.text, spoken.segments, front_matter.over(spoken.details), front_matter.warnings)
    assembled = assemble(blocks, title=title)
    proposed = propose_details(assembled.text, name, hints=Hints(title=title))
    return Document(assembled.text, assembled.segments, front_matter.over(proposed), front_matter.warnings)


def _first_heading(blocks: Sequence[Block]) -> str | None:
    return next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), None)


def _blocks(tokens: Sequence[Token], known: frozenset[str]) -> Iterator[Block]:
    """Blocks in order; ``markers`` holds the marker of each list that is open, used up by an item's first paragraph."""
    markers: list[_List] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            markers.append(_List(token))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            markers.pop()
        elif token.type == "list_item_open":
            markers[-1].begin_item()
        elif token.type == "heading_open":
            yield Block(clean_line(plain_words(tokens[position + 1])), BlockKind.HEADING, int(token.tag[1:]))
        elif token.type == "paragraph_open":
            yield _paragraph(plain_words(tokens[position + 1]), markers, known)
        elif token.type in ("fence", "code_block"):
            yield Block(clean_line(token.content))
        elif token.type == "html_block":
            yield Block(clean_line(words_of_markup(token.content)))
        elif token.type == "table_open":
            end = _end_of_table(tokens, position)
            yield from row_blocks(_rows(tokens[position:end]), known=known)
            position = end
        position += 1


class _List:
    """An open list: what stands before its next item."""

    def __init__(self, token: Token) -> None:
        self._number = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
        self._waiting = ""

    def begin_item(self) -> None:
        self._waiting = "- " if self._number is None else f"{self._number}. "
        if self._number is not None:
            self._number += 1

    def take_marker(self) -> str:
        marker, self._waiting = self._waiting, ""
        return marker


def _paragraph(words: str, markers: Sequence[_List], known: frozenset[str]) -> Block:
    marker = markers[-1].take_marker() if markers else ""
    text, references = take_out_references(marker + clean_line(words), known)
    return Block(text, BlockKind.ITEM if marker else BlockKind.PARAGRAPH, references=references)


def plain_words(inline: Token) -> str:
    """The words of an inline token: no markup, no pictures, links as their words."""
    return "".join(_words_of(child) for child in _numbered_links(inline.children or ()))


def _words_of(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def _numbered_links(children: Sequence[Token]) -> Iterator[Token]:
    """Children with "[1]" restored where "[1]: https://…" had made it a link called "1"."""
    for position, child in enumerate(children):
        before = children[position - 1].type if position else ""
        if child.type == "text" and before == "link_open" and child.content.isdigit():
            yield Token("text", "", 0, content=f"[{child.content}]")
        else:
            yield child


def _end_of_table(tokens: Sequence[Token], start: int) -> int:
    return next(i for i in range(start, len(tokens)) if tokens[i].type == "table_close")


def _rows(tokens: Sequence[Token]) -> list[list[str]]:
    """Cells by row; the first row is the table's head."""
    rows: list[list[str]] = []
    for position, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(clean_line(plain_words(tokens[position + 1])))
    return rows
