"""Vectors of passages and their sentences, and the interface that every embedding model meets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Span

SENTENCE_RECIPE = "each sentence alone"
"""How a sentence's vector is made; part of the fingerprint.

Encoding each sentence by itself was compared with the mean of its token vectors out of the passage's one forward pass
(late chunking, Günther et al. 2024, arXiv 2409.04701). Alone is better at choosing sentences (reciprocal rank .856
against .825 on the bench's sentences) and beside the passage's vector at retrieval (nDCG@5 .754 against .721 and .650
against .630 on its conversations), which is worth a second pass over the text at ingest.
"""


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """A passage's vector, shape (dimension,), and its sentences', (n_sentences, dimension); float32, unit length."""

    passage: NDArray[np.float32]
    sentences: NDArray[np.float32]


class Embedder(Protocol):
    """An embedding model. Safe to share between threads."""

    @property
    def name(self) -> str:
        """The model's name, for people."""
        ...

    @property
    def fingerprint(self) -> str:
        """The same for two models only if they give the same vectors: made of weights, pooling and sentence recipe."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Longest text the model sees whole, in its own tokens, the marks it adds included."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, the marks that the model adds included."""
        ...

    def embed_passages(self, texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """The vectors of passages and of their sentences.

        Args:
            texts: the passages, context in front.
            sentence_spans: for each passage, the spans of its sentences in that text.

        Raises:
            EmbeddingError: the model failed.
        """
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors to search with, shape (n_texts, dimension), row i for text i; unit length.

        Raises:
            EmbeddingError: the model failed.
        """
        ...


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def sentence_texts(texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[list[str]]:
    """The words of each passage's sentences."""
    return [[text[span.start : span.end] for span in spans] for text, spans in zip(texts, sentence_spans, strict=True)]


def gather(
    texts: Sequence[str], sentences: Sequence[Sequence[str]], rows: dict[str, NDArray[np.float32]], dimension: int
) -> list[PassageVectors]:
    """Vectors by text, put together by passage."""
    return [
        PassageVectors(
            passage=rows[text],
            sentences=np.array([rows[sentence] for sentence in inside], dtype=np.float32).reshape(-1, dimension),
        )
        for text, inside in zip(texts, sentences, strict=True)
    ]
