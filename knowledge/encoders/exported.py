"""An embedder that runs the exported weights of the packaged model, without torch."""

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.packaged import PackagedModel
from knowledge.encoders.runtimes import Runtime
from knowledge.encoders.tokens import Batch, Tokens
from knowledge.encoders.vectors import PassageVectors, gather, sentence_texts, unit_rows
from knowledge.types import Span

CORES = min(4, os.cpu_count() or 1)
"""Batches embedded at once at ingest while nobody asks."""
QUIET_SECONDS = 2.0
"""So long after a question one core is left free for those that follow it; a first one waits for one batch at most."""


@cache
def _threads(count: int) -> ThreadPoolExecutor:
    """Kept, because the memory of threads made anew for each call is not given back (100 MB after 400 files)."""
    return ThreadPoolExecutor(count, thread_name_prefix="embedding")


class ExportedEmbedder:
    """The packaged model on a runtime of its own: tokens, one forward pass a batch, mean of the token vectors."""

    def __init__(self, model: PackagedModel, runtime: Runtime) -> None:
        self.name = model.name
        self.fingerprint = model.fingerprint
        self.dimension = model.dimension
        self.max_tokens = model.max_tokens
        self._tokens = Tokens(model.tokenizer, model.max_tokens)
        self._runtime = runtime
        self._last_asked = float("-inf")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See Embedder."""
        return self._tokens.count(texts)

    def embed_passages(self, texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """See Embedder."""
        sentences = sentence_texts(texts, sentence_spans)
        different = list(dict.fromkeys([*texts, *(sentence for inside in sentences for sentence in inside)]))
        vectors = self._embed(different, workers=self._free_cores())
        return gather(texts, sentences, dict(zip(different, vectors, strict=True)), self.dimension)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder."""
        self._last_asked = time.monotonic()
        return self._embed(texts, workers=1)

    def _free_cores(self) -> int:
        asked = time.monotonic() - self._last_asked < QUIET_SECONDS
        return max(1, CORES - 1) if asked else CORES

    def _embed(self, texts: Sequence[str], *, workers: int) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        batches = list(self._tokens.batches(texts))
        if workers == 1 or len(batches) == 1:
            for batch in batches:
                vectors[list(batch.rows)] = self._pool(batch)
            return vectors
        for batch, rows in zip(batches, _threads(workers).map(self._pool, batches), strict=True):
            vectors[list(batch.rows)] = rows
        return vectors

    def _pool(self, batch: Batch) -> NDArray[np.float32]:
        token_vectors = self._runtime.token_vectors(batch.token_ids, batch.mask)
        mask = batch.mask[:, :, np.newaxis].astype(np.float32)
        return unit_rows((token_vectors * mask).sum(axis=1) / mask.sum(axis=1))
