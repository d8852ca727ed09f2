"""An answer and its parts, as values shared by the assistant, the pages, the command line and export."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.types import RankedPassage, Reference
from knowledge.vocabulary import CASE_STUDY


class AnswerStatus(StrEnum):
    """How much of the question the library covers."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_COVERED = "not_covered"


class AnswerMode(StrEnum):
    """Who wrote the answer: the sources themselves, or a model whose every sentence was checked."""

    QUOTING = "quoting"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference to an exact span: ``quote == document(source_id, version).text[start:end]``."""

    number: int
    source_id: str
    version: int
    title: str
    kind: str
    locator: str  # for people: "p. 12", "slide 4", "00:14:32, speaker", "Governance › Roles"
    start: int
    end: int
    quote: str
    excerpt_start: int  # the passage around the quote, for the evidence card
    excerpt_end: int
    link: str | None = None  # public address of the original, at the second for a recording
    references: tuple[Reference, ...] = ()  # the source's own references for the quoted sentence


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer with the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


class BlockKind(StrEnum):
    """How a block is drawn."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    STEPS = "steps"
    TABLE = "table"  # one statement a row; ``label`` of the row in ``row_labels``
    TIMELINE = "timeline"  # row_labels hold the dates
    DISAGREEMENT = "disagreement"  # sources that differ, side by side; row_labels hold source and date


@dataclass(frozen=True, slots=True)
class Block:
    """Statements that belong together. ``heading`` is our own joining word, clearly not a quotation."""

    kind: BlockKind
    statements: tuple[Statement, ...]
    heading: str | None = None
    row_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A sentence the model wrote that is not shown as part of the answer, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer: every statement cites, or there is none."""

    question: str
    standalone_question: str
    status: AnswerStatus
    mode: AnswerMode
    confidence: float  # 0..1, calibrated: the chance that the library holds the answer
    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...]
    coverage: str  # "3 cases, 2 countries, 2022-2024, no workshop material"; "" when not covered
    message: str = ""  # for people: what is not covered, or which part is
    notice: str = ""  # for people: why quotations answer in the place of the model that was asked, and what to do
    missing_words: tuple[str, ...] = ()
    held_back: tuple[HeldBack, ...] = ()
    nearest: tuple[RankedPassage, ...] = ()  # offered when the answer is partial or not covered
    suggestions: tuple[str, ...] = ()  # questions to click: a rewording, or follow-ups the library can answer
    tokens: Mapping[str, int] = field(default_factory=dict)  # "input", "output" when a model was used
    explanation: Mapping[str, str] = field(default_factory=dict)  # "how this answer was made": step -> words
    took_ms: float = 0.0

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, in reading order."""
        return tuple(statement for block in self.blocks for statement in block.statements)


def label_column(block: Block, citations: Iterable[Citation]) -> str:
    """What a block's row labels are, as the head of their column."""
    if block.kind is BlockKind.TIMELINE:
        return "When"
    by_number = {citation.number: citation for citation in citations}
    labelled = tuple(zip(block.row_labels, block.statements, strict=True))
    if block.kind is BlockKind.TABLE and any(label != label.lower() in one.text for label, one in labelled):
        return "Term"  # which a text writes small, unlike a name
    cited = ((label, by_number.get(number)) for label, one in labelled for number in one.citations)
    named = any(one and one.kind != CASE_STUDY and one.title.startswith(label) for label, one in cited)
    return "Source" if named or block.kind is BlockKind.DISAGREEMENT else "Case"
