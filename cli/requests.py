"""Requests for search and ask: one from the arguments, or many from a file of JSON Lines."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from knowledge.errors import SettingsError
from knowledge.types import Scope, Turn

if TYPE_CHECKING:
    from ingest.relay import JsonValue

_ROLES = frozenset({"user", "assistant"})
_SCOPE_LISTS = (
    "themes",
    "kinds",
    "places",
    "sources",
    "sectors",
    "playbook_elements",
    "speakers",
    "phrases",
    "excluded",
)
_SCOPE_YEARS = ("first_year", "last_year")


@dataclass(frozen=True, slots=True)
class Request:
    """One question or query. ``id`` is the caller's own, given back with the result."""

    text: str
    thread: tuple[Turn, ...] = ()
    scope: Scope = Scope()
    limit: int | None = None
    id: "JsonValue" = None


@dataclass(frozen=True, slots=True)
class UnusableLine:
    """A line of a batch that is no request, and why."""

    error: str
    id: "JsonValue" = None


def check_arguments(given: argparse.Namespace) -> None:
    """Look at the arguments before anything is opened.

    Raises:
        SettingsError: there is no request in them, or something that cannot be used.
    """
    if given.batch is None:
        request_of(given)
        return
    _defaults(given)
    if given.batch != "-":
        _opened(given.batch).close()


def request_of(given: argparse.Namespace) -> Request:
    """The request in the arguments.

    Raises:
        SettingsError: there is none, or its limit cannot be used.
    """
    if given.text is None:
        raise SettingsError(
            f"There is no {given.asked_for}.", advice="Write it after the command, or give a file with --batch."
        )
    if not given.text.strip():
        raise SettingsError(
            f"The {given.asked_for} is empty.", advice="Write it after the command, in quotation marks."
        )
    return replace(_defaults(given), text=given.text)


def batch_of(given: argparse.Namespace) -> Iterator[Request | UnusableLine]:
    """The requests of a batch, in order; what a line leaves out is taken from the arguments.

    Raises:
        SettingsError: the file cannot be read.
    """
    default = _defaults(given)
    for line in _lines(given.batch):
        if line.strip():
            yield _parsed(line, default)


def _defaults(given: argparse.Namespace) -> Request:
    try:
        return Request("", scope=_scope_of(given), limit=_limit(given.limit))
    except ValueError as error:
        raise SettingsError(str(error), advice="Correct --limit.") from error


def _lines(file: str) -> Iterator[str]:
    if file == "-":
        yield from sys.stdin
        return
    with _opened(file) as source:
        try:
            yield from source
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(file, error) from error


def _opened(file: str) -> TextIO:
    try:
        return Path(file).open(encoding="utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: str, error: Exception) -> SettingsError:
    return SettingsError(
        f"The batch {file} cannot be read: {error}.",
        advice="Give a file of JSON Lines in UTF-8, or - for standard input.",
    )


def _parsed(line: str, default: Request) -> Request | UnusableLine:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        return UnusableLine(f"This line is not JSON: {error}.")
    if not isinstance(said, dict):
        return UnusableLine("This line is not a JSON object.")
    try:
        return _from_object(said, default)
    except (TypeError, ValueError) as error:
        return UnusableLine(str(error), said.get("id"))


def _from_object(said: "dict[str, JsonValue]", default: Request) -> Request:
    text = said.get("question", said.get("query"))
    if not isinstance(text, str) or not text.strip():
        raise ValueError("There is no “question” or “query” with words in it.")
    return replace(
        default,
        text=text,
        thread=_thread(said.get("history")),
        scope=_scope(said.get("scope"), default.scope),
        limit=_limit(said.get("limit")) or default.limit,
        id=said.get("id"),
    )


def _thread(said: object) -> tuple[Turn, ...]:
    if said is None:
        return ()
    if not isinstance(said, list):
        raise ValueError("“history” must be a list of {role, content}.")
    return tuple(_turn(item) for item in said)


def _turn(said: object) -> Turn:
    role, content = (said.get("role"), said.get("content")) if isinstance(said, dict) else (None, None)
    if role not in _ROLES or not isinstance(content, str):
        raise ValueError("“history” must be a list of {role, content}, with the role “user” or “assistant”.")
    return Turn(str(role), content)


def _scope(said: object, default: Scope) -> Scope:
    if said is None:
        return default
    if not isinstance(said, dict):
        raise ValueError("“scope” must be an object such as {themes: [...]}.")
    unknown = set(said) - {*_SCOPE_LISTS, *_SCOPE_YEARS}
    if unknown:
        raise ValueError(f"“scope” has no {', '.join(sorted(map(str, unknown)))}.")
    given = {name: value for name, value in said.items() if value is not None}
    lists = {name: _words(name, value) for name, value in given.items() if name in _SCOPE_LISTS}
    years = {name: _year(name, value) for name, value in given.items() if name in _SCOPE_YEARS}
    return replace(default, **lists, **years)  # type: ignore[arg-type]  # each of its field's type


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"“{name}” must be a list of words.")
    return tuple(value)


def _year(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"“{name}” must be a year.")
    return value


def _limit(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise ValueError(f"“limit” must be a number from 1 to 1000, not {value}.")
    return value


def _scope_of(given: argparse.Namespace) -> Scope:
    return Scope(
        themes=tuple(given.themes), kinds=tuple(given.kinds), sources=tuple(given.sources), places=tuple(given.places)
    )
