"""A transcript written as lines, with headings and with what its tool put before the talk, as a document."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from ingest.readers.assembly import Block, BlockKind
from ingest.readers.cues import Cue
from ingest.readers.proposals import date_in_lines, name_stem, propose_details, recording_hints
from ingest.readers.speaker_lines import SpokenLines, read_section, read_speaker_lines
from ingest.readers.turns import transcript_text
from knowledge.types import Document

_LISTS = re.compile(
    r"(?:attendees|participants|present|invited|speakers|(?:summary )?keywords)\s*(?::\s*(?P<list>\S.*))?",
    re.IGNORECASE,
)
"""What tools put over a list of names or words before the talk."""
_NO_WORDS = re.compile(r"transcript|transcription|meeting notes", re.IGNORECASE)
_NAMED_BY_TOOL = re.compile(r"\S\s*[-–]\s*transcript(?:ion)?$", re.IGNORECASE)
"""The title that a tool gave, with or without a date: "Planning (2024-03-12 10:02 GMT+1) - Transcript"."""
_LONGEST_ITEM_WORDS = 6
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Section:
    """Clean lines under a heading, or before the first one."""

    heading: str | None
    lines: tuple[str, ...]


def sections_of(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Blocks as lines by heading."""
    sections = [Section(None, ())]
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            sections.append(Section(" ".join(block.text.split()), ()))
        else:
            lines = tuple(" ".join(line.split()) for line in block.text.split("\n"))
            sections[-1] = replace(sections[-1], lines=sections[-1].lines + lines)
    return tuple(section for section in sections if section.heading or section.lines)


def spoken_document(
    sections: Sequence[Section], name: str, *, title: str | None = None, known: frozenset[str] = frozenset()
) -> Document | None:
    """The document of a transcript, with headings as chapters; None if these lines are no transcript.

    Args:
        sections: all lines, in order.
        name: the file's.
        title: the file's own; else the first line before the talk is proposed.
        known: the numbers of the file's references, whose marks are taken out.
    """
    whole = read_speaker_lines([line for section in sections for line in section.lines])
    if whole is None:
        return None
    if any(section.heading for section in sections):
        whole = _with_chapters(sections, {cue.speaker for cue in whole.cues if cue.speaker}, title)
    preface = _read_preface(whole.preface, titled=title is not None)
    hints = recording_hints(title or preface.title or name_stem(name))
    shown = title or (hints.title if preface.title else None)
    assembled = transcript_text(whole.cues, title=shown, preface=preface.said, known=known)
    day = hints.date or date_in_lines(whole.preface)
    details = propose_details(assembled.text, name, kind="transcript", hints=replace(hints, date=day))
    return Document(assembled.text, assembled.segments, details)


def _with_chapters(sections: Sequence[Section], names: Set[str], title: str | None) -> SpokenLines:
    preface: tuple[str, ...] = ()
    cues: list[Cue] = []
    for section in sections:
        heading = None if section.heading is None or section.heading == title else section.heading
        part = read_section(section.lines, names)
        if not cues and (heading is None or not part.cues):
            preface += ((heading,) if heading else ()) + part.preface
            cues += part.cues
            continue
        said = [*(Cue(paragraph) for paragraph in part.preface), *part.cues]
        cues += [replace(said[0], chapter=heading), *said[1:]] if said else []
    return SpokenLines(preface, tuple(cues))


@dataclass(frozen=True, slots=True)
class _Preface:
    """What stands before the talk: its first line, and what else people wrote there."""

    title: str | None
    said: tuple[str, ...]


def _read_preface(lines: Sequence[str], *, titled: bool) -> _Preface:
    """Without dates, lists of those present and the like, which are no sentences to be quoted."""
    kept = [line for line in _without_lists(lines) if not _NO_WORDS.fullmatch(line)]
    named = next((line for line in kept if _NAMED_BY_TOOL.search(line)), None)
    said = tuple(line for line in kept if line != named and date_in_lines([line]) is None)
    if titled or named is not None:
        return _Preface(None if titled else named, said)
    if said and len(said[0]) <= _LONGEST_TITLE:
        return _Preface(said[0], said[1:])
    return _Preface(None, said)


def _without_lists(lines: Sequence[str]) -> Iterator[str]:
    in_list = False
    for line in lines:
        label = _LISTS.fullmatch(line)
        in_list = label["list"] is None if label else in_list and _is_list(line)
        if label is None and not in_list:
            yield line


def _is_list(line: str) -> bool:
    items = line.split(",")
    return not line.endswith(".") and all(len(item.split()) <= _LONGEST_ITEM_WORDS for item in items)
