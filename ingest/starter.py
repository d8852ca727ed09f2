"""The starter library: case notes, guides and transcripts that come with the program, published into a data folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.intake import IncomingFile, Intake, IntakeResult, ProgressListener
from ingest.readers.registry import read_content
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.originals import file_hash
from knowledge.types import SourceStatus

FOLDER: Final = Path(__file__).parents[1] / "knowledge" / "starter"
ADDED_BY: Final = "starter library"
_PARTS: Final = (("cases", "*.md"), ("guides", "*.md"), ("transcripts", "*.vtt"))


def ensure_starter(
    library: Library, progress: ProgressListener = lambda _: None, *, folder: Path = FOLDER
) -> Iterator[IntakeResult]:
    """Publish the starter files that are new or changed; nothing when all are there, within milliseconds.

    A source that a trainer has withdrawn, erased or replaced by a version of their own stays as it is.
    """
    due = due_files(library.catalogue, folder=folder)
    if due:
        yield from Intake(library).add(map(_incoming, due), progress)


def due_files(catalogue: Catalogue, *, folder: Path = FOLDER) -> tuple[Path, ...]:
    """The starter library's files that the library lacks, or has in an older version."""
    return tuple(path for path in starter_files(folder) if _is_due(catalogue, path))


def starter_files(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The starter library's files, by part and name."""
    return tuple(path for part, pattern in _PARTS for path in sorted((folder / part).glob(pattern)))


def _incoming(path: Path) -> IncomingFile:
    return IncomingFile(
        path,
        ADDED_BY,
        origin=f"starter:{path.stem}",
        wanted_id=path.stem,
        details_from_file=True,
        # These files are the program's own: read here, they do without a child process each.
        document=read_content(path.read_bytes(), path.name),
    )


def _is_due(catalogue: Catalogue, path: Path) -> bool:
    source = catalogue.find(path.stem)
    if source is None:
        return True
    if source.status is not SourceStatus.LIVE or source.content_hash == file_hash(path):
        return False
    return catalogue.document(source.id).version.created_by == ADDED_BY
