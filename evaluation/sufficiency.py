"""Fits and measures the judgement of evidence: `python -m evaluation.sufficiency --data DIR --bench DIR --scratch DIR`.

Positives are questions that are covered. Negatives are questions labelled as not answerable, and covered ones searched
for without the sources that hold their answer: near misses as a real library has them. Only the `tune` half of the
project's own questions is used. The coefficients printed stand in `assistant/evidence.py`.
"""

import argparse
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import AskRequest, Assistant
from assistant.conversation import standalone
from assistant.evidence import Findings, LogisticModel, measure
from assistant.gathering import PASSAGES, Found, with_unknowns
from assistant.gazetteer import Gazetteer
from assistant.question import understand
from assistant.searching import search_as_asked
from evaluation.asking import NOT_COVERED, TestQuestion, load_questions
from evaluation.bench_library import Unit, fill
from knowledge.library import Library, open_library
from knowledge.settings import load_settings
from knowledge.signals import SIGNALS
from knowledge.types import Query, Scope, Turn

OWN_FEATURES = ("words_in_top", "topic_words", "form_found", "names_held", "unknown_lead")
_NOT_USED = frozenset({"thread_turns", "thread_weight", "question_words"})
"""Signals that tell of the conversation and not of the evidence; a model would learn how its data were collected."""
FEATURES = (*OWN_FEATURES, *(name for name in SIGNALS if name not in _NOT_USED))
FOLDS = 10
RIDGE = 100.0
"""Strength of the penalty on standardised weights. The features say nearly the same, so less of it overfits: AUROC on
conversations/un .893 with 30, .903 with 100, .905 with 300, while on the starter library it falls from .69 to .65."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features with whether it is covered. Examples of one ``group`` are never in two folds."""

    data: str
    group: str
    covered: bool
    labelled: bool  # False for a covered question searched for without its sources
    features: Mapping[str, float]


def starter_examples(library: Library, questions: Iterable[TestQuestion]) -> Iterator[Example]:
    """The project's own questions."""
    assistant = Assistant(library, record_gaps=False)
    gazetteer = assistant.gazetteer()
    everything = frozenset(source.id for source in library.catalogue.sources())
    for asked in questions:
        thread = _held_thread(assistant, asked.history)
        covered = asked.kind != NOT_COVERED
        seek = _seeker(library, asked.question, thread, gazetteer)
        yield Example("starter", asked.id, covered, True, seek(Scope()))
        others = everything - _holders(library, asked, everything)
        if covered and len(others) > len(everything) // 2:
            yield Example("starter", asked.id, False, False, seek(Scope(sources=tuple(sorted(others)))))


def conversation_examples(
    library: Library, queries: Sequence[dict[str, object]], units: Mapping[str, str]
) -> Iterator[Example]:
    """The bench's conversations of MTRAG-UN."""
    gazetteer = Gazetteer(())
    for row in queries:
        if row["set"] != "un" or row["label"] not in {"ANSWERABLE", "UNANSWERABLE"}:
            continue  # the other set has no unanswerable questions
        turns = [Turn("user" if speaker == "user" else "assistant", text) for speaker, text in _pairs(row["turns"])]
        seek = _seeker(library, turns[-1].content, tuple(turns[:-1]), gazetteer)
        covered = row["label"] == "ANSWERABLE"
        yield Example(f"conversations/{row['set']}", str(row["id"]), covered, True, seek(Scope()))
        right = {str(unit) for unit in _strings(row["rel"])}
        if covered:
            others = tuple(source for source, unit in units.items() if unit not in right)
            yield Example(f"conversations/{row['set']}", str(row["id"]), False, False, seek(Scope(sources=others)))


def fit(examples: Sequence[Example]) -> LogisticModel:
    """A ridge logistic regression in which every data set weighs the same, and in it both classes do."""
    table, labels = _table(examples)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weights = _balanced(examples)
    coefficients = _newton((table - mean) / spread, labels, weights)
    slopes = coefficients[1:] / spread
    return LogisticModel(
        float(coefficients[0] - slopes @ mean),
        {name: float(slope) for name, slope in zip(FEATURES, slopes, strict=True)},
    )


def held_out_probabilities(examples: Sequence[Example]) -> NDArray[np.float64]:
    """For each example the probability by a model that was fitted without its group."""
    groups = {group: number % FOLDS for number, group in enumerate(dict.fromkeys(one.group for one in examples))}
    found = np.zeros(len(examples))
    for fold in range(FOLDS):
        model = fit([one for one in examples if groups[one.group] != fold])
        for at, one in enumerate(examples):
            if groups[one.group] == fold:
                found[at] = model.probability(one.features)
    return found


def auroc(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """The chance that a covered question scores above one that is not (Mann and Whitney, 1947); ties count half."""
    above, below = scores[labels], scores[~labels]
    wins = (above[:, None] > below[None, :]).sum() + 0.5 * (above[:, None] == below[None, :]).sum()
    return float(wins / max(1, len(above) * len(below)))


def kept_at_refusal(labels: NDArray[np.bool_], scores: NDArray[np.float64], refused: float = 0.8) -> float:
    """The share of covered questions still answered when this share of the others is refused."""
    threshold = np.quantile(scores[~labels], refused)
    return float((scores[labels] > threshold).mean())


def _seeker(
    library: Library, question: str, thread: tuple[Turn, ...], gazetteer: Gazetteer
) -> Callable[[Scope], Mapping[str, float]]:
    alone = standalone(question, thread, gazetteer)
    read = understand(alone.text)
    known = tuple(name for name in gazetteer.find(read.text) if name.sources)

    def seek(scope: Scope) -> Mapping[str, float]:
        query = Query(alone.text, () if alone.switches else thread, scope, limit=PASSAGES)
        found = with_unknowns(library, Found(read, search_as_asked(library, query, question)))
        return measure(read, Findings(found.result, known, found.beside))

    return seek


def _held_thread(assistant: Assistant, history: Sequence[str]) -> tuple[Turn, ...]:
    thread: list[Turn] = []
    for question in history:
        answer = assistant.ask(AskRequest(question, tuple(thread)))
        said = " ".join(statement.text for statement in answer.statements) or answer.message
        thread += [Turn("user", question), Turn("assistant", said)]
    return tuple(thread)


def _holders(library: Library, asked: TestQuestion, everything: frozenset[str]) -> set[str]:
    """The sources that hold the answer: those named, and those that hold nearly all of its key facts, too."""
    needed = max(1, len(asked.key_facts) - 1)
    found = set(asked.sources)
    for source_id in everything:
        text = library.catalogue.document(source_id).text.lower()
        if asked.key_facts and sum(any(fact.lower() in text for fact in group) for group in asked.key_facts) >= needed:
            found.add(source_id)
    return found


def _table(examples: Sequence[Example]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = [[one.features.get(name, 0.0) for name in FEATURES] for one in examples]
    return np.array(rows, dtype=np.float64), np.array([one.covered for one in examples], dtype=np.float64)


def _balanced(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Each data set weighs the same; in it covered and not covered do; labelled and made negatives share their half."""
    keys = [(one.data, one.covered, one.labelled) for one in examples]
    counts = {key: keys.count(key) for key in set(keys)}
    kinds = {key: sum(other[:2] == key[:2] for other in counts) for key in counts}
    weights = np.array([1.0 / (counts[key] * kinds[key]) for key in keys])
    return np.asarray(weights * len(examples) / weights.sum(), dtype=np.float64)


def _newton(
    table: NDArray[np.float64], labels: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Penalised maximum likelihood by Newton's method; the intercept, first, is not penalised."""
    design = np.hstack([np.ones((len(table), 1)), table])
    penalty = RIDGE * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-design @ found))
        slope = design.T @ (weights * (labels - chance)) - penalty @ found
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(pair[0]), str(pair[1])) for pair in value] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def report(examples: Sequence[Example]) -> None:
    """Print the fitted coefficients, and AUROC by data set from models fitted without the question."""
    scores = held_out_probabilities(examples)
    labels = np.array([one.covered for one in examples])
    print("| data | negatives | n | AUROC | kept when 80 % are refused |\n|---|---|---|---|---|")
    for data in dict.fromkeys(one.data for one in examples):
        for labelled in (True, False):
            rows = np.array([one.data == data and (one.covered or one.labelled is labelled) for one in examples])
            if labels[rows].all():
                continue
            kind = "labelled" if labelled else "sources left out"
            figures = auroc(labels[rows], scores[rows]), kept_at_refusal(labels[rows], scores[rows])
            print(f"| {data} | {kind} | {rows.sum()} | {figures[0]:.3f} | {figures[1]:.2f} |")
    model = fit(examples)
    print(f"\nintercept={model.intercept:.2f}")
    print("\n".join(f'    "{name}": {weight:.2f},' for name, weight in model.weights.items()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Gather the examples, fit, and print."""
    logging.basicConfig(level=logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder that holds the starter library")
    parser.add_argument("--bench", type=Path, required=True, help="folder with the benchmark's data sets")
    parser.add_argument(
        "--scratch", type=Path, required=True, help="folder for the benchmark's own library; kept for next time"
    )
    given = parser.parse_args(arguments)
    with open_library(load_settings(data_dir=given.data), writable=False) as library:
        questions = [asked for asked in load_questions() if asked.split == "tune"]
        examples = list(starter_examples(library, questions))
    bench = json.loads((given.bench / "data" / "conversations.json").read_text("utf-8"))
    units = [Unit(unit["id"], unit["text"].strip(), unit["title"]) for unit in bench["units"]]
    with open_library(load_settings(data_dir=given.scratch)) as library:
        known = fill(library, units, given.scratch / "texts")
        examples += conversation_examples(library, bench["queries"], known)
    report(examples)


if __name__ == "__main__":
    main()
