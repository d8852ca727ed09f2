import pytest

from assistant.answer_type import AnswerType, expected, holds
from assistant.question import understand


@pytest.mark.parametrize(
    ("question", "type_"),
    [
        ("What was the total budget of the harbour project?", AnswerType.MONEY),
        ("What return did the harbour fund pay in its first year?", AnswerType.MONEY),
        ("Is the pact binding and what fine does a town pay?", AnswerType.MONEY),
        ("How much private investment has the fund raised so far?", AnswerType.MONEY),
        ("What does a mission manager earn?", None),
        ("What share of the portfolio should be risky?", AnswerType.SHARE),
        ("By how much did emissions fall?", AnswerType.SHARE),
        ("How many towns take part?", AnswerType.COUNT),
        ("When did the mission start?", AnswerType.DATE),
        ("How long does a mission manager serve?", AnswerType.DURATION),
        ("How long ago did the mission start?", None),
        ("Who steers the mission?", AnswerType.AGENT),
        ("How are budgets agreed between partners?", None),
        ("What did the costs lead the partners to do?", None),
        ("How is the mission governed?", None),
    ],
)
def test_type_of_answer_is_read_from_the_question(question: str, type_: AnswerType | None) -> None:
    assert expected(understand(question)) is type_


@pytest.mark.parametrize(
    ("question", "text", "has_it"),
    [
        ("What was the budget of the harbour project?", "The harbour project had EUR 3 million.", True),
        ("What was the budget of the harbour project?", "The harbour project had 12 partners.", False),
        ("What salary does the manager earn?", "The manager has a budget of EUR 3 million.", False),
        ("What salary does the manager earn?", "The manager is paid EUR 50,000 a year.", True),
        ("By how many percent did traffic fall?", "Traffic fell by 12%.", True),
        ("By how many percent did traffic fall?", "Traffic halved within a year.", True),
        ("By how many percent did traffic fall?", "Traffic fell in 12 streets.", False),
        ("How long does the manager serve?", "The manager keeps the vision alive for many towns.", False),
        ("How long does the manager serve?", "The manager is appointed for four years.", True),
        ("How long did the pilot last?", "The pilot ran from May 2021 to March 2023.", True),
        ("How many of the 23 towns joined?", "The 23 towns work together.", False),
        ("How many of the 23 towns joined?", "Seven of the 23 towns joined.", True),
        ("When did the mission of 2020 start?", "The mission of 2020 was large.", False),
        ("When did the mission start?", "It began in May 2019.", True),
        ("Who steers the mission?", "A board of residents steers it.", True),
        ("Who steers the mission?", "It is steered well and often.", False),
        ("Who pays for the first year?", "The municipality pays for the first year.", True),
        ("Who pays for the second year?", "Two foundations pay for the second year.", True),
        ("Who pays the municipality?", "The municipality is paid in May.", False),
        ("How is it governed?", "In no way.", True),
    ],
)
def test_sentence_has_the_type_or_not(question: str, text: str, has_it: bool) -> None:
    read = understand(question)

    assert holds(expected(read), read, text) is has_it
