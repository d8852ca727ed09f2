"""Details proposed for a new source from its file: a trainer corrects them before publishing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from ingest.readers.cleaning import clean_line
from ingest.readers.language import detect_language
from ingest.readers.recording_names import recording_day, recording_title
from ingest.readers.tables import CELL_SEPARATOR
from knowledge.types import ReadWarning, SourceDetails
from knowledge.vocabulary import Vocabulary, suggest_themes, vocabulary

_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_DATES = (
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<name>{_MONTH})\.?,?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<name>{_MONTH})\s+(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE),
)
_DATE_LINE_CHARACTERS = 80
"""A date in a longer line is part of what the text tells, not the date of the text."""
_BETWEEN_PARTS = re.compile(r"\s+[|·•→›»]\s+")
"""What parts a line into a byline and a date, or into the steps of a trail that leads to a page."""
_HEAD_LINES = 12
_LETTER = re.compile(r"[^\W\d_]")
_FEW_LETTERS = 2  # beside the date
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:published|updated|dated|date|version|issued|posted|revised|written|as of)\b", re.IGNORECASE)
_HELD = re.compile(
    r"(?:\w+ )?(?:workshop|meeting|webinar|seminar|conference|session|minutes)\s*(?:(?:held )?on|of|[,:–-])?\s*",
    re.IGNORECASE,
)

_BYLINE = re.compile(
    r"(?:written\s+)?by:?\s+(?P<names>[^\W\d_][^\n|•·,]{2,80}(?:,\s*[^\W\d_][^\n|•·,]{2,60}){0,5})$", re.IGNORECASE
)
_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*")
_BETWEEN_NAMES = re.compile(r"\s*(?:;|,|\band\b|&)\s*")
_NO_TITLE = re.compile(
    r"(?:untitled|document\s?\d*|microsoft (?:word|powerpoint)\b.*|powerpoint presentation|presentation\s?\d*|"
    r"slide \d+|title|.*\.(?:docx?|pptx?|indd|pdf|rtf|qxd|odt|tex|dvi))\s*",
    re.IGNORECASE,
)
_NO_AUTHORS = frozenset(
    {
        "",
        "admin",
        "administrator",
        "user",
        "author",
        "owner",
        "unknown",
        "anonymous",
        "(anonymous)",
        "(unspecified)",
        "python-docx",
        "steve canny",
    }
)
_LONGEST_TITLE = 200

_KIND_WORDS = (
    ("case-study", re.compile(r"\bcase (?:study|note|studies)\b", re.IGNORECASE)),
    ("workshop-report", re.compile(r"\bworkshop\b", re.IGNORECASE)),
    ("practice-guide", re.compile(r"\b(?:guide|handbook|toolkit|playbook)\b|^how to\b", re.IGNORECASE)),
    ("report", re.compile(r"\b(?:report|evaluation|review|white paper|strategy)\b", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a file's own metadata say. ``file_date`` is when the file was made, a weaker hint than a stated date."""

    title: str | None = None
    date: str | None = None
    file_date: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    link: str | None = None
    licence: str | None = None
    language: str | None = None
    summary: str | None = None


def recording_hints(name: str) -> Hints:
    """What the name of a recording says: its title without the tool's marks, and its day."""
    day = recording_day(name)
    return Hints(title=recording_title(name), date=day.isoformat() if day else None)


def propose_details(text: str, name: str, *, kind: str | None = None, hints: Hints = Hints()) -> SourceDetails:
    """Details for a document read from the file ``name``: from its metadata, else from its first lines and words.

    ``kind`` is set where the format decides it (a transcript, slides); else the title's words do.
    """
    title = sensible_title(hints.title) or title_from_name(name)
    head = text[:3000].split("\n")[:_HEAD_LINES]
    suggested = suggest_themes(f"{title}\n{text}")
    return SourceDetails(
        title=title,
        kind=kind or _kind_by_words(title, head),
        themes=tuple(suggestion.id for suggestion in suggested),
        date=hints.date or date_in_lines(head) or hints.file_date,
        authors=sensible_authors(hints.authors) or _byline(head),
        publisher=hints.publisher,
        link=hints.link,
        licence=hints.licence,
        language=hints.language or detect_language(text),
        summary=hints.summary,
    )


def known_details(details: SourceDetails) -> tuple[SourceDetails, tuple[ReadWarning, ...]]:
    """Details with the vocabulary's words only, and a warning for each word that it does not know."""
    words = vocabulary()
    warnings = tuple(_unknown_words(details, words))
    known = replace(
        details,
        kind=details.kind if details.kind in words.kinds else "note",
        themes=tuple(theme for theme in details.themes if theme in words.themes),
        playbook_elements=tuple(part for part in details.playbook_elements if part in words.playbook_elements),
        stage=details.stage if details.stage in words.stages else None,
        partners={sector: names for sector, names in details.partners.items() if sector in words.sectors},
    )
    return known, warnings


def _unknown_words(details: SourceDetails, words: Vocabulary) -> list[ReadWarning]:
    stated: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
        ("kind", (details.kind,), tuple(words.kinds)),
        ("themes", details.themes, tuple(words.themes)),
        ("playbook_elements", details.playbook_elements, tuple(words.playbook_elements)),
        ("stage", (details.stage,) if details.stage else (), tuple(words.stages)),
        ("partners", tuple(details.partners), tuple(words.sectors)),
    )
    return [
        ReadWarning(f"“{value}” under “{field}” is not one of the library's words and was left out.", field)
        for field, values, known in stated
        for value in values
        if value not in known
    ]


def sensible_title(title: str | None) -> str | None:
    """The title in one clean line, or None where it is a program's default or a file name."""
    line = clean_line(title or "")[:_LONGEST_TITLE].strip()
    return None if len(line) < 3 or _NO_TITLE.fullmatch(line) else line


def name_stem(name: str) -> str:
    """A file's name without folders and ending."""
    return PurePosixPath(clean_line(name).replace("\\", "/")).stem


def same_words(one: str, other: str) -> bool:
    """Whether two lines hold the same words, whatever stands between them."""
    return re.findall(r"\w+", one.casefold().replace("_", " ")) == re.findall(
        r"\w+", other.casefold().replace("_", " ")
    )


def title_from_name(name: str) -> str:
    """A file's name as a title: without folders and ending, with spaces for underscores and hyphens."""
    words = clean_line(re.sub(r"[_+]|(?<=\w)-(?=\w)(?!\d)", " ", name_stem(name)))[:_LONGEST_TITLE].strip()
    return words[:1].upper() + words[1:] if words else "Untitled"


def sensible_authors(authors: Sequence[str]) -> tuple[str, ...]:
    """Names of people or bodies, without a program's defaults, each once."""
    lines = (clean_line(author) for author in authors)
    return tuple(dict.fromkeys(line for line in lines if line.lower() not in _NO_AUTHORS and len(line) <= 120))


def split_names(line: str) -> tuple[str, ...]:
    """Names in a line such as "A. Smith, B. Jones and C. Lee"."""
    return sensible_authors([part for part in _BETWEEN_NAMES.split(line) if part])


def date_in_lines(lines: Sequence[str]) -> str | None:
    """The first date that has a line to itself, or almost, in ISO 8601, as exact as it is given."""
    for before, line, after in zip(("", *lines), lines, (*lines[1:], ""), strict=False):
        if CELL_SEPARATOR in line and (CELL_SEPARATOR in before or CELL_SEPARATOR in after):
            continue  # a row of a table ("Formed | 3 May 1987") tells of something else
        parts = [part for part in _BETWEEN_PARTS.split(line) if len(part) <= _DATE_LINE_CHARACTERS and _is_dated(part)]
        dates = [found for part in parts if (found := find_date(part))]
        if dates:
            return max(dates, key=len)
    return None


def _is_dated(line: str) -> bool:
    """Whether a line gives the date of the text: it is little more than a date, or says so."""
    found = next((match for pattern in _DATES if (match := pattern.search(line))), None)
    if found is None:
        return False
    rest = line[: found.start()] + line[found.end() :]
    letters = len(_LETTER.findall(_WEEKDAY.sub("", rest)))
    after_place = letters <= 20 and line[: found.start()].rstrip().endswith(",")
    is_held = _HELD.fullmatch(line[: found.start()]) is not None
    return letters <= _FEW_LETTERS or after_place or is_held or _DATED.search(rest) is not None


def find_date(text: str) -> str | None:
    """The first date in the text: "29 May 2023", "May 29, 2023", "2023-05-29", "May 2023". None if there is none."""
    for pattern in _DATES:
        found = pattern.search(text)
        if found is not None:
            return _iso_date(found.groupdict())
    return None


def _iso_date(parts: dict[str, str]) -> str | None:
    year = int(parts["year"])
    month = int(parts["month"]) if "month" in parts else _month_number(parts["name"])
    if "day" not in parts:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, int(parts["day"])).isoformat()
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3].lower()))


def _byline(lines: Sequence[str]) -> tuple[str, ...]:
    for line in lines:
        found = _BYLINE.fullmatch(line.strip())
        if found is not None:
            names = split_names(found.group("names"))
            if all(_NAME.fullmatch(name) for name in names):
                return names
    return ()


def _kind_by_words(title: str, head: Sequence[str]) -> str:
    """By the title's words; else a text that names a workshop more than once in its first lines reports on one."""
    by_title = next((kind for kind, words in _KIND_WORDS if words.search(title)), None)
    if by_title is not None:
        return by_title
    return "workshop-report" if len(re.findall(r"\bworkshop\b", " ".join(head), re.IGNORECASE)) > 1 else "note"
