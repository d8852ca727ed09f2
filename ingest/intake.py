"""From files to published sources: read, split, embed, publish; each file alone, so that a bad one stops no other."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.identity import Fingerprints, former_version, same_content
from ingest.metadata import DetailChanges, carried_over
from ingest.passages import split_document
from ingest.readers.formats import ENDINGS
from ingest.readers.reading import read_file
from knowledge.errors import AssistantError, EmbeddingError, EmbeddingMismatchError, NoTextError, UnreadableFileError
from knowledge.library import Library
from knowledge.originals import file_hash
from knowledge.staging import Original, PassageDraft, StagedVersion
from knowledge.types import Document, ReadWarning, Source, SourceDetails, SourceStatus

_LOG = logging.getLogger(__name__)

_UNKNOWN_MEDIA_TYPE = "application/octet-stream"


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

    @property
    def shown_name(self) -> str:
        """The file's name for people."""
        return self.name or self.path.name


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

    document: Document
    details: SourceDetails
    passages: tuple[PassageDraft, ...]
    unchanged: Source | None  # the source with these very bytes
    replaces: Source | None  # the source that would get a new version


ProgressListener = Callable[[Progress], None]


def _ignore(_: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was found; ``document`` is None when a source with these bytes is there already."""

    file: IncomingFile
    marks: Fingerprints
    size: int
    document: Document | None


class Intake:
    """Adds files to a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def add(self, files: Iterable[IncomingFile], progress: ProgressListener = _ignore) -> Iterator[IntakeResult]:
        """The result of each file, in order, as it is done.

        The next file is read while one is embedded. Stopped anywhere, all files done so far are in the library, and the
        same files given again are found to be unchanged.

        Raises:
            EmbeddingError: there is no embedding model, so that no file can be added.
            EmbeddingMismatchError: the library was made with another embedding model.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="intake") as reader:
            for file, reading in _one_ahead(files, lambda file: reader.submit(self._read, file, progress)):
                yield self._result(file, reading, progress)

    def preview(self, file: IncomingFile) -> Preview:
        """What adding this file would do; the library is not changed.

        Raises:
            IntakeError: the file cannot be added.
        """
        marks = _fingerprints(file)
        document = read_file(file.path, self._library.settings, name=file.shown_name)
        replaces = former_version(self._library.catalogue, marks, document.text)
        details = self._details(file, document, replaces)
        drafts = self._split(document, details.title, file.shown_name)
        return Preview(document, details, drafts, same_content(self._library.catalogue, marks), replaces)

    def update_details(self, source_id: str, details: SourceDetails, *, by: str) -> Source:
        """Say something else of a source. A new title makes a new version, because it is part of every passage."""
        stored = self._library.catalogue.document(source_id)
        if stored.details.title == details.title:
            return self._library.update_details(source_id, details)
        drafts = self._split(stored.document, details.title, stored.version.file_name)
        version = stored.version
        original = Original(
            self._library.originals.path(version.content_hash),
            version.content_hash,
            version.file_name,
            version.media_type,
            version.size,
        )
        return self._library.publish(
            StagedVersion(
                document=stored.document,
                details=details,
                original=original,
                passages=drafts,
                vectors=self._library.embed(drafts),
                model=self._library.model(),
                added_by=by,
                reader=version.reader,
                replaces=source_id,
            )
        )

    def _result(self, file: IncomingFile, reading: "Future[_Read]", progress: ProgressListener) -> IntakeResult:
        try:
            return self._add(reading.result(), progress)
        except (EmbeddingError, EmbeddingMismatchError):
            raise
        except AssistantError as error:
            _LOG.info("%s was not added: %s", file.shown_name, error.message)
            return IntakeResult(file, IntakeStatus.FAILED, error=error)

    def _read(self, file: IncomingFile, progress: ProgressListener) -> _Read:
        progress(Progress(file, Stage.READING))
        marks = _fingerprints(file)
        known = same_content(self._library.catalogue, marks) is not None
        document = None if known else self._read_document(file)
        return _Read(file, marks, file.path.stat().st_size, document)

    def _add(self, read: _Read, progress: ProgressListener) -> IntakeResult:
        # Asked again, because the file before this one may have had the same bytes.
        known = same_content(self._library.catalogue, read.marks)
        if known is not None:
            return self._add_known(read.file, known)
        document = read.document or self._read_document(read.file)
        former = former_version(self._library.catalogue, read.marks, document.text)
        staged = self._stage(read, document, former, progress)
        progress(Progress(read.file, Stage.PUBLISHING))
        source = self._library.publish(staged)
        status = IntakeStatus.ADDED if former is None else IntakeStatus.UPDATED
        return IntakeResult(read.file, status, source, warnings=document.warnings)

    def _add_known(self, file: IncomingFile, source: Source) -> IntakeResult:
        """A file whose bytes are there: only what is newly said of it can change."""
        restored = source.status is SourceStatus.WITHDRAWN
        if restored:
            source = self._library.restore(source.id)
        if file.origin is not None:
            self._library.set_origin(source.id, file.origin)
        details = file.changes.applied_to(source.details)
        if details != source.details:
            source = self.update_details(source.id, details, by=file.added_by)
        elif not restored:
            return IntakeResult(file, IntakeStatus.UNCHANGED, source)
        return IntakeResult(file, IntakeStatus.UPDATED, source)

    def _read_document(self, file: IncomingFile) -> Document:
        return file.document or read_file(file.path, self._library.settings, name=file.shown_name)

    def _stage(
        self, read: _Read, document: Document, former: Source | None, progress: ProgressListener
    ) -> StagedVersion:
        file, library = read.file, self._library
        details = self._details(file, document, former)
        progress(Progress(file, Stage.SPLITTING))
        drafts = self._split(document, details.title, file.shown_name)
        progress(Progress(file, Stage.EMBEDDING, 0, len(drafts)))
        vectors = library.embed(drafts, lambda done: progress(Progress(file, Stage.EMBEDDING, done, len(drafts))))
        return StagedVersion(
            document=document,
            details=details,
            original=Original(
                file.path, read.marks.content_hash, file.shown_name, media_type(file.shown_name), read.size
            ),
            passages=drafts,
            vectors=vectors,
            model=library.model(),
            added_by=file.added_by,
            reader=_ending(file.shown_name).removeprefix("."),
            origin=file.origin,
            replaces=former.id if former else None,
            proposed_id=file.wanted_id,
        )

    def _details(self, file: IncomingFile, document: Document, former: Source | None) -> SourceDetails:
        """What is said of a file in the end: by the file, by people since, and by who adds it now."""
        details = document.details
        if former is not None and not file.details_from_file:
            before = self._library.catalogue.document(former.id)
            details = carried_over(before.details, before.document.details, details)
        return file.changes.applied_to(details)

    def _split(self, document: Document, title: str, name: str) -> tuple[PassageDraft, ...]:
        embedder = self._library.embedder
        drafts = split_document(document, title, embedder.count_tokens, embedder.max_tokens)
        if not drafts:
            raise NoTextError(f"{name} holds no sentences.")
        return drafts


def file_origin(path: Path) -> str:
    """The origin of a file on this machine."""
    return f"file:{path.resolve()}"


def media_type(name: str) -> str:
    """The media type under which a file of this name is kept."""
    file_format = ENDINGS.get(_ending(name))
    return file_format.media_type if file_format else _UNKNOWN_MEDIA_TYPE


def _ending(name: str) -> str:
    return Path(name).suffix.lower()


def _fingerprints(file: IncomingFile) -> Fingerprints:
    try:
        content_hash = file_hash(file.path)
    except OSError as error:
        raise UnreadableFileError(
            f"{file.shown_name} cannot be opened: {error.strerror}.",
            advice="Check that the file is still there and may be read.",
        ) from error
    return Fingerprints(content_hash, file.shown_name, file.origin, file.wanted_id)


def _one_ahead(
    files: Iterable[IncomingFile], submit: "Callable[[IncomingFile], Future[_Read]]"
) -> "Iterator[tuple[IncomingFile, Future[_Read]]]":
    """Each file with its reading, which has been begun before the one before it is taken further."""
    waiting: Sequence[tuple[IncomingFile, Future[_Read]]] = ()
    for file in files:
        begun = (file, submit(file))
        yield from waiting
        waiting = (begun,)
    yield from waiting
