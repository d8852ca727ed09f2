"""What Word and PowerPoint files say of themselves."""

from typing import Protocol

from ingest.readers.cleaning import clean_line
from ingest.readers.proposals import Hints, find_date, split_names

_TEMPLATE_DATES = ("2013-01-27", "2013-12-23")
"""Creation dates of the templates of python-pptx and python-docx, which files made with them keep."""


class CoreProperties(Protocol):
    """The core properties, as python-docx and python-pptx both offer them."""

    title: str
    author: str
    language: str
    created: object
    modified: object


def office_hints(properties: CoreProperties) -> Hints:
    """Title, authors, date and language from a file's core properties."""
    dates = [
        find_date(str(stamp)) for stamp in (_stamp(properties, "created"), _stamp(properties, "modified")) if stamp
    ]
    language = clean_line(properties.language or "")
    return Hints(
        title=clean_line(properties.title or "") or None,
        authors=split_names(clean_line(properties.author or "")),
        file_date=next((date for date in dates if date not in _TEMPLATE_DATES), None),
        language=language or None,
    )


def _stamp(properties: CoreProperties, name: str) -> object:
    try:
        return getattr(properties, name)
    except ValueError:  # a date that is none; the file is read without it
        return None
