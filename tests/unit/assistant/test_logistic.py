import pytest

from assistant.logistic import LogisticModel


def test_chance_is_that_of_the_formula() -> None:
    model = LogisticModel(intercept=-1.0, weights={"a": 2.0, "b": 1.0})

    assert model.probability({"a": 0.5}) == pytest.approx(0.5)
    assert model.probability({"a": 0.5, "b": 1.0986123}) == pytest.approx(0.75)
    assert model.log_odds({"a": 2.0, "other": 9.0}) == pytest.approx(3.0)


def test_log_odds_beyond_all_measure_give_a_chance() -> None:
    assert LogisticModel(0.0, {"a": 1.0}).probability({"a": -1e6}) == pytest.approx(0.0, abs=1e-12)
