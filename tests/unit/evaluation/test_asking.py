"""How answers to the project's own questions are measured."""

from evaluation.asking import TestQuestion, measure, summarise, without_thread
from knowledge.answer import Answer, AnswerMode, AnswerStatus, Block, BlockKind, Citation, Statement


def _question(**changed: object) -> TestQuestion:
    given = {
        "id": "1",
        "kind": "fact",
        "question": "How many cities?",
        "history": (),
        "sources": ("eu-cities",),
        "key_facts": (("112 cities", "112 of them"),),
        "split": "tune",
    }
    return TestQuestion(**(given | changed))  # type: ignore[arg-type]


def _answer(*sentences: tuple[str, str]) -> Answer:
    citations = tuple(
        Citation(number, source, 1, source, "case", "In brief", 0, len(text), text, 0, len(text))
        for number, (source, text) in enumerate(sentences, 1)
    )
    statements = tuple(Statement(text, (number,)) for number, (_, text) in enumerate(sentences, 1))
    asked = "How many cities?"
    block = Block(BlockKind.PARAGRAPH, statements)
    return Answer(asked, asked, AnswerStatus.ANSWERED, AnswerMode.QUOTING, 0.9, (block,), citations, "1 case")


def test_sentences_from_elsewhere_without_a_key_fact_are_beside_the_question() -> None:
    answer = _answer(
        ("eu-cities", "The mission chose 112 cities."),
        ("eu-cities", "Cities sign contracts."),
        ("lahti", "Twenty partners take part."),
        ("guide", "There are 112 of them."),
    )
    assert measure(_question(), answer).beside == 0.25


def test_an_answer_without_sentences_has_none_beside_the_question() -> None:
    assert measure(_question(), _answer()).beside == 0.0


def test_a_follow_up_is_resolved_when_its_answer_begins_with_a_right_source() -> None:
    right = measure(_question(history=("What is it?",)), _answer(("eu-cities", "112 cities.")))
    wrong = measure(_question(history=("What is it?",)), _answer(("lahti", "A city."), ("eu-cities", "112 cities.")))
    first = measure(_question(), _answer(("lahti", "A city.")))
    figures = summarise([right, wrong, first])
    assert figures.follow_ups_resolved == 0.5
    assert figures.beside_the_question == (0.0 + 0.5 + 1.0) / 3


def test_follow_ups_are_asked_without_their_thread_for_comparison() -> None:
    follow_up = _question(id="2", history=("What is it?",))
    assert without_thread([_question(), follow_up]) == (_question(id="2"),)


def test_outcomes_say_which_share_of_the_key_facts_was_found() -> None:
    outcome = measure(_question(key_facts=(("112 cities",), ("2030",))), _answer(("eu-cities", "112 cities.")))
    assert outcome.facts_found == 0.5
