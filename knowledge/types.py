"""What the rooms hand to one another: documents, passages, sources and search results, all frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range [start, end) of characters in a document's text."""

    start: int
    end: int


class SegmentKind(StrEnum):
    """What a segment stands for in the original."""

    PAGE = "page"  # the text of one page; label is the page label ("xii", "12")
    SLIDE = "slide"  # the text of one slide; label is its number
    HEADING = "heading"  # a heading line itself; level is set, label is the heading's words
    SECTION = "section"  # the text under a heading up to the next heading; label is the heading path "A › B"
    CUE = "cue"  # one timed caption; begin_seconds, end_seconds, speaker are set where known
    TURN = "turn"  # one speaker's uninterrupted turn; label and speaker are the speaker's name
    NOTES = "notes"  # speaker notes of a slide, or a footnote; label says which
    REFERENCE = "reference"  # a mark (start == end) after a sentence; label is the number of the source's own reference


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of a document's text that has a place in the original."""

    kind: SegmentKind
    label: str
    start: int
    end: int
    level: int | None = None
    speaker: str | None = None
    begin_seconds: float | None = None
    end_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A public work that a source rests on and cites by number."""

    id: str
    title: str
    publisher: str | None = None
    date: str | None = None
    link: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The years a source is about; ``last`` is None while it goes on."""

    first: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class SourceDetails:
    """What a source says of itself, or a trainer says of it. Ids of kind, themes, sectors are vocabulary.yaml's."""

    title: str
    kind: str = "note"
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    date: str | None = None  # ISO 8601, as exact as known: "2023", "2023-05", "2023-05-29"
    period: Period | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    link: str | None = None
    licence: str | None = None
    language: str | None = None  # BCP 47, "en"
    summary: str | None = None
    playbook_elements: tuple[str, ...] = ()
    partners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # sector id -> organisations
    stage: str | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadWarning:
    """Something a trainer should know about how a file was read ("page 4 gave no text")."""

    message: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    r"""The canonical text read from one file, with the places its parts have in the original.

    ``text`` is NFC, lines end in "\n", paragraphs are separated by one blank line, and it holds no NUL, lone
    surrogate or other control character but "\n" and "\t". ``segments`` are sorted by (start, -end).
    """

    text: str
    segments: tuple[Segment, ...]
    details: SourceDetails  # as proposed by the file itself
    warnings: tuple[ReadWarning, ...] = ()


class SourceStatus(StrEnum):
    """Whether a source can be found."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"  # not in any index; can be brought back until it is erased
    ERASED = "erased"  # only id, title and dates are left, so that an old link can say what became of it


@dataclass(frozen=True, slots=True)
class Source:
    """One thing in the library, as of its current version."""

    id: str
    version: int
    details: SourceDetails
    status: SourceStatus
    passages: int
    file_name: str
    media_type: str
    content_hash: str  # sha256 of the original's bytes, hex
    added_at: datetime  # UTC
    added_by: str
    updated_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of one source version, cut at sentence and segment boundaries, that the embedding model sees whole.

    ``text == document.text[start:end]``. ``context`` (title, heading path, speaker) is embedded and indexed in front of
    the text, never quoted. ``sentences`` are absolute spans in the document's text, in order, inside [start, end).
    """

    source_id: str
    version: int
    ordinal: int
    start: int
    end: int
    text: str
    context: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The filter a person sets. Empty means everything; values of one field are alternatives, fields are all required.

    Of ``phrases`` each must stand in a passage's text, exactly; of ``excluded`` none may stand in its text or context.
    """

    themes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    playbook_elements: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """True when nothing is filtered."""
        return self == Scope()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation. ``role`` is "user" or "assistant"; ``rows`` are what a table in it is about."""

    role: str
    content: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """What is sent to search: a question in its thread, within a scope. ``thread``: oldest first, without ``text``."""

    text: str
    thread: tuple[Turn, ...] = ()
    scope: Scope = Scope()
    limit: int = 10
    most_per_source: int | None = None  # spread over sources: no more passages of one before the others have their turn


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of a passage with how well it fits the query, 0..1 (higher is better)."""

    span: Span
    score: float
    cosine: float  # -1..1, against the query itself
    word_share: float  # 0..1, idf-weighted share of the query's words that stand in the sentence


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its source and scores for one query; rank counts from 1."""

    passage: Passage
    source: Source
    rank: int
    score: float  # fused, 0..1 within one result
    cosine: float  # of the passage's vector and the query's
    lexical: float  # BM25, 0 when no word matched
    sentences: tuple[ScoredSentence, ...]  # in text order


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for a query, best first, with the signals that tell how good it is."""

    query: Query
    passages: tuple[RankedPassage, ...]
    signals: Mapping[str, float]  # named scores for the sufficiency judgement; see knowledge/signals.py
    missing_words: tuple[str, ...]  # content words of the query that stand nowhere in the scope
    took_ms: float
