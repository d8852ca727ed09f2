"""The command line on real parts, embedding model included, as other programs call it."""

import json
import socket
import sys

import pytest

from cli.program import run
from ingest.commands import handlers
from ingest.relay import RelayServer
from knowledge.library import open_library
from knowledge.settings import Settings

REPORT = """# Harbour mission

## Partners

The harbour mission in Vejle began in May 2023. Six partners agreed on one direction for the harbour of Vejle.

## Money

The municipality of Vejle pays for the first year of the harbour mission. Two foundations pay for the second year.
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "harbour.md"
    path.write_text(REPORT)
    return path


def test_from_file_to_cited_answer_and_back_to_its_place(call, report):
    status, (added,) = call("ingest", report, "--kind", "workshop-report", "--place", "Denmark")
    assert (status, added["status"], added["source"], added["version"]) == (0, "added", "harbour-mission", 1)

    _, (listed,) = call("sources", "--kind", "workshop-report")
    assert [(source["id"], source["places"], source["passages"]) for source in listed["sources"]] == [
        ("harbour-mission", ["Denmark"], added["passages"])
    ]

    _, (shown,) = call("show", "harbour-mission")
    assert {segment["kind"] for segment in shown["segments"]} >= {"heading", "section"}

    _, (found,) = call("search", "who pays for the harbour mission", "--limit", 1)
    assert len(found["results"]) == 1
    for result in found["results"]:
        assert shown["text"][result["start"] : result["end"]] == result["text"]
        assert all(result["start"] <= s["start"] < s["end"] <= result["end"] for s in result["sentences"])

    status, (answer,) = call("ask", "Who pays for the first year of the harbour mission in Vejle?")
    assert (status, answer["status"], answer["mode"]) == (0, "answered", "quoting")
    assert "The municipality of Vejle pays" in answer["statements"][0]["text"]
    numbers = {citation["number"] for citation in answer["citations"]}
    assert all(set(statement["citations"]) <= numbers and statement["citations"] for statement in answer["statements"])
    for citation in answer["citations"]:
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]

    assert call("ingest", report)[1][0]["status"] == "unchanged"
    assert call("remove", "harbour-mission") == (
        0,
        [{"source": "harbour-mission", "status": "removed", "error": None, "advice": None}],
    )
    assert call("sources")[1] == [{"sources": []}]
    assert call("show", "harbour-mission")[0] == 2


def test_a_batch_is_answered_in_order_and_bad_lines_alone_fail(call, report, tmp_path):
    call("ingest", report)
    lines = [
        {"id": "q1", "query": "harbour partners", "limit": 1},
        {"id": "q2", "query": "harbour", "scope": {"kinds": ["article"]}},
        {"id": "q3", "question": ""},
        {"id": "q4", "query": "harbour", "limit": "many"},
        {"id": 5, "query": "And who pays?", "history": [{"role": "user", "content": "Tell me of the harbour"}]},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join([*map(json.dumps, lines), "not json"]))

    status, results = call("search", "--batch", batch)

    assert status == 1
    assert [result["id"] for result in results] == ["q1", "q2", "q3", "q4", 5, None]
    assert [len(result.get("results", "-")) if "results" in result else "error" for result in results[:4]] == [
        1, 0, "error", "error",
    ]  # fmt: skip
    assert results[4]["results"]
    assert "error" in results[5]


def test_folders_are_read_and_bad_files_fail_alone(call, report, tmp_path):
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    report.rename(folder / "harbour.md")
    (folder / "deeper" / "more.txt").write_text("A text in a deeper folder. It holds two sentences about nothing.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (folder / "picture.png").write_bytes(b"\x89PNG")

    flat_status, flat = call("ingest", folder)
    deep_status, deep = call("ingest", folder, "--recursive", "--theme", "food")

    assert (flat_status, [record["status"] for record in flat]) == (1, ["failed", "added"])
    assert flat[0]["error"]
    assert flat[0]["advice"]
    assert deep_status == 1
    assert {record["file"].split("folder/")[1]: record["status"] for record in deep} == {
        "broken.pdf": "failed", "deeper/more.txt": "added", "harbour.md": "updated",
    }  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "harbour.md", "--kind", "novel"),
        ("ingest", "harbour.md", "--date", "yesterday"),
        ("ingest", "harbour.md", "--link", "javascript:alert(1)"),
        ("search",),
        ("search", "  "),
        ("search", "x", "--limit", "0"),
        ("search", "--batch", "nowhere.jsonl"),
        ("ask", "x", "--mode", "model"),
    ],
)
@pytest.mark.usefixtures("report")
def test_what_cannot_be_used_is_said_with_advice(call, arguments):
    status, (said,) = call(*arguments)

    assert status == 2
    assert said["error"]
    assert said["advice"]


def test_a_source_that_is_not_there_is_said_so(call, tmp_path):
    (tmp_path / "data").mkdir()

    status, (said,) = call("show", "nobody")

    assert (status, said["error"]) == (2, "No source has the id “nobody”.")


def test_an_empty_folder_reads_as_an_empty_library(call, tmp_path):
    (tmp_path / "empty").mkdir()

    assert call("sources", "--data", tmp_path / "empty") == (0, [{"sources": []}])
    assert call("search", "anything", "--data", tmp_path / "empty")[1][0]["results"] == []
    assert call("ask", "Who pays for it?", "--data", tmp_path / "empty")[1][0]["status"] == "not_covered"
    assert not any((tmp_path / "empty").iterdir())


@pytest.mark.parametrize(
    "arguments",
    [("sources",), ("search", "anything"), ("ask", "Who pays?"), ("show", "x"), ("export", "--from=search")],
)
def test_a_folder_that_is_not_there_holds_no_library(call, tmp_path, arguments):
    status, (said,) = call(
        *arguments, *(["--to=md", "x"] if "export" in arguments else []), "--data", tmp_path / "none"
    )

    assert status == 3
    assert said["error"] == f"There is no library in {tmp_path / 'none'}: there is no such folder."
    assert "--data" in said["advice"]
    assert not (tmp_path / "none").exists()


def test_search_and_ask_say_what_is_missing(call):
    assert call("search")[1][0]["error"] == "There is no query."
    assert call("search", " ")[1][0]["error"] == "The query is empty."
    assert call("ask")[1][0]["error"] == "There is no question."


def test_a_library_that_cannot_be_opened_is_status_three(call, report, tmp_path):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "catalogue.sqlite").write_text("not a catalogue " * 100)

    assert call("--data", tmp_path / "file", "ingest", report)[0] == 3
    assert call("sources", "--data", tmp_path / "bad")[0] == 3
    assert call("ingest", report, "--data", tmp_path / "bad")[0] == 3


def test_while_the_app_runs_it_does_the_work_and_reading_goes_on(call, report, tmp_path):
    settings = Settings(data_dir=tmp_path / "data", _env_file=None)

    with open_library(settings) as library:
        assert call("ingest", report)[0] == 3  # the lock is held by someone who takes no commands
        server = RelayServer(settings.data_dir, handlers(library))
        try:
            status, (added,) = call("ingest", report)
            assert (status, added["status"]) == (0, "added")
            assert library.catalogue.find("harbour-mission") is not None
            assert call("search", "harbour", "--limit", 1)[1][0]["results"]
            assert call("doctor")[1][0]["ok"]
            assert call("reindex")[1][0]["passages"] == added["passages"]
        finally:
            server.close()


def test_doctor_finds_what_was_broken_and_mends_it(call, report, tmp_path):
    call("ingest", report)
    settings = Settings(data_dir=tmp_path / "data", _env_file=None)
    with open_library(settings) as library, library.catalogue.database.write() as connection:
        connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
    next(path for path in settings.originals_path.rglob("*") if path.is_file()).unlink()

    status, (found,) = call("doctor")
    mended_status, (mended,) = call("doctor", "--mend")

    assert (status, found["ok"]) == (1, False)
    assert {check["name"] for check in found["checks"] if not check["ok"]} == {"word index", "originals"}
    assert all(check["advice"] for check in found["checks"] if not check["ok"])
    assert mended_status == 1  # a lost original cannot be mended
    assert {check["name"] for check in mended["checks"] if not check["ok"]} == {"originals"}
    assert call("search", "harbour")[1][0]["results"]


def test_a_used_port_is_said_so_with_another_to_try(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        status = run(["serve", "--port", str(port)])

    said = capsys.readouterr().err
    assert status == 2
    assert f"Port {port} on 127.0.0.1 is in use." in said
    assert "serve --port" in said


def test_words_of_a_source_cannot_colour_the_terminal(report, capsys):
    report.write_text("# Red \x1b[31malert\n\nThe text of the alert stands here in one sentence.\n")

    run(["ingest", str(report)])
    run(["sources"])

    assert "\x1b" not in capsys.readouterr().out


def test_help_imports_nothing_heavy():
    import subprocess

    code = (
        "import sys, contextlib, io\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    from cli import main; sys.argv = ['mission-assistant', '--help']; main()\n"
        "print([name for name in ('chromadb', 'torch', 'streamlit', 'langchain_core', 'numpy') if name in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed == "[]\n"
