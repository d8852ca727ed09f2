import pytest

from assistant.contest import Contest, Measure, best, contest, kinds_of_sum, order, value

SIDES = ("Leuven", "Lahti")


@pytest.mark.parametrize(
    ("rest", "measure", "downwards"),
    [
        ("started earlier?", Measure.DATE, False),
        ("is newer?", Measure.DATE, True),
        ("has the most money?", Measure.MONEY, True),
        ("is cheaper?", Measure.MONEY, False),
        ("has more members?", Measure.COUNT, True),
        ("has fewer partners?", Measure.COUNT, False),
        ("is bigger?", Measure.COUNT, True),
    ],
)
def test_what_decides_is_read_from_the_question(rest: str, measure: Measure, downwards: bool) -> None:
    asked = contest(f"Which of Leuven and Lahti {rest}", SIDES)

    assert asked is not None
    assert (asked.measure, asked.downwards) == (measure, downwards)


@pytest.mark.parametrize("text", ["Compare Leuven and Lahti", "Which of Leuven and Lahti is more ambitious?"])
def test_without_a_date_or_figure_to_compare_there_is_no_contest(text: str) -> None:
    assert contest(text, SIDES) is None


def _contest(rest: str) -> Contest:
    asked = contest(f"Which of Leuven and Lahti {rest}", SIDES)
    assert asked is not None
    return asked


def test_beginning_has_a_date_that_is_no_deadline() -> None:
    asked = _contest("started earlier?")

    assert value(asked, "Leuven 2030 was founded at the end of 2013.") == ("date", "2013")
    assert value(asked, "Lahti launched a plan to be neutral by 2025.") is None
    assert value(asked, "A review of 2017 found that it was good at raising money.") is None


def test_count_is_of_what_is_asked_for() -> None:
    asked = _contest("has more members?")

    assert value(asked, "Leuven 2030 has the backing of more than 600 members.") == ("number", 600.0)
    assert value(asked, "Leuven has 86 projects.") is None


def test_earliest_beginning_is_a_sides_best() -> None:
    asked = _contest("started earlier?")

    assert best(asked, ["The roadmap was adopted in 2019.", "Nothing here.", "It was founded in 2013."]) == 2
    assert best(asked, ["Nothing here."]) is None


def test_side_that_is_asked_for_comes_first() -> None:
    sums = ["Leuven has a budget of EUR 600,000.", "The budget of Lahti is EUR 4.7 million."]

    assert order(_contest("has the most money?"), sums) == (1, 0)
    assert order(_contest("has the least money?"), sums) == (0, 1)


@pytest.mark.parametrize(
    "sums",
    [
        ("Leuven obtained EUR 600,000 for a fund.", "Lahti won a grant of EUR 4.7 million."),
        ("Leuven has EUR 600,000.", "Lahti has EUR 4.7 million."),  # nothing says what they are of
    ],
)
def test_unlike_sums_stay_as_they_were_asked(sums: tuple[str, str]) -> None:
    assert order(_contest("has the most money?"), sums) == (0, 1)


def test_sum_is_of_what_the_words_beside_it_say() -> None:
    text = (
        "The budget of the city is a matter of long debate among its many councillors, but the grant is EUR 2 million."
    )

    assert kinds_of_sum(_contest("has the most money?"), text) == {"grant"}


def test_sums_of_different_currencies_stay_as_they_were_asked() -> None:
    sums = ["Leuven has EUR 600,000.", "Malmö has SEK 9,999,500."]

    assert order(_contest("has the most money?"), sums) == (0, 1)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The project ran from December 2019 to May 2025.", ("date", "2019-12")),
        ("When the pandemic began in 2020, the council built up a team.", None),
    ],
)
def test_beginning_is_read_from_the_main_clause(text: str, start: tuple[str, str] | None) -> None:
    asked = contest("Which of Camden and Lahti started first?", ("Camden", "Lahti"))
    assert asked is not None

    assert value(asked, text) == start
