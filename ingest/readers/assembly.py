"""Blocks that a reader found, in order, as one canonical text with its segments."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.types import Segment, SegmentKind, Span

PATH_SEPARATOR = " › "


class BlockKind(StrEnum):
    """What a block is; items of a list and rows of a table stand in lines, all else in paragraphs."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happens at a character of a block: a page begins, a reference stands."""

    offset: int
    label: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row in clean text, with its place in the original."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None  # of a heading, from 1
    pages: tuple[Mark, ...] = ()  # pages that begin in this block
    slide: str | None = None
    note: str | None = None  # "speaker notes", "footnote 3"
    references: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """The text of a document and its segments, sorted by (start, -end)."""

    text: str
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class _Placed:
    """Blocks with the spans they took in the text."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    blocks: list[tuple[Block, Span]] = field(default_factory=list)

    def place(self, block: Block) -> None:
        separator = self._separator(block)
        start = self.length + len(separator)
        self.parts += [separator, block.text]
        self.length = start + len(block.text)
        self.blocks.append((block, Span(start, self.length)))

    def _separator(self, block: Block) -> str:
        if not self.blocks:
            return ""
        before = self.blocks[-1][0]
        in_lines = block.kind in (BlockKind.ITEM, BlockKind.ROW) and before.kind is block.kind
        return "\n" if in_lines and before.slide == block.slide and before.note == block.note else "\n\n"


def assemble(blocks: Iterable[Block], *, title: str | None = None) -> Assembled:
    """The text and segments of blocks; a first-level heading equal to ``title`` is left out of heading paths."""
    placed = _Placed()
    waiting: tuple[Mark, ...] = ()
    for block in blocks:
        if not block.text:
            waiting += tuple(Mark(0, mark.label) for mark in block.pages)
            continue
        if waiting:
            block, waiting = _with_pages(block, waiting), ()
        placed.place(block)
    segments = [
        *_pages(placed.blocks, placed.length),
        *_slides(placed.blocks, placed.length),
        *_headings(placed.blocks, title),
        *_notes(placed.blocks),
        *_references(placed.blocks),
    ]
    return Assembled("".join(placed.parts), sort_segments(segments))


def sort_segments(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Segments as a document holds them: by start, the longer first."""
    return tuple(sorted(segments, key=lambda segment: (segment.start, -segment.end)))


def _with_pages(block: Block, marks: tuple[Mark, ...]) -> Block:
    return Block(block.text, block.kind, block.level, marks + block.pages, block.slide, block.note, block.references)


def _pages(blocks: Sequence[tuple[Block, Span]], length: int) -> Iterator[Segment]:
    """Contiguous from the first page's beginning; a page without text gets no segment."""
    begins = [(span.start + mark.offset, mark.label) for block, span in blocks for mark in block.pages]
    yield from _contiguous(SegmentKind.PAGE, begins, length)


def _slides(blocks: Sequence[tuple[Block, Span]], length: int) -> Iterator[Segment]:
    begins: list[tuple[int, str]] = []
    for block, span in blocks:
        if block.slide is not None and (not begins or begins[-1][1] != block.slide):
            begins.append((span.start, block.slide))
    yield from _contiguous(SegmentKind.SLIDE, begins, length)


def _contiguous(kind: SegmentKind, begins: Sequence[tuple[int, str]], length: int) -> Iterator[Segment]:
    ends = [*(start for start, _ in begins[1:]), length][: len(begins)]
    for (start, label), end in zip(begins, ends, strict=True):
        if end > start:
            yield Segment(kind, label, start, end)


def _headings(blocks: Sequence[tuple[Block, Span]], title: str | None) -> Iterator[Segment]:
    """Heading lines, and the text under each up to the next heading of any level, or the end of its slide."""
    path: list[tuple[int, str]] = []
    section: Span | None = None
    slide: str | None = None
    for block, span in blocks:
        if block.slide != slide:
            yield from _section(path, section)
            path, section, slide = [], None, block.slide
        if block.kind is not BlockKind.HEADING:
            section = Span(section.start if section else span.start, span.end)
            continue
        yield from _section(path, section)
        section = None
        level = block.level or 1
        path = [step for step in path if step[0] < level]
        if not (level == 1 and title is not None and block.text.casefold() == title.casefold()):
            path.append((level, block.text))
        yield Segment(SegmentKind.HEADING, block.text, span.start, span.end, level=level)
    yield from _section(path, section)


def _section(path: Sequence[tuple[int, str]], section: Span | None) -> Iterator[Segment]:
    if path and section is not None:
        label = PATH_SEPARATOR.join(words for _, words in path)
        yield Segment(SegmentKind.SECTION, label, section.start, section.end, level=path[-1][0])


def _notes(blocks: Sequence[tuple[Block, Span]]) -> Iterator[Segment]:
    """Neighbouring blocks of the same note are one segment."""
    current: tuple[str, str | None, Span] | None = None
    for block, span in [*blocks, (Block(""), Span(0, 0))]:
        if current is not None and (block.note, block.slide) == current[:2]:
            current = (*current[:2], Span(current[2].start, span.end))
            continue
        if current is not None:
            yield Segment(SegmentKind.NOTES, current[0], current[2].start, current[2].end)
        current = (block.note, block.slide, span) if block.note is not None else None


def _references(blocks: Sequence[tuple[Block, Span]]) -> Iterator[Segment]:
    for block, span in blocks:
        for mark in block.references:
            yield Segment(SegmentKind.REFERENCE, mark.label, span.start + mark.offset, span.start + mark.offset)
