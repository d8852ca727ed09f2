"""How likely each passage found answers the question: a regression over what the passage and the question share.

Passages on the right subject that say nothing on what is asked of it are the hard ones. So beside plain cosines there
are partial ones: what question and passage have in common once their common subject is taken out of both vectors.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.gazetteer import KnownName
from assistant.logistic import LogisticModel, chance
from assistant.question import Question
from assistant.quoting.candidates import PassageVectors
from assistant.unknowns import text_of
from assistant.words import content_stems, stem, words
from knowledge.encoders.remembering import query_vectors
from knowledge.library import Library
from knowledge.ranking import views
from knowledge.staging import StoredVectors
from knowledge.types import RankedPassage, SearchResult

LOOKED_AT = 8
"""Passages that are looked at, best first: the answer stands further down in no more than one question of a hundred."""
_KEPT_SUBJECTS = 2_000
"""Vectors of titles kept, 1.5 kB each."""

Vector = NDArray[np.float32]

MODEL = LogisticModel(
    intercept=-5.982,
    weights={
        "passage": -2.486,
        "sentence": -1.759,
        "passage_partial": -1.270,
        "sentence_partial": 1.378,
        "passage_thread": 2.569,
        "sentence_thread": 0.154,
        "passage_partial_thread": 2.267,
        "sentence_partial_thread": 0.727,
        "subject": -0.280,
        "score": 10.496,
        "words_sentence": 1.169,
        "words_passage": -1.264,
        "words_sentence_beyond": 0.758,
        "words_passage_beyond": 0.492,
        "beyond": -0.042,
    },
)
"""Fitted by `python -m evaluation.sufficiency` on passages of public sets that are labelled as answering or not."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as its passages are compared with it."""

    words: frozenset[str]  # stems
    views: Vector  # (n_views, dimension), unit length; row 0 is the question itself


class Relevance:
    """Looks at the passages found for a question. Safe to share between threads.

    Args:
        library: where the passages are, with the model that their vectors are from.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._subjects: OrderedDict[str, Vector] = OrderedDict()

    def log_odds(self, question: Question, result: SearchResult, known: Iterable[KnownName]) -> tuple[float, ...]:
        """For each of the best passages the log-odds that it answers the question, highest first."""
        return tuple(sorted((MODEL.log_odds(one) for one in self.features(question, result, known)), reverse=True))

    def features(
        self, question: Question, result: SearchResult, known: Iterable[KnownName]
    ) -> tuple[dict[str, float], ...]:
        """The features of the best passages, in the order of their rank."""
        found = result.passages[:LOOKED_AT]
        if not found:
            return ()
        named = " ".join(question.names) or " ".join(name.text for name in known)
        subjects = [named or one.source.details.title for one in found]
        vectors = self._vectors([view.text for view in views(result.query)], subjects)
        stored = stored_vectors(self._library, found)
        asked = _Asked(frozenset(map(stem, question.words)), vectors[0])
        return tuple(
            _features(asked, one, stored[one.source.id, one.passage.ordinal], (subject, vectors[1].get(subject)))
            for one, subject in zip(found, subjects, strict=True)
            if (one.source.id, one.passage.ordinal) in stored
        )

    def _vectors(self, asked: Sequence[str], subjects: Sequence[str]) -> tuple[Vector, dict[str, Vector]]:
        """The vectors of these texts, all new ones embedded at once."""
        wanted = dict.fromkeys(subject for subject in subjects if subject)
        with self._lock:
            known = {subject: self._subjects[subject] for subject in wanted if subject in self._subjects}
        missing = [subject for subject in wanted if subject not in known]
        vectors = query_vectors(self._library.embedder, [*asked, *missing])
        known.update(zip(missing, vectors[len(asked) :], strict=True))
        with self._lock:
            self._subjects.update(known)
            while len(self._subjects) > _KEPT_SUBJECTS:
                self._subjects.popitem(last=False)
        return vectors[: len(asked)], known


def of_all(log_odds: Sequence[float]) -> dict[str, float]:
    """What the passages say together: ``relevance``, the log-odds of the best, and ``any_answers``.

    That is the logarithm of the chance that at least one answers, were each to do so for itself: 1 minus the product of
    the chances that each does not (the noisy-or of Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, 4.3).
    Several fair passages then count as one good one, and beyond that nothing more is gained.

    Args:
        log_odds: of each passage that it answers, as `Relevance.log_odds` gives them; of none, an even chance is taken.
    """
    found = log_odds or (0.0,)
    none_does = sum(math.log1p(-chance(one)) for one in found)
    return {"relevance": max(found), "any_answers": math.log(-math.expm1(none_does))}


def stored_vectors(library: Library, passages: Sequence[RankedPassage]) -> PassageVectors:
    """The stored vectors of these passages and their sentences."""
    keys: dict[int, tuple[str, int]] = {}
    for ranked in passages:
        ordinal = ranked.passage.ordinal
        for passage_id in library.catalogue.passages_of(ranked.source.id, range(ordinal, ordinal + 1)):
            keys[passage_id] = (ranked.source.id, ordinal)
    return {keys[passage_id]: stored for passage_id, stored in library.catalogue.vectors(keys).items()}


def partial_cosines(one: Vector, others: Vector, subject: Vector | None) -> Vector:
    """Cosines of one vector with others, all of them without their part along the subject's (partial correlation).

    Args:
        one: shape (dimension,), unit length.
        others: shape (n, dimension), unit length.
        subject: shape (dimension,), unit length; None takes nothing out.

    Returns:
        Shape (n,), -1..1.
    """
    cosines: Vector = others @ one
    if subject is None:
        return cosines
    own, theirs = float(one @ subject), others @ subject
    left = max(1e-6, 1.0 - own * own) * np.maximum(1e-6, 1.0 - theirs * theirs)
    return np.clip((cosines - own * theirs) / np.sqrt(left), -1.0, 1.0).astype(np.float32)


def _features(
    asked: _Asked, ranked: RankedPassage, stored: StoredVectors, subject: tuple[str, Vector | None]
) -> dict[str, float]:
    passage = stored.passage[np.newaxis]
    sentences = stored.sentences if len(stored.sentences) else passage
    view = asked.views[int((asked.views @ stored.passage).argmax())]
    own = asked.views[0]
    return {
        "passage": float(own @ stored.passage),
        "sentence": float((sentences @ own).max()),
        "passage_partial": float(partial_cosines(own, passage, subject[1])[0]),
        "sentence_partial": float(partial_cosines(own, sentences, subject[1]).max()),
        "passage_thread": float(view @ stored.passage),
        "sentence_thread": float((sentences @ view).max()),
        "passage_partial_thread": float(partial_cosines(view, passage, subject[1])[0]),
        "sentence_partial_thread": float(partial_cosines(view, sentences, subject[1]).max()),
        "subject": float(own @ subject[1]) if subject[1] is not None else _SUBJECT_LIKENESS,
        "score": ranked.score,
        **_shared_words(asked, ranked, subject[0]),
    }


_SUBJECT_LIKENESS = 0.4
"""Cosine of question and subject where a passage has no title: about the mean of those that have one."""


def _shared_words(asked: _Asked, ranked: RankedPassage, subject: str) -> dict[str, float]:
    """Shares of the question's words; those ``_beyond`` count only the words that its subject does not hold."""
    beyond = asked.words - {stem(word) for word in words(subject)}
    sentences = [content_stems(text_of(ranked, sentence)) for sentence in ranked.sentences]
    said = frozenset[str]().union(*sentences)
    held = said | content_stems(ranked.passage.context)
    return {
        "words_sentence": max((sentence.word_share for sentence in ranked.sentences), default=0.0),
        "words_passage": _share(asked.words, held),
        "words_sentence_beyond": max((_share(beyond, one) for one in sentences), default=0.0),
        "words_passage_beyond": _share(beyond, said),
        "beyond": len(beyond) / max(1, len(asked.words)),
    }


def _share(wanted: frozenset[str], held: frozenset[str]) -> float:
    return len(wanted & held) / len(wanted) if wanted else 0.5
