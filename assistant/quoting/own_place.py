"""Keeping to the place or case that a question names, where its own case tells something fit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.gazetteer import DEMONYMS, Gazetteer, KnownName, NameKind, is_country, mentions
from assistant.own_side import country_asked_of, on_country
from assistant.quoting.candidates import Candidate
from assistant.quoting.selection import Chosen
from knowledge.types import RankedPassage
from knowledge.vocabulary import CASE_STUDY

FIT = 0.80
"""Share of the best sentence's worth from which the named place's own case answers; less would not be quoted either."""
COUNTRY_FIT = 0.70
"""Share of the best sentence's worth from which one on the country that is asked for goes before it."""
EXAMPLE_FIT = 0.50
"""The same for one that stands under a heading on examples."""
_WANTS_EXAMPLE = re.compile(r"\b(?:examples?|instances?)\b", re.IGNORECASE)
_EXAMPLES = re.compile(r"\b(?:examples?|from cases)\b", re.IGNORECASE)
_ASKS_OF_OTHERS = re.compile(
    r"\b(?:others?|another|else|elsewhere|similar|comparable|like|unlike|besides|than|apart from)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a question that names a place or a case is about, and what lies elsewhere."""

    names: tuple[KnownName, ...]
    cases: frozenset[str]  # ids of the case studies on them
    elsewhere: tuple[KnownName, ...]  # other places that the passages name


@dataclass(frozen=True, slots=True)
class Country:
    """The country that a question asks for, with the towns in it that the library knows."""

    name: str
    towns: frozenset[str]

    def is_told(self, one: Chosen) -> bool:
        """True when a sentence names the country or a town in it, or stands in a source on it alone."""
        text = one.candidate.text
        return on_country(text, one.candidate.source, self.name) or any(mentions(text, town) for town in self.towns)


def asked_country(text: str, known: Sequence[KnownName], gazetteer: Gazetteer) -> Country | None:
    """The country, or the town of an example, that a question asks for; None where it asks for none, or for others."""
    name = country_asked_of(text, known) or _town_of_example(text, known)
    if not name or _ASKS_OF_OTHERS.search(text):
        return None
    return Country(name, gazetteer.towns.get(name, frozenset()))


def _town_of_example(text: str, known: Sequence[KnownName]) -> str:
    """The one town from which an example is wanted; "" where there is none."""
    towns = [name.text for name in known if name.kind is NameKind.PLACE]
    wanted = len(towns) == 1 == len(known) and _WANTS_EXAMPLE.search(text)
    return towns[0] if wanted and re.search(rf"\b(?:in|from) {re.escape(towns[0])}\b", text) else ""


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


def led_by_country(country: Country | None, text: str, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """The sentences with those on the country that is asked for in front, and without those on other countries.

    Of a question for examples only those on the country stay. As they are where nothing fit is told of it.
    """
    if country is None or not weighed:
        return weighed
    best = weighed[0].worth
    own = [one for one in weighed if country.is_told(one)]
    lead = [one for one in own if one.worth >= COUNTRY_FIT * best]
    if _WANTS_EXAMPLE.search(text):
        listed = [one for one in own if one.worth >= EXAMPLE_FIT * best and _EXAMPLES.search(one.candidate.heading)]
        cases = [one for one in lead if one.candidate.source.details.kind == CASE_STUDY and one not in listed]
        told = [*listed, *cases, *(one for one in lead if one not in listed and one not in cases)]
        return (replace(told[0], worth=best), *told[1:]) if told else weighed
    if not lead or country.is_told(weighed[0]):
        return weighed
    rest = [one for one in weighed if one not in lead and (one in own or not _other_country(one, country.name))]
    return (replace(lead[0], worth=best), *lead[1:], *rest)


def _other_country(one: Chosen, country: str) -> bool:
    text, places = one.candidate.text, one.candidate.source.details.places
    own = one.candidate.source.details.kind == CASE_STUDY and country not in places
    named = any(place != country and mentions(text, place) for place in set(DEMONYMS.values()))
    return own or named


def _is_elsewhere(candidate: Candidate, grounds: Grounds) -> bool:
    source = candidate.source
    if source.id in grounds.cases or any(mentions(candidate.text, name.text) for name in grounds.names):
        return False
    return source.details.kind == CASE_STUDY or any(mentions(candidate.text, one.text) for one in grounds.elsewhere)
