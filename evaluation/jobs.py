"""Work of one system in a process of its own, so that imports, memory and threads are its own; the parent watches."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import psutil
from pydantic import TypeAdapter

from evaluation.systems import OURS, Hit, Question, TextFile, system

ENVIRONMENT: Final = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "true",  # the libraries' own default, said aloud so that they do not warn
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
}
"""Nothing is fetched and nobody is told. Threads stay as each library sets them, or the system's own command."""
_LOOK_SECONDS: Final = 0.05
"""Between two looks at the child's memory."""
_LIMIT_SECONDS: Final = 3600


@dataclass(frozen=True, slots=True)
class AddJob:
    """Take files in, from nothing, and keep them in the folder; each further round in a folder of its own beside it."""

    system: str
    folder: Path
    files: tuple[TextFile, ...]
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Added:
    """What taking files in cost, by round. ``cpu_seconds`` counts all threads and the children."""

    start_seconds: float  # of the first round, imports and model
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    passages: int


@dataclass(frozen=True, slots=True)
class FindJob:
    """Open what was kept and ask each question once."""

    system: str
    folder: Path
    questions: tuple[Question, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of each question, and how long the first one took from the start of the process's work."""

    hits: tuple[tuple[Hit, ...], ...]
    start_seconds: float


@dataclass(frozen=True, slots=True)
class TimeJob:
    """Ask questions ``rounds`` times one at a time, as often ``people`` at once, and again with pauses between them."""

    system: str
    folder: Path
    questions: tuple[Question, ...]
    limit: int
    rounds: int
    people: int


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each question, by round: one at a time, many at once, and many who read between their questions.

    Of a single person only the first is measured.
    """

    alone: tuple[tuple[float, ...], ...]
    together: tuple[tuple[float, ...], ...]
    reading: tuple[tuple[float, ...], ...]
    cpu_seconds_alone: float  # a question, mean


@dataclass(frozen=True, slots=True)
class BareAddJob:
    """The bare model's own encode of texts with its default batch: what any ingest is measured against."""

    texts: tuple[str, ...]
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class BareTimeJob:
    """The bare model's own encode of single questions."""

    texts: tuple[str, ...]
    rounds: int
    people: int


@dataclass(frozen=True, slots=True)
class GrowJob:
    """Add files to our library in the folder until it has so many passages; files that it has are passed over.

    With ``stand_in`` a passage's vector is the mean of its sentences' vectors instead of the model's of the whole: the
    store is filled with vectors that lie as real ones do, in a fraction of the time.
    """

    folder: Path
    files: tuple[TextFile, ...]
    passages: int
    stand_in: bool


@dataclass(frozen=True, slots=True)
class Grown:
    """What growing cost. Vectors of sentences that came before in the same job are remembered, not computed."""

    passages: int  # in all
    added: int
    seconds: float
    embedding_seconds: float


@dataclass(frozen=True, slots=True)
class AgreeJob:
    """Ask our library's approximate index and exact search for the ``n`` nearest passages of each question."""

    folder: Path
    questions: tuple[Question, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """The share of the exact search's passages that the approximate index found too."""

    recall: float


def round_folder(folder: Path, number: int) -> Path:
    """Where a round keeps what it took in, the first one being 0."""
    return folder.with_name(f"{folder.name}-{number}") if number else folder


Job = AddJob | FindJob | TimeJob | BareAddJob | BareTimeJob | GrowJob | AgreeJob
Result = Added | Found | Timed | Grown | Agreed
ResultType = TypeVar("ResultType", Added, Found, Timed, Grown, Agreed)


@dataclass(frozen=True, slots=True)
class Done:
    """A finished job's cost as seen from outside: the whole process tree, from command to end."""

    seconds: float
    peak_bytes: int


class JobError(RuntimeError):
    """A system's process failed; the message is the end of what it wrote."""


def run(job: Job, expected: type[ResultType], *, one_thread: bool = False) -> tuple[ResultType, Done]:
    """The result of a job done in a process of its own.

    Args:
        job: what to do.
        expected: the type of its result.
        one_thread: keep the numeric libraries to one thread, where jobs run side by side and time does not count.

    Raises:
        JobError: the process failed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-job-") as temporary:
        request, reply = Path(temporary, "job.json"), Path(temporary, "result.json")
        request.write_bytes(TypeAdapter(type(job)).dump_json(job))
        command = [sys.executable, "-m", "evaluation.worker", type(job).__name__, str(request), str(reply)]
        done = watch(command, environment={**_own_environment(job), **({"OMP_NUM_THREADS": "1"} if one_thread else {})})
        return TypeAdapter(expected).validate_json(reply.read_bytes()), done


def _own_environment(job: Job) -> Mapping[str, str]:
    """What the system's own command sets before it starts."""
    match job:
        case AddJob() | FindJob() | TimeJob():
            return system(job.system).environment
        case GrowJob() | AgreeJob():
            return OURS.environment
        case _:
            return {}


def watch(command: list[str], *, environment: dict[str, str] | None = None) -> Done:
    """What a command cost, its children included.

    Raises:
        JobError: it ended with another status than 0.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, env={**os.environ, **ENVIRONMENT, **(environment or {})}, stdout=output, stderr=output
        )
        with MemoryWatch(process.pid) as memory:
            status = process.wait(timeout=_LIMIT_SECONDS)
        if status != 0:
            output.seek(0)
            raise JobError(f"{' '.join(command[1:4])} failed: {output.read()[-2000:].decode('utf-8', 'replace')}")
    return Done(time.perf_counter() - began, memory.peak_bytes)


@contextmanager
def clocked(what: str) -> Iterator[None]:
    """Tell on the standard error how long the block took, so that who waits for a run knows where it is."""
    began = time.perf_counter()
    yield
    tell_minutes(what, began)


def tell_minutes(what: str, began: float) -> float:
    """Minutes since a moment of `time.perf_counter`, told on the standard error."""
    minutes = (time.perf_counter() - began) / 60
    print(f"{what}: {minutes:.1f} minutes", file=sys.stderr, flush=True)
    return minutes


def output_of(command: list[str]) -> str:
    """What a command writes to its standard output.

    Raises:
        JobError: it ended with another status than 0.
    """
    ended = subprocess.run(
        command, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, timeout=_LIMIT_SECONDS, check=False
    )
    if ended.returncode != 0:
        raise JobError(f"{' '.join(command[1:3])} failed: {ended.stderr[-2000:]}")
    return ended.stdout


class MemoryWatch:
    """The most memory that a process and its children held at once, looked at every twentieth of a second.

    Resident memory is summed, so that pages they share count once for each: an upper bound where there are children.
    """

    def __init__(self, pid: int) -> None:
        self.peak_bytes = 0
        self._root = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            self.peak_bytes = max(self.peak_bytes, resident_bytes(self._root))


def resident_bytes(root: psutil.Process) -> int:
    """Memory that a process and its children hold now; a process that has just ended counts nothing."""
    total = 0
    try:
        tree = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in tree:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
