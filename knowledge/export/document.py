"""What is exported, as one value that every writer takes: words, numbered quotations, works, and how it was made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeAlias

from knowledge.references import Work, date_in_words
from knowledge.turns import SpokenTurn, with_speakers
from knowledge.types import Reference

QUOTATION_NOTICE: Final = (
    "Words in quotation marks are quoted word for word from the sources named in the notes; check their licences "
    "before reuse."
)
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Method:
    """How an export came about, so that somebody else can do it again."""

    made_from: str  # "Search", "Conversation", "Collection", "Comparison"
    words: str  # the search, the questions, the collection's name, the cases
    mode: str  # how the words were chosen: "excerpts quoted word for word"
    made_at: datetime  # UTC
    library: str  # its version, with how much it held

    @property
    def line(self) -> str:
        """The method in one line, for people."""
        day = f"{date_in_words(self.made_at.date())}, {self.made_at:%H:%M} UTC"
        return f"{self.made_from}: {self.words} · {self.mode} · {day} · Mission Partnership Assistant, {self.library}"


@dataclass(frozen=True, slots=True)
class ExportItem:
    """A quotation with all that must go with it; ``quotation`` is empty where a whole source is cited or was erased."""

    number: int  # counts from 1
    quotation: str
    title: str
    place: str
    work_key: str
    source_id: str
    version: int
    start: int
    end: int
    address: str  # permanent, in this installation
    link: str | None = None  # public address of the original
    licence: str | None = None
    note: str = ""  # a person's own
    notice: str = ""  # what became of the source since
    context: str = ""  # the question, or the aspect and case, that it stands under
    references: tuple[Reference, ...] = ()  # what the source itself cites for it
    turns: tuple[SpokenTurn, ...] = ()  # who speaks where in the source's text, if several people do in the quotation

    @property
    def spoken_quotation(self) -> str:
        """The quotation with the names of its speakers between their turns, if there are several."""
        return with_speakers(self.quotation, self.start, self.turns)


@dataclass(frozen=True, slots=True)
class Line:
    """Words with the numbers of the items that bear them. ``quoted`` words are a source's, without quotation marks."""

    words: str
    items: tuple[int, ...] = ()
    quoted: bool = False


class TextKind(StrEnum):
    """How a block of lines is drawn."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    STEPS = "steps"
    NOTICE = "notice"  # our own remark on what stands around it


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of the same kind. The lines of a paragraph follow one another; all others stand alone."""

    kind: TextKind
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ExcerptBlock:
    """One item in full: quotation, source line, note and notice."""

    number: int


Cell: TypeAlias = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table; the first cell of each row is its heading."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block: TypeAlias = TextBlock | ExcerptBlock | TableBlock


@dataclass(frozen=True)
class ExportDocument:
    """All that an export holds. ``items`` are numbered 1, 2, … in the order in which the body first names them."""

    title: str
    method: Method
    body: tuple[Block, ...]
    items: tuple[ExportItem, ...]
    works: tuple[Work, ...]  # the sources, by first use
    cited_works: tuple[Work, ...] = ()  # what the quoted sentences themselves rest on

    def item(self, number: int) -> ExportItem:
        """The item with this number."""
        return self.items[number - 1]

    def work(self, item: ExportItem) -> Work:
        """The source of an item, as an entry of the list of references."""
        return self._works_by_key[item.work_key]

    @cached_property
    def quoted_in_body(self) -> frozenset[int]:
        """The items whose quotation stands in the body, so that a note need not repeat it."""
        shown = {block.number for block in self.body if isinstance(block, ExcerptBlock)}
        lines = (line for block in self.body for line in _lines(block))
        return frozenset(shown.union(number for line in lines if line.quoted for number in line.items))

    @cached_property
    def _works_by_key(self) -> Mapping[str, Work]:
        return {work.key: work for work in self.works}


def printable(text: str) -> str:
    """The text without characters that XML, HTML or a spreadsheet cannot hold."""
    return _UNPRINTABLE.sub("", text)


def _lines(block: Block) -> tuple[Line, ...]:
    if isinstance(block, TextBlock):
        return block.lines
    if isinstance(block, TableBlock):
        return tuple(line for row in block.rows for cell in row for line in cell)
    return ()
