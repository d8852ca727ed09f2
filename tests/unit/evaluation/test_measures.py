import math

import pytest

from evaluation.measures import auroc, kept_when_refusing, ndcg, recall, reciprocal_rank, token_f1


def test_ndcg_of_the_best_order_is_one():
    assert ndcg(["a", "b", "x"], frozenset({"a", "b"}), 5) == 1.0


def test_ndcg_discounts_by_rank():
    gained, best = 1 / math.log2(3), 1.0

    assert ndcg(["x", "a"], frozenset({"a"}), 5) == pytest.approx(gained / best)


def test_ndcg_looks_no_further_than_n():
    assert ndcg(["x", "a"], frozenset({"a"}), 1) == 0.0


def test_nothing_relevant_gives_zero():
    assert ndcg(["a"], frozenset(), 5) == 0.0
    assert recall(["a"], frozenset(), 5) == 0.0


def test_recall_is_the_share_of_what_is_relevant():
    assert recall(["a", "x", "b"], frozenset({"a", "b", "c", "d"}), 3) == 0.5


def test_reciprocal_rank_of_the_first_relevant():
    assert reciprocal_rank(["x", "y", "a", "b"], frozenset({"a", "b"})) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], frozenset({"a"})) == 0.0


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [([2, 3], [0, 1], 1.0), ([0], [1], 0.0), ([1], [1], 0.5), ([1, 3], [2, 0], 0.75), ([], [1], 0.5)],
)
def test_auroc_counts_pairs_in_the_right_order(positive, negative, expected):
    assert auroc(positive, negative) == expected


def test_kept_when_refusing_is_measured_at_the_threshold_of_the_negatives():
    negative = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]

    assert kept_when_refusing([0.79, 0.81, 0.9, 0.95], negative, 0.8) == 0.75


def test_token_f1_shares_words_but_articles():
    # said: city, closed, plant (3); reference: plant, was, closed (3); shared: 2
    assert token_f1("The city closed a plant.", "the plant was closed") == pytest.approx(2 / 3)
    assert token_f1("", "word") == 0.0
    assert token_f1("the", "a") == 1.0
