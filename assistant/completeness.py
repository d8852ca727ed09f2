"""Whether a list that was asked for is there: "all eight qualities" are not answered by a sentence that counts them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.figures import figures
from assistant.listed import enumerated, place_in_list
from assistant.question import Question
from assistant.words import content_stems, stem

FEWEST = 3
"""Items from which a list is a list."""
_ENUMERATE = re.compile(
    r"^(?:please )?(?:(?:can|could|would) you )?(?:please )?(?:list|name|enumerate|give (?:me|us))\b|\bone by one\b"
    r"|\beach of (?:the|these|those|its|their)\b|^(?:what|which) (?:are|were) (?:all )?(?:of )?(?:the|its|their)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Items:
    """What is to be listed: how many, and what they are, as the question says it ("eight qualities")."""

    count: int
    noun: str
    text: str


@lru_cache(maxsize=64)  # asked for each sentence that is weighed
def asked_items(question: Question) -> Items | None:
    """The items a question asks to list, when it says how many there are; None for every other question."""
    if not _ENUMERATE.search(question.text):
        return None
    for figure in figures(question.text):
        if figure.unit == "" and figure.noun and figure.value >= FEWEST and figure.value == int(figure.value):
            end = question.text.lower().find(figure.noun, figure.span.end) + len(figure.noun)
            return Items(int(figure.value), figure.noun, question.text[figure.span.start : end])
    return None


def lists_all(items: Items, sentences: Sequence[str], headings: Sequence[str] = ()) -> bool:
    """True when one sentence enumerates that many things, or as many sentences tell of one of them each.

    Args:
        items: what is to be listed.
        sentences: those of the answer.
        headings: what each of them stands under; a sentence under a heading that names the items tells of one.
    """
    if any(len(enumerated(sentence)) >= items.count for sentence in sentences):
        return True
    places = {place for sentence in sentences if (place := place_in_list(sentence)) is not None}
    if any(all((thing, number) in places for number in range(1, items.count + 1)) for thing, _ in places):
        return True
    noun = stem(items.noun)
    under = [*headings, *[""] * (len(sentences) - len(headings))]
    telling = [one for one, heading in zip(sentences, under, strict=True) if noun in content_stems(f"{one} {heading}")]
    return len(telling) >= items.count
