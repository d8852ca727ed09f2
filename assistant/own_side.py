"""Whether a sentence is on one of several things compared: the same test for judging and for quoting."""

import re
from collections.abc import Collection, Iterable

from assistant.gazetteer import ALIASES, DEMONYMS, KnownName, NameKind, is_country, mentions
from knowledge.types import Source


def on_country(text: str, source: Source, country: str) -> bool:
    """True when a sentence names a country or its people, or stands in a source on that country alone."""
    countries = [place for place in source.details.places if is_country(place)]
    return mentions(text, country) or countries == [country]


_OF_A_COUNTRY = r"examples?|cases?|ones?|cities|city|towns?|municipalit(?:y|ies)|regions?|partners?"


def country_asked_of(text: str, known: Iterable[KnownName]) -> str:
    """The one country that a question asks for by "in" or "from", or for an example of; "" where there is none.

    Beside a case that is named ("the Swedish Viable Cities towns") or as anything else ("US officials") it is none.
    """
    names = tuple(known)
    countries = [name.text for name in names if name.kind is NameKind.PLACE and is_country(name.text)]
    if len(countries) != 1:
        return ""
    adjectives = [adjective for adjective, country in DEMONYMS.items() if country == countries[0]]
    aliases = [alias for alias, country in ALIASES.items() if country == countries[0]]
    written = "|".join(re.escape(word) for word in (countries[0], *adjectives, *aliases))
    if re.search(rf"\b(?:{written}) (?:{_OF_A_COUNTRY})\b", text, re.IGNORECASE):
        return countries[0]
    if any(name.kind is NameKind.CASE for name in names):
        return ""
    asked = rf"\b(?:in|from|within|across) (?:the )?(?:{written})\b"
    return countries[0] if re.search(asked, text, re.IGNORECASE) else ""


def speaks_of(text: str, source: Source, label: str, others: Collection[str], shared: Collection[str]) -> bool:
    """True when a sentence names a side, or stands in a source on that side alone and names no other side.

    Args:
        text: the sentence.
        source: where it stands.
        label: the side's name.
        others: the names of the other sides.
        shared: ids of the sources that stand for other sides, too.
    """
    if mentions(text, label):
        return True
    towns = [place for place in source.details.places if not is_country(place)]
    one_place = len(towns) < 2 or label not in source.details.places  # what is told of a case holds wherever it is
    return source.id not in shared and one_place and not any(mentions(text, other) for other in others)
