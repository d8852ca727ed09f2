"""Passages made ready for scoring and kept in memory: their vectors, and which sentence holds which word."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import StoredPassage
from knowledge.passage_words import PassageWords, find_words
from knowledge.staging import StoredVectors
from knowledge.types import Passage, Source

KEPT = 5_000
"""Passages kept in memory, about 14 kB each: the whole of a library of some hundred documents."""


@dataclass(frozen=True, slots=True)
class PreparedPassage:
    """A passage with all that scoring asks of it."""

    id: int
    passage: Passage
    source: Source
    vector: NDArray[np.float32]  # (dimension,)
    sentence_vectors: NDArray[np.float32]  # (n_sentences, dimension)
    words: int  # how many the passage has
    sentences_with: Mapping[str, tuple[int, ...]]


class PassageReader(Protocol):
    """What is needed of the catalogue."""

    def generation(self) -> int:
        """A number that changes whenever what can be found, or what is said of it, has changed."""
        ...

    def stored_passages(self, passage_ids: Iterable[int]) -> Mapping[int, StoredPassage]:
        """The live passages among these ids with all that is kept of them."""
        ...

    def sources_by_id(self, source_ids: Iterable[str]) -> dict[str, Source]:
        """Those of the sources that there are."""
        ...


class PreparedPassages:
    """Live passages by id. Safe to share between threads."""

    def __init__(self, catalogue: PassageReader) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._generation = -1
        self._kept: OrderedDict[int, PreparedPassage] = OrderedDict()

    def get(self, passage_ids: Sequence[int]) -> dict[int, PreparedPassage]:
        """Those of the passages that are live, in the order asked for."""
        generation = self._catalogue.generation()
        found = self._recall(generation, passage_ids)
        missing = [number for number in passage_ids if number not in found]
        if missing:
            found.update(self._read(missing))
            self._keep(generation, found)
        return {number: found[number] for number in passage_ids if number in found}

    def _recall(self, generation: int, passage_ids: Sequence[int]) -> dict[int, PreparedPassage]:
        with self._lock:
            if generation != self._generation:  # any of them may have been withdrawn
                self._kept.clear()
                self._generation = generation
            for number in passage_ids:
                if number in self._kept:
                    self._kept.move_to_end(number)
            return {number: self._kept[number] for number in passage_ids if number in self._kept}

    def _keep(self, generation: int, found: Mapping[int, PreparedPassage]) -> None:
        with self._lock:
            if generation == self._generation:
                self._kept.update(found)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)

    def _read(self, passage_ids: Sequence[int]) -> dict[int, PreparedPassage]:
        stored = self._catalogue.stored_passages(passage_ids)
        sources = self._catalogue.sources_by_id({one.passage.source_id for one in stored.values()})
        return {
            number: prepare(number, one.passage, sources[one.passage.source_id], one.vectors, one.words)
            for number, one in stored.items()
            if one.passage.source_id in sources  # else it was erased since the search began
        }


def prepare(
    number: int, passage: Passage, source: Source, vectors: StoredVectors, words: PassageWords | None = None
) -> PreparedPassage:
    """A passage with its vectors and the places of its words; these are found in its text when none are kept."""
    found = words or find_words(passage.text, passage.context, passage.sentences, passage.start)
    return PreparedPassage(number, passage, source, vectors.passage, vectors.sentences, found.count, found.places)
