"""Filters choose the same passages however they are looked up."""

import numpy as np
import pytest

from knowledge import exact
from knowledge.exact import ExactIndex
from knowledge.types import Scope

SCOPES = [Scope(places=("Denmark",)), Scope(phrases=("mission board",)), Scope(excluded=("tugs",))]


@pytest.mark.parametrize("scope", SCOPES)
def test_few_passages_and_all_vectors_give_the_same_neighbours(filled, monkeypatch, scope):
    allowed = filled.catalogue.passage_ids(scope)
    vectors = filled.embedder.embed_queries(["Who leads the harbour?", "fruit trees"])
    found = [ExactIndex(filled.catalogue).query_many(vectors, 3, allowed=allowed)]

    monkeypatch.setattr(exact, "FEW", 0)
    for share in (0.0, 1.0):  # by multiplying all, by copying some
        monkeypatch.setattr(exact, "GATHERED", share)
        found.append(ExactIndex(filled.catalogue).query_many(vectors, 3, allowed=allowed))

    for other in found[1:]:
        for one_row, other_row in zip(found[0], other, strict=True):
            assert [one.passage_id for one in one_row] == [one.passage_id for one in other_row]
            assert [one.cosine for one in one_row] == pytest.approx([one.cosine for one in other_row], abs=1e-5)


def test_passages_that_went_since_are_left_out(filled):
    allowed = np.append(filled.catalogue.passage_ids()[:2], 10_000)

    (found,) = ExactIndex(filled.catalogue).query_many(filled.embedder.embed_queries(["harbour"]), 5, allowed=allowed)

    assert {one.passage_id for one in found} == set(allowed[:2].tolist())


def test_counts_follow_the_library(filled):
    before = filled.catalogue.count_by_source()
    assert before == {source.id: source.passages for source in filled.catalogue.sources()}

    filled.withdraw("clean-harbour")

    assert filled.catalogue.count_by_source() == {k: v for k, v in before.items() if k != "clean-harbour"}
    assert len(filled.catalogue.passage_ids()) == sum(before.values()) - before["clean-harbour"]
