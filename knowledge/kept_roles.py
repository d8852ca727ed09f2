"""Which roles stand for which names in a source: kept so that its next version is given the same ones.

The list is itself personal data. It is in the catalogue's file only, shown to trainers only, in no export, and gone
when a trainer forgets it or the source is erased.
"""

import sqlite3
from collections.abc import Mapping

from knowledge.database import Database


class KeptRoles:
    """The lists of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, source_id: str) -> dict[str, str]:
        """Words (names, addresses, numbers) and their roles; an empty role: the words are left as they are."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT words, role FROM kept_roles WHERE source_id = ? ORDER BY number", (source_id,)
            ).fetchall()
        return dict(rows)

    def forget(self, source_id: str) -> None:
        """Delete the list of a source, from the disk as well."""
        with self._database.write(durable=True) as connection:
            put_roles(connection, source_id, {})
        self._database.tidy()


def put_roles(connection: sqlite3.Connection, source_id: str, roles: Mapping[str, str]) -> None:
    """Make this the list of a source, within a transaction."""
    connection.execute("DELETE FROM kept_roles WHERE source_id = ?", (source_id,))
    connection.executemany(
        "INSERT INTO kept_roles (source_id, words, role) VALUES (?, ?, ?)",
        [(source_id, words, role) for words, role in roles.items()],
    )
