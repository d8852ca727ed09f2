"""A document cut into the blocks a reader sees: headings, paragraphs, list items, turns, and where pages begin."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice

from knowledge.locators import clock
from knowledge.types import Segment, SegmentKind, Span

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\s*\n)[^\n]+)*")
_LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")

_HYPHENS = r"\-‐‑–—"
_BASES = {
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    **dict.fromkeys("’‘ʼ", "'"),
    **dict.fromkeys("“”„«»", '"'),
}
"""What Unicode does not take apart."""
_ROW = re.compile(r"[^\n]* \| ")  # of a table, as readers write it


class BlockKind(StrEnum):
    """How a block is drawn."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # one list item; the marker is part of the text
    TURN = "turn"  # label is "Speaker, 00:12:31"
    PLACE = "place"  # no text: a page, slide or notes begin here; label says which


@dataclass(frozen=True, slots=True)
class ReadingBlock:
    """A span of the text, drawn in one piece. ``seconds`` is set on turns whose time is known."""

    kind: BlockKind
    start: int
    end: int
    label: str = ""
    level: int = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ReadingPart:
    """Neighbouring blocks, short enough to be drawn at once."""

    number: int  # counts from 1
    blocks: tuple[ReadingBlock, ...]
    title: str  # of the first heading in it, or the place where it begins


def reading_blocks(text: str, segments: Sequence[Segment]) -> tuple[ReadingBlock, ...]:
    """The whole document as blocks, in order."""
    headings = {segment.start: segment for segment in segments if segment.kind is SegmentKind.HEADING}
    turns = [segment for segment in segments if segment.kind is SegmentKind.TURN]
    cues = [segment for segment in segments if segment.kind is SegmentKind.CUE]
    blocks: list[ReadingBlock] = list(_places(segments))
    for match in _PARAGRAPH.finditer(text):
        blocks.extend(_paragraph_blocks(text, Span(*match.span()), headings, turns, cues))
    return tuple(sorted(blocks, key=lambda block: (block.start, block.kind is not BlockKind.PLACE)))


def reading_parts(blocks: Sequence[ReadingBlock], *, longest: int = 20_000) -> tuple[ReadingPart, ...]:
    """The blocks in parts of about ``longest`` characters at most, cut before a heading or place where there is one."""
    groups: list[list[ReadingBlock]] = [[]]
    size = 0
    for block in blocks:
        opens = block.kind in (BlockKind.HEADING, BlockKind.PLACE)
        if groups[-1] and (size > longest or (opens and size > longest // 2)):
            groups.append([])
            size = 0
        groups[-1].append(block)
        size += block.end - block.start
    return tuple(ReadingPart(number, tuple(group), _title(group)) for number, group in enumerate(groups, 1) if group)


def part_holding(parts: Sequence[ReadingPart], offset: int) -> int:
    """The index of the part that holds a character, the first when none does."""
    starts = [part.blocks[0].start for part in parts]
    return max(0, bisect_right(starts, offset) - 1)


def find_in(text: str, words: str, *, most: int = 500) -> tuple[Span, ...]:
    """Where words stand in a text, ``most`` at most.

    Capitals, accents, typographic marks, line breaks, and hyphens or spaces between words may differ.
    """
    parts = [part for part in re.split(rf"[\s{_HYPHENS}]+", words) if part]
    if not parts:
        return ()
    loose = rf"[\s{_HYPHENS}]+".join("".join(map(_alike, part)) for part in parts)
    return tuple(Span(*match.span()) for match in islice(re.finditer(loose, text, re.IGNORECASE), most))


def _alike(character: str) -> str:
    """An expression for the character, and all that are written for it."""
    others = _written_for().get(_base(character), "")
    return f"[{others}]" if others else re.escape(character)


@cache
def _written_for() -> Mapping[str, str]:
    """Letters with their accented forms, and plain marks with their typographic ones."""
    written: dict[str, str] = {}
    for character in map(chr, range(0xC0, 0x250)):  # Latin-1 and Latin Extended
        base = _base(character)
        if base.isascii() and base.isalpha():
            written[base] = written.get(base, base) + character
    return {**written, "'": "'’‘ʼ", '"': '"“”„«»'}


def _base(character: str) -> str:
    return _BASES.get(character) or unicodedata.normalize("NFKD", character)[0].lower()


def split_at_mark(start: int, end: int, mark: Span | None) -> tuple[Span, Span, Span]:
    """A block's span as what stands before, in and after the mark; each may be empty."""
    if mark is None or mark.end <= start or mark.start >= end:
        return Span(start, end), Span(end, end), Span(end, end)
    first, last = max(start, mark.start), min(end, mark.end)
    return Span(start, first), Span(first, last), Span(last, end)


def _title(blocks: Sequence[ReadingBlock]) -> str:
    return next(
        (block.label for block in blocks if block.kind in (BlockKind.HEADING, BlockKind.PLACE) and block.label), ""
    )


def _places(segments: Sequence[Segment]) -> Iterator[ReadingBlock]:
    words = {SegmentKind.PAGE: "Page", SegmentKind.SLIDE: "Slide", SegmentKind.NOTES: ""}
    for segment in segments:
        if segment.kind in words:
            label = f"{words[segment.kind]} {segment.label}".strip()
            yield ReadingBlock(BlockKind.PLACE, segment.start, segment.start, label)


def _paragraph_blocks(
    text: str, span: Span, headings: dict[int, Segment], turns: Sequence[Segment], cues: Sequence[Segment]
) -> Iterator[ReadingBlock]:
    start = span.start
    while start < span.end:
        heading = headings.get(start)
        if heading is not None:
            yield ReadingBlock(BlockKind.HEADING, start, heading.end, heading.label, heading.level or 2)
            start = heading.end + 1
            continue
        end = _next_break(text, start, span.end, headings)
        yield _body_block(text, start, end, turns, cues)
        start = end + 1


def _next_break(text: str, start: int, end: int, headings: dict[int, Segment]) -> int:
    """Where the block that begins here ends: before the next item, row or heading, after a row, or as the paragraph."""
    at = text.find("\n", start, end)
    while at != -1:
        is_row = _ROW.match(text, start, at) or _ROW.match(text, at + 1, end)
        if at + 1 in headings or is_row or _LIST_ITEM.match(text, at + 1, end):
            return at
        at = text.find("\n", at + 1, end)
    return end


def _body_block(text: str, start: int, end: int, turns: Sequence[Segment], cues: Sequence[Segment]) -> ReadingBlock:
    turn = _covering(turns, start)
    cue = _covering(cues, start)
    seconds = cue.begin_seconds if cue else None
    if turn is not None or cue is not None:
        speaker = (turn.speaker if turn else None) or (cue.speaker if cue else None) or ""
        time = clock(seconds) if seconds is not None else ""
        return ReadingBlock(BlockKind.TURN, start, end, ", ".join(part for part in (speaker, time) if part), 0, seconds)
    kind = BlockKind.ITEM if _LIST_ITEM.match(text, start, end) else BlockKind.PARAGRAPH
    return ReadingBlock(kind, start, end)


def _covering(segments: Sequence[Segment], offset: int) -> Segment | None:
    at = bisect_right(segments, offset, key=lambda segment: segment.start) - 1
    return segments[at] if at >= 0 and segments[at].end > offset else None
