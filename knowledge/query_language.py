"""What people type into the search box: words, "exact phrases", -exclusions and field words such as place:Denmark.

Nothing typed is an error: what is no phrase, exclusion or known field is a word. What was understood goes back to text,
for the address of the page, and that text is understood as the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from knowledge.catalogue import Catalogue
from knowledge.phrases import plain
from knowledge.types import Query, Scope
from knowledge.vocabulary import vocabulary

LONGEST_TEXT: Final = 8_000
"""Characters, as many as an address can hold; what is pasted behind them is left out."""
MOST_FOUND_BY_NAME: Final = 20
"""Values that one field word can stand for ("source:denmark")."""


class Field(StrEnum):
    """What a field word filters by, by the name that stands in the address."""

    THEME = "theme"
    KIND = "kind"
    PLACE = "place"
    SECTOR = "sector"
    ELEMENT = "element"
    SPEAKER = "speaker"
    SOURCE = "source"
    YEAR = "year"


SCOPE_FIELDS: Final[Mapping[Field, str]] = {
    Field.THEME: "themes",
    Field.KIND: "kinds",
    Field.PLACE: "places",
    Field.SECTOR: "sectors",
    Field.ELEMENT: "playbook_elements",
    Field.SPEAKER: "speakers",
    Field.SOURCE: "sources",
}
"""Where a field's values stand in a scope; years have two attributes of their own."""

_NAMES: Final[Mapping[str, Field]] = {
    **{field.value: field for field in Field},
    **{f"{field.value}s": field for field in Field},
    "country": Field.PLACE,
    "type": Field.KIND,
    "playbook": Field.ELEMENT,
    "who": Field.SPEAKER,
    "date": Field.YEAR,
}
_QUOTES: Final = str.maketrans("“”„‟«»＂\0", '""""""" ')
_TOKEN: Final = re.compile(r'(?P<minus>-+)?"(?P<phrase>[^"]*)"|(?P<word>[^\s":]+:(?:"[^"]*"|[^\s"]+)|[^\s"]+)|"')
_YEARS: Final = re.compile(r"(?P<first>\d{4})?(?P<to>-|–|\.\.)?(?P<last>\d{4})?")


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What field words can stand for: id -> words for people, by field. Fields with no list take any value."""

    of: Mapping[Field, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A field's value that nothing in the library has, and values that are spelt much like it."""

    field: Field
    value: str
    close: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood. ``scope`` holds the phrases and exclusions, too."""

    words: str  # free words, in the order typed
    scope: Scope = Scope()
    unknown: tuple[UnknownValue, ...] = ()

    @property
    def text(self) -> str:
        """What is searched for: the words and the phrases' words; the filters' when there are no others."""
        return " ".join(part for part in (self.words, *self.scope.phrases) if part) or _scope_words(self.scope)

    def query(self, *, limit: int = 10) -> Query:
        """The query to send to `Library.search`."""
        return Query(self.text, scope=self.scope, limit=limit)


def known_values(catalogue: Catalogue) -> KnownValues:
    """What field words can stand for in this library."""
    words, sources = vocabulary(), catalogue.sources()
    places = {place for source in sources for place in source.details.places}
    return KnownValues(
        {
            Field.THEME: words.themes,
            Field.KIND: words.kinds,
            Field.SECTOR: words.sectors,
            Field.ELEMENT: words.playbook_elements,
            Field.PLACE: {place: place for place in sorted(places)},
            Field.SPEAKER: {speaker: speaker for speaker in catalogue.speakers()},
            Field.SOURCE: {source.id: source.details.title for source in sources},
        }
    )


def parse_query(text: str, known: KnownValues = KnownValues()) -> ParsedQuery:
    """What a person typed, understood as far as it can be.

    Args:
        text: anything.
        known: what field words can stand for; without it they are taken as they are.
    """
    reading = _Reading(known)
    for token in _TOKEN.finditer(text[:LONGEST_TEXT].translate(_QUOTES)):
        phrase, word = token.group("phrase"), token.group("word")
        if phrase is not None:
            reading.phrase(" ".join(phrase.split()), excluded=token.group("minus") is not None)
        elif word is not None:
            reading.word(word)
    return reading.parsed()


def query_text(parsed: ParsedQuery) -> str:
    """What was understood as text that is understood the same: words, phrases, exclusions, fields."""
    return " ".join(part for part in (parsed.words, scope_text(parsed.scope)) if part)


def scope_text(scope: Scope) -> str:
    """A scope in the words of the search box."""
    parts = [f'"{phrase}"' for phrase in scope.phrases]
    parts += [f'-"{words}"' if " " in words else f"-{words}" for words in scope.excluded]
    for name, attribute in SCOPE_FIELDS.items():
        parts += [f"{name.value}:{_written(value)}" for value in getattr(scope, attribute)]
    if scope.first_year is not None or scope.last_year is not None:
        parts.append(f"{Field.YEAR.value}:{_written_years(scope.first_year, scope.last_year)}")
    return " ".join(parts)


class _Reading:
    """Collects what the tokens say."""

    def __init__(self, known: KnownValues) -> None:
        self._known = known
        self._words: list[str] = []
        self._phrases: list[str] = []
        self._excluded: list[str] = []
        self._values: dict[Field, list[str]] = {name: [] for name in SCOPE_FIELDS}
        self._years: list[tuple[int | None, int | None]] = []
        self._unknown: list[UnknownValue] = []

    def phrase(self, phrase: str, *, excluded: bool) -> None:
        if _says_something(phrase):
            (self._excluded if excluded else self._phrases).append(phrase)

    def word(self, token: str) -> None:
        name, colon, value = token.partition(":")
        field_ = _NAMES.get(name.casefold()) if colon else None
        if token.startswith("-") and _says_something(token):
            self._excluded.append(" ".join(token.lstrip("-").replace('"', " ").split()))
        elif field_ is not None and _says_something(value):
            self._field(field_, value, token)
        else:
            self._plain_words(token if field_ is None else name)

    def parsed(self) -> ParsedQuery:
        first, last = _widest(self._years)
        scope = Scope(
            **{attribute: tuple(dict.fromkeys(self._values[name])) for name, attribute in SCOPE_FIELDS.items()},
            first_year=first,
            last_year=last,
            phrases=tuple(dict.fromkeys(self._phrases)),
            excluded=tuple(dict.fromkeys(self._excluded)),
        )
        return ParsedQuery(" ".join(self._words), scope, tuple(sorted(dict.fromkeys(self._unknown), key=_field_order)))

    def _field(self, name: Field, value: str, token: str) -> None:
        if name is Field.YEAR:
            years = _years(value.strip('"'))
            if years is None:
                self._plain_words(token)
            else:
                self._years.append(years)
            return
        alternatives = [value.strip('"')] if value.startswith('"') else value.split(",")
        for one in alternatives:
            if _says_something(one):
                self._values[name] += self._meant(name, " ".join(one.split()))

    def _meant(self, name: Field, value: str) -> Sequence[str]:
        """The ids that a value stands for: exactly, or else those that hold its words; itself when there are none."""
        known = self._known.of.get(name)
        if known is None:
            return [value]
        found = _matching(value, known)
        if not found:
            self._unknown.append(UnknownValue(name, value, _close(value, known)))
        return found or [value]

    def _plain_words(self, token: str) -> None:
        # Written back, a word must not become an exclusion or a field.
        loose = token.replace('"', " ").replace(":", " ") if '"' in token else token
        self._words += [word.lstrip("-").rstrip(":") for word in loose.split() if _says_something(word)]


def _field_order(unknown: UnknownValue) -> int:
    """The order in which `scope_text` writes the fields, so that what was understood reads the same from its text."""
    return list(SCOPE_FIELDS).index(unknown.field)


def with_scope(parsed: ParsedQuery, chosen: Scope) -> ParsedQuery:
    """The same with what was chosen elsewhere: values are added field by field, years take the place of others."""
    added = {
        name: tuple(dict.fromkeys((*getattr(parsed.scope, name), *getattr(chosen, name))))
        for name in (*SCOPE_FIELDS.values(), "phrases", "excluded")
    }
    scope = replace(parsed.scope, **added)  # type: ignore[arg-type]  # these fields hold words only
    first = scope.first_year if chosen.first_year is None else chosen.first_year
    last = scope.last_year if chosen.last_year is None else chosen.last_year
    return replace(parsed, scope=replace(scope, first_year=first, last_year=last))


def _matching(value: str, known: Mapping[str, str]) -> list[str]:
    if value in known:
        return [value]
    wanted = _folded(value)
    exactly = [id_ for id_, label in known.items() if wanted in (_folded(id_), _folded(label))]
    if exactly:
        return exactly[:1]
    begins = re.compile(rf"(?<!\w){re.escape(wanted)}")
    held = [id_ for id_, label in known.items() if begins.search(_folded(id_)) or begins.search(_folded(label))]
    return held[:MOST_FOUND_BY_NAME]


def _close(value: str, known: Mapping[str, str]) -> tuple[str, ...]:
    labels = {_folded(label): label for label in known.values()}
    return tuple(labels[match] for match in get_close_matches(_folded(value), labels, n=3, cutoff=0.7))


def _folded(text: str) -> str:
    return plain(text).replace("-", " ")


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _years(text: str) -> tuple[int | None, int | None] | None:
    match = _YEARS.fullmatch(text)
    if match is None or not (match["first"] or match["last"]):
        return None
    first, last = (int(part) if part else None for part in (match["first"], match["last"]))
    if not match["to"]:
        return (first, first) if last is None else None
    return (last, first) if first and last and first > last else (first, last)


def _widest(years: Sequence[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """The span that holds all of them; open where one of them is."""
    firsts, lasts = [first for first, _ in years if first], [last for _, last in years if last]
    first = min(firsts) if firsts and len(firsts) == len(years) else None
    last = max(lasts) if lasts and len(lasts) == len(years) else None
    return first, last


def _written(value: str) -> str:
    return value if re.fullmatch(r"[^\s\",]+", value) else f'"{value}"'


def _written_years(first: int | None, last: int | None) -> str:
    if first == last:
        return f"{first:04d}"
    return f"{'' if first is None else f'{first:04d}'}-{'' if last is None else f'{last:04d}'}"


def _scope_words(scope: Scope) -> str:
    """What a scope is about, for a search that is given nothing else."""
    words = vocabulary()
    labels = [words.themes.get(theme, theme) for theme in scope.themes]
    labels += [words.sectors.get(sector, sector) for sector in scope.sectors]
    labels += [words.playbook_elements.get(element, element) for element in scope.playbook_elements]
    labels += [words.kinds.get(kind, kind) for kind in scope.kinds]
    named = [source_id.replace("-", " ") for source_id in scope.sources]  # ids are made of titles
    years = [str(year) for year in (scope.first_year, scope.last_year) if year is not None]
    return " ".join(dict.fromkeys((*labels, *scope.places, *scope.speakers, *named, *years)))
