"""Questions to click, made from what the library's sources have headings for."""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.aspects import aspects
from assistant.gazetteer import case_name
from assistant.phrasing import with_article
from assistant.question import Question
from assistant.words import content_stems, names, word_set
from knowledge.catalogue import Catalogue
from knowledge.types import SegmentKind, Source
from knowledge.vocabulary import CASE_STUDY, PRACTICE_GUIDE

_CASE_QUESTIONS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), template)
    for pattern, template in (
        (r"^what was hard|challenges?|difficult|barriers?", "What was hard in {case}?"),
        (r"^results?|outcomes?", "What are the results of {case}?"),
        (r"^lessons", "What can others learn from {case}?"),
        (r"^governance and funding", "How is {case} governed and funded?"),
        (r"^governance", "How is {case} governed?"),
        (r"^partners", "Which partners take part in {case}?"),
        (r"^aims?$|^goals?$|^targets?$", "What is the aim of {case}?"),
        (r"^setting direction", "How was the direction of {case} set?"),
        (r"^building capacity", "How does {case} build capacity?"),
        (r"^mobilising the ecosystem", "How does {case} mobilise its partners?"),
        (r"^the mission and why", "Why was {case} started?"),
    )
)
"""Headings of case notes, and what a person would ask in order to read what stands under them."""
_STEP = re.compile(r"^Step \d+: (?P<step>[A-Z][a-z]+ \w+.*)$")
_JOINING = word_set("and at for in of on the")
_COMMON_OPENING = re.compile(r"^(?:An?|[A-Z][a-z]+ (?:for|of|in)|Missions) ")
"""How a title begins that describes its case instead of naming it ("Money for the EU Cities Mission")."""
_LONGEST_NAME = 6
"""Words of a case's name up to which it fits into a question."""


def section_questions(source: Source, headings: Iterable[str]) -> tuple[str, ...]:
    """What a person could ask of a source, heading by heading; none for a source whose title is no name."""
    name = case_name(source)
    found: list[str] = []
    for heading in headings:
        if source.details.kind == CASE_STUDY and _is_short_name(name):
            found += [
                template.format(case=with_article(name))
                for pattern, template in _CASE_QUESTIONS
                if pattern.search(heading)
            ][:1]
        elif step := _STEP.match(heading):
            found.append(f"How do we {_as_we_say(step['step'])}?")
    return tuple(dict.fromkeys(found))


def opening_question(source: Source) -> str | None:
    """What a person could ask first of a guide named after what it tells how to do, as in "Measuring progress"."""
    name = case_name(source)
    doing, _, _ = name.partition(" ")
    if source.details.kind != PRACTICE_GUIDE or not doing.endswith("ing") or not _LONGEST_NAME >= len(name.split()) > 1:
        return None
    return f"What is good practice in {name[0].lower()}{name[1:]}?"


def follow_ups(
    question: Question, sources: Sequence[Source], headings_of: Callable[[Source], Sequence[str]]
) -> tuple[str, ...]:
    """Questions that lead on from an answer, from the headings of its sources; sides already asked for left out."""
    asked = content_stems(question.text)
    sides = aspects(question.text)
    offered: list[str] = []
    for source in sources:
        for text in section_questions(source, headings_of(source)):
            fresh = content_stems(text) - content_stems(case_name(source)) - asked
            if fresh and not sides & aspects(text):
                offered.append(text)
    return tuple(dict.fromkeys(offered))


def headings_of(catalogue: Catalogue, source: Source) -> tuple[str, ...]:
    """The headings of a source, in order."""
    segments = catalogue.document(source.id, source.version).document.segments
    return tuple(segment.label for segment in segments if segment.kind is SegmentKind.HEADING)


def _as_we_say(step: str) -> str:
    """A step told to "you", as "we" would ask for it."""
    said = re.sub(r"\byour\b", "our", f"{step[0].lower()}{step[1:]}")
    return re.sub(r"\byou\b", "we", said)


def question_kind(text: str, source: Source) -> str:
    """The question without its case, so that two of one kind can be told."""
    return text.replace(with_article(case_name(source)), "…")


def _is_short_name(name: str) -> bool:
    if len(name.split()) > _LONGEST_NAME or "," in name or _COMMON_OPENING.match(name):
        return False
    return bool(names(f"In {name}")) and all(not word[0].islower() or word in _JOINING for word in name.split())
