"""Builders of small values for the assistant's tests: sources, documents and search results, without a library."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from assistant.quoting.material import Reading
from knowledge.sentences import split_sentences
from knowledge.types import (
    Document,
    Passage,
    Query,
    RankedPassage,
    ScoredSentence,
    SearchResult,
    Segment,
    SegmentKind,
    Source,
    SourceDetails,
    SourceStatus,
    Span,
)

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeResult = Callable[..., SearchResult]


@pytest.fixture
def make_source() -> MakeSource:
    """A live source of one passage; keywords go into its details."""

    def make(source_id: str, title: str, **details: object) -> Source:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        told = SourceDetails(title=title, **details)  # type: ignore[arg-type]
        return Source(
            source_id, 1, told, SourceStatus.LIVE, 1, f"{source_id}.md", "text/markdown", "0" * 64, moment, "me", moment
        )

    return make


@pytest.fixture
def make_ranked() -> MakeRanked:
    """A passage that is a whole document; ``scores`` are those of its sentences, in order."""

    def make(source: Source, text: str, *, scores: Sequence[float], rank: int = 1, score: float = 0.8) -> RankedPassage:
        spans = split_sentences(text)
        assert len(spans) == len(scores), [text[start:end] for start, end in spans]
        scored = tuple(ScoredSentence(span, value, value, value) for span, value in zip(spans, scores, strict=True))
        passage = Passage(source.id, 1, 0, 0, len(text), text, source.details.title, spans)
        return RankedPassage(passage, source, rank, score, score, score, scored)

    return make


@pytest.fixture
def make_result() -> MakeResult:
    """A search result of these passages."""

    def make(question: str, *passages: RankedPassage, missing: tuple[str, ...] = ()) -> SearchResult:
        return SearchResult(Query(question), passages, {}, missing, 1.0)

    return make


@pytest.fixture
def make_reading() -> Callable[..., Reading]:
    """How the passages' documents are read: each passage is its document; ``headings`` has a path a source."""

    def make(*passages: RankedPassage, headings: dict[str, str] | None = None) -> Reading:
        texts = {ranked.source.id: ranked.passage.text for ranked in passages}
        paths = headings or {}

        def document_of(passage: Passage) -> Document:
            text = texts[passage.source_id]
            path = paths.get(passage.source_id)
            segments = (Segment(SegmentKind.SECTION, path, 0, len(text)),) if path else ()
            return Document(text, segments, SourceDetails(title=""))

        return Reading(document_of, lambda _: {})

    return make


@pytest.fixture
def whole() -> Callable[[str], Span]:
    """The span of a whole text."""
    return lambda text: Span(0, len(text))
