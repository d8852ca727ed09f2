"""Our own system, through the doors that the app uses: intake for files, the library for questions."""

from collections.abc import Sequence
from pathlib import Path

from evaluation.systems import Hit, Question, TextFile
from ingest.intake import IncomingFile, Intake, IntakeStatus, file_origin
from knowledge.library import Library, open_library
from knowledge.settings import load_settings
from knowledge.types import Query


def open_system(folder: Path) -> "Ours":
    """The library in the folder, with its model loaded."""
    library = open_library(load_settings(data_dir=folder))
    library.warm_up()
    return Ours(library)


class Ours:
    """A `System`; see there."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def add(self, files: Sequence[TextFile]) -> int:
        """See System. The source's id is the file's, so that hits can be told apart."""
        incoming = [
            IncomingFile(file.path, added_by="bench", wanted_id=file.id, origin=file_origin(file.path))
            for file in files
        ]
        for result in Intake(self.library).add(incoming):
            if result.status is not IntakeStatus.ADDED:
                raise RuntimeError(f"{result.file.shown_name} was not added: {result.status}, {result.error}")
        return self.library.catalogue.count_passages()

    def keep(self) -> None:
        """See System. The library writes as it goes."""

    def find(self, question: Question, limit: int) -> list[Hit]:
        """See System."""
        result = self.library.search(Query(question.text, thread=question.thread, limit=limit))
        return [Hit(found.passage.source_id, found.passage.text) for found in result.passages]

    def close(self) -> None:
        """See System."""
        self.library.close()
