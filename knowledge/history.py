"""Who changed a source, when, and how: corrected, withdrawn, brought back, erased. Versions say the rest themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from knowledge.database import Database


class Deed(StrEnum):
    """What was done to a source beside publishing a version of it."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ERASED = "erased"
    NAMES_FORGOTTEN = "list of names forgotten"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a source. ``note`` says which fields were corrected; it is empty once the source is erased."""

    source_id: str
    deed: Deed
    by: str
    at: datetime  # UTC
    note: str = ""


class History:
    """The changes of all sources, in the catalogue's file."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def note(self, source_id: str, deed: Deed, *, by: str, note: str = "") -> None:
        """Write down that something was done."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO deeds (source_id, deed, by, at, note) VALUES (?, ?, ?, ?, ?)",
                (source_id, deed.value, by, self._now().isoformat(), note),
            )

    def of(self, source_id: str) -> Sequence[Entry]:
        """What was done to a source, the latest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT source_id, deed, by, at, note FROM deeds WHERE source_id = ? ORDER BY id DESC", (source_id,)
            ).fetchall()
        return [Entry(id_, Deed(deed), by, datetime.fromisoformat(at), note) for id_, deed, by, at, note in rows]
