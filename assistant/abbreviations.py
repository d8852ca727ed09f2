"""Abbreviations in a question spelt out, where the library hardly knows them by their letters."""

import re

from knowledge.catalogue import Catalogue
from knowledge.glossary import glossary, introduced
from knowledge.lookup import quoted

_SHORT = re.compile(r"(?<![\w-])[A-Z][A-Z&]{1,5}(?=s?(?![\w-]))")
RARE = 3
"""Passages up to which an abbreviation is spelt out: where more hold it, it is found by its letters."""


def spelt_out(text: str, catalogue: Catalogue) -> str:
    """The question with its abbreviations spelt out ("What is PCP?" → "What is pre-commercial procurement?").

    One that stands nowhere in the library is replaced by what the field means by it; one that a few passages hold is
    put behind the words with which they introduce it.
    """
    shorts = tuple(dict.fromkeys(_SHORT.findall(text)))
    held = catalogue.passages_with(shorts) if shorts else {}
    for short in shorts:
        if held[short] == 0 and (term := glossary().get(short)):
            text = re.sub(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", term, text)
        elif 0 < held[short] <= RARE and f"({short})" not in text and (term := _introduced(short, catalogue)):
            text = re.sub(rf"(?<![\w-]){re.escape(short)}(?![\w-])", f"{term} ({short})", text, count=1)
    return text


def _introduced(short: str, catalogue: Catalogue) -> str:
    found = catalogue.match_words(quoted(short), RARE)
    return introduced(short, (one.text for one in catalogue.passages(match.passage_id for match in found).values()))
