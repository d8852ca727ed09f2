"""The form that models with structured output fill in, and the plain text with [n] that it stands for."""

import json
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
    return f"{text} {marks}".rstrip() if marked else text
