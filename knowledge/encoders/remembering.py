"""Vectors of queries remembered for as long as one question is being answered."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.vectors import Embedder

_REMEMBERED: ContextVar[dict[tuple[str, str], NDArray[np.float32]] | None] = ContextVar("remembered", default=None)


@contextmanager
def queries_remembered() -> Iterator[None]:
    """Within the block a text that is asked about several times is embedded once.

    An answer searches with the same words for excerpts, for what is not known, and to judge both. No longer than for
    one answer, so that nobody's words are kept, and a search is measured with its embedding.
    """
    token = _REMEMBERED.set({})
    try:
        yield
    finally:
        _REMEMBERED.reset(token)


def query_vectors(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """`Embedder.embed_queries`, without those that are remembered.

    Raises:
        EmbeddingError: the model failed.
    """
    known = _REMEMBERED.get()
    if known is None:
        return embedder.embed_queries(texts)
    keys = [(embedder.fingerprint, text) for text in texts]
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        known.update(zip(missing, embedder.embed_queries([text for _, text in missing]), strict=True))
    return np.stack([known[key] for key in keys]) if keys else embedder.embed_queries(texts)
