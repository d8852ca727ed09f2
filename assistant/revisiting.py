"""Questions the library did not cover, asked again: which of them can it answer now?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.assistant import AskRequest, Assistant
from knowledge.answer import AnswerMode, AnswerStatus
from knowledge.gaps import Gap


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps with the same question, the latest first."""

    question: str
    gaps: tuple[Gap, ...]
    missing_words: tuple[str, ...]

    @property
    def times(self) -> int:
        """How often it was asked."""
        return len(self.gaps)


def group_gaps(gaps: Iterable[Gap]) -> tuple[GapGroup, ...]:
    """Gaps by what was asked, those asked most often first."""
    by_question: dict[str, list[Gap]] = {}
    for gap in gaps:
        by_question.setdefault(" ".join(gap.standalone.casefold().split()), []).append(gap)
    groups = [
        GapGroup(
            group[0].standalone, tuple(group), tuple(dict.fromkeys(word for gap in group for word in gap.missing_words))
        )
        for group in by_question.values()
    ]
    return tuple(sorted(groups, key=lambda group: -group.times))


def answerable_now(assistant: Assistant, groups: Sequence[GapGroup]) -> tuple[GapGroup, ...]:
    """Those that the library, as it is now, answers in full. The assistant must not record gaps itself."""
    return tuple(group for group in groups if _is_answered(assistant, group.question))


def _is_answered(assistant: Assistant, question: str) -> bool:
    return assistant.ask(AskRequest(question, mode=AnswerMode.QUOTING)).status is AnswerStatus.ANSWERED
