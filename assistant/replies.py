"""What a chat model is asked to tell while it writes, and what it wrote, as values."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.errors import ModelError


class Finish(StrEnum):
    """How a reply ended."""

    COMPLETE = "complete"
    LENGTH = "length"  # at the longest it may be
    STOPPED = "stopped"  # by the person
    UNKNOWN = "unknown"  # the stream ended without a word why; it may have broken off


@dataclass(frozen=True, slots=True)
class TokenUse:
    """Tokens read and written, 0 where the provider does not tell."""

    input: int = 0
    output: int = 0


NO_TOKENS = TokenUse()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote."""

    text: str
    tokens: TokenUse
    finish: Finish


@dataclass(frozen=True, slots=True)
class Listener:
    """Who follows a reply while it is written."""

    on_text: Callable[[str], None] = lambda _text: None
    on_retry: Callable[[ModelError], None] = lambda _error: None  # what was written so far does not count
    cancelled: Callable[[], bool] = lambda: False


UNHEARD = Listener()
"""For replies that nobody follows."""
