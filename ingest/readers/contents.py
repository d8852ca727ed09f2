"""Tables of contents, which are no text: their lines name headings that stand in the document itself."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.readers.assembly import Block

_PAGE = r"(?:\d{1,4}|[ivxlc]{1,7})"
_LEADER = re.compile(rf"(?<![.·…_])(?<![.·…_]\s)(?:[.·…_]\s?){{4,}}+[\s|]*{_PAGE}(?=\s|$)", re.IGNORECASE)
"""The dots between an entry and its page, and the page."""
_HEADING = re.compile(r"(?:table of )?contents|list of (?:figures|tables|boxes)|index", re.IGNORECASE)
_ENTRY = re.compile(rf".*[^\W\d_]{{2}}.*[\s|]{_PAGE}", re.IGNORECASE)
_LONGEST_ENTRY = 160  # characters


def without_contents(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with a table of contents emptied of words: its entries, and the heading over them. Its pages stay."""
    heading: Block | None = None
    listed = False  # the block before belongs to a table of contents
    for block in blocks:
        is_entry = _has_leaders(block.text) or ((listed or heading is not None) and _is_entry(block.text))
        if heading is not None:
            yield _emptied(heading) if is_entry else heading
        heading = block if not is_entry and _HEADING.fullmatch(block.text) else None
        listed = is_entry
        if heading is None:
            yield _emptied(block) if is_entry else block
    if heading is not None:
        yield heading


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
