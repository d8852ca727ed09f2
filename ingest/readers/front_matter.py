"""The YAML block at a file's beginning as source details; its form is docs/library-format.md's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import yaml

from ingest.readers.cleaning import clean_line
from knowledge.types import Period, ReadWarning, Reference, SourceDetails

_BLOCK = re.compile(r"\A---[^\S\n]*\n(.*?)\n---[^\S\n]*(?:\n|\Z)", re.DOTALL)
_LARGEST_BLOCK = 100_000
"""Characters. The longest of the starter library has 5,000; beyond this a block is text, not details."""

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_PLACE = "details at the beginning of the file"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Details that a file states itself. ``given`` are the names of SourceDetails' fields that were stated."""

    details: SourceDetails
    given: frozenset[str] = frozenset()
    warnings: tuple[ReadWarning, ...] = ()

    def over(self, proposed: SourceDetails) -> SourceDetails:
        """Proposed details with what the file states itself put over them."""
        return replace(proposed, **{name: getattr(self.details, name) for name in self.given})


NO_FRONT_MATTER = FrontMatter(SourceDetails(title=""))


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(problem="aliases are not read")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """The details of the block between two lines of three dashes, and the text after it."""
    found = _BLOCK.match(text)
    if found is None or len(found.group(1)) > _LARGEST_BLOCK:
        return NO_FRONT_MATTER, text
    return parse_front_matter(found.group(1)), text[found.end() :]


def parse_front_matter(block: str) -> FrontMatter:
    """The details that a YAML block states; what cannot be used becomes a warning, and the rest is kept."""
    try:
        mapping = yaml.load(block, Loader=_PlainLoader)  # a SafeLoader
    except (yaml.YAMLError, ValueError) as error:
        return _unusable(_where(error))
    if not isinstance(mapping, dict):
        return _unusable("they are not lines of the form “title: …”")
    return _Fields(mapping).front_matter()


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not valid YAML"
    return f"line {mark.line + 2}: {problem}" if mark is not None else str(problem)


def _unusable(reason: str) -> FrontMatter:
    message = f"The {_PLACE} could not be understood ({reason}); please fill them in."
    return FrontMatter(NO_FRONT_MATTER.details, warnings=(ReadWarning(message, _PLACE),))


class _Fields:
    """Reads one YAML mapping field by field and gathers warnings."""

    def __init__(self, mapping: Mapping[object, object]) -> None:
        self._mapping = {str(key): value for key, value in mapping.items() if value is not None}
        self._warnings: list[ReadWarning] = []

    def front_matter(self) -> FrontMatter:
        stated = {
            "title": self._line("title"),
            "kind": self._line("kind"),
            "themes": self._lines("themes"),
            "places": self._lines("places"),
            "date": self._date(),
            "period": self._period(),
            "authors": self._lines("authors"),
            "publisher": self._line("publisher"),
            "link": self._link(),
            "licence": self._line("licence"),
            "language": self._line("language"),
            "summary": self._line("summary"),
            "playbook_elements": self._lines("playbook_elements"),
            "partners": self._partners(),
            "stage": self._line("stage"),
            "references": self._references(),
        }
        used = {name: value for name, value in stated.items() if value}
        details = replace(NO_FRONT_MATTER.details, **used)  # type: ignore[arg-type]  # each method returns its field's type
        return FrontMatter(details, frozenset(used), tuple(self._warnings))

    def _warn(self, field: str, wanted: str) -> None:
        message = f"“{field}” in the {_PLACE} was left out: it should be {wanted}."
        self._warnings.append(ReadWarning(message, _PLACE))

    def _line(self, field: str) -> str | None:
        value = self._mapping.get(field)
        if value is None:
            return None
        line = _as_line(value)
        if line is None:
            self._warn(field, "one line of text")
        return line

    def _lines(self, field: str) -> tuple[str, ...]:
        value = self._mapping.get(field)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        lines = [_as_line(item) for item in items]
        if None in lines:
            self._warn(field, "a list of words")
        return tuple(dict.fromkeys(line for line in lines if line))

    def _date(self) -> str | None:
        line = self._line("date")
        if line is not None and not _DATE.fullmatch(line):
            self._warn("date", "of the form 2023, 2023-05 or 2023-05-29")
            return None
        return line

    def _link(self) -> str | None:
        line = self._line("link")
        if line is not None and not _WEB_ADDRESS.fullmatch(line):
            self._warn("link", "a web address that begins with https://")
            return None
        return line

    def _period(self) -> Period | None:
        value = self._mapping.get("period")
        if value is None:
            return None
        first, last = (value.get("from"), value.get("to")) if isinstance(value, dict) else (value, None)
        if not isinstance(first, int) or not (last is None or isinstance(last, int)):
            self._warn("period", "years, as in {from: 2022, to: 2030}")
            return None
        return Period(first, last)

    def _partners(self) -> dict[str, tuple[str, ...]]:
        value = self._mapping.get("partners")
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._warn("partners", "organisations by sector")
            return {}
        named = {str(sector): _Fields({"names": names})._lines("names") for sector, names in value.items()}
        return {sector: names for sector, names in named.items() if names}

    def _references(self) -> tuple[Reference, ...]:
        value = self._mapping.get("sources")
        if value is None:
            return ()
        if not isinstance(value, list):
            self._warn("sources", "a list of works")
            return ()
        references = [_as_reference(item) for item in value]
        if None in references:
            self._warn("sources", "a list of works, each with id and title")
        return tuple(reference for reference in references if reference is not None)


def _as_line(value: object) -> str | None:
    """One clean line of a scalar; None for lists and mappings."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return clean_line(str(value))
    return None


def _as_reference(item: object) -> Reference | None:
    if not isinstance(item, dict):
        return None
    lines = {key: _as_line(item[key]) for key in ("id", "title", "publisher", "date", "link", "licence") if key in item}
    number, title = lines.get("id"), lines.get("title")
    if not number or not title:
        return None
    link = lines.get("link")
    return Reference(
        id=number,
        title=title,
        publisher=lines.get("publisher"),
        date=lines.get("date"),
        link=link if link and _WEB_ADDRESS.fullmatch(link) else None,
        licence=lines.get("licence"),
    )
