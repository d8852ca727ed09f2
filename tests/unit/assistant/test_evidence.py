from collections.abc import Callable

import pytest

from assistant.answer_type import AnswerType
from assistant.evidence import ENOUGH, NONE, Evidence, Findings, Sufficiency, judge, measure
from assistant.question import understand
from knowledge.types import RankedPassage, SearchResult, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeResult = Callable[..., SearchResult]


def test_nothing_found_is_no_evidence(make_result: MakeResult) -> None:
    evidence = judge(understand("How is Leuven governed?"), Findings(make_result("How is Leuven governed?")))

    assert evidence.status is Sufficiency.NONE
    assert evidence.confidence == 0.0


def test_name_that_stands_nowhere_is_never_enough(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    passage = make_ranked(
        make_source("a", "Leuven 2030"), "Leuven organises its climate contract with residents.", scores=[0.99]
    )
    question = "How does Ghent organise its climate contract with residents?"

    evidence = judge(understand(question), Findings(make_result(question, passage, missing=("ghent",))))

    assert evidence.status is Sufficiency.NONE
    assert "Ghent" in evidence.missing


def test_name_written_without_its_accents_is_found(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    passage = make_ranked(make_source("a", "ProjectZero"), "Sønderborg counts its emissions every year.", scores=[0.99])
    question = "How does Sonderborg count its emissions?"

    evidence = judge(understand(question), Findings(make_result(question, passage, missing=("sonderborg",))))

    assert evidence.missing == ()


def test_what_is_said_not_to_be_known_counts_as_not_covered(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    known = make_ranked(make_source("a", "Street Moves"), "Street Moves put benches on parking places.", scores=[0.5])
    unknown = make_ranked(
        make_source("b", "Street Moves: What is not known"), "Effects on traffic were not found.", scores=[0.9]
    )
    question = "Did Street Moves have effects on traffic?"
    findings = Findings(make_result(question, known), beside=(unknown,))

    assert measure(understand(question), findings)["unknown_lead"] == pytest.approx(0.3)  # 0.4, cut off at 0.3
    assert judge(understand(question), findings).status is Sufficiency.NONE


def test_parts_are_judged_one_by_one(make_result: MakeResult) -> None:
    question = understand("Who leads Leuven 2030 and when did it start?")
    parts = [Evidence(Sufficiency.ENOUGH, 0.9), Evidence(Sufficiency.NONE, 0.1)]

    evidence = judge(question, Findings(make_result(question.text)), parts)

    assert evidence.status is Sufficiency.PARTIAL
    assert evidence.covered == ("Who leads Leuven 2030",)
    assert evidence.uncovered == ("when did it start",)


def test_thresholds_leave_room_for_partial() -> None:
    assert 0 < NONE < ENOUGH < 1


def test_country_is_held_by_evidence_on_its_people(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    text = "Brokers were compared in six Dutch regions."
    passage = make_ranked(make_source("a", "Transition brokers"), text, scores=[0.9])
    question = "Which brokers were compared in the Netherlands?"

    evidence = judge(understand(question), Findings(make_result(question, passage)))

    assert evidence.missing == ()


def test_unknown_sum_beats_sentences_that_name_no_sum(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    known = make_ranked(make_source("a", "Harbour"), "The harbour project was funded by the state.", scores=[0.8])
    unknown = make_ranked(
        make_source("a", "Harbour: What is not known"), "Its total budget was not found.", scores=[0.6]
    )
    question = "What was the budget of the harbour project?"
    findings = Findings(make_result(question, known), beside=(unknown,))

    evidence = judge(understand(question), findings)

    assert evidence.status is Sufficiency.NONE
    assert evidence.lacking is AnswerType.MONEY


def test_sentence_with_the_sum_is_not_beaten_by_an_unknown_one(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    known = make_ranked(make_source("a", "Harbour"), "The harbour project had EUR 3 million.", scores=[0.7])
    unknown = make_ranked(
        make_source("a", "Harbour: What is not known"), "Its later budget was not found.", scores=[0.6]
    )
    question = "What was the budget of the harbour project?"

    features = measure(understand(question), Findings(make_result(question, known), beside=(unknown,)))

    assert features["unknown_lead"] == pytest.approx(-0.1)
    assert features["type_gap"] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("What did the harbour do from 2017 to now?", ()),
        ("What did the harbour do between 2017 and 2019?", ()),
        ("What did the harbour do 2017–2019?", ()),
        ("What is the harbour to do by 2030?", ()),
        ("What did the harbour do in 2017?", ("2017",)),
    ],
)
def test_years_that_bound_a_period_are_not_missed(
    asked: str, missing: tuple[str, ...], make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    passage = make_ranked(make_source("a", "Harbour"), "The harbour plants trees.", scores=[0.9])

    assert judge(understand(asked), Findings(make_result(asked, passage))).missing == missing


def test_what_the_best_sentence_holds_of_the_question_is_named(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    passage = make_ranked(make_source("a", "Harbour"), "The climate fund was set up.", scores=[0.9])
    question = "What return did the climate fund of the harbour pay?"

    assert judge(understand(question), Findings(make_result(question, passage))).held == ("climate fund", "harbour")
