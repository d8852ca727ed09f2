"""Commands handed to the process that holds the library: the command line's work done by the running app.

Loopback only. Who can read a file in the data folder that only its owner can read may ask; messages are JSON, so that
nothing sent can be more than data.
"""

import json
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Final

from knowledge.errors import AssistantError, LibraryError, StorageError

_LOG = logging.getLogger(__name__)

ADDRESS_FILE: Final = "relay.json"
LARGEST_MESSAGE: Final = 64 << 20
"""Bytes; the longest is a batch of questions."""
_HOST: Final = "127.0.0.1"
_BACKLOG: Final = 128
"""Connections that may wait to be accepted. Past the default of 1, Linux drops one that its asker believes to stand."""
_GREETING_SECONDS: Final = 10
"""How long either side waits for the other to show that it has the key."""

Json = dict[str, "JsonValue"]
JsonValue = None | bool | int | float | str | list["JsonValue"] | Json
Report = Callable[[str], None]
"""Told in words how far the work is."""
Handler = Callable[[Json, Report], Iterator[Json]]
"""Does a command: its arguments, and where to report progress; gives its results one by one."""


class RelayServer:
    """Answers commands until it is closed. Each connection has a thread of its own."""

    def __init__(self, data_dir: Path, handlers: Mapping[str, Handler]) -> None:
        """Begin to listen, and write address and key into the data folder.

        Raises:
            StorageError: the folder cannot be written.
        """
        self._handlers = handlers
        self._file = data_dir / ADDRESS_FILE
        self._key = secrets.token_bytes(32)
        self._listener = Listener((_HOST, 0), backlog=_BACKLOG)
        self._closing = threading.Event()
        _write_address(self._file, int(self._listener.address[1]), self._key)
        self._thread = threading.Thread(target=self._serve, name="relay", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; commands that have begun go on."""
        self._closing.set()
        self._file.unlink(missing_ok=True)
        with suppress(OSError):  # wakes the thread that waits for a connection
            Client(self._listener.address).close()
        self._thread.join(timeout=5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except OSError as error:  # hung up before it was accepted
                _LOG.info("A connection was lost: %s", error)
                continue
            threading.Thread(target=self._answer, args=(connection,), name="relay-command", daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        with connection, suppress(EOFError, OSError):  # the asker has gone; what was begun is done
            if not self._knows_key(connection):
                return
            request = _receive(connection)
            try:
                self._run(connection, request)
            except AssistantError as error:
                _send(connection, {"failed": type(error).__name__, "message": error.message, "advice": error.advice})
            except Exception:  # noqa: BLE001 - outermost level of this thread: logged, and told to the asker
                _LOG.exception("A command from the command line failed")
                problem = LibraryError("The running app could not do this; the reason is in its log.")
                _send(connection, {"failed": "LibraryError", "message": problem.message, "advice": problem.advice})

    def _knows_key(self, connection: Connection) -> bool:
        """Greet each other; in a thread of the connection's own, so that one who says nothing holds up nobody."""
        try:
            deliver_challenge(connection, self._key)
            answer_challenge(connection, self._key)
        except AuthenticationError as error:
            _LOG.warning("A connection without the key was refused: %s", error)
            return False
        return True

    def _run(self, connection: Connection, request: Json) -> None:
        command, arguments = request.get("command"), request.get("arguments")
        handler = self._handlers.get(command) if isinstance(command, str) else None
        if handler is None or not isinstance(arguments, dict):
            raise LibraryError(f"The running app does not know the command “{command}”.", advice="Restart the app.")
        for result in handler(arguments, lambda words: _send(connection, {"progress": words})):
            _send(connection, {"result": result})
        _send(connection, {"done": True})


def ask_app(data_dir: Path, command: str, arguments: Json, report: Report) -> Iterator[Json] | None:
    """The results of a command done by the process that holds the library; None when none answers.

    Raises:
        AssistantError: while reading the results, if the command failed there.
    """
    connection = _connect(data_dir / ADDRESS_FILE)
    if connection is None:
        return None
    return _results(connection, {"command": command, "arguments": arguments}, report)


def _results(connection: Connection, request: Json, report: Report) -> Iterator[Json]:
    with connection, _told_when_lost():
        _send(connection, request)
        while True:
            message = _receive(connection)
            if "done" in message:
                return
            if "failed" in message:
                raise _failure(message)
            if isinstance(words := message.get("progress"), str):
                report(words)
            if isinstance(result := message.get("result"), dict):
                yield result


def _connect(file: Path) -> Connection | None:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        connection = Client((_HOST, int(said["port"])))
        if not connection.poll(_GREETING_SECONDS):
            return None
        answer_challenge(connection, bytes.fromhex(said["key"]))
        deliver_challenge(connection, bytes.fromhex(said["key"]))
        return connection
    except (OSError, ValueError, KeyError, TypeError, EOFError, AuthenticationError) as error:
        _LOG.info("No app answers: %s", error)
        return None


@contextmanager
def _told_when_lost() -> Iterator[None]:
    try:
        yield
    except (EOFError, OSError) as error:
        raise LibraryError(
            "The running app stopped before the command was done.",
            advice="Start the app again, or run the command without it; what was done already is kept.",
        ) from error


def _failure(message: Json) -> AssistantError:
    from knowledge import errors

    kind = getattr(errors, str(message["failed"]), LibraryError)
    if not (isinstance(kind, type) and issubclass(kind, AssistantError)):
        kind = LibraryError
    return kind(str(message.get("message")), advice=str(message.get("advice")))


def _write_address(file: Path, port: int, key: bytes) -> None:
    try:
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
            json.dump({"port": port, "key": key.hex()}, target)
    except OSError as error:
        raise StorageError(f"The data folder {file.parent} cannot be written: {error.strerror}.") from error


def _send(connection: Connection, message: Json) -> None:
    connection.send_bytes(json.dumps(message).encode())


def _receive(connection: Connection) -> Json:
    message = json.loads(connection.recv_bytes(LARGEST_MESSAGE))
    if not isinstance(message, dict):
        raise EOFError("not a message")
    return message
