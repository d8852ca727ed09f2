"""The benchmark's texts as files, and its questions with the files that answer them, the same for every system."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evaluation import data
from evaluation.bench_library import Unit
from evaluation.systems import Question, TextFile

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the pooled conversations with the files that answer it."""

    question: Question
    rewrite: str  # the question made to stand alone by a person, "" where nobody did
    relevant: frozenset[str]  # ids of files
    part: str  # "un" or "mt1"


@dataclass(frozen=True, slots=True)
class Conversations:
    """The pooled multi-turn set: each passage a file."""

    files: tuple[TextFile, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class MeetingQuestion:
    """A question about one meeting with the turns that answer it."""

    meeting: str
    question: Question
    turns: frozenset[int]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a file, and its turns by themselves."""

    file: TextFile
    turns: tuple[str, ...]  # "speaker: words"


@dataclass(frozen=True, slots=True)
class Meetings:
    """The transcripts, and the questions about them."""

    meetings: tuple[Meeting, ...]
    questions: tuple[MeetingQuestion, ...]

    @property
    def files(self) -> tuple[TextFile, ...]:
        """All meetings as files."""
        return tuple(meeting.file for meeting in self.meetings)


def write_conversations(bench: Path, folder: Path, *, most_questions: int | None = None) -> Conversations:
    """The pooled conversations, their passages written into the folder.

    With ``most_questions`` an even share of the questions is kept, and of the passages those that answer them and as
    many others again: a smaller set for a quick look, easier than the whole one.
    """
    loaded = data.load_conversations(bench)
    questions: Sequence[data.Question] = [question for question in loaded.questions if question.relevant]
    units: Sequence[Unit] = loaded.units
    if most_questions is not None:
        questions = every_nth(questions, most_questions)
        units = _needed(units, questions)
    ids = {unit.id: f"passage-{number:05}" for number, unit in enumerate(units, 1)}
    files = tuple(_write(folder, f"{ids[unit.id]}.md", _titled(unit.title, unit.text)) for unit in units)
    return Conversations(files, tuple(_asked(question, ids) for question in questions))


def write_meetings(bench: Path, folder: Path, *, most: int | None = None) -> Meetings:
    """The transcripts, written into the folder as lines "speaker: words"; the first ``most`` of them."""
    meetings: list[Meeting] = []
    questions: list[MeetingQuestion] = []
    for loaded in data.load_meetings(bench)[:most]:
        turns = tuple(f"{speaker}: {' '.join(words.split())}" for speaker, words in loaded.turns)
        file = _write(folder, f"{loaded.id.replace('_', '-').lower()}.txt", "\n\n".join(turns) + "\n")
        meetings.append(Meeting(file, turns))
        questions.extend(MeetingQuestion(file.id, Question(one.text), one.turns) for one in loaded.questions)
    return Meetings(tuple(meetings), tuple(questions))


def guidance_texts(bench: Path) -> tuple[str, ...]:
    """The pages of public guidance, each as one text with its title: more real text for the scale benchmark."""
    pages: dict[str, list[str]] = {}
    for unit in data.load_govuk(bench).units:
        pages.setdefault(unit.title, []).append(unit.text)
    return tuple(_titled(title, "\n\n".join(parts)) for title, parts in pages.items())


def every_nth(rows: Sequence[_Row], most: int) -> list[_Row]:
    """At most so many of the rows, evenly spread."""
    if len(rows) <= most:
        return list(rows)
    return [rows[number * len(rows) // most] for number in range(most)]


def _asked(question: data.Question, ids: dict[str, str]) -> Asked:
    return Asked(
        Question(question.text, question.thread),
        question.rewrite,
        frozenset(ids[unit] for unit in question.relevant),
        question.part,
    )


def _needed(units: Sequence[Unit], questions: Iterable[data.Question]) -> list[Unit]:
    right = {unit for question in questions for unit in question.relevant}
    others = every_nth([unit for unit in units if unit.id not in right], len(right))
    keep = right | {unit.id for unit in others}
    return [unit for unit in units if unit.id in keep]


def _titled(title: str, text: str) -> str:
    return f"# {' '.join(title.split())}\n\n{text.strip()}\n" if title else f"{text.strip()}\n"


def _write(folder: Path, name: str, text: str) -> TextFile:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return TextFile(path.stem, path)
