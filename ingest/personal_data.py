"""Mail addresses, telephone numbers and full names in a document, and names replaced by roles.

It is a trainer's help, not a guarantee: names are found by who speaks, by how people are introduced and by common
given names. What is found is shown with its place; a person decides.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import count
from pathlib import Path
from types import MappingProxyType

from ingest.readers.cleaning import word_set
from knowledge.types import Document, Segment, SegmentKind, Span


class PersonalDataKind(StrEnum):
    """What kind of personal data was found."""

    MAIL = "mail address"
    PHONE = "phone number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Personal data with all its places in the text. ``role`` is what could stand there instead."""

    kind: PersonalDataKind
    words: str
    places: tuple[Span, ...]  # empty for a speaker who is not named in the text itself
    role: str


_MAIL = re.compile(r"(?<![\w.+-])\w[\w.+-]{0,63}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}(?![\w@])")

_PHONE = re.compile(r"(?<![\w.,/€$£-])(?:\+|\(\+?)?\d(?:[ ().\u2011/-]{0,2}\d){6,14}(?![\w,.]?\d|\w)")
_PHONE_WORD = re.compile(
    r"(?:tel|tlf|phone|telephone|telefon|mobile|mobil|call|fax|whatsapp)\.?(?: (?:no|nr)\.?)?[: ]*$", re.I
)
_GROUPED = re.compile(r"\(?0\d{2,4}\)?[ -]\d{3,4}[ -]?\d{3,4}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d\d \d\d \d\d \d\d")
_YEAR_OR_DATE = re.compile(r"(?:\d{1,2}[-./ ]){0,2}(?:19|20)\d\d(?:[-./ ]{1,3}\d{1,4}){0,2}")
_MEASURE = re.compile(r"\s?(?:%|€|£|\$|million|billion|kr\b|euro|people|tonnes)", re.I)
_LOOK_AROUND = 24
_FEWEST_DIGITS, _MOST_DIGITS = 8, 15
_DIALLED = re.compile(r"\(?00[1-9]")
_FEWEST_WITH_00 = 10

_WORD = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+)?"
_PARTICLES = r"(?:(?:van|von|der|den|de|da|di|bin|al|el|ten|la) ){0,2}"
_FULL_NAME = re.compile(rf"(?<![\w-]){_WORD}(?: [A-Z]\.)?(?: {_PARTICLES}{_WORD}){{1,3}}(?![\w-])")
_TITLED = re.compile(rf"(?<!\w)(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Dame|Fru|Herr|Frau)\.? ({_WORD}(?: {_WORD}){{0,2}})")
_INTRODUCTIONS = r"[Mm]y name is|[Mm]y name['’]s|I['’]m|I am|[Tt]his is|[Tt]hank you,?|[Tt]hanks,?|[Oo]ver to you,?"
_INTRODUCED = re.compile(rf"(?<!\w)(?:{_INTRODUCTIONS}) ({_WORD}(?: {_PARTICLES}{_WORD}){{1,2}})")
_NOT_A_PERSON = word_set(
    "foundation institute university centre center council ministry department agency association committee street "
    "commission road avenue square city county region award prize act bill report programme program project mission "
    "fund bank company group college school hospital park house lab labs network union office board summit day week "
    "conference kommune fond fonden universitet playbook initiative alliance partnership forum academy society trust "
    "north south east west island islands river lake bay hill green european national international"
)
_ROLE_NAME = re.compile(
    r"(?:speaker|participant|person|guest|voice|attendee|panell?ist|interviewer|interviewee|moderator|host|narrator|"
    r"facilitator|trainer|presenter|chair(?:man|woman)?|audience|unknown|operator|translator|interpreter|all|man|woman|"
    r"question|answer|q|a)(?:\s*[#\d]+|\s+[A-Z])?",
    re.I,
)
_GIVEN_NAMES_FILE = Path(__file__).parent / "given_names.txt"
_PARTICIPANT = "Participant"
_NUMBERED = re.compile(rf"\b{_PARTICIPANT} (\d{{1,4}})\b")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_SURNAME = r"(?! [A-ZÀ-ÖØ-Þ][a-zß-ÿ])"
_SHORTEST_FIRST_NAME = 3
"""Letters; "Bo" or "Al" alone would be found in too much else."""


def find_personal_data(document: Document, chosen: Mapping[str, str] = _NOTHING) -> tuple[PersonalDatum, ...]:
    """Personal data in the order in which it first stands in the text; names only where people speak.

    A report names its authors and ministers on purpose; a recording names those who happened to be there.

    Args:
        document: as it was read.
        chosen: words and the roles chosen for them before. These words are found wherever they stand, with these
            roles, and a new person gets none of them.
    """
    found = [*_mails(document.text), *_phones(document.text)]
    if _is_spoken(document):
        found += _names(document, chosen)
    data = {datum.words: replace(datum, role=chosen.get(datum.words, datum.role)) for datum in found}
    missing = {words: role for words, role in chosen.items() if words not in data}
    data.update({datum.words: datum for datum in _standing(document.text, missing)})
    return tuple(sorted(data.values(), key=lambda datum: datum.places[0] if datum.places else Span(0, 0)))


def roles_for(data: Iterable[PersonalDatum]) -> dict[str, str]:
    """The proposed replacements: words to role, for `with_roles`; a person edits them first."""
    return {datum.words: datum.role for datum in data}


def with_roles(document: Document, roles: Mapping[str, str]) -> Document:
    """The document with words replaced by roles, in text, segments and details; all places stay true.

    Words are replaced where they stand whole: "Amal" in "Amal said", not in "Amalgam".
    """
    wanted = {words: role for words, role in roles.items() if words and role}
    if not wanted:
        return document
    pattern = _any_of(wanted)
    renamed = _renaming(wanted)
    spans = [Span(*found.span()) for found in pattern.finditer(document.text)]
    shift = _Shift(spans, [wanted[document.text[span.start : span.end]] for span in spans])

    details = document.details
    return Document(
        text=renamed(document.text),
        segments=tuple(_renamed_segment(segment, shift, renamed) for segment in document.segments),
        details=replace(
            details,
            title=renamed(details.title),
            summary=renamed(details.summary) if details.summary else None,
            authors=tuple(dict.fromkeys(renamed(author) for author in details.authors)),
        ),
        warnings=document.warnings,
    )


def words_with_roles(words: str, roles: Mapping[str, str]) -> str:
    """Words, such as a title or a text alone, with names replaced by roles as `with_roles` does."""
    return _renaming({name: role for name, role in roles.items() if name and role})(words)


def _renaming(wanted: Mapping[str, str]) -> Callable[[str], str]:
    if not wanted:
        return lambda words: words
    pattern = _any_of(wanted)
    return lambda words: pattern.sub(lambda found: wanted[found.group()], words)


def _standing(text: str, chosen: Mapping[str, str]) -> Iterator[PersonalDatum]:
    """Those of the chosen words that stand in the text."""
    if chosen:
        spans = (Span(*found.span()) for found in _any_of(chosen).finditer(text))
        for words, places in _by_words(text, spans):
            yield PersonalDatum(_kind_of(words), words, places, chosen[words])


def _kind_of(words: str) -> PersonalDataKind:
    if _MAIL.fullmatch(words):
        return PersonalDataKind.MAIL
    return PersonalDataKind.PHONE if _PHONE.fullmatch(words) else PersonalDataKind.NAME


def _mails(text: str) -> Iterator[PersonalDatum]:
    for words, places in _by_words(text, (Span(*found.span()) for found in _MAIL.finditer(text))):
        yield PersonalDatum(PersonalDataKind.MAIL, words, places, "[mail address]")


def _phones(text: str) -> Iterator[PersonalDatum]:
    spans = (Span(*found.span()) for found in _PHONE.finditer(text) if _is_phone(text, found))
    for words, places in _by_words(text, spans):
        yield PersonalDatum(PersonalDataKind.PHONE, words, places, "[phone number]")


def _is_phone(text: str, found: re.Match[str]) -> bool:
    """A number with a country code, after a word such as "phone", or grouped as telephone numbers are."""
    words = found.group()
    digits = sum(1 for character in words if character.isdigit())
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _YEAR_OR_DATE.fullmatch(words):
        return False
    if _MEASURE.match(text, found.end()):
        return False
    before = text[max(0, found.start() - _LOOK_AROUND) : found.start()]
    has_country_code = words.lstrip("(").startswith("+") or (
        digits >= _FEWEST_WITH_00 and _DIALLED.match(words) is not None
    )
    return has_country_code or _PHONE_WORD.search(before) is not None or _GROUPED.fullmatch(words) is not None


def _by_words(text: str, spans: Iterable[Span]) -> list[tuple[str, tuple[Span, ...]]]:
    """Spans gathered by the words that stand in them."""
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        places[text[span.start : span.end]].append(span)
    return [(words, tuple(found)) for words, found in places.items()]


def _is_spoken(document: Document) -> bool:
    return document.details.kind == "transcript" or any(s.kind is SegmentKind.TURN for s in document.segments)


def _names(document: Document, chosen: Mapping[str, str]) -> list[PersonalDatum]:
    """Speakers first, by order of speaking; then who is named. First names of both count as the same person."""
    people = list(dict.fromkeys([*_speakers(document.segments), *_named_in(document.text)]))
    new = (f"{_PARTICIPANT} {number}" for number in count(_last_number(document, chosen) + 1))
    roles = {person: chosen[person] if person in chosen else next(new) for person in people}
    forms = {**_first_names(roles), **roles}
    places: defaultdict[str, list[Span]] = defaultdict(list)
    if forms:
        for found in _any_of(forms).finditer(document.text):
            places[found.group()].append(Span(*found.span()))
    return [
        PersonalDatum(PersonalDataKind.NAME, words, tuple(places[words]), role)
        for words, role in forms.items()
        if words in roles or places[words]
    ]


def _last_number(document: Document, chosen: Mapping[str, str]) -> int:
    """The highest number that a participant has, in the text, among its speakers or among the roles chosen before."""
    speakers = (segment.speaker or "" for segment in document.segments)
    numbers = _NUMBERED.findall("\n".join((document.text, *chosen.values(), *dict.fromkeys(speakers))))
    return max(map(int, numbers), default=0)


def _speakers(segments: Sequence[Segment]) -> list[str]:
    names = (segment.speaker for segment in segments if segment.kind in (SegmentKind.TURN, SegmentKind.CUE))
    return list(dict.fromkeys(name for name in names if name and not _ROLE_NAME.fullmatch(name)))


def _named_in(text: str) -> Iterator[str]:
    for found in _FULL_NAME.finditer(text):
        if found.group().split()[0] in _given_names() and not _names_a_body(
            found.group(), text[found.end() : found.end() + _LOOK_AROUND]
        ):
            yield found.group()
    for pattern in (_TITLED, _INTRODUCED):
        for found in pattern.finditer(text):
            if not _names_a_body(found.group(1), text[found.end() : found.end() + _LOOK_AROUND]):
                yield found.group(1)


def _names_a_body(name: str, after: str) -> bool:
    """Whether a name is that of an organisation, a place or a thing, by its words and the one after it."""
    following = re.match(r"\s+([^\W\d_]+)", after)
    words = [
        *name.lower().split(),
        *([following.group(1).lower()] if following and following.group(1)[0].isupper() else []),
    ]
    return not _NOT_A_PERSON.isdisjoint(words)


def _first_names(roles: Mapping[str, str]) -> dict[str, str]:
    """First names that only one person has, with that person's role."""
    by_first: defaultdict[str, set[str]] = defaultdict(set)
    for person, role in roles.items():
        first, _, rest = person.partition(" ")
        if rest and len(first) >= _SHORTEST_FIRST_NAME and first[0].isupper() and not first.endswith("."):
            by_first[first].add(role)
    return {first: next(iter(found)) for first, found in by_first.items() if len(found) == 1}


@cache
def _given_names() -> frozenset[str]:
    lines = _GIVEN_NAMES_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words where it stands whole, the longest first; a first name not within another's full name."""
    forms = (re.escape(word) + ("" if " " in word else _NO_SURNAME) for word in sorted(words, key=len, reverse=True))
    return re.compile("(?<!\\w)(?:" + "|".join(forms) + ")(?!\\w)")


class _Shift:
    """Where places of a text are after some of its spans were replaced."""

    def __init__(self, spans: Sequence[Span], replacements: Sequence[str]) -> None:
        self._starts = [span.start for span in spans]
        self._spans = spans
        self._lengths = [len(words) for words in replacements]
        self._before: list[int] = []  # how much longer the text before each span became
        grown = 0
        for span, length in zip(spans, self._lengths, strict=True):
            self._before.append(grown)
            grown += length - (span.end - span.start)

    def start(self, place: int) -> int:
        """A beginning inside a replaced span becomes the span's beginning."""
        return self._moved(place, at_end=False)

    def end(self, place: int) -> int:
        """An end inside a replaced span becomes the span's end."""
        return self._moved(place, at_end=True)

    def _moved(self, place: int, *, at_end: bool) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place
        span, length = self._spans[index], self._lengths[index]
        if place >= span.end:
            return place + self._before[index] + length - (span.end - span.start)
        begin = span.start + self._before[index]
        return begin + length if at_end and place > span.start else begin


def _renamed_segment(segment: Segment, shift: _Shift, renamed: Callable[[str], str]) -> Segment:
    return replace(
        segment,
        label=renamed(segment.label),
        speaker=renamed(segment.speaker) if segment.speaker else None,
        start=shift.start(segment.start),
        end=shift.end(segment.end),
    )
