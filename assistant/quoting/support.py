"""What stays beside the answer's first sentence: sentences that add to what is asked, or go on from one that does."""

from collections.abc import Collection, Sequence

from assistant.aspects import Aspect, heading_aspects, wholly_on
from assistant.bearing import asked_stems, bears_on_ask
from assistant.figures import tells_sum
from assistant.question import Form
from assistant.quoting.candidates import Candidate
from assistant.quoting.disagreement import asks_for_conflict
from assistant.quoting.selection import Chosen, Lens, topic_fit
from assistant.words import content_stems

ELSEWHERE = 0.88
"""Share of the lead's worth that a sentence needs which is neither from the lead's source nor from one asked for."""
WORTH = 0.85
"""Share of the lead's worth that a sentence needs which holds no word and no side of what is asked."""
TOPIC = 0.60
"""Share of the lead's fit to what is asked of the names that such a sentence needs, too."""
FEW = 3
"""Sentences of an answer that is one date or figure, and of one that was not found as it was asked for."""
_ONE_FACT = frozenset({Form.FIGURE, Form.WHEN})


def on_point(lens: Lens, chosen: Sequence[Chosen], cases: Collection[str] = ()) -> tuple[Chosen, ...]:
    """The chosen sentences, in the same order, without those beside the point; the lead stays always.

    Args:
        lens: what is asked.
        chosen: the sentences, the lead first.
        cases: ids of the case studies on the place or case that is named.

    Chosen on the project's `tune` questions: of 348 sentences behind a lead there, a sixth brought a new key fact, of
    those that fall away here hardly any.
    """
    if lens.question.wants_more:
        return tuple(chosen)
    kept: list[Chosen] = []
    own = {chosen[0].candidate.source.id, *cases} if chosen else set()
    for one in chosen:
        if not kept or _goes_on(one.candidate, kept) or _adds(lens, one, kept[0], own):
            kept.append(one)
            own.add(one.candidate.source.id)
    one_fact = lens.question.form in _ONE_FACT and not asks_for_conflict(lens.question)
    return tuple(kept[:FEW]) if one_fact else tuple(kept)


def _goes_on(candidate: Candidate, kept: Sequence[Chosen]) -> bool:
    """True when the sentence stands right behind one that stays, and leans on it or on the lead."""
    before = candidate.before
    if before is None:
        return False
    return before.key == kept[0].candidate.key or (
        candidate.dangling and any(before.key == one.candidate.key for one in kept)
    )


def _adds(lens: Lens, one: Chosen, lead: Chosen, own: Collection[str]) -> bool:
    """True when a sentence tells more of what is asked than that it speaks of the same case."""
    tells = _tells(lens, one.candidate)
    if one.candidate.source.id not in own:
        return tells and one.worth >= ELSEWHERE * lead.worth
    if tells:
        return True
    return one.worth >= WORTH * lead.worth and topic_fit(lens, one.candidate) >= TOPIC * topic_fit(lens, lead.candidate)


def _tells(lens: Lens, candidate: Candidate) -> bool:
    """True when a sentence or its heading is on the side asked for, or holds a word of what is asked.

    Under a heading on another side a name of the side in passing ("a survey of project leads") is not enough.
    """
    if not bears_on_ask(lens.question, lens.known, lens.aspects, candidate.text):
        beside = Aspect.FUNDING not in lens.aspects and tells_sum(candidate.text)
        return not beside and bool(lens.aspects & heading_aspects(candidate.heading))
    told = heading_aspects(candidate.heading)
    if not lens.aspects or not told or told & lens.aspects or wholly_on(lens.aspects, candidate.text):
        return True
    return bool(asked_stems(lens.question, lens.known) & content_stems(candidate.text))
