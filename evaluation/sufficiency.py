"""Fits and measures the judgement of evidence: `python -m evaluation.sufficiency --data DIR --bench DIR --scratch DIR`.

Two regressions, one on top of the other: how likely a passage answers (`assistant/relevance.py`), fitted on passages
labelled as answering or not; and whether a question is covered (`assistant/evidence.py`), fitted on questions. All
figures are cross-validated: a question is judged by models that were fitted without its conversation, page or item, and
of the project's own questions only the `tune` half is fitted on. With ``--models`` the fitted coefficients are printed.
"""

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import ENOUGH, NONE
from assistant.logistic import LogisticModel
from assistant.relevance import of_all
from evaluation.asking import load_questions
from evaluation.logistic import Numbers, balanced, fit_logistic, folds
from evaluation.measures import auroc, kept_when_refusing
from evaluation.sufficiency_examples import (
    STARTER,
    Example,
    conversation_examples,
    page_examples,
    sentence_examples,
    starter_examples,
)
from knowledge.library import open_library
from knowledge.settings import load_settings

PASSAGE_FEATURES = (
    "passage",
    "sentence",
    "passage_partial",
    "sentence_partial",
    "passage_thread",
    "sentence_thread",
    "passage_partial_thread",
    "sentence_partial_thread",
    "subject",
    "score",
    "words_sentence",
    "words_passage",
    "words_sentence_beyond",
    "words_passage_beyond",
    "beyond",
)
FEATURES = (
    "relevance",
    "any_answers",
    "type_fit",
    "unknown_lead",
    "topic_words",
    "names_held",
    "aspect_held",
    "gap_thread",
    "same_source",
    "bm25_gap",
    "agreement",
)
"""Chosen by adding one at a time, cross-validated: the other signals of `knowledge.signals` add nothing to these."""
FOLDS = 10
RIDGE = 30.0
"""Strength of the penalty on standardised weights, in both regressions. From 10 to 300 AUROC is the same within .01."""
SHARES: Mapping[str, float] = {STARTER: 2.0, "govuk, question": 0.5, "govuk, situation": 0.5}
"""How much a data set counts: the project's own twice, the two forms of one question on GOV.UK once together."""
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Models:
    """The two regressions."""

    relevance: LogisticModel
    evidence: LogisticModel


def fit(examples: Sequence[Example]) -> Models:
    """Both models. The second learns from log-odds that the first gives to questions it has not seen."""
    relevance = fit_relevance(examples)
    return Models(relevance, fit_evidence(_with_unseen_relevance(examples)))


def fit_relevance(examples: Sequence[Example]) -> LogisticModel:
    """How likely a passage answers, from all labelled passages."""
    rows = [
        (one.data, answers, features)
        for one in examples
        if one.answering is not None and one.tunes
        for features, answers in zip(one.passages, one.answering, strict=True)
    ]
    weights = balanced([(data, answers, "") for data, answers, _ in rows], SHARES)
    features = [features for *_, features in rows]
    return fit_logistic(features, [answers for _, answers, _ in rows], weights, PASSAGE_FEATURES, ridge=RIDGE)


def fit_evidence(examples: Sequence[Example]) -> LogisticModel:
    """Whether a question is covered, from its features, its relevance among them."""
    tuned = [one for one in examples if one.tunes]
    weights = balanced([_kind(one) for one in tuned], SHARES)
    return fit_logistic([one.features for one in tuned], [one.covered for one in tuned], weights, FEATURES, ridge=RIDGE)


def held_out_chances(examples: Sequence[Example]) -> Numbers:
    """For each example the chance by models that were fitted without its group."""
    at = folds([one.group for one in examples], FOLDS)
    found = np.zeros(len(examples))
    for fold in range(FOLDS):
        models = fit([one for one, other in zip(examples, at, strict=True) if other != fold])
        for number, one in enumerate(examples):
            if at[number] == fold:
                found[number] = models.evidence.probability(_with_relevance(one, models.relevance).features)
    return found


def _kind(one: Example) -> tuple[str, bool, str]:
    return one.data, one.covered, "labelled" if one.labelled else "left out"


def _with_unseen_relevance(examples: Sequence[Example]) -> list[Example]:
    at = folds([one.group for one in examples], FOLDS - 1)  # other folds than those that are measured by
    models = [
        fit_relevance([one for one, other in zip(examples, at, strict=True) if other != fold])
        for fold in range(FOLDS - 1)
    ]
    return [_with_relevance(one, models[fold]) for one, fold in zip(examples, at, strict=True)]


def _with_relevance(one: Example, model: LogisticModel) -> Example:
    found = [model.log_odds(features) for features in one.passages]
    return replace(one, features={**one.features, **of_all(found)})


def report(examples: Sequence[Example], chances: Numbers) -> None:
    """Print how well covered questions are told from others, what is refused, and how true the chances are."""
    labels = np.array([one.covered for one in examples])
    print(
        "| data | negatives | covered | not | AUROC | kept when 80 % are refused | rightly refused | wrongly refused |"
        " not covered, answered |\n|---|---|---|---|---|---|---|---|---|"
    )
    for data in dict.fromkeys(one.data for one in examples):
        for labelled in (True, False):
            rows = np.array([one.data == data and (one.covered or one.labelled is labelled) for one in examples])
            if not labels[rows].all():
                kind = "labelled" if labelled else "sources left out"
                print(f"| {data} | {kind} | {' | '.join(_figures(labels[rows], chances[rows]))} |")
    print("\n| chance given | questions | mean chance | covered, both kinds weighed alike |\n|---|---|---|---|")
    rows = np.array([one.labelled for one in examples])
    weights = balanced([_kind(one) for one in examples if one.labelled], SHARES)
    print("\n".join(_reliability(labels[rows], chances[rows], weights)))


def _figures(labels: NDArray[np.bool_], chances: Numbers) -> list[str]:
    refused, answered = chances < NONE, chances >= ENOUGH
    return [
        str(labels.sum()),
        str((~labels).sum()),
        f"{auroc(chances[labels], chances[~labels]):.3f}",
        f"{kept_when_refusing(chances[labels], chances[~labels]):.2f}",
        f"{refused[~labels].mean():.2f}",
        f"{refused[labels].mean():.2f}",
        f"{answered[~labels].mean():.2f}",
    ]


def _reliability(labels: NDArray[np.bool_], chances: Numbers, weights: Numbers) -> list[str]:
    lines = []
    for low, high in pairwise(BINS):
        rows = (chances >= low) & ((chances < high) | (high == 1.0))
        if rows.any():
            mean = np.average(chances[rows], weights=weights[rows])
            share = np.average(labels[rows], weights=weights[rows])
            lines.append(f"| {low:.1f} to {high:.1f} | {rows.sum()} | {mean:.2f} | {share:.2f} |")
    return lines


def gather(data: Path, bench: Path, scratch: Path) -> list[Example]:
    """All examples.

    Args:
        data: data folder that holds the starter library.
        bench: folder with the benchmark's data sets.
        scratch: folder for the benchmark's own libraries.
    """
    with open_library(load_settings(data_dir=data), writable=False) as library:
        found = list(starter_examples(library, load_questions()))
    found += conversation_examples(bench, scratch)
    found += sentence_examples(bench, scratch)
    found += page_examples(bench, scratch)
    return found


def _written(name: str, model: LogisticModel) -> str:
    lines = [f'    "{feature}": {weight:.3f},' for feature, weight in model.weights.items()]
    return "\n".join([f"{name}\nintercept={model.intercept:.3f}", *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather the examples, fit, and print."""
    logging.basicConfig(level=logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder that holds the starter library")
    parser.add_argument("--bench", type=Path, required=True, help="folder with the benchmark's data sets")
    parser.add_argument(
        "--scratch", type=Path, required=True, help="folder for the benchmark's own libraries; kept for next time"
    )
    parser.add_argument("--models", action="store_true", help="print the fitted coefficients, too")
    given = parser.parse_args(arguments)
    examples = gather(given.data, given.bench, given.scratch)
    report(examples, held_out_chances(examples))
    if given.models:
        models = fit(examples)
        print(f"\n{_written('assistant/relevance.py', models.relevance)}")
        print(f"\n{_written('assistant/evidence.py', models.evidence)}")


if __name__ == "__main__":
    main()
