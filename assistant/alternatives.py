"""A question that puts two names to choose from behind it ("Which is older, A or B?"), as one for which of the two."""

import re

from assistant.gazetteer import Gazetteer
from assistant.phrasing import with_article
from assistant.words import word_set

_CHOICE = re.compile(
    r"^(?:so |and |but )?(?:which|what|who)"
    r"(?: ones?| city| case| country| mission| programme| project| of (?:them|the two))?"
    r" (?P<asked>(?:is|was|are|were|has|had|have|started|began|came|got|gets|costs?|spends?|spent|pays?|paid|needs?"
    r"|needed|lasts?|lasted|went|set|reached|met|adopted|joined|signed|won|raised)\b[^?]*?)(?:,|:| [–-]) *"
    r"(?P<one>[^?]+?) or (?P<other>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_FOR_WHICH = re.compile(
    r"^(?P<verb>is|was|are|were) (?P<one>[^?]+?) or (?P<other>[^?]+?) "
    r"(?P<asked>(?:the )?(?:bigger|biggest|larger|largest|smaller|smallest|older|oldest|newer|newest|younger|youngest"
    r"|earlier|first|later))\s*\?*$",
    re.IGNORECASE,
)

_OF_A_NAME = word_set("the city mission missions case project programme work")
"""Words beside a name that mean what the name means."""


def which_of_two(text: str, gazetteer: Gazetteer) -> str | None:
    """The question as "Which of A and B …?", where A and B are two names of the library; None for any other."""
    match = _CHOICE.match(text) or _FOR_WHICH.match(text)
    if match is None:
        return None
    one, other = (_named(match[side].strip(), gazetteer) for side in ("one", "other"))
    if not one or not other or one == other:
        return None
    verb = f"{match['verb'].lower()} " if "verb" in match.groupdict() else ""
    return f"Which of {with_article(one)} and {with_article(other)} {verb}{match['asked'].strip()}?"


def _named(side: str, gazetteer: Gazetteer) -> str:
    """The name a side is, without what it is of the name ("Camden's missions"); "" where it is no known name."""
    spans = [(start, end) for name, start, end in gazetteer.find_spans(side) if name.sources]
    if not spans:
        return ""
    start, end = spans[0]
    others = re.findall(r"\w{2,}", f"{side[:start]} {side[end:]}".lower())
    return re.sub(r"[’']s$", "", side[start:end]) if set(others) <= _OF_A_NAME else side
