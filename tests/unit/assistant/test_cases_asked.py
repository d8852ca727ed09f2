"""Questions for the cases that there are."""

from collections.abc import Callable

import pytest

from assistant.cases_asked import MOST, MOST_COUNTRIES, CasesAsked, cases_asked
from assistant.gazetteer import Gazetteer, build_gazetteer
from knowledge.types import Source

MakeSource = Callable[..., Source]


@pytest.fixture
def gazetteer(make_source: MakeSource) -> Gazetteer:
    return build_gazetteer(
        [
            make_source("viable-cities", "Viable Cities: the Swedish programme", kind="case-study", places=("Sweden",)),
            make_source("decoupling", "Decoupling 2030: a mission", kind="case-study", places=("Denmark",)),
            make_source("camden", "Camden's missions", kind="case-study", places=("United Kingdom", "London")),
        ]
    )


@pytest.mark.parametrize(
    ("question", "places", "most"),
    [
        ("Which cases are from Sweden?", ("Sweden",), MOST),
        ("which cases come from the UK", ("United Kingdom",), MOST),
        ("Is there an example from Denmark?", ("Denmark",), MOST),
        ("Any Swedish examples?", ("Sweden",), MOST),
        ("Give me two Danish missions, please", ("Denmark",), 2),
        ("What missions are there in Denmark or Sweden?", ("Denmark", "Sweden"), MOST),
        ("Missions in London", ("London",), MOST),
        ("What has Denmark done on missions?", ("Denmark",), MOST),
        ("What does the UK do about missions?", ("United Kingdom",), MOST),
        ("Which missions does Sweden have?", ("Sweden",), MOST),
        ("Does Denmark have any missions?", ("Denmark",), MOST),
        ("Is there an example of a mission from Denmark?", ("Denmark",), MOST),
        ("Which cases do you have?", (), MOST),
        ("List all cases", (), MOST),
        ("Show me 3 cases", (), 3),
        ("Can you give me three examples of missions?", (), 3),
    ],
)
def test_cases_of_a_place_or_all(question: str, places: tuple[str, ...], most: int, gazetteer: Gazetteer) -> None:
    assert cases_asked(question, gazetteer) == CasesAsked(places, most=most)


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("How many cases do you have?", ()),
        ("How many Danish cases are there?", ("Denmark",)),
        ("how many examples are from the UK", ("United Kingdom",)),
    ],
)
def test_how_many_cases(question: str, places: tuple[str, ...], gazetteer: Gazetteer) -> None:
    assert cases_asked(question, gazetteer) == CasesAsked(places, counted=True)


@pytest.mark.parametrize("question", ["Which countries have missions?", "From which countries are the cases?"])
def test_countries(question: str, gazetteer: Gazetteer) -> None:
    assert cases_asked(question, gazetteer) == CasesAsked(each_country=True, most=MOST_COUNTRIES)


@pytest.mark.parametrize(
    ("question", "places", "sector"),
    [
        ("Which cases involve foundations?", (), "philanthropy"),
        ("Which missions have universities as partners?", (), "academia"),
        ("What can foundations do in a mission?", (), "philanthropy"),
        ("What role do philanthropies play?", (), "philanthropy"),
        ("What is the role of universities?", (), "academia"),
        ("What can NGOs do in a mission?", (), "civil-society"),
        ("What can civil society organisations bring?", (), "civil-society"),
        ("What is the role of businesses in missions?", (), "business"),
        ("How are universities involved in missions?", (), "academia"),
        ("Are there Danish examples with companies on board?", ("Denmark",), "business"),
    ],
)
def test_cases_with_partners_of_a_sector(
    question: str, places: tuple[str, ...], sector: str, gazetteer: Gazetteer
) -> None:
    assert cases_asked(question, gazetteer) == CasesAsked(places, frozenset({sector}))


@pytest.mark.parametrize(
    ("question", "places", "theme", "most"),
    [
        ("Which Danish missions deal with food?", ("Denmark",), "food", MOST),
        ("Which cases cover food?", (), "food", MOST),
        ("Are there missions that focus on food?", (), "food", MOST),
        ("Which missions are dealing with food?", (), "food", MOST),
        ("give me three examples of missions in cities", (), "climate-neutral-cities", 3),
        ("Which cases are about youth mental health?", (), "youth-mental-health", MOST),
        ("Do you have Danish examples on food?", ("Denmark",), "food", MOST),
        ("Are there any missions from Sweden that deal with mobility?", ("Sweden",), "streets-and-mobility", MOST),
        ("Can you give me an example of a mission on cancer?", (), "health-research", MOST),
    ],
)
def test_cases_on_a_theme(question: str, places: tuple[str, ...], theme: str, most: int, gazetteer: Gazetteer) -> None:
    assert cases_asked(question, gazetteer) == CasesAsked(places, themes=frozenset({theme}), most=most)


@pytest.mark.parametrize(
    "question",
    [
        "Are there mission-oriented programmes on housing first or homelessness?",
        "Which missions are on track?",
        "What can ministries do in a mission?",  # a municipality does something else
        "What role do citizens play in missions?",  # a guide tells
        "Examples of experiments",  # of what missions do: the search finds the sentences that tell it
        "Which missions are about to end?",
        "What is a mission?",
        "Which missions failed?",
        "Which missions?",
        "Tell me about missions",
        "What about Denmark?",
        "Is the mission in Denmark?",
        "How is Viable Cities in Sweden governed?",
        "Which cases from France are there?",  # no source is on France
        "Which cases have results?",
        "Which Danish mission reached its goal?",
        "Give me examples of how Danish missions got companies on board",
        "Is Sweden a good example?",
        "How many missions are there in London?",
    ],
)
def test_what_asks_for_more_than_cases_is_left_to_the_search(question: str, gazetteer: Gazetteer) -> None:
    assert cases_asked(question, gazetteer) is None
