"""How wide an answer's ground is, in one line: "3 cases, 2 countries, 2022-2024, no workshop material"."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.phrasing import listed, with_article
from knowledge.types import Source

_KIND_NAMES = {
    "case-study": ("case", "cases"),
    "practice-guide": ("guide", "guides"),
    "workshop-report": ("workshop report", "workshop reports"),
    "transcript": ("transcript", "transcripts"),
    "report": ("report", "reports"),
    "article": ("article", "articles"),
    "slides": ("slide deck", "slide decks"),
    "web-page": ("web page", "web pages"),
    "note": ("note", "notes"),
}
_WORKSHOP_KINDS = frozenset({"transcript", "workshop-report"})
_NOT_COUNTRIES = frozenset(
    {"European Union", "Europe", "EU", "International", "Global", "World", "Nordic countries", "Nordics"}
)
_YEAR = re.compile(r"\d{4}")


def coverage_line(sources: Iterable[Source], library_countries: frozenset[str]) -> str:
    """The line for the sources an answer cites, "" for none.

    Args:
        sources: those cited.
        library_countries: what counts as a country; in a starter file the first place is one (docs/library-format.md).
    """
    cited = tuple({source.id: source for source in sources}.values())
    if not cited:
        return ""
    parts = [_kinds(cited), _countries(cited, library_countries), _years(cited)]
    if not any(source.details.kind in _WORKSHOP_KINDS for source in cited):
        parts.append("no workshop material")
    return ", ".join(part for part in parts if part)


def countries(sources: Iterable[Source]) -> frozenset[str]:
    """The countries of a library: the first place of each source, unless it is a union of countries."""
    first = (source.details.places[0] for source in sources if source.details.places)
    return frozenset(place for place in first if place not in _NOT_COUNTRIES)


def no_source_on(places: Iterable[str], library_countries: frozenset[str]) -> str:
    """That the library has nothing on these countries, and which it has; "" where it lacks none or has none.

    Args:
        places: countries that a question names and no source is on.
        library_countries: those of the library's sources.
    """
    lacking, held = sorted(set(places) - library_countries), sorted(library_countries)
    if not lacking or not held:
        return ""
    lacking, held = [with_article(place) for place in lacking], [with_article(place) for place in held]
    return f"No source is on {listed(lacking, 'or')}. The library's sources are on {listed(held)}."


def _kinds(cited: Sequence[Source]) -> str:
    counts = Counter(source.details.kind for source in cited)
    return ", ".join(
        _counted(number, *_KIND_NAMES.get(kind, ("source", "sources"))) for kind, number in counts.most_common()
    )


def _countries(cited: Sequence[Source], library_countries: frozenset[str]) -> str:
    named = {place for source in cited for place in source.details.places if place in library_countries}
    wide = any(place in _NOT_COUNTRIES for source in cited for place in source.details.places[:1])
    parts = ["international"] if wide else []
    if named:
        parts.insert(0, f"1 country ({next(iter(named))})" if len(named) == 1 else f"{len(named)} countries")
    return ", ".join(parts)


def _years(cited: Sequence[Source]) -> str:
    """The years the sources are about, from first to last; a source without a period counts by its date."""
    first: list[int] = []
    last: list[int] = []
    for source in cited:
        period = source.details.period
        if period is not None:
            first.append(period.first)
            last.append(period.last or period.first)
        elif match := _YEAR.match(source.details.date or ""):
            first.append(int(match.group()))
            last.append(int(match.group()))
    if not first:
        return ""
    return str(min(first)) if min(first) == max(last) else f"{min(first)}-{max(last)}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
