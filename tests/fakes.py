"""Stand-ins for what is slow or needs a network, each as small as it can be."""

import hashlib
import re
from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from knowledge.types import Span


class FakeEmbedder:
    """Vectors of hashed words: texts that share words are near, and the same text always has the same vector."""

    def __init__(self, name: str = "fake", dimension: int = 64, max_tokens: int = 256) -> None:
        self.name = name
        self.fingerprint = f"{name}-1"
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.embedded = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) + 2 for text in texts]

    def embed_passages(self, texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[SimpleNamespace]:
        self.embedded += len(texts)
        return [
            SimpleNamespace(
                passage=self._vector(text),
                sentences=np.array([self._vector(text[span.start : span.end]) for span in spans]).reshape(
                    -1, self.dimension
                ),
            )
            for text, spans in zip(texts, sentence_spans, strict=True)
        ]

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self._vector(text) for text in texts])

    def _vector(self, text: str) -> np.ndarray:
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[int(hashlib.md5(word.encode(), usedforsecurity=False).hexdigest(), 16) % self.dimension] += 1
        return vector / np.linalg.norm(vector)
