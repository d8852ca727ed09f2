"""A file made ready to be published: read, cut into passages, embedded, for the library as it is at that moment."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from ingest.identity import Fingerprints, former_version, same_content
from ingest.incoming import IncomingFile, Progress, ProgressListener, Stage, ignore_progress
from ingest.metadata import carried_over
from ingest.passages import split_document
from ingest.readers.formats import ENDINGS
from ingest.readers.reading import read_file
from ingest.role_carrying import Renamed, file_on_disk, put_roles_in
from knowledge.errors import AssistantError, EmbeddingError, EmbeddingMismatchError, NoTextError, UnreadableFileError
from knowledge.library import Library
from knowledge.originals import file_hash
from knowledge.staging import Original, PassageDraft, StagedVersion, StoredVectors, content_key
from knowledge.types import Document, Source, SourceDetails

_UNKNOWN_MEDIA_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Failed:
    """A file that cannot be added."""

    file: IncomingFile
    error: AssistantError


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was found; ``document`` is None when a source with these bytes is there already."""

    file: IncomingFile
    marks: Fingerprints
    size: int
    document: Document | None


@dataclass(frozen=True, slots=True)
class Split:
    """A file cut into passages."""

    file: IncomingFile
    read: Read
    renamed: Renamed
    details: SourceDetails
    drafts: tuple[PassageDraft, ...]


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that only has to be published; ``vectors`` may hold those of others as well."""

    file: IncomingFile
    split: Split
    vectors: Mapping[bytes, StoredVectors]


class Preparing:
    """What can be done ahead, because it changes nothing. Safe to call from several threads."""

    def __init__(self, library: Library, progress: ProgressListener = ignore_progress) -> None:
        self._library = library
        self._progress = progress
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Nobody waits any more: embedding ends at its next step, with CancelledError."""
        self._stopped.set()

    def read(self, file: IncomingFile) -> Read | Failed:
        """The file's text, unless the library has these very bytes."""
        self._progress(Progress(file, Stage.READING))
        try:
            marks = fingerprints(file)
            known = same_content(self._library.catalogue, marks) is not None
            document = None if known else self._document(file)
            return Read(file, marks, file.path.stat().st_size, document)
        except AssistantError as error:
            return Failed(file, error)

    def embed(self, lot: Sequence[Read | Failed]) -> list[Read | Embedded | Failed]:
        """The files with their vectors, computed together; those that failed or are known stay as they are.

        Raises:
            EmbeddingError: there is no embedding model.
            EmbeddingMismatchError: the library was made with another embedding model.
        """
        tried = [self._try_split(one) if isinstance(one, Read) else one for one in lot]
        vectors = self._vectors([one for one in tried if isinstance(one, Split)])
        return [Embedded(one.file, one, vectors) if isinstance(one, Split) else one for one in tried]

    def as_it_is_now(self, one: Read | Embedded) -> Embedded:
        """Made anew where it was made for a library that has changed: by a file before it, or by somebody else.

        Raises:
            IntakeError: the file cannot be added.
        """
        if isinstance(one, Embedded):
            split, as_read = one.split, one.split.renamed.as_read
            if former_version(self._library.catalogue, split.read.marks, as_read.text) == split.renamed.former:
                return one
            anew = self._split(split.read, as_read)
        else:  # these bytes were in the library when it was read, and are no longer
            anew = self._split(one, one.document or self._document(one.file))
        return Embedded(anew.file, anew, self._vectors([anew]))

    @contextmanager
    def staged(self, embedded: Embedded) -> Iterator[StagedVersion]:
        """All that publishing needs, within the block."""
        with _original(embedded.split) as original:
            yield self._staged(embedded, original)

    def _staged(self, embedded: Embedded, original: Original) -> StagedVersion:
        file, split, model = embedded.file, embedded.split, self._library.model()
        renamed = split.renamed
        return StagedVersion(
            document=renamed.document,
            details=split.details,
            original=original,
            passages=split.drafts,
            vectors={key: embedded.vectors[key] for key in (content_key(model, draft) for draft in split.drafts)},
            model=model,
            added_by=file.added_by,
            reader=_ending(file.shown_name).removeprefix("."),
            origin=file.origin,
            roles=renamed.roles if file.keeps_roles else {},
            replaces=renamed.former.id if renamed.former else None,
            proposed_id=file.wanted_id,
        )

    def _document(self, file: IncomingFile) -> Document:
        return file.document or read_file(file.path, self._library.settings, name=file.shown_name)

    def _try_split(self, read: Read) -> Read | Split | Failed:
        if read.document is None:
            return read
        try:
            return self._split(read, read.document)
        except (EmbeddingError, EmbeddingMismatchError):
            raise
        except AssistantError as error:
            return Failed(read.file, error)

    def _split(self, read: Read, as_read: Document) -> Split:
        self._progress(Progress(read.file, Stage.SPLITTING))
        renamed, details, drafts = cut_up(self._library, read.file, read.marks, as_read)
        return Split(read.file, read, renamed, details, drafts)

    def _vectors(self, splits: Sequence[Split]) -> Mapping[bytes, StoredVectors]:
        before = list(accumulate((len(split.drafts) for split in splits), initial=0))

        def note(done: int) -> None:
            if self._stopped.is_set():
                raise CancelledError
            for split, start in zip(splits, before, strict=False):
                total = len(split.drafts)
                self._progress(Progress(split.file, Stage.EMBEDDING, min(max(done - start, 0), total), total))

        return self._library.embed([draft for split in splits for draft in split.drafts], note)


@contextmanager
def _original(split: Split) -> Iterator[Original]:
    """What is kept as the original: the file, or one of ours where roles stand for names in it."""
    file, read, written = split.file, split.read, split.renamed.written
    name = file.shown_name if written is None else written.name
    if written is None:
        yield Original(file.path, read.marks.content_hash, name, media_type(name), read.size)
        return
    with file_on_disk(written) as path:
        yield Original(path, written.content_hash, name, media_type(name), len(written.content))


def cut_up(
    library: Library, file: IncomingFile, marks: Fingerprints, as_read: Document
) -> tuple[Renamed, SourceDetails, tuple[PassageDraft, ...]]:
    """A document as it would be published now: with its roles, what is said of it, and its passages.

    Raises:
        NoTextError: it has no passages.
    """
    renamed = put_roles_in(library.catalogue, file, marks, as_read)
    details = details_of(library, file, renamed.document, renamed.former)
    return renamed, details, cut(library, renamed.document, details.title, file.shown_name)


def details_of(library: Library, file: IncomingFile, document: Document, former: Source | None) -> SourceDetails:
    """What is said of a file in the end: by the file, by people since, and by who adds it now."""
    details = document.details
    if former is not None and not file.details_from_file:
        before = library.catalogue.document(former.id)
        details = carried_over(before.details, before.document.details, details)
    return file.changes.applied_to(details)


def cut(library: Library, document: Document, title: str, name: str) -> tuple[PassageDraft, ...]:
    """The passages of a document under this title.

    Raises:
        NoTextError: there are none; ``name`` is the file's for people.
    """
    drafts = split_document(document, title, library.embedder.count_tokens, library.embedder.max_tokens)
    if not drafts:
        raise NoTextError(f"{name} holds no sentences.")
    return drafts


def fingerprints(file: IncomingFile) -> Fingerprints:
    """What a file is recognised by.

    Raises:
        UnreadableFileError: it cannot be opened.
    """
    try:
        content_hash = file_hash(file.path)
    except OSError as error:
        raise UnreadableFileError(
            f"{file.shown_name} cannot be opened: {error.strerror}.",
            advice="Check that the file is still there and may be read.",
        ) from error
    return Fingerprints(content_hash, file.shown_name, file.origin, file.wanted_id)


def media_type(name: str) -> str:
    """The media type under which a file of this name is kept."""
    file_format = ENDINGS.get(_ending(name))
    return file_format.media_type if file_format else _UNKNOWN_MEDIA_TYPE


def _ending(name: str) -> str:
    return Path(name).suffix.lower()
