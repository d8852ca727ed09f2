"""What a question leaves unsaid."""

from collections.abc import Sequence

import pytest

from assistant.conversation import Standalone
from assistant.gazetteer import Gazetteer
from assistant.implied import in_the_fields_words, said_in_full
from assistant.question import understand


class Passages:
    """A hundred passages, of which so many speak of missions."""

    def __init__(self, on_missions: int) -> None:
        self._on_missions = on_missions

    def passages_with(self, words: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(words, self._on_missions)

    def count_passages(self) -> int:
        return 100


def full(text: str, *, depends: bool = False, on_missions: bool = True) -> str:
    passages = Passages(80 if on_missions else 10)
    return said_in_full(Standalone(text, depends=depends), understand(text), Gazetteer(()), passages)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How do we find partners?", "How do we find partners in a mission?"),
        ("what went wrong", "What went wrong in a mission?"),
        ("Our partners don't agree. What now?", "Our partners don't agree. What now in a mission?"),
    ],
)
def test_the_subject_that_goes_without_saying_is_said(asked: str, meant: str) -> None:
    assert full(asked) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "How do we start a mission?",
        "What makes mission-oriented work hard?",
        "How did Denmark do it?",
        "What did Ørsted pay?",
        "What happened in 2019?",
        "Compare grants with loans",
        "how do we start a mission?",  # as it was written: nothing is searched for twice
    ],
)
def test_a_question_that_names_its_subject_stays(asked: str) -> None:
    assert full(asked) == asked


def test_a_follow_up_stays_with_the_subject_of_its_thread() -> None:
    assert full("Who pays for the programme?", depends=True) == "Who pays for the programme?"


def test_a_library_on_other_things_has_no_such_subject() -> None:
    assert full("How do we find partners?", on_missions=False) == "How do we find partners?"


def test_who_asks_is_left_out() -> None:
    asked = "We are a small municipality with 12 staff. How could we start a mission?"

    assert full(asked) == "How could we start a mission?"


def test_a_condition_is_not_left_out() -> None:
    asked = "We have no budget. Can we still do a mission?"

    assert full(asked) == asked


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("What are common mistakes when setting up a mission?", "What are pitfalls when setting up a mission?"),
        ("who should lead a mission?", "Who should manage a mission?"),
        ("Which dos and don’ts are there?", "Which pitfalls are there?"),
        ("Which kpis does the EU use?", "Which indicators does the European Union use?"),
    ],
)
def test_everyday_words_are_told_in_the_fields_words(asked: str, meant: str) -> None:
    assert in_the_fields_words(asked) == meant


@pytest.mark.parametrize(
    "asked", ["what’s a pitfall?", "What does the lead partner do?", "Which EU-wide goals are there?"]
)
def test_a_question_without_everyday_words_stays(asked: str) -> None:
    assert in_the_fields_words(asked) == asked
