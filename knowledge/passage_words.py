"""The words of a passage as scoring asks for them: which sentence holds which stem. Found at intake, kept as one text.

A large library hardly ever ranks the same passage twice, so that cutting and stemming the words of some two hundred
passages for each question was half of a search's time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.types import Span
from knowledge.words import content_stems

RECIPE = "3"
"""Raised when stop words or stemming change: what was kept by another recipe is found anew when it is read."""


class WordPlaces(Mapping[str, tuple[int, ...]]):
    """By stem the numbers of the sentences that hold it; () when only the context has it.

    Of the hundred words of a passage a question asks for a handful, so that their places are looked up, not listed.
    """

    __slots__ = ("_all", "_sentences")

    def __init__(self, lines: str) -> None:
        """One line for the context, then one for each sentence: stems with a space before and behind each."""
        self._all = lines
        self._sentences = lines.split("\n")[1:]

    @property
    def lines(self) -> str:
        """As they were given."""
        return self._all

    def __contains__(self, stem: object) -> bool:
        return f" {stem} " in self._all

    def __getitem__(self, stem: str) -> tuple[int, ...]:
        found = self.get(stem)
        if found is None:
            raise KeyError(stem)
        return found

    def get(self, stem: str, default: object = None) -> tuple[int, ...]:
        """See Mapping; without the exception that it makes of each word that is not there."""
        wanted = f" {stem} "
        if wanted not in self._all:
            return default  # type: ignore[return-value]  # as the caller wants it
        return tuple([number for number, held in enumerate(self._sentences) if wanted in held])

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self._all.split()))

    def __len__(self) -> int:
        return len(set(self._all.split()))


@dataclass(frozen=True, slots=True)
class PassageWords:
    """How many words a passage has, and where those stand that carry its subject."""

    count: int
    places: WordPlaces


def find_words(text: str, context: str, sentences: Sequence[Span], start: int) -> PassageWords:
    """The words of a passage.

    Args:
        text: the passage.
        context: its title and headings.
        sentences: where its sentences stand in the document.
        start: where it begins there itself.
    """
    parts = (context, *(text[span.start - start : span.end - start] for span in sentences))
    return PassageWords(len(text.split()), WordPlaces("\n".join(map(_line, parts))))


def words_to_text(words: PassageWords) -> str:
    """What is kept of a passage's words."""
    return f"{RECIPE} {words.count}\n{words.places.lines}"


def words_from_text(kept: str) -> PassageWords | None:
    """The words that `words_to_text` wrote; None when they were found by another recipe."""
    head, _, lines = kept.partition("\n")
    recipe, _, count = head.partition(" ")
    return PassageWords(int(count), WordPlaces(lines)) if recipe == RECIPE else None


def _line(part: str) -> str:
    return "".join(f" {stem}" for stem in sorted(content_stems(part))) + " "
