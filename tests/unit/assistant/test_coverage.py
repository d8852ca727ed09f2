from collections.abc import Callable

from assistant.coverage import countries, coverage_line, no_source_on
from knowledge.types import Period, Source

MakeSource = Callable[..., Source]


def test_line_tells_kinds_countries_years_and_what_is_missing(make_source: MakeSource) -> None:
    cited = [
        make_source("a", "A", kind="case-study", places=("Denmark",), period=Period(2022, 2030)),
        make_source("b", "B", kind="case-study", places=("Sweden", "Malmö"), period=Period(2017)),
        make_source("c", "C", kind="practice-guide", places=("Denmark",), date="2026-11-23"),
    ]

    assert coverage_line(cited, countries(cited)) == "2 cases, 1 guide, 2 countries, 2017-2030, no workshop material"


def test_workshop_material_is_not_said_to_be_missing_when_it_is_there(make_source: MakeSource) -> None:
    cited = [make_source("a", "A", kind="transcript", places=("Denmark",), date="2023-05-29")]

    assert coverage_line(cited, countries(cited)) == "1 transcript, 1 country (Denmark), 2023"


def test_union_of_countries_is_no_country(make_source: MakeSource) -> None:
    cited = [make_source("a", "A", kind="report", places=("European Union",), date="2023")]

    assert countries(cited) == frozenset()
    assert coverage_line(cited, countries(cited)) == "1 report, international, 2023, no workshop material"


def test_nothing_cited_has_no_line() -> None:
    assert coverage_line([], frozenset()) == ""


def test_source_cited_twice_counts_once(make_source: MakeSource) -> None:
    source = make_source("a", "A", kind="note")

    assert coverage_line([source, source], frozenset()).startswith("1 note")


def test_countries_without_a_source_are_named_with_those_that_have_one() -> None:
    held = frozenset({"Sweden", "Netherlands"})

    assert no_source_on(["Canada"], held) == (
        "No source is on Canada. The library's sources are on the Netherlands and Sweden."
    )
    assert no_source_on(["United States", "Canada"], frozenset({"Denmark"})) == (
        "No source is on Canada or the United States. The library's sources are on Denmark."
    )
    assert no_source_on(["Sweden"], held) == no_source_on(["Canada"], frozenset()) == ""
