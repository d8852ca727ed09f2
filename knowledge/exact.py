"""Exact search over the catalogue's vectors: to read beside another process, in a narrow scope, without Chroma."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.records import vector_from_blob

FEW = 5_000
"""Up to so many passages to choose from are read from the catalogue (25 µs each) until someone needs all of them."""
GATHERED = 0.2
"""Share of all vectors from which on multiplying those that are not wanted is quicker than copying those that are."""
_Cosines: TypeAlias = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage near a vector; ``cosine`` is -1..1, higher is nearer."""

    passage_id: int
    cosine: float


@dataclass(frozen=True, slots=True)
class _Matrix:
    generation: int
    ids: NDArray[np.int64]  # (n_passages,), ascending
    vectors: NDArray[np.float32]  # (n_passages, dimension), row i for ids[i]


class ExactIndex:
    """All live passage vectors as one matrix in memory (1.5 kB a passage), read anew when the library has changed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._matrix: _Matrix | None = None

    def query_many(
        self, vectors: NDArray[np.float32], n: int, *, allowed: NDArray[np.int64] | None = None
    ) -> list[list[Neighbour]]:
        """For each row of ``vectors``, shape (n_queries, dimension), the nearest n passages, nearest first.

        Args:
            vectors: unit vectors.
            n: how many at most.
            allowed: the passage ids to choose from, all when left out.
        """
        ids, cosines = self._among(allowed)
        if n < 1 or len(ids) == 0:
            return [[] for _ in vectors]
        return [_best(ids, cosines(vector), n) for vector in vectors]

    def _among(self, allowed: NDArray[np.int64] | None) -> tuple[NDArray[np.int64], _Cosines]:
        """The ids to choose from, and what gives their cosines with a vector."""
        if allowed is not None and len(allowed) <= FEW and not self._is_read():
            ids, few = self._catalogue.own_vectors(allowed.tolist())
            return ids, few.__matmul__
        matrix = self._current()
        if allowed is None:
            return matrix.ids, matrix.vectors.__matmul__
        inside = np.isin(matrix.ids, allowed)
        if np.count_nonzero(inside) > GATHERED * len(inside):
            return matrix.ids[inside], lambda vector: (matrix.vectors @ vector)[inside]
        return matrix.ids[inside], matrix.vectors[inside].__matmul__

    def _is_read(self) -> bool:
        matrix = self._matrix
        return matrix is not None and matrix.generation == self._catalogue.generation()

    def _current(self) -> _Matrix:
        generation = self._catalogue.generation()
        with self._lock:
            if self._matrix is None or self._matrix.generation != generation:
                self._matrix = _read(self._catalogue, generation)
            return self._matrix


def _read(catalogue: Catalogue, generation: int) -> _Matrix:
    pairs = list(catalogue.live_vectors())
    ids = np.array([passage_id for passage_id, _ in pairs], dtype=np.int64)
    vectors = vector_from_blob(b"".join(blob for _, blob in pairs))
    return _Matrix(generation, ids, vectors.reshape(len(ids), -1) if pairs else vectors.reshape(0, 0))


def _best(ids: NDArray[np.int64], cosines: NDArray[np.float32], n: int) -> list[Neighbour]:
    count = min(n, len(ids))
    chosen = np.argpartition(-cosines, count - 1)[:count]
    ordered = chosen[np.lexsort((ids[chosen], -cosines[chosen]))]  # equal cosines in the order of ids
    return [Neighbour(int(ids[row]), float(cosines[row])) for row in ordered]
