"""Partners of one sector: the sentences on the sector that a question asks for, before and without those on others."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.aspects import Aspect
from assistant.quoting.selection import Chosen, Lens
from assistant.words import content_stems
from knowledge.vocabulary import vocabulary

FIT = 0.70
"""Share of the best sentence's worth from which one on the sector asked for goes before it."""
_OPENING = re.compile(r"(?:in |among |the )?(?:[^:.]{0,60}:|[\w’'-]+(?: [\w’'-]+){0,2})", re.IGNORECASE)
"""What a sentence is put under ("Business and civil society: …"), or the words it begins with."""


@cache
def _stems() -> dict[str, frozenset[str]]:
    """The stems that name each sector: those of its label, and of the words for its members."""
    known = vocabulary()
    return {id_: content_stems(" ".join((label, *known.sector_words[id_]))) for id_, label in known.sectors.items()}


def sectors_in(text: str) -> frozenset[str]:
    """The sectors that a text names."""
    stems = content_stems(text)
    return frozenset(id_ for id_, named in _stems().items() if named & stems)


def led_by_sector(lens: Lens, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """The sentences with the sector asked for in front; as they are where none is asked for or none of it is fit.

    A sentence that begins with other sectors alone ("Government: …") is left out then.
    """
    asked = sectors_in(lens.question.text) if Aspect.PARTNERS in lens.aspects else frozenset()
    if not asked or not weighed:
        return weighed
    told = [sectors_in(_opening(one.candidate.text)) for one in weighed]
    best = weighed[0].worth
    lead = [one for one, sectors in zip(weighed, told, strict=True) if sectors & asked and one.worth >= FIT * best]
    if not lead:
        return weighed
    rest = [one for one, sectors in zip(weighed, told, strict=True) if one not in lead and not sectors - asked]
    return (*(replace(one, worth=max(one.worth, best)) for one in lead), *rest)


def _opening(text: str) -> str:
    match = _OPENING.match(text)
    return match.group() if match else ""
