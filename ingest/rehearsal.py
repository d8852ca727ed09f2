"""What a trainer sees before publishing: what was read, by its places, and what may be wrong with it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.types import Document, ReadWarning, Segment, SegmentKind, Span
from knowledge.vocabulary import ThemeSuggestion, suggest_themes


@dataclass(frozen=True, slots=True)
class Part:
    """A page or slide that gave text."""

    label: str
    start: int
    words: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with its level from 1."""

    label: str
    level: int
    start: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Someone who speaks in a transcript."""

    name: str
    turns: int
    words: int
    first_seconds: float | None  # when they first speak


@dataclass(frozen=True, slots=True)
class BrokenWords:
    """Words that look as if reading had damaged them."""

    span: Span
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was read from a file, computed from its document alone."""

    words: int
    pages: tuple[Part, ...]
    slides: tuple[Part, ...]
    headings: tuple[Heading, ...]
    speakers: tuple[Speaker, ...]
    seconds: float | None  # the end of the last caption
    warnings: tuple[ReadWarning, ...]  # of the reader: pages or slides without text, an encoding that was guessed
    broken_words: tuple[BrokenWords, ...]  # the first of them
    broken_words_count: int
    themes: tuple[ThemeSuggestion, ...]  # with the words that suggested them

    @property
    def is_mostly_broken(self) -> bool:
        """True when so many words look damaged that the file should be made again."""
        return self.broken_words_count > _MOST_BROKEN_SHARE * self.words


MOST_BROKEN_SHOWN = 50
_MOST_BROKEN_SHARE = 0.03
"""Of all words. In files that are read well fewer than 1 in 500 look broken: names, codes, formulas."""

_WORD = re.compile(r"\S+")
_LONGEST_WORD = 39
"""Letters. Longer ones are words run together; the longest German ones in any dictionary have about 37."""
_ADDRESS = re.compile(r"https?:|www\.|@|/|\w\.[a-z]")
_FIRST_OF_CHINESE = "\u2e80"  # scripts that set no spaces between words begin here
_DAMAGED_LETTERS = (
    (re.compile("\ufffd"), "letters that could not be read"),
    (re.compile("[\ue000-\uf8ff]"), "letters of a font that has its own code"),
    (re.compile(r"\(cid:\d+\)"), "letters of a font without a table"),
    (re.compile("Ã[\u0080-\u00bf]|â(?:€|\u0080)|Â[\u00a0-\u00bf]"), "text that was decoded twice"),
)
_DAMAGED_WORDS = (
    (re.compile(r"[a-zà-ÿ]{3}[.!?;:,][A-ZÀ-Ý][a-zà-ÿ]"), "a missing space"),
    (re.compile(r"^[a-zß-ÿ]{2,}[A-ZÀ-Ý][a-zß-ÿ]{4,}$"), "words run together"),
    (re.compile(r"(?<![A-Za-z])[b-df-hj-np-tv-xz]{7,}(?![A-Za-z])"), "no vowels"),
)
_SPACED_OUT = re.compile(r"(?<!\S)(?:[^\W\d_] ){5,}[^\W\d_](?!\S)")


def rehearse(document: Document) -> Rehearsal:
    """The rehearsal of a document: nothing is stored, and the same document gives the same value."""
    text, segments = document.text, document.segments
    broken = tuple(_broken_words(text))
    return Rehearsal(
        words=_count_words(text, Span(0, len(text))),
        pages=_parts(text, segments, SegmentKind.PAGE),
        slides=_parts(text, segments, SegmentKind.SLIDE),
        headings=tuple(Heading(s.label, s.level or 1, s.start) for s in segments if s.kind is SegmentKind.HEADING),
        speakers=_speakers(text, segments),
        seconds=_length(segments),
        warnings=document.warnings,
        broken_words=broken[:MOST_BROKEN_SHOWN],
        broken_words_count=len(broken),
        themes=suggest_themes(f"{document.details.title}\n{text}"),
    )


def _count_words(text: str, span: Span) -> int:
    return sum(1 for _ in _WORD.finditer(text, span.start, span.end))


def _parts(text: str, segments: Sequence[Segment], kind: SegmentKind) -> tuple[Part, ...]:
    return tuple(Part(s.label, s.start, _count_words(text, Span(s.start, s.end))) for s in segments if s.kind is kind)


def _speakers(text: str, segments: Sequence[Segment]) -> tuple[Speaker, ...]:
    """In the order in which they first speak."""
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    first: dict[str, float | None] = {}
    for segment in segments:
        if segment.speaker is None:
            continue
        if segment.kind is SegmentKind.TURN:
            turns[segment.speaker] += 1
            words[segment.speaker] += _count_words(text, Span(segment.start, segment.end))
        elif segment.kind is SegmentKind.CUE:
            first.setdefault(segment.speaker, segment.begin_seconds)
    return tuple(Speaker(name, turns[name], words[name], first.get(name)) for name in turns)


def _length(segments: Sequence[Segment]) -> float | None:
    ends = [s.end_seconds or s.begin_seconds for s in segments if s.kind is SegmentKind.CUE]
    return max((end for end in ends if end is not None), default=None)


def _broken_words(text: str) -> Iterator[BrokenWords]:
    reasons: dict[str, str | None] = {}  # a long text has a hundred times as many words as different ones
    for found in _WORD.finditer(text):
        word = found.group()
        reason = reasons[word] if word in reasons else reasons.setdefault(word, _why_broken(word))
        if reason is not None:
            yield BrokenWords(Span(*found.span()), found.group()[:80], reason)
    for found in _SPACED_OUT.finditer(text):
        yield BrokenWords(Span(*found.span()), found.group()[:80], "letters set apart")


def _why_broken(word: str) -> str | None:
    damaged = _first_reason(word, _DAMAGED_LETTERS)
    if damaged is not None or _ADDRESS.search(word):
        return damaged
    letters = sum(1 for character in word if character.isalpha() and character < _FIRST_OF_CHINESE)
    run_together = "words run together" if letters > _LONGEST_WORD and "-" not in word else None
    return _first_reason(word, _DAMAGED_WORDS) or run_together


def _first_reason(word: str, patterns: Sequence[tuple[re.Pattern[str], str]]) -> str | None:
    return next((reason for pattern, reason in patterns if pattern.search(word)), None)
