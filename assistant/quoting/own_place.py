"""Keeping to the place or case that a question names, where its own case tells something fit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.gazetteer import Gazetteer, KnownName, NameKind, is_country, mentions
from assistant.quoting.candidates import Candidate
from assistant.quoting.selection import Chosen
from knowledge.types import RankedPassage
from knowledge.vocabulary import CASE_STUDY

FIT = 0.80
"""Share of the best sentence's worth from which the named place's own case answers; less would not be quoted either."""
_ASKS_OF_OTHERS = re.compile(
    r"\b(?:others?|another|else|elsewhere|similar|comparable|like|unlike|besides|than|apart from)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a question that names a place or a case is about, and what lies elsewhere."""

    names: tuple[KnownName, ...]
    cases: frozenset[str]  # ids of the case studies on them
    elsewhere: tuple[KnownName, ...]  # other places that the passages name


def named_grounds(
    text: str, known: Sequence[KnownName], passages: Iterable[RankedPassage], gazetteer: Gazetteer
) -> Grounds | None:
    """The grounds of a question; None where it names no town or case with a case study found, or asks of others.

    A country is no ground to keep to: much of what is told of its missions does not name it.
    """
    names = tuple(name for name in known if name.kind is not NameKind.ORGANISATION and not is_country(name.text))
    if not names or _ASKS_OF_OTHERS.search(text):
        return None
    found = tuple(passages)
    sources = frozenset[str]().union(*(name.sources for name in names))
    cases = frozenset(one.source.id for one in found if one.source.details.kind == CASE_STUDY) & sources
    if not cases:
        return None
    places = dict.fromkeys(name for one in found for name in gazetteer.find(one.passage.text))
    elsewhere = tuple(
        name
        for name in places
        if name.kind is NameKind.PLACE and not is_country(name.text) and not name.sources & cases
    )
    return Grounds(names, cases, elsewhere)


def kept_to(grounds: Grounds | None, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """The sentences, best first, without those on another place's case; all where the own case tells nothing fit."""
    if grounds is None or not weighed:
        return weighed
    own = (one for one in weighed if one.candidate.source.id in grounds.cases)
    best = next(own, None)
    if best is None or best.worth < FIT * weighed[0].worth:
        return weighed
    return [one for one in weighed if not _is_elsewhere(one.candidate, grounds)]


def _is_elsewhere(candidate: Candidate, grounds: Grounds) -> bool:
    source = candidate.source
    if source.id in grounds.cases or any(mentions(candidate.text, name.text) for name in grounds.names):
        return False
    return source.details.kind == CASE_STUDY or any(mentions(candidate.text, one.text) for one in grounds.elsewhere)
