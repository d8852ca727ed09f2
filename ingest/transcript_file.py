"""A transcript written out as a file: what is kept as the original where names were replaced by roles."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from ingest.personal_data import words_with_roles
from knowledge.locators import clock
from knowledge.types import Document, Segment, SegmentKind


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of ours: its name, and its text in UTF-8."""

    name: str
    content: bytes

    @property
    def content_hash(self) -> str:
        """The sha256 of its bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def file_with_roles(name: str, document: Document, roles: Mapping[str, str]) -> WrittenFile:
    """What is kept instead of a file of this name: its document, in which these roles stand for names already."""
    stem = PurePath(name).stem
    spaced = stem.replace("_", " ")
    if (renamed := words_with_roles(spaced, roles)) != spaced:
        stem = renamed
    ending = "vtt" if _cues(document) else "txt"
    return WrittenFile(f"{stem or 'transcript'}.{ending}", transcript_file(document).encode())


def transcript_file(document: Document) -> str:
    """The document as WebVTT where its words have times, else as plain text with speakers before their turns."""
    cues = _cues(document)
    if cues:
        return "WEBVTT\n\n" + "\n\n".join(_cue(document.text, cue) for cue in cues) + "\n"
    turns = [segment for segment in document.segments if segment.kind is SegmentKind.TURN]
    if turns:
        return "\n\n".join(_turn(document.text, turn) for turn in turns) + "\n"
    return document.text


def _cues(document: Document) -> list[Segment]:
    return [s for s in document.segments if s.kind is SegmentKind.CUE and s.begin_seconds is not None]


def _cue(text: str, cue: Segment) -> str:
    begin = cue.begin_seconds or 0.0
    end = cue.end_seconds if cue.end_seconds is not None else begin + 5.0  # seconds; some transcripts give no ends
    voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
    return f"{_time(begin)} --> {_time(end)}\n{voice}{_escaped(_line(text, cue))}"


def _turn(text: str, turn: Segment) -> str:
    words = _line(text, turn)
    return f"{turn.speaker}: {words}" if turn.speaker else words


def _line(text: str, segment: Segment) -> str:
    return " ".join(text[segment.start : segment.end].split())


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float) -> str:
    return f"{clock(seconds)}.{int(seconds * 1000) % 1000:03d}"
