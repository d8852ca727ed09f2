"""A process for one file that is to be read: forked where that is sound (Linux), a new interpreter elsewhere."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Final, Protocol, Self

from ingest.readers.formats import ENDINGS, FileFormat
from ingest.readers.nursery import BEGUN, FORMATS, STATUS

_ROOT: Final = Path(__file__).resolve().parents[2]
_ENVIRONMENT: Final = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What a child gets of our environment: enough to start Python, and no keys or passwords."""
_START_SECONDS: Final = 60
_TRIES: Final = 3
CAN_FORK: Final = sys.platform == "linux"
"""macOS forks, too, but its own libraries may not survive it."""


class ReadingProcess(AbstractContextManager["ReadingProcess"], Protocol):
    """A child that reads one file: it takes a request, writes a reply and a log, and ends. Killed when left early."""

    request: IO[bytes]
    reply: IO[bytes]
    log: IO[bytes]

    def wait(self, seconds: float | None) -> int:
        """Its exit status, negative for a signal.

        Raises:
            TimeoutError: it has not ended in this time.
        """
        ...

    def kill(self) -> None:
        """End it by force."""
        ...


def start(name: str) -> ReadingProcess:
    """A child for a file of this name.

    Raises:
        OSError: no process can be started.
    """
    return _nursery.bear(name) if CAN_FORK else Spawned()


class Spawned:
    """A new interpreter. Satisfies `ReadingProcess`."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(_command("child"), stdin=pipe, stdout=pipe, stderr=pipe, env=_environment())
        self.request, self.reply, self.log = (
            _there(one) for one in (self._process.stdin, self._process.stdout, self._process.stderr)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.__exit__(kind, error, trace)

    def wait(self, seconds: float | None) -> int:
        """See ReadingProcess."""
        try:
            return self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError from error

    def kill(self) -> None:
        """See ReadingProcess."""
        self._process.kill()


class Forked:
    """A child of the nursery. Satisfies `ReadingProcess`."""

    def __init__(self, request: IO[bytes], reply: IO[bytes], log: IO[bytes], told: socket.socket) -> None:
        self.request, self.reply, self.log = request, reply, log
        self._told = told

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._told, self.request, self.reply, self.log):
            with suppress(OSError):  # what is still to be written is of no use to a child that has ended
                one.close()

    def has_begun(self) -> bool:
        """Whether the nursery has made it; waits until that is known."""
        self._told.settimeout(_START_SECONDS)
        return self._told.recv(len(BEGUN)) == BEGUN

    def wait(self, seconds: float | None) -> int:
        """See ReadingProcess."""
        self._told.settimeout(seconds)
        try:
            status = self._told.recv(STATUS.size)
        except ConnectionError:
            status = b""
        # Without a word the nursery itself was killed, for want of memory as like as not; its children end with it.
        return int(STATUS.unpack(status)[0]) if len(status) == STATUS.size else -signal.SIGKILL

    def kill(self) -> None:
        """See ReadingProcess."""
        with suppress(OSError):  # it has ended by itself
            self._told.send(b"k")


class Nursery:
    """Our end of the process that forks; started when it is first needed, and again when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._master: socket.socket | None = None
        atexit.register(self.close)

    @property
    def process_id(self) -> int | None:
        """Of the process, once it has been started."""
        return None if self._process is None else self._process.pid

    def bear(self, name: str) -> Forked:
        """A child for a file of this name.

        Raises:
            OSError: no process can be started.
        """
        file_format = ENDINGS.get(PurePath(name).suffix.lower(), FileFormat.TEXT)
        for _ in range(_TRIES):  # it may end, having had nothing to do, at the very moment it is asked
            child = self._ask(bytes([FORMATS.index(file_format)]))
            if child is not None:
                return child
        raise OSError("The process that reads files does not start.")

    def close(self) -> None:
        """End the process and all of its children."""
        with self._lock:
            if self._master is not None:
                self._master.close()
            if self._process is not None:
                self._process.wait()
            self._master, self._process = None, None

    def _ask(self, what: bytes) -> Forked | None:
        """None when the process is gone."""
        request, reply, log, told = os.pipe(), os.pipe(), os.pipe(), socket.socketpair()
        theirs = (request[0], reply[1], log[1], told[1].detach())
        child = Forked(os.fdopen(request[1], "wb"), os.fdopen(reply[0], "rb"), os.fdopen(log[0], "rb"), told[0])
        try:
            self._hand_over(what, theirs)
            if child.has_begun():
                return child
        except ConnectionError:
            pass  # as below
        except BaseException:
            child.__exit__(None, None, None)
            raise
        child.__exit__(None, None, None)
        self.close()
        return None

    def _hand_over(self, what: bytes, descriptors: Sequence[int]) -> None:
        """Send them. They stay open in nobody but the process: if it dies, that shows at our ends at once."""
        try:
            with self._lock:
                socket.send_fds(self._master or self._start(), [what], descriptors)
        finally:
            for one in descriptors:
                os.close(one)

    def _start(self) -> socket.socket:
        self._master, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                _command("nursery"), stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=_environment()
            )
        return self._master


_nursery = Nursery()


def _command(module: str) -> list[str]:
    return [sys.executable, "-P", "-m", f"ingest.readers.{module}"]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("The child was started without pipes.")
    return stream
