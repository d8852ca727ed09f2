"""What is offered when the library does not cover a question."""

from collections.abc import Callable

from assistant.nearest import rewording
from assistant.question import understand
from knowledge.types import RankedPassage, Source


def test_rewording_turns_what_is_left_of_the_question_to_the_nearest_case(
    make_source: Callable[..., Source], make_ranked: Callable[..., RankedPassage]
) -> None:
    near = make_ranked(make_source("a", "Viable Cities: contracts"), "Nine cities signed the contract.", scores=[0.5])

    said = rewording(understand("How many pupils have 3 parking grants?"), ["pupils"], [near])

    assert said == "What does the library say about parking grants in Viable Cities?"


def test_rewording_leaves_a_title_out_that_is_a_description(
    make_source: Callable[..., Source], make_ranked: Callable[..., RankedPassage]
) -> None:
    title = "Walkthrough: missions for young people's mental health in Denmark and Norway"
    near = make_ranked(make_source("a", title), "The mission is about well-being.", scores=[0.5])

    assert rewording(understand("How are school nurses paid?"), [], [near]) == (
        "What does the library say about school nurses paid?"
    )
    assert rewording(understand("Mongolia?"), ["mongolia"], [near]) is None


def test_rewording_without_a_title_offers_nothing_that_names_it(
    make_source: Callable[..., Source], make_ranked: Callable[..., RankedPassage]
) -> None:
    near = make_ranked(make_source("a", ""), "The mission is about well-being.", scores=[0.5])

    assert rewording(understand("Mongolia?"), ["mongolia"], [near]) is None
