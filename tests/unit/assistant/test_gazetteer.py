from collections.abc import Callable

import pytest

from assistant.gazetteer import NameKind, build_gazetteer, case_name, mentions, without_names
from knowledge.types import Source

MakeSource = Callable[..., Source]


@pytest.mark.parametrize(
    ("title", "places", "name"),
    [
        ("Decoupling 2030: the Danish mission", ("Denmark",), "Decoupling 2030"),
        ("Viable Cities and the Climate City Contract 2030 in Sweden", ("Sweden",), "Viable Cities"),
        ("Walkthrough: the Danish mission", ("Denmark",), "Walkthrough: the Danish mission"),
        ("Missions in Finland: a framework", ("Finland",), "Missions in Finland"),
        ("(Draft) Decoupling", (), "(Draft) Decoupling"),
    ],
)
def test_case_name_is_short_and_still_says_which(
    make_source: MakeSource, title: str, places: tuple[str, ...], name: str
) -> None:
    assert case_name(make_source("a", title, places=places)) == name


def test_names_are_found_whatever_their_case_and_the_longest_wins(make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("a", "Leuven 2030: a platform", places=("Belgium", "Leuven"))])

    assert [name.text for name in gazetteer.find("how is leuven 2030 run, and Leuven's board?")] == [
        "Leuven 2030",
        "Leuven",
    ]


def test_adjectives_of_countries_are_places(make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("a", "Street Moves", places=("Sweden",))])
    (name,) = gazetteer.find("the Swedish streets")

    assert (name.text, name.kind) == ("Sweden", NameKind.PLACE)
    assert name.sources == frozenset({"a"})


def test_acronyms_that_are_words_need_their_capitals(make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("a", "DESIRE: urban spaces", places=("Denmark",))])

    assert gazetteer.find("What do residents desire from us?") == ()
    assert gazetteer.find("What did DESIRE do?")[0].text == "DESIRE"


def test_what_is_asked_of_a_name_is_left_without_it(make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("a", "Leuven 2030: a platform")])

    assert without_names("How is Leuven 2030 governed?", gazetteer) == "How is governed?"


def test_case_named_by_one_word_is_known_and_a_guides_subject_is_not(make_source: MakeSource) -> None:
    case = make_source("a", "Vorby: an imagined city", kind="case-study")
    guide = make_source("b", "Pitfalls: what goes wrong", kind="practice-guide")

    assert [name.text for name in build_gazetteer([case, guide]).find("Vorby and pitfalls")] == ["Vorby"]


def test_a_country_is_mentioned_by_its_people_too() -> None:
    assert mentions("An older Danish attempt had a number.", "Denmark")
    assert not mentions("Danishes are eaten in Norway.", "Denmark")


def test_word_of_a_title_that_gives_all_words_capitals_is_a_name_only_with_one(make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("a", "How to File a Claim"), make_source("b", "Our Work | Air Board")])

    assert not gazetteer.find("How do I file it for it to work?")
    assert [name.text for name in gazetteer.find("What is Work?")] == ["Work"]


def test_word_of_such_a_title_that_names_something_elsewhere_is_known_in_lower_case(make_source: MakeSource) -> None:
    titles = [make_source("a", "Swimming in Leuven Today"), make_source("b", "A plan for Leuven")]

    assert [name.text for name in build_gazetteer(titles).find("who swims in leuven?")] == ["Leuven"]
    assert not build_gazetteer(titles).find("who goes swimming?")


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("It has offices all over the United States.", "USA", True),
        ("A law of the USA.", "United States", True),
        ("It helped us.", "USA", False),
        ("Holland pays.", "Netherlands", True),
    ],
)
def test_country_is_mentioned_by_its_other_names(text: str, name: str, told: bool) -> None:
    assert mentions(text, name) is told
