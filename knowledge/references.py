"""References to sources, as people paste them: quotation, work, place in it, address."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from knowledge.answer import Citation
from knowledge.turns import SpokenTurn, with_speakers
from knowledge.types import Reference, SourceDetails
from knowledge.vocabulary import vocabulary

PROJECT = "Mission Partnership Assistant library"

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # not strftime: a reference must not depend on the machine's language
_ISO_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?(?=$|[T ]\d{2}:)")
_UNDATED: Final = re.compile(r"(?i)\s*(?:undated|no date|n\.?\s?d\.?)\b")
_SAFE_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

_OPEN_LICENCE: Final = re.compile(
    r"\bCC(?:[ -]BY|0)|creative commons|\bOGL\b|open (?:government|parliament) licen|public domain", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WorkDate:
    """A date as exact as it is known; year is None when only words (or nothing) are known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    words: str = ""  # as the source has it, when it is not a date: "2019 by context"; "" when it is one or is missing


@dataclass(frozen=True, slots=True)
class Work:
    """One entry of a list of references: a source of the library, or a public work that a source rests on."""

    key: str  # stable and unique: the same work has the same key in every export
    title: str
    kind: str = ""  # an id of the vocabulary, or "" for a work outside the library
    authors: tuple[str, ...] = ()  # as the source writes them; never split into first and last names
    when: WorkDate = WorkDate()
    publisher: str | None = None
    link: str | None = None  # http or https
    licence: str | None = None
    language: str | None = None
    summary: str | None = None
    keywords: tuple[str, ...] = ()
    version: int = 1
    retrieved: date | None = None


def work_of_source(source_id: str, version: int, details: SourceDetails, *, retrieved: date | None = None) -> Work:
    """A source in one of its versions, as an entry of a list of references.

    Args:
        source_id: its id.
        version: the version that is cited.
        details: what is said of that version.
        retrieved: the day it was read here.
    """
    link = web_link(details.link)
    return Work(
        key=source_key(source_id, version),
        title=one_line(details.title),
        kind=details.kind,
        authors=tuple(one_line(author) for author in details.authors if author.strip()),
        when=work_date(details.date),
        publisher=details.publisher or (None if link else PROJECT),
        link=link,
        licence=details.licence,
        language=details.language,
        summary=details.summary,
        keywords=tuple(vocabulary().themes.get(theme, theme) for theme in details.themes) + details.places,
        version=version,
        retrieved=retrieved,
    )


def work_of_reference(reference: Reference, *, cited_by: str) -> Work:
    """A public work that a source rests on.

    Args:
        reference: the work as the source lists it.
        cited_by: the key of the source's own entry.
    """
    return Work(
        key=f"{cited_by}-cites-{_safe(reference.id)}",
        title=one_line(reference.title),
        when=work_date(reference.date),
        publisher=reference.publisher,
        link=web_link(reference.link),
        licence=reference.licence,
    )


def source_key(source_id: str, version: int) -> str:
    """The key of a source's version in every list of references: "decoupling-2030-v1"."""
    return f"{_safe(source_id)}-v{version}"


def work_date(text: str | None) -> WorkDate:
    """A date as a source states it: "2023-05-29", "2023", "2019 by context", "undated", None."""
    if not text or not text.strip() or _UNDATED.match(text):
        return WorkDate()
    match = _ISO_DATE.match(text.strip())
    if match is None:
        return WorkDate(words=one_line(text))
    year, month, day = (int(part) if part else None for part in match.groups())
    return WorkDate(year, month, day)


def work_reference(details: SourceDetails) -> str:
    """A source in the manner of APA 7 (section 9.4): authors (date). Title [kind]. Publisher. Address."""
    return apa(work_of_source("source", 1, details))


def apa(work: Work, *, with_link: bool = True) -> str:
    """A work in the manner of APA 7 (section 9.4): authors (date). Title (version) [kind]. Publisher. Address.

    Args:
        work: the work.
        with_link: whether its address stands at the end.
    """
    authors = _names(work.authors)
    kind = vocabulary().kinds.get(work.kind, "") if work.kind not in ("", "note") else ""
    titled = work.title + (f" (Version {work.version})" if work.version > 1 else "") + (f" [{kind}]" if kind else "")
    when = f"({_apa_date(work.when)})."
    head = f"{_stopped(authors)} {when} {_stopped(titled)}" if authors else f"{_stopped(titled)} {when}"
    # APA 7, 9.29: a publisher that is also the author is not named twice.
    publisher = _stopped(work.publisher) if work.publisher and work.publisher not in work.authors else ""
    link = work.link if with_link else None
    return " ".join(part for part in (head, publisher, link) if part)


def quotation_reference(
    citation: Citation,
    details: SourceDetails,
    *,
    retrieved: date,
    address: str | None = None,
    turns: Sequence[SpokenTurn] = (),
) -> str:
    """Quotation plus reference, ready to paste into a text.

    Args:
        citation: the quoted span.
        details: its source's details.
        retrieved: the day it was read here.
        address: the permanent address of the span in this installation, when it should be given.
        turns: where in the span each of several people begins to speak; their names are added in brackets.
    """
    work = work_of_source(citation.source_id, citation.version, details)
    work = replace(work, link=web_link(citation.link) or work.link)  # a recording at its second
    quoted = with_speakers(citation.quote, citation.start, turns)
    text = f"“{one_line(quoted)}” {placed_reference(work, citation.locator, retrieved=retrieved)}"
    if details.licence:
        text += f" Licence: {_stopped(details.licence)}"
    if address:
        text += f" {address}"
    rests_on = cited_works(citation.references)
    return f"{text}\nThe source itself cites: {rests_on}" if rests_on else text


def placed_reference(work: Work, place: str, *, retrieved: date, with_link: bool = True) -> str:
    """A work, the place in it, and the day it was read."""
    where = f" At: {_stopped(place)}" if place else ""
    return f"{apa(work, with_link=with_link)}{where} Retrieved {retrieved.isoformat()}."


def cited_works(references: tuple[Reference, ...]) -> str:
    """The works a source rests on, in one line; "" when there are none."""
    works = [apa(work_of_reference(reference, cited_by="")) for reference in references]
    return "; ".join([*(work.removesuffix(".") for work in works[:-1]), *works[-1:]])


def passage_path(source_id: str, version: int, start: int, end: int) -> str:
    """The permanent address of a span, relative to the installation's own address."""
    return f"/source?id={source_id}&version={version}&start={start}&end={end}"


def web_link(link: str | None) -> str | None:
    """The link if it is one of the web and holds nothing that could end or begin anything else, otherwise None."""
    if link is None or not re.match(r"(?i)https?://[^\s/]", link) or re.search(r"[\s<>\"\x00-\x1f\x7f]", link):
        return None
    return link


def one_line(text: str) -> str:
    """The text with every run of white space, line break or control character as one space."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())


def date_in_words(day: date) -> str:
    """A day for people: "29 May 2023"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _apa_date(when: WorkDate) -> str:
    if when.year is None:
        return when.words or "n.d."
    if when.month is None:
        return str(when.year)
    return f"{when.year}, {_MONTHS[when.month - 1]}" + (f" {when.day}" if when.day else "")


def _names(authors: tuple[str, ...]) -> str:
    if len(authors) <= 1:
        return "".join(authors)
    return f"{', '.join(authors[:-1])} & {authors[-1]}"


def _stopped(text: str) -> str:
    """The text with a full stop at its end, unless it has a mark there."""
    text = one_line(text)
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _safe(id_: str) -> str:
    """An id as part of a key; one with other characters gets a part of its hash, so that no two become the same."""
    if _SAFE_KEY.fullmatch(id_):
        return id_
    kept = re.sub(r"[^A-Za-z0-9]+", "-", id_).strip("-") or "source"
    return f"{kept}-{hashlib.sha256(id_.encode()).hexdigest()[:8]}"


def is_open_licence(licence: str | None) -> bool:
    """Whether a licence lets anyone pass a work on (Creative Commons, open government or parliament, public domain)."""
    return licence is not None and _OPEN_LICENCE.search(licence) is not None
