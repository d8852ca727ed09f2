"""What recording tools write into a name, "GMT20240514-090312_Recording.transcript": a title and a day."""

import re
from datetime import date

from ingest.readers.cleaning import clean_line

_ZONE = r"(?:\s*(?:GMT|UTC|[A-Z]{3,4})(?:[+-]\d{1,2}(?::?\d\d)?)?)?"
_STAMP = re.compile(
    r"(?:GMT|UTC)?(?<!\d)(?P<year>20\d\d)(?P<between>[-_./]?)(?P<month>\d\d)(?P=between)(?P<day>\d\d)(?!\d)"
    rf"(?:[\sT_-]+(?:at\s+)?\d\d[:._ ]?\d\d(?:[:._ ]?\d\d)?(?!\d){_ZONE})?"
)
_LANGUAGE = re.compile(r"(?:\.[a-z]{2}(?:-orig)?|[-._ ][a-z]{2}[-_][A-Z]{2})$")
_MADE_BY = re.compile(
    r"(?:^|[\s._–-]+)(?:meeting[\s._-]+recording|audio[\s._-]+transcript|transcript|transcription|captions?|subtitles?|"
    r"otter[\s._-]ai)$",
    re.IGNORECASE,
)
_NOTHING_SAID = re.compile(r"(?:recording|meeting|transcript|audio|video|zoom|teams|captions?)?", re.IGNORECASE)
_AT_THE_ENDS = " \t-–_.,()[]|·"


def recording_title(name: str) -> str | None:
    """The words of a recording's name that a person gave it; with none of them, the day of the recording, or None."""
    day = recording_day(name)
    words = clean_line(_without_marks(_STAMP.sub(" ", name) if day else name).replace("_", " "))
    if not _NOTHING_SAID.fullmatch(words):
        words = words if " " in words else words.replace("-", " ")
        return words[:1].upper() + words[1:]
    return f"Recording of {day.day} {day:%B %Y}" if day else None


def _without_marks(name: str) -> str:
    shorter = _MADE_BY.sub("", _LANGUAGE.sub("", name)).strip(_AT_THE_ENDS)
    return shorter if shorter == name else _without_marks(shorter)


def recording_day(name: str) -> date | None:
    """The day that a recording's name states, or None."""
    found = _STAMP.search(name)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
