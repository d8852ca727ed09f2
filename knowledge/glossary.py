"""What abbreviations and everyday words stand for in the field, and in the library's own texts that introduce them."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

_STARTER: Final = Path(__file__).parent / "starter"
_JOINING: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})
"""Words that give an abbreviation no letter."""


@cache
def glossary() -> Mapping[str, str]:
    """The field's abbreviations of ``knowledge/starter/glossary.yaml`` with the words they stand for."""
    entries = yaml.safe_load((_STARTER / "glossary.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({short: entry["term"] for short, entry in entries.items()})


@cache
def everyday_words() -> Mapping[str, str]:
    """What newcomers say, in lower case, with the field's word for it (``knowledge/starter/everyday-words.yaml``)."""
    entries = yaml.safe_load((_STARTER / "everyday-words.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({said.lower(): term for term, others in entries.items() for said in others})


def introduced(short: str, texts: Iterable[str]) -> str:
    """The words behind which a text puts the abbreviation in brackets ("Personal Carbon Trading (PCT)"), or "".

    The initials of the words, or those of all but the joining ones, must be the abbreviation's letters
    (a part of the method of Schwartz and Hearst, 2003).
    """
    pattern = re.compile(rf"(?P<before>[^.!?()\n]{{3,120}})\s\({re.escape(short)}\)")
    for text in texts:
        for match in pattern.finditer(text):
            if found := _ending_with_initials(match["before"].split(), short):
                return found
    return ""


def _ending_with_initials(words: list[str], short: str) -> str:
    for start in range(len(words) - 1, -1, -1):
        pieces = [piece for word in words[start:] for piece in word.split("-") if piece]
        if short.lower() in initials(pieces, _JOINING):
            return " ".join(words[start:])
    return ""


def initials(words: Sequence[str], joining: Collection[str]) -> frozenset[str]:
    """The first letters of words, and those of all but the joining ones, small ("Danish Design Center" → "ddc")."""
    ways = (words, [word for word in words if word.lower() not in joining])
    return frozenset("".join(word.lstrip("“\"'‘")[:1] for word in kept).lower() for kept in ways)
