"""What the library holds, read from SQLite: sources, versions, passages, words and vectors. The truth, not a cache.

Writing is in `knowledge/ledger.py`. Only what is live is found by the functions that search; documents of earlier
versions and of withdrawn sources can be read by whoever knows their id, so that a permanent link goes on opening the
same words.
"""

import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.database import Database
from knowledge.errors import SourceNotFoundError
from knowledge.lookup import looked_up
from knowledge.passage_table import PassageTable
from knowledge.passage_words import PassageWords, words_from_text
from knowledge.phrases import PhraseFilter
from knowledge.records import (
    PASSAGE_COLUMNS,
    SOURCE_COLUMNS,
    details_from_json,
    passage_from_row,
    segments_from_json,
    source_from_row,
    vector_from_blob,
    vectors_from_blobs,
    warnings_from_json,
)
from knowledge.staging import EmbeddingModel, StoredVectors
from knowledge.turns import SpokenTurn, turns_within
from knowledge.types import (
    Document,
    Passage,
    Scope,
    Source,
    SourceDetails,
    SourceStatus,
    Span,
)

_SOURCES = (
    f"SELECT {SOURCE_COLUMNS} FROM sources s LEFT JOIN versions v ON v.source_id = s.id AND v.version = s.version"
)
_LIVE = "JOIN sources s ON s.id = p.source_id AND s.status = 'live'"
_PASSAGES_OF_SPEAKERS = "SELECT passage_id FROM passage_speakers WHERE speaker IN (SELECT value FROM json_each(?))"
_NAMED = '"speaker"'
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a source: which file it was read from, when and by whom it was added."""

    source_id: str
    number: int
    content_hash: str
    file_name: str
    media_type: str
    reader: str
    size: int  # bytes
    created_at: datetime  # UTC
    created_by: str


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """One version of a source as it was read. ``source`` is the source as it is now.

    ``document.details`` are what the file says of itself; ``details`` what was said of this version in the end.
    """

    source: Source
    version: Version
    document: Document
    details: SourceDetails

    @property
    def text(self) -> str:
        """The canonical text that citations refer to."""
        return self.document.text

    @property
    def is_current(self) -> bool:
        """Whether this is the version that is searched."""
        return self.source.status is SourceStatus.LIVE and self.source.version == self.version.number


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A passage that holds words of a query; ``score`` is BM25, higher is better, above 0."""

    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its vectors, and its words if they are kept: a library of an earlier version has none."""

    passage: Passage
    vectors: StoredVectors
    words: PassageWords | None


class Catalogue:
    """The reading half of the catalogue. Safe to share between threads."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self.database = Database(path, writable=writable)
        self._phrases = PhraseFilter(self.database)
        self._table = PassageTable(self.database)
        self._cache_lock = threading.Lock()
        self._cached: tuple[int, dict[str, Source]] = (-1, {})
        self._rows: dict[str, tuple[str, ...]] = {}  # what the cached sources were made from
        self._counted: tuple[dict[str, Source], int] = ({}, 0)

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    # -- sources and their versions

    def generation(self) -> int:
        """A number that changes whenever what can be found, or what is said about it, has changed."""
        with self.database.read() as connection:
            return _generation(connection)

    def sources(self, scope: Scope = Scope(), *, status: SourceStatus = SourceStatus.LIVE) -> tuple[Source, ...]:
        """The sources of a status within a scope, by title. A scope's speakers are not looked at here."""
        chosen = self._within(scope, status)
        return tuple(sorted(chosen, key=lambda source: (source.details.title.casefold(), source.id)))

    def source(self, source_id: str) -> Source:
        """One source, whatever its status.

        Raises:
            SourceNotFoundError: no source has or had this id.
        """
        source = self.find(source_id)
        if source is None:
            raise SourceNotFoundError(f"No source has the id “{source_id}”.")
        return source

    def sources_by_id(self, source_ids: Iterable[str]) -> dict[str, Source]:
        """Those of the sources that there are, whatever their status."""
        known = self._sources()
        return {source_id: known[source_id] for source_id in source_ids if source_id in known}

    def find(self, source_id: str) -> Source | None:
        """One source, whatever its status, or None."""
        with self.database.read() as connection:
            known = self._known(connection)
            if known is not None:
                return known.get(source_id)
            row = connection.execute(f"{_SOURCES} WHERE s.id = ?", (source_id,)).fetchone()
        return source_from_row(row) if row else None

    def source_of_origin(self, origin: str) -> Source | None:
        """The source that came from this place."""
        with self.database.read() as connection:
            row = connection.execute(f"{_SOURCES} WHERE s.origin = ?", (origin,)).fetchone()
        return source_from_row(row) if row else None

    def sources_of_content(self, content_hash: str) -> tuple[Source, ...]:
        """The sources whose current version was read from these very bytes."""
        with self.database.read() as connection:
            rows = connection.execute(f"{_SOURCES} WHERE v.content_hash = ? ORDER BY s.id", (content_hash,)).fetchall()
        return tuple(map(source_from_row, rows))

    def sources_of_file_name(self, file_name: str) -> tuple[Source, ...]:
        """The live sources whose current version was read from a file of this name."""
        return tuple(
            source
            for source in self._sources().values()
            if source.status is SourceStatus.LIVE and source.file_name.casefold() == file_name.casefold()
        )

    def versions(self, source_id: str) -> tuple[Version, ...]:
        """A source's versions, oldest first; none for an erased source."""
        with self.database.read() as connection:
            rows = connection.execute(
                f"SELECT {_VERSION_COLUMNS} FROM versions WHERE source_id = ? ORDER BY version", (source_id,)
            ).fetchall()
        return tuple(map(_version_from_row, rows))

    def document(self, source_id: str, version: int | None = None) -> StoredDocument:
        """A source's text and segments in one version, the current one when left out.

        Raises:
            SourceNotFoundError: there is no such source or version, or it has been erased.
        """
        source = self.source(source_id)
        number = source.version if version is None else version
        with self.database.read() as connection:
            row = connection.execute(
                f"SELECT text, segments, proposed, warnings, details, {_VERSION_COLUMNS} FROM versions "
                "WHERE source_id = ? AND version = ?",
                (source_id, number),
            ).fetchone()
        if row is None:
            raise SourceNotFoundError(_no_version(source, number))
        text, segments, proposed, warnings, details = row[:5]
        document = Document(
            text, segments_from_json(segments), details_from_json(proposed), warnings_from_json(warnings)
        )
        return StoredDocument(source, _version_from_row(row[5:]), document, details_from_json(details))

    def text(self, source_id: str, version: int) -> str | None:
        """The canonical text of one version of a source; None when it has been erased or never was."""
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT text FROM versions WHERE source_id = ? AND version = ?", (source_id, version)
            ).fetchone()
        return row[0] if row else None

    def turns(self, source_id: str, version: int, span: Span) -> tuple[SpokenTurn, ...]:
        """Who speaks where in a span of one version of a source; () when not several people do."""
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT segments FROM versions WHERE source_id = ? AND version = ?", (source_id, version)
            ).fetchone()
        if row is None or _NAMED not in row[0]:  # most sources: nothing of them needs to be parsed
            return ()
        return turns_within(segments_from_json(row[0]), span)

    # -- passages

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        """The live passages among these ids."""
        return self._passages("p.id IN (SELECT value FROM json_each(?))", _json_list(passage_ids))

    def passages_of(self, source_id: str, ordinals: range | None = None) -> dict[int, Passage]:
        """The live passages of a source in text order, all or those with an ordinal in the range."""
        if ordinals is None:
            return self._passages("p.source_id = ? ORDER BY p.ordinal", source_id)
        return self._passages(
            "p.source_id = ? AND p.ordinal >= ? AND p.ordinal < ? ORDER BY p.ordinal",
            source_id,
            ordinals.start,
            ordinals.stop,
        )

    def count_passages(self) -> int:
        """How many passages can be found."""
        sources = self._sources()
        counted, count = self._counted
        if counted is not sources:
            count = sum(source.passages for source in sources.values() if source.status is SourceStatus.LIVE)
            self._counted = (sources, count)
        return count

    def passage_ids(self, scope: Scope = Scope()) -> NDArray[np.int64]:
        """The ids of the live passages within a scope, ascending."""
        generation = self.generation()
        if scope.is_open:
            return self._table.ids(generation)
        ids = self._table.ids_of((source.id for source in self._within(scope)), generation)
        if scope.speakers:
            ids = ids[np.isin(ids, self._spoken_by(scope.speakers))]
        return self._phrases.kept(ids, scope, generation)

    def count_by_source(
        self, scope: Scope = Scope(), *, expression: str = "", stems: Iterable[str] = ()
    ) -> dict[str, int]:
        """How many live passages each source has within a scope; sources without any are left out.

        Args:
            scope: the scope.
            expression: when given, only passages that match this FTS5 expression count. Build it with `quoted`.
            stems: only passages count that hold all of these, by `knowledge.words.stem`.
        """
        ids = self.passage_ids(scope)
        if expression:
            ids = ids[np.isin(ids, self._matching(expression))]
        for stem in stems:
            ids = self._holding_stem(ids, stem)
        return self._table.count(ids, self.generation())

    def _matching(self, expression: str) -> NDArray[np.int64]:
        with self.database.read() as connection:
            return _ids_of(connection, "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?", expression)

    def _holding_stem(self, ids: NDArray[np.int64], stem: str) -> NDArray[np.int64]:
        condition = "id IN (SELECT value FROM json_each(?)) AND instr(words, ?)"
        with self.database.read() as connection:
            return _ids_of(connection, f"SELECT id FROM passages WHERE {condition}", _json_list(ids), f" {stem} ")

    def _spoken_by(self, speakers: Sequence[str]) -> NDArray[np.int64]:
        with self.database.read() as connection:
            return _ids_of(connection, _PASSAGES_OF_SPEAKERS, json.dumps(speakers))

    def speakers(self) -> tuple[str, ...]:
        """Everyone who speaks in a live passage, by name."""
        with self.database.read() as connection:
            rows = connection.execute(
                f"SELECT DISTINCT o.speaker FROM passage_speakers o JOIN passages p ON p.id = o.passage_id {_LIVE} "
                "ORDER BY o.speaker"
            ).fetchall()
        return tuple(speaker for (speaker,) in rows)

    # -- words

    def match_words(self, expression: str, limit: int, *, scope: Scope = Scope()) -> tuple[WordMatch, ...]:
        """The passages that match an FTS5 expression best, by BM25. Build the expression with `quoted`."""
        if not expression or limit < 1:
            return ()
        inside = "" if scope.is_open else "AND rowid IN (SELECT value FROM json_each(?))"
        allowed = () if scope.is_open else (_json_list(self.passage_ids(scope)),)
        with self.database.read() as connection:
            rows = connection.execute(
                f"SELECT rowid, -rank FROM passages_fts WHERE passages_fts MATCH ? {inside} ORDER BY rank LIMIT ?",
                (expression, *allowed, limit),
            ).fetchall()
        return tuple(WordMatch(passage_id, score) for passage_id, score in rows)

    def passages_with(self, words: Sequence[str]) -> dict[str, int]:
        """For each word, in how many live passages it or another form of it stands (context or text)."""
        with self.database.read() as connection:
            return {
                word: connection.execute(
                    "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?", (looked_up(word),)
                ).fetchone()[0]
                for word in words
            }

    # -- vectors

    def model(self) -> EmbeddingModel | None:
        """What the stored vectors were made with; None while there are none."""
        with self.database.read() as connection:
            return model_of(connection)

    def stored_vectors(self, keys: Iterable[bytes]) -> dict[bytes, StoredVectors]:
        """The vectors stored under these content keys."""
        with self.database.read() as connection:
            find = connection.cursor()
            rows = (
                find.execute("SELECT key, passage, sentences FROM vectors WHERE key = ?", (key,)).fetchone()
                for key in dict.fromkeys(keys)
            )
            return {row[0]: vectors_from_blobs(row[1], row[2]) for row in rows if row}

    def vectors(self, passage_ids: Iterable[int]) -> dict[int, StoredVectors]:
        """The vectors of these passages and their sentences."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT p.id, e.passage, e.sentences FROM passages p JOIN vectors e ON e.id = p.vector_id "
                "WHERE p.id IN (SELECT value FROM json_each(?))",
                (_json_list(passage_ids),),
            ).fetchall()
        return {row[0]: vectors_from_blobs(row[1], row[2]) for row in rows}

    def stored_passages(self, passage_ids: Iterable[int]) -> dict[int, StoredPassage]:
        """The live passages among these ids with all that is kept of them."""
        with self.database.read() as connection:
            rows = connection.execute(
                f"SELECT {PASSAGE_COLUMNS}, e.passage, e.sentences, p.words FROM passages p {_LIVE} "
                "JOIN vectors e ON e.id = p.vector_id WHERE p.id IN (SELECT value FROM json_each(?))",
                (_json_list(passage_ids),),
            ).fetchall()
        return {
            row[0]: StoredPassage(
                passage_from_row(row[:-3]), vectors_from_blobs(*row[-3:-1]), words_from_text(row[-1] or "")
            )
            for row in rows
        }

    def passage_vectors(self, passage_ids: Sequence[int]) -> NDArray[np.float32]:
        """The passages' own vectors, shape (n_passages, dimension), row i for id i; all ids must be there."""
        ids, vectors = self.own_vectors(passage_ids)
        row_of = {passage_id: row for row, passage_id in enumerate(ids.tolist())}
        return vectors[[row_of[int(passage_id)] for passage_id in passage_ids]]

    def own_vectors(self, passage_ids: Iterable[int]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Those of the passages that there are, ascending, and their own vectors, (n_passages, dimension)."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT p.id, e.passage FROM passages p JOIN vectors e ON e.id = p.vector_id "
                "WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
                (_json_list(passage_ids),),
            ).fetchall()
        ids = np.fromiter((passage_id for passage_id, _ in rows), dtype=np.int64, count=len(rows))
        return ids, vector_from_blob(b"".join(blob for _, blob in rows)).reshape(len(rows), -1 if rows else 0)

    def live_vectors(self) -> Iterator[tuple[int, bytes]]:
        """Id and stored vector (`records.vector_from_blob`) of every live passage, by id."""
        with self.database.read() as connection:
            yield from connection.execute(
                f"SELECT p.id, e.passage FROM passages p {_LIVE} JOIN vectors e ON e.id = p.vector_id ORDER BY p.id"
            )

    # -- small facts

    def mark(self, name: str) -> str | None:
        """A named fact about the library, such as the name of Chroma's live collection."""
        with self.database.read() as connection:
            return read_mark(connection, name)

    def _sources(self) -> dict[str, Source]:
        with self.database.read() as connection:
            known = self._known(connection)
            if known is not None:
                return known
            generation = _generation(connection)
            rows = {row[0]: row for row in connection.execute(_SOURCES)}
        with self._cache_lock:
            before = self._cached[1]  # a change touches one source of many: the others are not made anew
            sources = {
                id_: before[id_] if row == self._rows.get(id_) else source_from_row(row) for id_, row in rows.items()
            }
            self._cached, self._rows = (generation, sources), rows
        return sources

    def _within(self, scope: Scope, status: SourceStatus = SourceStatus.LIVE) -> Iterator[Source]:
        known = self._sources()
        named = {id_: known[id_] for id_ in scope.sources if id_ in known}
        # sources that are named are looked up: a search may name two of thousands
        looked_at = named if scope.sources and len(named) == len(set(scope.sources)) else known
        return (source for source in looked_at.values() if source.status is status and in_scope(source, scope))

    def _known(self, connection: sqlite3.Connection) -> dict[str, Source] | None:
        """All sources as they were read before, if nothing has changed since."""
        generation = _generation(connection)
        with self._cache_lock:
            return self._cached[1] if self._cached[0] == generation else None

    def _passages(self, condition: str, *values: object) -> dict[int, Passage]:
        with self.database.read() as connection:
            rows = connection.execute(f"SELECT {PASSAGE_COLUMNS} FROM passages p {_LIVE} WHERE {condition}", values)
            return {row[0]: passage_from_row(row) for row in rows}


def _generation(connection: sqlite3.Connection) -> int:
    return int(read_mark(connection, "generation") or 0)


def in_scope(source: Source, scope: Scope) -> bool:
    """Whether a source passes all filters of a scope but its speakers and words: those are a passage's matter."""
    details = source.details
    return (
        _meets(scope.sources, (source.id,))
        and _meets(scope.kinds, (details.kind,))
        and _meets(scope.themes, details.themes)
        and _meets(scope.places, details.places)
        and _meets(scope.sectors, tuple(sector for sector, names in details.partners.items() if names))
        and _meets(scope.playbook_elements, details.playbook_elements)
        and _meets_years(scope, details)
    )


def read_mark(connection: sqlite3.Connection, name: str) -> str | None:
    """A named fact about the library."""
    row = connection.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def model_of(connection: sqlite3.Connection) -> EmbeddingModel | None:
    """What the stored vectors were made with; None while there are none."""
    name, fingerprint, dimension = (
        read_mark(connection, f"embedding_{field}") for field in ("name", "fingerprint", "dimension")
    )
    if name is None or fingerprint is None or dimension is None:
        return None
    return EmbeddingModel(name, fingerprint, int(dimension))


_VERSION_COLUMNS = "source_id, version, content_hash, file_name, media_type, reader, size, created_at, created_by"


def _version_from_row(row: tuple[str, ...]) -> Version:
    source_id, number, content_hash, file_name, media_type, reader, size, created_at, created_by = row
    return Version(
        source_id,
        int(number),
        content_hash,
        file_name,
        media_type,
        reader,
        int(size),
        datetime.fromisoformat(created_at),
        created_by,
    )


def _no_version(source: Source, number: int) -> str:
    if source.status is SourceStatus.ERASED:
        return f"“{source.details.title}” ({source.id}) was erased from the library on {source.updated_at:%d %B %Y}."
    return f"“{source.details.title}” ({source.id}) has no version {number}."


def _meets(wanted: tuple[str, ...], has: tuple[str, ...]) -> bool:
    if not wanted:
        return True
    held = {value.casefold() for value in has}
    return any(value.casefold() in held for value in wanted)


def _meets_years(scope: Scope, details: SourceDetails) -> bool:
    if scope.first_year is None and scope.last_year is None:
        return True
    years = _years(details)
    if years is None:
        return False
    first, last = years
    return (scope.last_year is None or first <= scope.last_year) and (
        scope.first_year is None or last is None or last >= scope.first_year
    )


def _years(details: SourceDetails) -> tuple[int, int | None] | None:
    """The years a source is about, or when it was made; the last is None while it goes on."""
    if details.period is not None:
        return details.period.first, details.period.last
    year = _YEAR.match(details.date or "")
    return (int(year[0]), int(year[0])) if year else None


def _ids_of(connection: sqlite3.Connection, statement: str, *values: str) -> NDArray[np.int64]:
    return np.fromiter((row[0] for row in connection.execute(statement, values)), dtype=np.int64)


def _json_list(numbers: Iterable[int]) -> str:
    return json.dumps([int(number) for number in numbers])
