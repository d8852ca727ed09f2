import math

import numpy as np
import pytest

from assistant.relevance import of_all, partial_cosines


def test_what_two_vectors_share_beyond_a_third_is_left() -> None:
    subject = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    question = np.array([0.8, 0.6, 0.0], dtype=np.float32)
    others = np.array([[0.8, 0.6, 0.0], [0.8, 0.0, 0.6], [0.6, 0.48, 0.64]], dtype=np.float32)

    # Without the first axis: (0, .6, 0) with (0, .6, 0), (0, 0, .6) and (0, .48, .64), whose length is .8.
    assert partial_cosines(question, others, subject) == pytest.approx([1.0, 0.0, 0.6], abs=1e-5)


def test_without_a_subject_they_are_plain_cosines() -> None:
    question = np.array([0.6, 0.8], dtype=np.float32)

    assert partial_cosines(question, np.eye(2, dtype=np.float32), None) == pytest.approx([0.6, 0.8])


def test_vector_along_the_subject_has_nothing_beyond_it() -> None:
    subject = np.array([1.0, 0.0], dtype=np.float32)

    assert abs(partial_cosines(subject, np.array([[0.6, 0.8]], dtype=np.float32), subject)[0]) < 0.01


def test_several_fair_passages_say_more_than_one() -> None:
    one, two = of_all((0.0,)), of_all((0.0, 0.0))  # log-odds 0: an even chance each

    assert one == pytest.approx({"relevance": 0.0, "any_answers": math.log(0.5)})
    assert two == pytest.approx({"relevance": 0.0, "any_answers": math.log(0.75)})


def test_beside_a_good_passage_others_hardly_count() -> None:
    assert of_all((6.0, 2.0))["any_answers"] == pytest.approx(of_all((6.0,))["any_answers"], abs=0.01)


def test_no_passage_counts_as_an_even_chance() -> None:
    assert of_all(()) == of_all((0.0,))


@pytest.mark.parametrize("log_odds", [-1e6, -30.0, 30.0, 1e6])
def test_chances_beyond_all_digits_stay_numbers(log_odds: float) -> None:
    assert math.isfinite(of_all((log_odds, log_odds))["any_answers"])
