"""The assistant over real sources of the starter library, with the real embedding model, SQLite and Chroma."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.assistant import AskRequest, Assistant
from assistant.events import Event
from assistant.opening import opening_questions
from assistant.replies import UNHEARD, Finish, Listener, Reply, TokenUse
from ingest.intake import IncomingFile, Intake
from knowledge.answer import Answer, AnswerMode, AnswerStatus, BlockKind
from knowledge.gaps import Gaps
from knowledge.library import Library, open_library
from knowledge.settings import Settings
from knowledge.turnstile import AT_ONCE
from knowledge.types import Scope, Turn
from prompts.loader import Message

STARTER = Path(__file__).parents[3] / "knowledge" / "starter"
FILES = (
    "cases/decoupling-2030.md",
    "cases/leuven-2030.md",
    "cases/malmo-2030.md",
    "cases/viable-cities-sweden.md",
    "cases/copenhagen-2025.md",
    "cases/camden-missions.md",
    "guides/writing-a-mission-statement.md",
    "guides/transition-brokers.md",
    "guides/pitfalls-of-missions.md",
    "transcripts/walkthrough-sustainable-manufacturing.vtt",
)
QUESTIONS = (
    "What is Decoupling 2030?",
    "Who leads Decoupling 2030 and when did it start?",
    "How is Viable Cities governed?",
    "How many municipalities take part in Viable Cities?",
    "Compare how Leuven and Malmö are governed",
    "Give me a timeline of Leuven 2030",
    "Why did Copenhagen miss its 2025 target?",
    "How do I write a mission statement?",
    "What are the pros and cons of transition brokers?",
    "Was Camden's mission for young people met in 2025?",
    "What is the capital of Mongolia?",
    "Should our city start a mission?",
    "Which cases are from Sweden?",
    "How do we get the wording right?",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with some of the starter library's sources."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), _env_file=None)
    with open_library(settings) as opened:
        files = [IncomingFile(STARTER / name, added_by="test", wanted_id=Path(name).stem) for name in FILES]
        for result in Intake(opened).add(files):
            assert result.error is None, result.error
        yield opened


@pytest.fixture(scope="module")
def assistant(shelf: Library) -> Assistant:
    return Assistant(shelf, record_gaps=False)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_is_the_cited_span_of_its_document(assistant: Assistant, shelf: Library, question: str) -> None:
    answer = assistant.ask(AskRequest(question))

    by_number = {citation.number: citation for citation in answer.citations}
    for statement in answer.statements:
        assert statement.citations
        for number in statement.citations:
            citation = by_number[number]
            text = shelf.catalogue.text(citation.source_id, citation.version)
            assert text is not None
            assert statement.text == citation.quote == text[citation.start : citation.end]
            assert citation.excerpt_start <= citation.start < citation.end <= citation.excerpt_end
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_answer_is_about_the_case_that_was_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which organisations run Decoupling 2030?"))

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].source_id in {"decoupling-2030", "walkthrough-sustainable-manufacturing"}
    assert "FORCE Technology" in _said(answer)


def test_citations_carry_the_references_the_source_itself_gives(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which organisations run Decoupling 2030?"))

    assert answer.citations[0].references


def test_coverage_line_tells_kinds_countries_and_years(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How is Viable Cities governed?"))

    assert "1 case" in answer.coverage
    assert "Sweden" in answer.coverage


def test_cases_of_a_country_are_shown_with_a_sentence_each(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which cases are from Sweden?"))

    assert answer.status is AnswerStatus.ANSWERED
    assert [block.kind for block in answer.blocks] == [BlockKind.TABLE]
    assert set(answer.blocks[0].row_labels) == {"Climate-neutral Malmö 2030", "Viable Cities"}
    assert {citation.source_id for citation in answer.citations} == {"malmo-2030", "viable-cities-sweden"}


def test_slips_in_a_question_are_mended_and_told(assistant: Assistant) -> None:
    cases = assistant.ask(AskRequest("Wich cases are from Swedne?"))
    governed = assistant.ask(AskRequest("How is Lueven 2030 govenred?"))
    refused = assistant.ask(AskRequest("Wich city is the capital of Mongolia?"))

    assert cases.message == "Taken as: “Which cases are from Sweden?”"
    assert {citation.source_id for citation in cases.citations} == {"malmo-2030", "viable-cities-sweden"}
    assert cases.question == "Wich cases are from Swedne?"
    assert "Taken as: “How is Leuven 2030 governed?”" in governed.message
    assert governed.citations[0].source_id == "leuven-2030"
    assert refused.status is AnswerStatus.NOT_COVERED
    assert refused.message.startswith("Taken as: “Which city is the capital of Mongolia?”")


def test_a_question_in_another_language_is_not_respelt(assistant: Assistant) -> None:
    assert "Taken as" not in assistant.ask(AskRequest("Hvordan er Leuven 2030 organiseret?")).message


def test_cases_keep_to_the_filter(assistant: Assistant) -> None:
    answer = assistant.ask(
        AskRequest("Which cases do you have?", scope=Scope(sources=("leuven-2030", "camden-missions")))
    )

    assert {citation.source_id for citation in answer.citations} == {"leuven-2030", "camden-missions"}


def test_cases_with_partners_of_a_sector_are_shown_with_the_sentence_that_names_one(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which cases involve foundations?"))

    assert answer.status is AnswerStatus.ANSWERED
    assert "Danish Industry Foundation" in _said(answer)


def test_cases_on_a_theme_are_shown(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which cases are about manufacturing?"))

    assert answer.status is AnswerStatus.ANSWERED
    assert [citation.source_id for citation in answer.citations] == ["decoupling-2030"]


def test_more_cases_than_are_shown_are_counted(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Give me two examples of cases"))

    assert len(answer.statements) == 2
    assert answer.message == "The library holds 6 cases of this kind; 2 are shown. The Library page lists all of them."


def test_cases_beyond_those_shown_are_named(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Which cases do you have?", limit=4))

    assert len(answer.statements) == 4
    before, _, others = answer.message.partition(" The others are ")
    assert before == "The library holds 6 cases of this kind; 4 are shown."
    shown = {label for block in answer.blocks for label in block.row_labels}
    assert len(others.split("; ")) == 2
    assert not shown & set(others.rstrip(".").split("; "))


def test_how_many_cases_there_are_is_said(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How many cases are from Sweden?"))

    assert answer.message == "The library holds 2 cases of this kind."


def test_question_without_its_subject_is_taken_as_one_on_missions(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How do we get the wording right?"))

    assert answer.status is not AnswerStatus.NOT_COVERED
    assert answer.standalone_question == "How do we get the wording right in a mission?"
    assert answer.message.startswith("Taken as: “How do we get the wording right in a mission?”")
    assert answer.citations[0].source_id == "writing-a-mission-statement"


def test_question_in_everyday_words_is_taken_in_the_fields_words(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("What are common mistakes when setting up a mission?"))

    assert answer.status is AnswerStatus.ANSWERED
    assert answer.message.startswith("Taken as: “What are pitfalls when setting up a mission?”")
    assert answer.citations[0].source_id == "pitfalls-of-missions"


def test_everyday_words_on_anything_else_cover_nothing(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("What mistakes do people make when they bake bread?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.standalone_question == "What mistakes do people make when they bake bread?"


def test_question_on_anything_else_is_not_taken_as_one_on_missions(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How do I bake bread?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.standalone_question == "How do I bake bread?"


def test_follow_up_is_understood_in_its_thread(assistant: Assistant) -> None:
    thread = (Turn("user", "What is Viable Cities?"), Turn("assistant", "Viable Cities is a Swedish programme."))

    answer = assistant.ask(AskRequest("And how many municipalities take part in it?", thread))

    assert "Viable Cities" in answer.standalone_question
    assert "23" in _said(answer)


def test_who_says_that_gives_the_last_answer_again_with_who_says_each_sentence(assistant: Assistant) -> None:
    question = "Why did Copenhagen miss its 2025 target?"
    first = assistant.ask(AskRequest(question))

    answer = assistant.ask(AskRequest("who says that?", (Turn("user", question), Turn("assistant", _said(first)))))

    assert answer.question == "who says that?"
    assert answer.standalone_question == question
    table = next(block for block in answer.blocks if block.kind is BlockKind.TABLE)
    assert any("Copenhagen Post (2022" in label for label in table.row_labels)
    assert {statement.text for statement in table.statements} & {statement.text for statement in first.statements}


def test_shorter_answer_is_shorter(assistant: Assistant) -> None:
    question = "How is Leuven 2030 governed?"
    first = assistant.ask(AskRequest(question))
    thread = (Turn("user", question), Turn("assistant", _said(first)))

    shorter = assistant.ask(AskRequest("shorter please", thread))
    one = assistant.ask(AskRequest("summarise it in one sentence", thread))

    assert len(first.statements) > len(shorter.statements) >= len(one.statements) == 1


def test_question_in_another_language_is_told_how_to_ask(shelf: Library) -> None:
    before = len(Gaps(shelf.catalogue.database).open_gaps())

    answer = Assistant(shelf).ask(AskRequest("Hvor mange hunde bor der på Bornholm?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert "ask in English" in answer.message
    assert len(Gaps(shelf.catalogue.database).open_gaps()) == before


def test_comparison_has_rows_for_both_sides(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Compare how Leuven and Malmö are governed"))

    (table,) = [block for block in answer.blocks if block.kind is BlockKind.TABLE]
    assert set(table.row_labels) == {"Leuven", "Malmö"}


def test_how_to_question_is_answered_step_by_step(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How do I write a mission statement?"))

    assert answer.blocks[0].kind is BlockKind.STEPS
    assert len(answer.blocks[0].statements) >= 3


def test_what_is_not_covered_is_said_with_the_words_that_found_nothing(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("What is the capital of Mongolia?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert "Mongolia" in answer.missing_words
    assert answer.coverage == ""
    assert answer.message.startswith("The library does not cover this question.")
    assert answer.nearest


def test_country_that_no_source_is_on_is_named_with_those_there_are(assistant: Assistant) -> None:
    canada = assistant.ask(AskRequest("What does Canada do about missions?"))
    kenya = assistant.ask(AskRequest("How is health care paid in Kenya?"))

    assert canada.status is AnswerStatus.NOT_COVERED
    assert "No source is on Canada. The library's sources are on " in canada.message
    assert "Belgium" in canada.message
    assert kenya.message.count("Kenya") == 1


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "😀",
        "<b></b>",
        "word " * 10_000,
        "Что такое миссия?",
        "任务",
        "\x00\x07",
        "'; DROP TABLE sources; --",
    ],
)
def test_odd_questions_are_answered_politely(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(AskRequest(question))

    assert answer.status in set(AnswerStatus)
    assert answer.message or answer.blocks


def test_scope_is_kept(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How are missions governed?", scope=Scope(sources=("leuven-2030",))))

    assert {citation.source_id for citation in answer.citations} <= {"leuven-2030"}


def test_words_asked_for_are_kept_to(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("How is Viable Cities governed?", words=40))

    assert (
        sum(len(statement.text.split()) for statement in answer.statements) <= 60
    )  # one sentence on what is not known aside


def test_gap_is_recorded_without_a_trace_of_who_asked(shelf: Library) -> None:
    Assistant(shelf).ask(AskRequest("What is the capital of Mongolia? Write to me@example.org"))

    gap = Gaps(shelf.catalogue.database).open_gaps()[0]
    assert "Mongolia" in gap.question
    assert "example.org" not in gap.question


def test_private_question_is_not_recorded(shelf: Library) -> None:
    before = len(Gaps(shelf.catalogue.database).open_gaps())

    answer = Assistant(shelf).ask(AskRequest("What is Anna Berg's phone number?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert len(Gaps(shelf.catalogue.database).open_gaps()) == before


def test_while_sources_are_still_to_come_the_answer_says_so_and_no_gap_is_noted(shelf: Library) -> None:
    before = len(Gaps(shelf.catalogue.database).open_gaps())

    answer = Assistant(shelf).ask(AskRequest("Who funds the Zanzibar mission for coral?", sources_to_come=7))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert "7 sources of it were to come" in answer.notice
    assert "noted for the trainers" not in answer.message
    assert len(Gaps(shelf.catalogue.database).open_gaps()) == before


@pytest.mark.parametrize(
    "question",
    ["What return did Leuven 2030 pay its members?", "What salary do the coordinators of Leuven 2030 get?"],
)
def test_sum_that_no_source_has_is_refused_and_not_offered_again_in_other_words(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(AskRequest(question))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert "No sum of money that fits the question was found." in answer.message
    asked = {"return", "salary"} & set(question.lower().split())
    assert not any(asked & set(offered.lower().split()) for offered in answer.suggestions)


def test_part_that_is_answered_and_part_that_is_not_are_told(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("Who leads Leuven 2030 and what salary do they get?"))

    assert answer.status is AnswerStatus.PARTIAL
    assert "It answers: “Who leads Leuven 2030”." in answer.message
    assert "It does not answer: “What salary do they get”." in answer.message


def test_steps_are_told_while_it_works(assistant: Assistant) -> None:
    events: list[Event] = []

    assistant.ask(AskRequest("How is Viable Cities governed?"), on_event=events.append)

    assert len(events) >= 2


def test_suggestions_can_really_be_answered(assistant: Assistant) -> None:
    answer = assistant.ask(AskRequest("What is Viable Cities?"))

    assert answer.suggestions
    for question in answer.suggestions:
        assert assistant.ask(AskRequest(question)).status is AnswerStatus.ANSWERED


def test_opening_questions_are_the_same_for_the_same_day_and_differ_between_days(shelf: Library) -> None:
    first, again, other = (opening_questions(shelf, 3, seed=seed) for seed in (1, 1, 2))

    assert first == again != other
    assert len(first) == 3


def test_empty_library_says_that_it_does_not_cover_anything(tmp_path: Path) -> None:
    with open_library(Settings(data_dir=tmp_path, _env_file=None)) as empty:
        answer = Assistant(empty).ask(AskRequest("How is Viable Cities governed?"))

    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.nearest == ()


def _said(answer: Answer) -> str:
    return " ".join(statement.text for statement in answer.statements)


class _SlowModel:
    """Writes nothing before all who asked it wait for it."""

    name = "slow"

    def __init__(self, awaited: int) -> None:
        self.all_here = threading.Barrier(awaited + 1)

    def complete(
        self, _messages: Sequence[Message], _listener: Listener = UNHEARD, *, statements: bool = False
    ) -> Reply:
        assert statements
        self.all_here.wait(30)
        self.all_here.wait(30)  # until the test has seen them
        return Reply("Leuven 2030 is governed by a board [1].", TokenUse(0, 0), Finish.COMPLETE)


def test_answers_that_wait_for_a_model_keep_nobody_from_a_quoted_one(shelf: Library) -> None:
    many = AT_ONCE + 2
    model = _SlowModel(many)
    assistant = Assistant(shelf, record_gaps=False, model=model)
    with ThreadPoolExecutor(many) as people:
        waiting = [people.submit(assistant.ask, AskRequest("How is Leuven 2030 governed?")) for _ in range(many)]
        model.all_here.wait(30)

        quoted = assistant.ask(AskRequest("How is Leuven 2030 governed?", mode=AnswerMode.QUOTING))

        assert quoted.status is AnswerStatus.ANSWERED
        assert not any(one.done() for one in waiting)
        model.all_here.wait(30)
    assert all(one.result().statements for one in waiting)


def test_twenty_who_ask_at_once_get_the_answers_they_get_alone(assistant: Assistant) -> None:
    alone = {question: assistant.ask(AskRequest(question)) for question in QUESTIONS}
    asked = [QUESTIONS[number % len(QUESTIONS)] for number in range(20)]

    with ThreadPoolExecutor(len(asked)) as people:
        answers = list(people.map(lambda question: assistant.ask(AskRequest(question)), asked))

    for question, answer in zip(asked, answers, strict=True):
        assert answer.statements == alone[question].statements


def test_what_a_country_does_is_told_by_its_cases_and_not_by_others(assistant: Assistant) -> None:
    sweden = assistant.ask(AskRequest("What has Sweden done on missions?"))
    portugal = assistant.ask(AskRequest("What does Portugal do about missions?"))

    assert {citation.source_id for citation in sweden.citations} == {"malmo-2030", "viable-cities-sweden"}
    assert portugal.status is AnswerStatus.NOT_COVERED
