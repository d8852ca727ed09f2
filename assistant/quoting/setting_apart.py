"""Sentences that set things apart ("A mission stands between the grand challenge and the single project")."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from assistant.gazetteer import mentions
from assistant.quoting.selection import Chosen, repeats
from assistant.words import content_stems

MOST: Final = 2
FLOOR: Final = 0.80
"""Share of the best sentence's worth that one needs: it may set the things apart in a respect that is not asked for."""
_BETWEEN: Final = re.compile(r"\bbetween\b(?P<things>.*)", re.IGNORECASE | re.DOTALL)
_CONTRAST: Final = re.compile(
    r"\b(?:unlike|whereas|differ\w*|distinct\w*|distinguish\w*|not the same|rather than|instead of|in contrast"
    r"|contrary to|as opposed to|compared (?:with|to)|but not|is (?:not|no) an?)\b",
    re.IGNORECASE,
)


def setting_apart(weighed: Sequence[Chosen], labels: Collection[str]) -> tuple[Chosen, ...]:
    """The best sentences that name all the things and say how they stand to one another, best first; often none.

    Args:
        weighed: sentences found for the comparison as a whole, best first.
        labels: what the things are called.
    """
    found: list[Chosen] = []
    for one in weighed:
        text = one.candidate.text
        if len(found) == MOST or one.worth < FLOOR * weighed[0].worth:
            break
        alone = not one.candidate.dangling and not any(repeats(one.candidate, other.candidate) for other in found)
        if alone and _sets_apart(text, labels):
            found.append(one)
    return tuple(found)


def _sets_apart(text: str, labels: Collection[str]) -> bool:
    """True when a statement names all the things, and says that one is between others, or what makes it another."""
    if text.endswith("?") or not all(names_term(text, label) for label in labels):
        return False
    between = _BETWEEN.search(text)
    return bool(_CONTRAST.search(text)) or (
        between is not None and any(names_term(between["things"], label) for label in labels)
    )


def names_term(text: str, label: str) -> bool:
    """True when a text holds what a thing is called, in whatever form and order of its words."""
    return mentions(text, label) or content_stems(label) <= content_stems(text)
