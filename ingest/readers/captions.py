"""WebVTT and SubRip as a document. The only module that imports webvtt and srt."""

import re
from collections.abc import Iterator, Sequence

import srt
import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from ingest.readers.cleaning import clean_line, clean_text, decode_text
from ingest.readers.cues import RawCue, name_speakers, voices, without_repeats
from ingest.readers.front_matter import NO_FRONT_MATTER, FrontMatter, parse_front_matter
from ingest.readers.proposals import name_stem, propose_details, recording_hints
from ingest.readers.turns import transcript_text
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.types import Document, ReadWarning

_CHAPTER = re.compile(r"chapter\s*:\s*(\S.*)", re.IGNORECASE)
_HEAD_WITH_NAME = re.compile(r'\d+ "(?P<name>[^"\n]{1,60})"(?: \(\d+\))?')  # 12 "Amal Holt" (3411)
_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_MESSAGE_NO_CUES = "{name} holds no captions: no line of the form 00:00:05.000 --> 00:00:08.000 with words after it."


def read_webvtt(content: bytes, name: str) -> Document:
    """The transcript in a WebVTT file, with its NOTE blocks as details and chapters.

    Raises:
        UnreadableFileError: it does not begin like a WebVTT file.
        NoTextError: it holds no captions.
    """
    text = clean_text(decode_text(content, name).text).lstrip()
    try:
        parsed = webvtt.from_string(text)
    except (MalformedFileError, MalformedCaptionError) as error:
        without_header = tuple(_subrip_captions(text))
        if without_header:
            return _transcript(without_header, name, NO_FRONT_MATTER)
        raise UnreadableFileError(
            f"{name} does not begin with the line WEBVTT, or one of its times cannot be read.",
            advice="Export the transcript again as WebVTT (.vtt) or SubRip (.srt), and add that.",
        ) from error
    front_matter = _front_matter(parsed)
    return _transcript(tuple(_webvtt_captions(parsed)), name, front_matter)


def read_subrip(content: bytes, name: str) -> Document:
    """The transcript in a SubRip file.

    Raises:
        NoTextError: it holds no captions.
    """
    text = clean_text(decode_text(content, name).text)
    return _transcript(tuple(_subrip_captions(text)), name, NO_FRONT_MATTER)


def _webvtt_captions(parsed: webvtt.WebVTT) -> Iterator[RawCue]:
    comments = [*parsed.header_comments]
    for caption in parsed.captions:
        chapter = _chapter([*comments, *caption.comments])
        comments = []
        lines = tuple(caption.raw_text.split("\n"))
        named = _HEAD_WITH_NAME.fullmatch((caption.identifier or "").strip())
        speaker = clean_line(named["name"]) or None if named else None
        begin = _seconds(caption.start)
        yield RawCue(lines, begin, max(begin, _seconds(caption.end)), chapter, speaker)


def _subrip_captions(text: str) -> Iterator[RawCue]:
    for caption in srt.parse(text, ignore_errors=True):
        lines = tuple(caption.content.split("\n"))
        begin = caption.start.total_seconds()
        yield RawCue(lines, begin, max(begin, caption.end.total_seconds()))


def _chapter(comments: Sequence[str]) -> str | None:
    found = [match for comment in comments if (match := _CHAPTER.match(comment.strip()))]
    return clean_line(found[-1].group(1)) if found else None


def _front_matter(parsed: webvtt.WebVTT) -> FrontMatter:
    first = next(iter(parsed.captions), None)
    comments = [*parsed.header_comments, *(first.comments if first is not None else ())]
    for comment in comments:
        block = comment.strip()
        if block.startswith("---") or re.match(r"title\s*:", block):
            return parse_front_matter(block.strip("-").strip("\n"))
    return NO_FRONT_MATTER


def _seconds(stamp: str) -> float:
    found = _TIME.match(stamp)
    if found is None:
        return 0.0
    hours, minutes, seconds, fraction = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000


def _transcript(captions: Sequence[RawCue], name: str, front_matter: FrontMatter) -> Document:
    ordered = tuple(sorted(captions, key=lambda caption: caption.begin_seconds))
    cues = name_speakers(tuple(voices(without_repeats(ordered))))
    if not cues:
        raise NoTextError(
            _MESSAGE_NO_CUES.format(name=name),
            advice="Check that the export of the transcript holds words, and add it again.",
        )
    known = frozenset(reference.id for reference in front_matter.details.references)
    assembled = transcript_text(cues, known=known)
    hints = recording_hints(name_stem(name))
    details = front_matter.over(propose_details(assembled.text, name, kind="transcript", hints=hints))
    warnings = front_matter.warnings + _order_warning(captions, ordered)
    return Document(assembled.text, assembled.segments, details, warnings)


def _order_warning(captions: Sequence[RawCue], ordered: Sequence[RawCue]) -> tuple[ReadWarning, ...]:
    if tuple(captions) == tuple(ordered):
        return ()
    return (ReadWarning("Some captions stood out of order; they were put in the order of their times."),)
