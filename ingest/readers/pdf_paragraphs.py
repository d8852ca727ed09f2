"""Paragraphs, headings, lists and notes from a PDF's lines: whole sentences again, over lines, columns and pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from ingest.readers.assembly import Block, BlockKind, Mark
from ingest.readers.pdf_lines import Line, PageLines
from ingest.readers.pdf_look import CAPTION, PARTED_WORD, Look, OutlineEntry, heading_level, look_of, with_text_ahead
from ingest.readers.tables import CELL_SEPARATOR

_ITEM = re.compile(r"(?P<marker>[•‣◦▪▫●○■□►➢✓*–-]|o(?=\s)|\(?\d{1,2}[.)]|\(?[a-z]\)|\(?[ivx]{1,4}\))\s+(?P<words>\S.*)")
_BULLETS = frozenset("•‣◦▪▫●○■□►➢✓*–-o")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*(?:\s*\[\d{1,3}\])*$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NOTE_START = re.compile(r"\[?(\d{1,3}|[*†‡])\]?[.)]?\s+(?P<words>\S)")

_PARAGRAPH_GAP = 1.3
"""Of the usual distance of lines, from which a gap parts paragraphs."""
_SHORT_LINE = 0.82
"""Of the column's width; a line that ends a sentence before this ends a paragraph."""
_FOOT = 0.4
_HIGHEST_NOTE = 0.8
"""Of a page's height. Notes that rise above its foot are known by their numbers."""
_NOTE_SIZE = 0.92
"""Of the text's size, at most: 11 under 12 points."""


@dataclass(frozen=True, slots=True)
class _Joint:
    """How a line is joined to the one before: characters taken off its end, and what stands between."""

    cut: int = 0
    space: str = " "


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together, as they are gathered.

    ``tail`` is the end of what was gathered: looking at the whole text for each line would take quadratic time.
    """

    tail: str
    last: Line
    page: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    note: str | None = None
    pages: list[Mark] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # all before the tail
    length: int = 0  # of the parts

    def append(self, line: Line, joint: "_Joint") -> int:
        """Adds a line; gives the offset at which its words begin."""
        before = self.tail[: len(self.tail) - joint.cut] + joint.space
        self.parts.append(before)
        self.length += len(before)
        self.tail, self.last = line.text, line
        return self.length

    def block(self) -> Block:
        whole = text = "".join([*self.parts, self.tail])
        shift = 0
        item = _ITEM.fullmatch(text) if self.kind is BlockKind.ITEM else None
        if item is not None:
            marker = "-" if item.group("marker") in _BULLETS else item.group("marker")
            text = f"{marker} {item.group('words')}"
            shift = len(text) - len(whole)
        pages = tuple(Mark(mark.offset + shift if mark.offset else 0, mark.label) for mark in self.pages)
        return Block(text, self.kind, self.level, pages, note=self.note)


def paragraphs_of(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> tuple[Block, ...]:
    """Blocks of all pages in order; a paragraph that goes on over a page break is one block with a mark in it."""
    look = look_of(pages, outline)
    gathered = _Gathering(look)
    for page, following in zip_longest(pages, pages[1:]):
        gathered.begin_page(page)
        body, notes = _split_notes(page, look)
        lines = with_text_ahead(body, following, look)
        for position in range(len(body)):
            gathered.add(lines, position)
        gathered.add_notes(notes)
    return tuple(gathered.finish())


def _split_notes(page: PageLines, look: Look) -> tuple[Sequence[Line], Sequence[Line]]:
    """The page's lines, and its footnotes: lines in small type at the foot of the page or of a column."""
    body: list[Line] = []
    notes: list[Line] = []
    for column in _columns(page.lines):
        begin = len(column)
        while begin and _is_note_line(column[begin - 1], page, look):
            begin -= 1
        if not _are_notes(column, begin, page, look):
            begin = len(column)
        body += column[:begin]
        notes += column[begin:]
    return body, notes


def _are_notes(column: Sequence[Line], begin: int, page: PageLines, look: Look) -> bool:
    """Small lines under text; not a caption, and not the end of a longer stretch in small type."""
    if begin == len(column) or CAPTION.match(column[begin].text):
        return False
    if column[begin].y >= _FOOT * page.height and not _count_on(column[begin:]):
        return False
    before = column[begin - 1] if begin else None
    if before is None or before.size <= _NOTE_SIZE * look.size:
        return before is None and _NOTE_START.match(column[begin].text) is not None
    return True


def _count_on(lines: Sequence[Line]) -> bool:
    """Whether lines begin with a number, and among them two with numbers that follow one another."""
    starts = [_NOTE_START.match(line.text) for line in lines]
    numbers = [int(start.group(1)) for start in starts if start is not None and start.group(1).isdigit()]
    return starts[0] is not None and any(second == first + 1 for first, second in pairwise(numbers))


def _columns(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines parted where the reading goes up to the next column."""
    begin = 0
    for position in range(1, len(lines)):
        if lines[position].y > lines[position - 1].y + 2 * lines[position].size:
            yield lines[begin:position]
            begin = position
    yield lines[begin:]


def _is_note_line(line: Line, page: PageLines, look: Look) -> bool:
    return line.size <= _NOTE_SIZE * look.size and line.y < _HIGHEST_NOTE * page.height and not line.cells


class _Gathering:
    """Paragraphs as they grow, line by line."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._done: list[_Paragraph] = []
        self._open: _Paragraph | None = None
        self._page: PageLines | None = None
        self._right = 0.0
        self._waiting: list[Mark] = []
        self._notes: list[_Paragraph] = []

    def begin_page(self, page: PageLines) -> None:
        self._page = page
        self._right = max((line.right for line in page.lines), default=0.0)
        if page.lines:
            self._waiting.append(Mark(0, page.label))

    def add(self, lines: Sequence[Line], position: int) -> None:
        line = lines[position]
        kind, level = self._kind(lines, position)
        current = self._open
        if current is None or self._begins(current, line, kind, level):
            self._close()
            self._open = _Paragraph(_text_of(line, kind), line, self._index, kind, level, pages=self._take_pages())
            return
        self._place_notes()
        self._append(current, line)

    def add_notes(self, lines: Sequence[Line]) -> None:
        """Footnotes wait for the next page: a paragraph that goes on there must not be parted by them."""
        note: _Paragraph | None = None
        for line in lines:
            start = _NOTE_START.match(line.text)
            if note is not None and start is None and line.y <= note.last.y:
                note.append(line, _joint(note.tail, line.text, self._look))
                continue
            label = f"footnote {start.group(1)}" if start else "footnote"
            words = line.text[start.start("words") :] if start else line.text
            note = _Paragraph(words, line, self._index, note=label, pages=self._take_pages())
            self._notes.append(note)

    def finish(self) -> Iterator[Block]:
        self._close()
        for paragraph in self._done:
            yield paragraph.block()

    @property
    def _index(self) -> int:
        return self._page.index if self._page is not None else 0

    def _take_pages(self) -> list[Mark]:
        taken, self._waiting = self._waiting, []
        return taken

    def _close(self) -> None:
        if self._open is not None:
            self._done.append(self._open)
        self._open = None
        self._place_notes()

    def _place_notes(self) -> None:
        self._done += self._notes
        self._notes = []

    def _kind(self, lines: Sequence[Line], position: int) -> tuple[BlockKind, int | None]:
        line = lines[position]
        level = heading_level(lines, position, self._index, self._look)
        if level is not None:
            return BlockKind.HEADING, level
        if _ITEM.match(line.text):
            return BlockKind.ITEM, None
        return (BlockKind.ROW, None) if line.cells else (BlockKind.PARAGRAPH, None)

    def _begins(self, current: _Paragraph, line: Line, kind: BlockKind, level: int | None) -> bool:
        last = current.last
        if BlockKind.HEADING in (kind, current.kind):
            return not (kind is current.kind and level == current.level and self._follows(last, line, 2.0))
        if kind in (BlockKind.ITEM, BlockKind.ROW) or current.kind is BlockKind.ROW or current.note is not None:
            return True
        if abs(line.size - last.size) > 0.06 * last.size:
            return True
        if self._index != current.page or line.y > last.y + 0.5 * last.size or line.column != last.column:
            return not _goes_on(current.tail, line.text)
        if not self._follows(last, line, _PARAGRAPH_GAP):
            return not (PARTED_WORD.search(current.tail) and line.text[:1].islower())
        return self._ends_paragraph(current, line)

    def _follows(self, last: Line, line: Line, most: float) -> bool:
        """Whether the line stands at most so many usual distances below the last one."""
        leading = self._look.leading * max(1.0, last.size / self._look.size)
        return last.y - line.y <= most * leading

    def _ends_paragraph(self, current: _Paragraph, line: Line) -> bool:
        if not _SENTENCE_END.search(current.tail):
            return False
        last = current.last
        is_short = last.right - last.x < _SHORT_LINE * (self._right - last.x) and last.column == line.column
        is_indented = line.x > last.x + 0.8 * line.size and current.kind is BlockKind.PARAGRAPH
        return is_indented or (is_short and last.column == 0 and line.column == 0)

    def _append(self, current: _Paragraph, line: Line) -> None:
        start = current.append(line, _joint(current.tail, line.text, self._look))
        current.pages += [Mark(start, mark.label) for mark in self._take_pages()]
        current.page = self._index


def _text_of(line: Line, kind: BlockKind) -> str:
    return CELL_SEPARATOR.join(cell.text for cell in line.cells) if kind is BlockKind.ROW else line.text


def _goes_on(text: str, following: str) -> bool:
    """Whether a paragraph goes on over a column or page break."""
    if PARTED_WORD.search(text) and following[:1].islower():
        return True
    return not _SENTENCE_END.search(text) and (following[:1].islower() or following[:1].isdigit() or text.endswith(","))


def _joint(text: str, following: str, look: Look) -> _Joint:
    """How the next line is joined: a word parted at the line's end becomes whole, its hyphen kept where it belongs."""
    parted = PARTED_WORD.search(text)
    rest = _FIRST_WORD.match(following)
    if parted is None or rest is None:
        return _Joint()
    first, second = parted.group(1).lower(), rest.group().lower()
    if look.words[first + second]:
        return _Joint(cut=1, space="")
    both_are_words = look.words[first] > 0 and look.words[second] > 0
    keeps_hyphen = f"{first}-{second}" in look.hyphenated or both_are_words or not following[:1].islower()
    return _Joint(cut=0 if keeps_hyphen else 1, space="")
