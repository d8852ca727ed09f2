"""Cues as a transcript's text: turns of one speaker separated by blank lines, with every word's time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.readers.assembly import Assembled, sort_segments
from ingest.readers.cues import Cue
from ingest.readers.references import take_out_references
from knowledge.locators import clock
from knowledge.types import Segment, SegmentKind

_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！", "”", '"')
_LONGEST_PAUSE_SECONDS = 4.0
_SILENCE_SECONDS = 15.0
"""No sentence goes on over it. Automatic captions mark no ends of sentences; what comes after has its own time."""
_PARAGRAPH_CHARACTERS = 700
"""Where nobody is named, a paragraph ends with the sentence that passes this length, or before a long pause."""


def transcript_text(
    cues: Iterable[Cue],
    *,
    title: str | None = None,
    preface: Sequence[str] = (),
    known: frozenset[str] = frozenset(),
) -> Assembled:
    """The text of cues, with chapters as headings, turns and cues as segments.

    ``title`` is a heading over all, and ``preface`` are paragraphs before the first cue. ``known`` are the numbers of
    the source's references, whose marks become REFERENCE segments.
    """
    text = _Text(known)
    if title:
        text.add_title(title)
    for paragraph in preface:
        text.begin_paragraph()
        text.add(paragraph)
    before: Cue | None = None
    for cue in cues:
        if cue.chapter is not None:
            text.begin_chapter(cue.chapter)
        if cue.chapter is not None or before is None or _begins_turn(before, cue, text.paragraph_length):
            text.begin_turn(cue.speaker)
        text.add_cue(cue)
        before = (
            cue if cue.speaker or before is None else Cue(cue.text, cue.begin_seconds, cue.end_seconds, before.speaker)
        )
    return text.finish()


def _begins_turn(before: Cue, cue: Cue, length: int) -> bool:
    """A named speaker goes on until another is named; nobody named: at a long pause, or when a paragraph is long."""
    if cue.new_turn and cue.speaker is None:
        return True
    if cue.speaker is not None and cue.speaker != before.speaker:
        return True
    if before.speaker is not None:
        return False
    pause = (cue.begin_seconds or 0.0) - (before.end_seconds or before.begin_seconds or 0.0)
    if not before.text.endswith(_SENTENCE_ENDS):
        return pause > _SILENCE_SECONDS
    return pause > _LONGEST_PAUSE_SECONDS or length > _PARAGRAPH_CHARACTERS


@dataclass(slots=True)
class _Text:
    """The text as it grows, and what is open in it."""

    known: frozenset[str]
    parts: list[str] = field(default_factory=list)
    length: int = 0
    segments: list[Segment] = field(default_factory=list)
    paragraph_start: int = 0
    speaker: str | None = None
    chapter: str | None = None
    section_start: int | None = None
    waiting: str = ""  # what separates the next words from those before

    @property
    def paragraph_length(self) -> int:
        return self.length - self.paragraph_start

    def begin_paragraph(self) -> None:
        self._end_turn()
        self.waiting = "\n\n" if self.length else ""
        self.paragraph_start = self.length + len(self.waiting)

    def add_title(self, title: str) -> None:
        start, end = self.add(title)
        self.segments.append(Segment(SegmentKind.HEADING, title, start, end, level=1))

    def begin_turn(self, speaker: str | None) -> None:
        self.begin_paragraph()
        self.speaker = speaker
        if self.chapter is not None and self.section_start is None:
            self.section_start = self.paragraph_start

    def begin_chapter(self, label: str) -> None:
        self.begin_paragraph()
        self._end_section()
        start, end = self.add(label)
        self.segments.append(Segment(SegmentKind.HEADING, label, start, end, level=2))
        self.chapter = label

    def add_cue(self, cue: Cue) -> None:
        start, end = self.add(cue.text)
        if cue.begin_seconds is None or end == start:
            return
        speaker = cue.speaker or self.speaker
        label = clock(cue.begin_seconds)
        times = (cue.begin_seconds, cue.end_seconds)
        self.segments.append(Segment(SegmentKind.CUE, label, start, end, None, speaker, *times))

    def add(self, words: str) -> tuple[int, int]:
        """Where the words stand, after what separates them; a cue of reference marks only adds nothing but them."""
        words, marks = take_out_references(words, self.known)
        separator = self.waiting if words else ""
        start = self.length + len(separator)
        self.parts += [separator, words]
        self.length = start + len(words)
        for mark in marks:
            at = start + mark.offset
            self.segments.append(Segment(SegmentKind.REFERENCE, mark.label, at, at))
        if words:
            self.waiting = " "
        return start, self.length

    def finish(self) -> Assembled:
        self._end_turn()
        self._end_section()
        return Assembled("".join(self.parts), sort_segments(self.segments))

    def _end_turn(self) -> None:
        if self.speaker is not None and self.length > self.paragraph_start:
            turn = Segment(SegmentKind.TURN, self.speaker, self.paragraph_start, self.length, speaker=self.speaker)
            self.segments.append(turn)
        self.speaker = None

    def _end_section(self) -> None:
        if self.chapter is not None and self.section_start is not None and self.length > self.section_start:
            self.segments.append(Segment(SegmentKind.SECTION, self.chapter, self.section_start, self.length, level=2))
        self.chapter, self.section_start = None, None
