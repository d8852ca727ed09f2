"""Small texts that several parts of the Library page share."""

from datetime import datetime

from knowledge.types import Source
from knowledge.vocabulary import vocabulary

PART = "library-part"
SOURCES, ADD, WITHDRAWN = "Sources", "Add material", "Withdrawn"
"""The key of the choice between the page's parts, and what they are called."""


def count(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: "1 page", "3 pages". ``nouns`` is the plural where it is not made with an s."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


def size(size_bytes: int) -> str:
    """A file's size for people."""
    if size_bytes < 1024:
        return count(size_bytes, "byte")
    if size_bytes < 1024 * 1024:
        return f"{size_bytes / 1024:.0f} kB"
    return f"{size_bytes / 1024 / 1024:.1f} MB"


def day(moment: datetime) -> str:
    """A day for people: "23 November 2026"."""
    return f"{moment.day} {moment:%B %Y}"


def kind_label(source: Source) -> str:
    """The name of a source's kind."""
    return vocabulary().kinds.get(source.details.kind, source.details.kind)


def theme_labels(source: Source) -> list[str]:
    """The names of a source's themes."""
    return [vocabulary().themes.get(theme, theme) for theme in source.details.themes]
