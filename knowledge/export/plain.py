"""JSON for other programs, and lists of references for reference managers."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import TypeAdapter

from knowledge.bibliographies import bibtex, csl_json, ris
from knowledge.export.document import (
    QUOTATION_NOTICE,
    Block,
    ExcerptBlock,
    ExportDocument,
    ExportItem,
    Line,
    Method,
    TableBlock,
)
from knowledge.references import Work, apa

SCHEMA: Final = "mission-partnership-assistant/export/1"
"""Changes when a key of the JSON is renamed or dropped."""

_METHOD: Final = TypeAdapter(Method)
_ITEM: Final = TypeAdapter(ExportItem)
_LINE: Final = TypeAdapter(Line)
_WORK: Final = TypeAdapter(Work)


def write_json(document: ExportDocument) -> bytes:
    """The whole document as one JSON object (UTF-8)."""
    fields = {
        "schema": SCHEMA,
        "title": document.title,
        "method": {**_METHOD.dump_python(document.method, mode="json"), "line": document.method.line},
        "notice": QUOTATION_NOTICE,
        "items": [_item(document, item) for item in document.items],
        "body": [_block(block) for block in document.body],
        "references": _works(document.works),
        "cited_works": _works(document.cited_works),
    }
    return (json.dumps(fields, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def write_bibtex(document: ExportDocument) -> bytes:
    """The sources, and the works they rest on, as BibTeX."""
    return bibtex(_all_works(document), comment=document.method.line).encode("utf-8", "replace")


def write_ris(document: ExportDocument) -> bytes:
    """The sources, and the works they rest on, as RIS."""
    return ris(_all_works(document), comment=document.method.line).encode("utf-8", "replace")


def write_csl(document: ExportDocument) -> bytes:
    """The sources, and the works they rest on, as CSL-JSON."""
    return csl_json(_all_works(document), comment=document.method.line).encode("utf-8", "replace")


def _all_works(document: ExportDocument) -> tuple[Work, ...]:
    return document.works + document.cited_works


def _item(document: ExportDocument, item: ExportItem) -> Mapping[str, object]:
    return {
        "is_quotation": bool(item.quotation),
        **_ITEM.dump_python(item, mode="json"),
        "reference": apa(document.work(item)),
    }


def _works(works: Iterable[Work]) -> list[Mapping[str, object]]:
    return [{**_WORK.dump_python(work, mode="json"), "text": apa(work)} for work in works]


def _block(block: Block) -> Mapping[str, object]:
    if isinstance(block, ExcerptBlock):
        return {"kind": "excerpt", "item": block.number}
    if isinstance(block, TableBlock):
        rows = [[[_LINE.dump_python(line, mode="json") for line in cell] for cell in row] for row in block.rows]
        return {"kind": "table", "header": block.header, "rows": rows}
    return {"kind": block.kind.value, "lines": [_LINE.dump_python(line, mode="json") for line in block.lines]}
