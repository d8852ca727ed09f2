"""Model mode within the assistant: when a model writes, from what, and what is told when quoting answers instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.conversation import Standalone
from assistant.events import Event, EventKind, OnEvent
from assistant.gathering import Gathered
from assistant.model_answer import QUOTED_INSTEAD, ModelAnswer, Tools, answer_with_model
from assistant.writing import Writer, rewrite_question
from knowledge.answer import HeldBack
from knowledge.errors import ModelError
from knowledge.library import Library
from knowledge.types import Document, Passage, RankedPassage, Turn

NO_MODEL = (
    "No chat model is set, so that quotations answer. Whoever runs the assistant can set one (MISSION_MODEL; "
    "docs/models.md)."
)
"""Told to a person who asks for a model's answer where there is none."""

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Progress:
    """Who is told of the work on an answer, and who may stop it."""

    on_event: OnEvent
    cancelled: Cancelled = lambda: False


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of asking the model. Without ``written`` blocks, quoting answers and ``notice`` says why."""

    written: ModelAnswer | None = None
    notice: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether something the model wrote can be shown."""
        return self.written is not None and bool(self.written.blocks)

    @property
    def held_back(self) -> tuple[HeldBack, ...]:
        """What the model wrote that is not shown."""
        return self.written.held_back if self.written is not None else ()


def attempt(
    gathered: Gathered,
    library: Library,
    model: Writer,
    document_of: Callable[[Passage], Document],
    progress: Progress,
) -> Attempt:
    """The model's checked answer, or the reason why there is none; a failing model never fails the question."""
    tools = Tools(
        model=model,
        settings=library.settings,
        document_of=document_of,
        embed=lambda texts: library.embedder.embed_queries(list(texts)),
        count_words=library.catalogue.passages_with,
        passages=library.catalogue.count_passages(),
    )
    try:
        written = answer_with_model(
            gathered.whole.question, material(gathered), tools, progress.on_event, progress.cancelled
        )
    except ModelError as error:
        notice = f"{error.message} {QUOTED_INSTEAD} {error.advice}"
        progress.on_event(Event(EventKind.NOTICE, notice))
        return Attempt(notice=notice)
    if written.notice:
        progress.on_event(Event(EventKind.NOTICE, written.notice))
    return Attempt(written, written.notice)


def material(gathered: Gathered) -> tuple[RankedPassage, ...]:
    """The passages for the model: those of the parts or sides of a question in turn, else those of the whole."""
    founds = gathered.sides or gathered.parts or (gathered.whole,)
    longest = max(len(found.result.passages) for found in founds)
    in_turn = [
        found.result.passages[rank] for rank in range(longest) for found in founds if rank < len(found.result.passages)
    ]
    unique = {(one.source.id, one.passage.version, one.passage.ordinal): one for one in reversed(in_turn)}
    return tuple(reversed(unique.values()))


def rewritten(
    alone: Standalone, question: str, thread: Sequence[Turn], model: Writer, progress: Progress
) -> Standalone:
    """The question as the model understands it in its thread; as the rules do where the model fails."""
    if not thread:
        return alone
    progress.on_event(Event(EventKind.STEP, "Reading the question in its conversation."))
    try:
        by_model = rewrite_question(question, thread, model, progress.cancelled)
    except ModelError:
        return alone  # answering will meet the same failure, and tell
    if by_model is None or by_model.text == question:
        return alone
    return replace(alone, text=by_model.text, depends=True)
