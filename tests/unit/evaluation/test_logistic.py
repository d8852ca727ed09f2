import numpy as np
import pytest

from evaluation.logistic import balanced, fit_logistic, folds


def test_fitted_chances_are_the_shares_that_were_seen():
    rows = [{"x": 0.0}] * 4 + [{"x": 1.0}] * 4
    labels = [True, False, False, False, True, True, True, False]

    model = fit_logistic(rows, labels, np.ones(8), ("x",), ridge=0.0)

    assert model.probability({"x": 0.0}) == pytest.approx(0.25, abs=1e-6)
    assert model.probability({"x": 1.0}) == pytest.approx(0.75, abs=1e-6)


def test_penalty_draws_weights_to_zero():
    rows = [{"x": float(number)} for number in range(20)]
    labels = [number >= 10 for number in range(20)]

    weak = fit_logistic(rows, labels, np.ones(20), ("x",), ridge=1.0)
    strong = fit_logistic(rows, labels, np.ones(20), ("x",), ridge=100.0)

    assert 0 < strong.weights["x"] < weak.weights["x"]


def test_classes_and_sets_count_alike_and_kinds_share_their_class():
    keys = [("a", True, ""), ("a", False, "labelled"), ("a", False, "left out"), ("a", False, "left out")]

    weights = balanced([*keys, ("b", True, ""), ("b", False, "labelled")], {"b": 0.5})

    assert weights.mean() == pytest.approx(1.0)
    assert weights[0] == pytest.approx(weights[1:4].sum())
    assert weights[1] == pytest.approx(weights[2] + weights[3])
    assert weights[4:].sum() == pytest.approx(weights[:4].sum() / 2)


def test_a_group_is_in_one_fold_whatever_else_there_is():
    assert folds(["one", "two", "one"], 10)[0] == folds(["three", "one"], 10)[1]
    assert set(folds([str(number) for number in range(200)], 10)) == set(range(10))
