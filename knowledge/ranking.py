"""How a passage's score is made of cosines and words: views of a question in its thread, neighbours, sources.

The weights were chosen on one half of the bench's queries (by page or conversation) and checked on the other; what was
tried and dropped stands in docs/decisions/012-how-passages-are-ranked.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.prepared import PreparedPassage
from knowledge.quantities import evenly_written
from knowledge.types import Query, RankedPassage, SearchResult, Turn
from knowledge.words import content_words

Scores = NDArray[np.float32]
"""One number a passage, shape (n_passages,)."""

PASSAGE, SENTENCE = 1.6, 0.7
"""Weights of the passage's own cosine and of its best sentence's."""
SHORT_WORDS, LONG_WORDS = 20, 35
"""Up to so many words a question is compared with sentences. From so many on, when it tells a situation, only with
passages: no one sentence answers it (nDCG@5 .634 against .617 on situations of GOV.UK users). A short question stays
one however much of its thread a view puts around it."""
LEXICAL = 0.02
"""Weight of a point of BM25. Absolute, not divided by the best: where few words match, or only common ones, words count
little by themselves, so that the weight adapts to question and collection."""
LEXICAL_MOST = 0.3
"""What the best BM25 of a question adds at most: long questions reach any number of points."""
SENTENCE_WORDS = 0.1
"""Weight of a sentence's word share beside its cosine, in the sentence's own score. Between 0 and .25 the choice of
sentences is the same within chance (reciprocal rank .845 to .857); names and numbers are better off with it."""
WORD_SHARE = 0.2
"""Weight of the idf-weighted share of the question's words that stand together in one sentence."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """How far a passage's score leans on its surroundings, beside its own, 1."""

    neighbours: float  # weight of the mean score of the passages before and after
    source: float  # weight of the best score in the passage's source


LONG_PASSAGE = Leaning(neighbours=0.1, source=0.2)
SHORT_PASSAGE = Leaning(neighbours=0.5, source=2.0)
"""A paragraph of a line borrows what it is about (nDCG@5 on GOV.UK pages .43 to .48); a full one does not."""
SOURCE_WORDS = 0.2
"""What a source that holds all of the question's words, in whichever passages, adds to the score of its best one."""
FEW_WORDS, MANY_WORDS = 30, 120
"""Words of a passage that is short, and of one that is long; in between it leans in between."""
WRITTEN_REACH = (1.0,)
"""What the passages before and after count in the mean, the nearest first."""

CROWDING = 0.2
"""How much a passage loses by being near to passages of other sources: what is like everything answers little (the
local scaling of Conneau et al., Word translation without parallel data, 2018)."""
CROWD = 10
"""How many of the nearest are looked at for it."""

SPEECH = Leaning(neighbours=2.0, source=1.5)
SPEECH_REACH = (1.0, 0.7, 0.4)
SPEECH_WORDS = 3.0
"""What is said about a subject runs over many turns, of which few name it: those around a turn count more than itself,
and words, where they do match, count three times. Recall within 2,000 words of a meeting rises from .66 to .83."""

PREVIOUS_VIEW, WHOLE_VIEW, ANSWER_VIEW = 0.7, 0.7, 1.2
"""Weights, at most, of the question with the turn before it, with all turns, and with the last answer."""
ANSWER_WORDS = 60
"""Words of the last answer that are looked at; more of them find no better and take longer."""
VIEW_STEEPNESS = 12.0
VIEW_MARGIN = 0.1
"""A view of the thread counts half where its best cosine is this much above the question's own, and hardly where it is
below: a question that finds its own passages needs no thread."""
LEAST_MARGIN = 0.05
"""The margin of a question without any content word of its own ("And why?")."""
FULL_QUESTION = 6
"""Content words from which on a question has the whole margin."""
SPREAD_OVER = 30
"""Passages among which the best of each source come first on a page: deep enough that others are there, not so deep
that poor ones come before good ones. "citizen assembly" then has six sources of the starter library among its first
ten excerpts, not one."""
MOST_OF_ONE = 3
"""Passages of one source before the others have their turn."""
MOST_TURNS = 12
"""Turns of the person that are looked at."""


@dataclass(frozen=True, slots=True)
class View:
    """A text to search with: the question, or the question with some of its thread. ``weight`` is at most."""

    text: str
    weight: float
    by_words: bool = True  # also searched lexically


def views(query: Query) -> tuple[View, ...]:
    """The question itself; then with the turn before, with all turns, with the last answer, as far as they differ."""
    own = View(evenly_written(query.text), 1.0)
    asked = [turn.content for turn in query.thread if turn.role == "user"][-MOST_TURNS:]
    if not asked:
        return (own,)
    answer = " ".join(_last_answer(query.thread).split()[:ANSWER_WORDS])
    answered = (View(f"{asked[-1]} {answer} {query.text}", ANSWER_VIEW, by_words=False),) if answer else ()
    previous = f"{asked[-1]} {query.text}"
    if len(asked) == 1:
        return (own, View(previous, PREVIOUS_VIEW + WHOLE_VIEW), *answered)
    whole = " ".join(
        [query.text, *reversed(asked)]
    )  # the latest first: what is too long for the model is cut at the end
    return (own, View(previous, PREVIOUS_VIEW), View(whole, WHOLE_VIEW), *answered)


def view_weights(seen: Sequence[View], best_cosines: Sequence[float]) -> list[float]:
    """How much each view counts, given the best cosine that each has found; the question itself counts 1."""
    own, margin = best_cosines[0], _margin(seen[0].text)
    return [
        view.weight * _sigmoid(VIEW_STEEPNESS * (best - own - margin)) if number else view.weight
        for number, (view, best) in enumerate(zip(seen, best_cosines, strict=True))
    ]


def _margin(question: str) -> float:
    """How much better a view must be to count half: the less a question says by itself, the less."""
    said = min(1.0, len(content_words(question)) / FULL_QUESTION)
    return LEAST_MARGIN + said * (VIEW_MARGIN - LEAST_MARGIN)


def cosines(prepared: Sequence[PreparedPassage], vectors: NDArray[np.float32]) -> tuple[Scores, Scores]:
    """Cosines of the passages and of their best sentences with each vector, both of shape (n_vectors, n_passages).

    A passage without sentences has its own cosine for its best sentence's.
    """
    own = vectors @ np.stack([one.vector for one in prepared]).T
    counts = np.array([len(one.sentence_vectors) for one in prepared])
    best = own.copy()
    if counts.any():
        rows = vectors @ np.concatenate([one.sentence_vectors for one in prepared if len(one.sentence_vectors)]).T
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])[counts > 0]
        best[:, counts > 0] = np.maximum.reduceat(rows, starts, axis=1)
    return own, best


def closeness(own: Scores, best: Scores, seen: Sequence[View]) -> Scores:
    """How near each view is to passages and their best sentences, (n_views, n_passages), at most PASSAGE + SENTENCE."""
    weight = _sentence_weight(seen[0].text)
    near = (PASSAGE * own + weight * best) * ((PASSAGE + SENTENCE) / (PASSAGE + weight))
    return near.astype(np.float32)


def _sentence_weight(text: str) -> float:
    share = (LONG_WORDS - len(text.split())) / (LONG_WORDS - SHORT_WORDS)
    return SENTENCE * min(1.0, max(0.0, share))


def lexical_part(bm25: Scores, most: Sequence[float]) -> Scores:
    """What the words add to a score.

    Args:
        bm25: shape (n_views, n_passages).
        most: the best BM25 that each view has found.
    """
    points = [min(LEXICAL, LEXICAL_MOST / one) if one else LEXICAL for one in most]
    return bm25 * np.array(points, dtype=np.float32)[:, np.newaxis]


@dataclass(frozen=True, slots=True)
class Places:
    """Where passages stand; item i of each is passage i's."""

    sources: tuple[str, ...]
    ordinals: NDArray[np.int64]
    last_ordinals: NDArray[np.int64]  # of the source's last passage
    words: NDArray[np.int64]
    spoken: NDArray[np.bool_]


def with_surroundings(meaning: Scores, lexical: Scores, source_shares: Scores, places: Places) -> Scores:
    """Scores that lean on those of the passages before and after, and of the best passage of the same source.

    Args:
        meaning: cosines, and words that stand together.
        lexical: BM25.
        source_shares: the share, 0..1, of the question's words that stand somewhere in the passage's source.
        places: where the passages stand.

    Passages of speech are put in order by a recipe of their own. So that neither kind is favoured, the best of them
    gets the score that it has by the recipe for written text.
    """
    weights = _by_length(places.words)
    scores = _leaned(meaning + lexical, places, weights, WRITTEN_REACH)
    scores += SOURCE_WORDS * source_shares * weights[:, 1] / (1 + weights.sum(axis=1))
    if places.spoken.any():
        own = meaning + SPEECH_WORDS * lexical
        weights = np.full((len(own), 2), (SPEECH.neighbours, SPEECH.source), dtype=np.float32)
        spoken = _leaned(own, places, weights, SPEECH_REACH)[places.spoken]
        scores[places.spoken] = spoken - spoken.max() + scores[places.spoken].max()
    return scores


def _by_length(words: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weights of neighbours and source for each passage, shape (n_passages, 2)."""
    short = np.clip((MANY_WORDS - words) / (MANY_WORDS - FEW_WORDS), 0.0, 1.0)[:, np.newaxis]
    least = np.array((LONG_PASSAGE.neighbours, LONG_PASSAGE.source))
    most = np.array((SHORT_PASSAGE.neighbours, SHORT_PASSAGE.source))
    weights: NDArray[np.float32] = (least + short * (most - least)).astype(np.float32)
    return weights


def _leaned(own: Scores, places: Places, weights: NDArray[np.float32], reach: Sequence[float]) -> Scores:
    best: dict[str, float] = {}
    for source, score in zip(places.sources, own.tolist(), strict=True):
        best[source] = max(score, best.get(source, score))
    source_best = np.array([best[source] for source in places.sources], dtype=np.float32)
    leaned = own + weights[:, 0] * _neighbourhood(own, places, reach) + weights[:, 1] * source_best
    scores: Scores = (leaned / (1 + weights.sum(axis=1))).astype(np.float32)
    return scores


def _neighbourhood(own: Scores, places: Places, reach: Sequence[float]) -> Scores:
    """The weighted mean score of the passages around each; one that was no candidate counts as the worst of them."""
    rows = {place: row for row, place in enumerate(zip(places.sources, places.ordinals.tolist(), strict=True))}
    with_worst = np.append(own, own.min(initial=np.inf))
    summed, total = np.zeros_like(own), np.zeros_like(own)
    for distance, weight in enumerate(reach, 1):
        for step in (-distance, distance):
            other = [rows.get((source, ordinal + step), -1) for source, ordinal in rows]
            ordinals = places.ordinals + step
            there = (ordinals >= 0) & (ordinals <= places.last_ordinals)
            summed += np.where(there, weight * with_worst[other], 0.0)
            total += np.where(there, weight, 0.0)
    mean: Scores = np.where(total > 0, summed / np.maximum(total, 1e-9), own)
    return mean


def crowding(prepared: Sequence[PreparedPassage]) -> Scores:
    """For each passage the mean cosine, 0..1, with the nearest CROWD passages of other sources among these."""
    if len(prepared) <= CROWD:
        return np.zeros(len(prepared), dtype=np.float32)
    vectors = np.stack([one.vector for one in prepared])
    sources = np.unique([one.passage.source_id for one in prepared], return_inverse=True)[1]
    near = vectors @ vectors.T
    near[sources[:, np.newaxis] == sources] = 0.0
    crowd: Scores = np.partition(near, -CROWD, axis=1)[:, -CROWD:].mean(axis=1)
    return crowd


def words_for_leaning(one: PreparedPassage) -> int:
    """The words by which a passage counts as short; one under a heading says by it what it is about, and is not.

    On the starter library, whose sections are short and headed, leaning on the source makes all sections of a case
    alike: key facts in answers fall from .78 to .73, and "How is Leuven 2030 governed?" misses its governance section.
    """
    headed = len(one.passage.context) > len(one.source.details.title)
    return max(one.words, MANY_WORDS) if headed else one.words


def spread(ranked: Sequence[RankedPassage], most_per_source: int) -> list[RankedPassage]:
    """The same order, but no source has more than so many before all others have had their turn."""
    first: list[RankedPassage] = []
    later: list[RankedPassage] = []
    taken: dict[str, int] = {}
    for one in ranked:
        count = taken[one.source.id] = taken.get(one.source.id, 0) + 1
        (first if count <= most_per_source else later).append(one)
    return [*first, *later]


def first_of(result: SearchResult, limit: int) -> SearchResult:
    """The first so many passages for a page, the best ones spread over sources.

    Who types one word, or one figure, looks for it: of the best ones, those that hold it come before those whose
    title holds it, or that are near in meaning only.

    Args:
        result: what was found, the best `SPREAD_OVER` at least where there are as many.
        limit: how many are shown.
    """
    found = result.passages
    best = found[:SPREAD_OVER]
    if len(content_words(result.query.text)) == 1:
        best = tuple(sorted(best, key=lambda one: not _holds_a_word(one)))
    passages = (*spread(best, MOST_OF_ONE), *found[SPREAD_OVER:])
    return replace(result, query=replace(result.query, limit=limit), passages=passages[:limit])


def latest_first(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """The passages by the dates of their sources, in their order where these are the same; without a date last."""
    return sorted(passages, key=lambda one: one.source.details.date or "", reverse=True)


def by_source(passages: Iterable[RankedPassage]) -> list[RankedPassage]:
    """The passages of each source together, the sources in the order in which they first come."""
    ordered = list(passages)
    place = {id_: at for at, id_ in enumerate(dict.fromkeys(one.source.id for one in ordered))}
    return sorted(ordered, key=lambda one: place[one.source.id])


def _holds_a_word(one: RankedPassage) -> bool:
    return any(sentence.word_share > 0 for sentence in one.sentences)


def _last_answer(thread: Sequence[Turn]) -> str:
    """The assistant's answer to the last question, if it gave one."""
    return next((after.content for before, after in reversed(list(pairwise(thread))) if _answers(before, after)), "")


def _answers(before: Turn, after: Turn) -> bool:
    return before.role == "user" and after.role != "user"


def _sigmoid(value: float) -> float:
    return float(1.0 / (1.0 + np.exp(-value)))
