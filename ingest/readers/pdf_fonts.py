"""How wide a text is in a PDF's font, from the font's own tables; pypdf offers no public way to ask."""

import re
from collections.abc import Callable, Mapping
from typing import Protocol

_CORE_NARROW = frozenset("iljtfrI1.,;:'|!()[] ’‘-")
_CORE_WIDE = frozenset("mwMWQO@%—")
_MAP_PAIR = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4})>")
_MAP_RANGE = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{2,4})>\s*<([0-9A-Fa-f]{4})>")
_LARGEST_MAP = 2_000_000  # bytes
_LARGEST_RANGE = 65_536

WidthOf = Callable[[str], float]
"""Width of a text in ems: multiply by the type size."""


class _Stream(Protocol):
    def get_data(self) -> bytes: ...


def width_function(font: Mapping[str, object] | None) -> WidthOf:
    """The widths of a font by its /Widths or /W table; those of common sans-serif letters where it has none."""
    table = _character_widths(font) if font is not None else {}
    if not table:
        return common_width
    usual = sum(table.values()) / len(table)
    return lambda text: sum(table.get(character, usual) for character in text)


def common_width(text: str) -> float:
    """About how wide a text is in ems, by the widths that letters have in common sans-serif fonts."""
    narrow = sum(1 for character in text if character in _CORE_NARROW)
    wide = sum(1 for character in text if character in _CORE_WIDE or (character.isupper() and character != "I"))
    return 0.29 * narrow + 0.7 * wide + 0.5 * (len(text) - narrow - wide)


def _character_widths(font: Mapping[str, object]) -> dict[str, float]:
    descendants = _resolved(font.get("/DescendantFonts"))
    if isinstance(descendants, list) and descendants:
        return _composite_widths(font, _resolved(descendants[0]))
    first, widths = _resolved(font.get("/FirstChar")), _resolved(font.get("/Widths"))
    if not isinstance(first, int) or not isinstance(widths, list):
        return {}
    coded = {
        first + i: float(width) for i, w in enumerate(widths[:256]) if isinstance(width := _resolved(w), int | float)
    }
    # A font cut down to the letters in use (LibreOffice, LaTeX) numbers them anew, and says what each stands for.
    stated = _characters_by_code(_resolved(font.get("/ToUnicode")))
    return {
        stated.get(code) or bytes([code]).decode("cp1252", errors="replace"): width / 1000
        for code, width in coded.items()
        if 0 <= code < 256 and width > 0 and (code in stated or not stated)
    }


def _composite_widths(font: Mapping[str, object], descendant: object) -> dict[str, float]:
    """Character codes taken as glyph numbers, which they are in almost every file (Identity-H)."""
    if not isinstance(descendant, Mapping):
        return {}
    default = _resolved(descendant.get("/DW"))
    usual = float(default) if isinstance(default, int | float) else 1000.0
    widths = _glyph_widths(_resolved(descendant.get("/W")))
    characters = _characters_by_code(_resolved(font.get("/ToUnicode")))
    return {character: widths.get(code, usual) / 1000 for code, character in characters.items()}


def _glyph_widths(table: object) -> dict[int, float]:
    """The /W array: "first [w w w]" and "first last w" (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    values = [_resolved(value) for value in table] if isinstance(table, list) else []
    position = 0
    while position + 1 < len(values):
        first, second = values[position], values[position + 1]
        if isinstance(second, list) and isinstance(first, int):
            widths.update({first + i: _number(width) for i, width in enumerate(second[:_LARGEST_RANGE])})
            position += 2
        elif isinstance(first, int) and isinstance(second, int) and position + 2 < len(values):
            width = _number(values[position + 2])
            widths.update(dict.fromkeys(range(first, min(second, first + _LARGEST_RANGE) + 1), width))
            position += 3
        else:
            break
    return widths


def _characters_by_code(stream: object) -> dict[int, str]:
    if not hasattr(stream, "get_data"):
        return {}
    data = _data(stream)[:_LARGEST_MAP]
    characters: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        characters.update({int(code, 16): chr(int(to, 16)) for code, to in _MAP_PAIR.findall(section)})
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for first, last, to in _MAP_RANGE.findall(section):
            begin, start = int(first, 16), int(to, 16)
            for step in range(min(int(last, 16) - begin + 1, _LARGEST_RANGE - start)):
                characters[begin + step] = chr(start + step)
    return characters


def _data(stream: _Stream) -> bytes:
    return stream.get_data()


def _number(value: object) -> float:
    resolved = _resolved(value)
    return float(resolved) if isinstance(resolved, int | float) else 0.0


def _resolved(value: object) -> object:
    """The value itself where it is a reference to one."""
    get_object = getattr(value, "get_object", None)
    return get_object() if get_object is not None else value
