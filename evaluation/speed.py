"""How fast files are taken in and questions answered with evidence: ours, every peer and the bare model, turn about."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import jobs
from evaluation.figures import Spread, percentile, spread
from evaluation.systems import OURS, Question, TextFile, installed
from knowledge.library import open_library
from knowledge.settings import load_settings
from knowledge.staging import lead

BARE = "bare"
"""The id under which the bare model stands in the tables: sentence-transformers' own encode and nothing else."""


@dataclass(frozen=True, slots=True)
class IngestSpeed:
    """How fast a system takes files in, from files on the disk to an index that another process can open."""

    system: str
    words: int
    passages: int
    seconds: Spread
    cpu_seconds: Spread
    peak_bytes: int  # the process tree's, imports and model included

    @property
    def words_per_second(self) -> float:
        """By the median."""
        return self.words / self.seconds.median

    @property
    def passages_per_second(self) -> float:
        """By the median, in the system's own passages."""
        return self.passages / self.seconds.median


@dataclass(frozen=True, slots=True)
class QuestionSpeed:
    """Seconds from question to evidence, warm. Each figure is the median over rounds, with the rounds' extremes."""

    system: str
    alone_p50: Spread
    alone_p95: Spread
    together_p50: Spread
    together_p95: Spread
    reading_p95: Spread | None  # None where a kept run did not measure it
    cpu_seconds: float
    peak_bytes: int


def measure_ingest(files: Sequence[TextFile], folder: Path, *, rounds: int) -> tuple[IngestSpeed, ...]:
    """Every system takes the same files in from nothing, ``rounds`` times in one process, and the next system then."""
    words = sum(len(file.path.read_text("utf-8").split()) for file in files)
    measured = []
    texts: tuple[str, ...] = ()
    for entry in installed():
        place = folder / entry.id
        measured.append(
            _ingest(entry.id, words, *jobs.run(jobs.AddJob(entry.id, place, tuple(files), rounds), jobs.Added))
        )
        texts = texts or (passage_texts(place) if entry is OURS else ())
        for number in range(rounds):
            shutil.rmtree(jobs.round_folder(place, number))
    measured.append(_ingest(BARE, words, *jobs.run(jobs.BareAddJob(texts, rounds), jobs.Added)))
    return tuple(measured)


def measure_questions(
    questions: Sequence[Question], indexes: Path, of: str, *, limit: int, rounds: int, people: int
) -> tuple[QuestionSpeed, ...]:
    """Every system asked over its index under ``indexes/SYSTEM/of``, and the bare model's encode of the questions."""
    measured = []
    for entry in installed():
        job = jobs.TimeJob(entry.id, indexes / entry.id / of, tuple(questions), limit, rounds, people)
        measured.append(_speed(entry.id, *jobs.run(job, jobs.Timed)))
    bare = jobs.BareTimeJob(tuple(question.text for question in questions), rounds, people)
    measured.append(_speed(BARE, *jobs.run(bare, jobs.Timed)))
    return tuple(measured)


def passage_texts(data_dir: Path) -> tuple[str, ...]:
    """What our library embedded for its passages: their contexts in front."""
    with open_library(load_settings(data_dir=data_dir), writable=False) as library:
        ids = library.catalogue.passage_ids()
        passages = library.catalogue.passages(int(id_) for id_ in ids).values()
        return tuple(lead(passage.context) + passage.text for passage in passages)


def _ingest(system: str, words: int, added: jobs.Added, done: jobs.Done) -> IngestSpeed:
    return IngestSpeed(
        system=system,
        words=words,
        passages=added.passages,
        seconds=spread(added.seconds),
        cpu_seconds=spread(added.cpu_seconds),
        peak_bytes=done.peak_bytes,
    )


def _speed(system: str, timed: jobs.Timed, done: jobs.Done) -> QuestionSpeed:
    return QuestionSpeed(
        system=system,
        alone_p50=spread([percentile(one, 0.5) for one in timed.alone]),
        alone_p95=spread([percentile(one, 0.95) for one in timed.alone]),
        together_p50=spread([percentile(one, 0.5) for one in timed.together]),
        together_p95=spread([percentile(one, 0.95) for one in timed.together]),
        reading_p95=spread([percentile(one, 0.95) for one in timed.reading]),
        cpu_seconds=timed.cpu_seconds_alone,
        peak_bytes=done.peak_bytes,
    )
