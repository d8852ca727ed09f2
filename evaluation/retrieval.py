"""How well the real search finds what answers the benchmark's questions: `python -m evaluation.retrieval`.

Each set is published in a library of its own, in a temporary folder or in one that is kept (``--folder``), with the
model, the indexes and the search that people use. Weights may be chosen by the tuning half of the questions only; both
halves are reported.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.bench_library import fill
from evaluation.bench_sources import fill_sources, pages, sentence_items, transcript
from evaluation.data import Question, load_conversations, load_govuk, load_meetings, load_sentences
from evaluation.measures import mean, ndcg, recall, reciprocal_rank
from knowledge.errors import AssistantError
from knowledge.library import Library, open_library
from knowledge.settings import Settings, load_settings
from knowledge.types import Query, RankedPassage, Scope, Span

DEEP = 30
"""Passages asked for, so that at least ten different units are among them."""
FIRST = 600
"""Questions that the bench's own table of plain recipes was made with, where a set has more."""
BUDGET_WORDS = 2_000
"""What of a meeting a person or a model can be given to read."""

Ask = Callable[[Question], Query]
"""How a question is put."""
UnitOf = Callable[[RankedPassage], str]
"""The benchmark's id of what was found."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Means over the questions of a set that were asked in one way."""

    data: str
    asked: str
    questions: int
    values: Mapping[str, float]


def govuk(settings: Settings, folder: Path, most: int | None) -> list[Figure]:
    """Public guidance: each page a source, each of its paragraphs a passage."""
    data = load_govuk(settings.bench_dir)
    answered = [question for question in data.questions if question.relevant][:most]
    sources, unit_at = pages(data.units)
    with _library(settings, folder / "govuk") as library:
        origin_of = {id_: origin for origin, id_ in fill_sources(library, sources, folder / "texts").items()}

        def unit_of(found: RankedPassage) -> str:
            return unit_at[origin_of[found.source.id], found.passage.ordinal]

        ways: dict[str, Ask] = {
            "question": lambda one: Query(one.text, limit=DEEP),
            "scenario + question": lambda one: Query(f"{one.scenario} {one.text}".strip(), limit=DEEP),
        }
        return [
            figure for way, ask in ways.items() for figure in _measured(library, ("govuk", way), answered, ask, unit_of)
        ]


def conversations(settings: Settings, folder: Path, most: int | None) -> list[Figure]:
    """Questions within a conversation, over passages of four subjects."""
    data = load_conversations(settings.bench_dir)
    figures: list[Figure] = []
    with _library(settings, folder / "conversations") as library:
        units = fill(library, data.units, folder / "texts")
        for part in ("un", "mt1"):
            asked = [question for question in data.questions if question.part == part and question.relevant][:most]
            for way, ask in _conversation_ways(part).items():
                named = (f"conversations/{part}", way)
                figures += _measured(library, named, asked, ask, lambda found: units[found.source.id])
    return figures


def sentences(settings: Settings, folder: Path, most: int | None) -> list[Figure]:
    """Which sentence of a passage is given first: the rank of the first that people chose."""
    items = [item for item in load_sentences(settings.bench_dir) if 0 < len(item.chosen) < len(item.sentences)][:most]
    with _library(settings, folder / "items") as library:
        ids = fill_sources(library, sentence_items(items), folder / "texts")
        ranks = []
        for item in items:
            (found,) = library.search(Query(item.question, scope=Scope(sources=(ids[f"item:{item.id}"],)))).passages
            order = sorted(range(len(found.sentences)), key=lambda number: -found.sentences[number].score)
            ranks.append(reciprocal_rank(list(map(str, order)), frozenset(map(str, item.chosen))))
    return [Figure("sentences", "within the passage", len(ranks), {"reciprocal rank": mean(ranks)})]


def meetings(settings: Settings, folder: Path, most: int | None) -> list[Figure]:
    """Transcripts: the share of the relevant turns' words within 2,000 words, in the meeting itself and among all."""
    within: list[float] = []
    among: list[float] = []
    with _library(settings, folder / "meetings") as library:
        cut = [(meeting, *transcript(meeting, library)) for meeting in load_meetings(settings.bench_dir)]
        ids = fill_sources(library, [source for _, source, _ in cut], folder / "texts")
        for meeting, source, spans in cut:
            id_, text = ids[source.origin], source.document.text
            for question in meeting.questions[:most]:
                wanted = [spans[turn] for turn in sorted(question.turns)]
                for scope, kept in ((Scope(sources=(id_,)), within), (Scope(), among)):
                    found = library.search(Query(question.text, scope=scope, limit=DEEP)).passages
                    kept.append(share_found(text, wanted, _spans_within_budget(found, id_)))
    values = {"recall within the meeting": mean(within), "recall among all": mean(among)}
    return [Figure("meetings", f"{BUDGET_WORDS} words", len(within), values)]


SETS: Mapping[str, Callable[[Settings, Path, int | None], list[Figure]]] = {
    "govuk": govuk,
    "conversations": conversations,
    "sentences": sentences,
    "meetings": meetings,
}


def share_found(text: str, wanted: Sequence[Span], found: Sequence[Span]) -> float:
    """The share of the words of the wanted spans that stand in the found ones, which do not overlap."""
    total = sum(len(text[span.start : span.end].split()) for span in wanted)
    held = sum(
        len(text[max(want.start, have.start) : min(want.end, have.end)].split())
        for want in wanted
        for have in found
        if max(want.start, have.start) < min(want.end, have.end)
    )
    return held / total if total else 0.0


def _spans_within_budget(found: Sequence[RankedPassage], source_id: str) -> list[Span]:
    """The spans of this source's passages, until so many words of whatever source are reached."""
    spans, words = [], 0
    for one in found:
        words += len(one.passage.text.split())
        if words > BUDGET_WORDS:
            break
        if one.source.id == source_id:
            spans.append(Span(one.passage.start, one.passage.end))
    return spans


def _conversation_ways(part: str) -> dict[str, Ask]:
    ways: dict[str, Ask] = {"last turn": lambda one: Query(one.text, limit=DEEP)}
    if part == "mt1":
        ways["human rewrite"] = lambda one: Query(one.rewrite or one.text, limit=DEEP)
    ways["with the thread"] = lambda one: Query(one.text, one.thread, limit=DEEP)
    return ways


def _measured(
    library: Library, named: tuple[str, str], questions: Sequence[Question], ask: Ask, unit_of: UnitOf
) -> list[Figure]:
    ranked = [list(dict.fromkeys(unit_of(found) for found in library.search(ask(one)).passages)) for one in questions]
    pairs = list(zip(questions, ranked, strict=True))
    gains = [ndcg(units, one.relevant, 5) for one, units in pairs]
    values = {
        "nDCG@5": mean(gains),
        f"first {FIRST}": mean(gains[:FIRST]),
        "tuned": mean([gain for gain, one in zip(gains, questions, strict=True) if one.tunes]),
        "checked": mean([gain for gain, one in zip(gains, questions, strict=True) if not one.tunes]),
        "recall@5": mean([recall(units, one.relevant, 5) for one, units in pairs]),
        "recall@10": mean([recall(units, one.relevant, 10) for one, units in pairs]),
    }
    return [Figure(*named, len(questions), values)]


@contextmanager
def _library(settings: Settings, folder: Path) -> Iterator[Library]:
    with open_library(settings.model_copy(update={"data_dir": folder})) as library:
        library.warm_up()
        yield library


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table for each set of measures."""
    lines: list[str] = []
    header: tuple[str, ...] = ()
    for figure in figures:
        if tuple(figure.values) != header:
            header = tuple(figure.values)
            lines += ["", f"| data | asked | n | {' | '.join(header)} |", "|---" * (3 + len(header)) + "|"]
        cells = " | ".join(f"{value:.3f}" for value in figure.values.values())
        lines.append(f"| {figure.data} | {figure.asked} | {figure.questions} | {cells} |")
    return "\n".join(lines).strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sets that are asked for and print a table; 2 when the data or the library cannot be used."""
    logging.basicConfig(level=logging.ERROR)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(SETS), action="append", help="a set to measure; all when left out")
    parser.add_argument(
        "--first", action="store_true", help=f"only the first {FIRST} questions of a set, as the baselines were taken"
    )
    parser.add_argument("--folder", type=Path, help="folder to keep the libraries in for next time")
    given = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="retrieval-") as scratch:
            folder = given.folder or Path(scratch)
            most = FIRST if given.first else None
            figures = [one for name in given.only or SETS for one in SETS[name](load_settings(), folder, most)]
    except AssistantError as error:
        print(f"{error.message} {error.advice}", file=sys.stderr)
        return 2
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
