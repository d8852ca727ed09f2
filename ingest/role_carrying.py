"""Roles for names in a file on its way into the library: those chosen for it, else those of the version before."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.identity import Fingerprints, former_version, same_content
from ingest.incoming import IncomingFile
from ingest.personal_data import with_roles
from ingest.transcript_file import WrittenFile, file_with_roles
from knowledge.catalogue import Catalogue
from knowledge.kept_roles import KeptRoles
from knowledge.types import Document, Source


@dataclass(frozen=True, slots=True)
class Renamed:
    """A document as it is published. ``written`` is kept instead of the file where roles stand for names in it."""

    as_read: Document
    document: Document
    former: Source | None  # the source that it is a new version of
    roles: Mapping[str, str]
    written: WrittenFile | None


def put_roles_in(catalogue: Catalogue, file: IncomingFile, marks: Fingerprints, as_read: Document) -> Renamed:
    """The document of a file with its roles, for the library as it is now."""
    former = former_version(catalogue, marks, as_read.text)
    kept = KeptRoles(catalogue.database).of(former.id) if former else {}
    roles = kept if file.roles is None else file.roles
    document = with_roles(as_read, roles)
    written = None if document == as_read else file_with_roles(file.shown_name, document, roles)
    return Renamed(as_read, document, former, roles, written)


def same_with_roles(catalogue: Catalogue, marks: Fingerprints, renamed: Renamed) -> Source | None:
    """The source that holds these very words with these very roles."""
    if renamed.written is None:
        return None
    return same_content(catalogue, replace(marks, content_hash=renamed.written.content_hash))


@contextmanager
def file_on_disk(written: WrittenFile) -> Iterator[Path]:
    """Where a file of ours is, within the block only."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "original"
        path.write_bytes(written.content)
        yield path
