"""Which format a file has, by its content and its name's ending; where they disagree, both are named."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath

from knowledge.errors import UnreadableFileError, UnsupportedFileError


class FileFormat(StrEnum):
    """Formats that are read here."""

    PDF = "pdf"
    WORD = "docx"
    SLIDES = "pptx"
    WEB = "html"
    MARKDOWN = "md"
    TEXT = "txt"
    WEBVTT = "vtt"
    SUBRIP = "srt"

    @property
    def label(self) -> str:
        """The format's name for people, with its article."""
        return _LABELS[self]

    @property
    def media_type(self) -> str:
        """The media type under which the original is kept and downloaded."""
        return _MEDIA_TYPES[self]


_LABELS = {
    FileFormat.PDF: "a PDF file",
    FileFormat.WORD: "a Word document (.docx)",
    FileFormat.SLIDES: "a PowerPoint presentation (.pptx)",
    FileFormat.WEB: "a web page (HTML)",
    FileFormat.MARKDOWN: "Markdown text",
    FileFormat.TEXT: "plain text",
    FileFormat.WEBVTT: "a WebVTT transcript",
    FileFormat.SUBRIP: "a SubRip transcript",
}
_MEDIA_TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileFormat.SLIDES: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileFormat.WEB: "text/html",
    FileFormat.MARKDOWN: "text/markdown",
    FileFormat.TEXT: "text/plain",
    FileFormat.WEBVTT: "text/vtt",
    FileFormat.SUBRIP: "application/x-subrip",
}
ENDINGS = {
    ".pdf": FileFormat.PDF,
    ".docx": FileFormat.WORD,
    ".pptx": FileFormat.SLIDES,
    ".html": FileFormat.WEB,
    ".htm": FileFormat.WEB,
    ".xhtml": FileFormat.WEB,
    ".md": FileFormat.MARKDOWN,
    ".markdown": FileFormat.MARKDOWN,
    ".txt": FileFormat.TEXT,
    ".text": FileFormat.TEXT,
    ".vtt": FileFormat.WEBVTT,
    ".srt": FileFormat.SUBRIP,
}
"""Endings of file names that are read, with the format each promises."""

_PLAIN = frozenset({FileFormat.MARKDOWN, FileFormat.TEXT, FileFormat.WEBVTT, FileFormat.SUBRIP})
_HEAD_BYTES = 4096
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_SUBRIP = re.compile(rb"\s*\d+\s*\r?\n\d{1,4}:\d\d:\d\d[,.]\d{1,3}\s*-->")
_WEBVTT = re.compile(rb"WEBVTT(?:[ \t\r\n]|$)")
_OTHER_KINDS = (
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a recording"),
    (b"RIFF", "a recording or a picture"),
    (b"\x1aE\xdf\xa3", "a video recording"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class _Archive:
    """A member by which a ZIP-based format is known."""

    member: str
    format: FileFormat | None
    label: str


_ARCHIVES = (
    _Archive("word/document.xml", FileFormat.WORD, "a Word document"),
    _Archive("ppt/presentation.xml", FileFormat.SLIDES, "a PowerPoint presentation"),
    _Archive("xl/workbook.xml", None, "an Excel workbook"),
    _Archive("content.xml", None, "an OpenDocument file"),
    _Archive("META-INF/container.xml", None, "an e-book (EPUB)"),
)


def detect_format(content: bytes, name: str) -> FileFormat:
    """The format of a file with this content and name.

    Raises:
        UnsupportedFileError: the content or the ending is of a kind that is not read here.
        UnreadableFileError: the content is not what the ending says, or an Office file is protected.
    """
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    promised = ENDINGS.get(ending)
    found = _format_of_content(content, name)
    if found is None:
        if promised is None:
            raise _unknown_ending(ending, name)
        return _plain_or_refuse(promised, content, name)
    if promised is None or promised is found or (promised in _PLAIN and found in _PLAIN):
        return found
    raise UnreadableFileError(
        f"{name} is {found.label}, although its name says {promised.label}.",
        advice=f"If the content is right, rename it so that it ends in .{found.value}, and add it again.",
    )


def _unknown_ending(ending: str, name: str) -> UnsupportedFileError:
    if ending:
        return UnsupportedFileError(f"{name}: files that end in “{ending}” are not read here.")
    return UnsupportedFileError(
        f"{name} has no ending that says what it is, such as .txt.",
        advice="If it is text, rename it so that it ends in .txt (or .md, .html, .vtt, .srt), and add it again.",
    )


def _plain_or_refuse(promised: FileFormat, content: bytes, name: str) -> FileFormat:
    """Text has no signature, so an ending that promises text (or a page) is believed; others must show theirs."""
    if promised in _PLAIN or promised is FileFormat.WEB:
        return promised
    if promised is FileFormat.PDF and b"%PDF-" in content[:_HEAD_BYTES]:
        return promised  # a few stray bytes may stand before the signature
    if not content.strip():
        return promised  # its reader says that it is empty
    if _seems_text(content):
        raise UnreadableFileError(
            f"{name} ends like {promised.label}, but its content is plain text.",
            advice="If the text is right, rename it so that it ends in .txt (or .md, .vtt, .srt), and add it again.",
        )
    raise UnreadableFileError(f"{name} ends like {promised.label}, but its content is damaged, or something else.")


def _seems_text(content: bytes) -> bool:
    head = content[:_HEAD_BYTES]
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def _format_of_content(content: bytes, name: str) -> FileFormat | None:
    """What the content says it is; None for text without a signature."""
    head = content[:_HEAD_BYTES]
    if head.startswith(b"PK\x03\x04"):
        return _format_of_archive(content, name)
    if head.startswith(_OLD_OFFICE):
        raise _old_office(content, name)
    for start, label in _OTHER_KINDS:
        if head.startswith(start):
            raise UnsupportedFileError(f"{name} is {label}; its text cannot be read here.")
    if head[4:8] == b"ftyp":
        raise UnsupportedFileError(
            f"{name} is a video or sound recording; its text cannot be read here.", advice=_RECORDING
        )
    for recognise, found in _RECOGNISERS:
        if recognise(_without_mark(head)):
            return found
    return None


_RECORDING = "Make a transcript of the recording (WebVTT or SubRip), and add that with a link to the recording."
_RECOGNISERS: tuple[tuple[Callable[[bytes], object], FileFormat], ...] = (
    (lambda head: head.startswith(b"%PDF-"), FileFormat.PDF),
    (_HTML.match, FileFormat.WEB),
    (_WEBVTT.match, FileFormat.WEBVTT),
    (_SUBRIP.match, FileFormat.SUBRIP),
)


def _without_mark(head: bytes) -> bytes:
    """The head in single bytes: UTF-8 and UTF-16 marks are taken off, so that signatures are found behind them."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def _format_of_archive(content: bytes, name: str) -> FileFormat:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"{name} is damaged: the end of the file is missing or its parts cannot be found."
        ) from error
    for known in _ARCHIVES:
        if known.member in members:
            if known.format is None:
                raise UnsupportedFileError(f"{name} is {known.label}; this kind is not read here.")
            return known.format
    raise UnsupportedFileError(f"{name} is a ZIP archive, not a document.", advice="Unpack it and add the files in it.")


def _old_office(content: bytes, name: str) -> UnreadableFileError | UnsupportedFileError:
    if _ENCRYPTED_OFFICE in content:
        return UnreadableFileError(
            f"{name} is protected with a password.",
            advice="Open it in Office, remove the password (File, Info, Protect), save it, and add the new copy.",
        )
    return UnsupportedFileError(
        f"{name} is in the Office format of before 2007.",
        advice="Open it and save it in the present format (.docx or .pptx), or as PDF, and add that.",
    )
