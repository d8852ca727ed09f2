"""What to offer when the library does not cover a question: the nearest material, and a rewording."""

import re
from collections.abc import Sequence

from assistant.gazetteer import case_name
from assistant.phrasing import with_article
from assistant.question import Question
from assistant.words import names, stem, words
from knowledge.types import RankedPassage

NEAREST = 3
"""Passages offered as the nearest material, one a source."""
_WORDS_KEPT = 6
_LONGEST_NAME = 6
"""Words of a case's name up to which it fits into a question; longer ones are descriptions."""
_SMALL_NUMBER = re.compile(r"\d{1,2}")
"""Says nothing without what it counts."""


def nearest(passages: Sequence[RankedPassage]) -> tuple[RankedPassage, ...]:
    """The best passage of each of the best sources."""
    first: dict[str, RankedPassage] = {}
    for ranked in passages:
        first.setdefault(ranked.source.id, ranked)
    return tuple(list(first.values())[:NEAREST])


def rewording(question: Question, missing: Sequence[str], passages: Sequence[RankedPassage]) -> str | None:
    """The question without the words that found nothing, turned to the nearest source; None when nothing is left."""
    if not passages:
        return None
    absent = {stem(word) for item in missing for word in words(item)}
    name = case_name(passages[0].source)
    own = {stem(word) for word in words(name)}
    kept = [word for word in question.words if stem(word) not in absent | own and not _SMALL_NUMBER.fullmatch(word)]
    kept = kept[:_WORDS_KEPT]
    short = 0 < len(name.split()) <= _LONGEST_NAME and ":" not in name
    if not kept:
        return f"What does the library say about {with_article(name)}?" if short else None
    subject = " ".join(kept)
    return (
        f"What does the library say about {subject} in {with_article(name)}?"
        if names(name) and short
        else f"What does the library say about {subject}?"
    )
