"""`make bench`: measure ours beside every peer in one run, and write docs/benchmarks.md."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from evaluation import cold_start, comparison, memory, own, report, scale, speed
from evaluation.corpus import Conversations, Meetings, every_nth, guidance_texts, write_conversations, write_meetings
from evaluation.jobs import Added, AddJob, JobError, run, tell_minutes
from evaluation.machine import machine
from evaluation.results import UNTIMED, FirstRun, Part, Results, Sets, earlier, load, save
from evaluation.systems import LANGCHAIN, OURS, SYSTEMS, Question, TextFile
from ingest.starter import starter_files
from knowledge.settings import load_settings

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_RESULTS = "benchmarks/results.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured. ``None`` means all there is."""

    name: str
    questions: int | None  # of the conversations
    meetings: int | None
    short_files: int  # for the speed of intake
    long_files: int
    rounds: int
    asked: int  # questions for the time of a question
    sizes: tuple[int, ...]
    people: int = 20


QUICK = Plan("quick", 12, 1, 12, 1, 2, 12, (500, 2_500))
STANDARD = Plan("standard", None, 6, 24, 1, 5, 40, (1_000, 10_000, 100_000))
FULL = replace(STANDARD, name="full", meetings=None, sizes=(1_000, 10_000, 100_000, 300_000))
_Do = Callable[[Results], Results]
PARTS = ("quality", "own", "ingest", "questions", "start", "scale")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for and write the report; 1 when a part failed."""
    given = _parser().parse_args(arguments)
    docs = Path(given.docs)
    if given.report_only:
        print(f"Written: {report.write(load(docs / _RESULTS), docs)}")
        return 0
    plan = QUICK if given.quick else FULL if given.full else STANDARD
    bench = Bench(plan, load_settings().bench_dir, tuple(given.only or PARTS), keep=docs / _RESULTS)
    began = time.perf_counter()
    results = bench.run("make bench" + (f" ARGS=--{plan.name}" if plan is not STANDARD else ""))
    save(results, docs / _RESULTS)
    print(f"Written: {report.write(results, docs)} after {(time.perf_counter() - began) / 60:.1f} minutes")
    return 1 if results.failures else 0


@dataclass(frozen=True, slots=True)
class Material:
    """The files and questions of one run."""

    conversations: Conversations
    meetings: Meetings
    short: tuple[TextFile, ...]  # for the speed of intake
    long: tuple[TextFile, ...]
    questions: tuple[Question, ...]  # for the time of a question, each without its thread


class Bench:
    """One run: its folder, and what failed so far."""

    def __init__(self, plan: Plan, data: Path, parts: Sequence[str], *, keep: Path) -> None:
        self._plan = plan
        self._data = data
        self._parts = parts
        self._keep = keep  # results so far, so that a run that is cut short is not lost
        self._failures: list[str] = []
        self._folder = Path(tempfile.mkdtemp(prefix="bench-"))

    def run(self, command: str) -> Results:
        """All parts, one after the other, so that none disturbs another's times."""
        # Our exported weights are made in this run, so that the very first start can be told; all children see them.
        os.environ["MISSION_MODELS_DIR"] = str(self._folder / "models")
        self._failures += _missing_systems()
        results = Results(command, _today(), self._plan.name, machine())
        before = None
        if set(self._parts) < set(PARTS):
            before = earlier(self._keep, results.size, results.machine, self._parts)
        if before is not None:  # some parts are measured anew; the page tells when each was
            results = replace(before, failures=())
        try:
            results = self._measured(results)
        finally:
            shutil.rmtree(self._folder)
        return replace(results, failures=tuple(self._failures))

    def _measured(self, results: Results) -> Results:
        started = self._part("starter library", results, self._with_starter, always=True)
        if not UNTIMED.issuperset(self._parts):  # else the library is needed, and its time may be another machine's
            results = started
        if not self._has_data:
            self._failures.append(
                f"The benchmark data are not in {self._data.name} (MISSION_BENCH_DIR): quality, intake, questions and "
                "scale were left out; our own questions and cold start were measured on the starter library."
            )
            results = self._part("own", results, self._with_own)
            return self._part("start", results, self._with_starts)
        material = self._material()
        if results.sets is None or "quality" in self._parts:
            results = replace(results, sets=self._sets(material))
        needs_indexes = bool({"quality", "questions", "start"} & set(self._parts))
        results = self._part("quality", results, lambda one: self._compared(one, material), always=needs_indexes)
        results = self._part("own", results, self._with_own)
        results = self._part("ingest", results, lambda one: self._ingested(one, material))
        results = self._part("questions", results, lambda one: self._asked(one, material))
        results = self._part("start", results, lambda one: self._with_first_finds(self._with_starts(one)))
        results = self._part("scale", results, lambda one: self._grown(one, material))
        return replace(results, memory=memory.peaks(results.ingest_long, results.questions))

    @property
    def _has_data(self) -> bool:
        """Whether the benchmark's data sets are there."""
        return (self._data / "data").is_dir()

    def _part(self, part: str, results: Results, do: _Do, *, always: bool = False) -> Results:
        """The results with this part's; a part that fails is said and the others go on."""
        if part not in self._parts and not always:
            return results
        began, load = time.perf_counter(), os.getloadavg()[0]
        print(f"{part} …", file=sys.stderr, flush=True)
        try:
            done = do(results)
        except JobError as error:
            self._failures.append(f"{part} failed: {str(error).splitlines()[-1]}")
            print(error, file=sys.stderr)
            return results
        minutes = tell_minutes(part, began)
        others = (one for one in done.parts if one.name != part)
        done = replace(done, parts=(*others, Part(part, minutes, _today(), load)))
        save(done, self._keep)
        return done

    @property
    def _library(self) -> Path:
        """The library with the starter sources."""
        return self._folder / "starter"

    def _with_starter(self, results: Results) -> Results:
        added, done = run(AddJob(OURS.id, self._library, _starter()), Added)
        return replace(results, first_run=FirstRun(added.start_seconds, added.seconds[0], done.peak_bytes))

    def _material(self) -> Material:
        plan = self._plan
        conversations = write_conversations(self._data, self._folder / "conversations", most_questions=plan.questions)
        meetings = write_meetings(self._data, self._folder / "meetings", most=plan.meetings)
        questions = (Question(one.question.text) for one in every_nth(conversations.questions, plan.asked))
        return Material(
            conversations,
            meetings,
            short=tuple(every_nth(conversations.files, plan.short_files)),
            long=meetings.files[: plan.long_files],
            questions=tuple(questions),
        )

    def _sets(self, material: Material) -> Sets:
        return Sets(
            conversation_files=len(material.conversations.files),
            conversation_questions=len(material.conversations.questions),
            meeting_files=len(material.meetings.files),
            meeting_questions=len(material.meetings.questions),
            short_ingest_files=len(material.short),
            long_ingest_files=len(material.long),
            rounds=self._plan.rounds,
            people=self._plan.people,
        )

    @property
    def _indexes(self) -> Path:
        """Where each system keeps what the comparison took in; questions and starts are timed over it."""
        return self._folder / "indexes"

    def _compared(self, results: Results, material: Material) -> Results:
        compared = comparison.compare(material.conversations, material.meetings, self._indexes)
        return replace(results, comparison=compared)

    def _with_own(self, results: Results) -> Results:
        if self._plan.questions is not None:
            return results  # these commands know no smaller size
        public = self._data if self._has_data else None
        places = own.Places(self._library, public, self._folder / "own")
        return replace(results, own=own.measure(places))

    def _ingested(self, results: Results, material: Material) -> Results:
        place, rounds = self._folder / "rounds", self._plan.rounds
        return replace(
            results,
            ingest_short=speed.measure_ingest(material.short, place, rounds=rounds),
            ingest_long=speed.measure_ingest(material.long, place, rounds=rounds),
        )

    def _asked(self, results: Results, material: Material) -> Results:
        plan = self._plan
        measured = speed.measure_questions(
            material.questions, self._indexes, "conversations", limit=10, rounds=plan.rounds, people=plan.people
        )
        return replace(results, questions=measured)

    def _with_starts(self, results: Results) -> Results:
        if cold_start.chromium() is None:
            self._failures.append("There is no Chromium here (MISSION_CHROMIUM): cold start of the pages was left out.")
            return results
        plain = self._folder / "plain-recipe"
        run(AddJob(LANGCHAIN.id, plain, _starter()), Added)
        apps = cold_start.apps(self._library, plain)
        return replace(results, starts=cold_start.measure_apps(apps, rounds=self._plan.rounds))

    def _with_first_finds(self, results: Results) -> Results:
        question = Question(cold_start.QUESTION)
        finds = cold_start.measure_first_find(self._indexes, "conversations", question, rounds=self._plan.rounds)
        return replace(results, first_finds=finds)

    def _grown(self, results: Results, material: Material) -> Results:
        sizes, library = self._plan.sizes, self._folder / "scale"
        guidance = guidance_texts(self._data)
        files = scale.write_texts(
            material.meetings, guidance, material.conversations, self._folder / "texts", sizes[-1]
        )
        grown = scale.measure(sizes, files, material.questions, library, rounds=self._plan.rounds)
        return replace(results, scale=grown)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _missing_systems() -> list[str]:
    """A line for each system that is not installed here; the others are measured without it."""
    return [
        f"{entry.label} was left out, because it is not installed: `make bench` installs it."
        for entry in SYSTEMS
        if not entry.is_installed
    ]


def _starter() -> tuple[TextFile, ...]:
    return tuple(TextFile(path.stem, path) for path in starter_files())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a small sample, about five minutes")
    size.add_argument("--full", action="store_true", help="all meetings and 300,000 passages: an hour and more")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone; the page keeps the others")
    parser.add_argument("--docs", default=str(_DOCS), help="where benchmarks.md is written")
    parser.add_argument("--report-only", action="store_true", help="write the page anew from the last run's results")
    return parser


if __name__ == "__main__":
    sys.exit(main())
