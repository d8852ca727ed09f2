"""Questions that a document can answer, each with the sentence that answers it: a trainer sees what was understood."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.readers.cleaning import word_set
from knowledge.locators import locate
from knowledge.sentences import split_sentences
from knowledge.types import Document, Segment, SegmentKind, SourceDetails, Span
from knowledge.vocabulary import vocabulary

MOST_QUESTIONS = 5
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = word_set(
    "the and for with from that this are was were has have had its their they what which who how why when where will "
    "would can could should not but our your more most than then them into onto over under about also been being"
)
_EMPTY_HEADING = re.compile(
    r"(?:in brief|summary|contents|table of contents|references|sources|notes|appendix.*|annex.*|introduction|index|"
    r"see also|external links|further reading|bibliography|acknowledge?ments?|contact.*|"
    r"(?:chapter|part|section|article|schedule|page) [\dIVXLC]+|\W*\d[\d.\W]*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:\(?\d+(?:\.\d+)*[.)]?|[IVXLC]+\.|[A-Z]\.)\s+")
_LONGEST_HEADING = 90  # characters
_FEWEST_WORDS, _MOST_WORDS = 8, 40  # of a sentence that can be quoted alone
_HANGING = re.compile(r"(?:(?:This|That|These|Those|It|They|He|She|Such|However|But|And|So|Also|Thus)\b|\W*[a-z])")
"""Openings of sentences that lean on the one before."""
_NOTE = re.compile(r"^[A-Z]\d+\W*[A-Z][a-z]|\(\d{1,2}\.\d{1,2}\.\d{4}\)|\b(?:Sch|arts?|paras?|regs?|ss?|S\.I|Pt)\.$")
"""Notes of amendments in a statute ("C1Act: … transferred", "inserted (1.4.2014) by …"), and sentences cut in one."""


@dataclass(frozen=True, slots=True)
class AnswerableQuestion:
    """A question, and the sentence of the document that bears on it: ``quote == document.text[start:end]``."""

    question: str
    quote: str
    start: int
    end: int
    place: str


def answerable_questions(document: Document, details: SourceDetails) -> tuple[AnswerableQuestion, ...]:
    """Five questions at most, spread over the document: from its headings, else its speakers, else its themes."""
    sentences = [span for span in split_sentences(document.text) if _can_stand_alone(document, span)]
    chosen = _spread(list(_from_headings(document, sentences)))
    if len(chosen) < MOST_QUESTIONS:
        used = {question.start for question in chosen}
        more = (question for question in _from_themes(document, details, sentences) if question.start not in used)
        chosen += list(_of_different_places(more))[: MOST_QUESTIONS - len(chosen)]
    return tuple(sorted(chosen, key=lambda question: question.start))


def _from_headings(document: Document, sentences: list[Span]) -> Iterator[AnswerableQuestion]:
    asked: set[str] = set()
    for segment in document.segments:
        if segment.kind is not SegmentKind.SECTION:
            continue
        heading = _NUMBER.sub("", segment.label.rsplit(" › ", 1)[-1].strip())
        usable = 3 <= len(heading) <= _LONGEST_HEADING and not _EMPTY_HEADING.fullmatch(heading)
        if not usable or heading.casefold() in asked:
            continue
        best = _best_sentence(document, _inside(sentences, segment), _words(heading))
        if best is not None:
            asked.add(heading.casefold())
            yield _question(document, _ask(heading), best)


def _from_themes(document: Document, details: SourceDetails, sentences: list[Span]) -> Iterator[AnswerableQuestion]:
    """What each speaker says of each theme; what the text says of it where nobody speaks."""
    words = vocabulary()
    themes = [theme for theme in (*details.themes, *words.themes) if theme in words.themes]
    for theme in dict.fromkeys(themes):
        terms = [term for term in words.theme_words[theme] if term]
        scored = [(_term_count(document.text[span.start : span.end].lower(), terms), span) for span in sentences]
        best = max(scored, key=lambda pair: pair[0], default=(0, None))
        if best[0] >= (1 if theme in details.themes else 2) and best[1] is not None:
            speaker = locate(document.segments, *best[1]).speaker
            label = words.themes[theme]
            label = label[0].lower() + label[1:]
            asked = f"What does {speaker} say about {label}?" if speaker else f"What does it say about {label}?"
            yield _question(document, asked, best[1])


def _inside(sentences: list[Span], segment: Segment) -> list[Span]:
    first = bisect_left(sentences, segment.start, key=lambda span: span.start)
    last = bisect_left(sentences, segment.end, key=lambda span: span.start)
    return sentences[first:last]


def _best_sentence(document: Document, sentences: list[Span], words: frozenset[str]) -> Span | None:
    return max(sentences, key=lambda span: _fit(document.text[span.start : span.end], words), default=None)


def _fit(sentence: str, words: frozenset[str]) -> float:
    """How much of the heading a sentence takes up; figures and names make it say more."""
    share = len(words & _words(sentence)) / max(1, len(words))
    figures = 0.15 if any(character.isdigit() for character in sentence) else 0.0
    names = 0.1 if re.search(r"\w\W+[A-Z][a-z]", sentence) else 0.0
    return share + figures + names


def _can_stand_alone(document: Document, span: Span) -> bool:
    sentence = document.text[span.start : span.end]
    return (
        _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS
        and sentence.rstrip("\"'”’)] 0123456789[").endswith((".", "!"))
        and not _HANGING.match(sentence)
        and not _NOTE.search(sentence)
    )


def _ask(heading: str) -> str:
    return heading if heading.endswith("?") else f"What does it say about “{heading.rstrip('.:')}”?"


def _question(document: Document, question: str, span: Span) -> AnswerableQuestion:
    place = locate(document.segments, span.start, span.end).text
    return AnswerableQuestion(question, document.text[span.start : span.end], span.start, span.end, place)


def _spread(found: list[AnswerableQuestion]) -> list[AnswerableQuestion]:
    """Five of them at even distances, so that the end of the document is seen as well."""
    once = list(_of_different_places(found))
    if len(once) <= MOST_QUESTIONS:
        return once
    return [once[round(number * (len(once) - 1) / (MOST_QUESTIONS - 1))] for number in range(MOST_QUESTIONS)]


def _of_different_places(
    found: Iterable[AnswerableQuestion],
) -> Iterator[AnswerableQuestion]:
    seen: set[int] = set()
    for question in found:
        if question.start not in seen:
            seen.add(question.start)
            yield question


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text.casefold()) if word not in _COMMON)


def _term_count(sentence: str, terms: list[str]) -> int:
    return sum(term in sentence for term in terms)
