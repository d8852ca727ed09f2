"""What sources themselves say is not known: an honest answer where nothing better is there."""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.words import KEPT_TEXTS
from knowledge.types import RankedPassage, ScoredSentence

_HEADING = re.compile(
    r"\bnot (?:yet )?known\b|^open questions?\b|^unknowns?\b|^(?:gaps|limitations?)\b|^(?:further|future) research\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:was|were|is|are|has been|have been) not (?:yet )?(?:found|known|stated|reported|given|named|published)\b"
    r"|\bno (?:figures?|evidence|study|studies|comparison|evaluation|data|information)\b.{0,60}\b(?:was|were|is"
    r"|are|has been) (?:found|given|known)\b"
    r"|\b(?:is|are|remains?) unknown\b",
    re.IGNORECASE,
)


def is_unknown_heading(heading: str) -> bool:
    """True for a heading under which a source lists what is not known."""
    return bool(_HEADING.search(heading))


@lru_cache(maxsize=KEPT_TEXTS)
def tells_unknown(context: str, text: str) -> bool:
    """True when a sentence tells what is not known, by its passage's heading or by its own words.

    Args:
        context: the passage's context; its last part is the innermost heading.
        text: the sentence.
    """
    return is_unknown_heading(context.rsplit(". ", 1)[-1].rsplit(" › ", 1)[-1]) or bool(_SENTENCE.search(text))


def text_of(ranked: RankedPassage, sentence: ScoredSentence) -> str:
    """A sentence's words."""
    start = ranked.passage.start
    return ranked.passage.text[sentence.span.start - start : sentence.span.end - start]


def plain_fit(sentence: ScoredSentence) -> float:
    """How a sentence fits the question by itself, the same in every search: thread and surroundings have no say."""
    return 0.7 * sentence.cosine + 0.3 * sentence.word_share


def best_unknown(passages: Iterable[RankedPassage]) -> tuple[RankedPassage, ScoredSentence] | None:
    """The sentence on what is not known that fits best."""
    telling = [
        (ranked, sentence)
        for ranked in passages
        for sentence in ranked.sentences
        if tells_unknown(ranked.passage.context, text_of(ranked, sentence))
    ]
    return max(telling, key=lambda pair: plain_fit(pair[1]), default=None)
