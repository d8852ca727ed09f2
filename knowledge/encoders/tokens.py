"""Texts as the numbers a model reads, and batches of them that waste little on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

BATCH_TOKENS = 512
"""Most tokens in a batch, padding included, but for a longer text alone: more make none cheaper (a token costs .11 to
.13 ms at 32 x 16, 8 x 64 and 2 x 256 as at four times the rows), and let one thread wait for another at the end."""
BATCH_COST_TOKENS = 8
"""What a batch more costs, in tokens: a text joins a wider batch only where it is padded by less."""
FEW_TEXTS = 8
"""Up to so many texts are tokenized in the thread that asks."""
LENGTH_STEP = 8
"""Lengths are padded to a multiple of this. Preparing for a shape not met before takes OpenVINO 3 ms, once; a step of
16 wastes a tenth of the work on sentences, which are short."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of like length, as one rectangle of token numbers."""

    rows: tuple[int, ...]  # which texts
    token_ids: NDArray[np.int64]  # (n_rows, n_tokens)
    mask: NDArray[np.int64]  # 1 where there is a token, 0 where there is padding


class Tokens:
    """A model's tokenizer. Safe to share between threads: nothing is changed after it is made."""

    def __init__(self, path: Path, max_tokens: int) -> None:
        self.max_tokens = max_tokens
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def count(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, the marks at both ends included."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """The texts cut to the longest length, in rectangles of like lengths.

        The longest come first, so that threads that share them end with small ones.
        """
        numbers = [self._cut(ids) for ids in self._token_ids(texts)]
        rows: list[int] = []
        padding = 0
        for row in sorted(range(len(numbers)), key=lambda index: -len(numbers[index])):
            width = _padded(len(numbers[rows[0]] if rows else numbers[row]))
            padding += width - _padded(len(numbers[row]))
            if rows and ((len(rows) + 1) * width > BATCH_TOKENS or padding > BATCH_COST_TOKENS):
                yield _batch(rows, numbers)
                rows, padding = [], 0
            rows.append(row)
        if rows:
            yield _batch(rows, numbers)

    def _token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """One by one where there are few: waking the tokenizer's threads takes longer than a question's views."""
        if len(texts) <= FEW_TEXTS:
            return [self._tokenizer.encode(text).ids for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def _cut(self, ids: list[int]) -> list[int]:
        """The end mark stays, as it does when the tokenizer itself cuts."""
        return ids if len(ids) <= self.max_tokens else [*ids[: self.max_tokens - 1], ids[-1]]


def _padded(length: int) -> int:
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def _batch(rows: Sequence[int], numbers: Sequence[list[int]]) -> Batch:
    """The longest row comes first."""
    width = _padded(len(numbers[rows[0]]))
    token_ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(token_ids)
    for position, row in enumerate(rows):
        token_ids[position, : len(numbers[row])] = numbers[row]
        mask[position, : len(numbers[row])] = 1
    return Batch(tuple(rows), token_ids, mask)
