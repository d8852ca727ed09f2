"""Tables as rows that can be read, and quoted, alone: each cell with its column's head."""

import re
from collections.abc import Iterator, Sequence

from ingest.readers.assembly import Block, BlockKind
from ingest.readers.references import take_out_references

CELL_SEPARATOR = " | "
_NUMBER = re.compile(r"[\d\s.,%€$£+-]+")
_LONGEST_HEAD = 60
"""Characters. A longer first-row cell is content, not a column's name."""


def row_blocks(
    rows: Sequence[Sequence[str]], *, headed: bool = True, slide: str | None = None, known: frozenset[str] = frozenset()
) -> Iterator[Block]:
    """One block a row: "City: Aarhus | Year: 2023"; without heads "Aarhus | 2023". Cells are clean lines.

    ``known`` are the numbers of the source's references, whose marks are taken out.
    """
    filled = [row for row in rows if any(row)]
    if not filled:
        return
    heads = filled[0] if headed and len(filled) > 1 else None
    for row in filled if heads is None else filled[1:]:
        text, references = take_out_references(_row_text(row, heads), known)
        # One cell alone is not to be told from a paragraph, and is set as one.
        kind = BlockKind.ROW if CELL_SEPARATOR in text else BlockKind.PARAGRAPH
        yield Block(text, kind, slide=slide, references=references)


def seems_headed(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: each cell short, filled, different, and no number; more rows follow."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    first = rows[0]
    short = all(cell and len(cell) <= _LONGEST_HEAD and not is_number(cell) for cell in first)
    return short and len(set(first)) == len(first) and not any(cell.endswith((".", ":")) for cell in first)


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, a share or a sum of money, and no words."""
    return _NUMBER.fullmatch(cell) is not None


def _row_text(row: Sequence[str], heads: Sequence[str] | None) -> str:
    if heads is None:
        return CELL_SEPARATOR.join(cell for cell in row if cell)
    named = (f"{heads[i]}: {cell}" if i < len(heads) and heads[i] else cell for i, cell in enumerate(row) if cell)
    return CELL_SEPARATOR.join(named)
