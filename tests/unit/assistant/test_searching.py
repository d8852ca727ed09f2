from collections.abc import Callable

import pytest

from assistant.searching import merged
from knowledge.types import RankedPassage, SearchResult, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeResult = Callable[..., SearchResult]


def test_merged_result_ranks_by_the_mean_of_both_scores(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    one, other = make_source("one", "One"), make_source("other", "Other")
    text = "A sentence that is long enough."
    first = make_result(
        "q", make_ranked(one, text, scores=[0.9], score=0.9), make_ranked(other, text, scores=[0.5], score=0.6, rank=2)
    )
    second = make_result(
        "p", make_ranked(other, text, scores=[0.7], score=1.0), make_ranked(one, text, scores=[0.1], score=0.2, rank=2)
    )

    result = merged(first, second)

    assert [(ranked.source.id, ranked.rank) for ranked in result.passages] == [("other", 1), ("one", 2)]
    assert [ranked.score for ranked in result.passages] == pytest.approx([0.8, 0.55])
    assert [ranked.sentences[0].score for ranked in result.passages] == pytest.approx([0.6, 0.5])
    assert result.query == first.query


def test_passage_found_by_one_search_only_is_kept_at_less(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    text = "A sentence that is long enough."
    first = make_result("q", make_ranked(make_source("one", "One"), text, scores=[0.9], score=0.8))
    second = make_result("p", make_ranked(make_source("other", "Other"), text, scores=[0.9], score=0.5))

    scores = {ranked.source.id: ranked.score for ranked in merged(first, second).passages}

    assert scores == pytest.approx({"one": (0.8 + 0.8 * 0.5) / 2, "other": (0.5 + 0.8 * 0.8) / 2})
