"""Signals: named scores of how well the library covers a question. Search computes them; `assistant.evidence` judges.

All are about the passages that were considered, not only the ones returned, so that they do not change with the limit.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from knowledge.prepared import PreparedPassage
from knowledge.words import words

SIGNALS: Mapping[str, str] = MappingProxyType(
    {
        "passage_cosine": "cosine of the nearest passage and the question itself",
        "passage_cosine_thread": "cosine of the nearest passage and the question with its thread (the best view)",
        "sentence_cosine": "cosine of the nearest sentence and the question itself",
        "sentence_cosine_thread": "cosine of the nearest sentence and the question with its thread (the best view)",
        "top_passage_cosine": "cosine of the first-ranked passage and the question itself",
        "top_sentence_cosine": "cosine of the best sentence in the first-ranked passage and the question itself",
        "third_sentence_cosine": "cosine of the third nearest sentence: is there more than one?",
        "gap": "cosine of the nearest passage less that of the tenth nearest: does something stand out?",
        "gap_thread": "the same with the best view of the thread",
        "z_score": "how many standard deviations the nearest passage's cosine is above the mean of the 50 nearest",
        "margin": "score of the first-ranked passage less that of the second",
        "score": "score of the first-ranked passage",
        "score_gap": "score of the first-ranked passage less that of the tenth",
        "word_share_sentence": "most of the question's words, by idf, that stand in one sentence of the first 10",
        "word_share_passage": "most of the question's words, by idf, in one of the first 10 passages or its context",
        "word_share_top": "how many of the question's words, by idf, stand somewhere in the first 3 passages",
        "word_share_library": "how many of the question's words, by idf, stand anywhere in the scope",
        "rarest_found": "1 when the question's rarest word stands in one of the first 3 passages, else 0",
        "bm25": "BM25 of the best passage by words, for each content word of the question",
        "bm25_gap": "BM25 of the best passage by words less that of the tenth, for each content word",
        "overlap": "share of the 10 nearest passages that are also among the 10 best by words",
        "agreement": "mean cosine of the first 5 passages with one another",
        "same_source": "share of the first 5 passages that come from the first one's source",
        "names_found": "share of the question's proper names that stand in the first 3 passages; 1 when it names none",
        "numbers_found": "share of the question's numbers that stand in the first 3 passages; 1 when it has none",
        "question_words": "content words of the question",
        "thread_turns": "turns of the person before the question",
        "thread_weight": "how much the thread counted beside the question, 0 without a thread",
        "thread_cosine": "cosine of the question and the question with its thread; 1 without a thread",
    }
)
"""Every signal and what it says. All are there in every result; 0 when nothing was found."""

Held = Mapping[str, tuple[int, ...]]
"""By stem the numbers of the sentences that hold it; () when only the passage's context does."""
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]|\b[A-Z]{2,}\b")
_NUMBER = re.compile(r"\d[\d.,]*")
_FEW, _SOME, _MANY, _FIELD = 3, 5, 10, 50


@dataclass(frozen=True, slots=True)
class Considered:
    """What search looked at, in arrays; passages are in the order of their rank."""

    prepared: Sequence[PreparedPassage]
    scores: NDArray[np.float32]  # (n,)
    cosines: NDArray[np.float32]  # (n_views, n): of the passages; row 0 is the question itself
    best_sentences: NDArray[np.float32]  # (n_views, n): of each passage's best sentence
    bm25: NDArray[np.float32]  # (n,)
    view_vectors: NDArray[np.float32]  # (n_views, dimension)
    view_weights: Sequence[float]  # that of the question itself is 1
    word_weights: Mapping[str, float]  # idf by stem, of all content words of the question
    known_stems: frozenset[str]  # those that stand somewhere in the scope
    question: str
    turns: int


def measure(seen: Considered) -> dict[str, float]:
    """All signals of a search, by their names in SIGNALS."""
    if not seen.prepared:
        return dict.fromkeys(SIGNALS, 0.0)
    measured = {**_dense(seen), **_ranked(seen), **_words(seen), **_names(seen), **_thread(seen)}
    return {name: round(float(measured[name]), 6) for name in SIGNALS}


def _dense(seen: Considered) -> dict[str, float]:
    own, best = np.sort(seen.cosines[0])[::-1], np.sort(seen.best_sentences[0])[::-1]
    view = int(seen.cosines.max(axis=1).argmax())
    threaded = np.sort(seen.cosines[view])[::-1]
    field = own[:_FIELD]
    return {
        "passage_cosine": own[0],
        "passage_cosine_thread": threaded[0],
        "sentence_cosine": best[0],
        "sentence_cosine_thread": seen.best_sentences.max(),
        "top_passage_cosine": seen.cosines[0, 0],
        "top_sentence_cosine": seen.best_sentences[0, 0],
        "third_sentence_cosine": _at(best, _FEW - 1),
        "gap": own[0] - _at(own, _MANY - 1),
        "gap_thread": threaded[0] - _at(threaded, _MANY - 1),
        "z_score": (own[0] - field.mean()) / max(float(field.std()), 1e-3),
    }


def _ranked(seen: Considered) -> dict[str, float]:
    top = seen.prepared[:_SOME]
    vectors = np.stack([one.vector for one in top])
    pairs = (vectors @ vectors.T)[np.triu_indices(len(top), 1)]
    nearest = set(np.argsort(-seen.cosines[0], kind="stable")[:_MANY].tolist())
    by_words = {row for row in np.argsort(-seen.bm25, kind="stable")[:_MANY].tolist() if seen.bm25[row] > 0}
    bm25 = np.sort(seen.bm25)[::-1]
    asked = max(1, len(seen.word_weights))
    return {
        "margin": seen.scores[0] - _at(seen.scores, 1),
        "score": seen.scores[0],
        "score_gap": seen.scores[0] - _at(seen.scores, _MANY - 1),
        "bm25": bm25[0] / asked,
        "bm25_gap": (bm25[0] - _at(bm25, _MANY - 1)) / asked,
        "overlap": len(nearest & by_words) / max(1, len(nearest)),
        "agreement": pairs.mean() if len(pairs) else 1.0,
        "same_source": sum(one.passage.source_id == top[0].passage.source_id for one in top) / len(top),
    }


def _words(seen: Considered) -> dict[str, float]:
    total = sum(seen.word_weights.values())
    if not total:
        return {
            **dict.fromkeys(("word_share_sentence", "word_share_passage", "word_share_top", "word_share_library"), 1.0),
            "rarest_found": 1.0,
            "question_words": 0.0,
        }
    weights, many, few = seen.word_weights, seen.prepared[:_MANY], seen.prepared[:_FEW]
    held = {stem for one in few for stem in weights if stem in one.sentences_with}
    rarest = max(weights, key=lambda stem: weights[stem])
    return {
        "word_share_sentence": max(best_share(one, weights) for one in many),
        "word_share_passage": max(passage_share(one, weights) for one in many),
        "word_share_top": sum(weights[stem] for stem in held) / total,
        "word_share_library": sum(weights[stem] for stem in weights if stem in seen.known_stems) / total,
        "rarest_found": float(rarest in held),
        "question_words": float(len(weights)),
    }


def _names(seen: Considered) -> dict[str, float]:
    held = " ".join(f"{one.passage.context} {one.passage.text}" for one in seen.prepared[:_FEW])
    names = {match.group().lower().removesuffix("'s").removesuffix("’s") for match in _NAME.finditer(seen.question)}
    numbers = {match.group().rstrip(".,") for match in _NUMBER.finditer(seen.question)}
    known_words, known_numbers = set(words(held)), {match.group().rstrip(".,") for match in _NUMBER.finditer(held)}
    return {
        "names_found": _share(names, lambda name: all(word in known_words for word in words(name))),
        "numbers_found": _share(numbers, lambda number: number in known_numbers),
    }


def _thread(seen: Considered) -> dict[str, float]:
    if len(seen.view_vectors) == 1:
        return {"thread_turns": seen.turns, "thread_weight": 0.0, "thread_cosine": 1.0}
    return {
        "thread_turns": seen.turns,
        "thread_weight": sum(seen.view_weights[1:]),
        "thread_cosine": (seen.view_vectors[1:] @ seen.view_vectors[0]).min(),
    }


def sentence_shares(one: PreparedPassage, word_weights: Mapping[str, float]) -> NDArray[np.float32]:
    """For each sentence the idf-weighted share, 0..1, of the question's words that stand in it."""
    shares = [0.0] * len(one.passage.sentences)  # a list: quicker than an array for the few sentences of a passage
    total = sum(word_weights.values())
    for position, weight in _by_sentence(held_words(one, word_weights), word_weights).items():
        shares[position] = weight / total
    return np.array(shares, dtype=np.float32)


def held_words(one: PreparedPassage, word_weights: Mapping[str, float]) -> Held:
    """Those of the question's words that a passage or its context holds, each with the sentences that do."""
    found = ((stem, one.sentences_with.get(stem)) for stem in word_weights)
    return {stem: places for stem, places in found if places is not None}


def best_share(one: PreparedPassage, word_weights: Mapping[str, float]) -> float:
    """The largest idf-weighted share, 0..1, of the question's words that stands in one sentence."""
    held = _by_sentence(held_words(one, word_weights), word_weights)
    return max(held.values(), default=0.0) / (sum(word_weights.values()) or 1.0)


def share_in_context(held: Held, word_weights: Mapping[str, float]) -> float:
    """The same, with the words that only the passage's context has: a sentence is read under its title and heading."""
    above = sum(word_weights[stem] for stem, places in held.items() if not places)
    best = max(_by_sentence(held, word_weights).values(), default=0.0)
    return (best + above) / (sum(word_weights.values()) or 1.0)


def _by_sentence(held: Held, word_weights: Mapping[str, float]) -> dict[int, float]:
    """The weight of the question's words in each sentence that holds any, by the sentence's number."""
    weights: dict[int, float] = {}
    for stem, places in held.items():
        for position in places:
            weights[position] = weights.get(position, 0.0) + word_weights[stem]
    return weights


def passage_share(one: PreparedPassage, word_weights: Mapping[str, float]) -> float:
    """The idf-weighted share, 0..1, of the question's words that stand in the passage or its context."""
    total = sum(word_weights.values())
    return sum(weight for stem, weight in word_weights.items() if stem in one.sentences_with) / total if total else 0.0


def source_shares(
    prepared: Sequence[PreparedPassage], held: Sequence[Held], word_weights: Mapping[str, float]
) -> NDArray[np.float32]:
    """For each passage the idf-weighted share, 0..1, of the question's words in all of these of its source."""
    by_source: dict[str, set[str]] = {}
    for one, words_of_one in zip(prepared, held, strict=True):
        by_source.setdefault(one.passage.source_id, set()).update(words_of_one)
    total = sum(word_weights.values()) or 1.0
    shares = {source: sum(word_weights[stem] for stem in stems) / total for source, stems in by_source.items()}
    return np.array([shares[one.passage.source_id] for one in prepared], dtype=np.float32)


def _share(wanted: set[str], is_held: Callable[[str], bool]) -> float:
    return sum(map(is_held, wanted)) / len(wanted) if wanted else 1.0


def _at(values: NDArray[np.float32], position: int) -> float:
    """The value there, or the last."""
    return float(values[min(position, len(values) - 1)])
