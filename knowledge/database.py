"""Connections to the catalogue's SQLite file: many readers, one writer, SQLite's errors told in plain words."""

import os
import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from knowledge.errors import LibraryDamagedError, LibraryError, LibraryLockedError, StorageError
from knowledge.schema import Migration, migrate, refuse_later, schema_version

BUSY_SECONDS = 20
"""How long a statement waits for another process's transaction; the longest of ours publishes one large source."""

_STORAGE_CODES = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
)
_DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY_CODE = 0xFF  # the low byte of an extended result code, https://www.sqlite.org/rescode.html


class Database:
    """The catalogue's file. Safe to share between threads.

    A file that is not there is made when ``writable``; else it reads as an empty library.
    """

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self._address = _address(path, writable=writable)
        self._idle: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        self._write_lock = threading.Lock()
        self._closed = False
        with translated(path):
            self._first = self._connect()
            self._prepare()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one unchanging state of the file until the block ends."""
        with translated(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.execute("ROLLBACK") if connection.in_transaction else None
                self._give_back(connection)

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: committed when the block ends, undone when it raises. One at a time.

        Args:
            durable: wait until the disk holds it, so that it also survives a loss of power.
        """
        if not self.writable:
            raise LibraryError("The library is open for reading only.", advice="Close the other program and try again.")
        with self._write_lock, translated(self.path):
            connection = self._borrow()
            try:
                connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK") if connection.in_transaction else None
                    raise
                _commit(connection)
            finally:
                self._give_back(connection)

    def tidy(self) -> None:
        """Empty the write-ahead log, so that what was deleted is gone from the disk, too."""
        with self._write_lock, translated(self.path):
            connection = self._borrow()
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                self._give_back(connection)

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                break
        self._first.close()

    def _prepare(self) -> None:
        if self.writable:
            self._first.execute("PRAGMA journal_mode = WAL")
            migrate(self._first, _migrations())
        elif not self.path.exists():
            migrate(self._first, _migrations())
        else:
            refuse_later(self._first, _migrations())
            self._refuse_earlier()

    def _refuse_earlier(self) -> None:
        if schema_version(self._first) < len(_migrations()):
            raise LibraryError(
                "The library was made by an earlier version of this program and has not been brought up to date.",
                advice="Start the app once, or run `mission-assistant doctor --mend`; then try again.",
            )

    def _borrow(self) -> sqlite3.Connection:
        if self._closed:
            raise LibraryError("The library has been closed.", advice="Open it again.")
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.put(connection)

    def _connect(self) -> sqlite3.Connection:
        # check_same_thread: a connection is used by one thread at a time, but not always by the same one.
        connection = sqlite3.connect(
            self._address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32768")  # KiB
        connection.execute(
            "PRAGMA mmap_size = 1073741824"
        )  # bytes; reading vectors through the page cache halves the time
        return connection


def _migrations() -> tuple[Migration, ...]:
    # Imported late: the rooms that define migrations also use this module.
    from knowledge.migrations import MIGRATIONS

    return MIGRATIONS


def _address(path: Path, *, writable: bool) -> str:
    if writable:
        return path.resolve().as_uri()
    if not path.exists():
        return f"file:{quote(str(path.resolve()), safe='')}?mode=memory&cache=shared"
    # On a read-only medium SQLite cannot make the files that a write-ahead log needs; but nobody can write, either.
    unchanging = not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()
    return path.resolve().as_uri() + ("?immutable=1" if unchanging else "?mode=ro")


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors within the block as ours, naming the file."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
        if code in _STORAGE_CODES:
            raise StorageError(f"The catalogue {path} cannot be used: {error}.") from error
        if code in _DAMAGE_CODES:
            raise LibraryDamagedError(
                f"The catalogue {path} is damaged: {error}.",
                advice="Put back the data folder from a backup, or add the files again in another folder (--data).",
            ) from error
        if code in _BUSY_CODES:
            raise LibraryLockedError(f"The catalogue {path} is in use by another process: {error}.") from error
        raise


def has_full_text_search() -> bool:
    """Whether this Python's SQLite can search words (FTS5)."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
