"""Partners of one sector: the sentences on the sector that a question asks for, before and without those on others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from assistant.aspects import Aspect
from assistant.phrasing import unframed
from assistant.quoting.selection import Chosen, Lens
from assistant.words import content_stems
from knowledge.vocabulary import vocabulary

_ALIKE = tuple(
    content_stems(listed)
    for listed in (
        "companies firms businesses business industry enterprises corporations",
        "universities university college academia academic",
        "municipalities municipality cities towns councils",
        "ministries ministry departments",
        "foundations foundation philanthropy philanthropic",
        "charities associations organisations voluntary",
        "residents citizens people inhabitants",
    )
)
FIT = 0.70
"""Share of the best sentence's worth from which one on the sector asked for goes before it."""
_OPENING = re.compile(r"(?:in |among |the )?(?:[^:.]{0,60}:|[\w’'-]+(?: [\w’'-]+){0,2})", re.IGNORECASE)
_MEMBERS = re.compile(
    r"^(?:(?:and|so|please|only) )*(?:which|what(?: about)?|list|name|who are|(?:can|could) you (?:list|name)|only)"
    r"(?: all)?(?: the| of the)? (?:[\w-]+ )?(?P<noun>[a-z]+(?:ies|s))\b",
    re.IGNORECASE,
)
"""What a sentence is put under ("Business and civil society: …"), or the words it begins with."""


@cache
def _stems() -> dict[str, frozenset[str]]:
    """The stems that name each sector: those of its label, and of the words for its members."""
    known = vocabulary()
    return entry_stems(known.sectors, known.sector_words)


def entry_stems(labels: Mapping[str, str], words: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """The stems that name each entry of a vocabulary: those of its label and of its words."""
    return {id_: content_stems(" ".join((label, *words[id_]))) for id_, label in labels.items()}


def sectors_in(text: str) -> frozenset[str]:
    """The sectors that a text names."""
    stems = content_stems(text)
    return frozenset(id_ for id_, named in _stems().items() if named & stems)


def asked_members(text: str) -> str:
    """The kind of partner of which a question wants the names ("universities"), "" where it wants none."""
    match = _MEMBERS.search(unframed(text))
    return match["noun"].lower() if match is not None and sectors_in(match["noun"]) else ""


def stems_of(noun: str) -> frozenset[str]:
    """The stems that tell of a kind of partner: its own, and those of words for the same."""
    own = content_stems(noun)
    return own.union(*(alike for alike in _ALIKE if own & alike))


def sectors_of(noun: str) -> frozenset[str]:
    """The sectors that a kind of partner belongs to ("foundations": philanthropy)."""
    stems = stems_of(noun)
    return frozenset(id_ for id_, named in _stems().items() if named & stems)


def led_by_sector(lens: Lens, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """The sentences with the sector asked for in front; as they are where none is asked for or none of it is fit.

    A sentence that begins with other sectors alone ("Government: …") is left out then.
    """
    members = asked_members(lens.question.text)
    asked = sectors_in(members or lens.question.text) if members or Aspect.PARTNERS in lens.aspects else frozenset()
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
