"""The sentences that every format says in the same words: source line, note, note with the reference."""

from knowledge.export.document import ExportDocument, ExportItem
from knowledge.references import cited_works, one_line, placed_reference

REFERENCES = "References"
CITED_WORKS = "What the quoted sources rest on"
NOTES = "Notes"


def reference_of(document: ExportDocument, item: ExportItem) -> str:
    """The reference of an item, without links: work, place, day, licence, and what the source itself cites."""
    work = document.work(item)
    parts = [placed_reference(work, item.place, retrieved=document.method.made_at.date(), with_link=False)]
    if item.licence:
        parts.append(f"Licence: {one_line(item.licence).rstrip('.')}.")
    return " ".join([*parts, *_particulars(item)])


def later_reference(item: ExportItem, elsewhere: str) -> str:
    """The reference of an item whose work was referred to before; ``elsewhere`` names the note: "As note 3"."""
    return " ".join([f"{elsewhere}, {one_line(item.place)}." if item.place else f"{elsewhere}.", *_particulars(item)])


def _particulars(item: ExportItem) -> list[str]:
    parts = [item.notice] if item.notice else []
    if item.quotation and item.references:
        parts.append(f"The source itself cites: {cited_works(item.references)}")
    return parts


def quotation_of_note(document: ExportDocument, item: ExportItem) -> str:
    """The quotation as it stands in a note, in quotation marks; "" where the body already shows it."""
    if not item.quotation or item.number in document.quoted_in_body:
        return ""
    return f"“{one_line(item.spoken_quotation)}”"


def source_line(item: ExportItem) -> str:
    """What stands under a quotation: that it is one, its source, place and licence."""
    said = "Quotation from" if item.quotation else "From"
    place = f", {item.place}" if item.place else ""
    licence = f" · Licence: {one_line(item.licence)}" if item.licence else " · Licence: not stated"
    return f"{said}: {item.title}{place}{licence}"


def item_words(item: ExportItem) -> str:
    """The quotation in quotation marks, or what is said in its stead."""
    return f"“{item.spoken_quotation}”" if item.quotation else "[The words are not shown.]"
