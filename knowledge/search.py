"""Search: candidates by meaning and by words, scored in the light of thread and surroundings."""

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.database import Database
from knowledge.encoders.remembering import query_vectors
from knowledge.encoders.vectors import Embedder
from knowledge.exact import Neighbour
from knowledge.lexical import LexicalIndex
from knowledge.lookup import READ, rarest_words
from knowledge.prepared import PassageReader, PreparedPassage, PreparedPassages
from knowledge.ranking import (
    CROWDING,
    LEXICAL_MOST,
    PASSAGE,
    SENTENCE,
    SENTENCE_WORDS,
    SPEECH_REACH,
    WORD_SHARE,
    WRITTEN_REACH,
    Places,
    Scores,
    View,
    closeness,
    cosines,
    crowding,
    lexical_part,
    spread,
    view_weights,
    views,
    with_surroundings,
    words_for_leaning,
)
from knowledge.reranking import Reranker, load_reranker
from knowledge.settings import Settings
from knowledge.signals import (
    Considered,
    Held,
    held_words,
    measure,
    sentence_shares,
    share_in_context,
    source_shares,
)
from knowledge.turnstile import Turnstile
from knowledge.types import Query, RankedPassage, Scope, ScoredSentence, SearchResult
from knowledge.words import as_typed, content_words, stem

POOL = 60
"""Candidates of each kind for each view. On the bench 60 lose nothing against all passages."""
LEANING = 30
"""Candidates whose neighbours are looked up, best first."""
MATCHED = 300
"""Passages whose BM25 is looked up for each view; the best of them are candidates."""
TRANSCRIPT = "transcript"
"""The kind, an id of vocabulary.yaml, of sources whose passages are speech."""
BEST = PASSAGE + SENTENCE + WORD_SHARE + LEXICAL_MOST
"""The highest score that a passage can have, so that scores are between 0 and 1."""
RERANKED = 30
"""Passages that the cross-encoder reads, if one is set."""
_KEPT_FREQUENCIES = 20_000


class SearchableCatalogue(PassageReader, Protocol):
    """What is needed of the catalogue."""

    @property
    def database(self) -> Database:
        """Its file, with the word index."""
        ...

    def passage_ids(self, scope: Scope = ...) -> NDArray[np.int64]:
        """The ids of the live passages within a scope."""
        ...

    def passages_with(self, words: Sequence[str]) -> dict[str, int]:
        """For each word, in how many live passages it stands."""
        ...

    def count_passages(self) -> int:
        """How many passages can be found."""
        ...


class SearchableLibrary(Protocol):
    """What is needed of the library."""

    @property
    def settings(self) -> Settings:
        """The settings; only the reranker's is looked at."""
        ...

    @property
    def catalogue(self) -> SearchableCatalogue:
        """Passages, words, sources."""
        ...

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        ...

    def nearest(self, vectors: NDArray[np.float32], n: int, scope: Scope = ...) -> list[list[Neighbour]]:
        """For each vector the nearest n live passages, nearest first."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, ready: its views, their vectors, and its words with their weights."""

    query: Query
    views: tuple[View, ...]
    vectors: NDArray[np.float32]  # (n_views, dimension)
    words: tuple[str, ...]
    word_weights: Mapping[str, float]  # idf by stem
    known: Mapping[str, bool]  # word -> whether it stands somewhere in the scope
    allowed: NDArray[np.int64] | None  # ids of the passages within the scope; None when that is all

    @property
    def pool(self) -> int:
        """Candidates of each kind for each view."""
        return max(POOL, self.query.limit)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passage ids, the BM25 of each view that has one, and how much each view counts."""

    ids: tuple[int, ...]
    bm25: tuple[Mapping[int, float], ...]  # one for each view
    weights: tuple[float, ...]  # one for each view


class Search:
    """Searches one library. Safe to share between threads."""

    def __init__(self, library: SearchableLibrary) -> None:
        self._library = library
        self._prepared = PreparedPassages(library.catalogue)
        self._frequencies = _Frequencies(library.catalogue)
        self._lexical = LexicalIndex(library.catalogue.database)
        self._lock = threading.Lock()
        self._turnstile = Turnstile()
        self._reranker: Reranker | None = None

    def find(self, query: Query) -> SearchResult:
        """What is found for a query, best first.

        Raises:
            EmbeddingError: the embedding model, or the reranker that is set, cannot be loaded.
        """
        started = time.perf_counter()
        with self._turnstile:
            return self._find(query, started)

    def _find(self, query: Query, started: float) -> SearchResult:
        asked = self._prepare(query)
        candidates = self._candidates(asked)
        seen = self._score(asked, candidates)
        ranked = self._rank(asked, seen)
        missing = tuple(as_typed(word, query.text) for word in asked.words if not asked.known[word])
        took_ms = (time.perf_counter() - started) * 1000
        return SearchResult(query, ranked, measure(seen), missing, took_ms)

    def _prepare(self, query: Query) -> _Asked:
        seen = views(query)
        asked = content_words(query.text)
        frequencies = self._frequencies.of(asked)
        total = self._library.catalogue.count_passages()
        weights = {stem(word): _idf(frequencies[word], total) for word in asked}
        allowed = None if query.scope.is_open else self._library.catalogue.passage_ids(query.scope)
        known = {word: self._stands(word, frequencies[word], allowed) for word in asked}
        vectors = query_vectors(self._library.embedder, [view.text for view in seen])
        return _Asked(query, seen, vectors, asked, weights, known, allowed)

    def _stands(self, word: str, frequency: int, allowed: NDArray[np.int64] | None) -> bool:
        if frequency == 0 or allowed is None:
            return frequency > 0
        return bool(np.isin(self._lexical.holding(word), allowed, assume_unique=True).any())

    def _candidates(self, asked: _Asked) -> _Candidates:
        scope = asked.query.scope
        near = self._library.nearest(asked.vectors, asked.pool, scope)
        if not near[0]:
            return _Candidates((), tuple({} for _ in asked.views), tuple(view.weight for view in asked.views))
        weights = view_weights(asked.views, [row[0].cosine for row in near])
        bm25 = tuple(self._by_words(view, asked) if view.by_words else {} for view in asked.views)
        dense = (neighbour.passage_id for row in near for neighbour in row)
        lexical = (number for matches in bm25 for number in islice(matches, asked.pool))  # the best come first
        return _Candidates(tuple(dict.fromkeys([*dense, *lexical])), bm25, tuple(weights))

    def _by_words(self, view: View, asked: _Asked) -> dict[int, float]:
        words = content_words(view.text)
        chosen = rarest_words(words, self._frequencies.of(words), READ)
        return self._lexical.best(chosen, max(MATCHED, asked.pool), asked.allowed)

    def _score(self, asked: _Asked, candidates: _Candidates) -> Considered:
        table = _Table.of(list(self._prepared.get(candidates.ids).values()), asked, candidates)
        beside = self._beside(table, candidates, asked)
        if beside:
            table = table.joined(_Table.of(beside, asked, candidates))
        shares = source_shares(table.prepared, table.held, asked.word_weights)
        leaned = with_surroundings(table.meaning, table.lexical, shares, _places(table.prepared))
        scores = ((leaned - CROWDING * crowding(table.prepared)) / BEST).astype(np.float32)
        order = np.argsort(-scores, kind="stable")
        return Considered(
            prepared=[table.prepared[row] for row in order],
            scores=scores[order],
            cosines=table.cosines[:, order],
            best_sentences=table.best_sentences[:, order],
            bm25=table.bm25[order],
            view_vectors=asked.vectors,
            view_weights=candidates.weights,
            word_weights=asked.word_weights,
            known_stems=frozenset(stem(word) for word in asked.words if asked.known[word]),
            question=asked.query.text,
            turns=sum(turn.role == "user" for turn in asked.query.thread),
        )

    def _beside(self, table: "_Table", candidates: _Candidates, asked: _Asked) -> list[PreparedPassage]:
        """The passages around the best ones: candidates, too. They were published under the ids before and after."""
        known = set(candidates.ids)
        best = [table.prepared[row] for row in np.argsort(-(table.meaning + table.lexical), kind="stable")[:LEANING]]
        wanted = dict.fromkeys(
            one.id + sign * step
            for one in best
            for step in range(1, 1 + len(SPEECH_REACH if _is_spoken(one) else WRITTEN_REACH))
            for sign in (-1, 1)
            if one.id + sign * step not in known
        )
        sources = {one.passage.source_id for one in best}
        beside = [one for one in self._prepared.get(list(wanted)).values() if one.passage.source_id in sources]
        if asked.allowed is None:
            return beside
        inside = np.isin([one.id for one in beside], asked.allowed)
        return [one for one, kept in zip(beside, inside, strict=True) if kept]

    def _rank(self, asked: _Asked, seen: Considered) -> tuple[RankedPassage, ...]:
        wanted = max(asked.query.limit, RERANKED if self._library.settings.reranker else 0)
        most = asked.query.most_per_source
        count = len(seen.prepared) if most else wanted
        ranked = [self._ranked(row, asked, seen) for row in range(min(count, len(seen.prepared)))]
        if self._library.settings.reranker:
            ranked = self._rerank(asked.query.text, ranked[:RERANKED])
        if most:
            ranked = spread(ranked, most)
        return tuple(_numbered(ranked[: asked.query.limit]))

    def _ranked(self, row: int, asked: _Asked, seen: Considered) -> RankedPassage:
        one = seen.prepared[row]
        return RankedPassage(
            passage=one.passage,
            source=one.source,
            rank=row + 1,
            score=float(np.clip(seen.scores[row], 0.0, 1.0)),
            cosine=float(seen.cosines[0, row]),
            lexical=float(seen.bm25[row]),
            sentences=_scored_sentences(one, asked, seen.view_weights),
        )

    def _rerank(self, question: str, ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
        texts = [f"{one.passage.context}. {one.passage.text}" for one in ranked]
        scores = self._cross_encoder().scores(question, texts)
        again = [replace(one, score=float(score)) for one, score in zip(ranked, scores, strict=True)]
        return sorted(again, key=lambda one: -one.score)

    def _cross_encoder(self) -> Reranker:
        with self._lock:
            if self._reranker is None:
                self._reranker = load_reranker(self._library.settings.reranker or "")
            return self._reranker


@dataclass(frozen=True, slots=True)
class _Table:
    """Candidates with what their scores are made of."""

    prepared: Sequence[PreparedPassage]
    held: Sequence[Held]  # the question's words
    cosines: Scores  # (n_views, n)
    best_sentences: Scores  # (n_views, n)
    bm25: Scores  # (n,), of the question itself
    meaning: Scores  # (n,), cosines of all views, and words that stand together
    lexical: Scores  # (n,), BM25 of all views

    @classmethod
    def of(cls, prepared: Sequence[PreparedPassage], asked: _Asked, candidates: _Candidates) -> "_Table":
        """The table of these passages."""
        if not prepared:
            empty = np.zeros((len(asked.views), 0), dtype=np.float32)
            return cls((), (), empty, empty, empty[0], empty[0], empty[0])
        own, best = cosines(prepared, asked.vectors)
        bm25 = np.array([[matches.get(one.id, 0.0) for one in prepared] for matches in candidates.bm25], np.float32)
        most = [next(iter(matches.values()), 0.0) for matches in candidates.bm25]  # the best come first
        weights = np.array(candidates.weights, dtype=np.float32)
        weights /= weights.sum()
        held = [held_words(one, asked.word_weights) for one in prepared]
        shares = np.array([share_in_context(words, asked.word_weights) for words in held], dtype=np.float32)
        meaning = weights @ closeness(own, best, asked.views) + weights[0] * WORD_SHARE * shares
        return cls(prepared, held, own, best, bm25[0], meaning, weights @ lexical_part(bm25, most))

    def joined(self, other: "_Table") -> "_Table":
        """The rows of this table, then those of the other."""
        return _Table(
            (*self.prepared, *other.prepared),
            (*self.held, *other.held),
            np.concatenate([self.cosines, other.cosines], axis=1),
            np.concatenate([self.best_sentences, other.best_sentences], axis=1),
            np.concatenate([self.bm25, other.bm25]),
            np.concatenate([self.meaning, other.meaning]),
            np.concatenate([self.lexical, other.lexical]),
        )


class _Frequencies:
    """In how many live passages words stand, kept until the library changes."""

    def __init__(self, catalogue: SearchableCatalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._generation = -1
        self._kept: dict[str, int] = {}

    def of(self, words: Sequence[str]) -> dict[str, int]:
        generation = self._catalogue.generation()
        with self._lock:
            if generation != self._generation or len(self._kept) > _KEPT_FREQUENCIES:
                self._kept.clear()
                self._generation = generation
            known = {word: self._kept[word] for word in words if word in self._kept}
        missing = [word for word in words if word not in known]
        counted = self._catalogue.passages_with(missing) if missing else {}
        with self._lock:
            if generation == self._generation:
                self._kept.update(counted)
        return {**known, **counted}


def _is_spoken(one: PreparedPassage) -> bool:
    return one.source.details.kind == TRANSCRIPT


def _places(prepared: Sequence[PreparedPassage]) -> Places:
    return Places(
        sources=tuple(one.passage.source_id for one in prepared),
        ordinals=np.array([one.passage.ordinal for one in prepared], dtype=np.int64),
        last_ordinals=np.array([one.source.passages - 1 for one in prepared], dtype=np.int64),
        words=np.array([words_for_leaning(one) for one in prepared], dtype=np.int64),
        spoken=np.array([_is_spoken(one) for one in prepared], dtype=bool),
    )


def _scored_sentences(
    one: PreparedPassage, asked: _Asked, view_weights_: Sequence[float]
) -> tuple[ScoredSentence, ...]:
    if not one.passage.sentences:
        return ()
    rows = asked.vectors @ one.sentence_vectors.T  # (n_views, n_sentences)
    weights = np.array(view_weights_, dtype=np.float32)
    meaning = weights @ rows / weights.sum()
    shares = sentence_shares(one, asked.word_weights)
    scores = np.clip((meaning + SENTENCE_WORDS * shares) / (1 + SENTENCE_WORDS), 0.0, 1.0)
    return tuple(
        ScoredSentence(span, float(score), float(cosine), float(share))
        for span, score, cosine, share in zip(one.passage.sentences, scores, rows[0], shares, strict=True)
    )


def _idf(frequency: int, total: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009, section 3.4), kept above 0 by adding 1."""
    return float(np.log(1 + (total - frequency + 0.5) / (frequency + 0.5)))


def _numbered(ranked: Iterable[RankedPassage]) -> list[RankedPassage]:
    return [replace(one, rank=number) for number, one in enumerate(ranked, 1)]
