"""Texts as the numbers a model reads, and batches of them that waste little on padding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

BATCH_TOKENS = 2_048
"""Most tokens in a batch, padding included: larger ones are slower (88 passages a second at 32 x 256, 94 at 8 x 256)
and take more memory."""
BATCH_ROWS = 32
"""Most texts in a batch."""
FEW_TEXTS = 8
"""Up to so many texts are tokenized in the thread that asks."""
MOST_PADDING = 2
"""Longest text of a batch in lengths of its shortest: a question beside its thread would be padded for nothing."""
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
        """The texts cut to the longest length and sorted by it, in rectangles."""
        numbers = [self._cut(ids) for ids in self._token_ids(texts)]
        rows: list[int] = []
        for row in sorted(range(len(numbers)), key=lambda index: len(numbers[index])):
            if rows and _is_full(len(rows), len(numbers[rows[0]]), len(numbers[row])):
                yield _batch(rows, numbers)
                rows = []
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


def _is_full(rows: int, shortest: int, longest: int) -> bool:
    """Whether a batch should end before a text of this length, the longest so far."""
    too_many = rows == BATCH_ROWS or (rows + 1) * _padded(longest) > BATCH_TOKENS
    return too_many or _padded(longest) > MOST_PADDING * _padded(shortest)


def _padded(length: int) -> int:
    return -(-length // LENGTH_STEP) * LENGTH_STEP


def _batch(rows: Sequence[int], numbers: Sequence[list[int]]) -> Batch:
    width = _padded(max(len(numbers[row]) for row in rows))
    token_ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(token_ids)
    for position, row in enumerate(rows):
        token_ids[position, : len(numbers[row])] = numbers[row]
        mask[position, : len(numbers[row])] = 1
    return Batch(tuple(rows), token_ids, mask)
