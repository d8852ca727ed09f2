"""Nearest passages: Chroma kept in step with the catalogue, and exact search where Chroma is not to be asked."""

import logging
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.errors import EmbeddingMismatchError, LibraryDamagedError, LibraryError
from knowledge.exact import ExactIndex, Neighbour
from knowledge.ledger import Ledger
from knowledge.originals import translated
from knowledge.settings import Settings
from knowledge.staging import EmbeddingModel
from knowledge.types import Scope

if TYPE_CHECKING:  # Chroma takes 0.6 s to import, and reading commands do without it
    from knowledge.vectors import VectorIndex, VectorStore

_LOG = logging.getLogger(__name__)

WIDE_SCOPE = 0.5
"""Share of the passages from which on asking Chroma for more and sieving beats the exact search among the allowed."""
_PAGE = 2_000  # vectors copied at once into a new collection


class DenseIndex:
    """The live Chroma collection, opened on first use and made to agree with the catalogue.

    Without a ledger (a library open for reading) Chroma is never opened.
    """

    def __init__(self, settings: Settings, catalogue: Catalogue, ledger: Ledger | None) -> None:
        self._settings = settings
        self._catalogue = catalogue
        self._ledger = ledger
        self._exact = ExactIndex(catalogue)
        self._lock = threading.RLock()
        self._store: VectorStore | None = None
        self._index: VectorIndex | None = None
        self._opening = settings.data_dir / "chroma.opening"

    def nearest(self, vectors: NDArray[np.float32], n: int, scope: Scope = Scope()) -> list[list[Neighbour]]:
        """For each row of ``vectors``, shape (n_queries, dimension), the nearest n live passages within the scope."""
        count = self._catalogue.count_passages()
        if count == 0:
            return [[] for _ in vectors]
        allowed = None if scope.is_open else self._catalogue.passage_ids(scope)
        share = 1.0 if allowed is None else len(allowed) / count
        if self._ledger is not None and share >= WIDE_SCOPE:
            try:
                return self._ask_chroma(vectors, int(n / share * 1.5) + 10 if allowed is not None else n, allowed, n)
            except EmbeddingMismatchError:
                raise
            except LibraryError as error:  # damaged, or a server that does not answer
                _LOG.warning("Searching without Chroma: %s", error.message)
                self.distrust()
        return self._exact.query_many(vectors, n, allowed=allowed)

    def live(self, model: EmbeddingModel | None = None) -> "VectorIndex":
        """The live collection, mended or made anew from the catalogue's vectors if that is needed.

        Args:
            model: what its vectors are made with; needed while the library is empty.

        Raises:
            LibraryDamagedError: it can neither be read nor made anew.
            EmbeddingMismatchError: the collection was made with another model.
        """
        with self._lock:
            if self._index is None:
                self._index = self._sound(model)
            return self._index

    def distrust(self) -> None:
        """Look at the collection again, and make it anew if it is damaged, before it is used next."""
        with self._lock:
            self._index = None

    def recover(self) -> None:
        """Undo or finish what was interrupted, and make Chroma's ids those of the catalogue."""
        self._recover(self.live())

    def _ask_chroma(
        self, vectors: NDArray[np.float32], wanted: int, allowed: NDArray[np.int64] | None, n: int
    ) -> list[list[Neighbour]]:
        found = self.live().query_many(vectors, wanted)
        return found if allowed is None else [_sieve(row, allowed, n) for row in found]

    def _sound(self, model: EmbeddingModel | None) -> "VectorIndex":
        if self._opening.exists() and self._catalogue.model() is not None:
            # Chroma crashes the whole process on a graph that was cut short; the start before this one ended so.
            _LOG.warning("The vector index is made anew, because opening it was never finished.")
            return self._in_new_folder()
        with self._watched():
            try:
                index = self._open(model)
                self._recover(index)
                index.probe()
                return index
            except LibraryDamagedError as error:
                if self._catalogue.model() is None:
                    raise
                # A process killed while Chroma writes its graph to the disk leaves one that Chroma cannot load (seen
                # once in 60 kills); the catalogue's vectors make a new one, at about 1,500 a second.
                _LOG.warning("The vector index is made anew: %s", error.message)
                return self._made_anew()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Leave a mark in the data folder if the process dies within the block."""
        if self._settings.chroma_url:
            yield
            return
        with translated(self._settings.data_dir):
            self._opening.touch()
        try:
            yield
        finally:
            self._opening.unlink(missing_ok=True)

    def _recover(self, index: "VectorIndex") -> None:
        ledger = self._writing()
        for change in ledger.pending():
            live = self._catalogue.passages(change.passage_ids).keys()
            _LOG.info("Finishing an interrupted change: %s %s", change.kind, change.passage_ids)
            index.delete([number for number in change.passage_ids if number not in live])
            ledger.strike(change)
        if index.count() != self._catalogue.count_passages():
            self._agree(index)

    def pending(self) -> bool:
        """Whether something was begun in Chroma and not finished."""
        return self._ledger is not None and bool(self._ledger.pending())

    def unfinished(self) -> bool:
        """Whether a collection was begun beside the live one and nobody has come to use it."""
        return self._ledger is not None and bool(self._catalogue.mark("building"))

    def store(self) -> "VectorStore":
        """Chroma itself."""
        from knowledge.vectors import VectorStore

        with self._lock:
            if self._store is None:
                self._store = VectorStore(self._settings.chroma_path, self._settings.chroma_url)
            return self._store

    def begin(self, model: EmbeddingModel) -> "VectorIndex":
        """A new, empty collection beside the live one."""
        return self.store().open(self._writing().reserve_collection(), model, self._catalogue.count_passages())

    def use(self, index: "VectorIndex") -> None:
        """Take another collection as the live one, and drop all others of this library."""
        with self._lock:
            self._index = index
            prefix = self._writing().collection_prefix()
            for name in self.store().names():
                if name.startswith(prefix) and name != index.name:
                    self._drop(name)
            self._writing().set_mark("building", "")

    def rebuild(self) -> int:
        """Make the collection anew from the catalogue's vectors; how many there are now."""
        if self._catalogue.model() is None:
            return 0
        with self._lock:
            self._index = self._made_anew()
            return self._index.count()

    def close(self) -> None:
        """Let go of Chroma."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store, self._index = None, None

    def _made_anew(self) -> "VectorIndex":
        try:
            return self._copied()
        except LibraryDamagedError:
            if self._settings.chroma_url:
                raise
            return self._in_new_folder()

    def _in_new_folder(self) -> "VectorIndex":
        aside = self._set_aside()
        index = self._copied()
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)  # a cache, and now superfluous
        self._opening.unlink(missing_ok=True)
        return index

    def _copied(self) -> "VectorIndex":
        """A new collection with the catalogue's vectors, in use."""
        model = self._catalogue.model()
        if model is None:
            raise LibraryDamagedError("The library is empty, so that there is no vector index yet.")
        index = self.begin(model)
        self._copy(index, self._catalogue.passage_ids())
        self._writing().set_mark("collection", index.name)
        self.use(index)
        self._recover(index)
        return index

    def _set_aside(self) -> Path | None:
        """Move a Chroma folder that cannot be used out of the way; where it is now."""
        self.close()
        folder = self._settings.chroma_path
        if not folder.exists():
            return None
        aside = folder.with_name(f"{folder.name}-damaged-{secrets.token_hex(3)}")
        with translated(folder):
            folder.rename(aside)
        return aside

    def _drop(self, name: str) -> None:
        try:
            self.store().drop(name)
        except LibraryDamagedError as error:
            _LOG.warning("The old collection %s could not be dropped: %s", name, error.message)

    def _open(self, model: EmbeddingModel | None) -> "VectorIndex":
        made_with = self._catalogue.model() or model
        if made_with is None:
            raise LibraryDamagedError("The library is empty, so that there is no vector index yet.")
        name = self._catalogue.mark("collection") or self._writing().reserve_collection()
        return self.store().open(name, made_with, self._catalogue.count_passages())

    def _agree(self, index: "VectorIndex") -> None:
        known, wanted = index.ids(), self._catalogue.passage_ids()
        index.delete(sorted(known - set(wanted.tolist())))
        missing = np.array([number for number in wanted.tolist() if number not in known], dtype=np.int64)
        _LOG.info("Chroma held %d passages, the catalogue %d; %d are added", len(known), len(wanted), len(missing))
        self._copy(index, missing)

    def _copy(self, index: "VectorIndex", passage_ids: NDArray[np.int64]) -> int:
        for start in range(0, len(passage_ids), _PAGE):
            page = passage_ids[start : start + _PAGE].tolist()
            index.add(page, self._catalogue.passage_vectors(page))
        return len(passage_ids)

    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise LibraryDamagedError("The library is open for reading only.")
        return self._ledger


def _sieve(neighbours: list[Neighbour], allowed: NDArray[np.int64], n: int) -> list[Neighbour]:
    inside = np.isin([neighbour.passage_id for neighbour in neighbours], allowed)
    return [neighbour for neighbour, kept in zip(neighbours, inside, strict=True) if kept][:n]
