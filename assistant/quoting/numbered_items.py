"""Items of a list that a source numbers ("Mission 1 is …", "the second element is …"), a sentence each, in order."""

from collections.abc import Sequence

from assistant.completeness import asked_items
from assistant.listed import place_in_list
from assistant.question import Question
from assistant.quoting.selection import Chosen

FIT = 0.80
"""Share of the best sentence's worth that the best of the items needs."""

Key = tuple[str, int, str]
"""Source, version and the stem of what is numbered."""


def numbered_items(question: Question, weighed: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """The sentences on the items that a question asks to list, where one source numbers as many; else ().

    Args:
        question: what was asked ("What are the four …?").
        weighed: the sentences found, best first.
    """
    items = asked_items(question)
    if items is None or not weighed:
        return ()
    runs: dict[Key, dict[int, Chosen]] = {}
    for one in weighed:
        place = place_in_list(one.candidate.text)
        if place is not None:
            candidate = one.candidate
            key = (candidate.source.id, candidate.ranked.passage.version, place[0])
            runs.setdefault(key, {}).setdefault(place[1], one)
    whole = [run for run in runs.values() if set(run) == set(range(1, items.count + 1))]
    best = max(whole, key=lambda run: max(one.worth for one in run.values()), default=None)
    if best is None or max(one.worth for one in best.values()) < FIT * weighed[0].worth:
        return ()
    return tuple(best[number] for number in sorted(best))
