import pytest

from evaluation.answers import answer_figures


def test_a_refusal_counts_as_nothing_right_and_is_told_apart():
    figures = answer_figures([(0.6, 0.8, False, 60), (0.2, 0.6, False, 40), (0.0, 0.0, True, 0)])

    assert figures.questions == 3
    assert figures.refused == pytest.approx(1 / 3)
    assert (figures.token_f1, figures.similarity) == pytest.approx((0.8 / 3, 1.4 / 3))
    assert (figures.answered_f1, figures.answered_similarity) == pytest.approx((0.4, 0.7))
