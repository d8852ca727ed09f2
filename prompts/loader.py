"""Prompts, read from the Markdown files beside this module: front matter, then one part for each message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

import yaml

Role = Literal["system", "user", "assistant"]

_FRONT_MATTER = re.compile(r"\A---\n(?P<fields>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_PART = re.compile(r"^## (?P<role>System|User|Assistant)[^\n]*\n", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message to or from a chat model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt with named placeholders. ``label`` names it and its version for "how this answer was made"."""

    name: str
    version: int
    messages: tuple[Message, ...]

    @property
    def label(self) -> str:
        """Name and version, for people."""
        return f"{self.name}, version {self.version}"

    @property
    def placeholders(self) -> frozenset[str]:
        """The names that `fill` must be given."""
        return frozenset(name for message in self.messages for name in _PLACEHOLDER.findall(message.text))

    def fill(self, values: Mapping[str, str]) -> tuple[Message, ...]:
        """The messages with every placeholder replaced once; braces in the values themselves do nothing.

        Raises:
            KeyError: a placeholder has no value.
        """
        return tuple(
            Message(message.role, _PLACEHOLDER.sub(lambda match: values[match.group(1)], message.text))
            for message in self.messages
        )


@lru_cache
def load_prompt(name: str) -> Prompt:
    """The prompt of the file ``name``.md."""
    return read_prompt(name, (Path(__file__).parent / f"{name}.md").read_text(encoding="utf-8"))


def read_prompt(name: str, text: str) -> Prompt:
    """The prompt that a file's text describes.

    Raises:
        ValueError: the text has no front matter with a version, or no messages; a mistake in the project itself.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise ValueError(f"prompts/{name}.md has no front matter.")
    fields = yaml.safe_load(match["fields"])
    messages = _messages(match["body"])
    if not isinstance(fields.get("version"), int) or not messages:
        raise ValueError(f"prompts/{name}.md needs a version (a whole number) and at least one message.")
    return Prompt(name, fields["version"], messages)


def _messages(body: str) -> tuple[Message, ...]:
    marks = list(_PART.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), len(body)][: len(marks)]
    return tuple(
        Message(cast(Role, mark["role"].lower()), body[mark.end() : end].strip())
        for mark, end in zip(marks, ends, strict=True)
    )
