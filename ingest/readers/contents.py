"""Tables of contents, which are no text: their lines name headings that stand in the document itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.readers.assembly import Block, BlockKind

_PAGE = r"(?:\d{1,4}|[ivxlc]{1,7})"
_LEADER = re.compile(rf"(?<![.·…_])(?<![.·…_]\s)(?:[.·…_]\s?){{4,}}+[\s|]*{_PAGE}(?=\s|$)", re.IGNORECASE)
"""The dots between an entry and its page, and the page."""
_HEADING = re.compile(
    r"(?:table of )?contents|list of (?:figures|tables|boxes)|index|inhalt(?:sverzeichnis)?|inhoud(?:sopgave)?|"
    r"indhold(?:sfortegnelse)?|innhold(?:sfortegnelse)?|innehåll(?:sförteckning)?|sisällys(?:luettelo)?|"
    r"table des matières|sommaire|índice|indice|sommario|sumário|spis treści|obsah|tartalom(?:jegyzék)?",
    re.IGNORECASE,
)
"""What stands over a table of contents in the languages of Europe that are met most."""
_ENTRY = re.compile(rf".*[^\W\d_]{{2}}.*[\s|]{_PAGE}", re.IGNORECASE)
_PAGE_ALONE = re.compile(_PAGE, re.IGNORECASE)
_ENDS_SENTENCE = (".", "!", "?", ";", ":")
_LONGEST_ENTRY = 160  # characters
_MOST_PARTS = 2
"""Blocks before the one with its page that an entry may take, where it runs over lines or its page is set apart."""


def without_contents(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with a table of contents emptied of words: its entries, and the heading over them. Its pages stay."""
    given = tuple(blocks)
    position = 0
    while position < len(given):
        is_heading = _HEADING.fullmatch(given[position].text) is not None
        begin = position + 1 if is_heading else position
        end = _end_of_entries(given, begin) if is_heading or _has_leaders(given[position].text) else begin
        if end == begin:
            yield given[position]
            position += 1
        else:
            yield from map(_emptied, given[position:end])
            position = end


def _end_of_entries(blocks: Sequence[Block], begin: int) -> int:
    """The position after the last entry of those that begin here; ``begin`` where there is none."""
    end, parts = begin, 0
    for position in range(begin, len(blocks)):
        block = blocks[position]
        if _has_leaders(block.text) or _is_entry(block.text) or (parts and _PAGE_ALONE.fullmatch(block.text)):
            end, parts = position + 1, 0
        elif parts < _MOST_PARTS and _may_be_part(block):
            parts += 1
        else:
            break
    return end


def _may_be_part(block: Block) -> bool:
    is_short = len(block.text) <= _LONGEST_ENTRY and not block.text.endswith(_ENDS_SENTENCE)
    return is_short and block.kind is not BlockKind.HEADING and block.note is None


def _emptied(block: Block) -> Block:
    return replace(block, text="", references=())


def _has_leaders(text: str) -> bool:
    """Whether all of a text is entries with leaders: what stands between two leaders is no more than an entry."""
    end = 0
    for found in _LEADER.finditer(text):
        if found.start() - end > _LONGEST_ENTRY:
            return False
        end = found.end()
    return end > 0 and not text[end:].strip()


def _is_entry(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and _ENTRY.fullmatch(text) is not None
