"""The sentences of a model's text with the excerpts they cite, however the model wrote its markers."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.sentences import split_sentences
from knowledge.types import Span


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence without its markers. ``cited`` are the numbers it named, in order, also those of no excerpt."""

    text: str
    cited: tuple[int, ...]


_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|&|and|–|-)\s*(?:excerpts?\s*|sources?\s*)?\^?\d{1,3})*"
_NAMED = r"(?:excerpts?|sources?|refs?\.?|references?|citations?|passages?|documents?|no\.?|nr\.?)\s*:?\s*#?"
_MARKER = re.compile(
    rf"\s*(?:\[\s*\^?(?:{_NAMED})?\s*(?P<square>{_NUMBERS})\s*\](?:\(#?[^)\s]{{0,40}}\))?"
    rf"|【\s*(?P<lenticular>{_NUMBERS})\s*(?:[†:][^】]*)?】"
    rf"|\(\s*(?:see\s+)?(?P<named>{_NAMED}\s*{_NUMBERS})\s*\)"
    r"|\(\s*(?P<round>\d{1,2}(?:\s*,\s*\d{1,2})*)\s*\)"
    r"|(?P<superscript>[⁰¹²³⁴-⁹]{1,2}(?![\w])))",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*(?:excerpts?\s*|sources?\s*)?(\d{1,3})", re.IGNORECASE)
_LIST_MARK = re.compile(r"^[ \t]*(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+|#{1,6}\s+|>\s*)", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_SOURCE_LIST = re.compile(
    r"^\W*(?:sources?|references?|citations?|excerpts? (?:used|cited))\W*$.*\Z",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_ACCORDING = re.compile(
    r"(?P<before>^|(?<=[.!?])\s+)(?:according to|as (?:stated|noted|described|said|mentioned) in|in|from)\s+(?:the\s+)?"
    rf"(?:excerpts?|sources?)\s+\[?(?P<numbers>{_NUMBERS})\]?,?\s+(?P<first>\w+)",
    re.MULTILINE | re.IGNORECASE,
)
_UNITS_BEFORE = re.compile(r"(?:\b(?:section|article|table|figure|page|step|phase|part|no|m|km)\.?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker: where it stood in the text without markers, and what it names."""

    at: int
    numbers: tuple[int, ...]
    opens_line: bool


def read_marked_text(text: str, excerpts: int) -> tuple[MarkedSentence, ...]:
    """The sentences of a model's text in order, each with the excerpts it cites.

    Reads [1], [1, 2], [1][2], [1-3], [^1], [excerpt 1], (1), (excerpt 1), 【1†source】 and ¹, before or behind the
    sentence and its full stop.

    Args:
        text: what the model wrote.
        excerpts: how many excerpts it was given; a round bracket or a raised figure beyond that is no marker.
    """
    tidy = _tidy(text)
    clean, marks = _without_markers(tidy, excerpts)
    spans = split_sentences(clean)
    cited: list[list[int]] = [[] for _ in spans]
    leading = _markers_lead(spans, marks)
    for mark in marks:
        index = _sentence_of(mark, spans, clean, leading=leading)
        if index is not None:
            cited[index].extend(mark.numbers)
    _share_last_marker(spans, cited, clean)
    return tuple(
        MarkedSentence(" ".join(clean[span.start : span.end].split()), tuple(dict.fromkeys(numbers)))
        for span, numbers in zip(spans, cited, strict=True)
    )


def _tidy(text: str) -> str:
    """Without a reasoning model's thoughts, a list of sources at the end, emphasis and list marks."""
    visible = _THINKING.sub("", unicodedata.normalize("NFC", text))
    without_list = _SOURCE_LIST.sub("", visible) or visible
    lines = _ACCORDING.sub(_as_marker, _LIST_MARK.sub("", _EMPHASIS.sub(r"\2", without_list)))
    return re.sub(r"\n+", "\n\n", lines).strip()  # a model's line is a sentence or more: never half of one


def _as_marker(match: re.Match[str]) -> str:
    """The sentence begun without "According to excerpt 2,": "It [2] opened", the marker where it is sure to belong."""
    first = match["first"][0].upper() + match["first"][1:]
    return f"{match['before']}{first} [{match['numbers']}]"


def _without_markers(text: str, excerpts: int) -> tuple[str, list[_Mark]]:
    pieces: list[str] = []
    marks: list[_Mark] = []
    length = position = 0
    for match in _MARKER.finditer(text):
        numbers = _numbers(match, text, excerpts)
        if not numbers:
            continue
        kept = text[position : match.start()]
        pieces.append(kept)
        length += len(kept)
        opens_line = not "".join(pieces).rpartition("\n")[2].strip() or "\n" in _space_before(match)
        if "\n" in _space_before(match):
            pieces.append("\n\n")
            length += 2
        marks.append(_Mark(length, numbers, opens_line))
        position = match.end()
    pieces.append(text[position:])
    return "".join(pieces), marks


def _share_last_marker(spans: Sequence[Span], cited: list[list[int]], clean: str) -> None:
    """Lets a marker behind the last sentence of a paragraph without others stand for the whole paragraph."""
    start = 0
    for index, span in enumerate(spans):
        ends = index + 1 == len(spans) or "\n" in clean[span.end : spans[index + 1].start]
        if not ends:
            continue
        if cited[index] and not any(cited[start:index]):
            cited[start:index] = [list(cited[index]) for _ in range(start, index)]
        start = index + 1


def _space_before(match: re.Match[str]) -> str:
    return match.group()[: len(match.group()) - len(match.group().lstrip())]


def _numbers(match: re.Match[str], text: str, excerpts: int) -> tuple[int, ...]:
    """The numbers a marker names; () where it is none, such as "(12)" behind a count."""
    if match["superscript"]:
        raised = int(unicodedata.normalize("NFKC", match["superscript"]))
        before = text[match.start() - 1 : match.start()]
        return (
            (raised,) if 1 <= raised <= excerpts and not _UNITS_BEFORE.search(text[: match.start()]) and before else ()
        )
    written = match["square"] or match["lenticular"] or match["named"] or match["round"]
    numbers = _listed(written)
    if match["round"] and not _may_cite(match, text, numbers, excerpts):
        return ()
    return numbers


def _may_cite(match: re.Match[str], text: str, numbers: tuple[int, ...], excerpts: int) -> bool:
    """A round bracket cites only where such excerpts were given and it does not number a list or belong to a word."""
    before = text[: match.start()]
    starts_line = not before.rpartition("\n")[2].strip()
    return not starts_line and all(1 <= n <= excerpts for n in numbers) and not _UNITS_BEFORE.search(before)


def _listed(written: str) -> tuple[int, ...]:
    ranges = [(int(one), int(other)) for one, other in _RANGE.findall(written)]
    numbers = [number for first, last in ranges if last - first < 20 for number in range(first, last + 1)]
    rest = _RANGE.sub(" ", written)
    return tuple(dict.fromkeys([*numbers, *(int(number) for number in re.findall(r"\d{1,3}", rest))]))


def _markers_lead(spans: tuple[Span, ...], marks: list[_Mark]) -> bool:
    """Whether this text puts markers before its sentences: one before the first, none behind the last."""
    if not spans or not marks:
        return False
    return marks[0].at <= spans[0].start and marks[-1].at < spans[-1].end and marks[-1].at <= spans[-1].start


def _sentence_of(mark: _Mark, spans: tuple[Span, ...], clean: str, *, leading: bool) -> int | None:
    """The sentence a marker belongs to: the one it stands in, else the one before it, else the one behind it."""
    before = [index for index, span in enumerate(spans) if span.start < mark.at]
    behind = [index for index, span in enumerate(spans) if span.start >= mark.at]
    if before and mark.at < spans[before[-1]].end:
        return before[-1]
    if behind and (leading or mark.opens_line) and not clean[mark.at : spans[behind[0]].start].strip():
        return behind[0]
    return before[-1] if before else (behind[0] if behind else None)
