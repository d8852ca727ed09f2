"""Normal forms of words, so that spelling, hyphens, accents and case do not keep equal things apart."""

import re
import unicodedata
from functools import lru_cache

from assistant.words import KEPT_TEXTS, STOP_WORDS, stem

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}|\b[a-z]\.[a-z]\b")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BRITISH = (
    (re.compile(r"is(e|ed|es|er|ers|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"our(s|ed|ing|al|able|ite|ites)?$"), r"or\1"),
    (re.compile(r"tre(s)?$"), r"ter\1"),
    (re.compile(r"(program)me(s)?$"), r"\1\2"),
    (re.compile(r"(catalog|dialog)ue(s)?$"), r"\1\2"),
    (re.compile(r"(l)l(ed|ing|er|ers)$"), r"\1\2"),
)


def fold(text: str) -> str:
    """Lower case, accents and apostrophes plain, hyphens and dashes as spaces, white space single."""
    decomposed = unicodedata.normalize(
        "NFKD", text.replace("ø", "o").replace("Ø", "O").replace("æ", "ae").replace("ß", "ss")
    )
    plain = _BEYOND_ASCII.sub(_without_accent, decomposed).lower()
    joined = _DOTTED.sub(lambda match: match.group().replace(".", ""), plain.replace("’", "'"))
    return " ".join(re.sub(r"[-‐-―/]", " ", joined).split())


def _without_accent(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter.group()) else letter.group()


@lru_cache(maxsize=50_000)
def form_of(word: str) -> str:
    """The stem of a word in one spelling ("organisations" and "organizing" are one)."""
    spelled = word
    for pattern, replacement in _BRITISH:
        spelled = pattern.sub(replacement, spelled)
    return stem(spelled)


@lru_cache(maxsize=KEPT_TEXTS)
def tokens(text: str) -> tuple[str, ...]:
    """All words and numbers, folded, in order; a possessive 's is cut off."""
    return tuple(match.group().removesuffix("'s") for match in _TOKEN.finditer(fold(text)))


def content_forms(text: str) -> tuple[str, ...]:
    """The forms of the words that carry meaning, in order, repetitions kept."""
    return tuple(form_of(word) for word in tokens(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()))


def near(form: str, forms: frozenset[str]) -> bool:
    """Whether a form, or one that begins with the same six letters, is among these."""
    if form in forms:
        return True
    return len(form) >= 6 and any(other.startswith(form[:6]) for other in forms)


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written with spaces."""
    return frozenset(listed.split())
