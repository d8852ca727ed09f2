"""A question that puts two names to choose from behind it ("Which is older, A or B?"), as one for which of the two."""

import re

from assistant.gazetteer import Gazetteer
from assistant.phrasing import with_article
from assistant.words import word_set

_CHOICE = re.compile(
    r"^(?:which|what|who)"
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
_THAN = re.compile(
    r"^(?:is|was|are|were|(?P<verb>has|had|have|do|does|did)) (?P<one>[^?]+?)(?: have| get)?"
    r" (?P<asked>(?:more|fewer|less) [\w -]+?|[a-z]{2,}er) than"
    r" (?P<other>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_WITHOUT_VERB = re.compile(
    r"^(?P<one>[^?,]+?) or (?P<other>[^?,]+?)(?:,| [–-])? (?P<asked>first|earlier|older|newer|bigger|larger|smaller"
    r"|cheaper|later)\s*\?*$",
    re.IGNORECASE,
)
_OF_A_BEGINNING = frozenset({"first", "earlier", "later"})
"""What is said of a beginning, where nothing says what began."""

_OF_A_NAME = word_set("the city mission missions case project programme work")
"""Words beside a name that mean what the name means."""


def which_of_two(text: str, gazetteer: Gazetteer) -> str | None:
    """The question as "Which of A and B …?", where A and B are two names of the library; None for any other.

    Args:
        text: the question, without "so", "and then" in front.
        gazetteer: the names the library knows.
    """
    found = (pattern.match(text) for pattern in (_CHOICE, _FOR_WHICH, _THAN, _WITHOUT_VERB))
    match = next((one for one in found if one is not None), None)
    if match is None:
        return None
    one, other = (_named(match[side].strip(), gazetteer) for side in ("one", "other"))
    if not one or not other or one == other:
        return None
    return f"Which of {with_article(one)} and {with_article(other)} {_asked(match)}?"


def _asked(match: re.Match[str]) -> str:
    """What is asked of both, with the verb it needs."""
    asked = match["asked"].strip()
    if match.re is _CHOICE:
        return asked
    if match.re is _WITHOUT_VERB:
        return f"{'started' if asked.lower() in _OF_A_BEGINNING else 'is'} {asked.lower()}"
    verb = match["verb"]
    if match.re is _THAN:
        return f"{'has' if verb else 'is'} {asked}"
    return f"{verb.lower()} {asked}"


def _named(side: str, gazetteer: Gazetteer) -> str:
    """The name a side is, without what it is of the name ("Camden's missions"); "" where it is no known name."""
    spans = [(start, end) for name, start, end in gazetteer.find_spans(side) if name.sources]
    if not spans:
        return ""
    start, end = spans[0]
    others = re.findall(r"\w{2,}", f"{side[:start]} {side[end:]}".lower())
    return re.sub(r"[’']s$", "", side[start:end]) if set(others) <= _OF_A_NAME else side
