import os
import signal
import sys
import time
from pathlib import Path

import pytest

from ingest.readers import processes
from ingest.readers.child import ReadRequest
from ingest.readers.reading import read_file
from knowledge.errors import LimitError
from knowledge.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")

SETTINGS = Settings(_env_file=None)


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.md"
    path.write_text("# Aim\n\nThe mission needs partners.")
    return path


@pytest.fixture
def nursery(monkeypatch):
    """A nursery of the test's own."""
    own = processes.Nursery()
    monkeypatch.setattr(processes, "_nursery", own)
    yield own
    own.close()


def children_of(nursery: processes.Nursery) -> list[int]:
    process = nursery.process_id
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def until(condition) -> bool:
    ends = time.monotonic() + 10
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    return condition()


def request_for(path: Path) -> ReadRequest:
    return ReadRequest(str(path), path.name, memory_mb=1024, cpu_seconds=30, text_mb=10)


@pytest.mark.parametrize("forks", [True, False])
def test_a_forked_and_a_new_process_read_alike(note, monkeypatch, forks):
    monkeypatch.setattr(processes, "CAN_FORK", forks)

    assert read_file(note, SETTINGS).text == "Aim\n\nThe mission needs partners."


def test_a_nursery_that_was_killed_is_followed_by_another(note, nursery):
    read_file(note, SETTINGS)
    first = nursery.process_id
    os.kill(nursery.process_id, signal.SIGKILL)

    assert read_file(note, SETTINGS).details.title == "Aim"
    assert nursery.process_id != first


def test_a_nursery_killed_while_a_file_is_read_is_told_as_want_of_memory(note, nursery, monkeypatch):
    def started_then_orphaned(name):
        child = nursery.bear(name)
        os.kill(nursery.process_id, signal.SIGKILL)
        return child

    monkeypatch.setattr(processes, "start", started_then_orphaned)
    monkeypatch.setattr("ingest.readers.reading.start", started_then_orphaned)

    with pytest.raises(LimitError, match=r"note\.md needs more than"):
        read_file(note, SETTINGS)


def test_a_child_has_nothing_open_but_its_own_pipes_and_knows_no_secret(note, nursery, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret-of-ours")
    with nursery.bear("other.md"), nursery.bear("note.md") as child:
        process = children_of(nursery)[-1]
        assert until(lambda: len(list(Path(f"/proc/{process}/fd").iterdir())) == 4)
        assert b"secret-of-ours" not in Path(f"/proc/{process}/environ").read_bytes()
        child.request.write(request_for(note).to_json())
        child.request.close()

        assert b"needs partners" in child.reply.read()
        assert child.wait(10) == 0
    assert until(lambda: not children_of(nursery))


def test_a_child_that_nobody_waits_for_is_ended(nursery):
    def give_up():
        with nursery.bear("note.md"):
            assert children_of(nursery)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()

    assert until(lambda: not children_of(nursery))


def test_a_killed_child_says_so(nursery):
    with nursery.bear("note.md") as child:
        child.kill()

        assert child.wait(10) == -9


def test_the_nursery_ends_with_its_parent(nursery):
    nursery.bear("note.md").__exit__(None, None, None)
    process = Path(f"/proc/{nursery.process_id}")

    nursery.close()

    assert not process.exists()
