"""The embedding model that is set, ready to use; who multiplies its numbers is known only in `knowledge.encoders`."""

import logging

from langchain_core.embeddings import Embeddings

from knowledge.encoders.packaged import PackagedModel, packaged_model
from knowledge.encoders.vectors import Embedder, PassageVectors
from knowledge.errors import EmbeddingError
from knowledge.settings import PACKAGED_EMBEDDING_MODEL, Settings

__all__ = ["Embedder", "LangChainEmbeddings", "PassageVectors", "load_embedder"]

_LOG = logging.getLogger(__name__)


def load_embedder(settings: Settings) -> Embedder:
    """The embedding model that is set, loaded.

    The packaged model runs on the quickest runtime that gives its vectors on this machine. The first start exports it
    for that, which takes some seconds; where that fails torch runs it. Nothing is fetched for it. Any other model runs
    on torch.

    Raises:
        EmbeddingError: the model is not there or cannot be loaded.
    """
    if settings.embedding_model != PACKAGED_EMBEDDING_MODEL:
        return _named(settings)
    model = packaged_model()
    if settings.embedding_backend == "torch":
        return _on_torch(model)
    if settings.embedding_backend == "auto":
        return _fastest(model, settings)
    return _chosen(model, settings)


class LangChainEmbeddings(Embeddings):
    """An embedder, as LangChain's vector stores and chains want it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of texts that will be searched."""
        vectors = self._embedder.embed_passages(texts, [() for _ in texts])
        return [one.passage.tolist() for one in vectors]

    def embed_query(self, text: str) -> list[float]:
        """The vector to search with."""
        vector: list[float] = self._embedder.embed_queries([text])[0].tolist()
        return vector


def _fastest(model: PackagedModel, settings: Settings) -> Embedder:
    from knowledge.encoders.choosing import fastest
    from knowledge.encoders.export import exported_model

    try:
        return fastest(model, exported_model(model, settings.models_path))
    except EmbeddingError as error:
        _LOG.warning("The embedding model runs on torch, which is slower: %s", error.message)
        return _on_torch(model)


def _chosen(model: PackagedModel, settings: Settings) -> Embedder:
    from knowledge.encoders.choosing import RUNTIMES, measure
    from knowledge.encoders.export import exported_model, onnx_file
    from knowledge.encoders.exported import ExportedEmbedder

    name = settings.embedding_backend
    exported = exported_model(model, settings.models_path)
    measured = measure(model, exported).get(name)
    if measured is None or not measured.is_right:
        raise EmbeddingError(
            f"The embedding backend “{name}” does not run, or gives other vectors, on this machine.",
            advice="Leave MISSION_EMBEDDING_BACKEND unset: the right one is then chosen by measuring.",
        )
    return ExportedEmbedder(model, RUNTIMES[name](onnx_file(exported)))


def _on_torch(model: PackagedModel) -> Embedder:
    from knowledge.encoders.torch_model import load_packaged  # seconds: imports torch

    return load_packaged(model)


def _named(settings: Settings) -> Embedder:
    from knowledge.encoders.torch_model import load_named

    return load_named(settings.embedding_model)
