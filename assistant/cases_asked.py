"""Questions for the cases that there are ("Which cases are from Sweden?"): answered from what the sources' records say.

No passage says of itself that it is a case from Sweden, so that search and judgement have nothing to go by. Each case
that fits is shown with the sentence that says what it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from assistant.coverage import countries
from assistant.gazetteer import Gazetteer, NameKind, case_name, is_country
from assistant.quoting.compose import Composed
from assistant.quoting.sectors import entry_stems, sectors_of
from assistant.words import content_stems
from knowledge.answer import Block, BlockKind, Citation, Statement
from knowledge.cases import Aspect, sentence_on
from knowledge.catalogue import Catalogue
from knowledge.library import Library
from knowledge.types import Query, Source
from knowledge.vocabulary import CASE_STUDY, vocabulary

MOST: Final = 8
"""Cases shown where no number was asked for; more are counted and named."""
MOST_NAMED: Final = 15
"""Cases named beyond those shown; the Library page lists all."""
MOST_COUNTRIES: Final = 15
"""Countries shown, each with one case."""
_PLACE: Final = "@"
"""Stands for each place in the question."""
_PLACES: Final = rf"{_PLACE}(?:(?:,| and| or|, and|, or) {_PLACE})*"
_NOUN: Final = (
    rf"(?:(?:good|other|more|some|any|all|the|your|an?|{_PLACES}|mission|case) )*"
    r"(?:cases?|stud(?:y|ies)|examples?|missions?|mission cities|programmes?|initiatives?)"
    rf"(?: (?:of|on|with) (?:an? |the )?(?:(?:{_PLACES}|mission) )?(?:missions?|cases|cities|mission work))?"
)
_COUNT: Final = "|".join(("one", "two", "three", "four", "five", "six", "seven", "eight"))
_ASKING: Final = (
    r"(?:(?:which|what)|(?:is|are) there|(?:do you|does the library) (?:have|hold|know)"
    r"|(?:(?:can|could) you )?(?:show|list|give|name|tell)(?: me| us)?(?: about| of)?)"
)
_STANDING: Final = (
    r"(?: (?:are|is|come|comes|do you have|do you know|does the library have|does the library hold|are there))?"
)
_IN_LIBRARY: Final = r"(?: (?:there|here|covered|in (?:the|your|this) library))?"
_FROM_PLACES: Final = rf"(?: (?:from|in|of|about|on) (?:the )?{_PLACES})?"
_COUNTED: Final = rf"(?:(?P<count>{_COUNT}|\d) )?"
_FROM_PLACE: Final = re.compile(
    rf"(?:please )?(?:{_ASKING} )?{_COUNTED}{_NOUN}{_STANDING}{_IN_LIBRARY}{_FROM_PLACES}(?:,? please)?",
    re.IGNORECASE,
)
_OF_ALL: Final = re.compile(
    rf"(?:please )?(?:(?:which|what) {_NOUN}"
    r" (?:are (?:there|here|covered)|do you (?:have|know)|does the library (?:have|hold))"
    rf"|{_ASKING} (?:(?P<count>{_COUNT}|\d) |all )?(?:of )?(?:the |your )?"
    r"(?:(?:examples? of )?(?:mission )?(?:cases|case studies)|examples? of missions))"
    rf"{_IN_LIBRARY}(?:,? please)?",
    re.IGNORECASE,
)
_HOW_MANY: Final = re.compile(
    rf"how many (?:(?:{_PLACES}|mission) )?(?:cases|case studies|examples){_STANDING}{_IN_LIBRARY}{_FROM_PLACES}",
    re.IGNORECASE,
)
_COUNTRIES: Final = re.compile(
    rf"(?:(?:which|what) countries|(?:from|in) (?:which|what) countries)(?: (?:have|run|has|do|use|are|with|there"
    rf"|{_NOUN}|you|come|from|covered|in|the|library|represented))*",
    re.IGNORECASE,
)
_ABOUT: Final = (
    r"(?:(?:(?:are|is|works?|working|focus(?:es|ed|ing)?) )?(?:about|on|in|for|around)|(?:deals?|dealing) with"
    r"|(?:address|tackle|cover|concern)(?:s|es|ing)?)"
)
_ON_THEME: Final = re.compile(
    rf"(?:please )?(?:{_ASKING} )?{_COUNTED}{_NOUN}(?: (?:from|in) {_PLACES})?{_STANDING} (?:that |which )?{_ABOUT}"
    r" (?:the (?:field|theme|subject|topic) of )?(?:the )?(?P<theme>[a-z][a-z-]*(?: [a-z-]+){0,3})(?:,? please)?",
    re.IGNORECASE,
)
_A_COUNTRY: Final = rf"(?:the )?{_PLACES}"
_OF_COUNTRY: Final = re.compile(
    rf"(?:(?:what|how) (?:has|have|did|does|do|is|are) {_A_COUNTRY}"
    r" (?:done|do|doing|use|using|run|running|work|working)(?: (?:on|about|with|for|in|around))?"
    r" (?:its |the |any )?missions?"
    rf"|(?:what|which) missions (?:has|have|did|does|do|is|are) {_A_COUNTRY}"
    r" (?:got|have|run|running|do|doing|set|started)"
    rf"|(?:has|have|does|do) {_A_COUNTRY} (?:got|have|run|do|use) (?:any |a )?missions?"
    rf"|what (?:is|has been) (?:happening|going on|done) (?:on|about|with) missions in {_A_COUNTRY})",
    re.IGNORECASE,
)
_WITH_PARTNERS: Final = re.compile(
    rf"{_ASKING} {_NOUN}(?: (?:from|in) {_PLACES})? (?:that |which |where )?"
    r"(?:involved?|involving|includ(?:e|es|ed|ing)|ha(?:ve|s|d)|work(?:ed)? with|working with|with|are (?:there )?with"
    r"|got)"
    r" (?:an? |the |any )?(?P<member>[a-z]+(?: and research)?)"
    r"(?: (?:as partners?|as an? partner|on board|among (?:the|their) partners|(?:are )?involved|taking part))?",
    re.IGNORECASE,
)
_MEMBER: Final = (
    r"(?:an? |the )?(?P<member>(?!citizens|people|residents)[a-z]+(?: and research| society(?: organi[sz]ations?)?)?)"
)
"""What citizens can do in a mission is a matter of method, of which a guide tells more than a list of cases."""
_OF_ONE_KIND: Final = frozenset({"philanthropy", "business", "academia", "civil-society"})
"""Sectors whose members do the same in one case as in another; a ministry does not what a municipality does."""
_IN_MISSIONS: Final = r"(?: (?:in|for|to|with|on|within) (?:an? |the |their )?mission(?:s| work)?)"
_PART_OF_SECTOR: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what (?:can|could|do|does|did) {_MEMBER} (?:do|contribute|bring|add){_IN_MISSIONS}?",
        rf"(?:what|which) (?:roles?|part) (?:can|could|do|does|did|have|has) {_MEMBER} (?:play|played|take|had)"
        rf"{_IN_MISSIONS}?",
        rf"what (?:is|are|was|can be) the (?:roles?|part) of {_MEMBER}{_IN_MISSIONS}?",
        rf"how (?:are|were) {_MEMBER} involved{_IN_MISSIONS}",
    )
)


@dataclass(frozen=True, slots=True)
class CasesAsked:
    """Which cases are asked for: of any of the places, with a partner of any of the sectors, on any of the themes.

    Where there is no place, no sector or no theme, all are.
    """

    places: tuple[str, ...] = ()
    sectors: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    each_country: bool = False  # one case of each country
    counted: bool = False  # how many there are is to be said
    most: int = MOST


@dataclass(frozen=True, slots=True)
class CasesFound:
    """The cases shown, each with a sentence, and those there are beside them."""

    composed: Composed
    others: tuple[str, ...]  # names of those that are not shown
    countries: tuple[str, ...]  # of all that there are

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.composed.citations) + len(self.others)


def cases_asked(text: str, gazetteer: Gazetteer) -> CasesAsked | None:
    """What a question asks that asks for nothing but cases; None for any other."""
    plain, places = _without_places(text, gazetteer)
    if _COUNTRIES.fullmatch(plain):
        return CasesAsked(each_country=True, most=MOST_COUNTRIES)
    if _HOW_MANY.fullmatch(plain):
        return CasesAsked(places, counted=True)
    if match := (_FROM_PLACE.fullmatch(plain) if places else _OF_ALL.fullmatch(plain)):
        return CasesAsked(places, most=_number(match["count"]))
    if _OF_COUNTRY.fullmatch(plain) and all(map(is_country, places)):
        return CasesAsked(places)
    if (match := _WITH_PARTNERS.fullmatch(plain)) and (sectors := sectors_of(match["member"])):
        return CasesAsked(places, sectors)
    if (match := _part_of_sector(plain)) and (sectors := sectors_of(match["member"])) and sectors <= _OF_ONE_KIND:
        return CasesAsked(places, sectors)
    if (match := _ON_THEME.fullmatch(plain)) and (themes := _themes_of(match["theme"])):
        return CasesAsked(places, themes=themes, most=_number(match["count"]))
    return None


def _part_of_sector(plain: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(plain) for pattern in _PART_OF_SECTOR)), None)


def find_cases(library: Library, asked: CasesAsked, query: Query, most: int | None) -> CasesFound | None:
    """The cases that are asked for, those nearest to the question first, or None where there is none.

    Args:
        library: where they are.
        asked: which.
        query: the question, with the filter that the person has set.
        most: how many sentences at most, if that was asked for.

    Raises:
        AssistantError: the library cannot be read or the search model cannot be run.
    """
    fitting = _nearest_first(library, _fitting(library.catalogue.sources(query.scope), asked), query)
    known = countries(fitting)
    shown = _one_of_each(fitting, known) if asked.each_country else fitting
    rows = list(islice(_rows(library.catalogue, shown, asked), min(asked.most, most or asked.most)))
    if not rows:
        return None
    citations = tuple(replace(citation, number=number) for number, (_, citation) in enumerate(rows, 1))
    statements = tuple(Statement(one.quote, (one.number,)) for one in citations)
    block = Block(BlockKind.TABLE, statements, row_labels=tuple(label for label, _ in rows))
    cited = {citation.source_id for citation in citations}
    others = tuple(case_name(source) for source in shown if source.id not in cited)
    return CasesFound(Composed((block,), citations), others, tuple(sorted(known)))


def beyond_shown(asked: CasesAsked, found: CasesFound) -> str:
    """What is not shown, in words for people; "" where all is."""
    shown = len(found.composed.citations)
    if asked.each_country:
        return f"The library holds cases from {len(found.countries)} countries: {', '.join(found.countries)}."
    if found.count == shown:
        return (
            f"The library holds {found.count} {'case' if shown == 1 else 'cases'} of this kind."
            if asked.counted
            else ""
        )
    counted = f"The library holds {found.count} cases of this kind; {shown} are shown."
    if asked.most < MOST or len(found.others) > MOST_NAMED:
        return f"{counted} The Library page lists all of them."
    return f"{counted} {'The other is' if len(found.others) == 1 else 'The others are'} {'; '.join(found.others)}."


def _without_places(text: str, gazetteer: Gazetteer) -> tuple[str, tuple[str, ...]]:
    """The question with a sign for each place, and the places."""
    plain, places = text, []
    for name, start, end in reversed(gazetteer.find_spans(text)):
        if name.kind is NameKind.PLACE and name.sources:
            plain = f"{plain[:start]}{_PLACE}{plain[end:]}"
            places.append(name.text)
    words = re.sub(r"[’']s\b", " is", plain)
    return re.sub(r"\s+", " ", words).strip(" .?!"), tuple(reversed(places))


def _themes_of(words: str) -> frozenset[str]:
    """The themes of the library's vocabulary that all of these words belong to."""
    known, asked = vocabulary(), content_stems(words)
    named = entry_stems(known.themes, known.theme_words)
    return frozenset(id_ for id_, stems in named.items() if asked and asked <= stems)


def _number(word: str | None) -> int:
    if not word:
        return MOST
    return min(int(word) if word.isdigit() else _COUNT.split("|").index(word.lower()) + 1, MOST) or MOST


def _fitting(sources: Sequence[Source], asked: CasesAsked) -> list[Source]:
    return [
        source
        for source in sources
        if source.details.kind == CASE_STUDY
        and (not asked.places or set(asked.places) & set(source.details.places))
        and (not asked.themes or asked.themes & set(source.details.themes))
        and (not asked.sectors or _partners(source.details.partners, asked.sectors))
    ]


def _nearest_first(library: Library, sources: Sequence[Source], query: Query) -> list[Source]:
    if not sources:
        return []
    within = replace(query.scope, sources=tuple(source.id for source in sources))
    found = library.search(replace(query, scope=within, limit=len(sources), most_per_source=1))
    place = {one.source.id: at for at, one in enumerate(found.passages)}
    return sorted(sources, key=lambda source: place.get(source.id, len(place)))


def _one_of_each(sources: Sequence[Source], known: frozenset[str]) -> list[Source]:
    of_country = {
        place: source for source in reversed(sources) for place in source.details.places[:1] if place in known
    }
    return [of_country[place] for place in sorted(of_country)]


def _rows(catalogue: Catalogue, sources: Sequence[Source], asked: CasesAsked) -> Iterator[tuple[str, Citation]]:
    for source in sources:
        aspect = Aspect.PARTNERS if asked.sectors else Aspect.MISSION
        citation = sentence_on(catalogue, source.id, aspect, _partners(source.details.partners, asked.sectors))
        if citation is not None:
            name = case_name(source)
            yield f"{source.details.places[0]}: {name}" if asked.each_country else name, citation


def _partners(partners: Mapping[str, Sequence[str]], sectors: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for sector, names in partners.items() if sector in sectors for name in names)
