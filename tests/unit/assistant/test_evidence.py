from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.answer_type import AnswerType
from assistant.evidence import ENOUGH, NONE, Evidence, Findings, Sufficiency, judge, measure
from assistant.gazetteer import Gazetteer, KnownName, NameKind
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


@pytest.mark.parametrize("written", ["USA", "usa"])
def test_country_that_is_asked_for_by_its_letters_is_missed_once(
    written: str, make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    question = f"How are missions governed in the {written}?"
    passage = make_ranked(make_source("a", "Viable Cities"), "Viable Cities governs a mission in Sweden.", scores=[0.5])
    asked = Gazetteer(()).find(question)

    evidence = judge(understand(question), Findings(make_result(question, passage, missing=(written,)), asked))

    assert [one.text for one in asked] == ["United States"]
    assert evidence.missing == (written,)


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


def test_what_is_not_known_of_another_side_does_not_refuse_the_question(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    known = make_ranked(make_source("a", "Harbour"), "The harbour mission had many critics.", scores=[0.5])
    unknown = make_ranked(
        make_source("a", "Harbour: What is not known"), "What the harbour mission achieved was not found.", scores=[0.9]
    )
    named = (KnownName("harbour mission", NameKind.CASE, frozenset({"a"})),)
    findings = Findings(make_result("What went wrong in the harbour mission?", known), named, (unknown,))

    went_wrong = measure(understand("What went wrong in the harbour mission?"), findings)
    achieved = measure(understand("What did the harbour mission achieve?"), findings)

    assert went_wrong["unknown_lead"] == pytest.approx(-0.3)
    assert achieved["unknown_lead"] == pytest.approx(0.3)


def test_sentence_that_names_the_side_holds_the_word_that_asks_for_it(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    board = make_ranked(make_source("a", "Harbour"), "The board counts 18 delegates.", scores=[0.5])
    cake = make_ranked(make_source("a", "Harbour"), "Cake was served at noon.", scores=[0.5])
    question = understand("Who steers the harbour?")

    assert measure(question, Findings(make_result(question.text, board)))["topic_words"] == pytest.approx(0.5)
    assert measure(question, Findings(make_result(question.text, cake)))["topic_words"] == pytest.approx(0.0)


def test_section_on_the_side_asked_for_speaks_for_an_answer(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    found = make_ranked(make_source("a", "Harbour"), "The harbour is large.", scores=[0.5])
    said = make_ranked(make_source("a", "Harbour"), "The board has 18 delegates.", scores=[0.5])
    section = replace(said, passage=replace(said.passage, context="Harbour. Governance"))
    money = make_ranked(make_source("a", "Harbour"), "The grant pays for the office.", scores=[0.5])
    beside = replace(money, passage=replace(money.passage, context="Harbour. Governance and funding"))
    question = understand("Who steers the harbour?")
    result = make_result(question.text, found)

    assert measure(question, Findings(result))["aspect_held"] == 0.0
    assert measure(question, Findings(result, section=(section,)))["aspect_held"] == 1.0
    assert measure(question, Findings(result, section=(beside,)))["aspect_held"] == 0.0


def test_body_that_no_sentence_names_is_told_as_missing(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    question = understand("Who is on the board of the harbour?")
    agency = make_ranked(make_source("a", "Harbour"), "The harbour is governed by four agencies.", scores=[0.9])
    board = make_ranked(make_source("a", "Harbour"), "The board of the harbour has 18 delegates.", scores=[0.9])

    assert "board" in judge(question, Findings(make_result(question.text, agency))).missing
    assert judge(question, Findings(make_result(question.text, agency), relevance=(9.0,))).status is Sufficiency.PARTIAL
    assert judge(question, Findings(make_result(question.text, board), relevance=(9.0,))).status is Sufficiency.ENOUGH


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Camden set itself four missions for housing and food.", ("measuring",)),
        ("Camden publishes indicators for its four missions.", ()),
    ],
)
def test_how_something_is_known_to_work_is_only_told_by_measuring(
    text: str, missing: tuple[str, ...], make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    question = "How will Camden know its missions work?"
    passage = make_ranked(make_source("a", "Camden's missions"), text, scores=[0.99])

    evidence = judge(understand(question), Findings(make_result(question, passage)))

    assert evidence.missing == missing
    assert evidence.status is not Sufficiency.ENOUGH or not missing


def test_open_question_on_a_known_name_is_answered_with_what_there_is(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    passage = make_ranked(
        make_source("a", "Malmö: a plan"), "Builders in Malmö signed a pact.", scores=[0.3], score=0.2
    )
    known = (KnownName("Malmö", NameKind.PLACE, frozenset({"a"})),)

    def status(question: str) -> Sufficiency:
        return judge(understand(question), Findings(make_result(question, passage), known)).status

    assert status("What happened in Malmö?") is Sufficiency.ENOUGH
    assert status("Who won the race in Malmö?") is not Sufficiency.ENOUGH


def test_part_that_is_hardly_covered_is_told_apart_from_one_that_is_not(
    make_result: MakeResult,
) -> None:
    question = understand("What is the population of Malmö and who won its last election?")
    parts = (Evidence(Sufficiency.PARTIAL, 0.3), Evidence(Sufficiency.NONE, 0.1))

    evidence = judge(question, Findings(make_result(question.text)), parts)

    assert evidence.status is Sufficiency.PARTIAL
    assert evidence.covered == evidence.hardly == question.parts[:1]
    assert evidence.uncovered == question.parts[1:]


def test_several_passages_that_may_answer_raise_the_chance(
    make_source: MakeSource, make_ranked: MakeRanked, make_result: MakeResult
) -> None:
    question = understand("How does Leuven organise its climate contract?")
    passage = make_ranked(make_source("a", "Leuven 2030"), "Leuven organises its climate contract.", scores=[0.5])
    result = make_result(question.text, passage)

    alone = judge(question, Findings(result, relevance=(-1.0, -9.0, -9.0)))
    together = judge(question, Findings(result, relevance=(-1.0, -1.0, -1.0)))

    assert together.confidence > 1.5 * alone.confidence
