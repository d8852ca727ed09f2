"""Reference marks in a text, taken out of it and kept as offsets."""

import re

from ingest.readers.assembly import Mark

_MARK = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")


def take_out_references(text: str, known: frozenset[str]) -> tuple[str, tuple[Mark, ...]]:
    """The text without its "[2]" and "[2, 3]" marks, and where each stood; marks of unknown numbers stay words."""
    parts: list[str] = []
    marks: list[Mark] = []
    position = length = 0
    for found in _MARK.finditer(text):
        numbers = re.findall(r"\d+", found.group(1))
        if not known.issuperset(numbers):
            continue
        parts.append(text[position : found.start()])
        length += len(parts[-1])
        marks += [Mark(length, number) for number in numbers]
        position = found.end()
    parts.append(text[position:])
    return "".join(parts), tuple(marks)
