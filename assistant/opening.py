"""Questions to start with, drawn from what the library holds now."""

import random
from collections.abc import Sequence

from assistant.suggestions import headings_of, opening_question, question_kind, section_questions
from knowledge.library import Library
from knowledge.types import Source
from knowledge.vocabulary import PRACTICE_GUIDE


def opening_questions(library: Library, count: int = 4, *, seed: int = 0) -> tuple[str, ...]:
    """Questions that the library's headings answer, each of another theme and another kind.

    Args:
        library: what is asked of.
        count: how many at most.
        seed: the same seed gives the same questions while the library does not change.
    """
    chosen: list[str] = []
    themes: set[str] = set()
    kinds: set[str] = set()
    for source in _shuffled(library.catalogue.sources(), seed):
        theme = source.details.themes[0] if source.details.themes else source.id
        if theme in themes or len(chosen) == count:
            continue
        questions = _first_questions(library, source)
        fresh = [text for text in questions if question_kind(text, source) not in kinds]
        if fresh:
            text = random.Random(f"{seed}-{source.id}").choice(fresh)
            themes.add(theme)
            kinds.add(question_kind(text, source))
            chosen.append(text)
    return tuple(chosen)


def _first_questions(library: Library, source: Source) -> tuple[str, ...]:
    """A guide is asked about as a whole: its steps are understood only by who has read it."""
    if source.details.kind == PRACTICE_GUIDE:
        asked = opening_question(source)
        return (asked,) if asked else ()
    return section_questions(source, headings_of(library.catalogue, source))


def _shuffled(sources: Sequence[Source], seed: int) -> list[Source]:
    order = sorted(sources, key=lambda source: source.id)
    random.Random(seed).shuffle(order)
    return order
