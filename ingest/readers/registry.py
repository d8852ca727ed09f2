"""The reader of each format, imported only when a file of that format is read."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from ingest.readers.formats import FileFormat, detect_format
from ingest.readers.proposals import known_details
from knowledge.errors import NoTextError
from knowledge.types import Document

Reader = Callable[[bytes, str], Document]
"""Makes a document of a file's content; the second argument is the file's name, for messages and the title."""

READERS = {
    FileFormat.PDF: ("ingest.readers.pdf", "read_pdf"),
    FileFormat.WORD: ("ingest.readers.word", "read_word"),
    FileFormat.SLIDES: ("ingest.readers.slides", "read_slides"),
    FileFormat.WEB: ("ingest.readers.web", "read_web_page"),
    FileFormat.MARKDOWN: ("ingest.readers.markdown", "read_markdown"),
    FileFormat.TEXT: ("ingest.readers.plain", "read_plain"),
    FileFormat.WEBVTT: ("ingest.readers.captions", "read_webvtt"),
    FileFormat.SUBRIP: ("ingest.readers.captions", "read_subrip"),
}
"""Module and function by format: a process that reads one file should not pay for importing all."""

_FEWEST_CHARACTERS = 10
"""Other than white space. Less than this is no sentence that could ever be quoted."""


def reader_for(file_format: FileFormat) -> Reader:
    """The function that reads this format."""
    module, function = READERS[file_format]
    reader: Reader = getattr(import_module(module), function)
    return reader


def read_content(content: bytes, name: str) -> Document:
    """The document in a file's content, by the reader of its format.

    Raises:
        UnsupportedFileError: its kind is not read here.
        UnreadableFileError: it is damaged, protected, or not what its name says.
        NoTextError: it holds no text.
    """
    if not content:
        raise NoTextError(
            f"{name} is empty (0 bytes).", advice="Check that the file was saved or copied fully, and add it again."
        )
    document = reader_for(detect_format(content, name))(content, name)
    _refuse_without_text(document, name)
    details, unknown_words = known_details(document.details)
    return replace(document, details=details, warnings=document.warnings + unknown_words)


def _refuse_without_text(document: Document, name: str) -> None:
    characters = sum(1 for character in document.text[:1000] if character.isalnum())
    if characters < _FEWEST_CHARACTERS:
        raise NoTextError(
            f"{name} holds no text to speak of (fewer than {_FEWEST_CHARACTERS} letters or digits).",
            advice="Check that it was saved fully, and that its words are text and not pictures; then add it again.",
        )
