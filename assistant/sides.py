"""Whether enough was found to compare: judged side by side, where the things compared are named."""

from collections.abc import Collection
from dataclasses import replace

from assistant.answer_type import AnswerType
from assistant.contest import Contest, Measure, contest, value
from assistant.evidence import ENOUGH, NONE, Evidence, Sufficiency, in_part
from assistant.gathering import GENERIC, Found, Gathered
from assistant.own_side import speaks_of
from assistant.unknowns import tells_unknown, text_of
from assistant.words import content_stems, stem

_LACKING = {Measure.DATE: AnswerType.DATE, Measure.MONEY: AnswerType.MONEY, Measure.COUNT: AnswerType.COUNT}


def with_sides(evidence: Evidence, gathered: Gathered) -> Evidence:
    """The judgement of a comparison of named things; any other as it is.

    Where nothing but the names is asked, what the library holds of each is enough. Where a date or a figure decides,
    the sides that have one are covered.
    """
    sides = gathered.sides
    if len(sides) < 2 or not all(side.is_named and side.result.passages for side in sides):
        return evidence
    question = gathered.whole.question
    names = content_stems(" ".join(side.label for side in sides))
    if all({stem(word) for word in side.question.words} <= names | GENERIC for side in sides):
        return _at_least(evidence, Sufficiency.ENOUGH)
    asked = contest(question.text, [side.label for side in sides])
    if asked is None:
        return evidence
    told = tuple(side.label for side in sides if _tells_value(side, asked, sides))
    if len(told) == len(sides):
        return _at_least(evidence, Sufficiency.ENOUGH)
    if not told:
        lacking = _LACKING[asked.measure]
        held = Sufficiency.PARTIAL if evidence.status is Sufficiency.ENOUGH else evidence.status
        return replace(evidence, status=held, lacking=lacking)
    untold = tuple(side.label for side in sides if side.label not in told)
    partial = _at_least(evidence, Sufficiency.PARTIAL)
    return replace(partial, status=Sufficiency.PARTIAL, covered=told, uncovered=untold)


def as_far_as_shown(evidence: Evidence, gathered: Gathered, shown: Collection[str]) -> Evidence:
    """The judgement, lowered to "in part" where a named thing that is compared has no row in the answer.

    Args:
        evidence: the judgement of what was found.
        gathered: what was found, side by side.
        shown: the labels of the answer's rows.
    """
    named = tuple(side.label for side in gathered.sides if side.is_named)
    told = tuple(label for label in named if label in shown)
    if len(named) < 2 or not told or len(told) == len(named) or evidence.uncovered:
        return evidence
    untold = tuple(label for label in named if label not in shown)
    return replace(in_part(evidence), covered=told, uncovered=untold)


def _tells_value(side: Found, asked: Contest, sides: tuple[Found, ...]) -> bool:
    """True when a sentence on one side tells the date or figure by which the sides are compared."""
    others = [other.label for other in sides if other is not side]
    shared = {one.source.id for other in sides if other is not side for one in other.result.passages}
    sentences = ((one, text_of(one, sentence)) for one in side.result.passages for sentence in one.sentences)
    return any(
        value(asked, said) is not None
        and speaks_of(said, one.source, side.label, others, shared)
        and not tells_unknown(one.passage.context, said)
        for one, said in sentences
    )


def _at_least(evidence: Evidence, status: Sufficiency) -> Evidence:
    if evidence.status is Sufficiency.ENOUGH:
        return evidence
    least = ENOUGH if status is Sufficiency.ENOUGH else NONE
    return replace(evidence, status=status, confidence=max(evidence.confidence, least), missing=(), lacking=None)
