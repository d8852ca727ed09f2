"""The thread that a question is understood in, from the exchanges of a conversation that are kept."""

from collections.abc import Sequence

from knowledge.answer import Answer, BlockKind
from knowledge.conversations import Exchange
from knowledge.types import Turn


def thread_before(question: str, exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """The turns before a question, oldest first; () for one that the last answer offered.

    What is offered was tried by itself: read as a follow-up, it would be asked of the thread's subject and might find
    nothing.
    """
    if exchanges and question in exchanges[-1].answer.suggestions:
        return ()
    turns: list[Turn] = []
    for exchange in exchanges:
        turns.append(Turn("user", exchange.question))
        said = " ".join(statement.text for statement in exchange.answer.statements)
        turns.append(Turn("assistant", said, _rows(exchange.answer)))
    return tuple(turns)


def _rows(answer: Answer) -> tuple[str, ...]:
    labels = (label for block in answer.blocks if block.kind is BlockKind.TABLE for label in block.row_labels)
    return tuple(dict.fromkeys(labels))
