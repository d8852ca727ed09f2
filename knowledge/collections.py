"""Collections of excerpts that people keep for their own documents, with notes, in an order of their own."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from knowledge.answer import Citation
from knowledge.catalogue import Catalogue
from knowledge.citations import cite_span
from knowledge.database import Database
from knowledge.errors import LibraryError
from knowledge.excerpts import read_excerpt
from knowledge.references import date_in_words
from knowledge.types import Source, SourceStatus, Span

LONGEST_NAME: Final = 120
"""Characters; a name is one line of a list."""
LONGEST_NOTE: Final = 20_000
"""Characters; a note of some pages."""
MOST_ITEMS: Final = 2_000
"""Items of one collection: more than anyone reads, few enough to be drawn and exported at once."""

_COLUMNS: Final = "id, name, notes, owner, created_at, updated_at"
_ITEM_COLUMNS: Final = 'id, source_id, version, start, "end", note, quote, added_at'


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection's entry in the list. Its id cannot be guessed: whoever has the link can read it."""

    id: str
    name: str
    notes: str
    owner: str
    created_at: datetime  # UTC
    updated_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class CollectionItem:
    """One kept span. ``quote`` is what it said when it was kept, None once its source has been erased."""

    id: str
    source_id: str
    version: int
    start: int
    end: int
    note: str
    quote: str | None
    added_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class KeptExcerpt:
    """A kept span as it can be shown now.

    ``citation`` is None where the words cannot be shown: the source was erased, or they are not what was kept.
    ``notice`` says so, or that the source was replaced or withdrawn since.
    """

    item: CollectionItem
    title: str
    citation: Citation | None
    notice: str = ""


class Collections:
    """All collections, in the catalogue's file."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    # -- collections

    def create(self, name: str, *, owner: str, notes: str = "") -> Collection:
        """A new, empty collection."""
        moment = self._now()
        collection = Collection(secrets.token_hex(12), _name(name), _note(notes), owner, moment, moment)
        with self._database.write() as connection:
            connection.execute(
                f"INSERT INTO collections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    collection.id,
                    collection.name,
                    collection.notes,
                    owner,
                    moment.isoformat(),
                    moment.isoformat(),
                ),
            )
        return collection

    def find(self, collection_id: str) -> Collection | None:
        """The collection with this id, if there is one."""
        with self._database.read() as connection:
            row = connection.execute(f"SELECT {_COLUMNS} FROM collections WHERE id = ?", (collection_id,)).fetchone()
        return _collection(row) if row else None

    def get(self, collection_id: str) -> Collection:
        """The collection with this id.

        Raises:
            LibraryError: there is none.
        """
        collection = self.find(collection_id)
        if collection is None:
            raise _gone()
        return collection

    def of(self, owner: str) -> Sequence[Collection]:
        """A person's collections, the one changed last first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM collections WHERE owner = ? ORDER BY updated_at DESC, name", (owner,)
            ).fetchall()
        return [_collection(row) for row in rows]

    def describe(self, collection_id: str, *, name: str | None = None, notes: str | None = None) -> None:
        """Give a collection another name or other notes; what is left out stays, and so does a name when it is empty.

        Raises:
            LibraryError: there is no such collection.
        """
        with self._database.write() as connection:
            self._touch(connection, collection_id)
            if name is not None and name.strip():
                connection.execute("UPDATE collections SET name = ? WHERE id = ?", (_name(name), collection_id))
            if notes is not None:
                connection.execute("UPDATE collections SET notes = ? WHERE id = ?", (_note(notes), collection_id))

    def delete(self, collection_id: str) -> None:
        """Delete a collection with all its items."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM collections WHERE id = ?", (collection_id,))

    def copy(self, collection_id: str, *, owner: str) -> Collection:
        """The same collection as a new one of this person's, for whoever got it by link and wants to change it.

        Raises:
            LibraryError: there is no such collection.
        """
        original = self.get(collection_id)
        made = self.create(original.name, owner=owner, notes=original.notes)
        with self._database.write() as connection:
            connection.execute(
                f"INSERT INTO collection_items (collection_id, position, {_ITEM_COLUMNS}) SELECT ?, position, "
                'lower(hex(randomblob(8))), source_id, version, start, "end", note, quote, added_at '
                "FROM collection_items WHERE collection_id = ?",
                (made.id, collection_id),
            )
        return made

    # -- their items

    def items(self, collection_id: str) -> Sequence[CollectionItem]:
        """The items in their order; empty when there is no such collection."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_ITEM_COLUMNS} FROM collection_items WHERE collection_id = ? ORDER BY position",
                (collection_id,),
            ).fetchall()
        return [_item(row) for row in rows]

    def add(self, collection_id: str, citation: Citation, *, note: str = "") -> CollectionItem:
        """Keep a quoted span at the end; a span that is there already stays where it is, with its note.

        Raises:
            LibraryError: there is no such collection, or it is full.
        """
        span = (citation.source_id, citation.version, citation.start, citation.end)
        with self._database.write() as connection:
            self._touch(connection, collection_id)
            found = connection.execute(
                f"SELECT {_ITEM_COLUMNS} FROM collection_items WHERE collection_id = ? "
                'AND source_id = ? AND version = ? AND start = ? AND "end" = ?',
                (collection_id, *span),
            ).fetchone()
            if found:
                return _item(found)
            item = CollectionItem(secrets.token_hex(8), *span, _note(note), citation.quote, self._now())
            _insert(connection, collection_id, item)
        return item

    def annotate(self, item_id: str, note: str) -> None:
        """Write another note to an item."""
        self._change_item(item_id, "UPDATE collection_items SET note = ? WHERE id = ?", (_note(note), item_id))

    def remove(self, item_id: str) -> None:
        """Take an item out of its collection."""
        self._change_item(item_id, "DELETE FROM collection_items WHERE id = ?", (item_id,))

    def reorder(self, collection_id: str, item_ids: Sequence[str]) -> None:
        """Put the items in this order; those that are not named follow in the order they had.

        Raises:
            LibraryError: there is no such collection.
        """
        with self._database.write() as connection:
            self._touch(connection, collection_id)
            rows = connection.execute(
                "SELECT id FROM collection_items WHERE collection_id = ? ORDER BY position", (collection_id,)
            ).fetchall()
            present = [row[0] for row in rows]
            wanted = [item_id for item_id in dict.fromkeys(item_ids) if item_id in present]
            ordered = [*wanted, *(item_id for item_id in present if item_id not in wanted)]
            connection.executemany(
                "UPDATE collection_items SET position = ? WHERE id = ?",
                [(position, item_id) for position, item_id in enumerate(ordered, 1)],
            )

    def move(self, item_id: str, places: int) -> None:
        """Move an item by so many places, up when below zero; it stops at the ends."""
        collection_id = self._collection_of(item_id)
        if collection_id is None:
            return
        order = [item.id for item in self.items(collection_id)]
        at = order.index(item_id)
        order.insert(min(max(at + places, 0), len(order) - 1), order.pop(at))
        self.reorder(collection_id, order)

    def _change_item(self, item_id: str, statement: str, values: tuple[str, ...]) -> None:
        with self._database.write() as connection:
            row = connection.execute("SELECT collection_id FROM collection_items WHERE id = ?", (item_id,)).fetchone()
            if row:
                self._touch(connection, row[0])
                connection.execute(statement, values)

    def _collection_of(self, item_id: str) -> str | None:
        with self._database.read() as connection:
            row = connection.execute("SELECT collection_id FROM collection_items WHERE id = ?", (item_id,)).fetchone()
        return row[0] if row else None

    def _touch(self, connection: sqlite3.Connection, collection_id: str) -> None:
        changed = connection.execute(
            "UPDATE collections SET updated_at = ? WHERE id = ?", (self._now().isoformat(), collection_id)
        ).rowcount
        if not changed:
            raise _gone()


def read_items(catalogue: Catalogue, items: Sequence[CollectionItem]) -> tuple[KeptExcerpt, ...]:
    """The items as they can be shown now, each proved against the source's text; citations are numbered from 1."""
    return tuple(_read(catalogue, item, number) for number, item in enumerate(items, 1))


def _read(catalogue: Catalogue, item: CollectionItem, number: int) -> KeptExcerpt:
    source = catalogue.find(item.source_id)
    if source is None or source.status is SourceStatus.ERASED or item.quote is None:
        return KeptExcerpt(item, source.details.title if source else item.source_id, None, _erased(source))
    text = catalogue.text(item.source_id, item.version)
    if text is None or text[item.start : item.end] != item.quote:
        return KeptExcerpt(item, source.details.title, None, "The kept words could not be found in the source again.")
    stored = catalogue.document(item.source_id, item.version)
    citation = cite_span(stored, Span(item.start, item.end), number=number)
    return KeptExcerpt(item, citation.title, citation, read_excerpt(catalogue, citation).notice)


def _erased(source: Source | None) -> str:
    if source is None:
        return "This source is not in the library."
    return (
        f"This source was erased from the library on {date_in_words(source.updated_at.date())}; its words are not kept."
    )


def _insert(connection: sqlite3.Connection, collection_id: str, item: CollectionItem) -> None:
    count, last = connection.execute(
        "SELECT count(*), coalesce(max(position), 0) FROM collection_items WHERE collection_id = ?", (collection_id,)
    ).fetchone()
    if count >= MOST_ITEMS:
        raise LibraryError(
            f"This collection holds {count} excerpts, the most that one can hold.", advice="Start another collection."
        )
    connection.execute(
        f"INSERT INTO collection_items (collection_id, position, {_ITEM_COLUMNS}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            collection_id,
            last + 1,
            item.id,
            item.source_id,
            item.version,
            item.start,
            item.end,
            item.note,
            item.quote,
            item.added_at.isoformat(),
        ),
    )


def _gone() -> LibraryError:
    return LibraryError("This collection no longer exists.", advice="Check the link, or start a new collection.")


def _name(name: str) -> str:
    line = " ".join(name.split()) or "Collection"
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1].rstrip() + "…"


def _note(text: str) -> str:
    # NUL ends a text in SQLite; lone surrogates cannot be stored at all.
    return text.replace("\0", "").encode("utf-8", "ignore").decode().strip()[:LONGEST_NOTE]


def _collection(row: tuple[str, ...]) -> Collection:
    id_, name, notes, owner, created, updated = row
    return Collection(id_, name, notes, owner, datetime.fromisoformat(created), datetime.fromisoformat(updated))


def _item(row: tuple[str, ...]) -> CollectionItem:
    id_, source_id, version, start, end, note, quote, added = row
    return CollectionItem(
        id_, source_id, int(version), int(start), int(end), note, quote, datetime.fromisoformat(added)
    )
