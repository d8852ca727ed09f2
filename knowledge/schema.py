"""The catalogue's tables, as numbered migrations: an earlier version's file is brought up to date when it is opened.

A room that keeps something in the catalogue's file defines its ``Migration`` and adds it at the end of
``knowledge/migrations.py``; one that has been released is never edited. The number of the last one applied stands in
``PRAGMA user_version``.
"""

import sqlite3
from dataclasses import dataclass

from knowledge.errors import LibraryError

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""How the word index makes terms of words (https://www.sqlite.org/fts5.html#tokenizers)."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: what it is for, and its statements."""

    name: str
    statements: tuple[str, ...]


SOURCES = Migration(
    "sources, versions, passages and their indexes",
    (
        "CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # An erased source keeps its row, without origin or versions: its id is not given again, its title shown.
        """CREATE TABLE sources (
            id TEXT PRIMARY KEY,
            status TEXT NOT NULL CHECK (status IN ('live', 'withdrawn', 'erased')),
            version INTEGER NOT NULL,
            title TEXT NOT NULL,
            origin TEXT,
            added_at TEXT NOT NULL,
            added_by TEXT NOT NULL,
            updated_at TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE UNIQUE INDEX sources_by_origin ON sources (origin) WHERE origin IS NOT NULL",
        # proposed: what the file itself says; details: that with what people said. The difference outlives a new file.
        """CREATE TABLE versions (
            source_id TEXT NOT NULL REFERENCES sources (id),
            version INTEGER NOT NULL,
            text TEXT NOT NULL,
            segments TEXT NOT NULL,
            proposed TEXT NOT NULL,
            details TEXT NOT NULL,
            warnings TEXT NOT NULL,
            passages INTEGER NOT NULL,
            content_hash TEXT NOT NULL,
            file_name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            reader TEXT NOT NULL,
            size INTEGER NOT NULL,
            created_at TEXT NOT NULL,
            created_by TEXT NOT NULL,
            PRIMARY KEY (source_id, version)
        )""",
        "CREATE INDEX versions_by_content ON versions (content_hash)",
        # Shared by all passages with the same model, context and text; float16, little endian.
        """CREATE TABLE vectors (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            passage BLOB NOT NULL,
            sentences BLOB NOT NULL
        )""",
        # Ids are given by the catalogue's own counter and never used twice: they are the ids in Chroma, too.
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY,
            source_id TEXT NOT NULL REFERENCES sources (id),
            version INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            context TEXT NOT NULL,
            text TEXT NOT NULL,
            sentences BLOB NOT NULL,
            vector_id INTEGER NOT NULL REFERENCES vectors (id),
            UNIQUE (source_id, ordinal)
        )""",
        "CREATE INDEX passages_by_vector ON passages (vector_id)",
        """CREATE TABLE passage_speakers (
            speaker TEXT NOT NULL,
            passage_id INTEGER NOT NULL REFERENCES passages (id) ON DELETE CASCADE,
            PRIMARY KEY (speaker, passage_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX speakers_by_passage ON passage_speakers (passage_id)",
        f"""CREATE VIRTUAL TABLE passages_fts USING fts5 (
            context, text, content = 'passages', content_rowid = 'id', tokenize = '{TOKENIZER}'
        )""",
        "CREATE VIRTUAL TABLE passages_words USING fts5vocab (passages_fts, 'row')",
        # What has been begun in Chroma and not finished: a start after a crash undoes or finishes exactly this.
        """CREATE TABLE changes (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('add', 'delete')),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL
        )""",
        # Original files that may have become superfluous: looked at when the change is done, or at the next start.
        "CREATE TABLE doubtful_originals (content_hash TEXT PRIMARY KEY) WITHOUT ROWID",
    ),
)


def schema_version(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, migrations: tuple[Migration, ...]) -> None:
    """Apply what is missing, each migration whole or not at all.

    Raises:
        LibraryError: the file was made by a later version of the program.
    """
    refuse_later(connection, migrations)
    for number in range(schema_version(connection) + 1, len(migrations) + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if schema_version(connection) < number:  # another process may have been quicker
                for statement in migrations[number - 1].statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def refuse_later(connection: sqlite3.Connection, migrations: tuple[Migration, ...]) -> None:
    """Raise LibraryError when the file was made by a later version of the program than this one."""
    if schema_version(connection) > len(migrations):
        raise LibraryError(
            f"The library was made by a later version of this program (schema {schema_version(connection)}, "
            f"known here: {len(migrations)}).",
            advice="Update this program, or use another data folder.",
        )
