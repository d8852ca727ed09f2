"""Passages made ready for scoring and kept in memory: their vectors, and which sentence holds which word."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.staging import StoredVectors
from knowledge.types import Passage, Source
from knowledge.words import content_stems

KEPT = 5_000
"""Passages kept in memory, about 29 kB each: the whole of a library of some hundred documents."""


class WordPlaces(Mapping[str, tuple[int, ...]]):
    """By stem the numbers of the sentences that hold it; () when only the context has it.

    Of the hundred words of a passage a question asks for a handful, so that their places are looked up, not kept: in a
    large library most passages are read for one question, and this was most of its time.
    """

    __slots__ = ("_all", "_sentences")

    def __init__(self, context: frozenset[str], sentences: tuple[frozenset[str], ...]) -> None:
        self._sentences = sentences
        self._all = context.union(*sentences)

    def __contains__(self, stem: object) -> bool:
        return stem in self._all

    def __getitem__(self, stem: str) -> tuple[int, ...]:
        if stem not in self._all:
            raise KeyError(stem)
        return tuple(number for number, held in enumerate(self._sentences) if stem in held)

    def get(self, stem: str, default: object = None) -> tuple[int, ...]:
        """See Mapping; without the exception that it makes of each word that is not there."""
        return self[stem] if stem in self._all else default  # type: ignore[return-value]  # as the caller wants it

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


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

    def passages(self, passage_ids: Iterable[int]) -> dict[int, Passage]:
        """The live passages among these ids."""
        ...

    def vectors(self, passage_ids: Iterable[int]) -> dict[int, StoredVectors]:
        """The vectors of these passages and their sentences."""
        ...

    def source(self, source_id: str) -> Source:
        """One source."""
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
        vectors = self._catalogue.vectors(passage_ids)
        passages = self._catalogue.passages(passage_ids)
        sources = {id_: self._catalogue.source(id_) for id_ in {passage.source_id for passage in passages.values()}}
        return {
            number: prepare(number, passage, sources[passage.source_id], vectors[number])
            for number, passage in passages.items()
            if number in vectors
        }


def prepare(number: int, passage: Passage, source: Source, vectors: StoredVectors) -> PreparedPassage:
    """A passage with its vectors and the places of its words."""
    sentences = tuple(
        content_stems(passage.text[span.start - passage.start : span.end - passage.start]) for span in passage.sentences
    )
    return PreparedPassage(
        number,
        passage,
        source,
        vectors.passage,
        vectors.sentences,
        len(passage.text.split()),
        WordPlaces(content_stems(passage.context), sentences),
    )
