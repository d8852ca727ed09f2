"""Quantities however they are written: "30 per cent" and "30%", "EUR 5 million", "€5m" and "5,000,000 euros"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Final

from knowledge.types import Span

SCALES: Final = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mio": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
NUMBER_WORDS: Final = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100,
}  # fmt: skip
"""Number words that are figures. "One" is left out: it is nearly always a pronoun or an article."""
_CURRENCIES: Final = {
    "eur": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "usd": "USD", "$": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "sek": "SEK", "dkk": "DKK", "nok": "NOK",
    "kr": "kr", "kroner": "kr", "kronor": "kr", "chf": "CHF",
}  # fmt: skip
PERCENT: Final = "%"
POINTS: Final = "percentage points"

_NUMBER = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\s\d{3})+(?!\d)|\d+(?:[.,]\d{1,2}(?!\d))?|\d+\.\d+"
_CURRENCY = r"US\$|[€£$]|\b(?:EUR|GBP|USD|SEK|DKK|NOK|CHF|kr\.?)"
_SCALE = r"thousand|millions?|mio\.?|mn|billions?|bn|trillion|tn|[mbk](?![\w-])"
_UNIT = r"%|per\s?cent\b|pct\b|percentage points?\b"
_WRITTEN = re.compile(
    rf"(?:(?P<before>{_CURRENCY})\s?|(?<![\w.,-]))(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE})\b\.?)?"
    rf"(?:\s?(?P<unit>{_UNIT}))?"
    r"(?:\s?(?P<after>€|(?:euros?|pounds?|dollars?|kroner|kronor|EUR|GBP|USD|SEK|DKK|NOK|CHF)\b))?",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"\b(?P<word>{'|'.join(NUMBER_WORDS)})(?:-(?P<digit>two|three|four|five|six|seven|eight|nine))?"
    r"(?:\s(?P<scale>thousand|million|billion|hundred))?(?:\s(?P<unit>per\s?cent))?\b",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_BEFORE: Final = 5
"""Characters in which a currency stands before a number."""
_SCALED: Final = re.compile("hundred|thousand|illion|cent", re.IGNORECASE)
_LETTERED: Final = re.compile(r"\d+\s[a-z]", re.IGNORECASE)
"""A paragraph ("Article 5 b") or a length in metres rather than a sum."""
_WORD: Final = re.compile(r"(?P<value>\d+(?:\.\d+)?)(?P<unit>%|pp|eur|gbp|usd|sek|dkk|nok|kr|chf)?")
_CODES: Final = {PERCENT: "%", POINTS: "pp"}
_SCALES_WRITTEN: Final = (
    (1e3, ("{} thousand", "{}k", "{} k")),
    (1e6, ("{} million", "{}m", "{} m", "{}mn", "{} mn", "{} mio")),
    (1e9, ("{} billion", "{}bn", "{} bn", "{}b")),
    (1e12, ("{} trillion", "{}tn", "{} tn")),
)
_LEAST_SPELT_OUT: Final = 1_000
"""Below it a plain number is written in one way only."""
_MOST_SPELLINGS: Final = 200
"""Of one phrase: three quantities in it have more than anybody means."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text, with its unit."""

    text: str
    span: Span
    number: Span  # where the number stands in it, without unit and scale
    value: float
    unit: str  # "EUR", "%", … or "" for a plain count

    @property
    def word(self) -> str:
        """The quantity as one word, the same however it is written: "30%", "5000000eur"."""
        return f"{_digits(self.value)}{_CODES.get(self.unit, self.unit.lower())}"

    @property
    def bare_word(self) -> str:
        """The same without a currency: "5000000"."""
        return self.word if self.unit in _CODES else _digits(self.value)


def numbers(text: str) -> tuple[Quantity, ...]:
    """All numbers of a text that are written in digits, also years and those without a unit."""
    return tuple(_from_digits(match) for match in _written(text))


def numbers_in_words(text: str) -> tuple[Quantity, ...]:
    """All numbers from two up that are written in words."""
    return tuple(_from_words(match) for match in _IN_WORDS.finditer(text))


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a text that may be written in several ways, in order: with a unit, a scale or separators."""
    found = [one for one in numbers(text) if not one.text.isdecimal() and not _LETTERED.fullmatch(one.text)]
    taken = [one.span for one in found]
    if _SCALED.search(text):
        found += [one for one in numbers_in_words(text) if _is_scaled(one) and not _touches(one.span, taken)]
    return tuple(sorted(found, key=lambda one: one.span))


def quantity_words(text: str) -> frozenset[str]:
    """The words under which the quantities of a text are found: a sum of money also without its currency."""
    return frozenset(word for one in quantities(text) for word in (one.word, one.bare_word))


def with_quantities(text: str, write: Callable[[Quantity], str]) -> str:
    """The text with its quantities written in another way."""
    pieces, at = [], 0
    for one in quantities(text):
        pieces += [text[at : one.span.start], write(one)]
        at = one.span.end
    return "".join((*pieces, text[at:]))


def evenly_written(text: str) -> str:
    """The text with its quantities in one way of writing, for an embedding model: "30%", "EUR 5 million"."""
    return with_quantities(text, _plainly)


@lru_cache(maxsize=1_000)
def spellings(word: str) -> tuple[str, ...]:
    """How texts write a word, each for the lexical index, which knows no signs; most words in one way.

    Args:
        word: as in `Quantity.word`, or any other.
    """
    match = _WORD.fullmatch(word)
    if match is None or (not match["unit"] and ("." in word or float(word) < _LEAST_SPELT_OUT)):
        return (word,)
    return tuple(dict.fromkeys(_spelt(float(match["value"]), match["unit"] or "")))


def spellings_of_phrase(phrase: str) -> tuple[str, ...]:
    """How texts may write a phrase: itself, and with its quantities in all their spellings."""
    found = quantities(phrase)
    if not found:
        return (phrase,)
    pieces: list[tuple[str, ...]] = []
    at = 0
    for one in found:
        pieces += [(phrase[at : one.span.start],), tuple(f" {spelt} " for spelt in spellings(one.word))]
        at = one.span.end
    made = ("".join(chosen) for chosen in product(*pieces, (phrase[at:],)))
    return (phrase, *islice(made, _MOST_SPELLINGS))


def _spelt(value: float, unit: str) -> Iterator[str]:
    plain = _digits(value)
    if unit == "%":
        counted = [plain, *_number_words(value)]
        yield from (f"{one} {name}" for one in counted for name in ("per cent", "percent", "pct"))
        yield plain  # before a sign
    elif unit == "pp":
        yield from (f"{plain} percentage points", f"{plain} pp", f"{plain}pp")
    else:
        yield plain
        yield f"{value:,.0f}".replace(",", " ") if value.is_integer() else plain
        yield from _scaled(value)


def _scaled(value: float) -> Iterator[str]:
    """With "million", "bn" and so on, where that leaves no more than two decimals."""
    for scale, forms in _SCALES_WRITTEN:
        share = value / scale
        if share < 0.1 or round(share, 2) != round(share, 9):
            continue
        grouped = f"{share:,.0f}".replace(",", " ") if share.is_integer() else _digits(share)
        for counted in dict.fromkeys((_digits(share), grouped)):
            yield from (form.format(counted) for form in forms)
        yield from (forms[0].format(word) for word in _number_words(share))


def _number_words(value: float) -> list[str]:
    if not value.is_integer() or value > 100:
        return []
    tens, units = divmod(int(value), 10)
    words = {number: word for word, number in NUMBER_WORDS.items()}
    whole = words.get(int(value))
    composed = f"{words[10 * tens]} {words[units]}" if 10 * tens in words and units in words and tens > 1 else None
    return [word for word in (whole, composed) if word]


def _plainly(one: Quantity) -> str:
    scales = ((1e9, " billion"), (1e6, " million"), (1, ""))
    scale, name = next((pair for pair in scales if one.value >= pair[0]), scales[-1])
    counted = f"{_digits(one.value / scale)}{name}"
    if one.unit in _CODES:
        return f"{counted}{one.unit}" if one.unit == PERCENT else f"{counted} {one.unit}"
    return f"{one.unit} {counted}".strip()


def _written(text: str) -> Iterator[re.Match[str]]:
    """As `_WRITTEN.finditer`, which takes five times as long because most of a text holds no number."""
    at = 0
    while digit := _DIGIT.search(text, at):
        match = _WRITTEN.search(text, max(at, digit.start() - _BEFORE))
        if match is None:
            return
        yield match
        at = match.end()


def _from_digits(match: re.Match[str]) -> Quantity:
    currency = (match["before"] or match["after"] or "").lower().rstrip(".")
    scale = SCALES.get((match["scale"] or "").lower().rstrip("."), 1.0)
    start = match.start("before") if match["before"] else match.start("number")
    span = Span(start, match.end())
    text = match.string[span.start : span.end].strip()
    value = _value(match["number"]) * scale
    return Quantity(text, span, Span(*match.span("number")), value, _CURRENCIES.get(currency) or _unit(match["unit"]))


def _from_words(match: re.Match[str]) -> Quantity:
    value = float(NUMBER_WORDS[match["word"].lower()] + NUMBER_WORDS.get((match["digit"] or "").lower(), 0))
    scale = {"hundred": 1e2}.get((match["scale"] or "").lower(), SCALES.get((match["scale"] or "").lower(), 1.0))
    unit = PERCENT if match["unit"] else ""
    return Quantity(match.group(), Span(*match.span()), Span(*match.span("word")), value * scale, unit)


def _unit(written: str | None) -> str:
    if not written:
        return ""
    return POINTS if "point" in written.lower() else PERCENT


def _is_scaled(one: Quantity) -> bool:
    return bool(one.unit) or one.value >= min(SCALES.values())


def _value(number: str) -> float:
    plain = re.sub(r"[\s\u00a0\u202f]", "", number)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return float(plain.replace(",", ""))
    return float(plain.replace(",", "."))


def _digits(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _touches(span: Span, taken: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in taken)
