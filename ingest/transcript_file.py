"""A transcript written out as a file: what is kept as the original where names were replaced by roles."""

from pathlib import PurePath

from knowledge.locators import clock
from knowledge.types import Document, Segment, SegmentKind


def transcript_name(name: str, document: Document) -> str:
    """The name of the file that `transcript_file` writes for a file of this name."""
    return f"{PurePath(name).stem or 'transcript'}.{'vtt' if _cues(document) else 'txt'}"


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
