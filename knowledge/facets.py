"""Ways on from a search: counts to narrow it by, filters to drop when nothing is found, and more like one excerpt."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Catalogue, in_scope
from knowledge.lookup import READ, looked_up, rarest_words
from knowledge.query_language import SCOPE_FIELDS, Field
from knowledge.types import Passage, Scope, SearchResult, Source, SourceDetails, SourceStatus, Span
from knowledge.vocabulary import vocabulary
from knowledge.words import content_words, shares_stem, stem

if TYPE_CHECKING:
    from knowledge.library import Library

_OVERFETCH: Final = 3
"""Times as many neighbours asked for as are wanted: some are of the excerpt's own source, which come last."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, and how many excerpts are left when the scope is narrowed to it."""

    value: str  # what stands in the scope; a year as digits
    label: str
    excerpts: int
    sources: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field, the most frequent first (years: the latest first)."""

    field: Field
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A filter that could be dropped, and how many excerpts there are without it."""

    label: str  # "place: Denmark", "the exact phrase “mission board”", "the exclusion of “pilot”", "the filters"
    scope: Scope
    excerpts: int
    words: str = ""  # of what was dropped, to search for still: a phrase's words, in any form and order


@dataclass(frozen=True, slots=True)
class SimilarPassage:
    """A passage near another; ``cosine`` is -1..1, higher is nearer."""

    passage: Passage
    source: Source
    cosine: float


def facets_of_search(catalogue: Catalogue, words: str, result: SearchResult) -> tuple[Facet, ...]:
    """Counts over the excerpts that a search is about: those that hold its words, and those it found by meaning.

    The values of a field are counted without the field's own filter, so that one can add or change values.

    Args:
        catalogue: where they are.
        words: the free words that were typed; without any, all excerpts within the scope count.
        result: what was found.
    """
    scope = result.query.scope
    if not content_words(words):
        return facets_of_scope(catalogue, scope)
    found = Counter(ranked.source.id for ranked in result.passages)
    holding = _count_holding(catalogue, content_words(words), scope)
    counts = {id_: max(found[id_], holding.get(id_, 0)) for id_ in {*found, *holding}}
    counted = [(source, counts[source.id]) for source in catalogue.sources() if source.id in counts]
    return _facets(scope, lambda rest: [pair for pair in counted if in_scope(pair[0], rest)])


def _count_holding(catalogue: Catalogue, words: Sequence[str], scope: Scope) -> Mapping[str, int]:
    """Excerpts by source that hold all the words in any form, or else any of them; sources' filters left aside."""
    within = Scope(speakers=scope.speakers, phrases=scope.phrases, excluded=scope.excluded)
    confused = [stem(word) for word in words if shares_stem(word)]
    counts = catalogue.count_by_source(within, expression=" AND ".join(map(looked_up, words)), stems=confused)
    if counts:
        return counts
    rarest = rarest_words(words, catalogue.passages_with(words), READ)  # as the search itself does
    return catalogue.count_by_source(within, expression=" OR ".join(map(looked_up, rarest)))


def facets_of_scope(catalogue: Catalogue, scope: Scope = Scope()) -> tuple[Facet, ...]:
    """Counts over all excerpts within a scope.

    The values of a field are counted without the field's own filter, so that one can change from one to another.
    """
    counted = _count_by_source(catalogue, scope)
    return _facets(scope, lambda rest: [pair for pair in counted if in_scope(pair[0], rest)])


def narrowed(scope: Scope, field: Field, value: str) -> Scope:
    """The scope with this value of a field beside those that are chosen; a year alone."""
    if field is Field.YEAR:
        return replace(scope, first_year=int(value), last_year=int(value))
    name = SCOPE_FIELDS[field]
    return _with_values(scope, name, tuple(dict.fromkeys((*getattr(scope, name), value))))


def widened(scope: Scope, field: Field, value: str | None = None) -> Scope:
    """The scope without this value of a field, or without the field's filter."""
    if field is Field.YEAR:
        return replace(scope, first_year=None, last_year=None)
    name = SCOPE_FIELDS[field]
    return _with_values(scope, name, tuple(one for one in getattr(scope, name) if value is not None and one != value))


def _with_values(scope: Scope, name: str, values: tuple[str, ...]) -> Scope:
    return replace(scope, **{name: values})  # type: ignore[arg-type]  # SCOPE_FIELDS names the fields of this type only


def relaxations(catalogue: Catalogue, scope: Scope) -> tuple[Relaxation, ...]:
    """Which filter to drop to find anything, the one that gives least first (it is nearest to what was asked).

    When no single one helps, all filters together.
    """
    found = []
    for label, looser in _looser(scope, _names(catalogue)):
        excerpts = len(catalogue.passage_ids(looser))
        if excerpts:
            found.append(Relaxation(label, looser, excerpts, _words_lost(scope, looser)))
    if not found and not scope.is_open:
        found.append(Relaxation("the filters", Scope(), catalogue.count_passages(), _words_lost(scope, Scope())))
    return tuple(sorted(found, key=lambda one: (one.excerpts, one.label)))


def _words_lost(scope: Scope, looser: Scope) -> str:
    return " ".join(phrase for phrase in scope.phrases if phrase not in looser.phrases)


def more_like(
    library: "Library", source_id: str, version: int, span: Span, *, limit: int = 10, scope: Scope = Scope()
) -> tuple[SimilarPassage, ...]:
    """The excerpts nearest to a span: those of other sources first, then others of its own; nearest first in each.

    Args:
        library: where they are.
        source_id: the span's source.
        version: the version it is cited from.
        span: the span.
        limit: how many at most.
        scope: where to look.
    """
    own = _passages_touched(library.catalogue, source_id, version, span)
    vector = _vector(library, own, source_id, version, span)
    if vector is None:
        return ()
    near = _similar(library, vector, limit * _OVERFETCH + len(own), scope)
    near = [one for one in near if one.source.id != source_id or one.passage.ordinal not in own]
    foreign = [one for one in near if one.source.id != source_id]
    elsewhere = tuple(source.id for source in library.catalogue.sources(scope) if source.id != source_id)
    if len(foreign) < limit and elsewhere:
        # Its own source is all around it: ask again without it.
        foreign = _similar(library, vector, limit, replace(scope, sources=elsewhere))
    return tuple([*foreign, *(one for one in near if one.source.id == source_id)][:limit])


def _similar(library: "Library", vector: NDArray[np.float32], n: int, scope: Scope) -> list[SimilarPassage]:
    near = library.nearest(vector[np.newaxis], n, scope)[0]
    passages = library.catalogue.passages(one.passage_id for one in near)
    found = ((passages[one.passage_id], one.cosine) for one in near if one.passage_id in passages)
    return [SimilarPassage(passage, library.catalogue.source(passage.source_id), cosine) for passage, cosine in found]


def _passages_touched(catalogue: Catalogue, source_id: str, version: int, span: Span) -> Mapping[int, tuple[int, int]]:
    """The live passages that a span touches: ordinal -> (id, characters shared)."""
    source = catalogue.source(source_id)
    if source.status is not SourceStatus.LIVE or source.version != version:
        return {}
    shared = {
        passage.ordinal: (passage_id, min(passage.end, span.end) - max(passage.start, span.start))
        for passage_id, passage in catalogue.passages_of(source_id).items()
    }
    return {ordinal: pair for ordinal, pair in shared.items() if pair[1] > 0}


def _vector(
    library: "Library", own: Mapping[int, tuple[int, int]], source_id: str, version: int, span: Span
) -> NDArray[np.float32] | None:
    """The stored vector of the passage that shares most with the span; its words' own where no passage is stored."""
    if own:
        passage_id, _ = max(own.values(), key=lambda pair: pair[1])
        return library.catalogue.vectors([passage_id])[passage_id].passage
    text = library.catalogue.text(source_id, version)
    words = text[span.start : span.end].strip() if text else ""
    vector: NDArray[np.float32] | None = library.embedder.embed_queries([words])[0] if words else None
    return vector


def _count_by_source(catalogue: Catalogue, scope: Scope) -> list[tuple[Source, int]]:
    """How many excerpts each source has that pass the filters which are a passage's matter: speakers and words."""
    passage_scope = Scope(speakers=scope.speakers, phrases=scope.phrases, excluded=scope.excluded)
    if passage_scope.is_open:
        return [(source, source.passages) for source in catalogue.sources()]
    counts = catalogue.count_by_source(passage_scope)
    return [(source, counts[source.id]) for source in catalogue.sources() if counts.get(source.id)]


def _facets(scope: Scope, count: Callable[[Scope], Iterable[tuple[Source, int]]]) -> tuple[Facet, ...]:
    counted = {rest: list(count(rest)) for rest in {widened(scope, field) for field in _LABELS}}
    made = (_facet(field, scope, counted[widened(scope, field)]) for field in _LABELS)
    return tuple(facet for facet in made if facet.values)


def _facet(field: Field, scope: Scope, counted: Sequence[tuple[Source, int]]) -> Facet:
    excerpts: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    values = _year_values(counted, scope) if field is Field.YEAR else lambda source: _values(field, source)
    for source, count in counted:
        for value in dict.fromkeys(values(source)):
            excerpts[value] += count
            sources[value] += 1
    chosen = _chosen(scope, field)
    labels = _value_labels(field, counted)
    made = [
        FacetValue(value, labels.get(value, value), count, sources[value], value.casefold() in chosen)
        for value, count in excerpts.items()
        if count
    ]
    latest_first = field is Field.YEAR
    made.sort(key=lambda one: (-int(one.value),) if latest_first else (-one.excerpts, one.label.casefold()))
    return Facet(field, _LABELS[field], tuple(made))


def _values(field: Field, source: Source) -> tuple[str, ...]:
    details = source.details
    if field is Field.SOURCE:
        return (source.id,)
    if field is Field.KIND:
        return (details.kind,)
    if field is Field.SECTOR:
        return tuple(sector for sector, names in details.partners.items() if names)
    values: tuple[str, ...] = {
        Field.THEME: details.themes,
        Field.PLACE: details.places,
        Field.ELEMENT: details.playbook_elements,
    }[field]
    return values


def _year_values(counted: Sequence[tuple[Source, int]], scope: Scope) -> Callable[[Source], tuple[str, ...]]:
    """The years that a source covers, of those in which one of the sources begins or ends: enough to choose by."""
    named = {year for source, _ in counted for year in _named_years(source.details)}
    years = sorted(named | {year for year in (scope.first_year, scope.last_year) if year})

    def covered(source: Source) -> tuple[str, ...]:
        # As catalogue.in_scope sees it: a period without an end goes on.
        begins_and_ends = _named_years(source.details)
        if not begins_and_ends:
            return ()
        goes_on = source.details.period is not None and source.details.period.last is None
        last = years[-1] if goes_on else begins_and_ends[-1]
        return tuple(str(year) for year in years if begins_and_ends[0] <= year <= last)

    return covered


def _named_years(details: SourceDetails) -> tuple[int, ...]:
    if details.period is not None:
        return tuple(year for year in (details.period.first, details.period.last) if year is not None)
    return (int(details.date[:4]),) if details.date and details.date[:4].isdecimal() else ()


def _chosen(scope: Scope, field: Field) -> frozenset[str]:
    if field is Field.YEAR:
        first, last = scope.first_year, scope.last_year
        if first is None and last is None:
            return frozenset()
        # A span of years marks its ends; what lies between is plain.
        return frozenset(str(year) for year in (first, last) if year is not None)
    return frozenset(value.casefold() for value in getattr(scope, SCOPE_FIELDS[field]))


def _value_labels(field: Field, counted: Iterable[tuple[Source, int]]) -> Mapping[str, str]:
    words = vocabulary()
    known = {
        Field.THEME: words.themes,
        Field.KIND: words.kinds,
        Field.SECTOR: words.sectors,
        Field.ELEMENT: words.playbook_elements,
    }
    if field is Field.SOURCE:
        return {source.id: source.details.title for source, _ in counted}
    return known.get(field, {})


def _names(catalogue: Catalogue) -> Mapping[Field, Mapping[str, str]]:
    """The words for people that stand for the ids of a scope."""
    sources = [(source, source.passages) for source in catalogue.sources()]
    return {field: _value_labels(field, sources) for field in SCOPE_FIELDS}


def _looser(scope: Scope, names: Mapping[Field, Mapping[str, str]]) -> Iterator[tuple[str, Scope]]:
    """The scope without each of its filters in turn; the values of one field are one filter."""
    for field, name in SCOPE_FIELDS.items():
        values = [names[field].get(value, value) for value in getattr(scope, name)]
        if values:
            yield f"{field.value}: {', '.join(values)}", widened(scope, field)
    if scope.first_year is not None or scope.last_year is not None:
        years = dict.fromkeys(str(year) for year in (scope.first_year, scope.last_year) if year is not None)
        yield f"year: {'–'.join(years)}", widened(scope, Field.YEAR)
    for phrase in scope.phrases:
        yield (
            f"the exact phrase “{phrase}”",
            replace(scope, phrases=tuple(one for one in scope.phrases if one != phrase)),
        )
    for words in scope.excluded:
        yield (
            f"the exclusion of “{words}”",
            replace(scope, excluded=tuple(one for one in scope.excluded if one != words)),
        )


_LABELS: Final[Mapping[Field, str]] = {
    Field.THEME: "Theme",
    Field.KIND: "Kind",
    Field.PLACE: "Place",
    Field.SECTOR: "Sector",
    Field.YEAR: "Year",
    Field.ELEMENT: "Playbook element",
    Field.SOURCE: "Source",
}
