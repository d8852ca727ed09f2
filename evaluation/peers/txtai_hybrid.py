"""txtai's hybrid recipe: paragraphs in an Embeddings database with sparse and dense index and stored content.

Its database has one cursor ("Recursive use of cursors not allowed" when two threads ask), so that here, as in any
program that serves people with it, a lock lets one question in at a time.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from txtai import Embeddings
from txtai.pipeline import Segmentation

from evaluation.peers.weights import model_folder
from evaluation.systems import Hit, Question, TextFile


def open_system(folder: Path) -> "TxtaiHybrid":
    """The recipe with its database in the folder."""
    return TxtaiHybrid(folder)


class TxtaiHybrid:
    """A `System`; see there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = threading.Lock()
        self._embeddings = Embeddings(path=model_folder(), hybrid=True, content=True)
        if self._embeddings.exists(str(folder)):
            self._embeddings.load(str(folder))

    def add(self, files: Sequence[TextFile]) -> int:
        """See System."""
        segmentation = Segmentation(paragraphs=True)
        rows = [
            {"text": paragraph, "file": file.id}
            for file in files
            for paragraph in segmentation(file.path.read_text("utf-8"))
        ]
        self._embeddings.index(rows)
        return int(self._embeddings.count())

    def keep(self) -> None:
        """See System."""
        self._embeddings.save(str(self._folder))

    def find(self, question: Question, limit: int) -> list[Hit]:
        """See System."""
        with self._one_at_a_time:
            rows = self._embeddings.search(
                "select text, file from txtai where similar(:question, :candidates)",
                limit,
                parameters={"question": question.text, "candidates": limit},
            )
        return [Hit(row["file"], row["text"]) for row in rows]

    def close(self) -> None:
        """See System."""
        self._embeddings.close()
