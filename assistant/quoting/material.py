"""What an answer in quoting mode is made of: passages for a question, how they are read, how the answer should be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.aspects import Aspect
from assistant.question import Question
from assistant.quoting.candidates import PassageVectors, collect
from assistant.quoting.own_place import Country, Grounds
from assistant.quoting.selection import Budget, Chosen, Lens, weigh
from assistant.unknowns import tells_unknown
from knowledge.types import Document, Passage, RankedPassage, ScoredSentence


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer can be made of: one question, or one part or side of it, and the passages found for it."""

    lens: Lens
    passages: tuple[RankedPassage, ...]
    label: str = ""  # the part's or side's name; "" for the question as a whole
    section: tuple[RankedPassage, ...] = ()  # all passages of the source that one side is asked of
    guide: tuple[RankedPassage, ...] = ()  # all passages of a guide that answers a how-to question step by step
    grounds: Grounds | None = None  # the place or case the question names, which the answer keeps to
    country: Country | None = None  # the country the question asks for, which leads the answer
    together: "Material | None" = None  # of a side: what was found for all sides at once

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.lens.question


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents and stored vectors are read."""

    document_of: Callable[[Passage], Document]
    vectors_of: Callable[[Sequence[RankedPassage]], PassageVectors]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the answer should be: how long, with what is not known behind it, and with who says each sentence."""

    words: int | None = None
    sentences: int | None = None
    unknown: tuple[RankedPassage, ScoredSentence] | None = None
    attributed: bool = False
    nearest_only: bool = False  # what was asked for was not found: the nearest sentences, and few of them


NO_WISHES: Final = Wishes()


def weigh_all(material: Material, reading: Reading) -> tuple[Chosen, ...]:
    """The sentences of a material with their worth, best first; what is not known only where it is asked for."""
    candidates = collect(material.passages, reading.document_of, reading.vectors_of(material.passages))
    if Aspect.UNKNOWN not in material.lens.aspects:
        candidates = tuple(one for one in candidates if not tells_unknown(one.ranked.passage.context, one.text))
    return weigh(material.lens, candidates)


def shared_budget(budget: Budget, parts: int) -> Budget:
    """The budget of one of so many parts."""
    return replace(budget, words=max(50, budget.words // parts), sentences=max(2, budget.sentences // parts))
