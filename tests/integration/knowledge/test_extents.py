"""How much of a search is exported, and how that is said."""

import pytest

from knowledge.extents import shown_extent, whole_extent
from knowledge.query_language import parse_query
from knowledge.ranking import by_source, latest_first


@pytest.fixture
def whole(filled):
    def whole(text, shown=1):
        return whole_extent(filled, parse_query(text), shown)

    return whole


@pytest.mark.parametrize(
    ("text", "limit", "words"),
    [("tugs", 3, "the best 3"), ('"mission board"', 2, "all 2 found"), ('"never said"', 10, "none found")],
)
def test_what_is_shown_is_told(filled, text, limit, words):
    extent = shown_extent(filled.search(parse_query(text).query(limit=limit + 1)), limit)

    assert extent.words == words
    assert len(extent.result.passages) <= limit
    assert extent.is_whole is (words != "the best 3")


def test_all_that_hold_the_words_in_any_form_are_the_whole_of_a_search(whole):
    extent = whole("electric tug")

    assert extent.words == f"all {len(extent.result.passages)} that hold the words"
    assert len(extent.result.passages) > 1
    assert all("tug" in f"{one.passage.context} {one.passage.text}" for one in extent.result.passages)
    assert [one.score for one in extent.result.passages] == sorted(
        (one.score for one in extent.result.passages), reverse=True
    )


def test_without_words_all_within_the_filters_are(filled, whole):
    extent = whole("source:clean-harbour")

    assert extent.words == f"all {filled.catalogue.source('clean-harbour').passages} within the filters"


def test_where_no_more_hold_the_words_than_are_shown_the_nearest_are_offered(filled, whole):
    every = filled.catalogue.count_passages()

    assert whole("who decides on the weather", 2).words == f"all {every} found"
    assert whole("who decides on the weather", every) is None


def test_what_is_too_much_is_told(whole, monkeypatch):
    monkeypatch.setattr("knowledge.extents.MOST_EXCERPTS", 2)
    monkeypatch.setattr("knowledge.extents.BEST", 2)

    assert whole("electric tug").words == "the best 2 that hold the words"
    assert whole("source:clean-harbour").words == "the best 2 within the filters"
    assert whole("who decides on the weather").words == "the best 2"


def test_excerpts_are_put_in_order_by_date_and_by_source(filled):
    found = filled.search(parse_query("tugs trees board").query(limit=20)).passages

    dates = [one.source.details.date for one in latest_first(found)]
    sources = [one.source.id for one in by_source(found)]
    assert dates == sorted(dates, reverse=True)
    assert [id_ for at, id_ in enumerate(sources) if at == 0 or sources[at - 1] != id_] == list(dict.fromkeys(sources))
    assert sources[0] == found[0].source.id
