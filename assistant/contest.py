"""Which of several: the figure or the date by which things are compared, found in what is said of each of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.figures import Figure, figures, first_date
from assistant.words import content_stems, stem, words


class Measure(StrEnum):
    """What decides which of several is meant."""

    DATE = "date"
    MONEY = "money"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Contest:
    """By what several things are compared. ``about`` are the stems of what is dated or counted."""

    measure: Measure
    about: frozenset[str]
    downwards: bool  # True when the latest, the most is asked for


_WHICH_OF = re.compile(r"^which of .+? (?:and|or) ", re.IGNORECASE)
_EARLY = re.compile(r"\b(?:earlier|earliest|first|older|oldest|sooner|soonest)\b", re.IGNORECASE)
_LATE = re.compile(r"\b(?:later|latest|last|newer|newest|younger|youngest|more recent(?:ly)?)\b", re.IGNORECASE)
_MUCH = re.compile(
    r"\b(?:more|most|bigger|biggest|larger|largest|higher|highest|longer|longest|dearer|dearest)\b", re.IGNORECASE
)
_LITTLE = re.compile(r"\b(?:less|least|fewer|fewest|smaller|smallest|lower|lowest|cheaper|cheapest)\b", re.IGNORECASE)
_MONEY = re.compile(
    r"\b(?:money|budgets?|costs?|spen[dt]s?|funding|funds?|funded|pays?|paid|cheap\w*|dear\w*|expensive|invest\w*"
    r"|grants?|price)\b",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b(?:bigger|biggest|larger|largest|smaller|smallest)\s*\??$", re.IGNORECASE)
_STARTED = frozenset({"start"})
"""What is dated when only "earlier", "first" is said: a beginning, told in one of many words."""
_TELLS_START = re.compile(
    r"\b(?:starts?|started|began|begun|beginning|was founded|founded in|founding|launch(?:ed)?|adopted|established"
    r"|created|set up|(?:ran|runs?|running|dates?|dated) (?:from|back to))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:more|most|fewer|fewest|less|least) (?:[\w-]+ )?(?P<noun>[a-z]{2,}[^\Wsui]s|people)\b", re.IGNORECASE
)
_DEADLINE = re.compile(
    r"\b(?:by|until|before|to|towards) (?:the end of )?(?:(?!may\b)\w+ )?(?:19|20)\d\d\b", re.IGNORECASE
)
"""A year that is aimed at: nothing started in it."""
_CLAUSE_IN_FRONT = re.compile(r"^(?:when|after|before|as|while|since) [^,]+, ", re.IGNORECASE)
"""What began in it ("When the pandemic began in 2020, …") is not what the sentence is about."""
_START_WORDS = frozenset(map(stem, words("start begin be come old new young first early found launch go")))
_INHABITANTS = content_stems("inhabitants residents population citizens people")
_NO_THING = frozenset(
    map(
        stem,
        words(
            "more most less least big bigger large larger small smaller high higher low lower early earlier earliest "
            "late later latest last old older oldest new newer newest young younger recent recently first"
        ),
    )
)


_SUMS = {
    kind: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for kind, pattern in {
        "budget": r"budgets?",
        "fund": r"funds?",
        "grant": r"grants?|granted|funding|funded|subsid(?:y|ies)",
        "investment": r"invest(?:s|ed|ing|ments?)?",
        "cost": r"costs?|price[sd]?",
    }.items()
}
"""What a sum is of, by the words beside it: only sums of one kind can be put in an order."""
_BESIDE = 60
"""Characters before and behind a sum within which stands what it is of: about ten words."""


def asks_which_of(text: str) -> bool:
    """True for "Which of A and B …", which wants one line of each."""
    return bool(_WHICH_OF.match(text))


def contest(text: str, sides: Sequence[str]) -> Contest | None:
    """By what a question compares its sides; None where it asks for no date, sum or number.

    Args:
        text: the question, standing alone.
        sides: the names of the things compared.
    """
    if not asks_which_of(text):
        return None
    named = {stem(word) for side in sides for word in words(side)}
    about = content_stems(text) - named - _NO_THING
    if _EARLY.search(text) or _LATE.search(text):
        return Contest(Measure.DATE, (about - _START_WORDS) or _STARTED, bool(_LATE.search(text)))
    if not (_MUCH.search(text) or _LITTLE.search(text)):
        return None
    if _MONEY.search(text):
        return Contest(Measure.MONEY, frozenset(), not _LITTLE.search(text))
    noun = _COUNTED.search(text)
    counted = content_stems(noun["noun"]) if noun else _INHABITANTS if _SIZE.search(text) else frozenset()
    return Contest(Measure.COUNT, counted, not _LITTLE.search(text)) if counted else None


def value(asked: Contest, text: str) -> tuple[str, float | str] | None:
    """The unit and the date or figure a sentence tells of what is asked; None where it tells none.

    Dates are ISO 8601 strings, figures numbers; only values of one unit can be put in an order.
    """
    if asked.measure is Measure.DATE:
        date = _start(text) if asked.about is _STARTED else first_date(text)
        tells = asked.about is _STARTED or bool(asked.about & content_stems(text))
        return ("date", date[0]) if tells and date is not None else None
    most = _largest(asked, text)
    return (most.unit or "number", most.value) if most is not None else None


def _largest(asked: Contest, text: str) -> Figure | None:
    """The largest figure of a sentence that is of what is asked: with money a sum, else a number of those things."""

    def is_asked(figure: Figure) -> bool:
        if asked.measure is Measure.MONEY:
            return figure.unit not in {"", "%", "percentage points"}
        return figure.unit == "" and stem(figure.noun) in asked.about

    return max(filter(is_asked, figures(text)), key=lambda figure: figure.value, default=None)


def kinds_of_sum(asked: Contest, text: str) -> frozenset[str]:
    """What the sum that a sentence tells is of ("budget", "grant", …); empty where nothing beside it says so."""
    most = _largest(asked, text)
    if most is None:
        return frozenset()
    beside = text[max(0, most.span.start - _BESIDE) : most.span.end + _BESIDE]
    return frozenset(kind for kind, pattern in _SUMS.items() if pattern.search(beside))


def _start(text: str) -> tuple[str, str] | None:
    """The date on which a sentence says something began."""
    main = _CLAUSE_IN_FRONT.sub("", text)
    return first_date(_DEADLINE.sub("", main)) if _TELLS_START.search(main) else None


def best(asked: Contest, texts: Sequence[str]) -> int | None:
    """The place of the text that tells a side's value best: of beginnings the earliest, else the first that tells one.

    Args:
        asked: by what the sides are compared.
        texts: sentences on one side, those that fit best first.
    """
    told = [(one[1], at) for at, text in enumerate(texts) if (one := value(asked, text)) is not None]
    if not told:
        return None
    return min(told)[1] if asked.measure is Measure.DATE and asked.about is _STARTED else told[0][1]


def order(asked: Contest, texts: Sequence[str]) -> tuple[int, ...]:
    """The places of the texts, one a side, the one asked for first; as they are where they cannot be compared."""
    values = [value(asked, text) for text in texts]
    known = [one for one in values if one is not None]
    places = tuple(range(len(texts)))
    if len(known) < len(texts) or len({unit for unit, _ in known}) > 1:
        return tuple(sorted(places, key=lambda at: values[at] is None))
    if asked.measure is Measure.MONEY and not frozenset.intersection(*(kinds_of_sum(asked, text) for text in texts)):
        return places
    return tuple(sorted(places, key=lambda at: known[at][1], reverse=asked.downwards))
