"""All that one run measured, as one value that is kept beside the report."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evaluation.cold_start import FirstFind, Start
from evaluation.comparison import Comparison
from evaluation.memory import Memory
from evaluation.own import Table
from evaluation.scale import Size
from evaluation.speed import IngestSpeed, QuestionSpeed


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and with what it was measured."""

    processor: str
    cores: int
    memory_gb: int
    system: str
    python: str
    versions: tuple[tuple[str, str], ...]  # package, version
    load_before: float  # of the machine, one minute's mean, as the run began
    abilities: tuple[str, ...] = ()  # of the processor, those that the speed of a model hangs on


@dataclass(frozen=True, slots=True)
class Sets:
    """How much text and how many questions were used."""

    conversation_files: int
    conversation_questions: int
    meeting_files: int
    meeting_questions: int
    short_ingest_files: int
    long_ingest_files: int
    rounds: int
    people: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the run: how long it took, when it was measured and how busy the machine was as it began."""

    name: str
    minutes: float
    date: str
    load_before: float | None  # of the machine, one minute's mean; None where it was not noted


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The very first start of all on a machine: the weights are exported, then the starter library is taken in."""

    ready_seconds: float
    starter_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Results:
    """One run. A part is None where it was left out or its data were not there."""

    command: str
    date: str
    size: str  # "quick", "standard" or "full"
    machine: Machine
    parts: tuple[Part, ...] = ()
    sets: Sets | None = None
    first_run: FirstRun | None = None
    comparison: Comparison | None = None
    own: tuple[Table, ...] = ()
    ingest_short: tuple[IngestSpeed, ...] = ()
    ingest_long: tuple[IngestSpeed, ...] = ()
    questions: tuple[QuestionSpeed, ...] = ()
    memory: tuple[Memory, ...] = ()
    starts: tuple[Start, ...] = ()
    first_finds: tuple[FirstFind, ...] = ()
    scale: tuple[Size, ...] = ()
    failures: tuple[str, ...] = ()


UNTIMED = frozenset({"quality", "own"})
"""Parts whose figures do not depend on the machine."""


def earlier(path: Path, size: str, here: Machine, only: Collection[str]) -> Results | None:
    """The results at this path, if they are of a run of this size on this very machine, else None.

    Parts that time nothing may be measured anew on another machine: the figures are the same on every one.
    """
    try:
        found = load(path)
    except (OSError, ValidationError):  # none yet, or of an earlier form
        return None
    same = replace(found.machine, load_before=here.load_before) == here or UNTIMED.issuperset(only)
    return found if same and found.size == size else None


def save(results: Results, path: Path) -> None:
    """Write the results as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(TypeAdapter(Results).dump_json(results, indent=1) + b"\n")


def load(path: Path) -> Results:
    """The results of an earlier run."""
    return TypeAdapter(Results).validate_json(path.read_bytes())
