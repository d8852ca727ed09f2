"""Which sentences of a source tell a given thing about it: by their heading, their words and their place."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.catalogue import StoredDocument
from knowledge.sentences import split_sentences
from knowledge.types import SegmentKind, Span

FEWEST_WORDS: Final = 6
"""Words a sentence needs to be understood alone; shorter ones are captions, cells and cries."""
MOST_WORDS: Final = 60
"""Words a cell of a table can hold of one sentence."""
_LOOKED_AT: Final = 600_000
"""Characters; a case's aims and results are told long before. Keeps the card of a huge report under a second."""
_NUMBERING: Final = re.compile(r"^[\s\d.)(:–-]+|[\s:.]+$")
_LEANS_BACK: Final = re.compile(
    r"(?i)(it|its|they|their|he|she|his|her|this|these|those|that|such|both|also|here|there|but|and|so|however|"
    r"thus|then|instead|moreover|one)\b"
)
_ASIDE: Final = "(our reading)"
_SAYS_NOTHING: Final = re.compile(
    r"(?i)\b(?:not|never) (?:\w+ )?(?:found|known|stated|given|named|reported|say|said)\b"
)
_BEFORE_A_YEAR: Final = (
    r"^|[(–—/-]|\b(?:[a-zß-ÿ][\w'’-]*|In|By|From|Since|Until|After|Before|During|Between|Around|January|February|March|"
    r"April|May|June|July|August|September|October|November|December|\d{1,2}),? "
)
_TWO_CUES: Final = 2.1
"""Score of a sentence with two cue words; one alone, under no fitting heading, is too weak a sign."""
_FIRST: Final = 0.85
"""Worth of standing first, nearly that of a cue word."""
_PREFERRED: Final = 2
"""Names that a sentence under a fitting heading is ahead of others: one in passing elsewhere tells less."""


@dataclass(frozen=True, slots=True)
class Cue:
    """How a thing is recognised in a text."""

    headings: tuple[re.Pattern[str], ...]  # of the sections that tell it, the best first
    words: re.Pattern[str]  # that its sentences hold
    sentences: int = 2  # at most
    from_each: bool = False  # one sentence from each of the headings, not all from the first that has any
    told_first: bool = False  # the first sentence of a section is likely to tell it
    needs_words: bool = False  # its sections tell other things as well, so that a sentence must hold one of the words


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    words: str
    heading: str
    place: float  # in its section or text: 0 at the beginning, 1 at the end


class CaseText:
    """A source's sentences with the headings they stand under."""

    def __init__(self, stored: StoredDocument) -> None:
        self._text = stored.text[:_LOOKED_AT]
        self._sections = _sections(stored)
        self._sentences = tuple(self._read())

    def telling(self, cue: Cue) -> tuple[Span, ...]:
        """The sentences that tell what the cue describes, in text order: from its sections, or from anywhere."""
        chosen: list[_Sentence] = []
        least = 0.0 if cue.needs_words else -math.inf
        for heading in cue.headings:
            under = [sentence for sentence in self._sentences if heading.fullmatch(sentence.heading)]
            wanted = 1 if cue.from_each else cue.sentences
            chosen += _best(under, cue, min(wanted, cue.sentences - len(chosen)), least=least)
            if len(chosen) >= cue.sentences or (chosen and not cue.from_each):
                break
        if not chosen:
            chosen = _best(self._sentences, cue, cue.sentences, least=_TWO_CUES)
        return tuple(sorted(sentence.span for sentence in chosen))

    def holding(
        self, names: Sequence[str], *, most: int = 1, headings: Sequence[re.Pattern[str]] = ()
    ) -> tuple[Span, ...]:
        """The sentences that hold most of these names, in text order; each holds one that those before it do not.

        Args:
            names: what is looked for, as whole words.
            most: how many sentences at most.
            headings: of the sections that are asked first.
        """
        patterns = {name: _whole(name) for name in names if name.strip()}
        held = [(s, {n for n, pattern in patterns.items() if pattern.search(s.words)}) for s in self._sentences]
        chosen: list[_Sentence] = []
        missing = set(patterns)
        while missing and len(chosen) < most:
            # The first of the best: what a source says early is what it is about.
            fitting = [(sentence, found) for sentence, found in held if found & missing]
            if not fitting:
                break
            sentence, found = max(
                fitting, key=lambda pair: len(pair[1] & missing) + _PREFERRED * _is_under(pair[0], headings)
            )
            chosen.append(sentence)
            missing -= found
        return tuple(sorted(sentence.span for sentence in chosen))

    def _read(self) -> Iterable[_Sentence]:
        for section, heading in self._sections:
            spans = split_sentences(self._text, section.start, section.end)
            for at, span in enumerate(spans):
                words = self._text[span.start : span.end]
                if _stands_alone(words):
                    yield _Sentence(span, words, heading, at / len(spans))


def heading_patterns(*expressions: str) -> tuple[re.Pattern[str], ...]:
    """Whole headings, whatever their capitals."""
    return tuple(re.compile(expression, re.IGNORECASE) for expression in expressions)


def _sections(stored: StoredDocument) -> list[tuple[Span, str]]:
    """The parts of the text under one heading each; one part without heading where the text has none."""
    end = min(len(stored.text), _LOOKED_AT)
    found = [
        (Span(segment.start, min(segment.end, end)), _last_heading(segment.label))
        for segment in stored.document.segments
        if segment.kind is SegmentKind.SECTION and segment.start < end
    ]
    return found or [(Span(0, end), "")]


def _last_heading(path: str) -> str:
    return _NUMBERING.sub("", path.rpartition("›")[2])


def _stands_alone(words: str) -> bool:
    return (
        FEWEST_WORDS <= len(words.split()) <= MOST_WORDS
        and not words.endswith("?")
        and "\t" not in words
        and "://" not in words  # an entry of a list of references
        and not _SAYS_NOTHING.search(words)
    )


def _is_under(sentence: _Sentence, headings: Sequence[re.Pattern[str]]) -> bool:
    return any(heading.fullmatch(sentence.heading) for heading in headings)


def _whole(name: str) -> re.Pattern[str]:
    """A name as whole words; a year only where it is one, not a part of a name ("Decoupling 2030")."""
    if name.isdigit():
        return re.compile(rf"(?:{_BEFORE_A_YEAR}){name}(?!\w)")
    return re.compile(rf"(?i)(?<!\w){re.escape(name)}(?!\w)")


def _best(sentences: Sequence[_Sentence], cue: Cue, most: int, *, least: float) -> list[_Sentence]:
    scored = [(_score(sentence, cue), -at, sentence) for at, sentence in enumerate(sentences)]
    chosen = sorted((entry for entry in scored if entry[0] >= least), reverse=True, key=lambda entry: entry[:2])
    return [sentence for _, _, sentence in chosen[: max(most, 0)]]


def _score(sentence: _Sentence, cue: Cue) -> float:
    """Different cue words (three count), less for what stands late, leans on the sentence before, or is our reading."""
    cues = {match.group().casefold() for match in cue.words.finditer(sentence.words)}
    score = min(len(cues), 3) + 1.0 - 0.8 * sentence.place
    if cue.told_first and sentence.place == 0.0:
        score += _FIRST
    if _LEANS_BACK.match(sentence.words):
        score -= 1.0
    if _ASIDE in sentence.words:
        score -= 0.8
    return score if cues else score - 1.0
