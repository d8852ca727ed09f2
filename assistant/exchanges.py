"""The thread that a question is understood in, from the exchanges of a conversation that are kept."""

from collections.abc import Sequence

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
        turns.append(Turn("assistant", " ".join(statement.text for statement in exchange.answer.statements)))
    return tuple(turns)
