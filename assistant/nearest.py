"""What to offer when the library does not cover a question: the nearest material, and a rewording."""

from collections.abc import Sequence

from assistant.gazetteer import case_name
from assistant.question import Question
from assistant.words import names, stem, words
from knowledge.types import RankedPassage

NEAREST = 3
"""Passages offered as the nearest material, one a source."""
_WORDS_KEPT = 6


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
    kept = [word for word in question.words if stem(word) not in absent | own][:_WORDS_KEPT]
    if not kept:
        return f"What does the library say about {name}?"
    subject = " ".join(kept)
    return (
        f"What does the library say about {subject} in {name}?"
        if names(name)
        else f"What does the library say about {subject}?"
    )
