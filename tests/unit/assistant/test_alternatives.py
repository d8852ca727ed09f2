import pytest

from assistant.alternatives import which_of_two
from assistant.gazetteer import Gazetteer, KnownName, NameKind

NAMES = Gazetteer(
    (
        KnownName("Leuven", NameKind.PLACE, frozenset({"leuven"})),
        KnownName("Lahti", NameKind.PLACE, frozenset({"lahti"})),
        KnownName("Viable Cities", NameKind.CASE, frozenset({"viable-cities"})),
    )
)


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Which is bigger, Leuven or Lahti?", "Which of Leuven and Lahti is bigger?"),
        ("which city has more members: Leuven or Lahti?", "Which of Leuven and Lahti has more members?"),
        ("Which started first, Viable Cities or Lahti's mission?", "Which of Viable Cities and Lahti started first?"),
        ("Is Leuven or Lahti older?", "Which of Leuven and Lahti is older?"),
        ("Is Leuven bigger than Lahti?", "Which of Leuven and Lahti is bigger?"),
        ("Does Lahti have more partners than Leuven?", "Which of Lahti and Leuven has more partners?"),
        ("Viable Cities or Lahti's mission first?", "Which of Viable Cities and Lahti started first?"),
    ],
)
def test_two_names_to_choose_from_are_compared(asked: str, understood: str) -> None:
    assert which_of_two(asked, NAMES) == understood


@pytest.mark.parametrize(
    "asked",
    [
        "Which is better, a mission or a project?",  # no names of the library
        "Which is bigger, Leuven or Leuven?",
        "Is Leuven or Lahti in Belgium?",
        "Which partners does Leuven have?",
        "Is Leuven bigger than a village?",
    ],
)
def test_other_questions_stay_as_they_are(asked: str) -> None:
    assert which_of_two(asked, NAMES) is None
