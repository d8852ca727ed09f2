import numpy as np
import pytest

from assistant.relevance import partial_cosines


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
