"""Which words of an excerpt to mark: those that match the search, within the best sentence and around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

import Stemmer

from knowledge.turns import SpokenTurn, label
from knowledge.types import RankedPassage, Span
from knowledge.words import STOP_WORDS

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class Emphasis(StrEnum):
    """How a piece of an excerpt is shown."""

    PLAIN = "plain"
    WORD = "word"  # a word of the search
    BEST = "best"  # part of the best sentence
    SPEAKER = "speaker"  # no part of the text: the name of who speaks from here on
    BEST_WORD = "best word"  # a word of the search in the best sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an excerpt's text, shown in one manner; the pieces of an excerpt are its text, end to end.

    Names of speakers stand between them.
    """

    text: str
    emphasis: Emphasis


def marked_pieces(found: RankedPassage, words: str, turns: Sequence[SpokenTurn] = ()) -> tuple[Piece, ...]:
    """The excerpt in pieces: its best sentence, and the words that match (any form of them) wherever they stand.

    Args:
        found: the excerpt.
        words: those of the search.
        turns: who speaks where in it, if several people do.
    """
    passage = found.passage
    best = best_sentence(found)
    wanted = _stems(words)
    names = {turn.start: label(turn) for turn in turns}
    cuts = sorted({passage.start, passage.end, *(best or ()), *names, *_borders(passage.text, passage.start, wanted)})
    pieces = []
    for start, end in pairwise(cuts):
        if start in names:
            pieces.append(Piece(names[start], Emphasis.SPEAKER))
        text = passage.text[start - passage.start : end - passage.start]
        inside = best is not None and best.start <= start < best.end
        matches = bool(_WORD.fullmatch(text)) and _stem(text) in wanted
        pieces.append(Piece(text, _emphasis(inside=inside, matches=matches)))
    return tuple(pieces)


def best_sentence(found: RankedPassage) -> Span | None:
    """The sentence that fits the query best; None when the passage has none."""
    return max(found.sentences, key=lambda sentence: sentence.score).span if found.sentences else None


def _emphasis(*, inside: bool, matches: bool) -> Emphasis:
    if inside:
        return Emphasis.BEST_WORD if matches else Emphasis.BEST
    return Emphasis.WORD if matches else Emphasis.PLAIN


def _borders(text: str, offset: int, wanted: frozenset[str]) -> Iterator[int]:
    for match in _WORD.finditer(text):
        if _stem(match.group()) in wanted:
            yield from (offset + match.start(), offset + match.end())


def _stems(words: str) -> frozenset[str]:
    found = (match.group() for match in _WORD.finditer(words))
    return frozenset(_stem(word) for word in found if len(word) > 2 and word.casefold() not in STOP_WORDS)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def _stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word.casefold())
    return stem
