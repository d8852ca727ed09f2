"""What a trainer is shown of a file before it is published: what was read, what it resembles, what it can answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.intake import IncomingFile, Intake
from ingest.near_duplicates import NearDuplicate, find_near_duplicates, sentence_set
from ingest.personal_data import PersonalDatum, find_personal_data, with_roles
from ingest.questions import AnswerableQuestion, answerable_questions
from ingest.rehearsal import Rehearsal, rehearse
from knowledge.library import Library
from knowledge.types import Document, Source, SourceDetails


@dataclass(frozen=True, slots=True)
class Inspection:
    """What adding a file would make of it."""

    as_read: Document
    document: Document  # with the roles
    details: SourceDetails  # as they would be published
    passages: int
    rehearsal: Rehearsal
    near: tuple[NearDuplicate, ...]
    questions: tuple[AnswerableQuestion, ...]
    unchanged: Source | None  # the source with these very bytes
    replaces: Source | None  # the source that would get a new version
    sentences: frozenset[int] = frozenset()  # hashes of its sentences, to compare uploads with one another
    personal_data: tuple[PersonalDatum, ...] = ()  # all that stands in it as read, each with its role
    roles: Mapping[str, str] = field(default_factory=dict)  # chosen for it, or for the version before it
    has_carried_roles: bool = False  # these were chosen for the version before
    keeps_roles: bool = True  # whether its next version is given the same roles

    @property
    def offered(self) -> tuple[PersonalDatum, ...]:
        """Personal data for which nobody has chosen a role yet."""
        return tuple(datum for datum in self.personal_data if datum.words not in self.roles)

    @property
    def replaced(self) -> tuple[PersonalDatum, ...]:
        """Personal data in whose place a role stands now."""
        return tuple(datum for datum in self.personal_data if self.roles.get(datum.words))


def inspect(library: Library, file: IncomingFile) -> Inspection:
    """What adding this file would make of it; the library is not changed.

    Raises:
        IntakeError: the file cannot be added.
        EmbeddingError: there is no embedding model to cut passages for.
    """
    preview = Intake(library).preview(file)
    document, replaces = preview.document, preview.replaces
    personal = find_personal_data(preview.as_read, preview.roles)
    near = () if preview.unchanged else _near(library, document, replaces)
    return Inspection(
        as_read=preview.as_read,
        document=document,
        details=preview.details,
        passages=len(preview.passages),
        rehearsal=rehearse(document),
        near=near,
        questions=answerable_questions(document, preview.details),
        unchanged=preview.unchanged,
        replaces=replaces,
        sentences=_hashes(document),
        personal_data=personal,
        roles=preview.roles,
        has_carried_roles=file.roles is None and bool(preview.roles),
        keeps_roles=file.keeps_roles,
    )


def compared_anew(library: Library, inspection: Inspection) -> Inspection:
    """The same inspection after the library has changed: other sources may resemble the file now."""
    return replace(inspection, near=_near(library, inspection.document, inspection.replaces))


def with_chosen_roles(inspection: Inspection, roles: Mapping[str, str], *, kept: bool) -> Inspection:
    """The inspection of the same file with these roles, and no others, for names in it."""
    document = with_roles(inspection.as_read, roles)
    details = _with_other_roles(inspection.details, inspection.document.details, document.details)
    return replace(
        inspection,
        document=document,
        details=details,
        rehearsal=rehearse(document),
        questions=answerable_questions(document, details),
        sentences=_hashes(document),
        personal_data=find_personal_data(inspection.as_read, roles),
        roles=dict(roles),
        has_carried_roles=False,
        keeps_roles=kept,
    )


def _with_other_roles(shown: SourceDetails, before: SourceDetails, now: SourceDetails) -> SourceDetails:
    """The details shown, with what the file says of itself under other roles; what people said of it stays."""
    return replace(
        shown,
        title=now.title if shown.title == before.title else shown.title,
        summary=now.summary if shown.summary == before.summary else shown.summary,
        authors=now.authors if shown.authors == before.authors else shown.authors,
    )


def _near(library: Library, document: Document, replaces: Source | None) -> tuple[NearDuplicate, ...]:
    return find_near_duplicates(library.catalogue, document.text, apart_from=replaces.id if replaces else None)


def _hashes(document: Document) -> frozenset[int]:
    """Hashes instead of the sentences themselves: a text is not held twice in memory."""
    return frozenset(map(hash, sentence_set(document.text)))
