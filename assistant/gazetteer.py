"""The names the library knows (cases, places, organisations), found again in questions and threads."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from assistant.words import STOP_WORDS, names
from knowledge.types import Source
from knowledge.vocabulary import CASE_STUDY


class NameKind(StrEnum):
    """What a name stands for."""

    CASE = "case"  # what a source is about, from its title
    PLACE = "place"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name as the library writes it, with the sources it stands in."""

    text: str
    kind: NameKind
    sources: frozenset[str] = field(default_factory=frozenset)


DEMONYMS = {
    "danish": "Denmark",
    "dane": "Denmark",
    "danes": "Denmark",
    "swedish": "Sweden",
    "swedes": "Sweden",
    "norwegian": "Norway",
    "finnish": "Finland",
    "icelandic": "Iceland",
    "german": "Germany",
    "dutch": "Netherlands",
    "belgian": "Belgium",
    "flemish": "Belgium",
    "french": "France",
    "spanish": "Spain",
    "portuguese": "Portugal",
    "italian": "Italy",
    "austrian": "Austria",
    "swiss": "Switzerland",
    "polish": "Poland",
    "czech": "Czechia",
    "greek": "Greece",
    "irish": "Ireland",
    "british": "United Kingdom",
    "english": "England",
    "scottish": "Scotland",
    "welsh": "Wales",
    "american": "United States",
    "canadian": "Canada",
    "japanese": "Japan",
    "korean": "South Korea",
    "estonian": "Estonia",
    "latvian": "Latvia",
    "lithuanian": "Lithuania",
    "hungarian": "Hungary",
    "romanian": "Romania",
    "slovenian": "Slovenia",
    "croatian": "Croatia",
    "european": "European Union",
    "australian": "Australia",
    "indian": "India",
    "chinese": "China",
    "brazilian": "Brazil",
    "turkish": "Türkiye",
    "ukrainian": "Ukraine",
    "bulgarian": "Bulgaria",
    "luxembourgish": "Luxembourg",
    "maltese": "Malta",
    "cypriot": "Cyprus",
    "slovak": "Slovakia",
    "serbian": "Serbia",
    "russian": "Russia",
    "israeli": "Israel",
    "mexican": "Mexico",
    "chilean": "Chile",
    "colombian": "Colombia",
    "argentinian": "Argentina",
    "south african": "South Africa",
    "kenyan": "Kenya",
    "nigerian": "Nigeria",
    "singaporean": "Singapore",
    "taiwanese": "Taiwan",
    "new zealander": "New Zealand",
}
"""Adjectives of places people ask about; the general case, not a list of our cases."""

ALIASES = {
    "uk": "United Kingdom",
    "britain": "United Kingdom",
    "great britain": "United Kingdom",
    "us": "United States",
    "usa": "United States",
    "the us": "United States",
    "eu": "European Union",
    "holland": "Netherlands",
    "the netherlands": "Netherlands",
}
"""Other names of countries, in lower case."""
_PRONOUNS = frozenset({"us"})
"""Those of them that a text in lower case uses as a word of the language."""
_OTHER_COUNTRIES = frozenset({*DEMONYMS.values(), *ALIASES.values()})
_OTHER_PLACES = frozenset(place.lower() for place in _OTHER_COUNTRIES) | DEMONYMS.keys() | ALIASES.keys()
_TOKEN = re.compile(r"[\w’'&-]+")


@dataclass(frozen=True)
class Gazetteer:
    """Known names, looked up without regard to case."""

    known: tuple[KnownName, ...]
    towns: Mapping[str, frozenset[str]] = field(default_factory=dict)  # country → places in it
    headline_words: frozenset[str] = frozenset()  # names only where a question gives them a capital

    @cached_property
    def _by_key(self) -> dict[str, KnownName]:
        table = {place.lower(): KnownName(place, NameKind.PLACE) for place in _OTHER_COUNTRIES}
        for name in self.known:
            table[name.text.lower()] = name
        for name in self.known:
            table.setdefault(name.text.lower().removeprefix("the "), name)
        for alias, place in {**ALIASES, **DEMONYMS}.items():
            table.setdefault(alias, table.get(place.lower(), KnownName(place, NameKind.PLACE)))
        return table

    @cached_property
    def _longest(self) -> Mapping[str, int]:
        """Words of the longest name that begins with a word."""
        longest: dict[str, int] = {}
        for key in self._by_key:
            first, *others = [match.group() for match in _TOKEN.finditer(key)] or [key]
            longest[first] = max(longest.get(first, 1), 1 + len(others))
        return longest

    def find(self, text: str) -> tuple[KnownName, ...]:
        """Known names in a text, in order, the longest match at each place, each once."""
        return tuple(dict.fromkeys(name for name, _, _ in self.find_spans(text)))

    def find_with_sources(self, text: str) -> tuple[KnownName, ...]:
        """Known names in a text that sources of the library are about."""
        return tuple(name for name in self.find(text) if name.sources)

    def find_spans(self, text: str) -> tuple[tuple[KnownName, int, int], ...]:
        """Known names with the characters [start, end) they stand at, in order."""
        tokens = list(_TOKEN.finditer(text))
        found: list[tuple[KnownName, int, int]] = []
        at = 0
        while at < len(tokens):
            size = self._match(tokens, at)
            if size:
                key = _key(tokens[at : at + size])
                found.append((self._by_key[key], tokens[at].start(), tokens[at + size - 1].end()))
            at += size or 1
        return tuple(found)

    def _match(self, tokens: list[re.Match[str]], at: int) -> int:
        longest = max(self._longest.get(first, 0) for first in (tokens[at].group().lower(), _key(tokens[at : at + 1])))
        for size in range(min(longest, len(tokens) - at), 0, -1):
            key = _key(tokens[at : at + size])
            if key in self._by_key and not self._is_common_word(key, tokens[at].group()):
                return size
        return 0

    def _is_common_word(self, key: str, written: str) -> bool:
        """True for "us", "trace" or "desire" in lower case: names in capitals that are words of the language, too."""
        name = self._by_key[key].text
        if written[:1].islower() and (
            key in self.headline_words or not names(f"of {name.lower()} {name}") or set(key.split()) <= _GENERIC_WORDS
        ):
            return True
        return not written.isupper() and (key == "us" or (name.isupper() and len(name) > 4))


def build_gazetteer(sources: Iterable[Source]) -> Gazetteer:
    """The names of the library's sources: what they are about, their places and their partners."""
    gathered: dict[tuple[str, NameKind], set[str]] = {}
    towns: dict[str, frozenset[str]] = {}
    headlines: dict[str, frozenset[str]] = {}
    for source in sources:
        headlines[source.id] = _words_of_headline(source.details.title)
        for country, places in _towns_of(source).items():
            towns[country] = towns.get(country, frozenset()) | places
        for kind, name in _names_of(source):
            gathered.setdefault((name, kind), set()).add(source.id)
    order = {NameKind.CASE: 1, NameKind.PLACE: 2, NameKind.ORGANISATION: 0}  # a later entry wins a shared spelling
    found = [KnownName(text, kind, frozenset(ids)) for (text, kind), ids in gathered.items()]
    known = tuple(sorted(found, key=lambda name: (order[name.kind], name.text)))
    return Gazetteer(known, towns, _headline_words(known, headlines))


def _headline_words(known: Iterable[KnownName], headlines: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Names of one word that are known by nothing but titles whose words all have capitals.

    Args:
        known: all names.
        headlines: the words of such a title, by source.
    """
    elsewhere = {
        name.text.lower()
        for name in known
        if name.kind is NameKind.PLACE or any(name.text.lower() not in headlines[id_] for id_ in name.sources)
    }
    return frozenset().union(*headlines.values()) - elsewhere - _OTHER_PLACES


def _towns_of(source: Source) -> dict[str, frozenset[str]]:
    """The places of a source on one country alone, by that country; {} for any other source."""
    countries = [place for place in source.details.places if is_country(place)]
    if len(countries) != 1:
        return {}
    return {countries[0]: frozenset(place for place in source.details.places if place != countries[0])}


def case_name(source: Source) -> str:
    """What a source is about, in a few words: its title up to the colon, without its place ("Decoupling 2030")."""
    title = source.details.title
    head = _TITLE_BREAK.split(title, maxsplit=1)[0].strip()
    if not head or head.lower() in _GENERIC_HEADS:
        return title
    for place in source.details.places:
        shorter = re.sub(rf",? in {re.escape(place)}$", "", head)
        head = shorter if names(shorter) else head
    first, joined, _ = head.partition(" and the ")
    return first if joined and len(names(first)) == 1 and len(first.split()) > 1 else head


_LONGEST_HEAD = 3
"""Words up to which the beginning of a case study's title is its name although only the first is a capital one."""
_TITLE_BREAK = re.compile(r"\s*[:–—(]\s*|\s-\s")
_GENERIC_WORDS = frozenset(
    [
        "action",
        "capacity",
        "city",
        "climate",
        "government",
        "industrial",
        "innovation",
        "mission",
        "national",
        "policy",
        "programme",
        "public",
        "sector",
        "sectors",
        "strategy",
        "top",
    ]
)
"""Names made of these alone ("Innovation Policy") are names only where they are written with a capital."""
_GENERIC_HEADS = frozenset(
    (
        "walkthrough",
        "workshop",
        "webinar",
        "interview",
        "transcript",
        "report",
        "case",
        "case study",
        "article",
        "note",
        "talk",
    )
)
"""Beginnings of titles that say only what kind of thing it is."""


def _names_of(source: Source) -> Iterable[tuple[NameKind, str]]:
    places = {place.lower() for place in source.details.places}
    subject = case_name(source)
    if (_is_name(subject) or _names_its_case(source, subject)) and subject.lower() not in places:
        yield NameKind.CASE, subject
    head = _TITLE_BREAK.split(source.details.title, maxsplit=1)[0]
    for name in names(source.details.title):
        if len(name) > 2 and name.lower() not in places and name.lower() not in _OTHER_PLACES:
            yield NameKind.CASE if name in head and not _is_generic(name) else NameKind.ORGANISATION, name
    for place in source.details.places:
        yield NameKind.PLACE, place
    for organisations in source.details.partners.values():
        for organisation in organisations:
            yield NameKind.ORGANISATION, organisation


def _words_of_headline(title: str) -> frozenset[str]:
    """The names of one word, in lower case, in a title whose words all have capitals ("How to File a Claim").

    There a capital makes no name; () for any other title.
    """
    plain = [word for word in _TOKEN.findall(title) if word.lower() not in STOP_WORDS and not word.isupper()]
    if len(plain) < 2 or any(word[0].islower() for word in plain):
        return frozenset()
    return frozenset(name.lower() for name in names(title) if name in plain and name.istitle())


def _is_generic(name: str) -> bool:
    """True for "Missions" or "Germany's": a single word that does not name a case by itself."""
    return (
        name.lower() in {"missions", "mission"} or name.lower().removesuffix("'s").removesuffix("’s") in _OTHER_PLACES
    )


def _is_name(subject: str) -> bool:
    """True for "Decoupling 2030" and "Viable Cities", not for "Pitfalls" or "Governing a mission"."""
    return bool(names(subject)) and len(subject.split()) <= 6


def _names_its_case(source: Source, subject: str) -> bool:
    """True for the few words before the colon of a case study's title ("Vorby: …", "Imagine if we: …")."""
    first, *others = subject.split(" ")
    short = len(others) < _LONGEST_HEAD and first.isalpha() and first not in {"A", "An", "The"}
    return source.details.kind == CASE_STUDY and short and subject != source.details.title


def _key(tokens: list[re.Match[str]]) -> str:
    joined = " ".join(token.group() for token in tokens).lower()
    return re.sub(r"[’']s$", "", joined)


def mentions(text: str, place: str) -> bool:
    """True when a text names a place, its people or ways ("Danish" for Denmark), or a country by another name."""
    said = text.lower()
    place = ALIASES.get(place.lower(), place)
    adjectives = [adjective for adjective, country in DEMONYMS.items() if country == place]
    aliases = [alias for alias, country in ALIASES.items() if country == place and alias not in _PRONOUNS]
    return any(re.search(rf"\b{re.escape(word)}\b", said) for word in (place.lower(), *adjectives, *aliases))


def is_country(place: str) -> bool:
    """True for the name of a country, or of a union of them."""
    return place in _OTHER_COUNTRIES


def without_names(text: str, gazetteer: Gazetteer) -> str:
    """A text without the names in it, known or capitalised: what is asked of them ("How is … governed?")."""
    for _, start, end in reversed(gazetteer.find_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    for name in names(text):
        text = text.replace(name, " ")
    return " ".join(text.split())
