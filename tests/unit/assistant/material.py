"""Passages and excerpts made of plain text, for tests of model mode."""

from datetime import UTC, datetime

from assistant.numbered import NumberedExcerpt, number_excerpts
from knowledge.sentences import split_sentences
from knowledge.types import Document, Passage, RankedPassage, ScoredSentence, Source, SourceDetails, SourceStatus

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def ranked(text: str, *, title: str = "A case", rank: int = 1, before: str = "") -> RankedPassage:
    """A passage with this text, which stands behind ``before`` in its document."""
    start = len(before)
    spans = split_sentences(before + text, start)
    passage = Passage(f"s{rank}", 1, 0, start, start + len(text), text, title, spans)
    source = Source(
        f"s{rank}", 1, SourceDetails(title), SourceStatus.LIVE, 1, "a.md", "text/markdown", "0" * 64, DAY, "t", DAY
    )
    scored = tuple(ScoredSentence(span, 0.5, 0.5, 0.5) for span in spans)
    return RankedPassage(passage, source, rank, 0.9, 0.8, 1.0, scored)


def document(passage: RankedPassage, before: str = "") -> Document:
    """The document that such a passage stands in."""
    return Document(before + passage.passage.text, (), passage.source.details)


def excerpts(*texts: str, words: int = 200) -> tuple[NumberedExcerpt, ...]:
    """Excerpts with these texts, numbered from 1."""
    return number_excerpts([ranked(text, rank=number) for number, text in enumerate(texts, 1)], 9, words)
