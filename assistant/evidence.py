"""Whether what was found is enough to answer: a calibrated judgement from several signals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assistant.absent import Told, absent
from assistant.answer_type import AnswerType, expected, holds
from assistant.aspects import Aspect, asked_aspects, aspects, heading_aspects, main_aspects
from assistant.bearing import OF_ANYTHING, asked_stems, bears_on_ask, is_about
from assistant.gazetteer import ALIASES, KnownName, is_country, mentions
from assistant.logistic import LogisticModel
from assistant.question import Form, Question
from assistant.relevance import of_all
from assistant.unknowns import plain_fit, tells_unknown, text_of
from assistant.words import content_stems, plain_letters, stem, words
from knowledge.types import RankedPassage, ScoredSentence, SearchResult


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
    hardly: tuple[str, ...] = ()  # those of the covered parts that are so only in part, if at all
    held: tuple[str, ...] = ()  # names asked for, and else the subject in words, that the evidence does hold
    missing: tuple[str, ...] = ()  # words, names and numbers asked for that the evidence does not hold
    lacking: AnswerType | None = None  # the type of answer asked for, when no sentence near the question has it
    unlisted: str = ""  # what was to be listed, when only its number is told ("eight qualities")
    features: Mapping[str, float] | None = None


MODEL = LogisticModel(
    intercept=-4.974,
    weights={
        "relevance": 0.380,
        "any_answers": 0.925,
        "type_fit": 1.720,
        "unknown_lead": -4.900,
        "topic_words": 0.241,
        "names_held": 0.950,
        "aspect_held": 0.420,
        "gap_thread": 2.394,
        "same_source": 0.561,
        "bm25_gap": 0.108,
        "agreement": 1.330,
    },
)
"""Fitted by `python -m evaluation.sufficiency` on public sets and the project's `tune` questions.

There covered questions count as much as others: the chance is one where both are as frequent.
"""
ENOUGH = 0.38
"""Chance from which an answer is given without reserve."""
NONE = 0.20
"""Chance below which nothing is quoted as an answer: about one covered `tune` question in twenty lies below it."""
KNOWN_UNKNOWN = 0.05
"""By how much the best sentence on what is not known must beat all that have the type of answer asked for.

Then the question counts as not covered. On the project's `tune` questions no covered one lies above it (the next is
.04), and nine of the seventeen that are not covered do; in the public sets, whose texts hardly say what is not known,
it never happens.
"""

TYPE_ABSENT = -0.25
"""How far the best sentence with the type of answer asked for may fall behind the best of all.

Beyond it, the question is covered in part at most. No covered `tune` question comes near it (the next is -.11).
"""
_BOUND = re.compile(
    r"\b(?:from|since|between|until|till|to|by|after|before|around|through|and)\s+(?:about\s+|the year\s+)?"
    r"(?:1[89]|20|21)\d\d"
    r"|\b(?:1[89]|20|21)\d\d\s*[-–—/]\s*(?:\d\d){1,2}\b"
    r"|\b(?:1[89]|20|21)\d\d\s*(?:[-–—]|to|until|till|and|through|onwards?)(?=\s|\d|$)",
    re.IGNORECASE,
)
"""A year that bounds a period or sets a deadline: what happened within it need not name it."""

_OPEN = re.compile(
    r"\b(?:what (?:is|was|has|have)?(?: been)? ?(?:happen|going on)|tell (?:me|us)|describe"
    r"|what (?:has|have|did) (?:\S+ ){1,5}(?:done|do\b))",
    re.IGNORECASE,
)
_MEASURES = frozenset(
    map(stem, ("amount", "fraction", "number", "percent", "percentage", "proportion", "share", "sum"))
)
"""Words that ask for a type of answer; what answers need not hold them."""
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")

TOP = 5
"""Passages that count as the evidence when names and numbers are looked for in it."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the judgement rests on: the search result, the known names asked for, and more of the best sources."""

    result: SearchResult
    known: tuple[KnownName, ...] = ()
    beside: tuple[RankedPassage, ...] = ()  # passages of the best sources that say what is not known
    relevance: tuple[float, ...] = ()  # log-odds that a passage answers, of the best ones, highest first
    section: tuple[RankedPassage, ...] = ()  # all passages of the source that one side is asked of by name
    towns: Mapping[str, frozenset[str]] = field(default_factory=dict)  # country → towns in it


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
    confidence = min(confidence, _ceiling(question, found.result, features, found.known))
    if found.known and _asks_of_names_alone(question, found.known):
        confidence = max(confidence, ENOUGH)
    told = Told(question, found.known, (*found.result.passages, *found.beside, *found.section), found.towns)
    if untold := absent(told):
        confidence = min(confidence, (NONE + ENOUGH) / 2)
        as_asked = {ALIASES.get(word.lower(), word) for word in missing}  # "USA" is the United States
        missing = (*missing, *(word for word in untold if word not in as_asked))
    lacking = expected(question) if features.get("type_gap", 0.0) <= TYPE_ABSENT else None
    return Evidence(
        _status(confidence),
        confidence,
        held=tuple(phrase for phrase in _held_phrases(question, found) if phrase not in missing),
        missing=missing,
        lacking=lacking,
        features=features,
    )


def _asks_of_names_alone(question: Question, known: Sequence[KnownName]) -> bool:
    """True for "What happened in Malmö?", to which all that the library holds of the name is an answer."""
    return bool(_OPEN.search(question.text)) and not asked_stems(question, known) - OF_ANYTHING


def _asks_of_countries(question: Question) -> bool:
    """True for "What does Canada do about missions?", which no source answers that names Canada in passing."""
    return bool(question.names) and all(map(is_country, question.names)) and not asked_stems(question, ()) - OF_ANYTHING


def in_part(evidence: Evidence) -> Evidence:
    """The judgement, lowered to "in part"."""
    return replace(evidence, status=Sufficiency.PARTIAL, confidence=min(evidence.confidence, ENOUGH))


def measure(question: Question, found: Findings) -> dict[str, float]:
    """The features of the judgement: search's signals and our own; {} when nothing was found."""
    result = found.result
    if not result.passages:
        return {}
    return {
        **of_all(found.relevance),
        "topic_words": _topic_share(question, found),
        "names_held": _names_share(question, result.passages[:TOP]),
        "aspect_held": _aspect_held(question, (*result.passages[:TOP], *_telling(question, found.section))),
        **_fits(question, found),
        **result.signals,
    }


def _sides(question: Question) -> frozenset[Aspect]:
    return asked_aspects(question.text, asks_why=question.form is Form.WHY)


def _telling(question: Question, section: Sequence[RankedPassage]) -> list[RankedPassage]:
    """The passages with a sentence that tells of nothing but what is asked for: a heading may promise more."""
    asked = _sides(question)
    return [
        one
        for one in section
        if any((main := main_aspects(text_of(one, sentence))) and main <= asked for sentence in one.sentences)
    ]


def _aspect_held(question: Question, found: Sequence[RankedPassage]) -> float:
    """1 when a passage stands under a heading on the side of the subject that is asked for, else 0."""
    asked = _sides(question)
    headings = (one.passage.context.removeprefix(one.source.details.title) for one in found)
    return float(any(asked & heading_aspects(heading) for heading in headings if heading.strip()))


def _fits(question: Question, found: Findings) -> dict[str, float]:
    """How well sentences fit: those that have the type of answer asked for, all, and those on what is not known."""
    type_ = expected(question)
    sides = _sides(question)
    unknown, typed, known = [0.0], [0.0], [0.0]
    for ranked, sentence in _sentences(found):
        text = text_of(ranked, sentence)
        fit = plain_fit(sentence)
        if tells_unknown(ranked.passage.context, text):
            if not (sides and aspects(text)) or bears_on_ask(question, found.known, sides, text):
                unknown.append(fit)  # what is not known of another side does not count
            continue
        known.append(fit)
        if holds(type_, question, text):
            typed.append(fit)
    return {
        "type_fit": max(typed),
        "type_gap": max(typed) - max(known),
        "unknown_lead": max(-0.3, min(0.3, max(unknown) - max(typed))) if len(unknown) > 1 else -0.3,
    }


def _sentences(found: Findings) -> Iterator[tuple[RankedPassage, ScoredSentence]]:
    for ranked in (*found.result.passages, *found.beside):
        for sentence in ranked.sentences:
            yield ranked, sentence


def _topic_share(question: Question, found: Findings) -> float:
    """The largest share of the words asked of a name that one sentence on that name holds, or names the side of."""
    named = {stem(word) for name in found.known for word in words(name.text)}
    asked = {stem(word) for word in question.words} - named
    sides = {word: aspects(word) for word in asked}
    if not asked:
        return 1.0
    best = 0
    for ranked in found.result.passages:
        about = not found.known or any(is_about(ranked, name) for name in found.known)
        for sentence in ranked.sentences if about else ():
            text = text_of(ranked, sentence)
            if not tells_unknown(ranked.passage.context, text):
                told = content_stems(text)
                side = aspects(text)
                best = max(best, sum(word in told or bool(sides[word] & side) for word in asked))
    return best / len(asked)


def _ceiling(
    question: Question, result: SearchResult, features: Mapping[str, float], known: Sequence[KnownName]
) -> float:
    """The most confidence there can be, whatever else speaks for an answer.

    What a source says is not known, and names that nobody knows, weigh heavily.
    """
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
    if not known and _asks_of_countries(question):
        return NONE / 2
    return (NONE + ENOUGH) / 2 if unknown or features.get("type_gap", 0.0) <= TYPE_ABSENT else 1.0


def _status(confidence: float) -> Sufficiency:
    if confidence >= ENOUGH:
        return Sufficiency.ENOUGH
    return Sufficiency.PARTIAL if confidence >= NONE else Sufficiency.NONE


def _combined(question: Question, parts: Sequence[Evidence], missing: tuple[str, ...]) -> Evidence:
    pairs = tuple(zip(question.parts, parts, strict=True))
    covered = tuple(text for text, part in pairs if part.status is Sufficiency.ENOUGH)
    hardly = tuple(text for text, part in pairs if part.status is Sufficiency.PARTIAL)
    hardly = hardly if not covered and len(hardly) < len(parts) else ()
    covered = covered or hardly
    uncovered = tuple(text for text, part in pairs if text not in covered)
    best = max(part.confidence for part in parts)
    if not uncovered:
        status = Sufficiency.ENOUGH
    elif covered:
        status = Sufficiency.PARTIAL
    else:
        status = _status(best) if best < ENOUGH else Sufficiency.PARTIAL
    confidence = sum(part.confidence for part in parts) / len(parts)
    return Evidence(status, confidence, covered, uncovered, hardly, missing=missing)


def _text_of(ranked: RankedPassage) -> str:
    return f"{ranked.passage.context} {ranked.passage.text}"


def _held_phrases(question: Question, found: Findings) -> tuple[str, ...]:
    """The question's own words, those beside one another together, that the best sentence or its context holds."""
    known = [
        (plain_fit(sentence), f"{ranked.passage.context} {text_of(ranked, sentence)}")
        for ranked, sentence in _sentences(found)
        if not tells_unknown(ranked.passage.context, text_of(ranked, sentence))
    ]
    stems = content_stems(max(known, default=(0.0, ""))[1])
    phrases: list[list[str]] = [[]]
    for match in _WORD.finditer(question.text):
        if (content_stems(match.group()) & stems) - _MEASURES:
            phrases[-1].append(match.group())
        elif phrases[-1]:
            phrases.append([])
    return tuple(dict.fromkeys(" ".join(phrase) for phrase in phrases if phrase))


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
    asked = {stem(word) for word in question.words} - _MEASURES
    held = plain_letters(" ".join(_text_of(ranked).lower() for ranked in result.passages[:TOP]))
    return [
        word for word in result.missing_words if stem(word.lower()) in asked and plain_letters(word.lower()) not in held
    ]


def _wanted(question: Question) -> tuple[str, ...]:
    figures = [figure.text for figure in question.figures if any(letter.isdigit() for letter in figure.text)]
    bounds = {match.group() for match in _BOUND.finditer(question.text)}
    years = [str(year) for year in question.years if not any(str(year) in bound for bound in bounds)]
    return tuple(dict.fromkeys([*question.names, *years, *figures]))


def _held(item: str, held: str) -> bool:
    """True when the evidence holds the name or number; of a long name, all its words; of a country, its people too."""
    plain = plain_letters(held)
    if plain_letters(item.lower()) in plain or mentions(held, item):
        return True
    return all(plain_letters(word) in plain for word in words(item))
