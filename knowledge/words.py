"""Words of a question and of a text, as they are compared: without function words, as stems."""

import re
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_STEMMER = Stemmer.Stemmer("english", 0)  # no cache of its own: PyStemmer's is not safe between threads

_STOP_WORDS = """
a about above after again against all also am an and any anything are aren't as ask at be because been before
being below between both but by can can't cannot could couldn't describe did didn't do does doesn't doing don't
down during each else ever explain few for from further get give given go had has have having he her here hers
him his how i i'd i'll i'm i've if in into is isn't it it's its itself just know let like list made make many
may me mean mention might more most much must my name need no nor not of off on once one ones only or other
others our out over own please put really same say says shall she should show so some something such sure tell
than that that's the their theirs them themselves then there there's these they thing things think this those
through to too under understand until up us use very want was wasn't way we we're were what what's when where
whether which while who who's whom whose why will with within without won't would yes yet you your yours
"""

STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English function words, and words that people wrap questions in ("tell me"). They say nothing of the subject, and
they are what makes a lexical search slow, because every passage holds them."""


def words(text: str) -> list[str]:
    """All words and numbers of a text, lower case, apostrophes made plain, a possessive "'s" cut off."""
    found = (match.group().lower().replace("’", "'") for match in _WORD.finditer(text))
    return [word if word in STOP_WORDS else word.removesuffix("'s") for word in found]


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry the subject, in order, each once."""
    kept = (word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()))
    return tuple(dict.fromkeys(kept))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word's stem (Porter 2), so that "funds", "funded" and "funding" are one."""
    return str(_STEMMER.stemWord(word))


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(filter(None, map(_content_stem, _WORD.findall(text))))


@lru_cache(maxsize=100_000)  # the words of 100,000 passages, in all their forms and capitals
def _content_stem(found: str) -> str:
    """The stem of a word as it stands in a text, empty when it carries nothing. A text repeats its words."""
    (word,) = content_words(found) or ("",)
    return stem(word) if word else ""
