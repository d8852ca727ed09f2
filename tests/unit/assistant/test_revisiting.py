"""Gaps grouped by what was asked."""

from datetime import UTC, datetime

from assistant.revisiting import group_gaps
from knowledge.answer import AnswerStatus
from knowledge.gaps import Gap


def gap(number: int, question: str, *missing: str) -> Gap:
    return Gap(number, question, question, AnswerStatus.NOT_COVERED, missing, datetime(2026, 11, number, tzinfo=UTC))


def test_the_same_question_is_one_group_and_the_most_asked_comes_first() -> None:
    gaps = [gap(3, "Who pays in Oslo?", "Oslo"), gap(2, "What of ferries?"), gap(1, "who  pays in oslo?", "pays")]

    groups = group_gaps(gaps)

    assert [(group.question, group.times, group.missing_words) for group in groups] == [
        ("Who pays in Oslo?", 2, ("Oslo", "pays")),
        ("What of ferries?", 1, ()),
    ]
