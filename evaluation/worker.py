"""The process that does one job of one system: ``python -m evaluation.worker KIND JOB.json RESULT.json``."""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from pydantic import TypeAdapter

from evaluation import jobs
from evaluation.peers.weights import model_folder
from evaluation.systems import System, TextFile, system

PAUSE_SECONDS = 1.0
READING_SECONDS = 3.0
"""How people ask who read between their questions: each after a pause of this mean length, for so long altogether."""


def main(arguments: Sequence[str]) -> None:
    """Do the job in the first file and write its result into the second."""
    kind, request, reply = arguments
    do: Callable[[bytes], jobs.Result] = _DOERS[kind]
    result = do(Path(request).read_bytes())
    Path(reply).write_bytes(TypeAdapter(type(result)).dump_json(result))


def _add(request: bytes) -> jobs.Added:
    job = TypeAdapter(jobs.AddJob).validate_json(request)
    began = time.perf_counter()
    opened = system(job.system).open(job.folder)
    start = time.perf_counter() - began
    rounds = []
    for number in range(job.rounds):
        if number:
            opened = system(job.system).open(jobs.round_folder(job.folder, number))
        rounds.append(_clocked(partial(_kept, opened, job.files)))
        opened.close()
    return _added(start, rounds)


def _kept(opened: System, files: Sequence[TextFile]) -> int:
    passages = opened.add(files)
    opened.keep()
    return passages


def _clocked(take_in: Callable[[], int]) -> tuple[float, float, int]:
    """Seconds, processor seconds, and passages."""
    began, cpu = time.perf_counter(), cpu_seconds()
    passages = take_in()
    return time.perf_counter() - began, cpu_seconds() - cpu, passages


def _added(start: float, rounds: Sequence[tuple[float, float, int]]) -> jobs.Added:
    seconds, cpu, passages = zip(*rounds, strict=True)
    return jobs.Added(start, seconds, cpu, passages[0])


def _find(request: bytes) -> jobs.Found:
    job = TypeAdapter(jobs.FindJob).validate_json(request)
    began = time.perf_counter()
    opened = system(job.system).open(job.folder)
    hits = [tuple(opened.find(job.questions[0], job.limit))]
    first = time.perf_counter() - began
    hits.extend(tuple(opened.find(question, job.limit)) for question in job.questions[1:])
    opened.close()
    return jobs.Found(tuple(hits), first)


def _time(request: bytes) -> jobs.Timed:
    job = TypeAdapter(jobs.TimeJob).validate_json(request)
    opened = system(job.system).open(job.folder)
    calls = [lambda question=question: opened.find(question, job.limit) for question in job.questions]
    timed = _measured(calls, job.rounds, job.people)
    opened.close()
    return timed


def _bare_add(request: bytes) -> jobs.Added:
    from sentence_transformers import SentenceTransformer

    job = TypeAdapter(jobs.BareAddJob).validate_json(request)
    began = time.perf_counter()
    model = SentenceTransformer(model_folder(), device="cpu")
    start = time.perf_counter() - began
    texts = list(job.texts)
    return _added(
        start, [_clocked(lambda: len(model.encode(texts, show_progress_bar=False))) for _ in range(job.rounds)]
    )


def _bare_time(request: bytes) -> jobs.Timed:
    from sentence_transformers import SentenceTransformer

    job = TypeAdapter(jobs.BareTimeJob).validate_json(request)
    model = SentenceTransformer(model_folder(), device="cpu")
    calls = [lambda text=text: model.encode(text, show_progress_bar=False) for text in job.texts]
    return _measured(calls, job.rounds, job.people)


def _grow(request: bytes) -> jobs.Grown:
    from evaluation.growing import grow

    return grow(TypeAdapter(jobs.GrowJob).validate_json(request))


def _agree(request: bytes) -> jobs.Agreed:
    from evaluation.growing import agree

    return agree(TypeAdapter(jobs.AgreeJob).validate_json(request))


_DOERS: dict[str, Callable[[bytes], jobs.Result]] = {
    "AddJob": _add,
    "FindJob": _find,
    "TimeJob": _time,
    "BareAddJob": _bare_add,
    "BareTimeJob": _bare_time,
    "GrowJob": _grow,
    "AgreeJob": _agree,
}


def _measured(calls: Sequence[Callable[[], object]], rounds: int, people: int) -> jobs.Timed:
    """Seconds of each call; the first round of all is not counted, because caches fill in it."""
    for call in calls:
        call()
    cpu = cpu_seconds()
    alone = tuple(tuple(_seconds(call) for call in calls) for _ in range(rounds))
    cpu_each = (cpu_seconds() - cpu) / (rounds * len(calls))
    if people == 1:
        return jobs.Timed(alone, (), (), cpu_each)
    with ThreadPoolExecutor(people) as pool:
        together = tuple(tuple(pool.map(_seconds, calls)) for _ in range(rounds))
        reading = tuple(tuple(_with_pauses(pool, calls, people, round_)) for round_ in range(rounds))
    return jobs.Timed(alone, together, reading, cpu_each)


def _with_pauses(pool: Executor, calls: Sequence[Callable[[], object]], people: int, seed: int) -> Iterator[float]:
    """Seconds of each call by people who pause before each question, at random as independent visitors do."""
    ends = time.perf_counter() + READING_SECONDS

    def ask(person: int) -> list[float]:
        clock = random.Random(1000 * seed + person)
        seconds: list[float] = []
        while True:
            pause = clock.expovariate(1 / PAUSE_SECONDS)
            if time.perf_counter() + pause > ends:
                return seconds
            time.sleep(pause)
            seconds.append(_seconds(calls[(person + len(seconds) * people) % len(calls)]))

    return chain.from_iterable(pool.map(ask, range(people)))


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def cpu_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(sys.argv[1:])
