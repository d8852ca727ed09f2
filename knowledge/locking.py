"""One process at a time writes to a data folder: an exclusive lock that dies with its holder."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from knowledge.errors import LibraryLockedError, StorageError

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 20  # beyond the holder's name, so that others can still read it

    def _take(file: IO[str]) -> None:
        os.lseek(file.fileno(), _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


LOCK_FILE = "library.lock"


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The process that holds a data folder."""

    pid: int
    command: str
    since: datetime  # UTC


class LibraryLock:
    """The exclusive right to write to a data folder, until `release` or the end of the process."""

    def __init__(self, data_dir: Path, *, command: str | None = None) -> None:
        """Take the lock.

        Raises:
            LibraryLockedError: another process, or another library object in this one, holds it.
            StorageError: the folder cannot be made or written.
        """
        self._path = data_dir / LOCK_FILE
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StorageError(f"The data folder {data_dir} cannot be written: {error.strerror or error}.") from error
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise LibraryLockedError(_held(data_dir)) from error
        try:
            self._sign(command or _own_command())
        except OSError as error:
            with suppress(OSError):  # what could not be written is still to be written; the lock goes all the same
                self._file.close()
            raise StorageError(f"The data folder {data_dir} cannot be written: {error.strerror or error}.") from error

    def release(self) -> None:
        """Let go of the folder."""
        if not self._file.closed:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()

    def _sign(self, command: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        holder = {"pid": os.getpid(), "command": command, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        self._file.write(json.dumps(holder))
        self._file.flush()


def lock_holder(data_dir: Path) -> LockHolder | None:
    """Who says to hold a data folder; None when nobody does, or it cannot be read."""
    try:
        said = json.loads((data_dir / LOCK_FILE).read_text(encoding="utf-8"))
        return LockHolder(int(said["pid"]), str(said["command"]), datetime.fromisoformat(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _held(data_dir: Path) -> str:
    holder = lock_holder(data_dir)
    if holder is None:
        return f"Another process is using the data folder {data_dir}."
    since = f"{holder.since:%d %B %Y, %H:%M} UTC"
    return f"The data folder {data_dir} is in use by process {holder.pid} ({holder.command}) since {since}."


def _own_command() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]) if sys.argv and sys.argv[0] else "python"
