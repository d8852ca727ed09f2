"""Our own figures on every set, by the commands that weights are chosen with."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluation import jobs


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a command printed it."""

    command: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the commands find and keep what they need."""

    starter: Path  # data folder with the starter library
    bench: Path | None  # the benchmark's data sets; None where they are not there
    scratch: Path


def measure(places: Places) -> tuple[Table, ...]:
    """All tables of the commands: retrieval, the grounding check, answers, sufficiency.

    Without the benchmark's data only answers to the project's own questions are measured.

    Raises:
        jobs.JobError: a command failed.
    """
    lanes = lanes_of(places)
    with ThreadPoolExecutor(len(lanes)) as side_by_side:
        printed = side_by_side.map(_printed_one_by_one, lanes)
        return tuple(table for tables_of_lane in printed for table in tables_of_lane)


def lanes_of(places: Places) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The commands, those of one lane one after the other, the lanes side by side."""
    answers = ("evaluation.answers", "--data", str(places.starter))
    if places.bench is None:
        return ((answers,),)
    kept = places.scratch / "kept"  # each set's library is filled once, by the first command of the lane that needs it
    public = ("--bench", str(places.bench), "--scratch", str(kept))
    return (
        (("evaluation.retrieval", "--first", "--only", "govuk", "--only", "meetings"), ("evaluation.grounding",)),
        (
            (*answers, *public),
            ("evaluation.sufficiency", "--data", str(places.starter), *public),
            ("evaluation.retrieval", "--only", "conversations", "--only", "sentences", "--folder", str(kept)),
        ),
    )


def tables(command: str, printed: str) -> tuple[Table, ...]:
    """The Markdown tables in what a command printed."""
    found: list[Table] = []
    block: list[tuple[str, ...]] = []
    for line in [*printed.splitlines(), ""]:
        if line.startswith("|"):
            block.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
        elif len(block) > 2:
            found.append(Table(command, block[0], tuple(block[2:])))
            block = []
        else:
            block = []
    return tuple(found)


def value(found: Sequence[Table], beginning: Sequence[str], head: str) -> float | None:
    """The figure under a head in the row that begins with these cells, or None where there is none."""
    for table in found:
        if head not in table.heads:
            continue
        for row in table.rows:
            if row[: len(beginning)] == tuple(beginning):
                return float(row[table.heads.index(head)])
    return None


def _printed_one_by_one(commands: Sequence[Sequence[str]]) -> list[Table]:
    found: list[Table] = []
    for command in commands:
        with jobs.clocked(command[0]):
            found += tables(command[0], jobs.output_of([sys.executable, "-m", *command]))
    return found
