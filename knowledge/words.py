"""Words of a question and of a text, as they are compared: without function words, as stems."""

import re
from functools import lru_cache

import Stemmer

from knowledge.quantities import quantities, quantity_words

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
"""A word or number as it stands in a text; words joined by hyphens are several."""
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
    found = (match.group().lower().replace("’", "'") for match in WORD.finditer(text))
    return [word if word in STOP_WORDS else word.removesuffix("'s") for word in found]


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry the subject, in order, each once; a quantity is one word, however it is written."""
    kept: list[str] = []
    at = 0
    for one in quantities(text):
        kept += [*_plain_content(text[at : one.span.start]), one.word]
        at = one.span.end
    return tuple(dict.fromkeys((*kept, *_plain_content(text[at:]))))


def _plain_content(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


def as_typed(word: str, text: str) -> str:
    """A content word of a text as the text has it: "EUR 5 million" for "5000000eur"."""
    return next((one.text for one in quantities(text) if one.word == word), word)


_APART = {
    **dict.fromkeys(("government", "governments", "governmental"), "government"),
    **dict.fromkeys(("experience", "experiences", "experienced"), "experience"),
    **dict.fromkeys(("authority", "authorities"), "authority"),
    **dict.fromkeys(("publication", "publications"), "publication"),
    **dict.fromkeys(("import", "imports", "imported"), "import"),
    **dict.fromkeys(("business", "businesses"), "business"),
}
"""Words whose stem Porter 2 shares with another word that means something else: "governance", "experiment", "author",
"public", "important", "busy". A team that looks for governance does not mean the government."""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word's stem (Porter 2), so that "funds", "funded" and "funding" are one."""
    return _APART.get(word) or str(_STEMMER.stemWord(word))


_SHARED = frozenset(_STEMMER.stemWord(word) for word in _APART)


def shares_stem(word: str) -> bool:
    """Whether the word index, which stems by Porter alone, takes words of another meaning for this one."""
    return _STEMMER.stemWord(word) in _SHARED


def content_stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, and its quantities each as one word beside the words it is written in."""
    return frozenset(filter(None, map(content_stem, WORD.findall(text)))) | quantity_words(text)


@lru_cache(maxsize=100_000)  # the words of 100,000 passages, in all their forms and capitals
def content_stem(found: str) -> str:
    """The stem of one word as it stands in a text, empty when it carries nothing. A text repeats its words."""
    (word,) = _plain_content(found) or ("",)
    return stem(word) if word else ""
