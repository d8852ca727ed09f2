"""Embedding models run by sentence-transformers: any of them, and the packaged one where its export does not work."""

import hashlib
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.packaged import PackagedModel
from knowledge.encoders.vectors import SENTENCE_RECIPE, PassageVectors, gather, sentence_texts, unit_rows
from knowledge.errors import EmbeddingError
from knowledge.types import Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH_ROWS = 16


class TorchEmbedder:
    """A sentence-transformers model, with the prompts it asks for in front of queries and passages."""

    def __init__(self, model: "SentenceTransformer", *, name: str, fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = len(model.encode_query("length", show_progress_bar=False))
        self.max_tokens = int(model.get_max_seq_length() or 512)
        self._model = model
        self._lock = threading.Lock()  # the fast tokenizers inside refuse to be used by two threads at once

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See Embedder."""
        with self._lock:
            ids = self._model.tokenizer(list(texts), truncation=False, padding=False, verbose=False)["input_ids"]
        return [len(numbers) for numbers in ids]

    def embed_passages(self, texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """See Embedder."""
        sentences = sentence_texts(texts, sentence_spans)
        different = list(dict.fromkeys([*texts, *(sentence for inside in sentences for sentence in inside)]))
        rows: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(different), _BATCH_ROWS * 4):  # the lock is let go between, so that questions get in
            some = different[start : start + _BATCH_ROWS * 4]
            with self._lock:
                vectors = self._model.encode_document(some, batch_size=_BATCH_ROWS, show_progress_bar=False)
            rows.update(zip(some, unit_rows(np.asarray(vectors, dtype=np.float32)), strict=True))
        return gather(texts, sentences, rows, self.dimension)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder."""
        with self._lock:
            vectors = self._model.encode_query(list(texts), batch_size=_BATCH_ROWS, show_progress_bar=False)
        return unit_rows(np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dimension))


def load_packaged(model: PackagedModel) -> TorchEmbedder:
    """The packaged model on torch, with the same fingerprint as its export."""
    return TorchEmbedder(_load(str(model.folder)), name=model.name, fingerprint=model.fingerprint)


def load_named(name: str) -> TorchEmbedder:
    """Any sentence-transformers model, by name or folder.

    Raises:
        EmbeddingError: there is no such model, or it cannot be fetched.
    """
    model = _load(name)
    return TorchEmbedder(model, name=name, fingerprint=_fingerprint(model))


def _load(name: str) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    torch.set_num_threads(1)  # with two, OpenMP's spinning threads lose to anything else that wants a core
    disable_progress_bar()
    try:
        return SentenceTransformer(name, device="cpu")
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EmbeddingError(
            f"The embedding model “{name}” cannot be loaded: {error}",
            advice="Set MISSION_EMBEDDING_MODEL to the folder of a sentence-transformers model, or leave it unset to "
            "use the one that is installed.",
        ) from error


def _fingerprint(model: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().float().cpu().numpy().tobytes())
    modules = [f"{type(module).__name__} {getattr(module, 'get_config_dict', dict)()}" for module in list(model)[1:]]
    digest.update("\0".join((*modules, str(model.get_max_seq_length()), str(model.prompts), SENTENCE_RECIPE)).encode())
    return digest.hexdigest()[:32]
