"""Where sources disagree: sentences with different figures for the same thing, and those that tell of a conflict."""

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.figures import Figure, figures, same_thing, same_value, years
from assistant.question import Question
from assistant.quoting.candidates import Candidate
from assistant.quoting.selection import similarity
from assistant.words import names

_CONFLICT_SECTION = re.compile(
    r"\b(sources?|accounts?|figures?|reports?) (differ|disagree|conflict)|\bconflict|\bdisagree|\bcontradict",
    re.IGNORECASE,
)
_CONFLICT_WORDS = re.compile(
    r"\b(one|some|another|other|earlier|later|the \w+) (source|report|page|account|text|article"
    r"|document)s?\b.*\b(while|whereas|but|another|other|others|and)\b.*\b(says?|said|gives?|names?|dates?|counts?|speaks?|tells?|states?|has|have|puts?)\b"
    r"|\bsources (differ|disagree|conflict|contradict)|\bwhile (its|another|the \w+|other) (own )?(\w+ )?(says?"
    r"|gives?|names?|source|page|report)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:differ\w*|disagree\w*|conflict\w*|contradict\w*|inconsistent"
    r"|which (?:one |of them )?is (?:right|correct|true))\b",
    re.IGNORECASE,
)
_ALIKE = 0.72
"""Cosine from which two sentences with unlike figures are about the same matter."""
_ALIKE_PER_CENT = 0.76
"""The same for shares, which often lack a noun of their own and so need nearer sentences."""


def asks_for_conflict(question: Question) -> bool:
    """True when a question asks whether, or why, what is told differs."""
    return bool(_ASKS.search(question.text))


def tells_of_conflict(candidate: Candidate) -> bool:
    """True when the sentence itself says that sources differ."""
    last = candidate.heading.rsplit(" › ", 1)[-1]
    return bool(_CONFLICT_SECTION.search(last)) or bool(_CONFLICT_WORDS.search(candidate.text))


def conflicting(candidates: Sequence[Candidate]) -> tuple[tuple[Candidate, Candidate], ...]:
    """Pairs from different sources that give different figures for one thing, without naming different years."""
    return tuple(pair for pair in combinations(candidates, 2) if _conflict(*pair))


def _conflict(one: Candidate, other: Candidate) -> bool:
    if one.source.id == other.source.id or not _same_subject(one, other):
        return False
    first, second = years(one.text), years(other.text)
    if first and second and not (set(first) <= set(second) or set(second) <= set(first)):
        return False  # a base year may be the same, and the year that is told of another one
    own, others = figures(one.text), figures(other.text)
    if any(_agreed(figure, others) for figure in own):
        return False
    return any(_contradicted(figure, others, one, other) for figure in own)


def _agreed(figure: Figure, others: Sequence[Figure]) -> bool:
    """True when the other sentence has the same figure of the same unit: what else either tells is no contradiction."""
    return bool(figure.unit) and any(figure.unit == other.unit and same_value(figure, other) for other in others)


def _contradicted(figure: Figure, others: Sequence[Figure], one: Candidate, other: Candidate) -> bool:
    """True when the other sentence has figures for the same thing, and none of them agrees."""
    rivals = [rival for rival in others if _comparable(figure, rival, one, other)]
    return bool(rivals) and not any(same_value(figure, rival) for rival in rivals)


def _comparable(a: Figure, b: Figure, one: Candidate, other: Candidate) -> bool:
    alike = similarity(one, other)
    if a.unit == b.unit == "%":
        return alike >= _ALIKE_PER_CENT
    if a.unit and a.unit == b.unit:
        return alike >= _ALIKE_PER_CENT
    return same_thing(a, b) and alike >= _ALIKE


def _same_subject(one: Candidate, other: Candidate) -> bool:
    """True when both sentences name the same thing; two cities' budgets do not disagree."""
    first, second = (set(_significant(names(candidate.text))) for candidate in (one, other))
    return bool(first & second)


def _significant(found: Sequence[str]) -> Sequence[str]:
    return [name.lower() for name in found if len(name) > 2]
