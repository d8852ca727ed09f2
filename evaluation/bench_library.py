"""A library of a benchmark's passages, each published as a source of its own, so that the real search is measured."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.passages import split_document
from knowledge.library import Library
from knowledge.staging import Original, PassageDraft, StagedVersion
from knowledge.types import Document, SourceDetails

_AT_ONCE = 256
"""Units embedded in one call."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One passage of a benchmark, with its title where it has one."""

    id: str
    text: str
    title: str = ""


def fill(library: Library, units: Sequence[Unit], folder: Path) -> dict[str, str]:
    """Publish the units that the library lacks.

    Args:
        library: a library kept for this benchmark alone.
        units: what it is to hold.
        folder: where the units' texts are written on the way.

    Returns:
        For each source id the id of its unit.
    """
    missing = [unit for unit in units if library.catalogue.source_of_origin(_origin(unit)) is None]
    for first in range(0, len(missing), _AT_ONCE):
        _publish(library, missing[first : first + _AT_ONCE], folder)
    found = ((library.catalogue.source_of_origin(_origin(unit)), unit.id) for unit in units)
    return {source.id: unit_id for source, unit_id in found if source is not None}


def _publish(library: Library, units: Sequence[Unit], folder: Path) -> None:
    drafts = {unit.id: _drafts(library, unit) for unit in units}
    vectors = library.embed([draft for cut in drafts.values() for draft in cut])
    for number, unit in enumerate(units):
        if not drafts[unit.id]:
            continue
        library.publish(
            StagedVersion(
                document=_document(unit),
                details=_document(unit).details,
                original=_original(unit, folder / f"{number}.txt"),
                passages=drafts[unit.id],
                vectors=vectors,
                model=library.model(),
                added_by="benchmark",
                origin=_origin(unit),
            )
        )


def _drafts(library: Library, unit: Unit) -> tuple[PassageDraft, ...]:
    embedder = library.embedder
    return split_document(_document(unit), unit.title, embedder.count_tokens, embedder.max_tokens)


def _document(unit: Unit) -> Document:
    return Document(unit.text, (), SourceDetails(title=unit.title))


def _original(unit: Unit, path: Path) -> Original:
    content = f"{unit.id}\n{unit.text}".encode()  # the id keeps equal texts apart
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Original(path, hashlib.sha256(content).hexdigest(), path.name, "text/plain", len(content))


def _origin(unit: Unit) -> str:
    return f"bench:{unit.id}"
