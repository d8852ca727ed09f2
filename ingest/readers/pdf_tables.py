"""Rows of a PDF's tables: whole again where a cell runs over several lines, and each cell with its column's head."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.readers.pdf_lines import Cell, Line
from ingest.readers.tables import is_number, seems_headed

_PARTED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_SAME_PLACE_POINTS = 3.0
_NEXT_LINE_SIZES = 1.45
"""Of the type's size. The next line of a cell is no further below."""
_LEAST_COLUMNS = 3
"""That stand above one another by more than chance."""
_LEAST_ROWS = 3
"""Of a table, with its heads: two lines that line up may be anything."""


def table_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines in drawing order, with each row of a table as one line with its cells; other lines have none."""
    return _aligned_rows(tuple(_rows_of_cells(tuple(_whole_rows(lines)))))


def _whole_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with those that go on in a cell of the row above put into that cell."""
    row: Line | None = None
    last = 0.0  # base line of what was put into the row last
    for line in lines:
        columns = _columns_gone_on(row, line, last) if row is not None else None
        if row is not None and columns is not None:
            row, last = _extended(row, line, columns), line.y
            continue
        if row is not None:
            yield row
        row, last = (line, line.y) if line.cells else (None, 0.0)
        if row is None:
            yield line
    if row is not None:
        yield row


def _columns_gone_on(row: Line, line: Line, last: float) -> tuple[int, ...] | None:
    """The row's cells that each part of a line goes on in; None where the line is none of the row's."""
    step = last - line.y
    if not 0 < step <= _NEXT_LINE_SIZES * line.size or abs(line.size - row.size) > 0.06 * row.size:
        return None
    parts = _parts(line)
    if len(parts) == len(row.cells):
        return None  # a row of its own
    columns = tuple(_column_of(part, row) for part in parts)
    known = tuple(column for column in columns if column is not None)
    return known if len(known) == len(parts) and known != (0,) else None


def _parts(line: Line) -> tuple[Cell, ...]:
    """The line's cells; a line without any is one."""
    return line.cells or (Cell(line.text, line.x, line.right),)


def _column_of(part: Cell, row: Line) -> int | None:
    """The row's cell that begins where the part begins, if the part ends before the next cell."""
    for column, cell in enumerate(row.cells):
        if abs(cell.x - part.x) < _SAME_PLACE_POINTS:
            following = row.cells[column + 1].x if column + 1 < len(row.cells) else None
            return column if following is None or part.right <= following else None
    return None


def _extended(row: Line, line: Line, columns: Sequence[int]) -> Line:
    cells = list(row.cells)
    for column, part in zip(columns, _parts(line), strict=True):
        cell = cells[column]
        cells[column] = Cell(_run_on([cell.text, part.text]), cell.x, max(cell.right, part.right))
    text = " ".join(cell.text for cell in cells)
    return replace(row, text=text, cells=tuple(cells), right=max(row.right, line.right))


def _rows_of_cells(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with rows of a table made whole whose cells of several lines were drawn one after the other.

    Word and browsers draw so. Stacks of lines side by side are a row where a row above or below has cells at the same
    places; columns of text have no such rows.
    """
    rows = tuple(_stacks_side_by_side(_stacks(lines)))
    joined = [_joined(row) for row in rows]
    for position, row in enumerate(rows):
        is_row = any(len(stack) > 1 for stack in row) and _lines_up(joined, position)
        if len(row) > 1 and is_row:
            yield joined[position]
        else:
            yield from (line for stack in row for line in stack)


_Stack = Sequence[Line]
"""Lines under one another that begin at one place: a paragraph or a cell."""


def _stacks(lines: Sequence[Line]) -> Iterator[_Stack]:
    stack: list[Line] = []
    for line in lines:
        last = stack[-1] if stack else None
        goes_on = (
            last is not None
            and not (line.cells or last.cells)
            and abs(line.x - last.x) < _SAME_PLACE_POINTS
            and 0 < last.y - line.y <= _NEXT_LINE_SIZES * line.size
        )
        if stack and not goes_on:
            yield stack
            stack = []
        stack.append(line)
    if stack:
        yield stack


def _stacks_side_by_side(stacks: Iterable[_Stack]) -> Iterator[Sequence[_Stack]]:
    row: list[_Stack] = []
    for stack in stacks:
        if row and not _stands_beside(stack, row):
            yield row
            row = []
        row.append(stack)
    if row:
        yield row


def _stands_beside(stack: _Stack, row: Sequence[_Stack]) -> bool:
    """Whether a stack stands to the right of all that a row holds, and neither above nor below it."""
    lines = [line for member in row for line in member]
    half = 0.5 * stack[0].size
    is_right = stack[0].x > max(line.right for line in lines)
    return is_right and stack[-1].y <= lines[0].y + half and stack[0].y >= min(line.y for line in lines) - half


def _joined(row: Sequence[_Stack]) -> Line:
    cells: list[Cell] = []
    for stack in row:
        text = _run_on([line.text for line in stack])
        cells += stack[0].cells or (Cell(text, stack[0].x, max(line.right for line in stack)),)
    lines = [line for stack in row for line in stack]
    return replace(
        lines[0],
        text=" ".join(line.text for line in lines),
        y=max(line.y for line in lines),
        right=max(line.right for line in lines),
        bold=all(line.bold for line in lines),
        cells=tuple(cells) if len(cells) > 1 else (),
    )


def _run_on(parts: Sequence[str]) -> str:
    """A cell's lines as one; a word that is parted at a line's end keeps its hyphen, for it may be its own."""
    return _PARTED.sub("-", "\n".join(parts)).replace("\n", " ")


def _lines_up(rows: Sequence[Line], position: int) -> bool:
    """Whether the row above or the one below has a column in common with one."""
    beside = (*rows[max(0, position - 1) : position], *rows[position + 1 : position + 2])
    return any(_share_a_column(rows[position], other) for other in beside)


def _share_a_column(one: Line, other: Line) -> bool:
    """Whether two rows have a cell at the same place, or all cells above one another, as centred heads have."""
    if any(_stand_alike(cell, beside) for cell in one.cells[1:] for beside in other.cells[1:]):
        return True
    if len(one.cells) != len(other.cells) or len(one.cells) < _LEAST_COLUMNS:
        return False
    return all(
        cell.x < beside.right and beside.x < cell.right for cell, beside in zip(one.cells, other.cells, strict=True)
    )


def _aligned_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines that keep their cells only where a line beside them has a cell at the same place.

    One wide gap alone is a justified line, or a width misjudged.
    """
    for position, line in enumerate(lines):
        yield line if not line.cells or _lines_up(lines, position) else replace(line, cells=())


def _stand_alike(cell: Cell, other: Cell) -> bool:
    """Whether two cells are flush left, flush right, or centred on one line, as words and sums in columns are."""
    left, right = abs(cell.x - other.x), abs(cell.right - other.right)
    middle = abs(cell.x + cell.right - other.x - other.right) / 2
    return min(left, right, middle) < _SAME_PLACE_POINTS


def headed_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with the head of its column before each cell of a table that has heads; the row of heads goes."""
    for is_row, group in groupby(lines, key=lambda line: bool(line.cells)):
        members = tuple(group)
        yield from _with_heads(members) if is_row else members


def _with_heads(rows: Sequence[Line]) -> Iterator[Line]:
    heads, body = rows[0], rows[1:]
    if len(rows) < _LEAST_ROWS or not _are_heads(heads, body):
        yield from rows
        return
    for row in body:
        columns = _columns_under(heads, row)
        named = zip(columns, row.cells, strict=True) if columns else ()
        cells = tuple(replace(cell, text=f"{heads.cells[column].text}: {cell.text}") for column, cell in named)
        yield replace(row, cells=cells or row.cells)


def _are_heads(heads: Line, body: Sequence[Line]) -> bool:
    """Whether a row names columns: by its words, and by its bold type or the numbers that stand under it.

    Without that, a list of names and their values would have its first pair for heads.
    """
    if not seems_headed([[cell.text for cell in row.cells] for row in (heads, *body)]):
        return False
    under = [[row.cells[i].text for row in body if len(row.cells) == len(heads.cells)] for i in range(len(heads.cells))]
    has_numbers = any(len(column) > 1 and all(map(is_number, column)) for column in under)
    return has_numbers or (heads.bold and not any(row.bold for row in body))


def _columns_under(heads: Line, row: Line) -> tuple[int, ...] | None:
    """Which head each cell stands under; None where that is not to be told."""
    if len(row.cells) == len(heads.cells):
        return tuple(range(len(row.cells)))
    found = [next((i for i, head in enumerate(heads.cells) if _stand_alike(cell, head)), None) for cell in row.cells]
    columns = tuple(column for column in found if column is not None)
    return columns if len(columns) == len(row.cells) == len(set(columns)) else None
