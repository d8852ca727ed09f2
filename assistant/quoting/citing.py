"""Citations for quoted sentences: the exact span, its place for people, and the source's own references for it."""

from collections.abc import Callable, Iterable

from assistant.gazetteer import case_name
from assistant.quoting.candidates import Candidate
from knowledge.answer import Citation, Statement
from knowledge.citations import Cited, references_behind
from knowledge.citations import cite as cite_version
from knowledge.types import Document, Passage, RankedPassage, Span


def dated_label(candidate: Candidate, document: Document) -> str:
    """Who says a sentence and when: the works it rests on where the source names them, else the source itself."""
    details = candidate.source.details
    works = references_behind(document, details, candidate.span)
    said = [_dated(work.publisher or work.title, work.date) for work in works]
    if said:
        return "; ".join(dict.fromkeys(said))
    return _dated(case_name(candidate.source), (details.date or "")[:10])


def _dated(name: str, date: str | None) -> str:
    """A name with its date behind it, which may have brackets of its own ("undated (before spring 2024)")."""
    if not date:
        return name
    return f"{name}, {date}" if "(" in date else f"{name} ({date})"


class Citer:
    """Numbers citations in reading order; the same sentence keeps its number."""

    def __init__(self, document_of: Callable[[Passage], Document]) -> None:
        self._document_of = document_of
        self._numbers: dict[tuple[str, int, Span], int] = {}
        self._citations: list[Citation] = []

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations given so far, by number."""
        return tuple(self._citations)

    def statement(self, candidate: Candidate) -> Statement:
        """The sentence as a statement with its citation."""
        number = self._numbers.get(candidate.key)
        if number is None:
            number = len(self._citations) + 1
            self._numbers[candidate.key] = number
            self._citations.append(cite(candidate, number, self._document_of(candidate.ranked.passage)))
        return Statement(self._citations[number - 1].quote, (number,))

    def statements(self, candidates: Iterable[Candidate]) -> tuple[Statement, ...]:
        """All of them, in the order given."""
        return tuple(self.statement(candidate) for candidate in candidates)


def cite(candidate: Candidate, number: int, document: Document) -> Citation:
    """The citation of one sentence; its quote is read from the document, not from the candidate."""
    return cite_span(candidate.ranked, candidate.span, number, document)


def cite_span(ranked: RankedPassage, span: Span, number: int, document: Document) -> Citation:
    """The citation of a span of a passage, as the document has it."""
    passage = ranked.passage
    cited = Cited(ranked.source.id, passage.version, ranked.source.details, document)
    return cite_version(cited, span, number=number, around=Span(passage.start, passage.end))
