import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.figures import figures, first_date, same_thing, same_value, years


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("EUR 2 billion", 2e9, "EUR"),
        ("€2bn for cities", 2e9, "EUR"),
        ("2,000 million euros", 2e9, "EUR"),
        ("3,500 firms", 3500, ""),
        ("3500 firms", 3500, ""),
        ("4 250 firms", 4250, ""),
        ("12m people", 12e6, ""),
        ("12 million people", 12e6, ""),
        ("64% were involved", 64, "%"),
        ("64 per cent were involved", 64, "%"),
        ("almost SEK 5 million", 5e6, "SEK"),
        ("SEK 2,5 million", 2.5e6, "SEK"),
        ("twenty-three municipalities", 23, ""),
        ("forty per cent of cities", 40, "%"),
        ("warming of 1.5 degrees", 1.5, ""),
    ],
)
def test_figure_is_brought_to_one_form(text: str, value: float, unit: str) -> None:
    (figure,) = figures(text)

    assert (figure.value, figure.unit) == (value, unit)
    assert text[figure.span.start : figure.span.end].strip() == figure.text


def test_years_and_dates_are_not_figures() -> None:
    assert figures("Signed on 21 March 2024, revised in 2019 and 2021-2022.") == ()
    assert years("2021-2022 and 8 December 2020") == (2021, 2022, 2020)


def test_noun_is_the_head_of_what_is_counted() -> None:
    firms, jobs = figures("By 2030 4,250 production firms, about 40,000 jobs, should change.")

    assert (firms.noun, jobs.noun) == ("firms", "jobs")


def test_same_thing_looks_at_unit_and_noun_and_same_value_at_the_amount() -> None:
    (one,) = figures("23 municipalities take part")
    (other,) = figures("a municipality, or 24 municipality offices"[19:])
    (more,) = figures("the 23 municipalities")

    assert same_thing(one, more)
    assert same_value(one, more)
    assert not same_thing(one, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It began on 28 April 2022 at noon.", ("2022-04-28", "28 April 2022")),
        ("In May 2023 it grew.", ("2023-05", "May 2023")),
        ("From 2017 to 2030.", ("2017", "2017")),
        ("No date here, only 250 firms.", None),
    ],
)
def test_first_date_is_sortable_and_as_written(text: str, expected: tuple[str, str] | None) -> None:
    assert first_date(text) == expected


@given(st.integers(min_value=2, max_value=999), st.sampled_from([("million", 1e6), ("billion", 1e9), ("bn", 1e9)]))
def test_scale_words_multiply(number: int, scale: tuple[str, float]) -> None:
    (figure,) = figures(f"EUR {number} {scale[0]} was granted")

    assert figure.value == number * scale[1]


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    for figure in figures(text):
        assert 0 <= figure.span.start < figure.span.end <= len(text)
