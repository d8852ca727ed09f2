"""Chosen sentences arranged to read as an answer: the answer first, support after it, in the form that fits."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.figures import first_date
from assistant.gazetteer import case_name
from assistant.question import Form, Question
from assistant.quoting.candidates import Candidate
from assistant.quoting.fitness import form_fit, speaks_against, speaks_for
from assistant.words import content_stems
from knowledge.answer import BlockKind

_STEP_HEADING = re.compile(r"^(?:step )?\d{1,2}\s*[:.)–-]\s*(?P<title>\S.+)$", re.IGNORECASE)
DISAGREEMENT_HEADING = "Where the sources disagree"
FOR_HEADING = "What speaks for it"
AGAINST_HEADING = "What speaks against it, or was hard"
STEPS_HEADING = "Steps"
MIN_STEPS = 3
"""Sentences that tell to do something from which an answer is called steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A block before its sentences are cited."""

    kind: BlockKind
    candidates: tuple[Candidate, ...]
    heading: str | None = None
    row_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the things compared, with the sentences chosen for it."""

    label: str
    candidates: tuple[Candidate, ...]


def arrange(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    """The blocks of an answer. ``chosen`` comes in order of choice: its first sentence is the answer."""
    if not chosen:
        return ()
    return _ARRANGERS.get(question.form, _paragraphs)(question, chosen)


def arrange_sides(sides: Sequence[Side]) -> tuple[Layout, ...]:
    """A comparison as a table, one row a sentence, the thing compared as the row's label."""
    rows = [(side.label, candidate) for side in sides for candidate in side.candidates]
    if not rows:
        return ()
    return (Layout(BlockKind.TABLE, tuple(row[1] for row in rows), None, tuple(row[0] for row in rows)),)


def disagreement(candidates: Sequence[Candidate], labels: Sequence[str]) -> Layout:
    """Sentences that differ, side by side, each labelled with who says so and when."""
    return Layout(BlockKind.DISAGREEMENT, tuple(candidates), DISAGREEMENT_HEADING, tuple(labels))


def step_title(heading: str) -> str:
    """The step a heading path ends in ("Step 3: Check the wording" → "Check the wording"), "" when it is none."""
    match = _STEP_HEADING.match(heading.rsplit(" › ", 1)[-1])
    return match["title"].strip() if match else ""


def _paragraphs(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    groups = _by_source(chosen)
    several = len(groups) > 1
    return tuple(
        Layout(BlockKind.PARAGRAPH, tuple(group), _heading(question, group, needed=several and number > 0))
        for number, group in enumerate(groups)
    )


def _list(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    groups = _by_source(chosen)
    if len(groups) == 1 and len(chosen) == 1:
        return _paragraphs(question, chosen)
    return tuple(
        Layout(
            BlockKind.LIST if len(group) > 1 else BlockKind.PARAGRAPH,
            tuple(group),
            _heading(question, group, needed=len(groups) > 1 and number > 0),
        )
        for number, group in enumerate(groups)
    )


def _steps(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    """The source with most steps as steps in its own order, the others as paragraphs behind."""
    groups = _by_source(chosen)
    main = max(groups, key=len)
    if sum(form_fit(question, candidate.text) == 1.0 for candidate in main) < MIN_STEPS:
        return _list(question, chosen)
    steps = Layout(BlockKind.STEPS, tuple(_in_text_order(main)), STEPS_HEADING)
    others = [group for group in groups if group is not main]
    return (
        steps,
        *(Layout(BlockKind.PARAGRAPH, tuple(group), _heading(question, group, needed=True)) for group in others),
    )


def _timeline(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    dated = [(date, candidate) for candidate in chosen if (date := first_date(candidate.text))]
    if len(dated) < 2:
        return _paragraphs(question, chosen)
    dated.sort(key=lambda pair: (pair[0][0], pair[1].span.start))
    return (Layout(BlockKind.TIMELINE, tuple(pair[1] for pair in dated), None, tuple(pair[0][1] for pair in dated)),)


def _pro_contra(question: Question, chosen: Sequence[Candidate]) -> tuple[Layout, ...]:
    gains = [candidate for candidate in chosen if speaks_for(candidate.text)]
    drawbacks = [candidate for candidate in chosen if speaks_against(candidate.text)]
    if not gains or not drawbacks:
        return _paragraphs(question, chosen)
    return (
        Layout(BlockKind.LIST, tuple(gains), FOR_HEADING),
        Layout(BlockKind.LIST, tuple(drawbacks), AGAINST_HEADING),
    )


_ARRANGERS: dict[Form, Callable[[Question, Sequence[Candidate]], tuple[Layout, ...]]] = {
    Form.LIST: _list,
    Form.STEPS: _steps,
    Form.TIMELINE: _timeline,
    Form.PRO_CONTRA: _pro_contra,
}


def _by_source(chosen: Sequence[Candidate]) -> list[list[Candidate]]:
    """The sentences by source, sources in order of their best sentence; the lead first, the rest in text order."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in chosen:
        groups.setdefault(candidate.source.id, []).append(candidate)
    ordered: list[list[Candidate]] = []
    for number, group in enumerate(groups.values()):
        lead = _leading(group) if number == 0 else []
        ordered.append([*lead, *_in_text_order([one for one in group if one not in lead])])
    return ordered


def _leading(group: Sequence[Candidate]) -> list[Candidate]:
    """The answer's first sentence, together with the next one where that leans on it."""
    if len(group) > 1 and group[1].before is group[0] and group[1].dangling:
        return [group[0], group[1]]
    return [group[0]]


def _in_text_order(group: Sequence[Candidate]) -> list[Candidate]:
    return sorted(group, key=lambda candidate: (candidate.ranked.passage.version, candidate.span))


def _heading(question: Question, group: Sequence[Candidate], *, needed: bool) -> str | None:
    """Whose sentences these are, where neither question nor first sentence says so."""
    name = case_name(group[0].source)
    said = content_stems(f"{question.text} {group[0].text}")
    if needed or not content_stems(name) <= said:
        return name
    return None
