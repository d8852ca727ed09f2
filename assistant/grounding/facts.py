"""Facts that a sentence states and its excerpts must hold: figures, dates, years, proper names, quoted words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.figures import Figure, figures
from assistant.gazetteer import DEMONYMS
from assistant.grounding.forms import fold, form_of, tokens, word_set
from assistant.words import STOP_WORDS, names
from knowledge.glossary import initials
from knowledge.types import Span

ROUNDING = 0.05
"""How far a figure may be from the excerpt's when the sentence says "about" or "nearly"."""

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = r"(?P<{}>" + "|".join(f"{month}|{month[:3]}\\b\\.?" for month in _MONTHS) + r"|sept\.?)"
_DATE_FORMS = (
    re.compile(r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)-(?P<number>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?!\d)"),
    re.compile(
        rf"(?<![\d.,])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH.format('month')},?(?:\s(?P<year>(?:1[5-9]|20)\d\d))?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH.format('month')}\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\d),?(?:\s(?P<year>(?:1[5-9]|20)\d\d))?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_MONTH.format('month')},?\s(?P<year>(?:1[5-9]|20)\d\d)(?!\w)", re.IGNORECASE),
)
_RANGE_OF_YEARS = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)\s?[-–/]\s?(\d\d)(?!\d)")
_YEAR = re.compile(r"(?<![\d.,€£$])(?:1[5-9]\d\d|20\d\d|2100)(?![\d%]|,\d|\.\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s?[–—-]\s?(?=[\d€£$])")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_APPROXIMATE = re.compile(
    r"\b(?:about|around|approximately|roughly|nearly|almost|some|over|more than|just (?:over|under)|close to|circa"
    r"|ca\.?|up to|less than|under|fewer than|at least)\s+(?:\w+\s+)?$|~\s*$",
    re.IGNORECASE,
)
_ORDINAL_WORDS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
    "twelfth": 12,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINAL_WORDS)}))\b", re.IGNORECASE)
_QUOTED = re.compile(
    r"[“\"«]([^”\"»“]{2,300})[”\"»]|(?<![\w])[‘']([^’'\n]{2,120}(?:[’'](?=\w)[^’'\n]{1,120})*)[’'](?!\w)"
)
_ALIASES = {
    "uk": "united kingdom", "britain": "united kingdom", "us": "united states", "usa": "united states",
    "eu": "european union", "european": "european union", "europe": "european union",
}  # fmt: skip
_SHARES = {
    "half": (50.0, "%"), "quarter": (25.0, "%"), "double": (2.0, ""), "twice": (2.0, ""), "dozen": (12.0, ""),
    "single": (1.0, ""), "one": (1.0, ""),
}  # fmt: skip
_NAME_WORDS = word_set("the of and for in on at to de la le el du der den van von i og")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A date as far as it is told; None for what is not."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def told_by(self, other: "Moment") -> bool:
        """Whether the other date says all that this one does."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True, slots=True)
class Holding:
    """What a text holds, read once: its figures, dates, words in order."""

    folded: str
    words: frozenset[str]
    forms: frozenset[str]
    figures: tuple[Figure, ...]
    moments: tuple[Moment, ...]
    digits: frozenset[str]
    ordinals: frozenset[int]
    acronyms: frozenset[str]


def read_holding(text: str) -> Holding:
    """What a text holds."""
    plain = spread_ranges(text)
    words = tokens(plain)
    return Holding(
        folded=f" {' '.join(words)} ",
        words=frozenset(words),
        forms=frozenset(form_of(word) for word in words),
        figures=figures(plain),
        moments=moments(text),
        digits=frozenset(_DIGITS.findall(plain)),
        ordinals=ordinals(text),
        acronyms=_acronyms(text),
    )


def missing_facts(sentence: str, held: Holding, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The facts of a sentence that the excerpts do not hold, as the sentence writes them, () when they hold all."""
    return tuple(dict.fromkeys(fact for fact, found in facts_found(sentence, held, known) if not found))


def facts_found(sentence: str, held: Holding, known: frozenset[str] = frozenset()) -> tuple[tuple[str, bool], ...]:
    """Every fact of a sentence, as it is written, with whether the excerpts hold it.

    Args:
        sentence: what is checked.
        held: what the cited excerpts hold.
        known: words known to be names, lower case, so that one is seen where it opens a sentence.
    """
    found = [(text, _moment_held(moment, held)) for text, moment in _moments_with_text(sentence)]
    without_dates = _without_dates(sentence)
    plain = spread_ranges(_ORDINAL.sub(" ", without_dates))
    found += [(figure.text, figure_held(figure, plain, held)) for figure in figures(plain)]
    found += [(digits, digits in held.digits) for digits in _loose_digits(plain)]
    found += [(written, ordinals(written) <= held.ordinals) for written in _ordinals_written(without_dates)]
    found += [(name, _name_held(name, held)) for name in proper_names(sentence, known)]
    found += [(f"“{quoted}”", _quote_held(quoted, held)) for quoted in quotations(sentence)]
    return tuple(found)


def proper_names(sentence: str, known: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The proper names of a sentence, its dates and figures left out; also a known name that opens it."""
    without = _without_dates(sentence)
    for figure in reversed(figures(without)):
        if any(letter.isdigit() for letter in figure.text) and not _part_of_name(without, figure):
            without = without[: figure.span.start] + "," + without[figure.span.end :]
    found = names(without)
    opening = re.match(r"\W*([A-ZÀ-ÖØ-Þ][\w’'-]+)", sentence)
    first = re.sub(r"[’']s$", "", opening[1]) if opening else ""
    if first and tokens(first)[0] in known and not any(first in name for name in found):
        found = (first, *found)
    return found


def name_words(text: str) -> frozenset[str]:
    """The words, folded, that a text writes as names in the middle of a sentence."""
    return frozenset(word for name in names(text) for word in tokens(name) if word not in STOP_WORDS)


def _part_of_name(text: str, figure: Figure) -> bool:
    """True for the 2030 of "Decoupling 2030", which is a name with a number and no count."""
    before = text[: figure.span.start]
    return figure.text.isdigit() and bool(re.search(r"[A-ZÀ-ÖØ-Þ][\w-]+\s$", before)) and not figure.noun


def spread_ranges(text: str) -> str:
    """The text with "10 to 15" for "10-15", so that both ends are read as figures."""
    return _BETWEEN_DIGITS.sub(" to ", text)


def moments(text: str) -> tuple[Moment, ...]:
    """All dates and years of a text, each as far as it is told."""
    return tuple(dict.fromkeys(moment for _, moment in _moments_with_text(text)))


def ordinals(text: str) -> frozenset[int]:
    """Ordinal numbers from three up ("3rd", "third"); first and second are mostly not meant as numbers."""
    found = (int(digits) if digits else _ORDINAL_WORDS[word.lower()] for digits, word in _ORDINAL.findall(text))
    return frozenset(number for number in found if number > 2)


def _ordinals_written(text: str) -> list[str]:
    return [match.group() for match in _ORDINAL.finditer(text)]


def quotations(text: str) -> tuple[str, ...]:
    """What a sentence puts in quotation marks."""
    return tuple((double or single).strip() for double, single in _QUOTED.findall(text))


def figure_held(figure: Figure, sentence: str, held: Holding) -> bool:
    """Whether a figure of a sentence stands in the excerpts, in any normal form."""
    loose = bool(_APPROXIMATE.search(sentence[: figure.span.start]))
    if any(_equal(figure, other, loose=loose) for other in held.figures):
        return True
    if any(word in held.words for word, share in _SHARES.items() if share == (figure.value, figure.unit)):
        return True
    return fold(figure.text) in held.folded and f" {fold(figure.text)} " in held.folded


def _equal(figure: Figure, other: Figure, *, loose: bool) -> bool:
    if figure.unit != other.unit and figure.unit and other.unit and not _same_money(figure.unit, other.unit):
        return False
    if (figure.unit == "%") != (other.unit == "%"):
        return False
    if figure.unit and not other.unit and figure.unit != "%":
        return False  # a currency that the excerpt does not name
    tolerance = ROUNDING if loose else 1e-9
    return abs(figure.value - other.value) <= tolerance * max(abs(figure.value), abs(other.value))


def _same_money(one: str, other: str) -> bool:
    return "kr" in (one, other) and {one, other} & {"SEK", "DKK", "NOK"} != set()


def _moment_held(moment: Moment, held: Holding) -> bool:
    if any(moment.told_by(other) for other in held.moments):
        return True
    return moment.month is None and any(figure.value == moment.year and not figure.unit for figure in held.figures)


def _moments_with_text(text: str) -> list[tuple[str, Moment]]:
    found: list[tuple[str, Moment]] = []
    rest = text
    for pattern in _DATE_FORMS:
        found += [(match.group().strip(" ,"), _moment(match)) for match in pattern.finditer(rest)]
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    for first, last in _RANGE_OF_YEARS.findall(rest):
        found += [(f"{first}-{last}", Moment(int(year))) for year in (first, first[:2] + last)]
    rest = _RANGE_OF_YEARS.sub(" ", rest)
    found += [(match.group(), Moment(int(match.group()))) for match in _YEAR.finditer(rest)]
    return found


def _moment(match: re.Match[str]) -> Moment:
    parts = match.groupdict()
    month = int(parts["number"]) if parts.get("number") else _month_number(parts["month"])
    year, day = parts.get("year"), parts.get("day")
    return Moment(int(year) if year else None, month, int(day) if day else None)


def _month_number(written: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(written.lower()[:3]))


def _without_dates(text: str) -> str:
    for pattern in _DATE_FORMS:
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return _YEAR.sub(" ", _RANGE_OF_YEARS.sub(" ", text))


def _loose_digits(plain: str) -> Iterable[str]:
    """Digits that are neither a figure nor a year, such as those of "24/7"; they must stand there as they are."""
    taken = [*(figure.span for figure in figures(plain)), *(Span(*match.span()) for match in _YEAR.finditer(plain))]
    for match in _DIGITS.finditer(plain):
        if not any(start <= match.start() < end for start, end in taken):
            yield match.group()


def _name_held(name: str, held: Holding) -> bool:
    """Whether a name stands in the excerpts: as it is, all its words, its initials, or the country of an adjective."""
    parts = tokens(name)
    if f" {' '.join(parts)} " in held.folded:
        return True
    if len(parts) == 1 and parts[0] in held.acronyms:
        return True
    return all(_name_word_held(part, held) for part in parts if part not in _NAME_WORDS)


def _name_word_held(word: str, held: Holding) -> bool:
    if word in held.words or form_of(word) in held.forms or word in STOP_WORDS:
        return True
    place = fold(DEMONYMS.get(word, "")) or _ALIASES.get(word, "")
    if place and f" {place} " in held.folded:
        return True
    people = {people for people, country in DEMONYMS.items() if word in fold(country).split()}
    short = {alias for alias, long in _ALIASES.items() if word in long.split()}
    return bool((people | short) & held.words)


def _quote_held(quoted: str, held: Holding) -> bool:
    return f" {' '.join(tokens(spread_ranges(quoted)))} " in held.folded


def _acronyms(text: str) -> frozenset[str]:
    """The initials of names in a text: "Danish Design Center" gives "ddc"."""
    found: set[str] = set()
    for name in names(text):
        parts = [part for part in re.split(r"[\s-]+", name) if part]
        found.update(letters for letters in initials(parts, _NAME_WORDS) if len(letters) > 1)
    return frozenset(found)
