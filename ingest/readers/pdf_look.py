"""What is usual in a PDF: its type, its lines' distance, its words; and which of its lines are headings."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from ingest.readers.pdf_layout import Line, PageLines


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the file's own table of contents; ``page`` counts from 0."""

    title: str
    level: int
    page: int


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PARTED_WORD = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
"""A line that ends with the first half of a word."""

_HEADING_SIZE = 1.12
"""Of the body's type size."""
_LONGEST_HEADING = 160
_HEADING_WORD = re.compile(r"[^\W\d_]{3}")
_HEADING_LINES = 4
"""A heading of three lines, or three headings, may stand over a text."""
_SHORTEST_TEXT = 25  # characters of a line
_FEWEST_OUTLINE_MATCHES = 2


@dataclass(slots=True)
class Look:
    """What is usual in a document: type size, distance of lines, words, and how headings look."""

    size: float
    leading: float
    words: Counter[str]
    hyphenated: frozenset[str]
    outline: dict[int, dict[str, int]]  # levels by words, by page
    levels: dict[float, int] = field(default_factory=dict)


def document_title(pages: Sequence[PageLines]) -> str | None:
    """The words set largest on the first page that has text, where they stand out."""
    first = next((page for page in pages if page.lines), None)
    if first is None:
        return None
    largest = max(line.size for line in first.lines)
    runs = [" ".join(line.text for line in group) for is_large, group in _grouped(first.lines, largest) if is_large]
    title = max(runs, key=len)
    return title if largest > 1.2 * _usual_size(pages) and 3 <= len(title) <= 200 else None


def _grouped(lines: Sequence[Line], largest: float) -> Iterator[tuple[bool, Iterator[Line]]]:
    return groupby(lines, key=lambda line: line.size > 0.97 * largest)


def _usual_size(pages: Sequence[PageLines]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def look_of(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> Look:
    """The look of a document; headings by its outline if that matches the text, else by type size."""
    size = _usual_size(pages)
    gaps = [
        gap / size
        for page in pages
        for first, second in pairwise(page.lines)
        if abs(first.size - size) < 0.5 and 0.8 * size < (gap := first.y - second.y) < 2.5 * size
    ]
    words = _whole_words(pages)
    hyphenated = frozenset(word for word in words if "-" in word)
    look = Look(size, (median(gaps) if gaps else 1.2) * size, words, hyphenated, _matched_outline(pages, outline))
    if sum(map(len, look.outline.values())) < _FEWEST_OUTLINE_MATCHES:
        look.outline = {}
        look.levels = _heading_levels(pages, size)
    return look


def _whole_words(pages: Sequence[PageLines]) -> Counter[str]:
    """The document's words, without the halves of words that are parted at the end of a line."""
    words: Counter[str] = Counter()
    is_rest = False
    for page in pages:
        for line in page.lines:
            found = [word.lower() for word in _WORD.findall(line.text)]
            parted = PARTED_WORD.search(line.text) is not None
            words.update(found[1 if is_rest else 0 : -1 if parted else None])
            is_rest = parted
    return words


def _matched_outline(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> dict[int, dict[str, int]]:
    """Levels by page and words, for those entries whose words begin a line of their page."""
    named = {entry.page for entry in outline}
    starts = {page.index: {_plain(line.text) for line in page.lines} for page in pages if page.index in named}
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for entry in outline:
        words = _plain(entry.title)
        for text in (words, _plain(re.sub(r"^[\d.]+\s+", "", entry.title))):
            if any(line and text.startswith(line) for line in starts.get(entry.page, ())):
                found[entry.page][text] = entry.level
    return dict(found)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _heading_levels(pages: Sequence[PageLines], usual: float) -> dict[float, int]:
    """Levels by type size of the lines that look like headings: the largest is level 1, and so on, four at most."""
    sizes = {line.size for page in pages for i, line in enumerate(page.lines) if _heads_text(page.lines, i, usual)}
    merged: list[float] = []
    for size in sorted(sizes, reverse=True):
        if not merged or size < 0.95 * merged[-1]:
            merged.append(size)
    return {size: min(_rank(size, merged), 4) for size in sizes}


def heading_level(lines: Sequence[Line], position: int, page: int, look: Look) -> int | None:
    """The level of a line that is a heading, by the outline where it matches the text, else by its look."""
    line = lines[position]
    if len(line.text) > _LONGEST_HEADING:
        return None
    plain = _plain(line.text)
    for title, level in look.outline.get(page, {}).items():
        if plain and title.startswith(plain) and _stands_out(line, look):
            return level
    if look.outline or line.text.endswith((".", ",", ";")):
        return None
    return look.levels.get(line.size) if _heads_text(lines, position, look.size) else None


def _heads_text(lines: Sequence[Line], position: int, usual: float) -> bool:
    """Whether a line is set larger than the text and has text under it; words in a drawing have not."""
    line = lines[position]
    if line.size <= _HEADING_SIZE * usual or len(line.text) > _LONGEST_HEADING or not _HEADING_WORD.search(line.text):
        return False
    ahead = lines[position + 1 : position + 1 + _HEADING_LINES]
    return any(abs(under.size - usual) < 0.07 * usual and len(under.text) > _SHORTEST_TEXT for under in ahead)


def _rank(size: float, merged: Sequence[float]) -> int:
    return next(rank for rank, start in enumerate(merged, 1) if size >= 0.95 * start)


def _stands_out(line: Line, look: Look) -> bool:
    """A line of the outline's words is its heading only where it looks like one, and not in running text."""
    return line.bold or line.size > 1.05 * look.size or line.text.isupper() or len(line.text) < 60
