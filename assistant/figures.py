"""Figures in sentences, brought to one form so that "EUR 2 billion", "€2bn" and "2,000 million euros" are equal."""

import re
from dataclasses import dataclass

from assistant.words import word_set
from knowledge.quantities import Quantity, numbers, numbers_in_words
from knowledge.types import Span

_YEAR = re.compile(r"(?<![\d.,€£$])(1[89]\d\d|20\d\d|2100)(?![\d,]\d|\d|\s?(?:%|per cent|million|bn|euro))")
_IN_NAME = re.compile(r"(?P<word>[A-ZÅÄÖØÆ][\w’'-]*)\s$")
_NOT_NAMING = word_set(
    "in by since from until till before after during around about between to of and or the a spring summer "
    "autumn winter early late mid"
    " year years for at on as is was were are not with this that these those under over if when while only already"
)
"""Capitalised before a year, these begin a sentence; any other word makes the year part of a name ("Leuven 2030")."""
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s)?(?:(?P<month>{'|'.join(_MONTHS)})\s)(?:(?P<day_us>\d{{1,2}}),\s)?(?P<year>(?:1[89]|20)\d\d)\b"
    r"|(?<!\d)(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[^\W\d_][\w’'-]*")
_NOT_NOUNS = word_set(
    "of in by to and or for from with at on as is are was were be been has have had will would can could should "
    "that which who the a an"
    " this these those its their it they but than more less about between per over under up down out into since "
    "until while when where"
    " also only not both other each all during after before within across through against"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. ``noun`` is what is counted, lower case, "" when unknown; ``text`` as it was written."""

    value: float
    unit: str  # "EUR", "%", … or "" for a plain count
    noun: str
    text: str
    span: Span


def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a sentence in order, years and dates left out."""
    taken = [Span(*match.span()) for match in _DATE.finditer(text)] + [
        Span(*match.span()) for match in _YEAR.finditer(text)
    ]
    written = [one for one in numbers(text) if not _overlaps(one.number, taken)]
    found = [_figure(one, text) for one in (*written, *numbers_in_words(text))]
    return tuple(sorted(found, key=lambda figure: figure.span))


def years(text: str) -> tuple[int, ...]:
    """The years a sentence names, in order; a year in a name ("Leuven 2030") is not one."""
    return tuple(int(match.group(1)) for match in _year_matches(text))


def _year_matches(text: str) -> list[re.Match[str]]:
    return [match for match in _YEAR.finditer(text) if not _is_in_name(text, match.start())]


def _is_in_name(text: str, start: int) -> bool:
    before = _IN_NAME.search(text[:start])
    return before is not None and before["word"].lower() not in {*_NOT_NAMING, *_MONTHS}


def first_date(text: str) -> tuple[str, str] | None:
    """The first date of a sentence as (sortable ISO 8601, as written), or None."""
    candidates = [(match.start(), _iso(match), match.group()) for match in _DATE.finditer(text)]
    candidates += [(match.start(), match.group(1), match.group(1)) for match in _year_matches(text)]
    if not candidates:
        return None
    _, iso, written = min(candidates, key=lambda candidate: (candidate[0], -len(candidate[2])))
    return iso, written


def same_value(one: Figure, other: Figure, *, tolerance: float = 0.02) -> bool:
    """True when two figures of one unit agree but for rounding (within 2 %)."""
    return one.unit == other.unit and abs(one.value - other.value) <= tolerance * max(abs(one.value), abs(other.value))


def same_thing(one: Figure, other: Figure) -> bool:
    """True when two figures count the same thing: equal units and equal nouns."""
    return one.unit == other.unit and bool(one.noun) and _singular(one.noun) == _singular(other.noun)


def _figure(one: Quantity, text: str) -> Figure:
    return Figure(one.value, one.unit, _counted(text, one.span.end), one.text, one.span)


def _counted(text: str, end: int) -> str:
    """The head of the noun phrase after a figure: the last word before a preposition, a verb or a stop."""
    head = ""
    phrase = re.split(r"[.,;:()!?–—\n\[\]\"“”]", text[end : end + 60], maxsplit=1)[0]
    for word in _NOUN.findall(phrase.removeprefix(" of"))[:4]:
        if word.lower() in _NOT_NOUNS or word.lower().endswith(("ed", "ly")):
            break
        head = word.lower()
        if (head.endswith("s") and not head.endswith("ss")) or head == "people":
            break
    return head


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun.removesuffix("s") if not noun.endswith("ss") else noun


def _iso(match: re.Match[str]) -> str:
    if match["iso"]:
        return match["iso"]
    month = _MONTHS.index(match["month"].lower()) + 1
    day = match["day"] or match["day_us"]
    return f"{match['year']}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def _overlaps(span: tuple[int, int], taken: list[Span]) -> bool:
    return any(span[0] < other.end and other.start < span[1] for other in taken)


def tells_sum(text: str) -> bool:
    """True when a text tells a sum of money."""
    return any(figure.unit not in {"", "%", "percentage points"} for figure in figures(text))
