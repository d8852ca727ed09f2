"""Words of a search that stand nowhere: how the library spells what was probably meant."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from knowledge.catalogue import Catalogue
from knowledge.lookup import quoted
from knowledge.phrases import plain
from knowledge.query_language import ParsedQuery
from knowledge.words import words

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzæø"
"""What can be put in; letters with accents are indexed without them."""
_SHORTEST: Final = 4
"""Letters: a shorter word is one slip away from too many others."""
_LONGEST: Final = 30
"""Letters: nobody slips in a longer word just once, and it has many neighbours to look up."""
_MOST_WORDS: Final = 3
"""Words looked up for one search; each takes some 40 ms in the starter library."""
_MOST_SPELLINGS: Final = 5
"""Spellings of a word among which its neighbours choose."""
_READ: Final = 20
"""Passages read to see that a word stands there as it would be offered, and is not only the stem of another."""


def respelt(catalogue: Catalogue, parsed: ParsedQuery, missing: Sequence[str]) -> ParsedQuery | None:
    """The search with misspelt words as the library has them; None when it has nothing near.

    Args:
        catalogue: where words are looked up.
        parsed: the search.
        missing: its words that were not found.
    """
    nowhere = [word for word, count in catalogue.passages_with(missing).items() if not count][:_MOST_WORDS]
    typed = (parsed.words, *parsed.scope.phrases)
    near = {word: found for word in nowhere if (found := _best_in_place(catalogue, word, typed))}
    if not near:
        return None
    phrases = tuple(_replaced(phrase, near) for phrase in parsed.scope.phrases)
    return replace(parsed, words=_replaced(parsed.words, near), scope=replace(parsed.scope, phrases=phrases))


def near_spellings(catalogue: Catalogue, word: str) -> tuple[str, ...]:
    """The words of the library that are one slip away, as its texts have them, most frequent first.

    A slip is a letter left out, put in, exchanged, or two letters turned round (Damerau 1964: four of five
    misspellings).
    """
    wanted = plain(word)
    if not (_SHORTEST <= len(wanted) <= _LONGEST and wanted.isalpha()):
        return ()
    frequencies = catalogue.passages_with(sorted(set(_one_slip_away(wanted))))
    found = sorted((one for one, count in frequencies.items() if count), key=lambda one: (-frequencies[one], one))
    return tuple(islice(filter(None, (_as_written(catalogue, one) for one in found)), _MOST_SPELLINGS))


def _best_in_place(catalogue: Catalogue, word: str, typed: Sequence[str]) -> str | None:
    """The spelling that the library has beside a word that stands beside it here; else the most frequent."""
    spellings = near_spellings(catalogue, word)
    pairs = [pair for text in typed for pair in pairwise(words(text)) if word in pair]
    for spelling in spellings:
        if any(catalogue.match_words(quoted(_replaced(" ".join(pair), {word: spelling})), 1) for pair in pairs):
            return spelling
    return next(iter(spellings), None)


def _one_slip_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield from (before + letter + after for letter in _LETTERS)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _as_written(catalogue: Catalogue, candidate: str) -> str | None:
    """The word as a text has it; the index knows stems only, which other words share."""
    ids = [match.passage_id for match in catalogue.match_words(quoted(candidate), _READ)]
    texts = (f"{one.context} {one.text}" for one in catalogue.passages(ids).values())
    return next((word for text in texts for word in words(text) if plain(word) == candidate), None)


def _replaced(text: str, spellings: Mapping[str, str]) -> str:
    for word, spelling in spellings.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", spelling, text, flags=re.IGNORECASE)
    return text
