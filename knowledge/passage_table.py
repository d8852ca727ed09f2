"""Which live passage belongs to which source, in memory (12 bytes a passage), so that filters need not ask the file."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.database import Database

Ids = NDArray[np.int64]
"""Passage ids, shape (n,), ascending."""


@dataclass(frozen=True, slots=True)
class _Table:
    generation: int
    ids: Ids
    sources: tuple[str, ...]
    numbers: NDArray[np.int32]  # (n,), of the source in ``sources``


class PassageTable:
    """Live passages and their sources, read anew when the library has changed. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._table: _Table | None = None

    def ids(self, generation: int) -> Ids:
        """All live passages.

        Args:
            generation: the library's; when it is another than that of the last call, the table is read anew.
        """
        return self._current(generation).ids

    def ids_of(self, sources: Iterable[str], generation: int) -> Ids:
        """The live passages of these sources."""
        table = self._current(generation)
        chosen = frozenset(sources)
        wanted = np.fromiter((source in chosen for source in table.sources), dtype=np.bool_, count=len(table.sources))
        ids: Ids = table.ids[wanted[table.numbers]]
        return ids

    def count(self, ids: Ids, generation: int) -> dict[str, int]:
        """How many of these passages each source has; sources without any, and passages that are not live, left out."""
        table = self._current(generation)
        counts = np.bincount(table.numbers[np.isin(table.ids, ids)], minlength=len(table.sources))
        return {source: int(count) for source, count in zip(table.sources, counts, strict=True) if count}

    def _current(self, generation: int) -> _Table:
        with self._lock:
            if self._table is None or self._table.generation != generation:
                self._table = self._read(generation)
            return self._table

    def _read(self, generation: int) -> _Table:
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT p.id, p.source_id FROM passages p JOIN sources s ON s.id = p.source_id AND s.status = 'live' "
                "ORDER BY p.id"
            ).fetchall()
        number_of = {source: number for number, source in enumerate(dict.fromkeys(source for _, source in rows))}
        return _Table(
            generation,
            np.fromiter((passage_id for passage_id, _ in rows), dtype=np.int64, count=len(rows)),
            tuple(number_of),
            np.fromiter((number_of[source] for _, source in rows), dtype=np.int32, count=len(rows)),
        )
