"""Searching for a follow-up question in two wordings at once: as it was asked in its thread, and as it stands alone."""

from dataclasses import replace

from knowledge.library import Library
from knowledge.types import Query, RankedPassage, ScoredSentence, SearchResult, Span

_ABSENT = 0.8
"""What a passage that only one of the searches found gets from the other: this share of its lowest score."""


def search_as_asked(library: Library, alone: Query, asked: str) -> SearchResult:
    """The passages found for both wordings, by the mean of their scores.

    The thread's own weight helps the question as it was asked; names filled in help the one that stands alone.
    On the bench's conversations both together beat either (evaluation/sufficiency.py has the sets).

    Args:
        library: where to search.
        alone: the question standing alone, with thread, scope and limit.
        asked: the same question as it was asked.
    """
    by_itself = library.search(alone)
    if asked == alone.text or not alone.thread:
        return by_itself
    in_thread = library.search(replace(alone, text=asked))
    return merged(by_itself, in_thread)


def merged(first: SearchResult, second: SearchResult) -> SearchResult:
    """Two results for one question as one, with the query, signals and missing words of the first."""
    found = {_key(one): one for one in (*second.passages, *first.passages)}
    scores = {key: (_score(first, key) + _score(second, key)) / 2 for key in found}
    others = {_key(one): one for one in second.passages}
    order = sorted(found, key=lambda key: -scores[key])[: first.query.limit]
    passages = tuple(
        replace(_with_sentences(found[key], others.get(key)), rank=rank, score=scores[key])
        for rank, key in enumerate(order, 1)
    )
    return replace(first, passages=passages, took_ms=first.took_ms + second.took_ms)


def _key(one: RankedPassage) -> tuple[str, int]:
    return one.source.id, one.passage.ordinal


def _score(result: SearchResult, key: tuple[str, int]) -> float:
    scores = {_key(one): one.score for one in result.passages}
    return scores.get(key, _ABSENT * min(scores.values(), default=0.0))


def _with_sentences(one: RankedPassage, other: RankedPassage | None) -> RankedPassage:
    """The passage with the mean of both searches' sentence scores."""
    if other is None or other is one:
        return one
    second: dict[Span, ScoredSentence] = {sentence.span: sentence for sentence in other.sentences}
    sentences = tuple(
        replace(sentence, score=(sentence.score + second[sentence.span].score) / 2)
        if sentence.span in second
        else sentence
        for sentence in one.sentences
    )
    return replace(one, sentences=sentences)
