import numpy as np
import pytest

from evaluation.sufficiency import auroc, fit, held_out_chances, kept_at_refusal, report
from evaluation.sufficiency_examples import Example


def example(number: int, *, covered: bool, near: float, tunes: bool = True) -> Example:
    """A question of its own group with one passage, as near as is said."""
    passage = {"passage": near, "score": near}
    return Example("some set", f"group {number}", covered, True, {"type_fit": near}, (passage,), (covered,), tunes)


def apart(*, tunes: bool = True) -> list[Example]:
    """Covered questions are nearer than the others, but for a few."""
    return [
        example(
            number, covered=number % 2 == 0, near=(0.7 if number % 2 == 0 else 0.3) + 0.05 * (number % 7), tunes=tunes
        )
        for number in range(60)
    ]


def test_area_is_the_share_of_pairs_in_order():
    labels, scores = np.array([True, True, False, False]), np.array([0.9, 0.4, 0.5, 0.4])

    assert auroc(labels, scores) == pytest.approx((1 + 1 + 0 + 0.5) / 4)


def test_kept_are_those_above_what_refuses_so_many():
    labels = np.array([True, True, False, False, False, False, False])
    scores = np.array([0.9, 0.2, 0.1, 0.2, 0.3, 0.4, 0.5])

    assert kept_at_refusal(labels, scores, 0.8) == pytest.approx(0.5)


def test_covered_questions_get_higher_chances_from_models_that_have_not_seen_them():
    examples = apart()

    chances = held_out_chances(examples)

    assert auroc(np.array([one.covered for one in examples]), chances) > 0.95


def test_examples_that_only_measure_leave_the_models_as_they_are():
    examples = apart()
    opposite = [example(100 + number, covered=True, near=0.0, tunes=False) for number in range(30)]

    assert fit([*examples, *opposite]) == fit(examples)


def test_report_tells_figures_by_set_and_how_true_the_chances_are(capsys: pytest.CaptureFixture[str]):
    examples = [example(1, covered=True, near=0.9), example(2, covered=False, near=0.1)]

    report(examples, np.array([0.95, 0.05]))

    printed = capsys.readouterr().out
    assert "| some set | labelled | 1 | 1 | 1.000 | 1.00 | 1.00 | 0.00 | 0.00 |" in printed
    assert "| 0.9 to 1.0 | 1 | 0.95 | 1.00 |" in printed
    assert "| 0.0 to 0.1 | 1 | 0.05 | 0.00 |" in printed
