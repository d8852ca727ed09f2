from collections.abc import Callable

import pytest

from assistant.nearest import nearest, rewording
from assistant.question import understand
from assistant.suggestions import follow_ups, opening_question, section_questions
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]


def test_headings_of_a_case_become_questions_about_it(make_source: MakeSource) -> None:
    source = make_source("a", "Leuven 2030: a platform", kind="case-study")

    assert section_questions(source, ["In brief", "Results", "What was hard"]) == (
        "What are the results of Leuven 2030?",
        "What was hard in Leuven 2030?",
    )


def test_name_that_takes_an_article_gets_one(make_source: MakeSource) -> None:
    source = make_source("a", "EU Cities Mission: a hundred cities", kind="case-study")

    assert section_questions(source, ["The mission and why it was started"]) == (
        "Why was the EU Cities Mission started?",
    )


def test_steps_of_a_guide_become_questions_in_the_first_person(make_source: MakeSource) -> None:
    source = make_source("a", "Choosing partners", kind="practice-guide")

    assert section_questions(source, ["Step 1: Put your own house in order"]) == (
        "How do we put our own house in order?",
    )


def test_side_that_was_asked_for_is_not_suggested_again(make_source: MakeSource) -> None:
    source = make_source("a", "Leuven 2030: a platform", kind="case-study")
    headings = ["Governance and funding", "Results"]

    offered = follow_ups(understand("How is Leuven 2030 governed?"), [source], lambda _: headings)

    assert offered == ("What are the results of Leuven 2030?",)


def test_nearest_offers_one_passage_a_source(make_source: MakeSource, make_ranked: MakeRanked) -> None:
    text = "A sentence that is long enough."
    passages = [
        make_ranked(make_source(name, name), text, scores=[0.5], rank=rank) for rank, name in enumerate("aabcd", 1)
    ]

    assert [ranked.source.id for ranked in nearest(passages)] == ["a", "b", "c"]


def test_rewording_leaves_out_the_words_that_found_nothing(make_source: MakeSource, make_ranked: MakeRanked) -> None:
    passage = make_ranked(make_source("a", "Leuven 2030: a platform"), "A sentence that is long enough.", scores=[0.5])

    assert rewording(understand("How does Ghent fund renovation?"), ("Ghent",), [passage]) == (
        "What does the library say about fund renovation in Leuven 2030?"
    )
    assert rewording(understand("How does Ghent fund renovation?"), ("Ghent",), []) is None


@pytest.mark.parametrize(
    "title",
    [
        "ATV mission labs: science meets industry",
        "A baseline for Danish industry: five indicators",
        "Missions in Finland",
    ],
)
def test_name_that_fits_no_question_makes_none(make_source: MakeSource, title: str) -> None:
    assert section_questions(make_source("a", title, kind="case-study"), ["Results"]) == ()


def test_guide_is_opened_by_what_it_tells_how_to_do(make_source: MakeSource) -> None:
    guide = make_source("a", "Measuring mission progress: baselines and indicators", kind="practice-guide")
    other = make_source("b", "Pitfalls of missions: what goes wrong", kind="practice-guide")

    assert opening_question(guide) == "What is good practice in measuring mission progress?"
    assert opening_question(other) is None
