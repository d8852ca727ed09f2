"""The project's own questions about the starter library, asked in their threads, and how answers are measured."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.assistant import AskRequest, Assistant
from knowledge.answer import Answer, AnswerStatus
from knowledge.errors import SettingsError
from knowledge.types import Turn

QUESTIONS = Path(__file__).parent / "questions.jsonl"
"""The project's own questions; the file's lines are in two halves, ``tune`` and ``held-out``."""
NOT_COVERED = "not-covered"


@dataclass(frozen=True, slots=True)
class TestQuestion:
    """A question with what a right answer holds. ``key_facts`` are groups of spellings, one of each must appear."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    sources: tuple[str, ...]
    key_facts: tuple[tuple[str, ...], ...]
    split: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer to a test question, measured."""

    asked: TestQuestion
    answer: Answer
    source_rank: int | None  # of the first right source among those cited or offered, counted from 1
    facts_found: float  # 0..1, the share of key facts that stand in the answer's sentences
    beside: float  # 0..1, the share of its sentences that hold no key fact and cite none of the right sources


def load_questions() -> tuple[TestQuestion, ...]:
    """The project's own questions, in the file's order."""
    return read_questions(QUESTIONS)


def read_questions(file: Path) -> tuple[TestQuestion, ...]:
    """The questions of one file, one JSON object a line; only ``question`` must be there.

    Raises:
        SettingsError: the file cannot be read, or a line is no question; the message names the line.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The questions file {file} cannot be read: {error}.", advice="Name another file."
        ) from error
    return tuple(_question(line, f"{file.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _question(line: str, place: str) -> TestQuestion:
    try:
        row = json.loads(line)
        return TestQuestion(
            str(row.get("id", place)),
            str(row.get("kind", "fact")),
            str(row["question"]),
            tuple(row.get("history") or ()),
            tuple(row.get("sources") or ()),
            tuple(tuple(group) for group in row.get("key_facts") or ()),
            str(row.get("split", "tune")),
        )
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise SettingsError(
            f"{place} holds no question: {error}.",
            advice='Write one JSON object a line, at least {"question": "…"}; evaluation/questions.jsonl has examples.',
        ) from error


def ask_all(assistant: Assistant, questions: Iterable[TestQuestion]) -> tuple[Outcome, ...]:
    """Every question asked at the end of its thread, which is held for real: each turn is answered first."""
    return tuple(measure(asked, _ask(assistant, asked)) for asked in questions)


def measure(asked: TestQuestion, answer: Answer) -> Outcome:
    """An answer against what was expected."""
    offered = [citation.source_id for citation in answer.citations] + [ranked.source.id for ranked in answer.nearest]
    ranks = [rank for rank, source in enumerate(dict.fromkeys(offered), 1) if source in asked.sources]
    said = _plain(" ".join(statement.text for statement in answer.statements))
    found = [any(_plain(fact) in said for fact in group) for group in asked.key_facts]
    facts = sum(found) / len(found) if found else 0.0
    return Outcome(asked, answer, ranks[0] if ranks else None, facts, _beside(asked, answer))


@dataclass(frozen=True, slots=True)
class Figures:
    """The outcomes of a set of questions in figures, all shares 0..1."""

    covered: int
    not_covered: int
    source_first: float
    source_in_three: float
    source_in_five: float
    facts: float  # mean share of key facts
    all_facts: float  # answers that hold every key fact
    wrongly_refused: float
    rightly_refused: float
    doubted: float  # questions that are not covered and answered only as partial
    beside_the_question: float  # sentences that do not bear on the question, mean of the covered ones answered
    follow_ups_resolved: float  # follow-ups whose answer's first source is a right one
    words: float  # mean length of an answer


def summarise(outcomes: Sequence[Outcome]) -> Figures:
    """The figures of these outcomes."""
    covered = [one for one in outcomes if one.asked.kind != NOT_COVERED]
    not_covered = [one for one in outcomes if one.asked.kind == NOT_COVERED]
    answered = [one for one in covered if one.answer.status is not AnswerStatus.NOT_COVERED]
    follow_ups = [one for one in covered if one.asked.history]
    return Figures(
        covered=len(covered),
        not_covered=len(not_covered),
        source_first=_share(one.source_rank == 1 for one in covered),
        source_in_three=_share((one.source_rank or 9) <= 3 for one in covered),
        source_in_five=_share((one.source_rank or 9) <= 5 for one in covered),
        facts=sum(one.facts_found for one in covered) / max(1, len(covered)),
        all_facts=_share(one.facts_found == 1.0 for one in covered),
        wrongly_refused=_share(one.answer.status is AnswerStatus.NOT_COVERED for one in covered),
        rightly_refused=_share(one.answer.status is AnswerStatus.NOT_COVERED for one in not_covered),
        doubted=_share(one.answer.status is AnswerStatus.PARTIAL for one in not_covered),
        beside_the_question=sum(one.beside for one in answered) / max(1, len(answered)),
        follow_ups_resolved=_share(one.source_rank == 1 for one in follow_ups),
        words=sum(_length(one.answer) for one in answered) / max(1, len(answered)),
    )


def without_thread(questions: Iterable[TestQuestion]) -> tuple[TestQuestion, ...]:
    """The follow-ups among these, each as if it were the first thing said."""
    return tuple(replace(asked, history=()) for asked in questions if asked.history)


def _ask(assistant: Assistant, asked: TestQuestion) -> Answer:
    thread: list[Turn] = []
    for question in asked.history:
        answer = assistant.ask(AskRequest(question, tuple(thread)))
        said = " ".join(statement.text for statement in answer.statements)
        thread += [Turn("user", question), Turn("assistant", said or answer.message)]
    return assistant.ask(AskRequest(asked.question, tuple(thread)))


def _beside(asked: TestQuestion, answer: Answer) -> float:
    """Sentences may bear on a question without a key fact, so only those from elsewhere count as beside it."""
    source_of = {citation.number: citation.source_id for citation in answer.citations}
    beside = [
        all(source_of[number] not in asked.sources for number in statement.citations)
        and not any(_plain(fact) in _plain(statement.text) for group in asked.key_facts for fact in group)
        for statement in answer.statements
    ]
    return sum(beside) / max(1, len(beside))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").replace("‘", "'").split())


def _length(answer: Answer) -> int:
    return sum(len(statement.text.split()) for statement in answer.statements)


def _share(truths: Iterable[bool]) -> float:
    listed = list(truths)
    return sum(listed) / max(1, len(listed))
