"""The library: catalogue, vectors, originals and embedding model together, so that a change is whole or not at all."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue
from knowledge.dense import DenseIndex
from knowledge.errors import (
    AssistantError,
    EmbeddingMismatchError,
    LibraryDamagedError,
    LibraryError,
    LibraryNotFoundError,
    StorageError,
)
from knowledge.exact import Neighbour
from knowledge.ledger import Change, Ledger, Published, Revision
from knowledge.locking import LibraryLock
from knowledge.originals import Originals
from knowledge.records import vectors_from_blobs, vectors_to_blobs
from knowledge.search import Search
from knowledge.settings import Settings
from knowledge.staging import (
    EmbeddingModel,
    PassageDraft,
    StagedVersion,
    StoredVectors,
    content_key,
    embedded_text,
    lead,
)
from knowledge.threads import one_thread_for_numpy
from knowledge.types import Query, Scope, SearchResult, Source, SourceDetails, SourceStatus, Span

if TYPE_CHECKING:
    from langchain_chroma import Chroma

    from knowledge.embedding import Embedder

_LOG = logging.getLogger(__name__)

_APP_ADDRESS = "app_address"
"""The mark under which the catalogue remembers where the web app offered the library."""
EMBED_AT_ONCE = 64
"""Passages embedded in one call: enough to fill a batch, few enough for progress to move and memory to stay flat."""

Resplit: TypeAlias = Callable[[str, "Embedder"], tuple[PassageDraft, ...]]
"""The passages of the source with this id, cut for this embedder."""


class Library:
    """Everything that is known, and all that can be done to it. Safe to share between threads.

    Use `open_library`. Reading goes through ``catalogue``, ``nearest`` and ``search``.
    """

    def __init__(
        self, settings: Settings, catalogue: Catalogue, *, ledger: Ledger | None, load: Callable[[], "Embedder"]
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.originals = Originals(settings.originals_path)
        self.dense = DenseIndex(settings, catalogue, ledger)
        self._ledger = ledger
        self._load = load
        self._embedder: Embedder | None = None
        self._embedder_lock = threading.Lock()
        self._changing = threading.RLock()
        self._search = Search(self)
        self._held = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the data folder."""
        self._held.close()

    # -- reading

    @property
    def writable(self) -> bool:
        """Whether this process may change the library."""
        return self._ledger is not None

    @property
    def embedder(self) -> "Embedder":
        """The embedding model, loaded on first use."""
        with self._embedder_lock:
            if self._embedder is None:
                self._embedder = self._load()
            return self._embedder

    def warm_up(self) -> None:
        """Load what the first question or file would otherwise wait for: model, index, code."""
        one_thread_for_numpy()
        self.embedder.embed_passages(["ready"], [()])  # not as a question: nobody has asked yet
        if self.catalogue.count_passages():
            self.nearest(np.zeros((1, self.model().dimension), dtype=np.float32), 1)
        elif self.writable:
            self.dense.store()

    def model(self) -> EmbeddingModel:
        """What the embedding model in use is.

        Raises:
            EmbeddingMismatchError: the library's vectors were made with another.
        """
        current, stored = self._model_in_use(), self.catalogue.model()
        if stored is not None and stored != current and self.catalogue.count_passages():
            raise EmbeddingMismatchError(f"The library was embedded with “{stored.name}”, but “{current.name}” is set.")
        return current

    @property
    def app_address(self) -> str:
        """Where readers reach this library: the address that is set, else where the web app last offered it."""
        remembered = None if self.settings.address else self.catalogue.mark(_APP_ADDRESS)
        return remembered or self.settings.app_address

    def search(self, query: Query) -> SearchResult:
        """What is found for a query, best first."""
        return self._search.find(query)

    def nearest(self, vectors: NDArray[np.float32], n: int, scope: Scope = Scope()) -> list[list[Neighbour]]:
        """For each row of ``vectors``, shape (n_queries, dimension), the nearest n live passages, nearest first."""
        return self.dense.nearest(vectors, n, scope)

    def as_langchain(self) -> "Chroma":
        """The live collection as LangChain's vector store, for one's own chains that read."""
        from knowledge.embedding import LangChainEmbeddings

        return self.dense.live(self.model()).as_langchain(LangChainEmbeddings(self.embedder), self.catalogue.passages)

    def original(self, source_id: str, version: int | None = None) -> Path:
        """The file that a version of a source was read from.

        Raises:
            SourceNotFoundError: there is no such source or version, or it has been erased.
        """
        return self.originals.path(self.catalogue.document(source_id, version).version.content_hash)

    # -- changing

    def remember_address(self, address: str) -> None:
        """Note where the web app offers this library, so that links made without it lead there."""
        if self.catalogue.mark(_APP_ADDRESS) != address:
            self._writing().set_mark(_APP_ADDRESS, address)

    def embed(
        self, drafts: Sequence[PassageDraft], progress: Callable[[int], None] = lambda _: None
    ) -> dict[bytes, StoredVectors]:
        """The vectors of these passages by content key; only those that the catalogue lacks are computed.

        Args:
            drafts: the passages.
            progress: told how many passages have their vectors.
        """
        return self._embed(drafts, self.model(), progress)

    def publish(self, staged: StagedVersion) -> Source:
        """Make a staged version the one that is found, all at once. On an error the library is as it was before.

        Raises:
            StorageError: the disk is full or cannot be written.
            EmbeddingMismatchError: the library's vectors were made with another model.
        """
        with self._changing:
            ledger = self._writing()
            ledger.doubt_original(staged.original.content_hash)
            self.originals.keep(staged.original.path, staged.original.content_hash)
            published = self._write_vectors_then_flip(staged)
            self._follow(published.superfluous)
            return self.catalogue.source(published.source_id)

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep other changes out until the block ends, so that what was looked up for a change is still true."""
        with self._changing:
            yield

    def update_details(self, source_id: str, details: SourceDetails) -> Source:
        """Say something else of a source. A new title needs new passages: use `ingest.intake.Intake.update_details`."""
        with self._changing:
            self._writing().update_details(source_id, details)
            return self.catalogue.source(source_id)

    def set_origin(self, source_id: str, origin: str) -> None:
        """Note where a source came from, if that is not known yet."""
        with self._changing:
            self._writing().set_origin(source_id, origin)

    def withdraw(self, source_id: str) -> Source:
        """Take a source out of every index. `restore` brings it back within ``withdrawn_days``."""
        with self._changing:
            self._follow(self._writing().withdraw(source_id))
            return self.catalogue.source(source_id)

    def restore(self, source_id: str) -> Source:
        """Bring a withdrawn source back, as it was."""
        with self._changing:
            change = self._writing().begin_restore(source_id)
            if change is not None:
                self._add_or_undo(change, self.catalogue.passage_vectors(list(change.passage_ids)))
            self._writing().restore(source_id, change)
            return self.catalogue.source(source_id)

    def erase(self, source_id: str) -> Source:
        """Delete a source for good: only its id, its title and dates are left."""
        with self._changing:
            self._follow(self._writing().erase(source_id))
            self._sweep_originals()
            self._writing().forget_words()
            self.catalogue.database.tidy()
            return self.catalogue.source(source_id)

    def reindex(self, resplit: Resplit, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
        """Make passages, words and vectors anew with the model that is set, and switch to them at once.

        Search goes on with the old index meanwhile. Interrupted, it can be run again and embeds only what is missing.

        Args:
            resplit: the passages of a source's current version, by its id; see `ingest.reindexing`.
            progress: told how many of how many sources are done.

        Returns:
            How many passages can be found.
        """
        with self._changing:
            model = self._model_in_use()
            index = self.dense.begin(model)
            revisions = []
            sources = [*self.catalogue.sources(), *self.catalogue.sources(status=SourceStatus.WITHDRAWN)]
            for number, source in enumerate(sources, 1):
                revision, vectors = self._revise(source, resplit(source.id, self.embedder), model)
                if source.status is SourceStatus.LIVE:
                    index.add(_ids(revision), vectors)
                revisions.append(revision)
                progress(number, len(sources))
            self._writing().switch_collection(index.name, model, revisions)
            self.dense.use(index)
            return self.catalogue.count_passages()

    def rebuild_indexes(self) -> int:
        """Make both indexes anew from what the catalogue holds, embedding nothing; how many passages can be found."""
        with self._changing:
            self._writing().rebuild_words()
            return self.dense.rebuild()

    def settle(self) -> None:
        """Finish or undo what was interrupted, and erase what was withdrawn long ago."""
        with self._changing:
            if self.dense.pending() or self.dense.unfinished():
                self._settle_vectors()
            self._sweep_originals()
            self._writing().keep_words()
            limit = datetime.now(UTC) - timedelta(days=self.settings.withdrawn_days)
            for source_id in self._writing().withdrawn_before(limit):
                self.erase(source_id)

    def hold(self, close: Callable[[], None]) -> None:
        """Call this when the library is closed, last come first."""
        self._held.callback(close)

    def _write_vectors_then_flip(self, staged: StagedVersion) -> Published:
        ledger = self._writing()
        self.dense.live(staged.model)
        if self.dense.pending():
            self.dense.recover()
        change = ledger.reserve(len(staged.passages))
        keys = [content_key(staged.model, draft) for draft in staged.passages]
        self._add_or_undo(change, _matrix(keys, staged.vectors))
        try:
            return ledger.publish(staged, change)
        except BaseException:
            self._undo()
            raise

    def _add_or_undo(self, change: Change, vectors: NDArray[np.float32]) -> None:
        try:
            self.dense.live().add(change.passage_ids, vectors)
        except LibraryDamagedError:
            self.dense.distrust()
            self._undo()
            raise
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        """Take back vectors whose passages did not become live; what fails now is undone at the next start."""
        try:
            self.dense.live()
            self.dense.recover()  # looks at what is live, and so is right even if the error came after the commit
            self._sweep_originals()
        except AssistantError as error:
            _LOG.warning("Left for the next start: %s", error.message)

    def _follow(self, superfluous: Change | None) -> None:
        """Delete vectors whose passages are gone; they are not found any more, so that a failure can wait."""
        if superfluous is None:
            return
        try:
            self.dense.live().delete(superfluous.passage_ids)
            self._writing().strike(superfluous)
        except AssistantError as error:
            _LOG.warning("Left for the next start: %s", error.message)

    def _settle_vectors(self) -> None:
        try:
            index = self.dense.live()
            if self.dense.unfinished():
                self.dense.use(index)
        except AssistantError as error:
            _LOG.warning("The vector index could not be mended at the start: %s", error.message)

    def _sweep_originals(self) -> None:
        superfluous = self._writing().superfluous_originals()
        for content_hash in superfluous:
            self.originals.delete(content_hash)
        if superfluous:
            self._writing().clear_doubts(superfluous)

    def _revise(
        self, source: Source, drafts: tuple[PassageDraft, ...], model: EmbeddingModel
    ) -> tuple[Revision, NDArray[np.float32]]:
        vectors = self._embed(drafts, model, lambda _: None)
        self._writing().keep_vectors(vectors)
        keys = tuple(content_key(model, draft) for draft in drafts)
        change = self._writing().reserve(len(drafts))
        return Revision(source.id, drafts, keys, change.first), _matrix(keys, vectors)

    def _embed(
        self, drafts: Sequence[PassageDraft], model: EmbeddingModel, progress: Callable[[int], None]
    ) -> dict[bytes, StoredVectors]:
        by_key = {content_key(model, draft): draft for draft in drafts}
        vectors = self.catalogue.stored_vectors(by_key)
        progress(len(vectors))
        missing = [(key, draft) for key, draft in by_key.items() if key not in vectors]
        for start in range(0, len(missing), EMBED_AT_ONCE):
            batch = missing[start : start + EMBED_AT_ONCE]
            computed = _compute(self.embedder, [draft for _, draft in batch])
            vectors.update(zip((key for key, _ in batch), computed, strict=True))
            progress(len(vectors))
        return vectors

    def _model_in_use(self) -> EmbeddingModel:
        embedder = self.embedder
        return EmbeddingModel(embedder.name, embedder.fingerprint, embedder.dimension)

    def _writing(self) -> Ledger:
        if self._ledger is None:
            raise LibraryError(
                "The library is open for reading only.", advice="Close the program that holds it and try again."
            )
        return self._ledger


def open_library(settings: Settings, *, writable: bool = True, load: Callable[[], "Embedder"] | None = None) -> Library:
    """The library in the settings' data folder; interrupted changes are finished or undone first.

    Args:
        settings: where it is, and with which model.
        writable: take the folder for this process. Without it, the library is read beside the process that holds it.
        load: what gives the embedding model; by default the one that is set.

    Raises:
        LibraryLockedError: another process holds the folder.
        StorageError: the folder cannot be written, or is a file.
        LibraryNotFoundError: there is no such folder to read from. An empty one reads as an empty library.
        LibraryDamagedError: the catalogue is not a catalogue, or damaged.
    """
    with ExitStack() as opened:
        if writable:
            opened.callback(LibraryLock(settings.data_dir).release)
        else:
            _require_folder(settings.data_dir)
        catalogue = Catalogue(settings.catalogue_path, writable=writable)
        opened.callback(catalogue.close)
        ledger = Ledger(catalogue.database) if writable else None
        library = Library(settings, catalogue, ledger=ledger, load=load or _loader(settings))
        opened.callback(library.dense.close)
        if writable:
            library.settle()
        library.hold(opened.pop_all().close)
        return library


def _require_folder(data_dir: Path) -> None:
    if data_dir.is_file():
        raise StorageError(f"{data_dir} is a file, not a data folder.", advice="Name the library's folder with --data.")
    if not data_dir.exists():
        raise LibraryNotFoundError(f"There is no library in {data_dir}: there is no such folder.")


def _loader(settings: Settings) -> Callable[[], "Embedder"]:
    def load() -> "Embedder":
        from knowledge.embedding import load_embedder  # seconds, and only when text is embedded

        return load_embedder(settings)

    return load


def _compute(embedder: "Embedder", drafts: Iterable[PassageDraft]) -> list[StoredVectors]:
    chosen = list(drafts)
    computed = embedder.embed_passages(
        [embedded_text(draft.context, draft.text) for draft in chosen], [_shifted(draft) for draft in chosen]
    )
    # As they will be read back from the catalogue, so that Chroma and exact search give the same scores.
    return [vectors_from_blobs(*vectors_to_blobs(StoredVectors(one.passage, one.sentences))) for one in computed]


def _shifted(draft: PassageDraft) -> tuple[Span, ...]:
    """The sentences' spans in the embedded text."""
    shift = len(lead(draft.context)) - draft.start
    return tuple(Span(span.start + shift, span.end + shift) for span in draft.sentences)


def _matrix(keys: Sequence[bytes], vectors: Mapping[bytes, StoredVectors]) -> NDArray[np.float32]:
    return np.stack([vectors[key].passage for key in keys]) if keys else np.zeros((0, 0), dtype=np.float32)


def _ids(revision: Revision) -> range:
    return range(revision.first_id, revision.first_id + len(revision.passages))
