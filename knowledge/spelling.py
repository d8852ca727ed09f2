"""Words of a search or a question that stand nowhere: how the library spells what was probably meant."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from knowledge.catalogue import Catalogue
from knowledge.lookup import quoted
from knowledge.phrases import plain
from knowledge.query_language import ParsedQuery
from knowledge.words import words

Common = Callable[[Sequence[str]], list[bool]]
"""Which of some words everybody knows."""
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
_SURE: Final = 6
"""Letters of a question's word from which one slip is told without the word beside it."""
_LONG: Final = 8
"""Letters of a question's word from which one exchanged for another is taken for a slip."""
_TIMES: Final = 30
"""So much more frequent is what a word of a question was meant to be, where the library holds the word, too."""
_ASKING: Final = frozenset({"what", "when", "where", "which", "who", "whose", "why"})
_WORD: Final = re.compile(r"(?<![\w.@/’'-])[^\W\d_]+(?![\w@/’'-]|\.\w)")
"""A word by itself: no part of an address, a number or a compound with a hyphen."""
_ENDING: Final = re.compile(r"(?:e?rs?|est|e?s|e?d|ing|ly)$")
_MADE: Final = re.compile(r"is(?:e|es|ed|ing|ations?)$")
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


def corrected(question: str, catalogue: Catalogue, count_tokens: Callable[[Sequence[str]], list[int]]) -> str:
    """The question with its slips of the pen mended ("how to get citizens invovled" → "… involved").

    A word is taken for a slip when the embedding model's vocabulary holds neither it nor its base whole, as it does
    common words and well known names, and when a word one slip away stands in the library or asks the question. Short
    words must have that word's neighbour beside them ("How do I bake bread?" does not mean "take").

    Args:
        question: as it was typed.
        catalogue: where words are looked up.
        count_tokens: how many tokens the embedding model makes of each text, the marks it adds included.
    """

    def common(words_: Sequence[str]) -> list[bool]:
        marks, *counts = count_tokens(["", *words_])
        return [count <= marks + 1 for count in counts]

    typed = list(dict.fromkeys(match[0] for match in _WORD.finditer(question)))
    typed = [word for word in typed if len(word) >= _SHORTEST and not word.isupper()]
    rare = [word for word in typed if not any(common([word, *_without_ending(word)]))][:_MOST_WORDS]
    meant = {word: found for word in rare if (found := _meant(catalogue, word, question, common))}
    return _WORD.sub(lambda match: meant.get(match[0], match[0]), question)


def near_spellings(
    catalogue: Catalogue, word: str, common: Common = lambda words_: [False] * len(words_)
) -> tuple[str, ...]:
    """The words of the library that are one slip away, as its texts have them, most frequent first.

    A slip is a letter left out, put in, exchanged, or two letters turned round (Damerau 1964: four of five
    misspellings).

    Args:
        catalogue: where words are looked up.
        word: as it was typed.
        common: which words need not stand in a text as they are, but in another form.
    """
    wanted = plain(word)
    if not (_SHORTEST <= len(wanted) <= _LONGEST and wanted.isalpha()):
        return ()
    frequencies = catalogue.passages_with(sorted(set(_one_slip_away(wanted))))
    found = sorted((one for one, count in frequencies.items() if count), key=lambda one: (-frequencies[one], one))
    known = dict(zip(found, common(found), strict=True))
    written = (one if known[one] else _as_written(catalogue, one) for one in found)
    return tuple(islice(filter(None, written), _MOST_SPELLINGS))


def _meant(catalogue: Catalogue, typed: str, question: str, common: Common) -> str | None:
    """What a word of a question was meant to be, with its capital; None when it may well be a word of its own."""
    word = plain(typed)
    if asking := sorted(_ASKING.intersection(_one_slip_away(word))):
        return _like(typed, asking[0])
    spellings = [one for one in near_spellings(catalogue, word, common) if _is_likely(word, plain(one))]
    found = _in_place(catalogue, word, (plain(question),), spellings)
    if found is None and len(word) >= _SURE:
        found = next(iter(spellings), None)
    if found is None:
        return None
    held = catalogue.passages_with([word, found])
    begins = question.startswith(typed)
    if held[found] < _TIMES * held[word] or (typed[0].isupper() and not begins and not _is_name(catalogue, found)):
        return None
    return _like(typed, found)


def _is_likely(word: str, meant: str) -> bool:
    """Whether one is a likely slip for the other.

    The first letter is seldom wrong (Pollock and Zamora, 1984). Words that differ in one letter may both be words
    (lender and leader, scam and scan), long ones less. Verbs in -ise are made freely.
    """
    exchanged = len(word) == len(meant) and sorted(word) != sorted(meant)
    return word[0] == meant[0] and (not exchanged or len(word) >= _LONG) and not _MADE.search(word)


def _without_ending(word: str) -> list[str]:
    base = _ENDING.sub("", word)
    return [base, f"{base}e"] if _SHORTEST <= len(base) < len(word) else []


def _like(typed: str, word: str) -> str:
    return word.capitalize() if typed[0].isupper() else word


def _is_name(catalogue: Catalogue, word: str) -> bool:
    """Whether texts of the library have the word with a capital."""
    ids = [match.passage_id for match in catalogue.match_words(quoted(word), _READ)]
    return any(re.search(rf"\b{word.capitalize()}\b", one.text) for one in catalogue.passages(ids).values())


def _best_in_place(catalogue: Catalogue, word: str, typed: Sequence[str]) -> str | None:
    """The spelling that the library has beside a word that stands beside it here; else the most frequent."""
    spellings = near_spellings(catalogue, word)
    return _in_place(catalogue, word, typed, spellings) or next(iter(spellings), None)


def _in_place(catalogue: Catalogue, word: str, typed: Sequence[str], spellings: Sequence[str]) -> str | None:
    pairs = [pair for text in typed for pair in pairwise(words(text)) if word in pair]
    for spelling in spellings:
        if any(catalogue.match_words(quoted(_replaced(" ".join(pair), {word: spelling})), 1) for pair in pairs):
            return spelling
    return None


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
