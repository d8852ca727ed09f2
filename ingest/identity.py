"""Which source an incoming file is: one that is there already, a new version of one, or a new one.

The rules and why: docs/decisions/004-what-makes-a-file-the-same-source.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from ingest.personal_data import words_with_roles
from knowledge.catalogue import Catalogue
from knowledge.kept_roles import KeptRoles
from knowledge.sentences import split_sentences
from knowledge.types import Source, SourceStatus

SHARED_SHARE = 0.5
"""Share of the sentences of the shorter text that must stand in the other for a file of the same name to be its new
version: an edited document keeps most of them, two reports on one template do not."""
LEAST_SHARED = 3
_SHORTEST = 20  # characters; "Thank you." stands in every transcript


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What a file is recognised by."""

    content_hash: str
    file_name: str
    origin: str | None = None
    wanted_id: str | None = None  # a source with a permanent id of its own, as in the starter library


def same_content(catalogue: Catalogue, marks: Fingerprints) -> Source | None:
    """The source that was read from these very bytes; a live one before a withdrawn one."""
    found = [source for source in catalogue.sources_of_content(marks.content_hash) if _may_be(source, marks)]
    return min(found, key=lambda source: source.status is not SourceStatus.LIVE, default=None)


def former_version(catalogue: Catalogue, marks: Fingerprints, text: str) -> Source | None:
    """The source that this text is a new version of: by its id, its origin, or its name and shared sentences."""
    if marks.wanted_id is not None:
        source = catalogue.find(marks.wanted_id)
        return source if source and source.status is not SourceStatus.ERASED else None
    if marks.origin is not None:
        source = catalogue.source_of_origin(marks.origin)
        if source is not None:
            return source
    return next((source for source in _namesakes(catalogue, marks) if _shares_text(catalogue, source, text)), None)


def _namesakes(catalogue: Catalogue, marks: Fingerprints) -> Iterator[Source]:
    """Sources from files of this name; then, for an upload, those whose file's name has another ending.

    A folder may hold one report as .docx and .pdf: each run over it would make each a new version of the other.
    """
    yield from catalogue.sources_of_file_name(marks.file_name)
    if marks.origin is None:
        stem = PurePath(marks.file_name.casefold()).stem
        yield from (source for source in catalogue.sources() if PurePath(source.file_name.casefold()).stem == stem)


def _may_be(source: Source, marks: Fingerprints) -> bool:
    return marks.wanted_id is None or source.id == marks.wanted_id


def _shares_text(catalogue: Catalogue, source: Source, text: str) -> bool:
    # The former text holds roles where this one still holds the names.
    renamed = words_with_roles(text, KeptRoles(catalogue.database).of(source.id))
    return shares_sentences(catalogue.text(source.id, source.version) or "", renamed)


def shares_sentences(one: str, other: str) -> bool:
    """Whether two texts are versions of one another."""
    first, second = _sentences(one), _sentences(other)
    shared = len(first & second)
    return shared >= LEAST_SHARED and shared >= SHARED_SHARE * min(len(first), len(second))


def _sentences(text: str) -> set[str]:
    sentences = (" ".join(text[span.start : span.end].split()) for span in split_sentences(text))
    return {sentence for sentence in sentences if len(sentence) >= _SHORTEST}
