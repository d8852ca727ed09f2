import numpy as np
import pytest

from evaluation.measures import auroc
from evaluation.sufficiency import fit, held_out_chances, report
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


def test_covered_questions_get_higher_chances_from_models_that_have_not_seen_them():
    examples = apart()

    chances = held_out_chances(examples)

    covered = np.array([one.covered for one in examples])
    assert auroc(chances[covered], chances[~covered]) > 0.95


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
