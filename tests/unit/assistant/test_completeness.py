import pytest

from assistant.completeness import asked_items, lists_all
from assistant.question import understand


@pytest.mark.parametrize(
    ("text", "count", "told"),
    [
        ("Please list all eight qualities of mission-driven organisations.", 8, "eight qualities"),
        ("what are the 20 measures for feed in Norway one by one", 20, "20 measures"),
        ("Name the three traps the OECD warns about", 3, "three traps"),
    ],
)
def test_number_of_things_to_list_is_read(text: str, count: int, told: str) -> None:
    items = asked_items(understand(text))

    assert items is not None
    assert (items.count, items.text) == (count, told)


@pytest.mark.parametrize(
    "text",
    [
        "How are the four missions funded?",
        "List the partners of Leuven 2030",
        "What are the missions?",
        "Who are they?",
    ],
)
def test_other_questions_ask_for_no_list_of_so_many(text: str) -> None:
    assert asked_items(understand(text)) is None


def test_sentence_that_only_counts_the_things_is_no_list_of_them() -> None:
    items = asked_items(understand("List the four challenges."))
    assert items is not None

    assert not lists_all(items, ["The strategy named four challenges.", "Work went on."])
    assert lists_all(items, ["The four challenges are data, clean growth, mobility and ageing."])


def test_a_sentence_for_each_thing_is_a_list_of_them() -> None:
    items = asked_items(understand("What are the three traps?"))
    assert items is not None
    each = ["The STI trap neglects behaviour.", "The policy trap is about money.", "Strategies never become action."]

    assert not lists_all(items, each)
    assert lists_all(items, each, ["", "", "The three traps"])


def test_sentences_that_number_the_things_list_them() -> None:
    items = asked_items(understand("What are the three elements of the guide?"))
    assert items is not None
    numbered = [f"{name} is the {number} part." for name, number in (("Aim", "first"), ("Team", "second"))]

    assert not lists_all(items, numbered)
    assert lists_all(items, [*numbered, "Trust is the third part."])
