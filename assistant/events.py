"""What the assistant tells while it works, so that a page can show progress."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    STEP = "step"  # a new step has begun; text says which, for people
    TEXT = "text"  # a piece of the answer as a model writes it, not checked yet
    NOTICE = "notice"  # something people should know, such as why quoting mode answers


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened while a question was answered."""

    kind: EventKind
    text: str


OnEvent = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """For callers that show no progress."""
