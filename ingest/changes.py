"""The one way in which people change the library: each change names who asks for it, and is refused to readers."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from ingest.incoming import ignore_progress
from ingest.intake import IncomingFile, Intake, IntakeResult, ProgressListener
from ingest.metadata import DetailChanges, check_changes
from knowledge.access import Person, require_trainer
from knowledge.history import Deed, History
from knowledge.kept_roles import KeptRoles
from knowledge.library import Library
from knowledge.types import Source, SourceDetails, SourceStatus


class Changes:
    """What one person does to a library. Every method raises NotAllowedError for those who are not trainers."""

    def __init__(self, library: Library, person: Person) -> None:
        self._library = library
        self._person = person
        self._history = History(library.catalogue.database)

    def add(
        self, files: Iterable[IncomingFile], progress: ProgressListener = ignore_progress
    ) -> Iterator[IntakeResult]:
        """Add files in this person's name; see `Intake.add`."""
        require_trainer(self._person, "add material")
        signed = (replace(file, added_by=self._person.name) for file in files)
        return Intake(self._library).add(signed, progress)

    def correct(self, source_id: str, changes: DetailChanges) -> Source:
        """Say something else of a source.

        Raises:
            SettingsError: something said cannot be used; the message names the field.
        """
        require_trainer(self._person, "correct a source")
        before = self._library.catalogue.source(source_id).details
        after = check_changes(changes).applied_to(before)
        changed = _changed_fields(before, after)
        if not changed:
            return self._library.catalogue.source(source_id)
        source = Intake(self._library).update_details(source_id, after, by=self._person.name)
        self._history.note(source_id, Deed.CORRECTED, by=self._person.name, note=", ".join(changed))
        return source

    def withdraw(self, source_id: str) -> Source:
        """Take a source out of all answers; `restore` brings it back for as long as the settings say."""
        require_trainer(self._person, "withdraw a source")
        was_live = self._library.catalogue.source(source_id).status is SourceStatus.LIVE
        source = self._library.withdraw(source_id)
        if was_live:
            self._history.note(source_id, Deed.WITHDRAWN, by=self._person.name)
        return source

    def restore(self, source_id: str) -> Source:
        """Bring a withdrawn source back, as it was."""
        require_trainer(self._person, "bring back a source")
        source = self._library.restore(source_id)
        self._history.note(source_id, Deed.RESTORED, by=self._person.name)
        return source

    def forget_names(self, source_id: str) -> None:
        """Delete the list of names and roles that is kept with a source for its next versions."""
        require_trainer(self._person, "forget the names of a source")
        KeptRoles(self._library.catalogue.database).forget(source_id)
        self._history.note(source_id, Deed.NAMES_FORGOTTEN, by=self._person.name)

    def erase(self, source_id: str) -> Source:
        """Delete a source for good."""
        require_trainer(self._person, "erase a source")
        source = self._library.erase(source_id)
        self._history.note(source_id, Deed.ERASED, by=self._person.name)
        return source


def _changed_fields(before: SourceDetails, after: SourceDetails) -> list[str]:
    return [field.name for field in fields(SourceDetails) if getattr(before, field.name) != getattr(after, field.name)]
