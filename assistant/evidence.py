"""Whether what was found is enough to answer: a calibrated judgement from several signals."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.gazetteer import KnownName, mentions
from assistant.question import Question
from assistant.quoting.fitness import form_fit, has_form_test
from assistant.unknowns import plain_fit, tells_unknown, text_of
from assistant.words import content_stems, plain_letters, stem, words
from knowledge.types import RankedPassage, SearchResult


class Sufficiency(StrEnum):
    """How far the library covers a question."""

    ENOUGH = "enough"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The judgement. ``confidence`` is the calibrated chance, 0..1, that the library holds the answer."""

    status: Sufficiency
    confidence: float
    covered: tuple[str, ...] = ()  # parts of a compound question that are covered
    uncovered: tuple[str, ...] = ()  # parts that are not
    missing: tuple[str, ...] = ()  # words, names and numbers asked for that the evidence does not hold
    features: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A logistic regression over named features, as fitted by `evaluation/sufficiency.py`."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """The chance that the question is answerable."""
        total = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


MODEL = LogisticModel(
    intercept=-6.49,
    weights={
        "words_in_top": 0.41,
        "topic_words": 0.53,
        "form_found": 0.20,
        "names_held": 0.35,
        "unknown_lead": -1.66,
        "passage_cosine": 0.74,
        "passage_cosine_thread": 1.42,
        "sentence_cosine": -0.01,
        "sentence_cosine_thread": 0.49,
        "top_passage_cosine": 0.57,
        "top_sentence_cosine": 0.32,
        "third_sentence_cosine": 0.01,
        "gap": 0.92,
        "gap_thread": 1.28,
        "z_score": -0.09,
        "margin": 0.58,
        "score": 0.96,
        "score_gap": 1.11,
        "word_share_sentence": 0.11,
        "word_share_passage": 0.22,
        "word_share_top": -0.02,
        "word_share_library": 0.40,
        "rarest_found": -0.12,
        "bm25": 0.04,
        "bm25_gap": 0.06,
        "overlap": 0.52,
        "agreement": 0.38,
        "same_source": 0.39,
        "names_found": 0.20,
        "numbers_found": 0.83,
        "thread_cosine": -0.11,
    },
)
"""Fitted by `python -m evaluation.sufficiency` on public conversations and the project's `tune` questions."""
ENOUGH = 0.42
"""Confidence from which an answer is given without reserve."""
NONE = 0.29
"""Confidence below which nothing is quoted as an answer: about one covered `tune` question in twenty lies below it."""
KNOWN_UNKNOWN = 0.05
"""By how much the best sentence on what is not known must beat all others for the question to count as not covered.

On the project's `tune` questions no covered one lies above it (the next is .03), and five of the sixteen that are not
covered do.
"""

TOP = 5
"""Passages that count as the evidence when names and numbers are looked for in it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the judgement rests on: the search result, the known names asked for, and more of the best sources."""

    result: SearchResult
    known: tuple[KnownName, ...] = ()
    beside: tuple[RankedPassage, ...] = ()  # passages of the best sources that say what is not known


def judge(question: Question, found: Findings, parts: Sequence["Evidence"] = ()) -> Evidence:
    """The judgement of a search result; of a compound question, from the judgements of its parts.

    Args:
        question: what was asked.
        found: what was found for it.
        parts: the judgements of ``question.parts``, in the same order; () for a plain question.
    """
    features = measure(question, found)
    missing = _missing(question, found.result)
    if parts:
        return _combined(question, parts, missing)
    confidence = MODEL.probability(features) if features else 0.0
    confidence = min(confidence, _ceiling(question, found.result, features))
    return Evidence(_status(confidence), confidence, missing=missing, features=features)


def measure(question: Question, found: Findings) -> dict[str, float]:
    """The features of the judgement: search's signals and our own; {} when nothing was found."""
    result = found.result
    if not result.passages:
        return {}
    top = result.passages[:TOP]
    return {
        "words_in_top": _share_in_one(question, top),
        "topic_words": _topic_share(question, found),
        "form_found": _form_found(question, result.passages),
        "names_held": _names_share(question, top),
        "unknown_lead": unknown_lead(found),
        **result.signals,
    }


def unknown_lead(found: Findings) -> float:
    """By how much the best sentence on what is not known fits better than all others, -0.3..0.3 (none: -0.3)."""
    unknown, known = [0.0], [0.0]
    any_unknown = False
    for ranked in (*found.result.passages, *found.beside):
        for sentence in ranked.sentences:
            tells = tells_unknown(ranked.passage.context, text_of(ranked, sentence))
            any_unknown = any_unknown or tells
            (unknown if tells else known).append(plain_fit(sentence))
    return max(-0.3, min(0.3, max(unknown) - max(known))) if any_unknown else -0.3


def _topic_share(question: Question, found: Findings) -> float:
    """The largest share of the words asked of a name that one sentence on that name holds."""
    named = {stem(word) for name in found.known for word in words(name.text)}
    asked = {stem(word) for word in question.words} - named
    if not asked:
        return 1.0
    best = 0
    for ranked in found.result.passages:
        about = not found.known or any(_is_about(ranked, name) for name in found.known)
        for sentence in ranked.sentences if about else ():
            text = text_of(ranked, sentence)
            if not tells_unknown(ranked.passage.context, text):
                best = max(best, len(asked & content_stems(text)))
    return best / len(asked)


def _is_about(ranked: RankedPassage, name: KnownName) -> bool:
    return ranked.source.id in name.sources or name.text.lower() in ranked.passage.text.lower()


def _form_found(question: Question, passages: Sequence[RankedPassage]) -> float:
    """The best fit of a sentence that also has the form asked for (a date, a figure, a name)."""
    return max(
        (
            sentence.score * (form_fit(question, text_of(ranked, sentence)) if has_form_test(question) else 1.0)
            for ranked in passages
            for sentence in ranked.sentences
        ),
        default=0.0,
    )


def _ceiling(question: Question, result: SearchResult, features: Mapping[str, float]) -> float:
    """The most confidence there can be, whatever else speaks for an answer: names nobody knows weigh heavily."""
    if features.get("unknown_lead", -1.0) >= KNOWN_UNKNOWN:
        return NONE / 2
    absent = {plain_letters(word.lower()) for word in result.missing_words}
    held = " ".join(_text_of(ranked).lower() for ranked in result.passages[:TOP])
    unknown = [
        name
        for name in question.names
        if any(plain_letters(word) in absent for word in words(name)) and not _held(name, held)
    ]
    in_evidence = _names_share(question, result.passages[:TOP], question.names)
    if question.names and (in_evidence == 0.0 or 2 * len(unknown) >= len(question.names)):
        return NONE / 2
    return (NONE + ENOUGH) / 2 if unknown else 1.0


def _status(confidence: float) -> Sufficiency:
    if confidence >= ENOUGH:
        return Sufficiency.ENOUGH
    return Sufficiency.PARTIAL if confidence >= NONE else Sufficiency.NONE


def _combined(question: Question, parts: Sequence[Evidence], missing: tuple[str, ...]) -> Evidence:
    pairs = tuple(zip(question.parts, parts, strict=True))
    covered = tuple(text for text, part in pairs if part.status is Sufficiency.ENOUGH)
    uncovered = tuple(text for text, part in pairs if part.status is not Sufficiency.ENOUGH)
    best = max(part.confidence for part in parts)
    if not uncovered:
        status = Sufficiency.ENOUGH
    elif covered:
        status = Sufficiency.PARTIAL
    else:
        status = _status(best) if best < ENOUGH else Sufficiency.PARTIAL
    confidence = sum(part.confidence for part in parts) / len(parts)
    return Evidence(status, confidence, covered, uncovered, missing)


def _text_of(ranked: RankedPassage) -> str:
    return f"{ranked.passage.context} {ranked.passage.text}"


def _share_in_one(question: Question, top: Sequence[RankedPassage]) -> float:
    """The largest share of the question's words that one passage holds."""
    asked = {stem(word) for word in question.words}
    if not asked:
        return 0.0
    return max(len(asked & content_stems(_text_of(ranked))) / len(asked) for ranked in top)


def _names_share(question: Question, top: Sequence[RankedPassage], only: tuple[str, ...] | None = None) -> float:
    """The share of names, figures and years asked for (or ``only`` these) that the evidence holds; 1 when none was."""
    wanted = _wanted(question) if only is None else only
    if not wanted:
        return 1.0
    held = " ".join(_text_of(ranked).lower() for ranked in top)
    return sum(_held(item, held) for item in wanted) / len(wanted)


def _missing(question: Question, result: SearchResult) -> tuple[str, ...]:
    """Words that stand nowhere in the scope, and names and numbers the evidence does not hold, as they were asked."""
    held = " ".join(_text_of(ranked).lower() for ranked in result.passages[:TOP])
    names = [item for item in _wanted(question) if not _held(item, held)]
    known = {stem(word) for name in names for word in words(name)}
    absent = [word for word in _absent(question, result) if stem(word.lower()) not in known]
    return tuple(dict.fromkeys([*names, *absent]))


def _absent(question: Question, result: SearchResult) -> list[str]:
    """Words asked for that stand nowhere in the scope, not even with other accents in the evidence.

    Words that only ask for a form of answer are not missed.
    """
    asked = {stem(word) for word in question.words}
    held = plain_letters(" ".join(_text_of(ranked).lower() for ranked in result.passages[:TOP]))
    return [
        word for word in result.missing_words if stem(word.lower()) in asked and plain_letters(word.lower()) not in held
    ]


def _wanted(question: Question) -> tuple[str, ...]:
    figures = [figure.text for figure in question.figures if any(letter.isdigit() for letter in figure.text)]
    return tuple(dict.fromkeys([*question.names, *(str(year) for year in question.years), *figures]))


def _held(item: str, held: str) -> bool:
    """True when the evidence holds the name or number; of a long name, all its words; of a country, its people too."""
    plain = plain_letters(held)
    if plain_letters(item.lower()) in plain or mentions(held, item):
        return True
    return all(plain_letters(word) in plain for word in words(item))
