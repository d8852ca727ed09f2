"""What a question asks for that nothing found tells of: a body, a kind of partner, a country, money, measuring.

Another body, another country's case or another kind of partner is no answer, however near it stands.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.aspects import Aspect, asks_how_it_is_known, aspects, tells_measuring
from assistant.bearing import OF_ANYTHING, asked_stems, bears_on_ask, is_about
from assistant.figures import tells_sum
from assistant.gazetteer import DEMONYMS, KnownName, is_country, mentions
from assistant.own_side import country_asked_of, on_country
from assistant.question import Form, Question
from assistant.quoting.sectors import asked_members, stems_of
from assistant.unknowns import tells_unknown, text_of
from assistant.words import content_stems, stem, words
from knowledge.types import RankedPassage

_BODIES = frozenset(map(stem, ("board", "chair", "committee", "jury", "mayor", "secretariat", "taskforce")))
"""Bodies and offices that a question may ask for by their kind."""
_WHO_PAYS = re.compile(
    r"\bwho(?: \w+){0,2} (?:pays?|paid|funds?|funded|finances?|financed|sponsors?|sponsored)\b", re.IGNORECASE
)
_WHO_OPPOSES = re.compile(
    r"\bwho(?: \w+){0,2} (?:against|oppos(?:ed?|es)|resist(?:ed|s)?|object(?:ed|s)?|protest(?:ed|s)?)\b", re.IGNORECASE
)
_OPPOSED = re.compile(
    r"\b(?:(?:was|were|is|are|be|been|argued?|argues|campaign\w*|spoke|speaks?) against"
    r"|oppos\w+|resist\w+|object(?:s|ed|ions?)|protest\w*|critic\w*|oppon\w+|reject\w*|sceptic\w*"
    r"|voted? (?:against|down))\b",
    re.IGNORECASE,
)
_NO_SUBJECT = content_stems("mission oriented role job position example case good best real")
"""Words beside a subject that sentences on it need not hold."""
_OF_PLACES = frozenset(map(stem, words(" ".join(DEMONYMS))))
"""The stems of the adjectives of places."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found: the question, the names of sources in it, and all passages looked at."""

    question: Question
    known: tuple[KnownName, ...]
    passages: Sequence[RankedPassage]
    towns: Mapping[str, frozenset[str]] = field(default_factory=dict)  # country → towns in it


def absent(told: Told) -> tuple[str, ...]:
    """What is asked for and told of nowhere, in words for people."""
    found = [word for check in _CHECKS for word in check(told)]
    return tuple(dict.fromkeys(found))


def _bodies(told: Told) -> list[str]:
    """Bodies asked for by their kind ("the board of …") that no sentence found names."""
    asked = [word for word in told.question.words if stem(word) in _BODIES]
    held = frozenset[str]().union(*(content_stems(one.passage.text) for one in told.passages))
    return [word for word in asked if stem(word) not in held]


def _members(told: Told) -> list[str]:
    """The kind of partner asked for ("which universities …") where nothing on the names asked for tells of one."""
    noun = asked_members(told.question.text)
    if not noun or not told.known:
        return []
    wanted = stems_of(noun)
    return [] if any(wanted & content_stems(text) for _, text in _sentences(told)) else [noun]


def _measuring(told: Told) -> list[str]:
    """``["measuring"]`` where it is asked how something is known to work, and nothing on the names asked for tells."""
    if not asks_how_it_is_known(told.question.text):
        return []
    return [] if any(tells_measuring(text) for _, text in _sentences(told)) else [Aspect.MEASURING.value]


def _payer(told: Told) -> list[str]:
    """``["funding"]`` where it is asked who pays, and no sentence on that tells of money."""
    if not _WHO_PAYS.search(told.question.text):
        return []
    named = any(not is_country(name.text) for name in told.known)
    funding = {stem(word) for word in told.question.words if Aspect.FUNDING in aspects(word)}
    subject = _subject(told) - funding

    def tells(ranked: RankedPassage, text: str) -> bool:
        money = Aspect.FUNDING in aspects(text) or tells_sum(text)
        held = content_stems(f"{text} {ranked.passage.context.rsplit('. ', 1)[-1]}")
        return money and (named or not subject or bool(subject & held))

    return [] if any(tells(ranked, text) for ranked, text in _sentences(told)) else [Aspect.FUNDING.value]


def _countries(told: Told) -> list[str]:
    """The country asked for where no sentence on it found tells of what is asked."""
    country, subject = country_asked_of(told.question.text, told.known), _subject(told)
    if told.question.form is Form.COMPARISON or not subject or not country:
        return []
    sides = frozenset[Aspect]().union(*(aspects(word) for word in told.question.words if stem(word) in subject))
    return [] if _tells_of(told, subject, sides, country) else [country]


def _opponents(told: Told) -> list[str]:
    """``["opposition"]`` where it is asked who was against something, and nothing on it tells of any."""
    if not _WHO_OPPOSES.search(told.question.text):
        return []
    return [] if any(_OPPOSED.search(text) for _, text in _sentences(told)) else ["opposition"]


def _strangers(told: Told) -> list[str]:
    """Names that nothing found is about, where all that is found of them bears on nothing that is asked.

    "Did Helsinki reach the goal?" is not answered by another city's case that names Helsinki beside its own. Beside a
    name that sources are about ("Does Volvo take part in Street Moves?") it is asked what one has to do with the other,
    which is told in many words.
    """
    if told.known:
        return []
    contexts = [f"{one.source.details.title} {one.passage.context}" for one in told.passages]
    strangers = (name for name in told.question.names if not any(name in one for one in contexts))
    return [name for name in strangers if _is_in_passing(name, told)]


def _is_in_passing(name: str, told: Told) -> bool:
    if asked_stems(told.question, told.known) <= OF_ANYTHING:
        return False
    sides = frozenset[Aspect]().union(*(aspects(word) for word in told.question.words))
    holding = [text for _, text in _sentences(told) if name in text]
    return bool(holding) and not any(bears_on_ask(told.question, told.known, sides, text) for text in holding)


def _tells_of(told: Told, subject: frozenset[str], sides: frozenset[Aspect], country: str) -> bool:
    def tells(ranked: RankedPassage, text: str) -> bool:
        context = ranked.passage.context
        bears = bool(subject & content_stems(f"{context} {text}")) or bool(sides & aspects(text))
        said = f"{context.rsplit('. ', 1)[-1]} {text}"
        in_town = any(mentions(said, town) for town in told.towns.get(country, ()))
        return bears and (in_town or on_country(said, ranked.source, country))

    return any(tells(ranked, text_of(ranked, sentence)) for ranked in told.passages for sentence in ranked.sentences)


def _subject(told: Told) -> frozenset[str]:
    """The stems of what is asked of the names, without the adjectives of places."""
    return asked_stems(told.question, told.known) - _OF_PLACES - _NO_SUBJECT


def _sentences(told: Told) -> list[tuple[RankedPassage, str]]:
    """The sentences on the names asked for, without those on what is not known."""
    return [
        (ranked, text)
        for ranked in told.passages
        if not told.known or any(is_about(ranked, name) for name in told.known)
        for sentence in ranked.sentences
        if not tells_unknown(ranked.passage.context, text := text_of(ranked, sentence)) and not text.endswith("?")
    ]


_CHECKS: tuple[Callable[[Told], list[str]], ...] = (
    _bodies,
    _members,
    _measuring,
    _payer,
    _opponents,
    _countries,
    _strangers,
)
