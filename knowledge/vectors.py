"""The dense index in Chroma: vectors only, under the catalogue's passage ids. The catalogue can always rebuild it."""

import logging
import shutil
import sqlite3
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from knowledge.errors import EmbeddingMismatchError, LibraryDamagedError, LibraryError, SettingsError, StorageError
from knowledge.exact import Neighbour
from knowledge.staging import EmbeddingModel
from knowledge.types import Passage

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings

_LOG = logging.getLogger(__name__)

ReadPassages = Callable[[Sequence[int]], Mapping[int, Passage]]

BATCH = 250
"""Vectors written at once: a question asked meanwhile waits for one batch at most (p95 0.4 s, measured on 2 cores)."""
PAGE = 5_000
"""Ids read at once: Chroma fails on much more ("too many SQL variables")."""

SEARCHED: Final = ((5_000, 200), (50_000, 400))
SEARCHED_OF_MORE: Final = 800
"""Passages that Chroma looks at for one vector (HNSW's ef), up to so many in the index, and of more.

Of the exact ten nearest the bench's first 3,400 passages have .995 found by 100 and .999 by 200, for half of what 400
take; 30,000 .93 by 100 and .98 by 400, near-alike ones .48 and .71; 100,000 .946 by 400 and .964 by 800, for 3 ms more.
"""
_CONFIGURATION: Final[dict[str, Any]] = {
    "hnsw": {
        "space": "cosine",
        "ef_construction": 100,
        "ef_search": SEARCHED[0][1],
        "max_neighbors": 16,
        "sync_threshold": 1000,
    }
}
_FULL_DISK: Final = ("disk is full", "no space left", "readonly database", "read-only file system", "permission denied")


_LEAST_FREE: Final = 256 << 10
"""Bytes; with less, Chroma cannot write one batch."""


class VectorStore:
    """Chroma itself: an embedded folder, or a server. One object per process holds the folder."""

    def __init__(self, path: Path, url: str | None = None) -> None:
        self.where = url or str(path)
        with translated(self.where):
            self._client = _server(url) if url else _folder(path)

    def open(self, name: str, model: EmbeddingModel, vectors: int) -> "VectorIndex":
        """The collection of this name, made if it is not there.

        Args:
            name: the collection's.
            model: what its vectors are, or will be, made with.
            vectors: how many it holds, or will hold soon: the more, the further it is searched.

        Raises:
            EmbeddingMismatchError: it was made with another embedding model.
        """
        with translated(self.where):
            collection = self._client.get_or_create_collection(
                name,
                metadata={"model": model.name, "fingerprint": model.fingerprint, "dimension": model.dimension},
                configuration=_CONFIGURATION,  # type: ignore[arg-type]  # Chroma's own type leaves out what it accepts
                embedding_function=None,
            )
            _refuse_other_model(collection, model)
            _search_as_far(collection, breadth(vectors))
        return VectorIndex(self._client, collection, self.where)

    def names(self) -> tuple[str, ...]:
        """The names of all collections."""
        with translated(self.where):
            return tuple(collection.name for collection in self._client.list_collections())

    def drop(self, name: str) -> None:
        """Delete a collection, if it is there."""
        with translated(self.where), suppress(NotFoundError):
            self._client.delete_collection(name)

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()


class VectorIndex:
    """One collection of passage vectors. Many threads may query while one writes."""

    def __init__(self, client: Client, collection: Collection, where: str) -> None:
        self._client = client
        self._collection = collection
        self._where = where
        self._write_lock = threading.Lock()

    @property
    def name(self) -> str:
        """The collection's name."""
        return self._collection.name

    def add(self, passage_ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Add vectors, shape (n_passages, dimension), row i for id i; one that is there is replaced."""
        for start in range(0, len(passage_ids), BATCH):
            chosen = slice(start, start + BATCH)
            with self._write_lock, translated(self._where):
                # upsert: add() would silently keep what an interrupted run left under the same id
                self._collection.upsert(ids=[str(number) for number in passage_ids[chosen]], embeddings=vectors[chosen])

    def delete(self, passage_ids: Sequence[int]) -> None:
        """Delete vectors; an id that is not there is passed over."""
        for start in range(0, len(passage_ids), BATCH):
            with self._write_lock, translated(self._where):
                self._collection.delete(ids=[str(number) for number in passage_ids[start : start + BATCH]])

    def query(self, vector: NDArray[np.float32], n: int) -> list[Neighbour]:
        """The nearest n passages to a vector, nearest first."""
        return self.query_many(vector[np.newaxis, :], n)[0]

    def query_many(self, vectors: NDArray[np.float32], n: int) -> list[list[Neighbour]]:
        """For each row of ``vectors``, shape (n_queries, dimension), the nearest n passages, nearest first."""
        if n < 1 or len(vectors) == 0:
            return [[] for _ in vectors]
        with translated(self._where):
            found = self._collection.query(query_embeddings=vectors, n_results=n, include=["distances"])
        distances = found["distances"] or []
        return [
            [Neighbour(int(passage_id), 1.0 - float(distance)) for passage_id, distance in zip(ids, row, strict=True)]
            for ids, row in zip(found["ids"], distances, strict=True)
        ]

    def probe(self) -> None:
        """Have Chroma load its graph, so that damage shows now.

        Raises:
            LibraryDamagedError: it cannot be loaded.
        """
        if self.count():
            with translated(self._where):
                one = self._collection.get(limit=1, include=["embeddings"])["embeddings"]
            self.query_many(np.asarray(one, dtype=np.float32), 1)

    def count(self) -> int:
        """How many vectors there are."""
        with translated(self._where):
            return self._collection.count()

    def ids(self) -> set[int]:
        """The ids of all vectors."""
        found: set[int] = set()
        while True:
            with translated(self._where):
                page = self._collection.get(limit=PAGE, offset=len(found), include=[])["ids"]
            found.update(map(int, page))
            if len(page) < PAGE:
                return found

    def as_langchain(self, embeddings: "Embeddings", read: "ReadPassages") -> "Chroma":
        """The same collection as LangChain's vector store, for chains of one's own; the words come from ``read``."""
        from langchain_chroma import Chroma

        store = Chroma(client=self._client, collection_name=self.name, embedding_function=embeddings)
        # Chroma holds vectors only, and LangChain's store drops what it finds without a text.
        store._chroma_collection = cast(Collection, _WordedCollection(self._collection, read))
        return store


class _WordedCollection:
    """A collection whose answers hold the passages' words."""

    def __init__(self, collection: Collection, read: "ReadPassages") -> None:
        self._collection = collection
        self._read = read

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever the collection has under this name
        return getattr(self._collection, name)

    def query(self, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401  # Chroma's own
        found = cast(dict[str, Any], self._collection.query(**arguments))
        passages = self._read([int(passage_id) for row in found["ids"] for passage_id in row])
        found["documents"] = [[_words(passages.get(int(number))) for number in row] for row in found["ids"]]
        found["metadatas"] = [[_place(passages.get(int(number))) for number in row] for row in found["ids"]]
        return found


def _words(passage: Passage | None) -> str | None:
    return passage.text if passage else None


def _place(passage: Passage | None) -> dict[str, str | int]:
    if passage is None:
        return {}
    return {
        "source": passage.source_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "context": passage.context,
    }


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise Chroma's errors within the block as ours.

    Chroma's Rust core reports a full disk and a damaged folder alike as InternalError, so that the message decides.
    """
    try:
        yield
    except (ChromaError, ValueError, RuntimeError, OSError, sqlite3.Error, httpx.HTTPError) as error:
        raise _ours(error, where) from error
    except BaseException as error:
        # A damaged folder makes the Rust core panic; pyo3 raises that beside Exception, and has no public name for it.
        if type(error).__name__ != "PanicException":
            raise
        raise _ours(error, where) from error


def _ours(error: BaseException, where: str) -> LibraryError:
    said = str(error).rstrip(" .?!")
    words = said.casefold()
    if any(sign in words for sign in _FULL_DISK) or _is_full(where):
        return StorageError(f"The vector index in {where} cannot be written: {said}.")
    if isinstance(error, httpx.HTTPError) or "could not connect" in words:
        return LibraryError(
            f"The Chroma server at {where} does not answer: {said}.",
            advice="Start the server, correct MISSION_CHROMA_URL, or unset it to keep the vectors in the data folder.",
        )
    return LibraryDamagedError(f"The vector index in {where} cannot be read: {said}.")


def _is_full(where: str) -> bool:
    """Whether a folder is on a disk that is full: what Chroma then says of its compaction sounds like damage."""
    try:
        return shutil.disk_usage(where).free < _LEAST_FREE
    except (OSError, ValueError):  # the address of a server
        return False


def _folder(path: Path) -> Client:
    path.mkdir(parents=True, exist_ok=True)
    try:
        client = chromadb.PersistentClient(str(path), settings=ChromaSettings(anonymized_telemetry=False))
    except BaseException:
        # Chroma 1.5.9 keeps the half-made system of a damaged folder and gives it to whoever opens the path next.
        SharedSystemClient._identifier_to_system.pop(str(path), None)
        raise
    return cast(Client, client)  # declared as its interface, which lacks close()


def _server(url: str) -> Client:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"MISSION_CHROMA_URL: “{url}” is not an address such as http://127.0.0.1:8000.")
    client = chromadb.HttpClient(
        host=parts.hostname,
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        settings=ChromaSettings(anonymized_telemetry=False),
    )
    return cast(Client, client)


def _search_as_far(collection: Collection, searched: int) -> None:
    """Give a collection this breadth of search; Chroma heeds it when it loads the graph, as counting already does."""
    if (collection.configuration_json.get("hnsw") or {}).get("ef_search") != searched:
        with warnings.catch_warnings():
            # Chroma warns of a collection whose vectors are its owner's own, as all of ours are.
            warnings.simplefilter("ignore", DeprecationWarning)
            collection.modify(configuration={"hnsw": {"ef_search": searched}})


def breadth(vectors: int) -> int:
    """HNSW's ef for a collection of so many vectors."""
    return next((searched for most, searched in SEARCHED if vectors <= most), SEARCHED_OF_MORE)


def _refuse_other_model(collection: Collection, model: EmbeddingModel) -> None:
    made_with = (collection.metadata or {}).get("fingerprint")
    if made_with != model.fingerprint:
        name = (collection.metadata or {}).get("model", "an unknown model")
        raise EmbeddingMismatchError(f"The vector index was made with “{name}”, but “{model.name}” is set.")
