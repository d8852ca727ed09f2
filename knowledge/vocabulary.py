"""The words the library describes itself with, and which themes a text suggests."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import yaml

CASE_STUDY: Final = "case-study"
PRACTICE_GUIDE: Final = "practice-guide"
"""Kinds, ids of the vocabulary's file, that code treats apart."""
_FILE: Final = Path(__file__).parent / "starter" / "vocabulary.yaml"
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FORMS: Final = ("", "s", "es", "d", "ed", "ing")
"""Endings under which a word of the vocabulary is recognised; more would take "testament" for "test"."""
_LOOKED_AT: Final = 200_000
"""Characters; what a text is about shows long before."""
MOST_SUGGESTIONS: Final = 3
_LEAST_WORDS: Final = 2
"""Different words of a theme that a text must hold: one alone ("goal", "board") stands in any text."""
_LEAST_SHARE: Final = 0.003
"""Of all words of the text: what stands more thinly than this is not what the text is about. Chosen on the even half of
the starter library: recall of the themes given by hand stays 0.42, precision goes from 0.52 to 0.53. On the odd half
0.44 to 0.43 and 0.55 to 0.57; of 45 off-subject texts (licences, statutes, manuals) 6 instead of 10 get one."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The allowed ids of each field with their labels, in the order of the file."""

    themes: Mapping[str, str]
    kinds: Mapping[str, str]
    sectors: Mapping[str, str]
    playbook_elements: Mapping[str, str]
    stages: Mapping[str, str]
    theme_words: Mapping[str, tuple[str, ...]]
    sector_words: Mapping[str, tuple[str, ...]]  # what members of each sector are called, its label apart


@dataclass(frozen=True, slots=True)
class ThemeSuggestion:
    """A theme that a text seems to be about, and the words in it that say so."""

    id: str
    words: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of ``knowledge/starter/vocabulary.yaml``."""
    fields = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    labels = {
        field: MappingProxyType({id_: entry["label"] for id_, entry in entries.items()})
        for field, entries in fields.items()
    }
    words = {
        field: MappingProxyType({id_: tuple(entry.get("words", ())) for id_, entry in fields[field].items()})
        for field in ("themes", "sectors")
    }
    return Vocabulary(**labels, theme_words=words["themes"], sector_words=words["sectors"])


def suggest_themes(text: str) -> tuple[ThemeSuggestion, ...]:
    """The themes whose words stand in a text most, the most fitting first, three at most; none where nothing fits."""
    counts = _count_words(text[:_LOOKED_AT])
    least = _LEAST_SHARE * len(_WORD.findall(text[:_LOOKED_AT]))
    scored = []
    for theme, words in vocabulary().theme_words.items():
        found = {word: count for word in words if (count := _occurrences(counts, word))}
        if len(found) >= _LEAST_WORDS and sum(found.values()) >= least:
            # Many words of a theme say more than one word many times; a term of several words says more than one word.
            score = sum((1 + math.log(count)) * (1 + 0.5 * word.count(" ")) for word, count in found.items())
            scored.append((score, ThemeSuggestion(theme, tuple(found))))
    scored.sort(key=lambda pair: -pair[0])
    return tuple(suggestion for _, suggestion in scored[:MOST_SUGGESTIONS])


def _count_words(text: str) -> Counter[str]:
    """How often each word, and each run of two or three words, stands in the text."""
    words = _WORD.findall(text.lower())
    counts = Counter(words)
    for length in (2, 3):
        counts.update(" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
    return counts


def _occurrences(counts: Mapping[str, int], word: str) -> int:
    return sum(counts.get(word + ending, 0) for ending in _FORMS)
