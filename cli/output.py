"""Results on standard output, as text or JSON; everything said to people meanwhile on standard error."""

import json
import sys
import time
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, TextIO

from knowledge.errors import AssistantError

_REPORT_SECONDS: Final = 0.1
"""How often a progress line is drawn anew."""
_LINE: Final = 100
"""Characters of a progress line; a longer one would wrap and could not be wiped."""


class ExitStatus(IntEnum):
    """What the caller can tell from the exit status."""

    DONE = 0
    PARTLY = 1  # some files or questions failed
    UNUSABLE = 2  # arguments or settings cannot be used
    NO_LIBRARY = 3  # the library cannot be opened


class Output:
    """Where a command's results and messages go."""

    def __init__(self, *, as_json: bool, results: TextIO | None = None, messages: TextIO | None = None) -> None:
        self.as_json = as_json
        self._results = results or sys.stdout
        self._messages = messages or sys.stderr
        self._drawn = False
        self._last_report = 0.0

    def record(self, record: Mapping[str, object]) -> None:
        """One JSON object on a line of its own."""
        self._wipe()
        print(json.dumps(record, ensure_ascii=False), file=self._results, flush=True)

    def text(self, text: str) -> None:
        """A result for people."""
        self._wipe()
        print(printable(text), file=self._results, flush=True)

    def say(self, message: str) -> None:
        """A message for people."""
        self._wipe()
        print(printable(message), file=self._messages, flush=True)

    def report(self, words: str) -> None:
        """How far the work is: one line that is drawn over and over, on a terminal only."""
        now = time.monotonic()
        if self._messages.isatty() and now - self._last_report >= _REPORT_SECONDS:
            self._wipe()
            self._last_report, self._drawn = now, True
            print(printable(words)[:_LINE], end="\r", file=self._messages, flush=True)

    def failure(self, error: AssistantError) -> None:
        """Why nothing could be done, and what can be done now."""
        self.say(f"{error.message}\n{error.advice}")
        if self.as_json:
            self.record({"error": error.message, "advice": error.advice})

    def _wipe(self) -> None:
        if self._drawn:
            print(" " * _LINE, end="\r", file=self._messages, flush=True)
            self._drawn = False


def printable(text: str) -> str:
    """Text without control characters: words of a source must not move the cursor or colour the terminal."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")
