import re
from collections import Counter

import pytest

from knowledge.facets import facets_of_scope, facets_of_search, more_like, narrowed, relaxations, widened
from knowledge.query_language import Field, known_values, parse_query
from knowledge.types import Query, RankedPassage, Scope, SearchResult, Span
from tests.integration.knowledge.three_cases import HARBOUR, add


def found(library, scope):
    passages = library.catalogue.passages(library.catalogue.passage_ids(scope)).values()
    return {(passage.source_id, passage.text.partition(" ")[0]) for passage in passages}


def test_a_phrase_is_found_exactly_and_an_exclusion_takes_away_every_form(filled):
    assert {source for source, _ in found(filled, Scope(phrases=("mission board",)))} == {"city-orchard", "workshop"}
    assert {source for source, _ in found(filled, Scope(phrases=("STEERING BOARD",)))} == {"clean-harbour"}
    assert found(filled, Scope(phrases=("steering boards",))) == set()
    assert {source for source, _ in found(filled, Scope(phrases=("mission board",), excluded=("resident",)))} == {
        "workshop"
    }
    assert "clean-harbour" not in {source for source, _ in found(filled, Scope(excluded=("Clean Harbour",)))}


def test_search_and_word_match_keep_to_the_phrases(filled):
    scope = Scope(phrases=("mission board",), places=("Denmark",))

    result = filled.search(Query("governance", scope=scope))
    matches = filled.catalogue.match_words('"board" OR "tugs"', 10, scope=scope)

    assert {ranked.source.id for ranked in result.passages} == {"workshop"}
    assert {one.passage_id for one in matches} == set(filled.catalogue.passage_ids(scope).tolist())


def test_words_of_another_meaning_with_the_same_stem_are_not_counted(filled, tmp_path):
    state = HARBOUR.replace("decides on the budget", "tells the government")
    add(filled, tmp_path, "state.md", state.replace("Clean Harbour", "State Quay").replace("Governance and", ""))

    def counted(words):
        result = SearchResult(Query(words), (), {}, (), 1.0)
        (sources,) = (one for one in facets_of_search(filled.catalogue, words, result) if one.field is Field.SOURCE)
        return {one.value: one.excerpts for one in sources.values}

    assert counted("governance") == {"clean-harbour": 1, "city-orchard": 1}
    assert counted("government") == {"state": 1}


def test_a_phrase_filter_sees_a_change_of_the_library(filled, tmp_path):
    scope = Scope(phrases=("purple tug",))
    assert found(filled, scope) == set()

    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("Two of seven tugs", "One purple tug"))

    assert {source for source, _ in found(filled, scope)} == {"clean-harbour"}


def test_known_values_are_those_of_the_library(filled):
    known = known_values(filled.catalogue)

    assert parse_query("speaker:amal source:orchard place:esbjerg", known).scope == Scope(
        speakers=("Amal Nasser",), sources=("city-orchard",), places=("Esbjerg",)
    )


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(themes=("governance",)),
        Scope(places=("Denmark",), first_year=2022, last_year=2024),
        Scope(phrases=("mission board",)),
        Scope(speakers=("Amal Nasser",)),
        Scope(kinds=("case-study",), excluded=("pilot",)),
    ],
)
def test_each_count_is_what_one_finds_by_choosing_it(filled, scope):
    for facet in facets_of_scope(filled.catalogue, scope):
        for value in facet.values:
            chosen = narrowed(widened(scope, facet.field), facet.field, value.value)
            assert value.excerpts == len(filled.catalogue.passage_ids(chosen)), (facet.field, value)


def test_facets_have_labels_and_mark_what_is_chosen(filled):
    facets = {facet.field: facet for facet in facets_of_scope(filled.catalogue, Scope(places=("denmark",)))}

    places = {value.value: (value.sources, value.chosen) for value in facets[Field.PLACE].values}
    assert places == {"Denmark": (2, True), "Esbjerg": (1, False), "Sweden": (1, False), "Malmö": (1, False)}
    assert {value.label for value in facets[Field.THEME].values} == {
        "Circular economy and liveable places",
        "Governance",
    }
    assert {value.label for value in facets[Field.SECTOR].values} == {"Government", "Business"}
    years = [int(value.value) for value in facets[Field.YEAR].values]
    assert years == sorted(years, reverse=True)


def test_facets_of_a_search_count_what_holds_its_words_beyond_what_is_shown(filled):
    result = filled.search(Query("board", limit=1))

    facets = {facet.field: facet for facet in facets_of_search(filled.catalogue, "board", result)}

    counted = {value.value: value.excerpts for value in facets[Field.SOURCE].values}
    holding = Counter(
        passage.source_id
        for passage in filled.catalogue.passages(filled.catalogue.passage_ids()).values()
        if re.search(r"(?i)\bboards?\b", f"{passage.context} {passage.text}")
    )
    assert counted == dict(holding)
    assert len(counted) == 3


def test_a_chosen_place_leaves_the_other_places_to_choose(filled):
    scope = Scope(places=("Sweden",))
    result = filled.search(Query("board", scope=scope))

    facets = {facet.field: facet for facet in facets_of_search(filled.catalogue, "board", result)}

    places = {value.value: value.chosen for value in facets[Field.PLACE].values}
    assert places["Sweden"]
    assert places["Denmark"] is False
    assert {value.value for value in facets[Field.SOURCE].values} == {
        source.id for source in filled.catalogue.sources(scope)
    }


def test_what_is_found_by_meaning_only_counts_too(filled):
    catalogue = filled.catalogue
    passages = [*catalogue.passages_of("workshop").values()]
    ranked = tuple(
        RankedPassage(one, catalogue.source(one.source_id), rank, 0.5, 0.5, 0.0, ())
        for rank, one in enumerate(passages, 1)
    )

    facets = facets_of_search(catalogue, "zzxxq", SearchResult(Query("zzxxq"), ranked, {}, ("zzxxq",), 1.0))

    (of_source,) = [facet for facet in facets if facet.field is Field.SOURCE]
    assert {value.value: value.excerpts for value in of_source.values} == {"workshop": len(passages)}


def test_a_search_by_filters_alone_counts_all_within_them(filled):
    scope = Scope(sources=("workshop",))
    result = filled.search(parse_query("source:workshop").query())

    assert result.passages
    assert facets_of_search(filled.catalogue, "", result) == facets_of_scope(filled.catalogue, scope)


def test_when_nothing_is_found_each_filter_that_helps_is_named(filled):
    scope = Scope(places=("Sweden",), phrases=("steering board",), excluded=("zebra",))

    offered = relaxations(filled.catalogue, scope)

    assert {(one.label, one.words) for one in offered} == {
        ("place: Sweden", ""),
        ("the exact phrase “steering board”", "steering board"),
    }
    assert all(one.excerpts == len(filled.catalogue.passage_ids(one.scope)) for one in offered)


def test_a_filter_is_named_in_the_words_of_the_page(filled):
    scope = Scope(kinds=("case-study",), sources=("workshop",))

    labels = {one.label for one in relaxations(filled.catalogue, scope)}

    assert labels == {"kind: Case study", f"source: {filled.catalogue.source('workshop').details.title}"}


def test_when_no_single_filter_helps_all_are_dropped(filled):
    (offered,) = relaxations(filled.catalogue, Scope(places=("Nowhere",), themes=("nothing",)))

    assert (offered.label, offered.scope) == ("the filters", Scope())


def test_more_like_an_excerpt_comes_from_other_sources_first(filled):
    text = filled.catalogue.document("city-orchard").text
    start = text.index("The mission board of City Orchard")

    similar = more_like(filled, "city-orchard", 1, Span(start, start + 60), limit=20)

    sources = [one.source.id for one in similar]
    assert len(sources) > 2
    first_own = sources.index("city-orchard") if "city-orchard" in sources else len(sources)
    assert "city-orchard" not in sources[:first_own]
    assert set(sources[first_own:]) <= {"city-orchard"}
    assert not [
        one for one in similar if one.source.id == "city-orchard" and one.passage.start <= start < one.passage.end
    ]
    cosines = [one.cosine for one in similar[:first_own]]
    assert cosines == sorted(cosines, reverse=True)


def test_more_like_words_of_an_earlier_version_uses_the_words_themselves(filled, tmp_path):
    text = filled.catalogue.document("clean-harbour").text
    start = text.index("A steering board")
    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("Two of seven", "All seven"))

    assert more_like(filled, "clean-harbour", 1, Span(start, start + 40), limit=3)
    assert more_like(filled, "clean-harbour", 9, Span(start, start + 40)) == ()
