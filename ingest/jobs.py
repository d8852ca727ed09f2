"""Uploaded files on their way into the library, done in the background and shared by all who are at the page.

Uploaded → read and inspected → looked at by a trainer → published. Each step is noted in the catalogue's file, so that
neither a closed tab nor a stopped program loses a file: what was interrupted is taken up at the next start.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.changes import Changes
from ingest.inspection import Inspection, compared_anew, inspect, with_chosen_roles
from ingest.intake import IncomingFile, IntakeResult, IntakeStatus, Progress
from ingest.metadata import DetailChanges, check_changes
from ingest.near_duplicates import LEAST_SHARE, shared_share
from ingest.uploads import Outcome, Upload, UploadState, UploadStore
from knowledge.access import Person, Role, require_trainer
from knowledge.errors import AssistantError, LibraryError
from knowledge.library import Library
from knowledge.types import Source, SourceStatus

_LOG = logging.getLogger(__name__)

_LONGEST_STOP_SECONDS = 2.0
"""Reading ends with its child process, and publishing is undone or finished at the next start: no need to wait long."""


@dataclass(frozen=True, slots=True)
class Received:
    """What came of uploading a file: its upload, or the one that holds the same bytes already."""

    upload: Upload
    is_new: bool


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Another upload and the share, 0..1, of the shorter text's sentences that stand in both."""

    upload: Upload
    share: float


class Jobs:
    """The uploads of one library. Safe to share between sessions and threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._store = UploadStore(library.catalogue.database, library.settings.data_dir / "uploads")
        self._lock = threading.RLock()
        self._inspections: dict[str, Inspection] = {}
        self._progress: dict[str, Progress] = {}
        self._reading = _Worker("uploads-reading", self._read, self._fail_unexpectedly)
        self._publishing = _Worker("uploads-publishing", self._publish, self._fail_unexpectedly)
        self._take_up()

    def close(self) -> None:
        """Stop the work; what is not done is taken up at the next start. Call it before the library is closed."""
        self._reading.stop()
        self._publishing.stop()

    # -- looking

    def uploads(self) -> Sequence[Upload]:
        """All uploads with their progress, in the order in which they came."""
        with self._lock:
            return [self._with_progress(upload) for upload in self._store.all()]

    def inspection(self, upload_id: str) -> Inspection | None:
        """What was read from an upload; None until it is."""
        with self._lock:
            return self._inspections.get(upload_id)

    def look_alikes(self, upload_id: str) -> Sequence[LookAlike]:
        """Other uploads that wait to be looked at and share much text with this one."""
        with self._lock:
            own = self._inspections.get(upload_id)
            others = [(one, self._inspections.get(one.id)) for one in self._store.all() if one.id != upload_id]
        if own is None:
            return []
        shares = [
            LookAlike(one, shared_share(own.sentences, other.sentences))
            for one, other in others
            if other is not None and one.state is UploadState.READY
        ]
        return [look_alike for look_alike in shares if look_alike.share >= LEAST_SHARE]

    # -- doing

    def receive(self, person: Person, name: str, content: bytes, *, replaces: str | None = None) -> Received:
        """Take an uploaded file in and begin to read it.

        Args:
            person: who uploads it.
            name: the file's name, as it came.
            content: its bytes.
            replaces: the id of the source that it is to be a new version of.

        Raises:
            NotAllowedError: the person is not a trainer.
            StorageError: the disk is full, or the folder cannot be written.
        """
        require_trainer(person, "add material")
        with self._lock:
            upload = self._store.keep(name, content, added_by=person.name, replaces=replaces)
            twin = self._twin(upload)
            if twin is not None:
                self._store.drop(upload.id)
                return Received(twin, is_new=False)
        self._reading.put(upload.id)
        return Received(upload, is_new=True)

    def publish(self, person: Person, upload_id: str, changes: DetailChanges = DetailChanges()) -> None:
        """Publish an upload with what the trainer says of it.

        Raises:
            NotAllowedError: the person is not a trainer.
            SettingsError: something said cannot be used; the message names the field.
        """
        require_trainer(person, "publish material")
        check_changes(changes)
        with self._lock:
            if self._store.find(upload_id).state is not UploadState.READY:
                return
            self._store.update(replace(self._store.find(upload_id), changes=changes, state=UploadState.PUBLISHING))
        self._publishing.put(upload_id)

    def take_as_version(self, person: Person, upload_id: str, source_id: str) -> None:
        """Read an upload that is ready anew, as a new version of a source that it came in beside under another name.

        Raises:
            NotAllowedError: the person is not a trainer.
            LibraryError: the upload has been discarded.
        """
        require_trainer(person, "add material")
        with self._lock:
            upload = self._store.find(upload_id)
            if upload.state is not UploadState.READY:
                return
            self._inspections.pop(upload_id, None)
            self._store.update(replace(upload, replaces=source_id, state=UploadState.READING))
        self._reading.put(upload_id)

    def replace_names(
        self, person: Person, upload_id: str, roles: Mapping[str, str], *, remembered: bool = True
    ) -> None:
        """Put these roles, and no others, for names in an upload that is ready; none brings the names back.

        When it is published, it is kept with the roles only, and the uploaded file is deleted.

        Args:
            person: who chooses.
            upload_id: the upload.
            roles: words and their roles; an empty role leaves the words as they are.
            remembered: whether the list is kept with the source, for its next versions.

        Raises:
            NotAllowedError: the person is not a trainer.
        """
        require_trainer(person, "change material")
        with self._lock:
            upload, inspection = self._store.find(upload_id), self._inspections.get(upload_id)
            if upload.state is not UploadState.READY or inspection is None:
                return
            self._store.update(replace(upload, roles=dict(roles), keeps_roles=remembered))
            self._inspections[upload_id] = with_chosen_roles(inspection, roles, kept=remembered)

    def retry(self, person: Person, upload_id: str) -> None:
        """Read a failed upload again."""
        require_trainer(person, "add material")
        if self._store.move(upload_id, from_states=(UploadState.FAILED,), to=UploadState.READING):
            self._reading.put(upload_id)

    def discard(self, person: Person, upload_ids: Iterable[str]) -> None:
        """Forget uploads that are not being published; their files are deleted."""
        require_trainer(person, "discard uploads")
        with self._lock:
            kept = {upload.id for upload in self._store.all() if upload.state is UploadState.PUBLISHING}
            for upload_id in set(upload_ids) - kept:
                self._store.drop(upload_id)
                self._inspections.pop(upload_id, None)

    # -- the work itself, each in its own thread

    def _read(self, upload_id: str) -> None:
        upload = self._find(upload_id)
        if upload is None or upload.state is not UploadState.READING:
            return
        try:
            inspection = inspect(self._library, self._incoming(upload))
        except AssistantError as error:
            self._fail(upload, error)
            return
        known = inspection.unchanged
        if known is not None and known.status is SourceStatus.LIVE:
            outcome = Outcome(status=IntakeStatus.UNCHANGED, source_id=known.id, version=known.version)
            self._finish(_named_as_kept(upload, known), outcome)
            return
        with self._lock:
            if self._store.move(upload_id, from_states=(UploadState.READING,), to=UploadState.READY):
                self._inspections[upload_id] = inspection

    def _publish(self, upload_id: str) -> None:
        upload = self._find(upload_id)
        if upload is None or upload.state is not UploadState.PUBLISHING:
            return
        person = Person(upload.added_by, Role.TRAINER)  # it was asked in `publish`
        try:
            (result,) = Changes(self._library, person).add([self._incoming(upload)], self._note_progress)
        except AssistantError as error:
            self._fail(upload, error)
        else:
            self._settle(upload, result)
        finally:
            with self._lock:
                self._progress.pop(upload_id, None)

    def _settle(self, upload: Upload, result: IntakeResult) -> None:
        if result.error is not None or result.source is None:
            self._fail(upload, result.error or LibraryError(f"{upload.name} was not added."))
            return
        outcome = Outcome(status=result.status, source_id=result.source.id, version=result.source.version)
        self._finish(_named_as_kept(upload, result.source), outcome)

    def _finish(self, upload: Upload, outcome: Outcome) -> None:
        with self._lock:
            self._store.update(replace(upload, state=UploadState.DONE, outcome=outcome, roles=None))
            self._inspections.pop(upload.id, None)
        self._store.drop_file(upload.id)
        self._compare_waiting_anew()

    def _compare_waiting_anew(self) -> None:
        """What waits to be looked at may resemble what has just been published."""
        for upload in self._store.all():
            inspection = self.inspection(upload.id)
            if inspection is None or upload.state is not UploadState.READY:
                continue
            compared = compared_anew(self._library, inspection)
            with self._lock:
                if self._inspections.get(upload.id) is inspection:  # names may have been replaced meanwhile
                    self._inspections[upload.id] = compared

    def _fail(self, upload: Upload, error: AssistantError) -> None:
        _LOG.info("%s was not added: %s", upload.name, error.message)
        outcome = Outcome(error.message, error.advice, IntakeStatus.FAILED, retryable=error.retryable)
        self._store.update(replace(upload, state=UploadState.FAILED, outcome=outcome))

    def _fail_unexpectedly(self, upload_id: str) -> None:
        upload = self._find(upload_id)
        if upload is not None:
            self._fail(upload, LibraryError(f"{upload.name} could not be dealt with; the reason is in the log."))

    def _incoming(self, upload: Upload) -> IncomingFile:
        inspection = self.inspection(upload.id)
        return IncomingFile(
            self._store.path(upload.id),
            upload.added_by,
            name=upload.name,
            changes=upload.changes,
            wanted_id=upload.replaces,
            document=inspection.as_read if inspection else None,
            # Nobody has chosen: what a trainer saw replaced stays so, else Intake asks for the version before.
            roles=upload.roles if upload.roles is not None else (inspection and inspection.roles) or None,
            keeps_roles=upload.keeps_roles,
        )

    def _note_progress(self, progress: Progress) -> None:
        with self._lock:
            self._progress[progress.file.path.name] = progress

    def _with_progress(self, upload: Upload) -> Upload:
        progress = self._progress.get(upload.id)
        if progress is None:
            return upload
        return replace(upload, stage=progress.stage, done=progress.done, total=progress.total)

    def _find(self, upload_id: str) -> Upload | None:
        return next((upload for upload in self._store.all() if upload.id == upload_id), None)

    def _twin(self, upload: Upload) -> Upload | None:
        """Another upload of the same bytes that is still being dealt with."""
        same = (upload.content_hash, upload.replaces)
        return next(
            (
                other
                for other in self._store.all()
                if other.id != upload.id and other.is_open and (other.content_hash, other.replaces) == same
            ),
            None,
        )

    def _take_up(self) -> None:
        """Go on with what an earlier run of the program left."""
        self._store.sweep()
        for upload in self._store.all():
            if upload.state is UploadState.PUBLISHING:
                self._publishing.put(upload.id)
            elif upload.is_open:
                self._store.update(replace(upload, state=UploadState.READING))
                self._reading.put(upload.id)


def _named_as_kept(upload: Upload, source: Source) -> Upload:
    """The upload with the name of the file that is kept instead of it, where roles stand for names in that."""
    return upload if upload.content_hash == source.content_hash else replace(upload, name=source.file_name)


class _Worker:
    """Does one thing after another in a thread that does not keep the program from ending."""

    def __init__(self, name: str, work: Callable[[str], None], failed: Callable[[str], None]) -> None:
        self._work = work
        self._failed = failed
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, upload_id: str) -> None:
        self._waiting.put(upload_id)

    def stop(self) -> None:
        self._stopping.set()
        self._waiting.put(None)
        self._thread.join(_LONGEST_STOP_SECONDS)

    def _run(self) -> None:
        while (upload_id := self._waiting.get()) is not None and not self._stopping.is_set():
            try:
                self._work(upload_id)
            except Exception:  # noqa: BLE001 - the thread's outermost level: logged, and the next file goes on
                self._report(upload_id)

    def _report(self, upload_id: str) -> None:
        """Note an unexpected failure; where even that fails (a full disk), the upload is taken up at the next start."""
        if self._stopping.is_set():
            return
        _LOG.exception("An upload could not be dealt with")
        try:
            self._failed(upload_id)
        except AssistantError as error:
            _LOG.error("It could not be noted either: %s", error.message)
