"""The files that sources were read from, kept as they came, named by the sha256 of their bytes."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.errors import StorageError, UnreadableFileError

_BLOCK = 1 << 20  # bytes read at once


class Originals:
    """A folder of original files. Names come from the content alone, never from outside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, content_hash: str) -> Path:
        """Where the original with this content is or would be."""
        if len(content_hash) != 64 or not content_hash.isalnum():
            raise ValueError(f"not a sha256 in hex: {content_hash!r}")
        return self._folder / content_hash[:2] / content_hash

    def has(self, content_hash: str) -> bool:
        """Whether the original is there."""
        return self.path(content_hash).is_file()

    def keep(self, file: Path, content_hash: str) -> None:
        """Copy a file in, whole or not at all.

        Raises:
            StorageError: the disk is full, or the folder cannot be written.
            UnreadableFileError: the file is not what it was when its content was hashed.
        """
        place = self.path(content_hash)
        if place.is_file():
            return
        partial = place.with_name(place.name + ".partial")
        with translated(self._folder):
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with file.open("rb") as source, partial.open("wb") as target:
                    shutil.copyfileobj(source, target, _BLOCK)
                    target.flush()
                    os.fsync(target.fileno())
                if file_hash(partial) != content_hash:
                    raise UnreadableFileError(
                        f"{file.name} was changed while it was being added.", advice="Add it again when it is complete."
                    )
                partial.replace(place)
            finally:
                partial.unlink(missing_ok=True)

    def delete(self, content_hash: str) -> None:
        """Delete an original, and what an interrupted copy left of it."""
        place = self.path(content_hash)
        with translated(self._folder):
            place.unlink(missing_ok=True)
            place.with_name(place.name + ".partial").unlink(missing_ok=True)

    def is_intact(self, content_hash: str) -> bool:
        """Whether the original is there and holds the bytes it is named after."""
        return self.has(content_hash) and file_hash(self.path(content_hash)) == content_hash


def file_hash(path: Path) -> str:
    """The sha256 of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Raise the operating system's errors within the block as StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"The folder {folder} cannot be written: {error.strerror or error}.") from error
