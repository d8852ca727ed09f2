"""How well cited sentences support a statement: features, and the calibrated chance that they do."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.figures import figures
from assistant.grounding.facts import (
    Holding,
    facts_found,
    figure_held,
    moments,
    proper_names,
    read_holding,
    spread_ranges,
)
from assistant.grounding.flips import Flips, find_flips
from assistant.grounding.forms import content_forms, near, tokens

CLAUSE_WORDS = 3
"""Content words from which a clause is looked at by itself."""
_CLAUSE_END = re.compile(
    r"[;:–—]\s|,\s(?=(?:and|but|or|which|who|while|where|when|after|before|until|since|because|so|that|with|as)\b)|\s(?=(?:and|while|because|but)\s)"
)
MOST_SENTENCES = 3
"""Cited sentences that are taken together as the support of one statement."""
WORTH_ADDING = 0.10
"""Share of the statement's words that a further sentence must add to be part of the support."""


FLIPS = (
    *("negation", "opposite", "strengthened", "hedge_dropped"),
    *("bound", "swapped", "substituted", "miscounted", "misplaced"),
)
"""The ways of being turned round that count, by the names of `Flips`."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence of a cited excerpt. ``vector`` has unit length; ``forms`` are those of its content words."""

    excerpt: int
    text: str
    vector: NDArray[np.float32]
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement to be checked, read once. ``weights`` tell how much each of its forms says, rarer ones more."""

    text: str
    vector: NDArray[np.float32]
    forms: tuple[str, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Support:
    """What was found for a claim: the sentences, best first, and the features of the judgement."""

    sentences: tuple[CitedSentence, ...]
    flips: Flips
    features: Mapping[str, float]
    chance: float  # 0..1


def asks(text: str) -> bool:
    """Whether a sentence asks, and so supports nothing."""
    return text.rstrip(" \"”’')*_").endswith("?")


def make_claim(text: str, vector: NDArray[np.float32], weights: Mapping[str, float]) -> Claim:
    """The claim that a statement makes."""
    return Claim(text, vector, content_forms(text), weights)


def find_support(claim: Claim, cited: Sequence[CitedSentence], context: str = "") -> Support:
    """The cited sentences that support a claim best, with the calibrated chance that they do.

    Args:
        claim: the statement.
        cited: all sentences of the excerpts it cites, at least one.
        context: the excerpts' titles and headings; words found there count as found, but support nothing.
    """
    chosen = _choose(claim, [one for one in cited if not asks(one.text)] or cited)
    cited_text = " ".join(sentence.text for sentence in cited)
    flips = find_flips(claim.text, [one.text for one in chosen], f"{cited_text} {context}")
    features = _features(claim, chosen, cited, context, flips)
    return Support(chosen, flips, features, MODEL.chance(features))


def _choose(claim: Claim, cited: Sequence[CitedSentence]) -> tuple[CitedSentence, ...]:
    """The best sentence, and those that add to what it covers."""
    best = max(cited, key=lambda one: _cosine(claim, one) + _covered(claim, one.forms))
    chosen = [best]
    while len(chosen) < MOST_SENTENCES:
        forms = tuple(form for one in chosen for form in one.forms)
        had = _covered(claim, forms)
        rest = [one for one in cited if one not in chosen]
        if not rest:
            break
        gains = [(_covered(claim, forms + one.forms) - had, _cosine(claim, one)) for one in rest]
        at = max(range(len(rest)), key=lambda index: gains[index])
        if gains[at][0] < WORTH_ADDING:
            break
        chosen.append(rest[at])
    return tuple(chosen)


def _features(
    claim: Claim, chosen: Sequence[CitedSentence], cited: Sequence[CitedSentence], context: str, flips: Flips
) -> dict[str, float]:
    best = max(_cosine(claim, one) for one in cited)
    together = tuple(form for one in chosen for form in one.forms) + content_forms(context)
    held = read_holding(" ".join([*(one.text for one in chosen), context]))
    return {
        "cosine": best,
        "cosine_of_support": _cosine_of_mean(claim, chosen),
        "covered_by_support": _covered(claim, together),
        "covered_worst_clause": _worst_clause(claim, together),
        "pairs": _pairs(claim.forms, [one.forms for one in chosen]),
        "facts": _facts_share(claim, held),
        "counts": _counts_share(claim, held),
        "rival_names": _rivals(proper_names(claim.text), [name for one in chosen for name in proper_names(one.text)]),
        "rival_figures": _rivals(_figures_of(claim.text), [text for one in chosen for text in _figures_of(one.text)]),
        **{f"flip_{name}": float(bool(getattr(flips, name))) for name in FLIPS},
    }


def _rivals(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """1 when the claim names what the support does not, in place of something the support does name."""
    here, there = {word for text in mine for word in tokens(text)}, {word for text in theirs for word in tokens(text)}
    return float(bool(here - there) and bool(there - here))


def _figures_of(text: str) -> tuple[str, ...]:
    plain = spread_ranges(text)
    dates = [str(part) for moment in moments(text) for part in (moment.year, moment.day) if part is not None]
    return (*(f"{figure.value:g}".replace(".", "p") for figure in figures(plain)), *dates)


def _cosine(claim: Claim, sentence: CitedSentence) -> float:
    return float(claim.vector @ sentence.vector)


def _cosine_of_mean(claim: Claim, chosen: Sequence[CitedSentence]) -> float:
    mean = np.mean([one.vector for one in chosen], axis=0)
    return float(claim.vector @ mean / max(1e-9, float(np.linalg.norm(mean))))


def _covered(claim: Claim, forms: Sequence[str]) -> float:
    """The share, by weight, of the claim's content words that stand among these."""
    known = frozenset(forms)
    total = sum(claim.weights[form] for form in claim.forms)
    found = sum(claim.weights[form] for form in claim.forms if near(form, known))
    return found / total if total else 0.0


def _worst_clause(claim: Claim, forms: Sequence[str]) -> float:
    """The smallest share of words found among those of the claim's clauses, so that nothing hangs on unseen."""
    clauses = [content_forms(clause) for clause in _CLAUSE_END.split(claim.text)]
    shares = [
        _covered(Claim(claim.text, claim.vector, clause, claim.weights), forms)
        for clause in clauses
        if len(clause) >= CLAUSE_WORDS
    ]
    return min(shares, default=_covered(claim, forms))


def _pairs(forms: Sequence[str], sentences: Sequence[Sequence[str]]) -> float:
    """The share of neighbouring content words that stand near one another, in the same order, in the support."""
    if len(forms) < 2:
        return 1.0
    neighbours = list(pairwise(forms))
    near_by = {
        (one, other) for sentence in sentences for at, one in enumerate(sentence) for other in sentence[at + 1 : at + 4]
    }
    return sum(pair in near_by for pair in neighbours) / len(neighbours)


def _facts_share(claim: Claim, held: Holding) -> float:
    """The share of the claim's figures, dates and names that the support itself holds; 1 when it states none."""
    found = [is_held for _, is_held in facts_found(claim.text, held)]
    return sum(found) / len(found) if found else 1.0


def _counts_share(claim: Claim, held: Holding) -> float:
    """The share of the claim's figures that stand in the support with the same noun; 1 when none has a noun."""
    plain = spread_ranges(claim.text)
    counted = [figure for figure in figures(plain) if figure.noun and figure_held(figure, plain, held)]
    if not counted:
        return 1.0
    fitting = [
        any(abs(other.value - figure.value) <= 1e-9 and other.noun[:5] == figure.noun[:5] for other in held.figures)
        for figure in counted
    ]
    return sum(fitting) / len(fitting)


@dataclass(frozen=True, slots=True)
class SupportModel:
    """A logistic regression over the features above."""

    intercept: float
    weights: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """The chance that the cited sentences support the claim."""
        total = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


MODEL = SupportModel(
    intercept=-2.71,
    weights={
        "cosine": 1.53,
        "cosine_of_support": 1.34,
        "covered_by_support": -0.08,
        "covered_worst_clause": 1.87,
        "pairs": -0.09,
        "facts": 0.38,
        "counts": 0.3,
        "rival_names": -0.4,
        "rival_figures": -1.55,
        "flip_negation": -3.25,
        "flip_opposite": -3.67,
        "flip_strengthened": -3.5,
        "flip_hedge_dropped": -0.44,
        "flip_bound": -0.34,
        "flip_swapped": -2.93,
        "flip_substituted": -1.72,
        "flip_miscounted": -1.01,
        "flip_misplaced": -1.6,
    },
)
"""Fitted by `python -m evaluation.grounding --fit` on 499 sentences of public answers and their alterations."""
