"""Markdown with footnotes; nothing of a source's text is taken for markup."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from knowledge.export.document import (
    QUOTATION_NOTICE,
    Block,
    Cell,
    ExcerptBlock,
    ExportDocument,
    ExportItem,
    Line,
    TableBlock,
    TextBlock,
    TextKind,
    printable,
)
from knowledge.export.wording import (
    CITED_WORKS,
    REFERENCES,
    item_words,
    quotation_of_note,
    reference_of,
    source_line,
)
from knowledge.references import Work, apa, one_line, web_link

_SPECIALS: Final = re.compile(r"([\\`*_{}\[\]<>~|$&^])")
_LINE_START: Final = re.compile(r"(?m)^(\s*)([-+#=>:]|\d+(?=[.)]))")
_AUTOLINK: Final = re.compile(r"(?i)(?<=http)(s?):(?=//)|(?<=www)\.|(?<=\w)@(?=\w)")


def write_markdown(document: ExportDocument) -> bytes:
    """The document as Markdown (UTF-8): CommonMark with tables and footnotes as GitHub and Pandoc read them."""
    parts = [f"# {_text(document.title)}", f"*{_text(document.method.line)}*", _text(QUOTATION_NOTICE)]
    for block in document.body:
        parts += _block(document, block)
    parts += _list_of_works(REFERENCES, document.works)
    parts += _list_of_works(CITED_WORKS, document.cited_works)
    parts += [_footnote(document, item) for item in document.items]
    return ("\n\n".join(parts) + "\n").encode()


def _block(document: ExportDocument, block: Block) -> Iterator[str]:
    if isinstance(block, ExcerptBlock):
        yield from _excerpt(document.item(block.number))
    elif isinstance(block, TableBlock):
        yield _table(block)
    else:
        yield _text_block(block)


def _text_block(block: TextBlock) -> str:
    lines = [_line(line) for line in block.lines]
    if block.kind is TextKind.HEADING:
        return f"## {' '.join(lines)}"
    if block.kind is TextKind.SUBHEADING:
        return f"### {' '.join(lines)}"
    if block.kind is TextKind.LIST:
        return "\n".join(f"- {line}" for line in lines)
    if block.kind is TextKind.STEPS:
        return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    if block.kind is TextKind.NOTICE:
        return f"*{' '.join(lines)}*"
    return " ".join(lines)


def _excerpt(item: ExportItem) -> Iterator[str]:
    quoted = _paragraphs(item_words(item))
    quoted[-1] += _mark(item.number)
    yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(quoted).split("\n"))
    links = [f"[Open in the library]({_target(item.address)})"] if web_link(item.address) else []
    links += [f"[Original]({_target(item.link)})"] if item.link else []
    yield " · ".join([_text(source_line(item)), *links])
    if item.notice:
        yield f"*{_text(item.notice)}*"
    if item.note:
        yield "**Note:** " + "\n\n".join(_paragraphs(item.note))


def _table(block: TableBlock) -> str:
    rows = [[_text(name) for name in block.header], ["---"] * len(block.header)]
    rows += [[_cell(cell) for cell in row] for row in block.rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    return "<br>".join(_line(line) for line in cell)


def _line(line: Line) -> str:
    words = f"“{line.words}”" if line.quoted else line.words
    return _text(words) + "".join(map(_mark, line.items))


def _mark(number: int) -> str:
    return f"[^{number}]"


def _footnote(document: ExportDocument, item: ExportItem) -> str:
    parts = [_text(quotation_of_note(document, item)), _text(reference_of(document, item))]
    parts += [f"[Original]({_target(item.link)})"] if item.link else []
    parts.append(_address(item))
    return f"[^{item.number}]: " + " ".join(part for part in parts if part)


def _address(item: ExportItem) -> str:
    if web_link(item.address):
        return f"[In the library]({_target(item.address)})"
    return f"In the library: {_text(item.address)}"


def _list_of_works(heading: str, works: Sequence[Work]) -> Iterator[str]:
    if works:
        yield f"## {heading}"
        yield "\n".join(_work(work) for work in works)


def _work(work: Work) -> str:
    link = f" <{work.link}>" if work.link else ""
    return f"- {_text(apa(work, with_link=False))}{link}"


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of a text; a single line break stays one (two spaces at the line's end)."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return ["  \n".join(_text(line) for line in part.split("\n")) for part in parts] or [""]


def _text(words: str) -> str:
    """Words in one line that Markdown shows as they are."""
    escaped = _SPECIALS.sub(r"\\\1", one_line(printable(words)))
    escaped = _LINE_START.sub(_escape_start, escaped)
    return _AUTOLINK.sub(lambda found: re.sub(r"([:.@])", r"\\\1", found.group()), escaped)


def _escape_start(found: re.Match[str]) -> str:
    before, start = found.groups()
    return f"{before}{start}\\" if start[0].isdigit() else f"{before}\\{start}"


def _target(address: str) -> str:
    """An address between the round brackets of a link; `web_link` has let through no space and no angle bracket."""
    return "<" + address.replace("\\", "%5C") + ">"
