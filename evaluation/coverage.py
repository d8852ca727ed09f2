"""Which turns of a meeting a system's pieces cover, whatever its cut and its treatment of speakers' names."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set

_WORD = re.compile(r"\w+")
_SHINGLE = 5
"""Words in a row that tell a place in a meeting."""
_DRIFT = 40
"""Words by which two places may have moved against each other because names of speakers are missing in between."""


class SpokenWords:
    """The words of one meeting in order, each with the turn it belongs to."""

    def __init__(self, turns: Sequence[str]) -> None:
        self._words: list[str] = []
        self._turn_of: list[int] = []
        for number, turn in enumerate(turns):
            words = words_of(turn)
            self._words.extend(words)
            self._turn_of.extend([number] * len(words))
        self._places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for start in range(len(self._words) - _SHINGLE + 1):
            self._places[tuple(self._words[start : start + _SHINGLE])].append(start)

    def located(self, text: str) -> set[int]:
        """The positions of this meeting's words that a piece of its text covers.

        A piece is found by runs of five words, and only near runs that stand once in the meeting: speakers' names may
        be missing or added, and phrases that everyone uses must not count elsewhere.
        """
        words = words_of(text)
        if len(words) < _SHINGLE:
            return self._located_short(words)
        runs = [tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)]
        found = [(at, self._places[run]) for at, run in enumerate(runs) if run in self._places]
        anchors = [(at, places[0]) for at, places in found if len(places) == 1] or [(at, p[0]) for at, p in found[:1]]
        starts = (_nearest(at, places, anchors) for at, places in found)
        return {start + step for start in starts if start is not None for step in range(_SHINGLE)}

    def share_of_turns(self, covered: Iterable[int], turns: Set[int]) -> float:
        """The share, 0..1, of the words of these turns that is covered."""
        found = sum(self._turn_of[position] in turns for position in covered)
        return found / max(1, sum(number in turns for number in self._turn_of))

    def _located_short(self, words: Sequence[str]) -> set[int]:
        size = len(words)
        for start in range(len(self._words) - size + 1):
            if size and self._words[start : start + size] == list(words):
                return set(range(start, start + size))
        return set()


def _nearest(at: int, places: Sequence[int], anchors: Sequence[tuple[int, int]]) -> int | None:
    """The place of a run that fits the nearest sure one, or None where none does."""
    after = bisect_left(anchors, (at, 0))
    sure_at, sure_place = min(anchors[max(0, after - 1) : after + 1], key=lambda anchor: abs(anchor[0] - at))
    expected = sure_place + at - sure_at
    place = min(places, key=lambda one: abs(one - expected))
    return place if abs(place - expected) <= _DRIFT else None


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without punctuation."""
    return _WORD.findall(text.lower())


def cut_to_words(texts: Iterable[str], most_words: int) -> list[str]:
    """The texts from the first on until so many words are reached; the last one is cut."""
    kept: list[str] = []
    left = most_words
    for text in texts:
        words = text.split()
        if left <= 0:
            break
        kept.append(text if len(words) <= left else " ".join(words[:left]))
        left -= len(words)
    return kept
