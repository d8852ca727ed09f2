"""What a question leaves unsaid or says in other words: its asker's subject, who asks, and what the field calls it.

Someone who comes to a library on missions asks "How do we find partners?" and means partners of a mission; few words
are left then to tell such a question from one on anything else. Asked again with the subject, it is told apart
(docs/decisions/031-what-goes-without-saying.md has the figures).
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Protocol

from assistant.conversation import Standalone
from assistant.gazetteer import Gazetteer
from assistant.question import Form, Question
from knowledge.glossary import everyday_words

SUBJECT: Final = "mission"
COMMON: Final = 0.25
"""Share of a library's passages that speak of the subject from which it is what everything there is about."""
_SPOKEN_OF: Final = re.compile(rf"\b{SUBJECT}", re.IGNORECASE)
_WHO_ASKS: Final = re.compile(
    r"^(?:(?:(?:hi|hello)[,.!]? )?(?:we(?: are|[’']re| work)|i(?: am|[’']m| work)) [^.!?]*[.!] )+"
    r"(?=(?:how|what|who|which|where|when|why|can|could|should|do|is|are)\b[^.!?]*\?$)",
    re.IGNORECASE,
)


class PassageCounts(Protocol):
    """What is needed of the catalogue."""

    def passages_with(self, words: Sequence[str]) -> dict[str, int]:
        """For each word, in how many live passages it stands."""
        ...

    def count_passages(self) -> int:
        """How many passages can be found."""
        ...


def said_in_full(alone: Standalone, question: Question, gazetteer: Gazetteer, words: PassageCounts) -> str:
    """The question without who asks, and with the subject that goes without saying; as it is where neither is so.

    Args:
        alone: the question as it was understood in its thread.
        question: the same, read.
        gazetteer: the names the library knows.
        words: tells whether the subject is what the whole library is about.
    """
    text = _WHO_ASKS.sub("", alone.text)
    asks_of_something = bool(
        alone.depends or question.names or question.parts or question.years or gazetteer.find(text)
    )
    said = asks_of_something or question.form is Form.COMPARISON or _SPOKEN_OF.search(text)
    if not said and words.passages_with([SUBJECT])[SUBJECT] >= COMMON * words.count_passages():
        text = f"{text.rstrip(' .?!')} in a {SUBJECT}?"
    return text if text == alone.text else f"{text[0].upper()}{text[1:]}"


@cache
def _everyday() -> re.Pattern[str]:
    longest_first = sorted(everyday_words(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)


def in_the_fields_words(text: str) -> str:
    """The question with the field's words for everyday ones ("mistakes" → "pitfalls"); as it is where it has none."""
    plain = text.replace("’", "'")
    worded = _everyday().sub(lambda match: everyday_words()[match.group().lower()], plain)
    if worded == plain:
        return text
    return f"{worded[0].upper()}{worded[1:]}"
