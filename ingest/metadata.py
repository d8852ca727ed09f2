"""What is said of a source: by its file, by the person who adds it, and by people since; and how these go together."""

import re
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from urllib.parse import urlsplit

from knowledge.errors import SettingsError
from knowledge.types import SourceDetails
from knowledge.vocabulary import vocabulary

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
LONGEST_TITLE = 300
"""Characters; a longer title would take the room of the text when passages are embedded."""


@dataclass(frozen=True, slots=True)
class DetailChanges:
    """What a person says of a source; None leaves what the file says, empty words take it away."""

    title: str | None = None
    kind: str | None = None
    themes: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    date: str | None = None
    authors: tuple[str, ...] | None = None
    publisher: str | None = None
    link: str | None = None
    licence: str | None = None
    language: str | None = None
    summary: str | None = None

    def applied_to(self, details: SourceDetails) -> SourceDetails:
        """The details with what is said here put over them."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        changed = {name: None if value == "" else value for name, value in said.items() if value is not None}
        return replace(details, **changed)  # type: ignore[arg-type]  # the fields' names and types are the details'


def check_changes(changes: DetailChanges) -> DetailChanges:
    """The same changes, if all can be used.

    Raises:
        SettingsError: one cannot; the message names the field and what it may be.
    """
    words = vocabulary()
    if changes.title is not None:
        _check_title(changes.title)
    if changes.kind is not None:
        _check_known("kind", (changes.kind,), words.kinds)
    _check_known("theme", changes.themes or (), words.themes)
    if changes.date:
        _check_date(changes.date)
    if changes.link:
        _check_link(changes.link)
    return changes


def carried_over(former: SourceDetails, former_file: SourceDetails, new_file: SourceDetails) -> SourceDetails:
    """The details of a new version: what the new file says, but for the fields that people had changed before.

    Args:
        former: what was said of the version before.
        former_file: what that version's file said of itself.
        new_file: what the new file says of itself.
    """
    changed = {
        field.name: getattr(former, field.name)
        for field in fields(SourceDetails)
        if getattr(former, field.name) != getattr(former_file, field.name)
    }
    return replace(new_file, **changed)


def _check_title(title: str) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise SettingsError(f"The title must have 1 to {LONGEST_TITLE} characters; this one has {len(title.strip())}.")


def _check_known(field: str, values: Collection[str], known: Collection[str]) -> None:
    for value in values:
        if value not in known:
            raise SettingsError(
                f"“{value}” is not a {field} of this library.", advice=f"Use one of: {', '.join(known)}."
            )


def _check_date(value: str) -> None:
    parts = _DATE.fullmatch(value)
    try:
        if parts is None:
            raise ValueError(value)
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError as error:
        raise SettingsError(f"“{value}” is not a date.", advice="Write it as 2023, 2023-05 or 2023-05-29.") from error


def _check_link(value: str) -> None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or any(character.isspace() for character in value):
        raise SettingsError(f"“{value}” is not a web address.", advice="It should begin with https:// or http://.")
