"""The excerpts a model is given: passages cut to what bears on the question, numbered, and marked as quoted."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.types import RankedPassage, Span

_CITATION_LIKE = re.compile(r"\[\s*\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*\]|【[^】]{0,20}】")
_MAX_SOURCE = 160
"""Letters of a title that the model sees; longer ones are not titles."""


@dataclass(frozen=True, slots=True)
class NumberedExcerpt:
    """An excerpt as the model is given it. ``sentences`` are the spans, in the document, of what it shows, in order."""

    number: int
    ranked: RankedPassage
    sentences: tuple[Span, ...]

    def text_of(self, span: Span) -> str:
        """The words of a span inside the passage, exactly."""
        passage = self.ranked.passage
        return passage.text[span.start - passage.start : span.end - passage.start]

    @property
    def text(self) -> str:
        """All it shows, as it stands in the document."""
        return self.text_of(Span(self.sentences[0].start, self.sentences[-1].end))


def number_excerpts(passages: Sequence[RankedPassage], most: int, words: int) -> tuple[NumberedExcerpt, ...]:
    """The best passages, cut to the sentences around their best one, numbered from 1 in order of rank.

    Args:
        passages: those found, best first.
        most: how many excerpts at most.
        words: how many words an excerpt has at most; one sentence is given whole, however long.
    """
    usable = [ranked for ranked in passages if ranked.passage.sentences][:most]
    return tuple(NumberedExcerpt(number, ranked, _window(ranked, words)) for number, ranked in enumerate(usable, 1))


def as_quoted_material(excerpts: Sequence[NumberedExcerpt]) -> str:
    """The excerpts for the prompt: marked up, with nothing in them that could pass for the marks or for a citation."""
    return "\n\n".join(
        f'<excerpt number="{one.number}" source="{_source(one.ranked)}">\n{plain(one.text)}\n</excerpt>'
        for one in excerpts
    )


def plain(text: str) -> str:
    """Text from a source as a model may see it: no tags, no marks like [1], no invisible characters."""
    visible = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _INVISIBLE)
    without_marks = _CITATION_LIKE.sub("", visible)
    return without_marks.replace("<", "‹").replace(">", "›").strip()


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})


def _source(ranked: RankedPassage) -> str:
    """Title and heading in one line; they come from the source too, and are as little trusted as its text."""
    return " ".join(plain(ranked.passage.context or ranked.source.details.title).replace('"', "'").split())[
        :_MAX_SOURCE
    ]


def _window(ranked: RankedPassage, words: int) -> tuple[Span, ...]:
    """The run of sentences that holds the best one and grows towards its better neighbour while there is room."""
    passage = ranked.passage
    spans = passage.sentences
    lengths = [len(passage.text[span.start - passage.start : span.end - passage.start].split()) for span in spans]
    scores = {one.span: one.score for one in ranked.sentences}
    first = last = max(range(len(spans)), key=lambda index: scores.get(spans[index], 0.0))
    room = words - lengths[first]
    while True:
        sides = [index for index in (first - 1, last + 1) if 0 <= index < len(spans) and lengths[index] <= room]
        if not sides:
            return spans[first : last + 1]
        chosen = max(sides, key=lambda index: scores.get(spans[index], 0.0))
        first, last = min(first, chosen), max(last, chosen)
        room -= lengths[chosen]
