import json
import socket
import stat
import sys
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client

import pytest

from ingest.commands import handlers
from ingest.relay import ADDRESS_FILE, RelayServer, ask_app
from knowledge.errors import LibraryError, SourceNotFoundError


def count_to(arguments, report):
    for number in range(arguments["to"]):
        report(f"at {number}")
        yield {"number": number}


def fail(_arguments, _report):
    raise SourceNotFoundError("No source has the id “x”.", advice="Look again.")
    yield {}


def stumble(_arguments, _report):
    yield {"number": 1}
    raise RuntimeError("a bug")


@pytest.fixture
def server(tmp_path):
    server = RelayServer(tmp_path, {"count": count_to, "fail": fail, "stumble": stumble})
    yield server
    server.close()


@pytest.mark.usefixtures("server")
def test_results_and_progress_come_one_by_one(tmp_path):
    heard = []

    results = list(ask_app(tmp_path, "count", {"to": 3}, heard.append))

    assert results == [{"number": 0}, {"number": 1}, {"number": 2}]
    assert heard == ["at 0", "at 1", "at 2"]


@pytest.mark.usefixtures("server")
def test_an_error_there_is_the_same_error_here(tmp_path):
    with pytest.raises(SourceNotFoundError) as caught:
        list(ask_app(tmp_path, "fail", {}, print))

    assert (caught.value.message, caught.value.advice) == ("No source has the id “x”.", "Look again.")


@pytest.mark.parametrize("command", ["stumble", "unheard-of"])
@pytest.mark.usefixtures("server")
def test_what_goes_wrong_there_is_told_and_the_server_goes_on(tmp_path, command):
    with pytest.raises(LibraryError):
        list(ask_app(tmp_path, command, {}, print))

    assert list(ask_app(tmp_path, "count", {"to": 1}, print)) == [{"number": 0}]


@pytest.mark.usefixtures("server")
def test_nobody_without_the_key_is_heard(tmp_path):
    port = json.loads((tmp_path / ADDRESS_FILE).read_text())["port"]

    with pytest.raises(AuthenticationError):
        Client(("127.0.0.1", port), authkey=b"guessed")

    assert list(ask_app(tmp_path, "count", {"to": 1}, print)) == [{"number": 0}]


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files work otherwise")
@pytest.mark.usefixtures("server")
def test_the_key_is_the_owners_alone(tmp_path):
    assert stat.S_IMODE((tmp_path / ADDRESS_FILE).stat().st_mode) == 0o600


def test_without_a_server_nobody_answers(tmp_path):
    assert ask_app(tmp_path, "count", {"to": 1}, print) is None
    server = RelayServer(tmp_path, {})
    left_behind = (tmp_path / ADDRESS_FILE).read_text()
    server.close()
    assert not (tmp_path / ADDRESS_FILE).exists()

    (tmp_path / ADDRESS_FILE).write_text(left_behind)  # as after a kill

    assert ask_app(tmp_path, "count", {"to": 1}, print) is None


@pytest.mark.usefixtures("server")
@pytest.mark.usefixtures("server")
def test_one_who_connects_and_says_nothing_holds_up_nobody(tmp_path):
    port = json.loads((tmp_path / ADDRESS_FILE).read_text())["port"]

    with socket.create_connection(("127.0.0.1", port)):
        assert list(ask_app(tmp_path, "count", {"to": 1}, print)) == [{"number": 0}]


@pytest.mark.usefixtures("server")
def test_many_ask_at_once(tmp_path):
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(list(ask_app(tmp_path, "count", {"to": 20}, lambda _: None))))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(answer) for answer in answers] == [20] * 8


def test_the_apps_library_is_changed_by_the_relay(library, settings, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("The workshop in Vejle brought six partners together. They agreed on one direction.")
    server = RelayServer(settings.data_dir, handlers(library))
    request = {"files": [str(file)], "names": ["a.txt"], "changes": {"title": "Vejle", "themes": ["food"]}}

    try:
        (added,) = ask_app(settings.data_dir, "ingest", {**request, "added_by": "me"}, print)
        source = library.catalogue.source("vejle")
        findings = list(ask_app(settings.data_dir, "doctor", {}, print))
        (rebuilt,) = ask_app(settings.data_dir, "reindex", {}, print)
        removed = list(ask_app(settings.data_dir, "remove", {"sources": ["vejle", "nobody"]}, print))
    finally:
        server.close()

    assert (added["file"], added["status"], added["source"]) == ("a.txt", "added", "vejle")
    assert (source.added_by, source.details.themes) == ("me", ("food",))
    assert all(finding["ok"] for finding in findings)
    assert rebuilt == {"sources": 1, "passages": 1}
    assert [one["status"] for one in removed] == ["removed", "failed"]
