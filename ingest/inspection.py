"""What a trainer is shown of a file before it is published: what was read, what it resembles, what it can answer."""

from dataclasses import dataclass, replace

from ingest.intake import IncomingFile, Intake
from ingest.near_duplicates import NearDuplicate, find_near_duplicates, sentence_set
from ingest.personal_data import with_roles
from ingest.questions import AnswerableQuestion, answerable_questions
from ingest.rehearsal import Rehearsal, rehearse
from knowledge.library import Library
from knowledge.types import Document, Source, SourceDetails


@dataclass(frozen=True, slots=True)
class Inspection:
    """What adding a file would make of it."""

    document: Document
    details: SourceDetails  # as they would be published
    passages: int
    rehearsal: Rehearsal
    near: tuple[NearDuplicate, ...]
    questions: tuple[AnswerableQuestion, ...]
    unchanged: Source | None  # the source with these very bytes
    replaces: Source | None  # the source that would get a new version
    sentences: frozenset[int] = frozenset()  # hashes of its sentences, to compare uploads with one another
    names_replaced: int = 0  # how many names, addresses and numbers were replaced by roles


def inspect(library: Library, file: IncomingFile) -> Inspection:
    """What adding this file would make of it; the library is not changed.

    Raises:
        IntakeError: the file cannot be added.
        EmbeddingError: there is no embedding model to cut passages for.
    """
    preview = Intake(library).preview(file)
    document, replaces = preview.document, preview.replaces
    near = () if preview.unchanged else _near(library, document, replaces)
    return Inspection(
        document=document,
        details=preview.details,
        passages=len(preview.passages),
        rehearsal=rehearse(document),
        near=near,
        questions=answerable_questions(document, preview.details),
        unchanged=preview.unchanged,
        replaces=replaces,
        sentences=_hashes(document),
    )


def compared_anew(library: Library, inspection: Inspection) -> Inspection:
    """The same inspection after the library has changed: other sources may resemble the file now."""
    return replace(inspection, near=_near(library, inspection.document, inspection.replaces))


def without_names(inspection: Inspection, roles: dict[str, str]) -> Inspection:
    """The inspection of the same file with these words replaced by these roles."""
    document = with_roles(inspection.document, roles)
    proposed, shown = document.details, inspection.details
    details = replace(shown, title=proposed.title, summary=proposed.summary, authors=proposed.authors)
    return replace(
        inspection,
        document=document,
        details=details,
        rehearsal=_without_roles(rehearse(document), roles),
        questions=answerable_questions(document, details),
        sentences=_hashes(document),
        names_replaced=inspection.names_replaced + sum(bool(role) for role in roles.values()),
    )


def _without_roles(rehearsal: Rehearsal, roles: dict[str, str]) -> Rehearsal:
    """The rehearsal without personal data that are roles themselves: "Participant" in "Dr Participant 3"."""
    words = {word for role in roles.values() for word in role.split()}
    personal = tuple(datum for datum in rehearsal.personal_data if not words.issuperset(datum.words.split()))
    return replace(rehearsal, personal_data=personal)


def _near(library: Library, document: Document, replaces: Source | None) -> tuple[NearDuplicate, ...]:
    return find_near_duplicates(library.catalogue, document.text, apart_from=replaces.id if replaces else None)


def _hashes(document: Document) -> frozenset[int]:
    """Hashes instead of the sentences themselves: a text is not held twice in memory."""
    return frozenset(map(hash, sentence_set(document.text)))
