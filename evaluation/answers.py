"""Measures answers: `python -m evaluation.answers --data DIR [--bench DIR --scratch DIR]`.

On the project's own questions: the right source, the key facts, and refusals, the half that was tuned on apart from the
half that was held out. On public sets: answers to conversations against reference answers, and the choice of sentences.
"""

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from assistant.assistant import AskRequest, Assistant
from assistant.question import understand
from assistant.quoting.compose import compose
from assistant.quoting.material import Material, Wishes
from assistant.quoting.selection import Lens
from evaluation.asking import Figures, Outcome, ask_all, load_questions, summarise, without_thread
from evaluation.bench_library import Unit, fill
from evaluation.measures import mean, token_f1
from knowledge.library import Library, open_library
from knowledge.settings import load_settings
from knowledge.types import Query, Scope, Span, Turn

ANSWER_WORDS = 90
"""Length of the answers in the baseline that the aims were set from (bench/README.md)."""
CHOICE_WORDS = 80


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Answers against reference answers, means over the questions."""

    questions: int
    token_f1: float
    similarity: float  # cosine of the embeddings of answer and reference
    refused: float  # counted as 0 in both
    words: float
    answered_f1: float  # of those that were answered alone
    answered_similarity: float


@dataclass(frozen=True, slots=True)
class ChoiceFigures:
    """Sentences chosen against those that annotators selected, means over the questions."""

    questions: int
    precision: float
    recall: float
    first: float  # the share of answers whose first sentence is a selected one


@dataclass(frozen=True, slots=True)
class FollowUpFigures:
    """Follow-ups of the project's own questions; shares 0..1."""

    questions: int
    resolved: float  # the answer begins with a right source
    facts: float  # mean share of key facts


AnyFigures = Figures | AnswerFigures | ChoiceFigures | FollowUpFigures


def conversation_answers(library: Library, queries: Sequence[dict[str, object]]) -> AnswerFigures:
    """Answers to the last turn of MTRAG-UN conversations that are answerable, at least in part."""
    assistant = Assistant(library, record_gaps=False)
    scored: list[tuple[float, float, bool, int]] = []
    for row in queries:
        if row["set"] != "un" or row["label"] not in {"ANSWERABLE", "PARTIAL"} or not row["answer"]:
            continue
        turns = [Turn("user" if speaker == "user" else "assistant", text) for speaker, text in _pairs(row["turns"])]
        answer = assistant.ask(AskRequest(turns[-1].content, tuple(turns[:-1]), words=ANSWER_WORDS))
        said = " ".join(statement.text for statement in answer.statements)
        alike = library.embedder.embed_queries([said, str(row["answer"])]) if said else None
        likeness = float(alike[0] @ alike[1]) if alike is not None else 0.0
        scored.append((token_f1(said, str(row["answer"])), likeness, not said, len(said.split())))
    return answer_figures(scored)


def answer_figures(scored: Sequence[tuple[float, float, bool, int]]) -> AnswerFigures:
    """Means over questions, each with its token F1, its similarity, whether it was refused, and its words."""
    answered = [one for one in scored if not one[2]]
    return AnswerFigures(
        len(scored),
        mean([one[0] for one in scored]),
        mean([one[1] for one in scored]),
        mean([float(one[2]) for one in scored]),
        mean([float(one[3]) for one in scored]),
        mean([one[0] for one in answered]),
        mean([one[1] for one in answered]),
    )


def sentence_choice(library: Library, items: Sequence[dict[str, object]], sources: dict[str, str]) -> ChoiceFigures:
    """The sentences chosen from the passage that answers, for ClapNQ's answerable questions."""
    by_unit = {unit: source for source, unit in sources.items()}
    reading = Assistant(library, record_gaps=False).reading()
    scored: list[tuple[float, float, float]] = []
    for item in items:
        selected = _selected_spans(item)
        source = by_unit.get(str(item["id"]))
        if not item["answerable"] or not selected or source is None:
            continue
        question = understand(str(item["q"]))
        found = library.search(Query(question.text, scope=Scope(sources=(source,))))
        composed = compose([Material(Lens(question), found.passages)], reading, Wishes(CHOICE_WORDS))
        chosen = [Span(citation.start, citation.end) for citation in composed.citations]
        hits = [any(_overlap(span, other) for other in selected) for span in chosen]
        met = [any(_overlap(span, other) for other in chosen) for span in selected]
        scored.append(
            (mean([float(hit) for hit in hits]), mean([float(hit) for hit in met]), float(hits[:1] == [True]))
        )
    return ChoiceFigures(
        len(scored),
        mean([one[0] for one in scored]),
        mean([one[1] for one in scored]),
        mean([one[2] for one in scored]),
    )


def _selected_spans(item: dict[str, object]) -> list[Span]:
    """The annotators' sentences as spans of the passage's text, stripped as it was published."""
    text = str(item["text"]).strip()
    lists = item["selected"] if isinstance(item["selected"], list) else []
    sentences = dict.fromkeys(str(sentence).strip() for chosen in lists for sentence in chosen)
    starts = ((text.find(sentence), len(sentence)) for sentence in sentences)
    return [Span(start, start + length) for start, length in starts if start >= 0 and length]


def _overlap(one: Span, other: Span) -> bool:
    """True when the spans share more than half of the shorter one."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > min(one.end - one.start, other.end - other.start) / 2


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(pair[0]), str(pair[1])) for pair in value] if isinstance(value, list) else []


def follow_up_figures(outcomes: Sequence[Outcome]) -> FollowUpFigures:
    """How follow-ups were understood, by the source that their answers begin with and the key facts in them."""
    figures = summarise(outcomes)
    return FollowUpFigures(figures.covered, figures.source_first, figures.facts)


def _row(name: str, figures: AnyFigures) -> str:
    shown = (f"{value:.2f}" if isinstance(value, float) else str(value) for value in astuple(figures))
    return f"| {name} | {' | '.join(shown)} |"


def _head(kind: type[AnyFigures]) -> str:
    names = [field.name.replace("_", " ") for field in fields(kind)]
    return f"| | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}"


def starter_report(library: Library) -> None:
    """Print the figures on the project's own questions."""
    assistant = Assistant(library, record_gaps=False)
    splits = {split: [one for one in load_questions() if one.split == split] for split in ("tune", "held-out")}
    outcomes = {split: ask_all(assistant, asked) for split, asked in splits.items()}
    print(_head(Figures))
    for split, measured in outcomes.items():
        print(_row(split, summarise(measured)), flush=True)
    print(f"\n{_head(FollowUpFigures)}")
    for split, measured in outcomes.items():
        print(_row(f"{split}, in the thread", follow_up_figures([one for one in measured if one.asked.history])))
        alone = ask_all(assistant, without_thread(splits[split]))
        print(_row(f"{split}, last turn alone", follow_up_figures(alone)), flush=True)


def bench_report(bench: Path, scratch: Path) -> None:
    """Print the figures on the public sets."""
    rows = json.loads((bench / "data" / "conversations.json").read_text("utf-8"))
    with open_library(load_settings(data_dir=scratch / "conversations")) as library:
        fill(library, [Unit(one["id"], one["text"].strip(), one["title"]) for one in rows["units"]], scratch / "texts")
        print(
            f"\n{_head(AnswerFigures)}\n{_row('conversations/un', conversation_answers(library, rows['queries']))}",
            flush=True,
        )
    items = json.loads((bench / "data" / "sentences.json").read_text("utf-8"))["items"]
    with open_library(load_settings(data_dir=scratch / "sentences")) as library:
        units = [Unit(one["id"], one["text"].strip(), one["title"]) for one in items]
        sources = fill(library, units, scratch / "texts")
        print(f"\n{_head(ChoiceFigures)}\n{_row('sentences', sentence_choice(library, items, sources))}", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    logging.basicConfig(level=logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder that holds the starter library")
    parser.add_argument("--bench", type=Path, help="folder with the benchmark's data sets")
    parser.add_argument("--scratch", type=Path, help="folder for the benchmark's own libraries; kept for next time")
    given = parser.parse_args(arguments)
    with open_library(load_settings(data_dir=given.data), writable=False) as library:
        starter_report(library)
    if given.bench and given.scratch:
        bench_report(given.bench, given.scratch)


if __name__ == "__main__":
    main()
