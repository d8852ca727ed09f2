"""Lines of a page in reading order, from runs of text with their place, without those that repeat on every page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import heappop, heappush
from itertools import pairwise
from statistics import median

from ingest.readers.cleaning import clean_line
from ingest.readers.pdf_lines import Cell, Line, PageLines, PageRuns, Run
from ingest.readers.pdf_tables import headed_rows, table_rows

_NOTE_MARK = re.compile(r"\s*(?:\[?\d{1,3}\]?(?:\s*[,–-]\s*\[?\d{1,3}\]?)*|[*†‡§]+)\s*")
_BEFORE_NOTE = re.compile(r"(?:[.,;:!?)\]”’\"»%]|[^\W\d_]{4}|\b[A-Z]{2,3}|(?<!\d)(?:19|20)\d\d)$")
"""What a raised number is no power of: the end of a sentence, a word that is no unit, a year."""
_NOTE_NUMBER = re.compile(r"\d{1,3}|[*†‡§]+")
_NOTE_WORDS = re.compile(r"[“‘\"'(]?[A-Z]|https?:")
_RAISED_SIZE = 0.85  # of the line's size, at most, for a raised mark
_GAP_SIZES = 2.2
"""Of the type's size. A wider gap parts cells of a table; between words of justified text it stays under 1."""

_SAME_START_POINTS = 3.0
_LEAST_COLUMN_SHARE = 0.25
"""Of a page's lines that begin where a column begins, each column alone."""
_FULL_LINE_SHARE = 0.6
"""Of a column's width that its median line fills; cells of tables fill less."""
_LEAST_TURNS = 0.2
"""Changes of column among a page's lines from which its drawing order mixes the columns."""

_MOST_SORTED_LINES = 400
"""On one page. Beyond it is a map or a drawing, and comparing all pairs would take long."""
_LEAST_OVERLAP = 0.3
"""Of the shorter line, so that a column whose width is misjudged a little does not count as above its neighbour."""

_EDGE_LINES = 3
_EDGE_SHARE = 0.12
"""Of a page's height, from either edge, in which running headers and footers stand."""
_LEAST_REPEATS = 0.3
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")


def arrange_page(page: PageRuns) -> PageLines:
    """The page's lines in reading order: as drawn, unless that jumps between columns of running text."""
    lines = tuple(table_rows(tuple(_lines(_upright(page.runs)))))
    ordered = _top_down(_by_columns(lines))
    return PageLines(page.label, page.index, page.height, tuple(headed_rows(ordered)))


def _upright(runs: Sequence[Run]) -> list[Run]:
    """The runs in the direction most of the text has, turned to read from left to right; stamps on edge go."""
    letters: Counter[int] = Counter()
    for run in runs:
        letters[run.angle] += len(run.text.strip())
    if not letters:
        return []
    main = letters.most_common(1)[0][0]
    turned: list[Run] = []
    for run in runs:
        if run.angle == main or not run.text.strip():
            x, y = ((run.x, run.y), (run.y, -run.x), (-run.x, -run.y), (-run.y, run.x))[main]
            turned.append(replace(run, x=x, y=y))
    return turned


def _lines(runs: Sequence[Run]) -> Iterator[Line]:
    gathered: list[Run] = []
    for run in runs:
        parts = run.text.split("\n")
        for position, part in enumerate(parts):
            if position:
                yield from _line(gathered)
                gathered = []
            if part:
                gathered.append(replace(run, text=part))
    yield from _line(gathered)


def _line(runs: Sequence[Run]) -> Iterator[Line]:
    visible = [run for run in runs if run.text.strip()]
    if not visible:
        return
    kept = _with_note_apart(_without_note_marks(visible, runs))
    cells = _cells(kept)
    text = clean_line("".join(run.text for run in kept))
    if not text:
        return
    sizes: Counter[float] = Counter()
    for run in kept:
        sizes[round(run.size, 1)] += len(run.text.strip())
    bold = sum(len(run.text) for run in kept if run.bold) > 0.6 * sum(len(run.text) for run in kept)
    first, last = visible[0], visible[-1]
    right = max(last.x + last.width, first.x)
    yield Line(text, first.x, first.y, sizes.most_common(1)[0][0], right, bold, cells=cells)


def _without_note_marks(visible: Sequence[Run], runs: Sequence[Run]) -> list[Run]:
    """Runs without the raised small numbers that point to notes: they are no part of the sentence."""
    size = max(run.size for run in visible)
    base = next(run.y for run in visible if run.size == size)
    kept: list[Run] = []
    for run in runs:
        raised = run.size <= _RAISED_SIZE * size and run.y > base + 0.1 * size
        before = "".join(part.text for part in kept[-2:]).rstrip()
        if raised and _NOTE_MARK.fullmatch(run.text) and _BEFORE_NOTE.search(before):
            kept.append(replace(run, text=" " if run.text[-1:].isspace() else ""))
        else:
            kept.append(run)
    return [run for run in kept if run.text]


def _with_note_apart(runs: Sequence[Run]) -> Sequence[Run]:
    """Runs with a space between the number of a footnote and its words, where only the drawing parts them."""
    if len(runs) < 2 or not _NOTE_NUMBER.fullmatch(runs[0].text) or not _NOTE_WORDS.match(runs[1].text):
        return runs
    return [replace(runs[0], text=f"{runs[0].text} "), *runs[1:]]


def _cells(runs: Sequence[Run]) -> tuple[Cell, ...]:
    """The line's parts where gaps are too wide for words; empty when there are none."""
    parts: list[Cell] = []
    for run in runs:
        last = parts[-1] if parts else None
        if not run.text.strip():
            if last is not None:
                parts[-1] = replace(last, text=last.text + run.text)
        elif last is not None and run.x - last.right <= _GAP_SIZES * run.size:
            parts[-1] = Cell(last.text + run.text, last.x, run.x + run.width)
        else:
            parts.append(Cell(run.text, run.x, run.x + run.width))
    cells = tuple(replace(part, text=text) for part in parts if (text := clean_line(part.text)))
    return cells if len(cells) > 1 else ()


def _by_columns(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    starts = _column_starts(lines)
    if len(starts) < 2:
        return lines
    placed = [replace(line, column=_column(line, starts)) for line in lines]
    if not _is_running_text(placed, starts):
        return lines
    turns = sum(1 for first, second in pairwise(placed) if 0 <= second.column < first.column)
    if turns < _LEAST_TURNS * len(placed) / 2:
        return tuple(placed)  # drawn column by column already
    return tuple(_banded(placed))


def _top_down(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with those moved up that stand above lines drawn before them, in the same stretch of the page.

    Browsers draw all headings of a page last. A line comes after every line that stands above it and overlaps it from
    left to right (rule 1 of Breuel, High Performance Document Layout Analysis, 2003); else the drawing order stays.
    """
    if len(lines) > _MOST_SORTED_LINES:
        return lines
    before = [[j for j, other in enumerate(lines) if _stands_above(other, line)] for line in lines]
    if all(j < i for i, above in enumerate(before) for j in above):
        return lines
    waiting = [len(above) for above in before]
    after: list[list[int]] = [[] for _ in lines]
    for i, above in enumerate(before):
        for j in above:
            after[j].append(i)
    ready = [i for i, count in enumerate(waiting) if count == 0]
    ordered: list[Line] = []
    while ready:
        i = heappop(ready)
        ordered.append(lines[i])
        for j in after[i]:
            waiting[j] -= 1
            if waiting[j] == 0:
                heappush(ready, j)
    return tuple(ordered)


def _stands_above(other: Line, line: Line) -> bool:
    if other.y <= line.y + 0.6 * min(other.size, line.size):
        return False
    overlap = min(other.right, line.right) - max(other.x, line.x)
    return overlap > _LEAST_OVERLAP * min(other.right - other.x, line.right - line.x)


def _column_starts(lines: Sequence[Line]) -> list[float]:
    """Where columns begin: places that many lines share as their beginning."""
    if len(lines) < 8:
        return []
    counts: defaultdict[int, int] = defaultdict(int)
    for line in lines:
        counts[round(line.x / _SAME_START_POINTS)] += 1
    starts: list[float] = []
    for bucket in sorted(counts):
        near = counts[bucket] + counts.get(bucket + 1, 0)
        if near >= _LEAST_COLUMN_SHARE * len(lines) and (not starts or bucket * _SAME_START_POINTS - starts[-1] > 60):
            starts.append(bucket * _SAME_START_POINTS)
    return starts


def _column(line: Line, starts: Sequence[float]) -> int:
    """The line's column from 0, or -1 for a line that runs across."""
    column = max((i for i, start in enumerate(starts) if line.x >= start - 2 * _SAME_START_POINTS), default=0)
    runs_across = column + 1 < len(starts) and line.right > starts[column + 1] + 2 * line.size
    return -1 if runs_across else column


def _is_running_text(lines: Sequence[Line], starts: Sequence[float]) -> bool:
    for column, start in enumerate(starts):
        widths = [line.right - start for line in lines if line.column == column]
        full = starts[column + 1] - start if column + 1 < len(starts) else max(widths, default=0.0)
        if not widths or median(widths) < _FULL_LINE_SHARE * full or full < 80:
            return False
    return True


def _banded(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines that run across part the page into bands; in each, column after column from the top."""
    ordered = sorted(lines, key=lambda line: -line.y)
    band: list[Line] = []
    for line in ordered:
        if line.column >= 0:
            band.append(line)
            continue
        yield from sorted(band, key=lambda member: (member.column, -member.y))
        band = []
        yield line
    yield from sorted(band, key=lambda member: (member.column, -member.y))


def without_running_lines(pages: Sequence[PageLines]) -> tuple[PageLines, ...]:
    """Pages without headers, footers and page numbers: lines near an edge that come back on other pages."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({key for line in _edge_lines(page) if (key := _running_key(line, page))})
    fewest = 2 if len(pages) < 6 else max(3, int(_LEAST_REPEATS * len(pages) / 2))
    return tuple(_without(page, seen, fewest) for page in pages)


def _edge_lines(page: PageLines) -> list[Line]:
    ordered = sorted(page.lines, key=lambda line: -line.y)
    near = [line for line in ordered[:_EDGE_LINES] if line.y > (1 - _EDGE_SHARE) * page.height]
    return near + [line for line in ordered[-_EDGE_LINES:] if line.y < _EDGE_SHARE * page.height]


def _running_key(line: Line, page: PageLines) -> tuple[str, int]:
    """What a running line has in common on all pages: its words without numbers, and its height on the page."""
    return _DIGITS.sub("#", line.text.lower()), round(line.y / max(page.height, 1.0) * 50)


def _without(page: PageLines, seen: Counter[tuple[str, int]], fewest: int) -> PageLines:
    if page.height <= 0:
        return page
    running = {
        id(line)
        for line in _edge_lines(page)
        # A chapter's own header comes back on its few pages only, but with the page's number.
        if _count_near(seen, _running_key(line, page)) >= (2 if _is_numbered(line, page) else fewest)
    }
    return replace(page, lines=tuple(line for line in page.lines if id(line) not in running))


def _is_numbered(line: Line, page: PageLines) -> bool:
    """Whether words begin or end with the number of their page."""
    words = line.text.split()
    return len(words) > 1 and page.label in (words[0], words[-1])


def _count_near(seen: Counter[tuple[str, int]], key: tuple[str, int]) -> int:
    words, height = key
    return sum(seen[(words, near)] for near in (height - 1, height, height + 1))
