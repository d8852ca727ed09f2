"""Files that trainers have uploaded: kept in the data folder until they are published or discarded."""

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from ingest.intake import IntakeStatus, Stage
from ingest.metadata import DetailChanges
from ingest.readers.cleaning import shown_name
from knowledge.database import Database
from knowledge.errors import LibraryError
from knowledge.originals import translated

_CHANGES: Final = TypeAdapter(DetailChanges)
_COLUMNS: Final = (
    "id, name, size, content_hash, added_by, uploaded_at, state, replaces, changes, outcome, roles, keeps_roles"
)
_ROLES: Final = TypeAdapter(dict[str, str])


class UploadState(StrEnum):
    """How far an uploaded file is."""

    READING = "reading"  # being read, or waiting for it
    READY = "ready"  # read; a trainer looks at it
    PUBLISHING = "publishing"  # being published, or waiting for it
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an uploaded file. ``message`` and ``advice`` are for people."""

    message: str = ""
    advice: str = ""
    status: IntakeStatus | None = None
    source_id: str | None = None
    version: int | None = None
    retryable: bool = False


_OUTCOME: Final = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was uploaded. ``stage``, ``done`` and ``total`` (passages) say how far its publishing is."""

    id: str
    name: str
    size: int  # bytes
    content_hash: str
    added_by: str
    uploaded_at: datetime  # UTC
    state: UploadState = UploadState.READING
    replaces: str | None = None  # the id of the source that it is a new version of
    changes: DetailChanges = DetailChanges()
    outcome: Outcome | None = None
    roles: Mapping[str, str] | None = None  # chosen for names in it; None until somebody has
    keeps_roles: bool = True  # whether its next version is given the same roles
    stage: Stage | None = None
    done: int = 0
    total: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in (UploadState.READING, UploadState.READY, UploadState.PUBLISHING)

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it now."""
        return self.state in (UploadState.READING, UploadState.PUBLISHING)


class UploadStore:
    """Uploaded files on the disk, and what is known of them in the catalogue's file."""

    def __init__(
        self, database: Database, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._folder = folder
        self._now = now

    def path(self, upload_id: str) -> Path:
        """Where the file of an upload is. Its name is ours: nothing of the uploaded name is in it."""
        return self._folder / upload_id

    def keep(self, name: str, content: bytes, *, added_by: str, replaces: str | None = None) -> Upload:
        """Keep an uploaded file.

        Raises:
            StorageError: the disk is full, or the folder cannot be written.
        """
        upload = Upload(
            id=secrets.token_hex(8),
            name=shown_name(name),
            size=len(content),
            content_hash=hashlib.sha256(content).hexdigest(),
            added_by=added_by,
            uploaded_at=self._now(),
            replaces=replaces,
        )
        self.write(upload.id, content)
        with self._database.write(durable=True) as connection:
            connection.execute(
                f"INSERT INTO uploads ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    upload.id,
                    upload.name,
                    upload.size,
                    upload.content_hash,
                    upload.added_by,
                    upload.uploaded_at.isoformat(),
                    upload.state.value,
                    upload.replaces,
                    _CHANGES.dump_json(upload.changes).decode(),
                    None,
                    None,
                    upload.keeps_roles,
                ),
            )
        return upload

    def write(self, upload_id: str, content: bytes) -> None:
        """Put the file of an upload on the disk, whole or not at all."""
        place = self.path(upload_id)
        partial = place.with_name(place.name + ".partial")
        with translated(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                with partial.open("wb") as target:
                    target.write(content)
                    target.flush()
                    os.fsync(target.fileno())
                partial.replace(place)
            finally:
                partial.unlink(missing_ok=True)

    def all(self) -> Sequence[Upload]:
        """All uploads, in the order in which they came."""
        with self._database.read() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM uploads ORDER BY number").fetchall()
        return [_upload(row) for row in rows]

    def find(self, upload_id: str) -> Upload:
        """One upload.

        Raises:
            LibraryError: it has been discarded.
        """
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM uploads WHERE id = ?", (upload_id,)).fetchone()
        if row is None:
            raise LibraryError("This file is no longer in the list.", advice="Upload it again.")
        return _upload(row)

    def update(self, upload: Upload) -> None:
        """Note how far an upload is; one that was discarded meanwhile stays so."""
        with self._database.write() as connection:
            _update(connection, upload)

    def move(self, upload_id: str, *, from_states: Sequence[UploadState], to: UploadState) -> Upload | None:
        """Take an upload a step further; None when another has done so first, or it has been discarded."""
        with self._database.write() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM uploads WHERE id = ?", (upload_id,)).fetchone()
            if row is None or UploadState(row[6]) not in from_states:
                return None
            moved = replace(_upload(row), state=to, outcome=None)
            _update(connection, moved)
        return moved

    def drop(self, upload_id: str) -> None:
        """Forget an upload, and delete its file."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM uploads WHERE id = ?", (upload_id,))
        self.drop_file(upload_id)

    def drop_file(self, upload_id: str) -> None:
        """Delete the file of an upload."""
        with translated(self._folder):
            self.path(upload_id).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete files that no open upload stands for, as a crash may have left them."""
        known = {upload.id for upload in self.all() if upload.state is not UploadState.DONE}
        if self._folder.is_dir():
            with translated(self._folder):
                for path in self._folder.iterdir():
                    if path.name not in known:
                        path.unlink(missing_ok=True)


def _update(connection: sqlite3.Connection, upload: Upload) -> None:
    connection.execute(
        "UPDATE uploads SET name = ?, size = ?, content_hash = ?, state = ?, replaces = ?, changes = ?, outcome = ?, "
        "roles = ?, keeps_roles = ? WHERE id = ?",
        (
            upload.name,
            upload.size,
            upload.content_hash,
            upload.state.value,
            upload.replaces,
            _CHANGES.dump_json(upload.changes).decode(),
            _OUTCOME.dump_json(upload.outcome).decode() if upload.outcome else None,
            None if upload.roles is None else _ROLES.dump_json(dict(upload.roles)).decode(),
            upload.keeps_roles,
            upload.id,
        ),
    )


def _upload(row: tuple[str, ...]) -> Upload:
    id_, name, size, content_hash, added_by, uploaded_at, state, replaces, changes, outcome, roles, keeps_roles = row
    return Upload(
        id_,
        name,
        int(size),
        content_hash,
        added_by,
        datetime.fromisoformat(uploaded_at),
        UploadState(state),
        replaces,
        _CHANGES.validate_json(changes),
        _OUTCOME.validate_json(outcome) if outcome else None,
        None if roles is None else _ROLES.validate_json(roles),
        bool(keeps_roles),
    )
