"""Exports as bytes for a download, and as files on the disk."""

import os
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

from knowledge.errors import ExportError
from knowledge.export.document import ExportDocument
from knowledge.export.html import write_html
from knowledge.export.markdown import write_markdown
from knowledge.export.plain import write_bibtex, write_csl, write_json, write_ris
from knowledge.export.spreadsheet import write_csv


class ExportFormat(StrEnum):
    """The formats, by the names of the command line."""

    DOCX = "docx"
    MARKDOWN = "md"
    HTML = "html"
    CSV = "csv"
    JSON = "json"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"

    @property
    def label(self) -> str:
        """The format for people."""
        return _FACTS[self][0]

    @property
    def ending(self) -> str:
        """The ending of a file's name, with its dot."""
        return _FACTS[self][1]

    @property
    def media_type(self) -> str:
        """The media type for a download."""
        return _FACTS[self][2]


_FACTS: Final[Mapping[ExportFormat, tuple[str, str, str]]] = MappingProxyType(
    {
        ExportFormat.DOCX: (
            "Word",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ExportFormat.MARKDOWN: ("Markdown", ".md", "text/markdown"),
        ExportFormat.HTML: ("Web page", ".html", "text/html"),
        ExportFormat.CSV: ("Spreadsheet (CSV)", ".csv", "text/csv"),
        ExportFormat.JSON: ("JSON", ".json", "application/json"),
        ExportFormat.BIBTEX: ("References: BibTeX", ".bib", "application/x-bibtex"),
        ExportFormat.RIS: ("References: RIS", ".ris", "application/x-research-info-systems"),
        ExportFormat.CSL: ("References: CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json"),
    }
)


def render(document: ExportDocument, format_: ExportFormat) -> bytes:
    """The document in a format, ready to be downloaded or written."""
    return _WRITERS[format_](document)


def write_export(document: ExportDocument, format_: ExportFormat, path: Path) -> None:
    """Write the document to a file, whole or not at all; a file that is there is replaced.

    Raises:
        ExportError: the file cannot be written.
    """
    content = render(document, format_)
    try:
        _write_whole(path, content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror or error}.",
            advice="Check that the folder exists, can be written and has space, or choose another one.",
        ) from error


def format_of(path: Path) -> ExportFormat:
    """The format that a file's name asks for.

    Raises:
        ExportError: its ending is that of none.
    """
    name = path.name.casefold()
    # The longest ending first: ".csl.json" is not ".json".
    for format_ in sorted(ExportFormat, key=lambda one: -len(one.ending)):
        if name.endswith(format_.ending):
            return format_
    endings = ", ".join(format_.ending for format_ in ExportFormat)
    raise ExportError(f"No export format ends like {path.name}.", advice=f"Use one of {endings}, or name the format.")


def file_name(document: ExportDocument, format_: ExportFormat) -> str:
    """A name for the file made of the document's title, which may be any text."""
    kept = "".join(character if character.isalnum() else " " for character in document.title)
    return ("-".join(kept.split())[:60].strip("-").lower() or "export") + format_.ending


def _write_whole(path: Path, content: bytes) -> None:
    # Beside the target, so that the last step is one rename within a file system.
    temporary = path.with_name(f".{secrets.token_hex(8)}.export")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write_word(document: ExportDocument) -> bytes:
    from knowledge.export.word import write_word  # python-docx takes 0.2 s to import, and few ask for Word

    return write_word(document)


_WRITERS: Final[Mapping[ExportFormat, Callable[[ExportDocument], bytes]]] = MappingProxyType(
    {
        ExportFormat.DOCX: _write_word,
        ExportFormat.MARKDOWN: write_markdown,
        ExportFormat.HTML: write_html,
        ExportFormat.CSV: write_csv,
        ExportFormat.JSON: write_json,
        ExportFormat.BIBTEX: write_bibtex,
        ExportFormat.RIS: write_ris,
        ExportFormat.CSL: write_csl,
    }
)
