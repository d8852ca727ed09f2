"""Which words of an excerpt to mark: those that match the search, within the best sentence and around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from knowledge.quantities import quantities, quantity_words
from knowledge.turns import SpokenTurn, label
from knowledge.types import RankedPassage, Span
from knowledge.words import WORD, content_stem, content_words, stem


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
    matches = sorted(_matches(passage.text, passage.start, words))
    names = {turn.start: label(turn) for turn in turns}
    borders = (offset for span in matches for offset in span)
    cuts = sorted({passage.start, passage.end, *(best or ()), *names, *borders})
    pieces = []
    for start, end in pairwise(cuts):
        if start in names:
            pieces.append(Piece(names[start], Emphasis.SPEAKER))
        text = passage.text[start - passage.start : end - passage.start]
        inside = best is not None and best.start <= start < best.end
        matched = any(span.start <= start < span.end for span in matches)
        pieces.append(Piece(text, _emphasis(inside=inside, matches=matched)))
    return tuple(pieces)


def best_sentence(found: RankedPassage) -> Span | None:
    """The sentence that fits the query best; None when the passage has none."""
    return max(found.sentences, key=lambda sentence: sentence.score).span if found.sentences else None


def _emphasis(*, inside: bool, matches: bool) -> Emphasis:
    if inside:
        return Emphasis.BEST_WORD if matches else Emphasis.BEST
    return Emphasis.WORD if matches else Emphasis.PLAIN


def _matches(text: str, offset: int, words: str) -> Iterator[Span]:
    """Where the words of a search stand in a text, in any form, and its quantities, however they are written."""
    wanted = {stem(word) for word in content_words(words)}
    for match in WORD.finditer(text):
        if content_stem(match.group()) in wanted:
            yield Span(offset + match.start(), offset + match.end())
    for one in quantities(text):
        if quantity_words(one.text) & wanted:
            yield Span(offset + one.span.start, offset + one.span.end)
