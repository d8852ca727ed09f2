"""Inside the process that grows our library and compares its approximate index with exact search."""

import time
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.jobs import Agreed, AgreeJob, GrowJob, Grown
from evaluation.systems import TextFile
from ingest.intake import IncomingFile, Intake, IntakeStatus, file_origin
from knowledge.catalogue import Catalogue
from knowledge.embedding import Embedder, PassageVectors, load_embedder
from knowledge.encoders.vectors import sentence_texts, unit_rows
from knowledge.exact import ExactIndex
from knowledge.library import Library, open_library
from knowledge.settings import load_settings
from knowledge.types import Span

FILE_PASSAGES = 150
"""More passages than a file has: files are read ahead, so only those that are needed may be given to intake."""


class RememberingEmbedder:
    """An embedder that computes each sentence once and notes how long it computes. Satisfies `Embedder`.

    Sentences that the library holds already are read from it (`recall`). Recombined text holds each sentence many times
    over; computing it each time would measure the recombination. With ``stand_in`` a passage's vector is the mean of
    its sentences'; see `GrowJob`.
    """

    def __init__(self, embedder: Embedder, *, stand_in: bool) -> None:
        self.name = embedder.name
        self.fingerprint = embedder.fingerprint
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.seconds = 0.0
        self._embedder = embedder
        self._stand_in = stand_in
        self._known: dict[str, NDArray[np.float32]] = {}

    def recall(self, catalogue: Catalogue) -> None:
        """Take the vectors of all sentences that the library holds as computed."""
        for source in catalogue.sources():
            passages = catalogue.passages_of(source.id)
            vectors = catalogue.vectors(passages)
            for number, passage in passages.items():
                texts = (passage.text[one.start - passage.start : one.end - passage.start] for one in passage.sentences)
                self._known.update(zip(map(_one_line, texts), vectors[number].sentences, strict=True))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See Embedder."""
        return self._embedder.count_tokens(texts)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str], sentence_spans: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """See Embedder."""
        began = time.perf_counter()
        sentences = [tuple(map(_one_line, inside)) for inside in sentence_texts(texts, sentence_spans)]
        parts = [inside or (text,) for text, inside in zip(texts, sentences, strict=True)]
        new = list(dict.fromkeys(one for inside in parts for one in inside if one not in self._known))
        whole = [] if self._stand_in else list(texts)
        computed = [
            one.passage for one in self._embedder.embed_passages([*whole, *new], [()] * (len(whole) + len(new)))
        ]
        self._known.update(zip(new, computed[len(whole) :], strict=True))
        passages = (
            unit_rows(np.stack([self._rows(inside).mean(axis=0) for inside in parts]))
            if self._stand_in
            else computed[: len(whole)]
        )
        rows = [self._rows(inside) for inside in sentences]
        self.seconds += time.perf_counter() - began
        return [PassageVectors(passage, inside) for passage, inside in zip(passages, rows, strict=True)]

    def _rows(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        rows = [self._known[sentence] for sentence in sentences]
        return np.array(rows, dtype=np.float32).reshape(-1, self.dimension)


def grow(job: GrowJob) -> Grown:
    """Add files until the library has as many passages as the job says."""
    settings = load_settings(data_dir=job.folder)
    embedder = RememberingEmbedder(load_embedder(settings), stand_in=job.stand_in)
    with open_library(settings, load=lambda: embedder) as library:
        library.warm_up()
        if job.stand_in:
            embedder.recall(library.catalogue)
        before, began = library.catalogue.count_passages(), time.perf_counter()
        embedder.seconds = 0.0
        waiting = deque(file for file in job.files if library.catalogue.find(file.id) is None)
        while waiting and (missing := job.passages - library.catalogue.count_passages()) > 0:
            _add(library, [waiting.popleft() for _ in range(min(len(waiting), 1 + missing // FILE_PASSAGES))])
        after = library.catalogue.count_passages()
        return Grown(after, after - before, time.perf_counter() - began, embedder.seconds)


def agree(job: AgreeJob) -> Agreed:
    """The share of the exact nearest passages that the approximate index finds, mean over the questions."""
    with open_library(load_settings(data_dir=job.folder)) as library:
        vectors = library.embedder.embed_queries([question.text for question in job.questions])
        approximate = library.nearest(vectors, job.n)
        exact = ExactIndex(library.catalogue).query_many(vectors, job.n)
    pairs = zip(approximate, exact, strict=True)
    shares = [
        len({one.passage_id for one in found} & {one.passage_id for one in right}) / len(right)
        for found, right in pairs
    ]
    return Agreed(sum(shares) / len(shares))


def _one_line(sentence: str) -> str:
    """The sentence as recombined text has it."""
    return " ".join(sentence.split())


def _add(library: Library, files: Sequence[TextFile]) -> None:
    incoming = (
        IncomingFile(file.path, added_by="bench", wanted_id=file.id, origin=file_origin(file.path)) for file in files
    )
    for result in Intake(library).add(incoming):
        if result.status is IntakeStatus.FAILED:
            raise RuntimeError(f"{result.file.shown_name} was not added: {result.error}")
