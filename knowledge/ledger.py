"""The writing half of the catalogue: each function is one transaction, and notes what Chroma must still follow.

The order that keeps readers and crashes apart: ids are reserved (a change ``add`` is noted), vectors are written to
Chroma, then one transaction makes the passages live and notes the ids that have become superfluous (a change
``delete``), then these are deleted from Chroma and the change is struck out. Whatever is still noted at a start was
interrupted.
"""

import re
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from knowledge.catalogue import model_of, read_mark
from knowledge.database import Database
from knowledge.errors import EmbeddingMismatchError, LibraryError, SourceNotFoundError
from knowledge.kept_roles import put_roles
from knowledge.passage_words import RECIPE, find_words, words_to_text
from knowledge.records import (
    details_to_json,
    segments_to_json,
    sentences_from_blob,
    sentences_to_blob,
    vectors_to_blobs,
    warnings_to_json,
)
from knowledge.staging import EmbeddingModel, PassageDraft, StagedVersion, StoredVectors, content_key
from knowledge.types import SourceDetails, SourceStatus

LONGEST_ID = 60
"""Characters of a source's id: short enough for a link in a mail."""


@dataclass(frozen=True, slots=True)
class Change:
    """Passage ids ``first`` to ``last`` (inclusive) that Chroma is being told of."""

    id: int
    kind: Literal["add", "delete"]
    first: int
    last: int

    @property
    def passage_ids(self) -> range:
        """The ids, some of which may not exist."""
        return range(self.first, self.last + 1)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication did: the source's id and version, and the ids that Chroma may forget."""

    source_id: str
    version: int
    superfluous: Change | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A source's passages made anew for an index that is built beside the live one."""

    source_id: str
    passages: tuple[PassageDraft, ...]
    keys: tuple[bytes, ...]
    first_id: int


class Ledger:
    """Changes to the catalogue. One at a time; each is on the disk when its function returns."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def reserve(self, count: int) -> Change:
        """Ids for so many new passages, noted as being added."""
        with self._database.write() as connection:
            first = int(read_mark(connection, "next_passage") or 1)
            _set_mark(connection, "next_passage", str(first + count))
            return _note(connection, "add", first, first + count - 1)

    def pending(self) -> tuple[Change, ...]:
        """The changes that have begun and not ended."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, kind, first, last FROM changes ORDER BY id").fetchall()
        return tuple(Change(*row) for row in rows)

    def strike(self, change: Change) -> None:
        """Note that Chroma has followed a change."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM changes WHERE id = ?", (change.id,))

    def publish(self, staged: StagedVersion, change: Change) -> Published:
        """Make a staged version the live one, in one transaction.

        Raises:
            EmbeddingMismatchError: the library's vectors were made with another model.
        """
        now = self._now()
        with self._database.write(durable=True) as connection:
            _accept_model(connection, staged.model)
            source_id, version = _put_source(connection, staged, now)
            _insert_version(connection, staged, (source_id, version, now))
            if staged.roles is not None:
                put_roles(connection, source_id, staged.roles)
            superfluous = _drop_passages(connection, source_id)
            keys = [content_key(staged.model, draft) for draft in staged.passages]
            store_vectors(connection, {key: staged.vectors[key] for key in keys})
            _insert_passages(connection, Revision(source_id, staged.passages, tuple(keys), change.first), version)
            _index_words(connection, source_id)
            _drop_orphan_vectors(connection)
            connection.execute("DELETE FROM changes WHERE id = ?", (change.id,))
            connection.execute("DELETE FROM doubtful_originals WHERE content_hash = ?", (staged.original.content_hash,))
            _next_generation(connection)
        return Published(source_id, version, superfluous)

    def update_details(self, source_id: str, details: SourceDetails) -> None:
        """Say something else of a source; its title must stay, because it is part of what is embedded."""
        with self._database.write(durable=True) as connection:
            status, version, title = _source_row(connection, source_id)
            if status == SourceStatus.ERASED or title != details.title:
                raise LibraryError(
                    f"The title of “{source_id}” is part of its passages; publish it again to change it."
                )
            connection.execute(
                "UPDATE versions SET details = ? WHERE source_id = ? AND version = ?",
                (details_to_json(details), source_id, version),
            )
            connection.execute("UPDATE sources SET updated_at = ? WHERE id = ?", (self._now(), source_id))
            _next_generation(connection)

    def set_origin(self, source_id: str, origin: str) -> None:
        """Note where a source comes from, unless another source came from there or it already has an origin."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE OR IGNORE sources SET origin = ? WHERE id = ? AND origin IS NULL", (origin, source_id)
            )

    def withdraw(self, source_id: str) -> Change | None:
        """Take a source out of every index; text, passages and vectors stay for `restore`."""
        with self._database.write(durable=True) as connection:
            status, _, _ = _source_row(connection, source_id)
            if status != SourceStatus.LIVE:
                return None
            _unindex_words(connection, source_id)
            self._set_status(connection, source_id, SourceStatus.WITHDRAWN)
            return _note_passages(connection, "delete", source_id)

    def begin_restore(self, source_id: str) -> Change | None:
        """Note that a withdrawn source's vectors are going back to Chroma; None when it has no passages.

        Raises:
            LibraryError: the source is not withdrawn.
        """
        with self._database.write() as connection:
            status, _, title = _source_row(connection, source_id)
            if status != SourceStatus.WITHDRAWN:
                raise LibraryError(f"“{title}” ({source_id}) is not withdrawn; it is {status}.")
            return _note_passages(connection, "add", source_id)

    def restore(self, source_id: str, change: Change | None) -> None:
        """Make a withdrawn source live again."""
        with self._database.write(durable=True) as connection:
            self._set_status(connection, source_id, SourceStatus.LIVE)
            _index_words(connection, source_id)
            if change is not None:
                connection.execute("DELETE FROM changes WHERE id = ?", (change.id,))

    def erase(self, source_id: str) -> Change | None:
        """Delete all but a source's id, title and dates. Its originals become doubtful: see `Library.erase`."""
        with self._database.write(durable=True) as connection:
            status, _, _ = _source_row(connection, source_id)
            if status == SourceStatus.ERASED:
                return None
            change = _drop_passages(connection, source_id)
            _drop_orphan_vectors(connection)
            # Those of an interrupted rebuild belong to no passage yet.
            _drop_unused_vectors(connection)
            connection.execute(
                "INSERT OR IGNORE INTO doubtful_originals SELECT content_hash FROM versions WHERE source_id = ?",
                (source_id,),
            )
            connection.execute("DELETE FROM versions WHERE source_id = ?", (source_id,))
            connection.execute("UPDATE sources SET origin = NULL WHERE id = ?", (source_id,))
            self._set_status(connection, source_id, SourceStatus.ERASED)
        return change

    def forget_words(self) -> None:
        """Write the word index anew, so that no trace of deleted text is left in it."""
        with self._database.write() as connection:
            connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')")

    def rebuild_words(self) -> None:
        """Make the word index anew from the live passages."""
        with self._database.write(durable=True) as connection:
            connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
            connection.execute(_INDEX_WORDS + "WHERE source_id IN (SELECT id FROM sources WHERE status = 'live')")

    def keep_words(self) -> None:
        """Find the words of all passages, if an earlier version kept none or found them by another recipe.

        It is done once, at about 10,000 passages a second.
        """
        with self._database.read() as connection:
            if read_mark(connection, "words") == RECIPE:
                return
        with self._database.write() as connection:
            connection.create_function("passage_words", 4, _words_of_row, deterministic=True)
            connection.execute("UPDATE passages SET words = passage_words(text, context, sentences, start)")
            _set_mark(connection, "words", RECIPE)

    def withdrawn_before(self, moment: datetime) -> tuple[str, ...]:
        """The sources that were withdrawn before this moment (UTC)."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id FROM sources WHERE status = 'withdrawn' AND updated_at < ?", (_stamp(moment),)
            ).fetchall()
        return tuple(source_id for (source_id,) in rows)

    def doubt_original(self, content_hash: str) -> None:
        """Note that an original is being stored for a source that is not yet published."""
        with self._database.write() as connection:
            connection.execute("INSERT OR IGNORE INTO doubtful_originals VALUES (?)", (content_hash,))

    def superfluous_originals(self) -> tuple[str, ...]:
        """The doubtful originals that no version was read from."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT content_hash FROM doubtful_originals "
                "WHERE content_hash NOT IN (SELECT content_hash FROM versions)"
            ).fetchall()
        return tuple(content_hash for (content_hash,) in rows)

    def clear_doubts(self, content_hashes: Iterable[str]) -> None:
        """Note that these originals have been dealt with."""
        with self._database.write() as connection:
            connection.executemany(
                "DELETE FROM doubtful_originals WHERE content_hash = ?", [(value,) for value in content_hashes]
            )

    def keep_vectors(self, vectors: Mapping[bytes, StoredVectors]) -> None:
        """Store vectors ahead of the passages that will use them, so that an interrupted rebuild can go on."""
        with self._database.write() as connection:
            store_vectors(connection, vectors)

    def adopt_model(self, model: EmbeddingModel) -> None:
        """Note which model the library's vectors are made with, if none is noted or none is stored.

        Raises:
            EmbeddingMismatchError: there are vectors of another model.
        """
        with self._database.write() as connection:
            _accept_model(connection, model)

    def switch_collection(self, name: str, model: EmbeddingModel, revisions: Iterable[Revision]) -> None:
        """Make another collection the live one, with the passages and vectors it holds, in one transaction."""
        with self._database.write(durable=True) as connection:
            _set_model(connection, model)
            _set_mark(connection, "collection", name)
            connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('delete-all')")
            for revision in revisions:
                _replace_passages(connection, revision)
            connection.execute(_INDEX_WORDS + "WHERE source_id IN (SELECT id FROM sources WHERE status = 'live')")
            _drop_unused_vectors(connection)
            connection.execute("DELETE FROM changes")
            _next_generation(connection)

    def collection_prefix(self) -> str:
        """What this library's collections are called; a Chroma server may hold other libraries' as well."""
        with self._database.write() as connection:
            return _collection_prefix(connection)

    def reserve_collection(self) -> str:
        """A name that no collection of this library has had: the live one's, or noted as being built beside it."""
        with self._database.write() as connection:
            number = int(read_mark(connection, "next_collection") or 1)
            _set_mark(connection, "next_collection", str(number + 1))
            name = f"{_collection_prefix(connection)}{number}"
            _set_mark(connection, "collection" if read_mark(connection, "collection") is None else "building", name)
        return name

    def set_mark(self, name: str, value: str) -> None:
        """Note a named fact about the library."""
        with self._database.write() as connection:
            _set_mark(connection, name, value)

    def _set_status(self, connection: sqlite3.Connection, source_id: str, status: SourceStatus) -> None:
        connection.execute(
            "UPDATE sources SET status = ?, updated_at = ? WHERE id = ?", (status, self._now(), source_id)
        )
        _next_generation(connection)

    def _now(self) -> str:
        return _stamp(self._clock())


def slug(words: str) -> str:
    """Words as an id: small letters and digits joined by hyphens, cut at a word; "source" when nothing is left."""
    plain = unicodedata.normalize("NFKD", words.replace("ø", "o").replace("Ø", "O").replace("ß", "ss"))
    ascii_words = plain.encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", ascii_words).strip("-")
    if len(joined) > LONGEST_ID:
        joined = joined[: LONGEST_ID + 1].rpartition("-")[0] or joined[:LONGEST_ID]
    return joined or "source"


def store_vectors(connection: sqlite3.Connection, vectors: Mapping[bytes, StoredVectors]) -> None:
    """Store vectors under their content keys; what is there stays."""
    connection.executemany(
        "INSERT OR IGNORE INTO vectors (key, passage, sentences) VALUES (?, ?, ?)",
        ((key, *vectors_to_blobs(value)) for key, value in vectors.items()),
    )


def _words_of_row(text: str, context: str, sentences: bytes, start: int) -> str:
    return words_to_text(find_words(text, context, sentences_from_blob(sentences, start), start))


_INDEX_WORDS = "INSERT INTO passages_fts (rowid, context, text) SELECT id, context, text FROM passages "


def _put_source(connection: sqlite3.Connection, staged: StagedVersion, now: str) -> tuple[str, int]:
    """Insert or advance the source; its id and new version."""
    if staged.replaces is None:
        source_id = _free_id(connection, staged.proposed_id or slug(staged.details.title))
        connection.execute(
            "INSERT INTO sources VALUES (?, 'live', 1, ?, ?, ?, ?, ?)",
            (source_id, staged.details.title, staged.origin, now, staged.added_by, now),
        )
        return source_id, 1
    status, _, _ = _source_row(connection, staged.replaces)
    if status == SourceStatus.ERASED:
        raise LibraryError(
            f"“{staged.replaces}” was erased and cannot have a new version.", advice="Add it as a new source."
        )
    last = connection.execute("SELECT max(version) FROM versions WHERE source_id = ?", (staged.replaces,)).fetchone()[0]
    connection.execute(
        "UPDATE sources SET version = ?, title = ?, origin = coalesce(?, origin), updated_at = ? WHERE id = ?",
        (last + 1, staged.details.title, staged.origin, now, staged.replaces),
    )
    return staged.replaces, last + 1


def _insert_version(connection: sqlite3.Connection, staged: StagedVersion, stamp: tuple[str, int, str]) -> None:
    source_id, version, now = stamp
    document, original = staged.document, staged.original
    connection.execute(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source_id,
            version,
            document.text,
            segments_to_json(document.segments),
            details_to_json(document.details),
            details_to_json(staged.details),
            warnings_to_json(document.warnings),
            len(staged.passages),
            original.content_hash,
            original.file_name,
            original.media_type,
            staged.reader,
            original.size,
            now,
            staged.added_by,
        ),
    )


def _insert_passages(connection: sqlite3.Connection, revision: Revision, version: int) -> None:
    vector_ids = _vector_ids(connection, revision.keys)
    numbered = list(enumerate(zip(revision.passages, vector_ids, strict=True)))
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                revision.first_id + ordinal,
                revision.source_id,
                version,
                ordinal,
                draft.start,
                draft.end,
                draft.context,
                draft.text,
                sentences_to_blob(draft.sentences, draft.start),
                vector_id,
                words_to_text(find_words(draft.text, draft.context, draft.sentences, draft.start)),
            )
            for ordinal, (draft, vector_id) in numbered
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO passage_speakers VALUES (?, ?)",
        ((speaker, revision.first_id + ordinal) for ordinal, (draft, _) in numbered for speaker in draft.speakers),
    )


def _vector_ids(connection: sqlite3.Connection, keys: Iterable[bytes]) -> list[int]:
    find = connection.cursor()
    rows = [find.execute("SELECT id FROM vectors WHERE key = ?", (key,)).fetchone() for key in keys]
    if None in rows:
        raise LibraryError("Some passages have no vectors; nothing was changed.", advice="Add the file again.")
    return [row[0] for row in rows]


def _drop_passages(connection: sqlite3.Connection, source_id: str) -> Change | None:
    """Delete a source's passages, words and speakers; the ids that Chroma may forget."""
    change = _note_passages(connection, "delete", source_id)
    status, _, _ = _source_row(connection, source_id)
    if status == SourceStatus.LIVE:
        _unindex_words(connection, source_id)
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS dropped_vectors (id INTEGER PRIMARY KEY)")
    connection.execute(
        "INSERT OR IGNORE INTO dropped_vectors SELECT vector_id FROM passages WHERE source_id = ?", (source_id,)
    )
    connection.execute("DELETE FROM passages WHERE source_id = ?", (source_id,))
    if status == SourceStatus.WITHDRAWN:  # a new version brings a withdrawn source back
        connection.execute("UPDATE sources SET status = 'live' WHERE id = ?", (source_id,))
    return change


def _drop_orphan_vectors(connection: sqlite3.Connection) -> None:
    """Delete those vectors of dropped passages that no other passage has."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS dropped_vectors (id INTEGER PRIMARY KEY)")
    connection.execute(
        "DELETE FROM vectors WHERE id IN (SELECT id FROM dropped_vectors) "
        "AND NOT EXISTS (SELECT 1 FROM passages WHERE vector_id = vectors.id)"
    )
    connection.execute("DELETE FROM dropped_vectors")


def _drop_unused_vectors(connection: sqlite3.Connection) -> None:
    """Delete all vectors that no passage has. `_drop_orphan_vectors` looks at dropped passages only, and is quicker."""
    connection.execute("DELETE FROM vectors WHERE id NOT IN (SELECT vector_id FROM passages)")


def _replace_passages(connection: sqlite3.Connection, revision: Revision) -> None:
    version, count = _source_row(connection, revision.source_id)[1], len(revision.passages)
    connection.execute("DELETE FROM passages WHERE source_id = ?", (revision.source_id,))
    _insert_passages(connection, revision, version)
    connection.execute(
        "UPDATE versions SET passages = ? WHERE source_id = ? AND version = ?", (count, revision.source_id, version)
    )


def _index_words(connection: sqlite3.Connection, source_id: str) -> None:
    connection.execute(_INDEX_WORDS + "WHERE source_id = ?", (source_id,))


def _unindex_words(connection: sqlite3.Connection, source_id: str) -> None:
    connection.execute(
        "INSERT INTO passages_fts (passages_fts, rowid, context, text) "
        "SELECT 'delete', id, context, text FROM passages WHERE source_id = ?",
        (source_id,),
    )


def _note_passages(connection: sqlite3.Connection, kind: Literal["add", "delete"], source_id: str) -> Change | None:
    # A source's passages are published together, so that their ids follow one another.
    first, last = connection.execute(
        "SELECT min(id), max(id) FROM passages WHERE source_id = ?", (source_id,)
    ).fetchone()
    return None if first is None else _note(connection, kind, first, last)


def _note(connection: sqlite3.Connection, kind: Literal["add", "delete"], first: int, last: int) -> Change:
    cursor = connection.execute("INSERT INTO changes (kind, first, last) VALUES (?, ?, ?)", (kind, first, last))
    return Change(int(cursor.lastrowid or 0), kind, first, last)


def _source_row(connection: sqlite3.Connection, source_id: str) -> tuple[str, int, str]:
    row = connection.execute("SELECT status, version, title FROM sources WHERE id = ?", (source_id,)).fetchone()
    if row is None:
        raise SourceNotFoundError(f"No source has the id “{source_id}”.")
    return row[0], row[1], row[2]


def _free_id(connection: sqlite3.Connection, wanted: str) -> str:
    taken = {
        row[0]
        for row in connection.execute("SELECT id FROM sources WHERE id = ? OR id GLOB ? || '-*'", (wanted, wanted))
    }
    number, candidate = 1, wanted
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _accept_model(connection: sqlite3.Connection, model: EmbeddingModel) -> None:
    current = model_of(connection)
    if current == model:
        return
    if current is not None and connection.execute("SELECT 1 FROM passages LIMIT 1").fetchone():
        raise EmbeddingMismatchError(
            f"The library was embedded with “{current.name}” ({current.fingerprint}), but “{model.name}” "
            f"({model.fingerprint}) is set."
        )
    _set_model(connection, model)


def _set_model(connection: sqlite3.Connection, model: EmbeddingModel) -> None:
    _set_mark(connection, "embedding_name", model.name)
    _set_mark(connection, "embedding_fingerprint", model.fingerprint)
    _set_mark(connection, "embedding_dimension", str(model.dimension))


def _set_mark(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute(
        "INSERT INTO marks VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
    )


def _next_generation(connection: sqlite3.Connection) -> None:
    _set_mark(connection, "generation", str(int(read_mark(connection, "generation") or 0) + 1))


def _collection_prefix(connection: sqlite3.Connection) -> str:
    library = read_mark(connection, "library")
    if library is None:
        library = secrets.token_hex(4)
        _set_mark(connection, "library", library)
    return f"mission-{library}-"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
