import pytest

from assistant.aspects import Aspect, asked_aspects, main_aspects
from assistant.bearing import asked_stems, bears_on_ask
from assistant.gazetteer import KnownName, NameKind
from assistant.question import understand

LEUVEN = (KnownName("Leuven 2030", NameKind.CASE, frozenset({"leuven-2030"})),)


def test_names_are_no_part_of_what_is_asked_of_them() -> None:
    assert asked_stems(understand("How is Leuven 2030 governed?"), LEUVEN) == {"govern"}


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("The board has 18 delegates.", True),  # names the side
        ("It is governed by five groups.", True),  # holds the word
        ("Emissions fell by a third.", False),
    ],
)
def test_sentence_bears_on_the_ask_by_its_words_or_its_side(text: str, bears: bool) -> None:
    question = understand("How is Leuven 2030 governed?")

    assert bears_on_ask(question, LEUVEN, frozenset({Aspect.GOVERNANCE}), text) is bears


def test_the_word_mission_alone_does_not_make_a_sentence_bear_on_what_is_asked() -> None:
    question = understand("How do residents join the missions?")

    assert not bears_on_ask(question, (), frozenset(), "The missions end in 2030.")
    assert bears_on_ask(question, (), frozenset(), "Residents wrote the missions.")


def test_main_side_is_the_one_most_words_name() -> None:
    assert main_aspects("The city met investors and fund managers to shape a fund.") == {Aspect.FUNDING}
    assert main_aspects("The board counts 18 delegates.") == {Aspect.GOVERNANCE}
    assert main_aspects("Cake was served.") == frozenset()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("How will it know its missions work?", Aspect.MEASURING),
        ("How can we tell that we are on track?", Aspect.MEASURING),
        ("Who decides on the missions?", Aspect.GOVERNANCE),
        ("Who is in charge of the mission?", Aspect.GOVERNANCE),
    ],
)
def test_side_is_recognised_in_other_wordings(text: str, side: Aspect) -> None:
    assert side in asked_aspects(text, asks_why=False)
