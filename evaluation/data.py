"""The benchmark's data sets as values; they stay in the folder that the settings name and are copied nowhere."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from evaluation.bench_library import Unit
from knowledge.errors import SettingsError
from knowledge.types import Turn

_Row: TypeAlias = Mapping[str, Any]
"""One object of a data file as it was read; nothing outside this module sees one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what answers it."""

    id: str
    group: str  # questions of one group (a page, a conversation) are never both tuned on and checked on
    text: str
    relevant: frozenset[str]  # ids of units; empty when nothing answers it
    thread: tuple[Turn, ...] = ()
    scenario: str = ""  # the situation of the person who asks
    rewrite: str = ""  # the question made to stand alone by a person
    label: str = ""
    part: str = ""

    @property
    def tunes(self) -> bool:
        """Whether weights may be chosen by this question: one half of the groups, by the hash of their name."""
        return int(hashlib.md5(self.group.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Passages, and questions about them."""

    units: tuple[Unit, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class MeetingQuestion:
    """A question about a meeting, and the numbers of the turns that answer it."""

    text: str
    turns: frozenset[int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A transcript: who said what, in order."""

    id: str
    turns: tuple[tuple[str, str], ...]  # speaker, words
    questions: tuple[MeetingQuestion, ...]


@dataclass(frozen=True, slots=True)
class SentenceItem:
    """A question and a passage cut into sentences, of which people chose those that answer it."""

    id: str
    question: str
    title: str
    sentences: tuple[str, ...]
    chosen: frozenset[int]
    answerable: bool


def load_govuk(bench: Path) -> RetrievalSet:
    """ConditionalQA: questions on GOV.UK pages, with the situation of the person who asks."""
    rows = _read(bench, "govuk")
    units = tuple(Unit(unit["id"], unit["text"], unit["title"]) for unit in rows["units"])
    questions = tuple(
        Question(
            id=row["id"],
            group=row["slug"],
            text=row["q"],
            relevant=frozenset(row["rel"]),
            scenario=row["scenario"],
            label="UNANSWERABLE" if row["na"] else "ANSWERABLE",
        )
        for row in rows["queries"]
    )
    return RetrievalSet(units, questions)


def load_conversations(bench: Path) -> RetrievalSet:
    """MTRAG (part ``mt1``) and MTRAG-UN (``un``): the last question of a conversation, and the turns before it."""
    rows = _read(bench, "conversations")
    units = tuple(Unit(unit["id"], unit["text"].strip(), unit["title"]) for unit in rows["units"])
    return RetrievalSet(units, tuple(map(_conversation_question, rows["queries"])))


def load_meetings(bench: Path) -> tuple[Meeting, ...]:
    """QMSum's public committees."""
    return tuple(
        Meeting(
            id=row["id"],
            turns=tuple((speaker, words) for speaker, words in row["turns"]),
            questions=tuple(
                MeetingQuestion(query["q"], turns) for query in row["queries"] if (turns := _turns(query["spans"]))
            ),
        )
        for row in _read(bench, "meetings")["meetings"]
    )


def load_sentences(bench: Path) -> tuple[SentenceItem, ...]:
    """ClapNQ: which sentences of a passage answer a question."""
    return tuple(
        SentenceItem(
            id=row["id"],
            question=row["q"],
            title=row["title"],
            sentences=tuple(row["sentences"]),
            chosen=frozenset(
                number
                for number, sentence in enumerate(row["sentences"])
                if any(sentence in one for one in row["selected"])
            ),
            answerable=row["answerable"],
        )
        for row in _read(bench, "sentences")["items"]
    )


def _conversation_question(row: _Row) -> Question:
    *before, (_, text) = row["turns"]
    return Question(
        id=row["id"],
        group=row["turns"][0][1],
        text=text,
        relevant=frozenset(row["rel"]),
        thread=tuple(Turn("user" if speaker == "user" else "assistant", words) for speaker, words in before),
        rewrite=row.get("rewrite") or "",
        label=row["label"],
        part=row["set"],
    )


def _turns(spans: list[list[int]]) -> frozenset[int]:
    """Numbers of turns; both ends of a span are included."""
    return frozenset(turn for first, last in spans for turn in range(first, last + 1))


def _read(bench: Path, name: str) -> Any:  # noqa: ANN401 - a data file of others, taken apart in this module only
    path = bench / "data" / f"{name}.json"
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(
            f"The benchmark data are not there: {path} is missing.",
            advice="Set MISSION_BENCH_DIR to the folder that holds data/govuk.json and the other sets.",
        ) from error
