"""Changes of a library, each in a process of its own that is killed at a chosen moment, and what is left after it.

A moment is a call of a function that changes something, or the return from it.

    python -m tests.integration.ingest.killed                     take requests on standard input, for the tests
    python -m tests.integration.ingest.killed --sweep FOLDER [CHANGE ...]
                                                                  kill at every moment of these changes, or of all
    python -m tests.integration.ingest.killed --timed FOLDER TIMES SECONDS
                                                                  kill within so many seconds of publishing
"""

# ruff: noqa: T201  # its parent, or a person, reads what it prints

import hashlib
import json
import logging
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import chromadb  # noqa: F401  # imported once, before the processes are forked

import knowledge.vectors  # noqa: F401
from ingest.intake import IncomingFile, Intake
from ingest.jobs import Jobs
from ingest.reindexing import reindex
from ingest.uploads import UploadState
from knowledge.access import LOCAL_TRAINER
from knowledge.health import check_library
from knowledge.library import Library, open_library
from knowledge.settings import Settings
from knowledge.types import SourceStatus
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).parents[3]
CHANGING = {
    "library": "publish withdraw restore erase settle reindex _write_vectors_then_flip _add_or_undo _follow "
    "_sweep_originals",
    "ledger": "reserve publish strike withdraw begin_restore restore erase forget_words doubt_original clear_doubts "
    "keep_vectors switch_collection reserve_collection set_mark _put_source _insert_version _drop_passages "
    "_insert_passages _index_words _unindex_words _drop_orphan_vectors",
    "database": "write tidy _commit",
    "vectors": "add delete open drop translated",
    "originals": "keep delete file_hash",
    "dense": "_sound _recover _agree begin use",
    "jobs": "receive publish _read _publish _settle _finish _take_up",
    "uploads": "keep write update move drop drop_file sweep",
}
"""The functions whose calls and returns are moments, by module."""
MOST_TIMES = 3
"""So often the same moment counts; the tenth batch is as the third."""
PASSAGES = 260
"""Of a source: more than `knowledge.vectors.BATCH`, so that a moment falls between two batches."""
PATIENCE_SECONDS = 60
NOT_KILLED = "the change was done before that moment"


def words_of(name: str, generation: int) -> str:
    """A document of about ``PASSAGES`` passages, of which every third changes from generation to generation."""
    parts = [
        f"## Part {number}\n\n{_words(name, number, generation if number % 3 == 0 else 0)} and town {number}.\n"
        for number in range(PASSAGES)
    ]
    return f"# {name.title()}\n\n" + "\n".join(parts)


def _words(*seeds: object) -> str:
    """Words that no other passage has: near vectors would make Chroma's search a matter of chance."""
    digest = hashlib.sha256(repr(seeds).encode()).hexdigest()
    return " ".join(digest[start : start + 5] for start in range(0, 40, 5)).capitalize()


def incoming(folder: Path, name: str, generation: int = 0) -> IncomingFile:
    path = folder / f"{name}-{generation}.md"
    if not path.exists():
        path.write_text(words_of(name, generation))
    return IncomingFile(path, "tester", name=f"{name}.md", wanted_id=name)


def library_in(folder: Path) -> Library:
    return open_library(Settings(data_dir=folder / "data", _env_file=None), load=FakeEmbedder)


def prepare(folder: Path) -> None:
    """Two live sources and a withdrawn one."""
    with library_in(folder) as library:
        list(Intake(library).add([incoming(folder, name) for name in ("harbour", "meals", "youth")]))
        library.withdraw("youth")


def add(library: Library, folder: Path) -> None:
    (result,) = Intake(library).add([incoming(folder, "water")])
    assert result.error is None, result.error


def replace(library: Library, folder: Path) -> None:
    (result,) = Intake(library).add([incoming(folder, "harbour", 1)])
    assert result.error is None, result.error


def withdraw(library: Library, _: Path) -> None:
    library.withdraw("harbour")


def restore(library: Library, _: Path) -> None:
    if library.catalogue.source("youth").status is SourceStatus.WITHDRAWN:
        library.restore("youth")


def erase(library: Library, _: Path) -> None:
    library.erase("harbour")


def reindexed(library: Library, _: Path) -> None:
    reindex(library)


def upload(library: Library, folder: Path) -> None:
    """As on the page: uploaded, read, published; what an earlier process left is taken up."""
    with closing(Jobs(library)) as jobs:
        content = incoming(folder, "water").path.read_bytes()
        if not jobs.uploads():
            jobs.receive(LOCAL_TRAINER, "water.md", content)
        for one in jobs.uploads():
            jobs.retry(LOCAL_TRAINER, one.id)  # where it failed, for want of room on the disk
        deadline = time.monotonic() + PATIENCE_SECONDS
        while any(one.is_open for one in jobs.uploads()) and time.monotonic() < deadline:
            for one in jobs.uploads():
                if one.state is UploadState.READY:
                    jobs.publish(LOCAL_TRAINER, one.id)
            time.sleep(0.01)
        assert [one.state for one in jobs.uploads()] == [UploadState.DONE], jobs.uploads()
    assert not list((library.settings.data_dir / "uploads").iterdir())


CHANGES: dict[str, Callable[[Library, Path], None]] = {
    "add": add,
    "replace": replace,
    "withdraw": withdraw,
    "restore": restore,
    "erase": erase,
    "reindex": reindexed,
    "upload": upload,
}


When = int | str | float | None
"""A moment by its number or its name, seconds after the call of `Library.publish`, or never."""


class Moments:
    """Counts the moments of this process, and kills it at one of them."""

    def __init__(self, kill_at: When) -> None:
        self.passed: list[str] = []
        self._kill_at = kill_at
        self._times: Counter[str] = Counter()
        self._functions = {
            (str(path), name)
            for module, names in CHANGING.items()
            for path in (ROOT / "knowledge" / f"{module}.py", ROOT / "ingest" / f"{module}.py")
            for name in names.split()
        }

    def begin(self) -> None:
        threading.settrace(self._trace)
        sys.settrace(self._trace)

    def end(self) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _trace(self, frame, event, _):
        code = frame.f_code
        if (code.co_filename, code.co_name) not in self._functions:
            return None
        if event in ("call", "return"):
            self._pass(f"{Path(code.co_filename).stem}.{code.co_name} {event}")
        return self._trace

    def _pass(self, moment: str) -> None:
        self._times[moment] += 1
        if self._times[moment] <= MOST_TIMES:
            self.passed.append(moment)
            if self._kill_at in (moment, len(self.passed)):
                os.kill(os.getpid(), signal.SIGKILL)
            if isinstance(self._kill_at, float) and moment == "library.publish call":
                signal.setitimer(signal.ITIMER_REAL, self._kill_at)  # nobody handles the signal: it kills, too


def run(folder: Path, change: str, kill_at: When) -> list[str]:
    """Make a change, and die at a moment of it; the moments passed when it was not reached."""
    moments = Moments(kill_at)
    if change == "open":
        moments.begin()
    with library_in(folder) as library:
        moments.begin()
        CHANGES["replace" if change == "open" else change](library, folder)
        moments.end()
    return moments.passed


def state(library: Library) -> dict[str, list]:
    """Each source with its status and the text of each version."""
    catalogue = library.catalogue
    sources = [*catalogue.sources(), *catalogue.sources(status=SourceStatus.WITHDRAWN)]
    return {
        source.id: [source.status, *(catalogue.text(source.id, one.number) for one in catalogue.versions(source.id))]
        for source in sources
    }


def check(folder: Path) -> dict[str, list]:
    """What the library holds, after making sure that indexes and files hold exactly that."""
    with library_in(folder) as library:
        assert_whole(library)
        return state(library)


def assert_whole(library: Library) -> None:
    """Both indexes, the originals and the folder hold what the catalogue holds, and nothing else."""
    catalogue, settings = library.catalogue, library.settings
    wrong = [finding.message for finding in check_library(library) if not finding.ok]
    assert not wrong, wrong
    ids = set(catalogue.passage_ids().tolist())
    assert library.dense.live().ids() == ids
    assert {match.passage_id for match in catalogue.match_words('"town"', len(ids) + 1000)} == ids
    with catalogue.database.read() as connection:
        kept = {row[0] for row in connection.execute("SELECT content_hash FROM versions")}
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == (0,)
        unused = connection.execute("SELECT count(*) FROM vectors WHERE id NOT IN (SELECT vector_id FROM passages)")
        assert unused.fetchone() == (0,)
    assert {path.name for path in settings.originals_path.rglob("*") if path.is_file()} == kept
    strange = [path.name for path in settings.data_dir.iterdir() if path.name.startswith("chroma")]
    assert strange == ["chroma"], strange
    prefix = catalogue.mark("collection")
    assert library.dense.store().names() == (prefix,)


def killed_and_mended(template: Path, folder: Path, change: str, kill_at: When) -> str:
    """Kill a change at a moment of it; what was wrong afterwards, or nothing."""
    shutil.copytree(template, folder)
    try:
        before, after = json.loads((template / "before.json").read_text()), expected(template, change)
        died = in_child(lambda: run(folder, change, kill_at))
        if died[0] not in (-signal.SIGKILL, -signal.SIGALRM):
            return NOT_KILLED if died[0] == 0 else f"the change failed: {died[1]}"
        found = in_child(lambda: check(folder))
        if found[0] != 0:
            return f"after the kill: {found[1]}"
        if found[1] not in (before, after):
            return "after the kill the library held neither what was there before nor what is there after"
        again = in_child(lambda: (run(folder, change, None), check(folder))[1])
        if again[0] != 0:
            return f"when made again: {again[1]}"
        return "" if again[1] == after else "made again, the change had not the same result"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def expected(template: Path, change: str) -> dict[str, list]:
    return json.loads((template / f"after-{change}.json").read_text())


def in_child(work: Callable[[], object]) -> tuple[int, object]:
    """The exit status of a forked process that does this, and what it gave, or why it failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status, said = 0, None
        try:
            said = work()
        except BaseException:  # noqa: BLE001  # the outermost level of this process
            status, said = 1, traceback.format_exc()
        with os.fdopen(writing, "w") as out:
            json.dump(said, out)
        os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as source:
        said = source.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, json.loads(said) if said else None


def make_template(folder: Path) -> Path:
    """A library to be changed, with what it holds before and after each change; and one whose change was killed."""
    template = folder / "template"
    template.mkdir(parents=True)
    done(in_child(lambda: prepare(template)))
    (template / "before.json").write_text(json.dumps(done(in_child(lambda: check(template)))))
    for change in CHANGES:
        copy = folder / change
        shutil.copytree(template, copy)
        moments = done(in_child(lambda copy=copy, change=change: run(copy, change, None)))
        after = done(in_child(lambda copy=copy: check(copy)))
        (template / f"moments-{change}.json").write_text(json.dumps(moments))
        (template / f"after-{change}.json").write_text(json.dumps(after))
        shutil.rmtree(copy)
    return template


def done(outcome: tuple[int, object]) -> object:
    assert outcome[0] == 0, outcome[1]
    return outcome[1]


def sweep(folder: Path, changes: list[str]) -> int:
    """Kill at every moment of these changes, and print what was wrong; how many moments left something wrong."""
    template = make_template(folder)
    faults = 0
    for change in changes:
        moments = done(in_child(lambda change=change: moments_of(template, folder / "count", change)))
        for at, moment in enumerate(moments, start=1):
            wrong = killed_and_mended(template, folder / "killed", change, at)
            faults += wrong not in ("", NOT_KILLED)
            if wrong:
                print(f"{change}, moment {at}, {moment}: {wrong}", flush=True)
        print(f"{change}: killed at {len(moments)} moments", flush=True)
    return faults


def sweep_times(folder: Path, times: int, seconds: float) -> int:
    """Kill at even distances within so many seconds after publishing begins; how many left something wrong."""
    template = make_template(folder)
    killed = faults = 0
    for number in range(times):
        after = seconds * (number + 0.5) / times
        wrong = killed_and_mended(template, folder / "killed", "replace", after)
        killed += wrong != NOT_KILLED
        if wrong not in ("", NOT_KILLED):
            faults += 1
            print(f"{after:.4f} s after: {wrong}", flush=True)
    print(f"killed {killed} times within {seconds} s of the call of publish", flush=True)
    return faults


def moments_of(template: Path, folder: Path, change: str) -> list[str]:
    shutil.copytree(template, folder)
    try:
        return run(folder, change, None)
    finally:
        shutil.rmtree(folder)


def serve() -> None:
    """Answer each request, a line of JSON, with a line of JSON."""
    for line in sys.stdin:
        asked = json.loads(line)
        if "template" not in asked:
            said: object = str(make_template(Path(asked["folder"])))
        else:
            said = killed_and_mended(Path(asked["template"]), Path(asked["folder"]), asked["change"], asked["kill_at"])
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # mending says what it does
    if "--sweep" in sys.argv:
        given = [word for word in sys.argv[1:] if not word.startswith("--")]
        sys.exit(sweep(Path(given[0]), given[1:] or list(CHANGES)) > 0)
    if "--timed" in sys.argv:
        words = [word for word in sys.argv[1:] if not word.startswith("--")]
        sys.exit(sweep_times(Path(words[0]), int(words[1]), float(words[2])) > 0)
    serve()
