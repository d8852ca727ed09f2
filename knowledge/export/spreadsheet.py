"""CSV for spreadsheets: one row a quotation, and no cell that could be taken for a formula."""

import csv
import io
from collections.abc import Sequence
from typing import Final

from knowledge.export.document import ExportDocument, ExportItem, printable
from knowledge.references import apa

HEADER: Final = (
    "number",
    "under",
    "quotation",
    "title",
    "place",
    "link",
    "address",
    "licence",
    "note",
    "notice",
    "reference",
    "source",
    "version",
    "start",
    "end",
    "method",
    "quotation_with_speakers",
)
# A cell that begins with one of these may be run as a formula (OWASP, CSV Injection); Excel knows the wide forms, too.
_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")


def write_csv(document: ExportDocument) -> bytes:
    """The items as CSV (RFC 4180; UTF-8 with a byte order mark, by which Excel knows it)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for item in document.items:
        writer.writerow([guarded(cell) for cell in _row(document, item)])
    return text.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front if it could be taken for a formula."""
    cell = printable(cell)
    # Spreadsheets may drop white space in front before they look.
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell


def _row(document: ExportDocument, item: ExportItem) -> Sequence[str]:
    return (
        str(item.number),
        item.context,
        item.quotation,
        item.title,
        item.place,
        item.link or "",
        item.address,
        item.licence or "",
        item.note,
        item.notice,
        apa(document.work(item)),
        item.source_id,
        str(item.version),
        str(item.start),
        str(item.end),
        document.method.line,
        item.spoken_quotation,
    )
