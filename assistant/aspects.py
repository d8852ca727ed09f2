"""What side of a subject a question or a heading is about: its governance, funding, partners, results and so on."""

import re
from collections import Counter
from enum import StrEnum
from functools import lru_cache

from assistant.words import KEPT_TEXTS, content_words, stem, words


class Aspect(StrEnum):
    """The sides of a mission that people ask for and that case notes have headings for."""

    REASON = "reason"
    AIM = "aim"
    PARTNERS = "partners"
    DIRECTION = "direction"
    CAPACITY = "capacity"
    ECOSYSTEM = "ecosystem"
    GOVERNANCE = "governance"
    FUNDING = "funding"
    RESULTS = "results"
    DIFFICULTIES = "difficulties"
    LESSONS = "lessons"
    MEASURING = "measuring"
    UNKNOWN = "unknown"


_WORDS: dict[Aspect, str] = {
    Aspect.REASON: "why reason background problem started matters",
    Aspect.AIM: "aim goal target objective purpose ambition ambitious vision want",
    Aspect.PARTNERS: (
        "partner partners participant member members organisation involved stakeholder join sector actors"
    ),
    Aspect.DIRECTION: "direction roadmap strategy vision statement",
    Aspect.CAPACITY: "capacity skill training competence learn resources staff",
    Aspect.ECOSYSTEM: "ecosystem mobilise network coalition collaboration cooperation community",
    Aspect.GOVERNANCE: (
        "governance governed govern board steering committee lead led leads leadership ownership owner "
        "coordination run managed manage organised mandate structure"
    ),
    Aspect.FUNDING: (
        "fund funded funding funder finance financed money budget grant invest investment pay paid cost "
        "costs procurement spend price financial investor investors"
    ),
    Aspect.RESULTS: (
        "result results achieve achieved outcome impact progress effect reached delivered success succeeded evidence"
    ),
    Aspect.DIFFICULTIES: (
        "hard difficult difficulty challenge barrier obstacle problem fail failed failure miss missed "
        "wrong pitfall trap risk criticism critics criticise weak drawback struggle"
    ),
    Aspect.LESSONS: "lesson lessons learned recommend recommendation advice advise takeaway takeaways",
    Aspect.MEASURING: (
        "measure measured measuring indicator evaluate evaluation monitor monitoring baseline metric track tracking "
        "dashboard"
    ),
    Aspect.UNKNOWN: "unknown known uncertain",
}


def _by_stem() -> dict[str, frozenset[Aspect]]:
    table: dict[str, frozenset[Aspect]] = {}
    for aspect, listed in _WORDS.items():
        for word in words(listed):
            table[stem(word)] = table.get(stem(word), frozenset()) | {aspect}
    return table


_BY_STEM = _by_stem()
_BESIDE = frozenset(
    stem(word) for word in words("went go going came main key biggest happened important most detail brief sector name")
)
"""Words beside an aspect that ask for nothing of their own."""


REMEDY = re.compile(
    r"\b(?:avoid|prevent|escape|overcome|guard against|steer clear of|get around|(?:stop|keep|protect|save)s?"
    r" .{1,60}?\bfrom|not (?:end up|fall into|get stuck)|(?:do|done|help) (?:about|against)|remed(?:y|ies))\b",
    re.IGNORECASE,
)
"""Asks how something bad is kept away."""
WHETHER_REACHED = re.compile(
    r"^(?!.*\b(?:why|how|when|who|what|where)\b).*\b(?:did|does|has|have|had|will|would|is|was|were|are|which of)\b"
    r".*\b(?:reach(?:ed)?|me?et|achieved?|attain(?:ed)?"
    r"|hit|fulfil(?:led)?|miss(?:ed)?|ke(?:ep|pt))\b.*\b(?:goals?|targets?|aims?|objectives?|ambitions?|deadlines?)\b",
    re.IGNORECASE,
)
"""Asks whether a goal was reached."""
_PHRASES = {
    Aspect.LESSONS: REMEDY,
    Aspect.MEASURING: re.compile(
        r"\b(?:know|tell|see|show|prove|proof)\b.{0,60}\b(?:works?|working|worked|succe\w+|progress\w*|on track"
        r"|getting there|goes well|going well|makes? a difference)\b",
        re.IGNORECASE,
    ),
    Aspect.GOVERNANCE: re.compile(
        r"\bwho(?: \w+){0,3} (?:decides?|in charge|steers?|responsible)\b|\bin charge of\b", re.IGNORECASE
    ),
}
"""Wordings that ask for a side without its name ("How will they know it works?")."""


_TOLD_MEASURING = re.compile(
    r"\b(?:measur(?:ed?|es|ing|ements?)|indicators?|evaluat\w+|assess\w+|monitor\w*|baselines?|metrics?|track(?:s|ed|ing)"
    r"|track of|dashboards?|stud(?:y|ies|ied) (?:how|whether)"
    r"|(?:annual|yearly|climate|carbon|interim|progress) (?:accounts?|reports?|reviews?))\b",
    re.IGNORECASE,
)
"""Words with which a sentence tells, in whatever way, how it is found out whether something works."""


def asks_how_it_is_known(text: str) -> bool:
    """True for "How will they know it works?", which asks for measuring."""
    return bool(_PHRASES[Aspect.MEASURING].search(text))


def tells_measuring(text: str) -> bool:
    """True when a sentence may tell how it is found out whether something works."""
    return bool(_TOLD_MEASURING.search(text))


@lru_cache(maxsize=KEPT_TEXTS)
def aspects(text: str) -> frozenset[Aspect]:
    """The aspects a text names."""
    found: frozenset[Aspect] = frozenset()
    for word in words(text):
        found |= _BY_STEM.get(stem(word), frozenset())
    return found


def main_aspects(text: str) -> frozenset[Aspect]:
    """The aspects that most words of a text name: "fund managers met investors" tells of funding, not of governance."""
    counts = Counter(aspect for word in words(text) for aspect in _BY_STEM.get(stem(word), ()))
    most = max(counts.values(), default=0)
    return frozenset(aspect for aspect, count in counts.items() if count == most)


def wholly_on(sides: frozenset[Aspect], text: str) -> bool:
    """True when at least two words of a text name one of the sides, and no other side is named as often."""
    counts = Counter(aspect for word in words(text) for aspect in _BY_STEM.get(stem(word), ()))
    return max((counts[side] for side in sides), default=0) >= _AT_LEAST and main_aspects(text) <= sides


_AT_LEAST = 2


def asks_only_for(text: str) -> frozenset[Aspect]:
    """The aspects a question, its names left out, asks for when it asks for nothing else ("What was hard in …?")."""
    asked = [word for word in content_words(text) if stem(word) not in _BESIDE]
    found = aspects(" ".join(asked))
    return found if asked and all(stem(word) in _BY_STEM for word in asked) else frozenset()


def asked_aspects(text: str, *, asks_why: bool) -> frozenset[Aspect]:
    """The aspects a question asks for. Why a target was missed asks for difficulties, not for the target."""
    found = aspects(text).union(aspect for aspect, pattern in _PHRASES.items() if pattern.search(text))
    if WHETHER_REACHED.search(text):
        found = found - {Aspect.AIM} | {Aspect.RESULTS}
    if asks_why and Aspect.DIFFICULTIES in found:
        return frozenset({Aspect.DIFFICULTIES})
    return found | {Aspect.REASON} if asks_why else found


def heading_aspects(path: str) -> frozenset[Aspect]:
    """The aspects of the innermost heading of a path ("Results", "Governance and funding")."""
    last = path.rsplit(" › ", 1)[-1]
    if last.lower().startswith("what is not known"):
        return frozenset({Aspect.UNKNOWN})
    return aspects(last)
