"""Conversations as people held them: kept as they go, so that a reload or a restart loses nothing."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter

from knowledge.answer import Answer
from knowledge.database import Database
from knowledge.errors import LibraryError

_ANSWER: Final = TypeAdapter(Answer)
_LONGEST_TITLE = 80  # characters; longer ones are cut for the list


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation's entry in the list."""

    id: str
    title: str
    owner: str
    created_at: datetime  # UTC
    updated_at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, and what the person thought of it ("up", "down" or None)."""

    id: str
    question: str
    answer: Answer
    asked_at: datetime  # UTC
    verdict: str | None = None
    reason: str | None = None


class Conversations:
    """All conversations, in the catalogue's file."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._now = now

    def start(self, *, title: str, owner: str) -> Conversation:
        """A new, empty conversation. Its id cannot be guessed: whoever has the address can read it."""
        moment = self._now()
        conversation = Conversation(secrets.token_urlsafe(12), _shortened(title), owner, moment, moment)
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO conversations (id, title, owner, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                (conversation.id, conversation.title, owner, moment.isoformat(), moment.isoformat()),
            )
        return conversation

    def copy(self, conversation_id: str, *, owner: str) -> Conversation:
        """The same conversation as a new one of this person's, without what others thought of its answers.

        Raises:
            LibraryError: there is no such conversation.
        """
        original = self.find(conversation_id)
        if original is None:
            raise _gone()
        made = self.start(title=original.title, owner=owner)
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO exchanges (id, conversation_id, number, question, answer, asked_at) "
                "SELECT lower(hex(randomblob(8))), ?, number, question, answer, asked_at "
                "FROM exchanges WHERE conversation_id = ?",
                (made.id, conversation_id),
            )
        return made

    def append(self, conversation_id: str, question: str, answer: Answer) -> Exchange:
        """Keep a question and its answer at the end of a conversation.

        Raises:
            LibraryError: there is no such conversation.
        """
        exchange = Exchange(secrets.token_hex(8), question, answer, self._now())
        with self._database.write() as connection:
            self._touch(connection, conversation_id)
            connection.execute(
                "INSERT INTO exchanges (id, conversation_id, number, question, answer, asked_at) "
                "SELECT ?, ?, coalesce(max(number), 0) + 1, ?, ?, ? FROM exchanges WHERE conversation_id = ?",
                (
                    exchange.id,
                    conversation_id,
                    question,
                    _ANSWER.dump_json(answer).decode(),
                    exchange.asked_at.isoformat(),
                    conversation_id,
                ),
            )
        return exchange

    def replace_last(self, conversation_id: str) -> str | None:
        """Take the last exchange away, to ask it anew.

        Returns:
            Its question, or None when the conversation is empty.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "SELECT id, question FROM exchanges WHERE conversation_id = ? ORDER BY number DESC LIMIT 1",
                (conversation_id,),
            ).fetchone()
            if row is None:
                return None
            connection.execute("DELETE FROM exchanges WHERE id = ?", (row[0],))
        return str(row[1])

    def find(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id, if there is one."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT id, title, owner, created_at, updated_at FROM conversations WHERE id = ?", (conversation_id,)
            ).fetchone()
        return _conversation(row) if row else None

    def of(self, owner: str) -> Sequence[Conversation]:
        """A person's conversations, the latest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, title, owner, created_at, updated_at FROM conversations "
                "WHERE owner = ? ORDER BY updated_at DESC",
                (owner,),
            ).fetchall()
        return [_conversation(row) for row in rows]

    def exchanges(self, conversation_id: str) -> Sequence[Exchange]:
        """The exchanges of a conversation, in order; empty when there is no such conversation."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, question, answer, asked_at, verdict, reason FROM exchanges "
                "WHERE conversation_id = ? ORDER BY number",
                (conversation_id,),
            ).fetchall()
        return [_exchange(row) for row in rows]

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE conversations SET title = ? WHERE id = ?", (_shortened(title), conversation_id)
                )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all its exchanges."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def judge(self, exchange_id: str, verdict: str | None, reason: str | None = None) -> None:
        """Keep what a person thought of an answer: "up", "down", or None to take it back."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE exchanges SET verdict = ?, reason = ? WHERE id = ?", (verdict, reason, exchange_id)
            )

    def _touch(self, connection: sqlite3.Connection, conversation_id: str) -> None:
        changed = connection.execute(
            "UPDATE conversations SET updated_at = ? WHERE id = ?", (self._now().isoformat(), conversation_id)
        ).rowcount
        if not changed:
            raise _gone()


def _gone() -> LibraryError:
    return LibraryError("This conversation no longer exists.", advice="Start a new conversation and ask again.")


def _shortened(title: str) -> str:
    line = " ".join(title.split()) or "Conversation"
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1].rstrip() + "…"


def _conversation(row: tuple[str, ...]) -> Conversation:
    id_, title, owner, created, updated = row
    return Conversation(id_, title, owner, datetime.fromisoformat(created), datetime.fromisoformat(updated))


def _exchange(row: tuple[str, ...]) -> Exchange:
    id_, question, answer, asked, verdict, reason = row
    return Exchange(id_, question, _ANSWER.validate_json(answer), datetime.fromisoformat(asked), verdict, reason)
