"""Questions the library did not cover, kept for the trainers without a trace of who asked."""

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from knowledge.answer import Answer, AnswerStatus
from knowledge.database import Database

_LONGEST_QUESTION = 500
"""Characters kept of a question; a pasted letter may hold more than a question."""
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)\+?\d[\d ()/-]{7,}\d(?!\w)")
_YEARS = re.compile(r"^(?:1[89]|20)\d\d\s?[-/]\s?(?:1[89]|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was not, or only partly, covered. ``closed_at`` is set once a trainer has dealt with it."""

    id: int
    question: str
    standalone: str
    status: AnswerStatus
    missing_words: tuple[str, ...]
    asked_at: datetime  # UTC
    closed_at: datetime | None = None


class Gaps:
    """All gaps, in the catalogue's file."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def record(self, answer: Answer) -> None:
        """Keep the question of an answer that left something uncovered; mail addresses and numbers are blanked out."""
        if answer.status is AnswerStatus.ANSWERED or not self._database.writable:
            return
        values = (
            _anonymous(answer.question),
            _anonymous(answer.standalone_question),
            answer.status.value,
            json.dumps(answer.missing_words),
            self._now().isoformat(),
        )
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO gaps (question, standalone, status, missing_words, asked_at) VALUES (?, ?, ?, ?, ?)",
                values,
            )

    def open_gaps(self, limit: int = 200) -> Sequence[Gap]:
        """Gaps nobody has dealt with yet, the latest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM gaps WHERE closed_at IS NULL ORDER BY asked_at DESC, id DESC LIMIT ?", (limit,)
            ).fetchall()
        return tuple(map(_gap, rows))

    def close(self, gap_id: int) -> None:
        """Mark a gap as dealt with."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE gaps SET closed_at = ? WHERE id = ? AND closed_at IS NULL", (self._now().isoformat(), gap_id)
            )


_COLUMNS = "id, question, standalone, status, missing_words, asked_at, closed_at"


def _gap(row: sqlite3.Row | tuple[str, ...]) -> Gap:
    gap_id, question, text, status, missing, asked_at, closed_at = row
    return Gap(
        int(gap_id),
        question,
        text,
        AnswerStatus(status),
        tuple(json.loads(missing)),
        datetime.fromisoformat(asked_at),
        datetime.fromisoformat(closed_at) if closed_at else None,
    )


def _anonymous(text: str) -> str:
    blanked = _CONTACT.sub(lambda match: match.group() if _YEARS.match(match.group()) else "…", text)
    return blanked if len(blanked) <= _LONGEST_QUESTION else blanked[:_LONGEST_QUESTION] + "…"
