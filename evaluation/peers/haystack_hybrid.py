"""Haystack's in-memory hybrid recipe: 200-word pieces, BM25 and dense retrieval joined by reciprocal rank.

The joiner's own default (concatenate) compares BM25 scores with dot products, so that BM25 decides alone; reciprocal
rank fusion is the mode that Haystack's guide to hybrid retrieval names, and the kinder choice.
"""

from collections.abc import Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from evaluation.peers.weights import model_folder
from evaluation.systems import Hit, Question, TextFile


def open_system(folder: Path) -> "HaystackHybrid":
    """The recipe with its documents in a file of the folder."""
    return HaystackHybrid(folder / "documents.json")


class HaystackHybrid:
    """A `System`; see there."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._store = InMemoryDocumentStore.load_from_disk(str(file)) if file.exists() else InMemoryDocumentStore()
        self._indexing = _indexing(self._store)
        self._querying = _querying(self._store)
        self._querying.warm_up()

    def add(self, files: Sequence[TextFile]) -> int:
        """See System."""
        documents = [Document(content=file.path.read_text("utf-8"), meta={"file": file.id}) for file in files]
        self._indexing.run({"split": {"documents": documents}})
        return int(self._store.count_documents())

    def keep(self) -> None:
        """See System."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._store.save_to_disk(str(self._file))

    def find(self, question: Question, limit: int) -> list[Hit]:
        """See System."""
        text = question.text
        found = self._querying.run(
            {
                "embed": {"text": text},
                "lexical": {"query": text, "top_k": limit},
                "dense": {"top_k": limit},
                "join": {"top_k": limit},
            }
        )["join"]["documents"]
        return [Hit(document.meta["file"], document.content or "") for document in found]

    def close(self) -> None:
        """See System."""


def _indexing(store: InMemoryDocumentStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("split", DocumentSplitter())
    pipeline.add_component("embed", SentenceTransformersDocumentEmbedder(model=model_folder(), progress_bar=False))
    pipeline.add_component("write", DocumentWriter(store))
    pipeline.connect("split", "embed")
    pipeline.connect("embed", "write")
    return pipeline


def _querying(store: InMemoryDocumentStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embed", SentenceTransformersTextEmbedder(model=model_folder(), progress_bar=False))
    pipeline.add_component("lexical", InMemoryBM25Retriever(store))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embed.embedding", "dense.query_embedding")
    pipeline.connect("lexical", "join")
    pipeline.connect("dense", "join")
    return pipeline
