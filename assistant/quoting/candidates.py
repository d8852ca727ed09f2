"""Sentences that may be quoted: those of the passages found, without headings, fragments and questions."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.staging import StoredVectors
from knowledge.types import Document, Passage, RankedPassage, ScoredSentence, SegmentKind, Source, Span

MIN_WORDS = 5
"""Shorter sentences are labels and interjections ("In brief", "Yes, exactly."), not statements."""
MAX_WORDS = 70
"""Longer ones are tables run together or speech without stops; a reader would not find the point in them."""

_DANGLING = re.compile(
    r"^[“\"'(]?(?:it|its|this|these|that|those|they|their|them|he|she|his|her|we|our|however|but|and|also|so|thus|therefore|hence|moreover"
    r"|furthermore|in addition|additionally|as a result|as such|for example|for instance|such|here|there|another"
    r"|both|either|neither|instead"
    r"|then|later|meanwhile|nevertheless|nonetheless|otherwise|consequently|similarly|likewise|besides"
    r"|the (?:former|latter|same|other|others|second|third)"
    r"|one (?:of (?:them|these|those)|such)|some of (?:them|these|those)|in (?:this|that|these|those)|at (?:this"
    r"|that)|for (?:this|that|these)|with (?:this|that|these)"
    r"|by (?:this|that)|yeah|yes|no|well|okay|right|you know|i mean)\b",
    re.IGNORECASE,
)
_SELF_CONTAINED = re.compile(
    r"^(?:both \w+ and|it (?:is|was|takes|has been) (?:\w+ )?(?:that|to|who)\b|there (?:is|are|was|were)\b"
    r"|so far\b|such as\b|that said\b)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"\[\d+\]|https?://\S+")

PassageVectors = Mapping[tuple[str, int], StoredVectors]
"""(source id, passage ordinal) → the stored vectors of that passage and its sentences."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence that may be quoted, with all that choosing and citing it needs."""

    ranked: RankedPassage
    sentence: ScoredSentence
    text: str
    heading: str  # the path of headings it stands under, "" when there is none
    before: "Candidate | None" = None  # the sentence before it in the same passage
    vector: NDArray[np.float32] | None = None
    centrality: float = 0.0  # cosine to its passage's vector: how much the sentence is what the passage is about

    @property
    def source(self) -> Source:
        """Where it stands."""
        return self.ranked.source

    @property
    def span(self) -> Span:
        """Where it stands in the document."""
        return self.sentence.span

    @property
    def words(self) -> int:
        """Its length."""
        return len(self.text.split())

    @property
    def dangling(self) -> bool:
        """True when it leans on the sentence before it ("It is led by …", "However, …")."""
        return bool(_DANGLING.match(self.text)) and not _SELF_CONTAINED.match(self.text)

    @property
    def key(self) -> tuple[str, int, Span]:
        """What makes it one and the same sentence."""
        return self.source.id, self.ranked.passage.version, self.span


def collect(
    passages: Iterable[RankedPassage], document_of: Callable[[Passage], Document], vectors: PassageVectors
) -> tuple[Candidate, ...]:
    """The sentences of the passages that can be quoted, best passage first, text order within one."""
    found: dict[tuple[str, int, Span], Candidate] = {}
    for ranked in passages:
        document = document_of(ranked.passage)
        before: Candidate | None = None
        stored = vectors.get((ranked.source.id, ranked.passage.ordinal))
        for sentence in ranked.sentences:
            text = document.text[sentence.span.start : sentence.span.end]
            vector = _vector(stored, ranked.passage, sentence.span)
            centrality = float(vector @ stored.passage) if vector is not None and stored is not None else 0.0
            heading = _heading_path(document, sentence.span)
            candidate = Candidate(ranked, sentence, text, heading, before, vector, centrality)
            if _quotable(text, document, sentence.span):
                found.setdefault(candidate.key, candidate)
                before = candidate
            else:
                before = None
    return tuple(found.values())


def _vector(stored: StoredVectors | None, passage: Passage, span: Span) -> NDArray[np.float32] | None:
    """The stored vector of a sentence; rows follow ``passage.sentences``."""
    if stored is None or span not in passage.sentences:
        return None
    row: NDArray[np.float32] = stored.sentences[passage.sentences.index(span)]
    return row


def _quotable(text: str, document: Document, span: Span) -> bool:
    count = len(_MARKS.sub(" ", text).split())
    if not MIN_WORDS <= count <= MAX_WORDS or text.rstrip("”\"' ").endswith(("?", ":")):
        return False
    return not any(
        segment.kind is SegmentKind.HEADING and segment.start <= span.start and span.end <= segment.end
        for segment in document.segments
    )


def _heading_path(document: Document, span: Span) -> str:
    sections = [
        segment
        for segment in document.segments
        if segment.kind is SegmentKind.SECTION and segment.start <= span.start < segment.end
    ]
    return min(sections, key=lambda segment: segment.end - segment.start).label if sections else ""
