"""A cross-encoder that reads question and passage together; only when one is set, for it takes a second."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker:
    """A sentence-transformers cross-encoder. Safe to share between threads."""

    def __init__(self, model: "CrossEncoder") -> None:
        self._model = model
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the question, 0..1, shape (n_texts,)."""
        with self._lock:
            raw = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        values = np.asarray(raw, dtype=np.float32).reshape(len(texts), -1)[:, -1]
        inside = values.size == 0 or (values.min() >= 0 and values.max() <= 1)
        return values if inside else (1 / (1 + np.exp(-values))).astype(np.float32)


def load_reranker(name: str) -> Reranker:
    """The cross-encoder of this name or folder.

    Raises:
        EmbeddingError: there is no such model, or it cannot be fetched.
    """
    from sentence_transformers import CrossEncoder

    try:
        return Reranker(
            CrossEncoder(str(Path(name).expanduser()) if Path(name).expanduser().is_dir() else name, device="cpu")
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EmbeddingError(
            f"The reranker “{name}” cannot be loaded: {error}",
            advice="Set MISSION_RERANKER to the folder of a sentence-transformers cross-encoder, or leave it unset.",
        ) from error
