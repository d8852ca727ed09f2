"""From files to published sources: read, split, embed, publish; each file alone, so that a bad one stops no other."""

import logging
from collections.abc import Iterable, Iterator

from ingest.ahead import ahead, in_background, lots
from ingest.identity import former_version, same_content
from ingest.incoming import (
    IncomingFile,
    IntakeResult,
    IntakeStatus,
    Preview,
    Progress,
    ProgressListener,
    Stage,
    file_origin,
    ignore_progress,
)
from ingest.preparing import Embedded, Failed, Preparing, Read, cut, cut_up, fingerprints, media_type
from ingest.readers.reading import read_file
from ingest.role_carrying import same_with_roles
from knowledge.errors import AssistantError, EmbeddingError, EmbeddingMismatchError
from knowledge.library import Library
from knowledge.staging import Original, StagedVersion
from knowledge.types import Source, SourceDetails, SourceStatus

__all__ = [
    "IncomingFile",
    "Intake",
    "IntakeResult",
    "IntakeStatus",
    "Preview",
    "Progress",
    "ProgressListener",
    "Stage",
    "file_origin",
    "media_type",
]

_LOG = logging.getLogger(__name__)

READ_AHEAD = 16
"""Files read before their turn; with `LOT_CHARACTERS` it bounds what is in memory."""
LOT_CHARACTERS = 50_000
"""Texts are embedded together until they have about so many characters: one short file alone fills no batch."""


class Intake:
    """Adds files to a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def add(
        self, files: Iterable[IncomingFile], progress: ProgressListener = ignore_progress
    ) -> Iterator[IntakeResult]:
        """The result of each file, in order, as it is done.

        Files are read and embedded ahead of the one that is published. Stopped anywhere, all files done so far are in
        the library, and the same files given again are found to be unchanged.

        Args:
            files: what to add.
            progress: told each step of each file, from several threads.

        Raises:
            EmbeddingError: there is no embedding model, so that no file can be added.
            EmbeddingMismatchError: the library was made with another embedding model.
        """
        preparing = Preparing(self._library, progress)
        with in_background("intake-reading") as reading, in_background("intake-embedding") as embedding:
            read = ahead(files, lambda file: reading.submit(preparing.read, file), READ_AHEAD)
            together = lots(read, _characters, LOT_CHARACTERS)
            try:
                for lot in ahead(together, lambda lot: embedding.submit(preparing.embed, lot), 1):
                    for one in lot.result():
                        yield self._result(one, preparing, progress)
            finally:
                preparing.stop()

    def preview(self, file: IncomingFile) -> Preview:
        """What adding this file would do; the library is not changed.

        Raises:
            IntakeError: the file cannot be added.
        """
        library, marks = self._library, fingerprints(file)
        as_read = read_file(file.path, library.settings, name=file.shown_name)
        renamed, details, drafts = cut_up(library, file, marks, as_read)
        known = same_content(library.catalogue, marks) or same_with_roles(library.catalogue, marks, renamed)
        return Preview(as_read, renamed.document, renamed.roles, details, drafts, known, renamed.former)

    def update_details(self, source_id: str, details: SourceDetails, *, by: str) -> Source:
        """Say something else of a source. A new title makes a new version, because it is part of every passage."""
        with self._library.exclusively():
            return self._update_details(source_id, details, by)

    def _update_details(self, source_id: str, details: SourceDetails, by: str) -> Source:
        stored = self._library.catalogue.document(source_id)
        if stored.details.title == details.title:
            return self._library.update_details(source_id, details)
        drafts = cut(self._library, stored.document, details.title, stored.version.file_name)
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

    def _result(self, one: Read | Embedded | Failed, preparing: Preparing, progress: ProgressListener) -> IntakeResult:
        if isinstance(one, Failed):
            return _failed(one.file, one.error)
        try:
            return self._add(one, preparing, progress)
        except (EmbeddingError, EmbeddingMismatchError):
            raise
        except AssistantError as error:
            return _failed(one.file, error)

    def _add(self, one: Read | Embedded, preparing: Preparing, progress: ProgressListener) -> IntakeResult:
        marks = one.marks if isinstance(one, Read) else one.split.read.marks
        # Asked again, because a file before this one may have had the same bytes.
        known = same_content(self._library.catalogue, marks)
        if known is not None:
            return self._add_known(one.file, known)
        embedded, result = preparing.as_it_is_now(one), None
        while result is None:
            progress(Progress(one.file, Stage.PUBLISHING))
            result = self._publish_unless_overtaken(embedded, preparing)
            embedded = embedded if result else preparing.as_it_is_now(embedded)
        return result

    def _publish_unless_overtaken(self, embedded: Embedded, preparing: Preparing) -> IntakeResult | None:
        """What publishing gives; None when somebody else has published a version of it since it was made ready."""
        split, catalogue = embedded.split, self._library.catalogue
        with self._library.exclusively():
            marks, renamed = split.read.marks, split.renamed
            known = same_content(catalogue, marks)
            if known is not None:
                return self._add_known(embedded.file, known)
            if former_version(catalogue, marks, renamed.as_read.text) != renamed.former:
                return None
            known = same_with_roles(catalogue, marks, renamed)
            if known is not None:
                return self._add_known(embedded.file, known)
            with preparing.staged(embedded) as staged:
                source = self._library.publish(staged)
        status = IntakeStatus.ADDED if renamed.former is None else IntakeStatus.UPDATED
        return IntakeResult(embedded.file, status, source, warnings=renamed.document.warnings)

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


def _characters(read: Read | Failed) -> int:
    return len(read.document.text) if isinstance(read, Read) and read.document else 0


def _failed(file: IncomingFile, error: AssistantError) -> IntakeResult:
    _LOG.info("%s was not added: %s", file.shown_name, error.message)
    return IntakeResult(file, IntakeStatus.FAILED, error=error)
