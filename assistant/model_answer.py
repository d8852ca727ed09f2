"""An answer written by a model: asked for, read, checked sentence by sentence, and cited with exact spans."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.events import Event, EventKind, OnEvent, ignore
from assistant.grounding.check import CitedSpan, CountWords, Embed, Grounds, Verdict, check, read_grounds
from assistant.markers import MarkedSentence
from assistant.numbered import NumberedExcerpt, number_excerpts
from assistant.question import Question
from assistant.quoting.citing import cite_span
from assistant.replies import TokenUse
from assistant.writing import Draft, Writer, write_answer
from knowledge.answer import Block, BlockKind, Citation, HeldBack, Statement
from knowledge.settings import Settings
from knowledge.types import Document, Passage, RankedPassage

QUOTED_INSTEAD = "Quotations answer instead."
ASK_AGAIN = "Ask again, or put the question in other words."


@dataclass(frozen=True, slots=True)
class Tools:
    """What the writing and the check use."""

    model: Writer
    settings: Settings
    document_of: Callable[[Passage], Document]
    embed: Embed
    count_words: CountWords
    passages: int  # how many the library has


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The checked parts of an answer. Without blocks, ``notice`` says why, and quoting mode answers instead."""

    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...]
    held_back: tuple[HeldBack, ...]
    tokens: Mapping[str, int]
    explanation: Mapping[str, str]
    declined: bool = False  # the model says that the excerpts do not answer the question
    notice: str = ""


def answer_with_model(
    question: Question,
    passages: Sequence[RankedPassage],
    tools: Tools,
    on_event: OnEvent = ignore,
    cancelled: Callable[[], bool] = lambda: False,
) -> ModelAnswer:
    """What the model answers from these passages, as far as they bear it out.

    Raises:
        ModelError: the model is down, slow, refusing or out of quota; quoting mode answers then.
    """
    settings = tools.settings
    excerpts = number_excerpts(passages, settings.model_excerpts, settings.model_excerpt_words)
    on_event(Event(EventKind.STEP, f"Writing an answer from {len(excerpts)} excerpts."))
    draft = write_answer(question, excerpts, tools.model, on_event, cancelled)
    on_event(Event(EventKind.STEP, "Checking every sentence against its excerpts."))
    return check_draft(draft, excerpts, tools)


def check_draft(draft: Draft, excerpts: Sequence[NumberedExcerpt], tools: Tools) -> ModelAnswer:
    """The parts of a draft that its excerpts bear out, cited, and the rest with the reasons."""
    grounds = read_grounds(excerpts, draft.sentences, tools.embed, tools.count_words, tools.passages)
    judged = [(sentence, check(sentence, grounds)) for sentence in draft.sentences]
    citer = _Citer(grounds, tools.document_of)
    statements = [
        Statement(sentence.text, citer.numbers(verdict.spans)) for sentence, verdict in judged if verdict.supported
    ]
    return ModelAnswer(
        blocks=(Block(BlockKind.PARAGRAPH, tuple(statements)),) if statements else (),
        citations=tuple(citer.citations),
        held_back=_held_back(judged, draft),
        tokens=_tokens(draft.tokens),
        explanation=_explanation(tools.model.name, draft, len(excerpts), judged),
        declined=draft.declined and not statements,
        notice="" if statements else _notice(draft),
    )


class _Citer:
    """Numbers citations in reading order; the same sentence of a source keeps its number."""

    def __init__(self, grounds: Grounds, document_of: Callable[[Passage], Document]) -> None:
        self.citations: list[Citation] = []
        self._grounds = grounds
        self._document_of = document_of
        self._numbers: dict[tuple[str, int, int, int], int] = {}

    def numbers(self, spans: Sequence[CitedSpan]) -> tuple[int, ...]:
        """The numbers of these spans, given when they are cited for the first time."""
        return tuple(sorted({self._number(span) for span in spans}))

    def _number(self, cited: CitedSpan) -> int:
        ranked = self._grounds.excerpts[cited.excerpt].excerpt.ranked
        key = (ranked.source.id, ranked.passage.version, *cited.span)
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            document = self._document_of(ranked.passage)
            self.citations.append(cite_span(ranked, cited.span, self._numbers[key], document))
        return self._numbers[key]


def _held_back(judged: Sequence[tuple[MarkedSentence, Verdict]], draft: Draft) -> tuple[HeldBack, ...]:
    held = [HeldBack(sentence.text, verdict.reason) for sentence, verdict in judged if not verdict.supported]
    if draft.cut_off:
        held.append(HeldBack(draft.cut_off, "The model broke off in the middle of this sentence."))
    return tuple(held)


def _notice(draft: Draft) -> str:
    if draft.problem:
        return f"{draft.problem} {QUOTED_INSTEAD} {ASK_AGAIN}"
    if draft.declined:
        return "The model found no answer in the excerpts. These are the sentences that come nearest."
    return f"The excerpts bear out no sentence that the model wrote. {QUOTED_INSTEAD} {ASK_AGAIN}"


def _tokens(used: TokenUse) -> Mapping[str, int]:
    return {"input": used.input, "output": used.output} if used.input or used.output else {}


def _explanation(
    model: str, draft: Draft, excerpts: int, judged: Sequence[tuple[MarkedSentence, Verdict]]
) -> Mapping[str, str]:
    shown = sum(verdict.supported for _, verdict in judged)
    found = sum(verdict.cited_by_us for _, verdict in judged)
    words = (
        f"{len(judged)} sentences were checked against their excerpts: {shown} shown, {len(judged) - shown} held back"
    )
    return {
        "model": f"Written by {model} from {excerpts} excerpts with the prompt “{draft.prompt}”.",
        "check": words + (f"; {found} got the citation that the model left out or misplaced." if found else "."),
    }
