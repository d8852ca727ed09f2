"""Whether a text bears on what is asked of the names in a question, and not only on those names."""

from collections.abc import Iterable

from assistant.aspects import Aspect, aspects
from assistant.gazetteer import KnownName
from assistant.question import Question
from assistant.words import content_stems, stem
from knowledge.types import RankedPassage

_MISSION = stem("mission")
"""Nearly all sentences of this library hold it, so it tells them apart only where nothing else is asked for."""

OF_ANYTHING = content_stems("happen happened happening going told done mission case project work")
"""Stems that ask for nothing in particular."""


def asked_stems(question: Question, known: Iterable[KnownName]) -> frozenset[str]:
    """The stems of the words asked for, names left out."""
    named = content_stems(" ".join((*question.names, *(name.text for name in known))))
    return frozenset(stem(word) for word in question.words) - named


def is_about(ranked: RankedPassage, name: KnownName) -> bool:
    """True when a passage stands in a source on a name, or names it."""
    return ranked.source.id in name.sources or name.text.lower() in ranked.passage.text.lower()


def bears_on_ask(question: Question, known: Iterable[KnownName], sides: frozenset[Aspect], text: str) -> bool:
    """True when a text holds a word, or names a side, of what is asked of the names; of names alone all texts do.

    Args:
        question: what was asked.
        known: the names of sources in it.
        sides: the aspects it asks for.
        text: a sentence.
    """
    asked = asked_stems(question, known)
    if sides or asked != {_MISSION}:
        asked -= {_MISSION}
    if not asked and not sides:
        return True
    return bool(asked & content_stems(text)) or bool(sides & aspects(text))
