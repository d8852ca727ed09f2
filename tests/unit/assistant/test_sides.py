from collections.abc import Callable
from dataclasses import replace

from assistant.evidence import Evidence, Sufficiency
from assistant.gathering import Found, Gathered
from assistant.own_side import speaks_of
from assistant.question import understand
from assistant.sides import as_far_as_shown, with_sides
from knowledge.types import RankedPassage, SearchResult, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeResult = Callable[..., SearchResult]

QUESTION = "Which of Leuven and Lahti is bigger?"
ENOUGH = Evidence(Sufficiency.ENOUGH, 0.6)


def _gathered(make_result: MakeResult, leuven: RankedPassage, lahti: RankedPassage) -> Gathered:
    question = understand(QUESTION)
    sides = tuple(
        Found(replace(question, names=(name,)), make_result(QUESTION, passage), name)
        for name, passage in (("Leuven", leuven), ("Lahti", lahti))
    )
    return Gathered(Found(question, make_result(QUESTION, leuven, lahti)), sides=sides)


def test_figure_of_a_third_place_is_not_taken_for_a_sides_own(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    tour = make_source("tour", "Three cities: a tour", places=("Leuven", "Malmö"))
    leuven = make_ranked(tour, "Malmö has about 360,000 inhabitants today.", scores=[0.9])
    lahti = make_ranked(make_source("b", "Lahti"), "Lahti has about 120,000 inhabitants today.", scores=[0.9])

    evidence = with_sides(ENOUGH, _gathered(make_result, leuven, lahti))

    assert evidence.status is Sufficiency.PARTIAL
    assert (evidence.covered, evidence.uncovered) == (("Lahti",), ("Leuven",))


def test_side_without_a_row_is_named_and_the_answer_partial(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    leuven = make_ranked(make_source("a", "Leuven"), "Leuven is a city of this size.", scores=[0.9])
    lahti = make_ranked(make_source("b", "Lahti"), "Lahti has about 120,000 inhabitants today.", scores=[0.9])
    gathered = _gathered(make_result, leuven, lahti)

    evidence = as_far_as_shown(ENOUGH, gathered, {"Lahti"})

    assert evidence.status is Sufficiency.PARTIAL
    assert (evidence.covered, evidence.uncovered) == (("Lahti",), ("Leuven",))
    assert as_far_as_shown(ENOUGH, gathered, {"Lahti", "Leuven"}) == ENOUGH


def test_source_on_one_town_speaks_of_it_without_its_name(make_source: MakeSource) -> None:
    case = make_source("a", "Leuven 2030", places=("Belgium", "Leuven"))
    tour = make_source("b", "Three cities", places=("Belgium", "Leuven", "Lahti"))

    assert speaks_of("The city has 18 delegates.", case, "Leuven", ["Lahti"], ())
    assert not speaks_of("Lahti has 18 delegates.", case, "Leuven", ["Lahti"], ())
    assert not speaks_of("The city has 18 delegates.", tour, "Leuven", ["Lahti"], ())
    assert speaks_of("Leuven has 18 delegates.", tour, "Leuven", ["Lahti"], {"b"})


def test_source_on_a_case_in_several_towns_speaks_of_the_case(make_source: MakeSource) -> None:
    case = make_source("a", "School meals: a case", places=("Sweden", "Hofors", "Karlstad"))

    assert speaks_of("The project ran for six years.", case, "Swedish school meals mission", ["Street Moves"], ())
    assert not speaks_of("The project ran for six years.", case, "Hofors", ["Leuven"], ())
