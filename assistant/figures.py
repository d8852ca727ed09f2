"""Figures in sentences, brought to one form so that "EUR 2 billion", "€2bn" and "2,000 million euros" are equal."""

import re
from dataclasses import dataclass

from assistant.words import word_set
from knowledge.types import Span

_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mio": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
_CURRENCIES = {
    "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "usd": "USD", "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "sek": "SEK", "dkk": "DKK", "nok": "NOK",
    "kr": "kr", "kroner": "kr", "kronor": "kr", "chf": "CHF",
}  # fmt: skip
_UNITS = dict.fromkeys(("%", "per cent", "percent", "pct"), "%") | dict.fromkeys(
    ("percentage point", "percentage points"), "percentage points"
)
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100,
}  # fmt: skip
"""Number words that are figures. "One" is left out: it is nearly always a pronoun or an article."""

_NUMBER = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\s\d{3})+(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?|\d+\.\d+"
_CURRENCY = r"US\$|[€£$]|\b(?:EUR|GBP|USD|SEK|DKK|NOK|CHF|kr\.?)"
_SCALE = r"thousand|millions?|mio\.?|mn|billions?|bn|trillion|tn|[mbk](?![\w-])"
_FIGURE = re.compile(
    rf"(?P<before>{_CURRENCY})?\s?(?<![\w.,-])(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE})\b\.?)?"
    r"(?:\s?(?P<unit>%|per\s?cent\b|pct\b|percentage points?\b))?"
    r"(?:\s?(?P<after>€|(?:euros?|pounds?|dollars?|kroner|kronor|EUR|GBP|USD|SEK|DKK|NOK|CHF)\b))?",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(
    rf"\b(?P<word>{'|'.join(_WORDS)})(?:-(?P<digit>two|three|four|five|six|seven|eight|nine))?(?:\s(?P<scale>thousand|million|billion|hundred))?"
    r"(?:\s(?P<unit>per\s?cent))?\b",
    re.IGNORECASE,
)
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
    found = [
        _from_digits(match, text) for match in _FIGURE.finditer(text) if not _overlaps(match.span("number"), taken)
    ]
    found += [_from_words(match, text) for match in _NUMBER_WORD.finditer(text)]
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


def _from_digits(match: re.Match[str], text: str) -> Figure:
    currency = (match["before"] or match["after"] or "").lower().rstrip(".")
    scale = _SCALES.get((match["scale"] or "").lower().rstrip("."), 1.0)
    start = match.start("before") if match["before"] else match.start("number")
    end = match.end()
    unit = _CURRENCIES.get(currency) or _UNITS.get(
        " ".join((match["unit"] or "").lower().replace("percent", "per cent").split()), ""
    )
    return Figure(_value(match["number"]) * scale, unit, _counted(text, end), text[start:end].strip(), Span(start, end))


def _from_words(match: re.Match[str], text: str) -> Figure:
    value = float(_WORDS[match["word"].lower()] + _WORDS.get((match["digit"] or "").lower(), 0))
    scale = {"hundred": 1e2}.get((match["scale"] or "").lower(), _SCALES.get((match["scale"] or "").lower(), 1.0))
    unit = "%" if match["unit"] else ""
    return Figure(value * scale, unit, _counted(text, match.end()), match.group(), Span(*match.span()))


def _value(number: str) -> float:
    plain = re.sub(r"[\s\u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return float(plain.replace(",", ""))
    return float(plain.replace(",", "."))


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
