"""A file on its way into the library: what is said of it, how far it is, and what becomes of it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.metadata import DetailChanges
from ingest.readers.cleaning import shown_name
from knowledge.errors import AssistantError
from knowledge.staging import PassageDraft
from knowledge.types import Document, ReadWarning, Source, SourceDetails


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file to be added."""

    path: Path
    added_by: str
    name: str | None = None  # for people, where ``path`` is a stored copy
    changes: DetailChanges = DetailChanges()
    origin: str | None = None  # where it comes from; a file from there again is a new version: see `file_origin`
    wanted_id: str | None = None  # the permanent id of its source, where it has one
    details_from_file: bool = False  # the file is the truth about its details, whatever people said of it since
    document: Document | None = None  # as it was read before, for a look at it; else it is read now
    roles: Mapping[str, str] | None = None  # for names in it; None: those that were chosen for the version before
    keeps_roles: bool = True  # whether its next version is given the same roles

    @property
    def shown_name(self) -> str:
        """The file's name for people."""
        return shown_name(self.name or self.path.name)


class IntakeStatus(StrEnum):
    """What became of a file."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of one file. ``source`` is None when it failed, ``error`` when it did not."""

    file: IncomingFile
    status: IntakeStatus
    source: Source | None = None
    error: AssistantError | None = None
    warnings: tuple[ReadWarning, ...] = ()


class Stage(StrEnum):
    """How far a file is."""

    READING = "reading"
    SPLITTING = "splitting"
    EMBEDDING = "embedding"
    PUBLISHING = "publishing"


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of one file: ``done`` of ``total`` passages while embedding, else 0 of 0."""

    file: IncomingFile
    stage: Stage
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What adding a file would do, before anything is changed."""

    as_read: Document
    document: Document  # with the roles
    roles: Mapping[str, str]
    details: SourceDetails
    passages: tuple[PassageDraft, ...]
    unchanged: Source | None  # the source with these very bytes
    replaces: Source | None  # the source that would get a new version


ProgressListener = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Nobody listens."""


def file_origin(path: Path) -> str:
    """The origin of a file on this machine; bytes of its name that are no UTF-8 stand escaped in it."""
    return f"file:{os.fsencode(path.resolve()).decode('utf-8', errors='backslashreplace')}"
