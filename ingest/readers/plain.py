"""Plain text as a document: paragraphs from wrapped or long lines, lists, and headings where they are plain to see."""

import re
from collections.abc import Iterator, Sequence

from ingest.readers.assembly import Block, BlockKind, assemble
from ingest.readers.cleaning import Decoded, clean_line, clean_text, decode_text
from ingest.readers.contents import without_contents
from ingest.readers.front_matter import split_front_matter
from ingest.readers.proposals import Hints, find_date, name_stem, propose_details, same_words
from ingest.readers.spoken import sections_of, spoken_document
from knowledge.types import Document, ReadWarning

_ITEM = re.compile(r"(?P<marker>[-*+•‣◦▪–]|\d{1,2}[.)]|\([a-z\d]{1,2}\))\s+(?P<words>\S.*)")
_BULLETS = frozenset("-*+•‣◦▪–")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[^\W\d_])")
_RULE = re.compile(r"[-=_*~#.]{3,}")

_HASH_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_BOLD_HEAD = re.compile(r"^\s*(?:[-*]\s+)?(?P<marks>\*\*|__)(?P<inside>[^*_]{1,80})(?P=marks)")
"""The beginning of a line set in bold as in Markdown: "**Amal Holt:** words"."""
_TRAIL = re.compile(r"[^→›»>|]{1,60}(?:\s+[→›»>]\s+[^→›»>|]{1,60}){2,}")
_HEAD_BLOCKS = 8

_WRAPPED_CHARACTERS = 110
"""Lines of hard-wrapped text are rarely longer; where many are, each line is a paragraph of its own."""
_LONGEST_HEADING = 80
_MOST_HEADING_WORDS = 12


def read_plain(content: bytes, name: str) -> Document:
    """The document in a text file; a transcript where its lines carry times or speakers.

    Raises:
        UnreadableFileError: the bytes are no text.
    """
    decoded = decode_text(content, name)
    front_matter, body = split_front_matter(clean_text(decoded.text))
    warnings = front_matter.warnings + _encoding_warning(decoded)
    lines = tuple(_lines(body))
    heading = lines[0].text if lines and lines[0].kind is BlockKind.HEADING else None
    document = spoken_document(sections_of(lines), name, title=heading)
    if document is not None:
        return Document(document.text, document.segments, front_matter.over(document.details), warnings)
    gathered = tuple(block for block in without_contents(paragraphs(body)) if block.text)
    named = _title_below_trail(gathered, name)
    blocks = tuple(with_headings(gathered)) if named is None else _titled(gathered, named)
    title = front_matter.details.title or _title(blocks)
    assembled = assemble(blocks, title=title)
    details = front_matter.over(propose_details(assembled.text, name, hints=Hints(title=title)))
    return Document(assembled.text, assembled.segments, details, warnings)


def _lines(text: str) -> Iterator[Block]:
    """Each line by itself, without marks that are known from Markdown."""
    for line in text.split("\n"):
        heading = _HASH_HEADING.match(line)
        if heading is not None:
            yield Block(clean_line(line[heading.end() :]), BlockKind.HEADING, 1)
        elif line.strip():
            yield Block(clean_line(_BOLD_HEAD.sub(r"\g<inside>", line)))


def _encoding_warning(decoded: Decoded) -> tuple[ReadWarning, ...]:
    if not decoded.guessed:
        return ()
    message = f"The file does not say how its letters are encoded; it was read as {decoded.encoding}."
    return (ReadWarning(f"{message} If words look wrong, save it as UTF-8 and add it again."),)


def paragraphs(text: str) -> Iterator[Block]:
    """Paragraphs and list items of clean text, in order."""
    lines = text.split("\n")
    width = _wrap_width(lines)
    gathered: list[str] = []
    for line in [*lines, ""]:
        words = line.strip()
        if gathered and (not words or _begins_paragraph(gathered[-1], words, width)):
            yield _block(gathered)
            gathered = []
        if words and not _RULE.fullmatch(words):
            gathered.append(words)


def _wrap_width(lines: Sequence[str]) -> int:
    """How long full lines are, or 0 where lines are whole paragraphs."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    if not lengths:
        return 0
    longest = lengths[min(len(lengths) - 1, int(0.95 * len(lengths)))]
    return 0 if longest > _WRAPPED_CHARACTERS else longest


def _begins_paragraph(before: str, line: str, width: int) -> bool:
    """Whether a line begins a new paragraph although no blank line stands before it."""
    if _ITEM.match(line) or width == 0:
        return True
    if line[:1].islower():
        return False
    # A line that leaves room for the next line's first word was ended on purpose.
    return len(before) + len(line.split(maxsplit=1)[0]) < 0.75 * width


def _block(lines: Sequence[str]) -> Block:
    words = clean_line(" ".join(lines))
    item = _ITEM.fullmatch(words)
    if item is None:
        return Block(words)
    marker = "-" if item.group("marker") in _BULLETS else item.group("marker")
    return Block(f"{marker} {item.group('words')}", BlockKind.ITEM)


def with_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks with those paragraphs made headings that stand and look like one; when in doubt they stay paragraphs."""
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if block.kind is BlockKind.PARAGRAPH and following is not None and _seems_heading(block.text, following):
            level = 1 if position == 0 else _level(block.text)
            yield Block(block.text, BlockKind.HEADING, level, block.pages)
        else:
            yield block


def _seems_heading(text: str, following: Block) -> bool:
    words = text.split()
    if (
        len(text) > _LONGEST_HEADING
        or len(words) > _MOST_HEADING_WORDS
        or text.endswith((".", ",", ";", ":", "!", "”", '"'))
    ):
        return False
    first = text[_numbered_end(text) :][:1]
    if not first.isupper() or find_date(text) or text.lower().startswith("by "):
        return False
    runs_on = following.kind is BlockKind.ITEM or len(following.text) > _LONGEST_HEADING
    titled_below = len(following.text) <= _LONGEST_HEADING and following.text.lower().startswith("by ")
    return runs_on or titled_below


def _numbered_end(text: str) -> int:
    found = _NUMBERED.match(text)
    return found.end() if found else 0


def _level(text: str) -> int:
    found = _NUMBERED.match(text)
    return 2 if found is None else min(2 + found.group("number").count("."), 6)


def _title_below_trail(blocks: Sequence[Block], name: str) -> int | None:
    """Which block is the title: one called like the file, or the line after a copied page's trail ("Home › 2024")."""
    head = [block.text for block in blocks[:_HEAD_BLOCKS]]
    called = next((i for i, line in enumerate(head) if i and same_words(line, name_stem(name))), None)
    after = next((i for i, line in enumerate(head) if i and _TRAIL.fullmatch(head[i - 1])), None)
    found = after if called is None else called
    return found if found is not None and len(head[found]) <= _LONGEST_HEADING else None


def _titled(blocks: Sequence[Block], position: int) -> tuple[Block, ...]:
    """Blocks with the title at ``position``; what stands before it belongs to the site and holds no headings."""
    title = Block(blocks[position].text, BlockKind.HEADING, 1)
    below = tuple(with_headings((title, *blocks[position + 1 :])))
    return (*blocks[:position], *below)


def _title(blocks: Sequence[Block]) -> str | None:
    head = blocks[:_HEAD_BLOCKS]
    first = next((block for block in head if block.kind is BlockKind.HEADING), None)
    return first.text if first is not None and first.level == 1 else None
