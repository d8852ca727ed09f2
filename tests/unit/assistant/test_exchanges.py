from dataclasses import replace
from datetime import UTC, datetime

from assistant.exchanges import thread_before
from knowledge.answer import Answer, AnswerMode, AnswerStatus, Block, BlockKind, Statement
from knowledge.conversations import Exchange
from knowledge.types import Turn

OFFERED = "How do we take a baseline?"


def exchange(question: str, said: str, *offered: str) -> Exchange:
    block = Block(BlockKind.PARAGRAPH, (Statement(said, ()),))
    answer = Answer(
        question, question, AnswerStatus.ANSWERED, AnswerMode.QUOTING, 0.9, (block,), (), "", suggestions=offered
    )
    return Exchange("e", question, answer, datetime(2026, 11, 28, tzinfo=UTC))


def test_a_question_is_read_in_its_thread():
    asked = [exchange("Who leads Leuven 2030?", "A board leads it."), exchange("Since when?", "Since 2013.", OFFERED)]

    assert thread_before("and who pays?", asked) == (
        Turn("user", "Who leads Leuven 2030?"),
        Turn("assistant", "A board leads it."),
        Turn("user", "Since when?"),
        Turn("assistant", "Since 2013."),
    )


def test_the_rows_of_a_table_are_told_with_it():
    asked = exchange("Which cases are from Sweden?", "It is a programme.")
    table = Block(BlockKind.TABLE, asked.answer.statements * 2, row_labels=("Viable Cities", "Street Moves"))

    turns = thread_before("And the second one?", [replace(asked, answer=replace(asked.answer, blocks=(table,)))])

    assert turns[-1].rows == ("Viable Cities", "Street Moves")


def test_a_question_that_the_last_answer_offered_stands_alone():
    asked = [exchange("Who leads Leuven 2030?", "A board leads it.", OFFERED)]

    assert thread_before(OFFERED, asked) == ()
    assert thread_before(OFFERED, [*asked, exchange("Since when?", "Since 2013.")]) != ()
