"""The library after a process that was changing it has been killed at a chosen moment, or at any.

`python -m tests.integration.ingest.killed --sweep FOLDER` kills at every moment; here are those that matter most, and
some at random.
"""

import json
import subprocess
import sys

import pytest

from tests.integration.ingest.killed import NOT_KILLED, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

MOMENTS = {
    "replace": (
        "originals.keep return",  # between the file and the vectors
        "vectors.translated return",  # between two batches of vectors
        "vectors.add return",  # between vectors and catalogue
        "ledger._drop_passages return",  # within the transaction
        "ledger._index_words return",  # between passages and lexical rows
        "database._commit return",
        "ledger.publish return",  # between the flip and the sweep of the old generation
        "vectors.delete return",
    ),
    "withdraw": ("ledger.withdraw return", "vectors.delete return"),
    "restore": ("vectors.add return", "ledger.restore return"),
    "erase": ("ledger.erase return", "originals.delete return", "ledger.forget_words call"),
    "reindex": ("vectors.add return", "ledger.switch_collection return", "vectors.drop call"),
    "upload": ("uploads.write return", "jobs._publish call", "ledger.publish return", "jobs._finish return"),
}


@pytest.fixture(scope="module")
def killing(tmp_path_factory):
    """Kills a change at a moment, in a process of its own; what was wrong then, or nothing."""
    folder = tmp_path_factory.mktemp("killed")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.ingest.killed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )

    def ask(**what):
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    template = ask(folder=str(folder))
    yield lambda change, at: ask(template=template, folder=str(folder / "copy"), change=change, kill_at=at)
    process.stdin.close()
    process.wait()
    process.stdout.close()


@pytest.mark.parametrize(("change", "moment"), [(change, moment) for change in MOMENTS for moment in MOMENTS[change]])
def test_a_change_killed_at_a_moment_leaves_the_library_whole_and_can_be_made_again(killing, change, moment):
    assert killing(change, moment) == ""


@pytest.mark.parametrize("seconds", [0.005, 0.05, 0.15])
def test_publishing_killed_at_any_time_leaves_the_library_whole(killing, seconds):
    assert killing("replace", seconds) in ("", NOT_KILLED)
