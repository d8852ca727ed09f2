"""Words of a text as they are compared: content words, stems, and names written with capitals."""

import re
import unicodedata
from functools import lru_cache

import Stemmer


def word_set(text: str) -> frozenset[str]:
    """The words of a text that lists them, so that long lists stay readable in code."""
    return frozenset(text.split())


_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_STEMMER = Stemmer.Stemmer("english", 0)  # no cache of its own: PyStemmer's is not thread-safe

_SPELT_OUT = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "ł": "l", "đ": "d"})

STOP_WORDS = word_set(
    """
    a about above after again against all also am an and any anything are aren't as ask at be because been
    before being below between both but by can can't cannot could couldn't describe did didn't do does doesn't
    doing don't down during each else ever explain few for from further get give given go had has have having he
    her here hers him his how i i'd i'll i'm i've if in into is isn't it it's its itself just know let like list
    made make many may me mean mention might more most much must my name need no nor not of off on once one ones
    only or other others our out over own please put really same say says shall she should show so some
    something such sure tell than that that's the their theirs them themselves then there there's these they
    thing things think this those through to too under understand until up us use very want was wasn't way we
    we're were what what's when where whether which while who who's whom whose why will with within without
    won't would yes yet you your yours
    btw fyi imho imo pls plz thx
    """
)
"""English function words, and words people wrap questions in ("tell me"): they say nothing of the subject."""


KEPT_TEXTS = 4_096
"""Texts, mostly sentences of the excerpts at hand, whose words are kept: an answer looks at each several times."""


def words(text: str) -> list[str]:
    """All words and numbers, lower case, apostrophes made plain, a possessive "'s" cut off."""
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    return [word.removesuffix("'s") if word not in STOP_WORDS else word for word in found]


def plain_letters(text: str) -> str:
    """A text without accents and with ø, æ, ß written as people without those keys write them."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_SPELT_OUT))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=KEPT_TEXTS)
def content_words(text: str) -> tuple[str, ...]:
    """Words that carry the subject, in order, each once."""
    kept = (word for word in words(text) if not _is_function_word(word) and (len(word) > 1 or word.isdigit()))
    return tuple(dict.fromkeys(kept))


def _is_function_word(word: str) -> bool:
    """True for a stop word, and for one with a verb drawn to it ("they'd", "who's")."""
    return word in STOP_WORDS or ("'" in word and word.partition("'")[0] in STOP_WORDS)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word's stem (Porter 2), so that "funds", "funded" and "funding" are one."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=KEPT_TEXTS)
def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(word) for word in content_words(text))


_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w’'&.-]*[\w&]|[A-Z]"
_NAME = re.compile(
    rf"(?:{_CAPITAL})(?:\s(?:(?:of|for|the|de|du|på|og|der|von|van|&)\s)*(?:{_CAPITAL})|\s\d{{2,4}}\b)*|\b[a-z]+[A-Z]\w*"
)


def names(text: str) -> tuple[str, ...]:
    """Proper names: runs of capitalised words and the years in them ("Decoupling 2030", "Danish Design Center").

    A capital that only begins a sentence makes no name, unless more than one word, or all letters, are capital.
    """
    found: list[str] = []
    for match in _NAME.finditer(text):
        begins = _begins_sentence(text, match.start())
        written = _LEADING_NOUN.sub("", match.group()) if begins else match.group()
        written = _POSSESSIVE_YEAR.sub("", written)
        name = _without_leading_stop_words(written).strip(" .’'-").removesuffix("’s").removesuffix("'s")
        starts = begins and match.group().startswith(name)
        if len(name) > 1 and not (starts and _is_plain_word(name)) and name.lower() not in STOP_WORDS:
            found.append(name)
    return tuple(dict.fromkeys(found))


def _begins_sentence(text: str, at: int) -> bool:
    """Whether nothing stands before, or the end of a sentence, or an opening quote or bracket."""
    end = at
    while end and text[end - 1].isspace():
        end -= 1
    before = text[end - 1 : end]
    return not before or before in '“"(' or (before in ".!?:" and end < at)


_BODIES = word_set(
    "Academy Bank Bay Board Chamber Church City Club College Commission Committee Confederation Council Court Covenant "
    "Declaration Department Duchy Faculty Federation Foundation Fund Hospital House Institute Institution Isle Kingdom "
    "League Ministry Municipality Museum Network Office Parliament Port Province Region Republic School Society State "
    "Town Treaty Union University Village"
)
"""Words that begin a name with "of" in it ("University of Leeds")."""
_LEADING_NOUN = re.compile(rf"^(?!(?:{'|'.join(sorted(_BODIES))})\b)[A-Z][a-z]+ (?:of|for) (?:the )?(?=\S)")
"""The capital word that only begins a question ("Timeline of the UK", "Governance of Viable Cities")."""


_POSSESSIVE_YEAR = re.compile(r"(?<=[’']s) \d{2,4}$")
"""The year of something of a name's ("the UK's 2017 missions")."""


def _is_plain_word(name: str) -> bool:
    """True for "Governance", not for "OECD", "ProjectZero", "Viable Cities" or "Decoupling 2030"."""
    return " " not in name and name[1:].islower()


def _without_leading_stop_words(name: str) -> str:
    parts = name.split(" ")
    while parts and (parts[0].lower().replace("’", "'") in STOP_WORDS or parts[0].lower() in _OPENERS):
        parts = parts[1:]
    return " ".join(parts)


_OPENERS = word_set("compare contrast summarise summarize define outline does did can could list name which what how")
"""Imperatives that open a request and would be glued to the name behind them ("Compare Leuven")."""
