"""The form that models with structured output fill in, and the plain text with [n] that it stands for."""

import json
import re
from collections.abc import Iterator
from typing import Any

STATEMENTS_SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The answer, one sentence after the other, each with the excerpts it comes from.",
    "type": "object",
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "description": "One full sentence, without the numbers of excerpts."},
                    "excerpts": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "The numbers of the excerpts that the sentence comes from.",
                    },
                },
                "required": ["text", "excerpts"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["statements"],
    "additionalProperties": False,
}
"""``text`` stands before ``excerpts``, so that the words can be shown while they are written."""


_FORM_BEGINS = re.compile(r"^\s*(?:```\w*\s*)?[\[{]")
_FLAT_OBJECT = re.compile(r"\{[^{}]*\}")
_TEXT_KEYS = ("text", "sentence", "statement", "answer")
_NUMBER_KEYS = ("excerpts", "excerpt", "citations", "citation", "sources", "source", "numbers", "number")


def read_written_form(text: str) -> str:
    """What a model that filled in a form of its own accord wrote, as text with [n]; any other text as it is.

    A form that was fenced, broken off, or filled in with keys of the model's own choice is read as far as it goes.
    """
    if not _FORM_BEGINS.search(text):
        return text
    lines = [line for item in _flat_objects(text) if (line := _line(_with_our_keys(item), marked=True))]
    return "\n".join(lines) if lines else text


def _flat_objects(text: str) -> Iterator[dict[str, object]]:
    """The objects of a JSON text that hold no others; what cannot be read is passed over."""
    for match in _FLAT_OBJECT.finditer(text):
        try:
            item = json.loads(match.group(), strict=False)
        except json.JSONDecodeError:
            continue  # a brace within words, or a broken object: the others may be whole
        yield item


def _with_our_keys(item: dict[str, object]) -> dict[str, object]:
    by_name = {name.lower(): value for name, value in item.items()}
    text = next((by_name[key] for key in _TEXT_KEYS if isinstance(by_name.get(key), str)), "")
    named = next((by_name[key] for key in _NUMBER_KEYS if key in by_name), [])
    return {"text": text, "excerpts": named if isinstance(named, list) else [named]}


def as_marked_text(form: object, *, whole: bool) -> str:
    """The form as text, a line for each statement with its citations as [n].

    Args:
        form: what the model has filled in so far; anything that is not the form is given back as it is written in JSON,
            for the reader of plain text to make of it what can be made.
        whole: False while more is to come: the last statement is then given without its citations, which may change.
    """
    statements = form.get("statements") if isinstance(form, dict) else None
    if not isinstance(statements, list):
        return "" if not whole or form in (None, {}) else json.dumps(form, ensure_ascii=False, default=str)
    lines = [_line(item, marked=whole or number < len(statements)) for number, item in enumerate(statements, 1)]
    return "\n".join(lines)


def _line(item: object, *, marked: bool) -> str:
    if not isinstance(item, dict):
        return ""
    text = " ".join(str(item.get("text") or "").split())
    numbers = item.get("excerpts")
    marks = "".join(f"[{number}]" for number in numbers) if marked and isinstance(numbers, list) else ""
    return f"{text} {marks}".rstrip() if marked and text else text
