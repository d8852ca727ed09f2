"""A file as a document, read in a process of its own that a hostile file cannot leave."""

import logging
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ingest.readers.child import ReadRequest, memory_error, text_error
from ingest.readers.cleaning import shown_name
from ingest.readers.processes import ReadingProcess, start
from ingest.readers.wire import decode_reply
from knowledge.errors import IntakeError, LimitError, UnreadableFileError
from knowledge.settings import Settings
from knowledge.types import Document

logger = logging.getLogger(__name__)

_MEGABYTE: Final = 1024 * 1024
_REPLY_FACTOR: Final = 4
"""Bytes of a reply for one byte of text: JSON escapes, and segments (a cue of five words takes about 80 bytes)."""
_LOG_BYTES: Final = 4096


def read_file(path: Path, settings: Settings, *, name: str | None = None) -> Document:
    """The document in a file. ``name`` is the file's name for people where ``path`` is a stored copy.

    Safe to call from several threads at once.

    Raises:
        UnsupportedFileError: its kind is not read here.
        UnreadableFileError: it is damaged, protected, or not what its name says.
        NoTextError: it holds no text.
        LimitError: it is too large, or reading it took too long or too much memory.
    """
    shown = shown_name(name or path.name)
    _check_size(path, shown, settings)
    request = ReadRequest(
        path=str(path.resolve()),
        name=shown,
        memory_mb=settings.read_memory_mb,
        cpu_seconds=settings.read_seconds,
        text_mb=settings.max_text_mb,
    )
    try:
        outcome = _run(request, wall_seconds=settings.read_seconds)
    except OSError as error:
        raise UnreadableFileError(
            f"{shown} could not be read: no process can be started for it ({error}).",
            advice="Close other programs, or restart the assistant, and try again.",
        ) from error
    if outcome.stderr:
        logger.info("While reading %s: %s", shown, outcome.stderr)
    return _document(outcome, request)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a reading process."""

    reply: bytes
    status: int
    stderr: str
    timed_out: bool = False
    overflowed: bool = False


def _check_size(path: Path, name: str, settings: Settings) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(
            f"{name} cannot be opened: {error.strerror}.", advice="Check that the file is still there and may be read."
        ) from error
    if size > settings.max_file_mb * _MEGABYTE:
        raise LimitError(
            f"{name} has {size / _MEGABYTE:.0f} MB; "
            f"files of up to {settings.max_file_mb} MB are read (MISSION_MAX_FILE_MB)."
        )


def _run(request: ReadRequest, *, wall_seconds: float) -> _Outcome:
    """One child's life: request in, reply out, ended by force when its time or its reply runs over."""
    largest = request.text_mb * _MEGABYTE * _REPLY_FACTOR
    with start(request.name) as process:
        reply = _Drain(process.reply, largest, process)
        log = _Drain(process.log, None, process)
        _send(process.request, request)
        try:
            status = process.wait(wall_seconds)
            timed_out = False
        except TimeoutError:
            process.kill()
            status, timed_out = process.wait(None), True
        return _Outcome(reply.result(), status, log.result().decode("utf-8", "replace"), timed_out, reply.overflowed)


def _send(stdin: IO[bytes], request: ReadRequest) -> None:
    try:
        stdin.write(request.to_json())
        stdin.close()
    except OSError:  # the child is already dead; its status says why
        logger.info("The reading process ended before it took its request.")


class _Drain:
    """Reads a pipe to its end in a thread, so that the child never waits for us.

    Past ``largest`` bytes the child is killed; without a limit only the last few bytes are kept.
    """

    def __init__(self, stream: IO[bytes], largest: int | None, process: ReadingProcess) -> None:
        self.overflowed = False
        self._parts: list[bytes] = []
        self._largest = largest
        self._thread = threading.Thread(target=self._read, args=(stream, process), daemon=True)
        self._thread.start()

    def result(self) -> bytes:
        self._thread.join()
        return b"".join(self._parts)

    def _read(self, stream: IO[bytes], process: ReadingProcess) -> None:
        size = 0
        while part := stream.read1(65536):  # type: ignore[attr-defined]  # a BufferedReader, which typeshed calls IO
            size += len(part)
            if self._largest is None:
                self._parts = [(b"".join(self._parts) + part)[-_LOG_BYTES:]]
            elif size <= self._largest:
                self._parts.append(part)
            else:
                self.overflowed = True
                self._parts = []
                process.kill()
                return


def _document(outcome: _Outcome, request: ReadRequest) -> Document:
    if outcome.timed_out or _died_of(outcome.status, "SIGXCPU"):
        raise LimitError(
            f"{request.name} took longer than {request.cpu_seconds} seconds to read (MISSION_READ_SECONDS)."
        )
    if outcome.overflowed:
        raise text_error(request.name, request.text_mb)
    if outcome.status != 0:
        raise _crash(outcome.status, request)
    try:
        return decode_reply(outcome.reply)
    except ValueError as error:
        raise UnreadableFileError(f"{request.name} could not be read: the reading process gave no document.") from error


def _crash(status: int, request: ReadRequest) -> IntakeError:
    if _died_of(status, "SIGKILL"):  # the system ended it, almost always for want of memory
        return memory_error(request.name, request.memory_mb)
    logger.warning("The reading process of %s ended with status %d.", request.name, status)
    return UnreadableFileError(f"{request.name} is damaged: reading it made the reader stop (status {status}).")


def _died_of(status: int, name: str) -> bool:
    number = getattr(signal, name, None)  # Windows has neither
    return number is not None and status == -int(number)
