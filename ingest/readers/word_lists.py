"""Markers of list items in Word documents: "- " and "3. ", which Word computes and does not store."""

from collections import Counter

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from ingest.readers.archives import parse_part

_NUMBERED = frozenset(["decimal", "decimalZero", "ordinal", "cardinalText"])
_LETTERED = frozenset(["lowerLetter", "upperLetter"])
_BULLET = "- "


class ListNumbers:
    """Counts a document's numbered items as they go by."""

    def __init__(self, word: WordDocument) -> None:
        self._formats = _formats(word)
        self._style_lists = _style_lists(word)
        self._counts: Counter[tuple[str, int]] = Counter()

    def marker(self, paragraph: etree._Element, style_id: str) -> str:
        """What stands before the paragraph's words; empty when it is no list item."""
        number, level = _list_of(paragraph)
        if number is None:
            number, level = self._style_lists.get(style_id, (None, 0))
        if number is None or number == "0":
            return ""
        kind = self._formats.get((number, level), "bullet")
        if kind == "none":
            return ""
        self._counts[(number, level)] += 1
        for deeper in range(level + 1, 9):
            del self._counts[(number, deeper)]
        return _marker(kind, self._counts[(number, level)])


def _marker(kind: str, count: int) -> str:
    if kind in _NUMBERED:
        return f"{count}. "
    if kind in _LETTERED and count <= 26:
        return f"({chr(ord('a') + count - 1)}) "
    return _BULLET


def _list_of(element: etree._Element) -> tuple[str | None, int]:
    """List number and level from 0, as the paragraph (or style) itself says."""
    properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if properties is None:
        return None, 0
    number, level = properties.find(qn("w:numId")), properties.find(qn("w:ilvl"))
    value = level.get(qn("w:val")) if level is not None else "0"
    depth = min(int(value), 8) if value and value.isdigit() else 0
    return (number.get(qn("w:val")) if number is not None else None), depth


def _style_lists(word: WordDocument) -> dict[str, tuple[str | None, int]]:
    """List number and level by style id, for styles such as "List Bullet" that carry their list."""
    lists = {style.style_id: _list_of(style.element) for style in word.styles}
    named = {style.style_id: (style.name or "").lower() for style in word.styles}
    # A template may lack the numbering that its list styles refer to; their names still say that they are lists.
    return {
        style_id: found if found[0] is not None else ("style", 0)
        for style_id, found in lists.items()
        if found[0] is not None or named[style_id].startswith("list bullet")
    }


def _formats(word: WordDocument) -> dict[tuple[str, int], str]:
    """Number formats by list number and level."""
    blobs = [
        relation.target_part.blob
        for relation in word.part.rels.values()
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING and not relation.is_external
    ]
    formats: dict[tuple[str, int], str] = {}
    for blob in blobs:
        root = parse_part(blob)
        abstract = {a.get(qn("w:abstractNumId")): a for a in root.iterfind(qn("w:abstractNum"))}
        for number in root.iterfind(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            definition = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            for level in definition.iterfind(qn("w:lvl")) if definition is not None else ():
                kind, depth = level.find(qn("w:numFmt")), level.get(qn("w:ilvl")) or "0"
                if kind is not None and depth.isdigit():
                    formats[(number.get(qn("w:numId")), int(depth))] = kind.get(qn("w:val")) or "bullet"
    return formats
