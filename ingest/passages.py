"""A document cut into passages: whole sentences of one section or slide, and the embedding model sees all of each.

Sections, slides and notes are never joined, because a passage's context (title, heading path, speakers) must be true of
all of it. Turns of speech are joined while they are short, and pages always: a page ends where the paper did, not where
a thought does.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from knowledge.sentences import split_sentences
from knowledge.staging import PassageDraft, lead
from knowledge.types import Document, Segment, SegmentKind, Span

TARGET_WORDS = 145
"""Words of a passage where the text allows it: about 210 of MiniLM's 256 word pieces with its context, and near the
window that did best on meetings in the benchmark of plain recipes (150 words)."""
CONTEXT_SHARE = 3
"""A context may take one part in so many of what the model sees; a longer one is cut."""
MOST_SPEAKERS = 3
"""Speakers named in a passage's context; a passage with more is small talk."""
_EARLY = 0.85
"""Share of its length from which on a passage may end early for a paragraph or turn to begin the next."""

CountTokens = Callable[[Sequence[str]], list[int]]
"""How many tokens the embedding model makes of each text, its own marks included."""

_HOMES = (SegmentKind.SECTION, SegmentKind.SLIDE, SegmentKind.NOTES)
_CLAUSE = re.compile(r"(?<=[;:,)–—、，；：])\s*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Home:
    """The place that all of a passage stands in: which section, slide and notes, and the section's heading path."""

    starts: tuple[int, ...]  # of each kind in _HOMES; -1 where there is none
    heading_path: str
    is_spoken: bool  # what was written before the talk is nobody's words


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence in its place. ``reach`` is where the next one in the same home begins, or its own end."""

    span: Span
    reach: int
    home: _Home
    speaker: str | None
    opens: bool  # a paragraph or a turn begins with it
    words: int = 0
    tokens: int = 0  # of the text up to ``reach``


def split_document(
    document: Document, title: str, count_tokens: CountTokens, max_tokens: int
) -> tuple[PassageDraft, ...]:
    """The document's passages in text order; every sentence outside of headings is in exactly one.

    Args:
        document: text and segments.
        title: stands at the beginning of every passage's context.
        count_tokens: of the embedding model.
        max_tokens: what the model sees; no passage with its context has more.
    """
    ruler = _Ruler(document.text, title, count_tokens, max_tokens)
    passages: list[list[_Sentence]] = []
    for _, group in groupby(_sentences(document), key=lambda sentence: sentence.home):
        sentences = list(group)
        room = ruler.room(sentences)
        passages.extend(_pack(ruler.measured(sentences, room), room))
    return tuple(ruler.drafts(passages))


class _Ruler:
    """Measures texts of one document by the embedding model's tokens."""

    def __init__(self, text: str, title: str, count_tokens: CountTokens, max_tokens: int) -> None:
        self._text = text
        self._title = title
        self._count = count_tokens
        self._max_tokens = max_tokens
        self._contexts: dict[tuple[_Home, tuple[str, ...]], str] = {}

    def room(self, sentences: Sequence[_Sentence]) -> int:
        """Tokens that the longest context of these sentences' passages leaves for text."""
        names = sorted(dict.fromkeys(sentence.speaker for sentence in sentences if sentence.speaker), key=len)
        context = self._context(sentences[0].home, tuple(names[-MOST_SPEAKERS:]))
        return self._max_tokens - self._count([lead(context)])[0]

    def measured(self, sentences: Sequence[_Sentence], room: int) -> list[_Sentence]:
        """The sentences with their sizes; one that is longer than the room is cut into pieces."""
        counts = self._count([self._text[sentence.span.start : sentence.reach] for sentence in sentences])
        sized: list[_Sentence] = []
        for sentence, tokens in zip(sentences, counts, strict=True):
            if tokens > room and sentence.span.end - sentence.span.start > 1:
                sized.extend(self.measured(_halves(self._text, sentence), room))
            else:
                words = len(self._text[sentence.span.start : sentence.span.end].split())
                sized.append(replace(sentence, words=words, tokens=tokens))
        return sized

    def drafts(self, passages: Sequence[list[_Sentence]]) -> Iterator[PassageDraft]:
        """The passages as drafts; one that does not fit with its context after all is halved."""
        drafts = [self._draft(sentences) for sentences in passages]
        counts = self._count([lead(draft.context) + draft.text for draft in drafts])
        for sentences, draft, tokens in zip(passages, drafts, counts, strict=True):
            if tokens <= self._max_tokens:
                yield draft
            elif len(sentences) > 1:
                middle = len(sentences) // 2
                yield from self.drafts([sentences[:middle], sentences[middle:]])
            elif len(draft.text) > 1:
                yield from self.drafts([[piece] for piece in _halves(self._text, sentences[0])])
            else:
                yield draft  # a single character

    def _draft(self, sentences: Sequence[_Sentence]) -> PassageDraft:
        start, end = sentences[0].span.start, sentences[-1].span.end
        speakers = tuple(dict.fromkeys(sentence.speaker for sentence in sentences if sentence.speaker))
        return PassageDraft(
            start=start,
            end=end,
            text=self._text[start:end],
            context=self._context(sentences[0].home, speakers[:MOST_SPEAKERS]),
            sentences=tuple(sentence.span for sentence in sentences),
            speakers=speakers,
        )

    def _context(self, home: _Home, speakers: tuple[str, ...]) -> str:
        key = (home, speakers)
        if key not in self._contexts:
            parts = (self._title, home.heading_path, ", ".join(speakers))
            self._contexts[key] = self._cut(". ".join(part.rstrip(". ") for part in parts if part))
        return self._contexts[key]

    def _cut(self, context: str) -> str:
        """The context, without the words at its end that are beyond its share of tokens."""
        limit = self._max_tokens // CONTEXT_SHARE
        while context and self._count([lead(context)])[0] > limit:
            words = context.split()
            context = " ".join(words[: len(words) * 3 // 4]) if len(words) > 1 else context[: len(context) // 2]
        return context


def _sentences(document: Document) -> Iterator[_Sentence]:
    """All sentences outside of headings, in order, with the place each stands in."""
    places = _Places(document.segments)
    spans = [
        (span, region)
        for region in _regions(document)
        if not places.is_heading(region.start)
        for span in split_sentences(document.text, region.start, region.end)
    ]
    placed = [(span, places.home(span.start), places.speaker(span.start)) for span, _ in spans]
    previous: tuple[int, str | None] = (0, None)
    for at, (span, home, speaker) in enumerate(placed):
        following = placed[at + 1] if at + 1 < len(placed) else None
        reach = following[0].start if following and following[1] == home else span.end
        opens = speaker != previous[1] or "\n" in document.text[previous[0] : span.start]
        previous = (span.end, speaker)
        yield _Sentence(span, reach, home, speaker, opens)


def _regions(document: Document) -> Iterable[Span]:
    """The text between neighbouring borders of headings, sections, slides, notes and turns."""
    kinds = {*_HOMES, SegmentKind.HEADING, SegmentKind.TURN}
    borders = {0, len(document.text)}
    for segment in document.segments:
        if segment.kind in kinds:
            borders.update((segment.start, segment.end))
    return [Span(start, end) for start, end in pairwise(sorted(borders))]


class _Places:
    """Which segments stand around a character. Segments of one kind do not overlap."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._by_kind: dict[SegmentKind, list[Segment]] = {kind: [] for kind in SegmentKind}
        for segment in segments:
            self._by_kind[segment.kind].append(segment)
        self._starts = {kind: [segment.start for segment in found] for kind, found in self._by_kind.items()}

    def is_heading(self, offset: int) -> bool:
        return self._around(SegmentKind.HEADING, offset) is not None

    def speaker(self, offset: int) -> str | None:
        turn = self._spoken(offset)
        return turn.speaker if turn else None

    def home(self, offset: int) -> _Home:
        around = [self._around(kind, offset) for kind in _HOMES]
        starts = tuple(segment.start if segment else -1 for segment in around)
        return _Home(starts, around[0].label if around[0] else "", self._spoken(offset) is not None)

    def _spoken(self, offset: int) -> Segment | None:
        return self._around(SegmentKind.TURN, offset) or self._around(SegmentKind.CUE, offset)

    def _around(self, kind: SegmentKind, offset: int) -> Segment | None:
        at = bisect_right(self._starts[kind], offset) - 1
        if at < 0:
            return None
        segment = self._by_kind[kind][at]
        return segment if segment.end > offset else None


def _pack(sentences: Sequence[_Sentence], room: int) -> Iterator[list[_Sentence]]:
    """Neighbouring sentences in passages of even length, near the target and never beyond the room."""
    words = sum(sentence.words for sentence in sentences)
    tokens = sum(sentence.tokens for sentence in sentences)
    current = _Pile()
    for sentence in sentences:
        goal = words / max(1, round(words / TARGET_WORDS), -(-tokens // room))
        if current.sentences and current.is_full(sentence, goal, room):
            words, tokens = words - current.words, tokens - current.tokens
            yield current.sentences
            current = _Pile()
        current.add(sentence)
    if current.sentences:
        yield current.sentences


class _Pile:
    """Sentences that are becoming a passage."""

    def __init__(self) -> None:
        self.sentences: list[_Sentence] = []
        self.words = 0
        self.tokens = 0

    def add(self, sentence: _Sentence) -> None:
        self.sentences.append(sentence)
        self.words += sentence.words
        self.tokens += sentence.tokens

    def is_full(self, following: _Sentence, goal: float, room: int) -> bool:
        """Whether the next sentence had better begin the next passage."""
        if self.tokens + following.tokens > room:
            return True
        if following.opens and self.words >= goal * _EARLY:
            return True
        return self.words + following.words / 2 > goal


def _halves(text: str, sentence: _Sentence) -> list[_Sentence]:
    """A sentence in two pieces, cut between clauses if it can be, else between words, else anywhere."""
    start, end = sentence.span
    cut = _cut_near_middle(text, sentence.span)
    left = Span(start, start + len(text[start:cut].rstrip()))
    right = Span(end - len(text[cut:end].lstrip()), end)
    if left.end <= left.start or right.end <= right.start:
        left, right = Span(start, (start + end) // 2), Span((start + end) // 2, end)
    return [
        replace(sentence, span=left, reach=right.start),
        replace(sentence, span=right, opens=False),
    ]


def _cut_near_middle(text: str, span: Span) -> int:
    quarter, middle = (span.end - span.start) // 4, (span.start + span.end) // 2
    for border in (_CLAUSE, _SPACE):
        cuts = [found.end() for found in border.finditer(text, span.start + quarter, span.end - quarter)]
        inside = [cut for cut in cuts if span.start < cut < span.end]
        if inside:
            return min(inside, key=lambda cut: abs(cut - middle))
    return middle
