"""From what people have found, kept or asked to one value that can be exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.answer import Answer, AnswerMode, Citation, Statement, label_column
from knowledge.answer import Block as AnswerBlock
from knowledge.answer import BlockKind as AnswerBlockKind
from knowledge.cases import NOT_STATED, Aspect, CaseCard, CaseCell, Comparison
from knowledge.catalogue import Catalogue
from knowledge.citations import cite_span
from knowledge.collections import Collection, CollectionItem, KeptExcerpt, read_items
from knowledge.conversations import Conversation, Exchange
from knowledge.excerpts import read_excerpt
from knowledge.export.document import (
    Block,
    Cell,
    ExcerptBlock,
    ExportDocument,
    Line,
    Method,
    TableBlock,
    TextBlock,
    TextKind,
)
from knowledge.export.register import Register
from knowledge.extents import SearchExtent
from knowledge.types import Span

ERASED_WORDS = "[The words are not shown: their source was erased from the library.]"
_EXCERPTS = "excerpts quoted word for word"
_KINDS = {AnswerBlockKind.LIST: TextKind.LIST, AnswerBlockKind.STEPS: TextKind.STEPS}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When an export is made, and where its readers find the library."""

    made_at: datetime  # UTC
    address: str = ""  # of the installation ("https://missions.example.org"); permanent links are relative without it


def export_search(
    catalogue: Catalogue, extent: SearchExtent, circumstances: Circumstances, *, search: str = ""
) -> ExportDocument:
    """The excerpts of a search, in their order.

    Args:
        catalogue: where they are.
        extent: what was found, and how much of it this is.
        circumstances: when and where.
        search: the search as the person typed it, with its filters; the query's words when left out.
    """
    result = extent.result
    words = search or result.query.text
    register = _register(catalogue, circumstances)
    body: list[Block] = []
    for ranked in result.passages:
        passage = ranked.passage
        stored = catalogue.document(passage.source_id, passage.version)
        citation = cite_span(stored, Span(passage.start, passage.end))
        body.append(ExcerptBlock(register.add(citation, context=words)))
    if not body:
        body.append(_notice("Nothing was found."))
    method = _method(catalogue, circumstances, "Search", f"“{words}”", f"{_EXCERPTS}: {extent.words}")
    return register.document(f"Excerpts found for “{words}”", method, body)


def export_collection(
    catalogue: Catalogue, collection: Collection, items: Sequence[CollectionItem], circumstances: Circumstances
) -> ExportDocument:
    """The excerpts of a collection in its order, with the person's notes."""
    register = _register(catalogue, circumstances)
    body: list[Block] = []
    if collection.notes:
        body += [TextBlock(TextKind.PARAGRAPH, (Line(part),)) for part in collection.notes.split("\n") if part.strip()]
    for kept in read_items(catalogue, items):
        body.append(ExcerptBlock(_add_kept(register, kept, collection.name)))
    if not items:
        body.append(_notice("This collection is empty."))
    method = _method(catalogue, circumstances, "Collection", f"“{collection.name}”", _EXCERPTS)
    return register.document(collection.name, method, body)


def export_conversation(
    catalogue: Catalogue, conversation: Conversation, exchanges: Sequence[Exchange], circumstances: Circumstances
) -> ExportDocument:
    """Questions and answers in their order; what a person thought of them is not exported."""
    register = _register(catalogue, circumstances)
    body: list[Block] = []
    for exchange in exchanges:
        body += _exchange_blocks(catalogue, register, exchange)
    if not exchanges:
        body.append(_notice("This conversation is empty."))
    questions = " / ".join(f"“{exchange.question}”" for exchange in exchanges) or f"“{conversation.title}”"
    method = _method(catalogue, circumstances, "Conversation", questions, _modes(exchanges))
    return register.document(conversation.title, method, body)


def export_comparison(catalogue: Catalogue, comparison: Comparison, circumstances: Circumstances) -> ExportDocument:
    """Cases side by side, every cell with its own citation or "not stated"."""
    register = _register(catalogue, circumstances)
    rows = [
        ((Line(aspect.label),), *(_case_cell(register, card, card.cell(aspect)) for card in comparison.cards))
        for aspect in Aspect
    ]
    titles = tuple(card.details.title for card in comparison.cards)
    words = "; ".join(titles)
    method = _method(catalogue, circumstances, "Comparison" if len(titles) > 1 else "Case card", words, _EXCERPTS)
    heading = "Cases compared" if len(titles) > 1 else titles[0]
    return register.document(heading, method, [TableBlock(("", *titles), tuple(rows))])


def _register(catalogue: Catalogue, circumstances: Circumstances) -> Register:
    return Register(catalogue, address=circumstances.address.rstrip("/"), retrieved=circumstances.made_at.date())


def _add_kept(register: Register, kept: KeptExcerpt, context: str) -> int:
    if kept.citation is not None:
        return register.add(kept.citation, note=kept.item.note, notice=kept.notice, context=context)
    item = kept.item
    unseen = Citation(
        1, item.source_id, item.version, kept.title, "", "", item.start, item.end, "", item.start, item.end
    )
    return register.add(unseen, note=item.note, notice=kept.notice, context=context)


def _exchange_blocks(catalogue: Catalogue, register: Register, exchange: Exchange) -> list[Block]:
    answer = exchange.answer
    blocks: list[Block] = [TextBlock(TextKind.HEADING, (Line(exchange.question),))]
    blocks += [_notice(told) for told in (answer.notice, answer.message) if told]
    numbers = _Numbers(catalogue, register, answer, exchange.question)
    for block in answer.blocks:
        blocks += _answer_blocks(block, answer.citations, numbers)
    if answer.coverage:
        blocks.append(_notice(f"Based on: {answer.coverage}."))
    if answer.held_back:
        count = len(answer.held_back)
        blocks.append(_notice(f"{count} sentence{'s' if count > 1 else ''} held back: not supported by the excerpts."))
    return blocks


def _answer_blocks(block: AnswerBlock, citations: Sequence[Citation], numbers: "_Numbers") -> list[Block]:
    lines = tuple(numbers.line(statement) for statement in block.statements)
    heading: list[Block] = [TextBlock(TextKind.SUBHEADING, (Line(block.heading),))] if block.heading else []
    if block.row_labels and len(block.row_labels) == len(lines):
        rows = tuple(((Line(label),), (line,)) for label, line in zip(block.row_labels, lines, strict=True))
        return [*heading, TableBlock((label_column(block, citations), "What the library says"), rows)]
    return [*heading, TextBlock(_KINDS.get(block.kind, TextKind.PARAGRAPH), lines)] if lines else heading


class _Numbers:
    """The citations of one answer, proved again and numbered for the whole export."""

    def __init__(self, catalogue: Catalogue, register: Register, answer: Answer, question: str) -> None:
        self._quotes: dict[int, str] = {}
        self._numbers: dict[int, int] = {}
        self._lost: set[int] = set()
        for citation in answer.citations:
            excerpt = read_excerpt(catalogue, citation)
            if not excerpt.quote:
                self._lost.add(citation.number)
            self._quotes[citation.number] = excerpt.quote
            self._numbers[citation.number] = register.add(
                citation, quotation=excerpt.quote, notice=excerpt.notice, context=question
            )

    def line(self, statement: Statement) -> Line:
        """A statement with the export's numbers; its words are left out when a source of theirs was erased."""
        cited = [number for number in statement.citations if number in self._numbers]
        items = tuple(self._numbers[number] for number in cited)
        if self._lost.intersection(cited):
            return Line(ERASED_WORDS, items)
        return Line(statement.text, items, quoted=any(statement.text == self._quotes[number] for number in cited))


def _case_cell(register: Register, card: CaseCard, cell: CaseCell) -> Cell:
    context = f"{cell.aspect.label}: {card.details.title}"
    quoted = tuple(Line(one.quote, (register.add(one, context=context),), quoted=True) for one in cell.citations)
    if not cell.record:
        return quoted or (Line(NOT_STATED),)
    # A record that no sentence bears out still says where it comes from: the source's own details.
    items = () if quoted else (register.add_source(card.source_id, card.version, context=context),)
    return (Line(cell.record, items), *quoted)


def _modes(exchanges: Sequence[Exchange]) -> str:
    modes = {exchange.answer.mode for exchange in exchanges}
    words = {
        AnswerMode.QUOTING: "answers composed of sentences quoted word for word",
        AnswerMode.MODEL: "answers written by a model, each sentence checked against the quotations in its notes",
    }
    return "; ".join(words[mode] for mode in AnswerMode if mode in modes) or "no answers"


def _method(catalogue: Catalogue, circumstances: Circumstances, made_from: str, words: str, mode: str) -> Method:
    sources, passages = len(catalogue.sources()), catalogue.count_passages()
    library = f"library version {catalogue.generation()} ({sources:,} sources, {passages:,} passages)"
    return Method(made_from, words, mode, circumstances.made_at, library)


def _notice(words: str) -> TextBlock:
    return TextBlock(TextKind.NOTICE, (Line(words),))
