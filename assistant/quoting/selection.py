"""Choosing sentences: relevant, not repeating one another, spread over the sources that matter, within a budget."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.aspects import Aspect, aspects, heading_aspects
from assistant.bearing import asked_stems
from assistant.completeness import asked_items
from assistant.gazetteer import KnownName
from assistant.question import Form, Question
from assistant.quoting.candidates import MAX_WORDS, Candidate
from assistant.quoting.fitness import (
    asks_for_remedy,
    asks_whether_reached,
    asks_who_decides,
    form_fit,
    subject_share,
)
from assistant.words import content_stems, stem


@dataclass(frozen=True, slots=True)
class Weights:
    """What a sentence's worth is made of. Chosen on `tune` questions; `evaluation/answers.py` measures them."""

    sentence: float = 0.30  # how the sentence fits the query
    topic: float = 0.60  # how it fits the question without its names, which all sentences on a case share
    passage: float = 1.30  # how its passage does
    centrality: float = 0.25  # how much it is what its passage is about
    form: float = 0.16  # how it fits the question's form
    subject: float = 0.08  # names and numbers asked for that it, or its source, holds
    dangling: float = 0.03  # taken off when it leans on the sentence before
    aspect_heading: float = 0.10  # stands under a heading on the side that is asked for
    heading: float = 0.20  # stands under a heading that holds the words asked for
    aspect_text: float = 0.10  # names that side itself
    lead_section: float = 0.04  # given to the section that sums a source up
    overview: float = 0.14  # the same where nothing else is asked of a name than what it is


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be said. ``floor`` is the share of the best sentence's worth that another needs."""

    words: int = 150
    sentences: int = 7
    floor: float = 0.78
    per_source: int = 6
    other_source: float = 0.90  # the share that the first sentence of a further source needs
    strict: bool = False  # True when the sentence that another leans on must fit as well
    novelty: float = 0.65  # 1: relevance alone; lower: a sentence like those chosen loses


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """What sentences are looked at with: the question, the known names in it, and what is asked of them."""

    question: Question
    known: tuple[KnownName, ...] = ()
    topic: NDArray[np.float32] | None = None  # the question's vector without its names; None when it has none
    aspects: frozenset[Aspect] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A candidate with its worth for the question."""

    candidate: Candidate
    worth: float


SHORT_FORMS = frozenset({Form.WHEN, Form.WHO, Form.FIGURE, Form.WHERE, Form.YES_NO, Form.DEFINITION})
"""Forms whose answer is one fact: the sentence that holds it, and a little support."""
DECISIVE_FORMS = frozenset({Form.WHY, Form.WHEN, Form.FIGURE, Form.WHERE})
"""Forms that a sentence has or has not: a reason, a date, a figure, a place."""
LEAD_WORTH = 0.88
"""The share of the best sentence's worth from which one that has the form asked for goes before it."""
REACHED_WORTH = 0.70
"""The same where it is asked whether a goal was reached: what became of it is told in words unlike the question's."""
_OVERVIEW_STEMS = frozenset(stem(word) for word in ("work", "works", "about", "mission", "case", "approach", "project"))
_LABEL = re.compile(r"(?:[^\W\d_][\w’'-]*,? ){0,3}[^\W\d_][\w’'-]*:(?= )")
"""What a sentence of a list is put under ("Civil society: residents' groups …")."""
_REPEATS = 0.86
"""Cosine above which two sentences tell the same (near-paraphrases in the starter library lie above it)."""


def budget_for(question: Question, words: int | None = None, sentences: int | None = None) -> Budget:
    """The budget that fits the form, within the words and sentences that were asked for."""
    budget = _usual_budget(question)
    if words is not None:
        most = max(3, words // 15)
        budget = replace(budget, words=words, sentences=most, per_source=max(4, words // 40), strict=True)
    return replace(budget, sentences=sentences) if sentences is not None else budget


def _usual_budget(question: Question) -> Budget:
    if question.wants_less:
        most = question.most_sentences or 2
        return Budget(words=70 if most > 1 else MAX_WORDS, sentences=most, per_source=most)
    if question.wants_more:
        return Budget(words=300, sentences=14, per_source=8, floor=0.65)
    if question.form in SHORT_FORMS and not question.parts:
        return Budget(words=110, sentences=5, per_source=5, floor=0.80, other_source=0.92)
    if question.form in {Form.LIST, Form.STEPS, Form.TIMELINE}:
        return Budget(words=170, sentences=9, per_source=8, floor=0.74)
    return Budget()


def weigh(lens: Lens, candidates: Sequence[Candidate], weights: Weights = Weights()) -> tuple[Chosen, ...]:
    """All candidates with their worth, best first."""
    weighed = [Chosen(candidate, _worth(lens, candidate, weights)) for candidate in candidates]
    return tuple(sorted(weighed, key=lambda one: (-one.worth, one.candidate.ranked.rank, one.candidate.span.start)))


def led_by_form(question: Question, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """The same with the best sentence that wholly has the form asked for in front, where one fits nearly as well."""
    counted = asked_items(question) is not None
    if not weighed or not (
        counted
        or question.form in DECISIVE_FORMS
        or asks_for_remedy(question)
        or asks_who_decides(question)
        or asks_whether_reached(question)
    ):
        return weighed
    best = weighed[0].worth
    share = REACHED_WORTH if asks_whether_reached(question) else LEAD_WORTH
    fitting = (one for one in weighed if one.worth >= share * best)
    lead = next((one for one in fitting if form_fit(question, one.candidate.text) == 1.0), None)
    if lead is None:
        return weighed
    return (replace(lead, worth=best), *(one for one in weighed if one is not lead))


def choose(weighed: Sequence[Chosen], budget: Budget) -> tuple[Chosen, ...]:
    """The sentences to quote in the order they were chosen; the first is the answer's lead.

    Greedy maximal marginal relevance (Carbonell and Goldstein, 1998) over the stored sentence vectors.
    """
    if not weighed:
        return ()
    pool = [one for one in weighed if one.worth >= budget.floor * weighed[0].worth]
    chosen: list[Chosen] = []
    while pool and len(chosen) < budget.sentences:
        best = max(pool, key=lambda one: _marginal(one, chosen, budget))
        pool.remove(best)
        if not _fits(best, chosen, budget):
            continue
        told = _with_context(best, chosen)
        if not (budget.strict and chosen and _words([*chosen, *told]) > budget.words):
            chosen.extend(told)
    return tuple(chosen)


def similarity(one: Candidate, other: Candidate) -> float:
    """How alike two sentences are, 0..1: cosine of their vectors, or the overlap of their words without them."""
    if one.vector is not None and other.vector is not None:
        return max(0.0, float(one.vector @ other.vector))
    first, second = content_stems(one.text), content_stems(other.text)
    return len(first & second) / max(1, min(len(first), len(second)))


def repeats(one: Candidate, other: Candidate) -> bool:
    """True when two sentences tell the same."""
    return one.key == other.key or similarity(one, other) >= _REPEATS


def _worth(lens: Lens, candidate: Candidate, weights: Weights) -> float:
    worth = weights.sentence * candidate.sentence.score + weights.passage * candidate.ranked.score
    worth += weights.centrality * candidate.centrality + weights.topic * topic_fit(lens, candidate)
    worth += weights.form * form_fit(lens.question, candidate.text) + weights.subject * _subject_fit(lens, candidate)
    if lens.aspects & heading_aspects(candidate.heading):
        worth += weights.aspect_heading
    worth += weights.heading * _heading_fit(lens, candidate)
    if lens.aspects & aspects(candidate.text):
        worth += weights.aspect_text
    if candidate.dangling:
        worth -= weights.dangling
    if is_lead_section(candidate.heading):
        worth += weights.lead_section if _asks_of_names(lens) else weights.overview
    return worth


def is_lead_section(heading: str) -> bool:
    """True under a heading that sums a source up."""
    return heading.rsplit(" › ", 1)[-1].lower() in {"in brief", "summary", "abstract", "executive summary", "overview"}


def _asks_of_names(lens: Lens) -> bool:
    """True when something is asked of the names ("How is … funded?"), not only what they are or how they compare."""
    if not lens.known:
        return True
    named = content_stems(" ".join(name.text for name in lens.known))
    return bool({stem(word) for word in lens.question.words} - named - _OVERVIEW_STEMS)


def _heading_fit(lens: Lens, candidate: Candidate) -> float:
    """The share of the words asked for, names left out, that stand in the innermost heading or the sentence's label."""
    asked = asked_stems(lens.question, lens.known)
    label = _LABEL.match(candidate.text)
    held = content_stems(f"{candidate.heading.rsplit(' › ', 1)[-1]} {label.group() if label else ''}")
    return len(asked & held) / len(asked) if asked else 0.0


def topic_fit(lens: Lens, candidate: Candidate) -> float:
    """Cosine to what is asked of the names; the sentence's own score where no name was asked for."""
    if lens.topic is None or candidate.vector is None:
        return candidate.sentence.score
    return max(0.0, float(candidate.vector @ lens.topic))


def _subject_fit(lens: Lens, candidate: Candidate) -> float:
    """The share of what was asked for by name that the sentence, or its source, is about."""
    titled = f"{candidate.ranked.passage.context} {' '.join(candidate.source.details.places)} {candidate.text}"
    by_name = subject_share(lens.question, titled)
    if not lens.known:
        return by_name
    lowered = titled.lower()
    about = sum(candidate.source.id in name.sources or name.text.lower() in lowered for name in lens.known)
    return max(by_name, about / len(lens.known))


def _marginal(one: Chosen, chosen: Sequence[Chosen], budget: Budget) -> float:
    if not chosen:
        return one.worth
    likeness = max(similarity(one.candidate, other.candidate) for other in chosen)
    return budget.novelty * one.worth - (1 - budget.novelty) * likeness


def _fits(one: Chosen, chosen: Sequence[Chosen], budget: Budget) -> bool:
    if chosen and one.worth < budget.other_source * chosen[0].worth and not _from_known_source(one, chosen):
        return False
    if any(repeats(one.candidate, other.candidate) for other in chosen):
        return False
    used = _words(chosen)
    from_source = sum(other.candidate.source.id == one.candidate.source.id for other in chosen)
    return used + one.candidate.words <= budget.words and from_source < budget.per_source


def _words(chosen: Sequence[Chosen]) -> int:
    return sum(one.candidate.words for one in chosen)


def _from_known_source(one: Chosen, chosen: Sequence[Chosen]) -> bool:
    return any(one.candidate.source.id == other.candidate.source.id for other in chosen)


def _with_context(one: Chosen, chosen: Sequence[Chosen]) -> list[Chosen]:
    """The sentence, after the one it leans on when that stands alone and is not yet quoted."""
    before = one.candidate.before
    if not one.candidate.dangling or before is None or before.dangling:
        return [one]
    if any(before.key == other.candidate.key for other in chosen):
        return [one]
    return [replace(one, candidate=before), one]
