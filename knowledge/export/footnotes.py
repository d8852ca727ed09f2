"""Footnotes in a Word file: python-docx has none, so the part that holds them is made here (ECMA-376 part 1, 17.11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from knowledge.export.document import printable

FOOTNOTE_TEXT: Final = "footnote text"
FOOTNOTE_MARK: Final = "footnote reference"

_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# Word asks for these two: the line above the notes, and the one above a note that goes on from the page before.
_EMPTY: Final = f"""<w:footnotes {_NAMESPACES}>
  <w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
  <w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""
_SETTINGS: Final = f"""<w:footnotePr {_NAMESPACES}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a footnote, with the web address they open."""

    words: str
    link: str | None = None


class Footnotes:
    """The footnotes of one Word file, numbered as they are added; the body must be written in reading order."""

    def __init__(self, word: WordDocument) -> None:
        self._root: Any = parse_xml(_EMPTY)
        part = word.part
        self._part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, self._root, part.package)
        part.relate_to(self._part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._text_style = word.styles[FOOTNOTE_TEXT].style_id
        self._mark_style = word.styles[FOOTNOTE_MARK].style_id
        self._count = 0
        _name_separators(word)

    def add(self, paragraph: Paragraph, pieces: Sequence[Piece]) -> int:
        """Put a footnote's mark at the end of a paragraph.

        Returns:
            The number that the reader sees.
        """
        self._count += 1
        _add_mark(paragraph._p, self._mark_style, "w:footnoteReference", self._count)
        note = _child(self._root, "w:footnote", {"w:id": str(self._count)})
        words = _child(note, "w:p", {})
        _child(_child(words, "w:pPr", {}), "w:pStyle", {"w:val": self._text_style})
        _add_mark(words, self._mark_style, "w:footnoteRef", None)
        _add_run(words, " ")
        for piece in pieces:
            if piece.link:
                add_link(words, self._part, piece.words, piece.link)
            else:
                _add_run(words, piece.words)
        return self._count


def add_link(paragraph: Any, part: Part, words: str, address: str) -> None:  # noqa: ANN401 - an lxml element of Word's
    """Put a link at the end of a paragraph. The caller has made sure that the address is one of the web."""
    relation = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    run = _child(_child(paragraph, "w:hyperlink", {"r:id": relation}), "w:r", {})
    properties = _child(run, "w:rPr", {})
    _child(properties, "w:color", {"w:val": "14507F"})
    _child(properties, "w:u", {"w:val": "single"})
    _set_text(run, words)


def _name_separators(word: WordDocument) -> None:
    settings: Any = word.settings.element
    properties = parse_xml(_SETTINGS)
    following = settings.find(qn("w:compat"))  # the schema wants the footnotes' settings before these
    if following is None:
        settings.append(properties)
    else:
        following.addprevious(properties)


def _add_mark(paragraph: Any, style: str, name: str, number: int | None) -> None:  # noqa: ANN401 - as above
    run = _child(paragraph, "w:r", {})
    _child(_child(run, "w:rPr", {}), "w:rStyle", {"w:val": style})
    _child(run, name, {} if number is None else {"w:id": str(number)})


def _add_run(paragraph: Any, words: str) -> None:  # noqa: ANN401 - as above
    _set_text(_child(paragraph, "w:r", {}), words)


def _set_text(run: Any, words: str) -> None:  # noqa: ANN401 - as above
    text = _child(run, "w:t", {})
    text.text = printable(words)
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _child(parent: Any, name: str, attributes: dict[str, str]) -> Any:  # noqa: ANN401 - as above
    child = parent.makeelement(qn(name), {qn(key): value for key, value in attributes.items()})
    parent.append(child)
    return child
