"""An answer in quoting mode: sentences chosen for the question, arranged, and cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.aspects import Aspect, heading_aspects, main_aspects
from assistant.bearing import bears_on_ask
from assistant.figures import first_date, tells_sum
from assistant.gazetteer import case_name
from assistant.question import Form, Question
from assistant.quoting.arrangement import Layout, arrange, disagreement, step_title
from assistant.quoting.candidates import Candidate, collect
from assistant.quoting.citing import Citer, dated_label
from assistant.quoting.comparison import compare
from assistant.quoting.disagreement import asks_for_conflict, conflicting, tells_of_conflict
from assistant.quoting.fitness import asks_for_remedy, asks_whether_reached, form_fit
from assistant.quoting.material import NO_WISHES, Material, Reading, Wishes, shared_budget, weigh_all
from assistant.quoting.numbered_items import numbered_items
from assistant.quoting.own_place import kept_to, led_by_country
from assistant.quoting.sectors import led_by_sector
from assistant.quoting.selection import (
    DECISIVE_FORMS,
    Chosen,
    Lens,
    budget_for,
    choose,
    led_by_form,
    repeats,
    similarity,
    weigh,
)
from assistant.quoting.support import FEW, on_point
from knowledge.answer import Block, BlockKind, Citation
from knowledge.types import RankedPassage, ScoredSentence, Span

UNKNOWN_HEADING = "What the sources say is not known"
MIN_STEPS = 3
"""Steps from which a guide answers step by step."""
STEPS_WORDS = 220
"""Words of a step-by-step answer: more than elsewhere, since leaving steps out would mislead."""
NAMES_SOMEONE = 0.8
"""Fit of a sentence that names who it is, by name or office."""
PART_FLOOR = 0.80
"""Share of the best sentence's worth that a sentence of one of several parts needs, also where that one is said."""
MIN_LISTED = 3
"""Sentences under the heading asked for from which a list is made of them alone."""
BRIEF_WORDS = 90
"""Words of a step-by-step answer that is to be short."""
_CONFLICT_POOL = 24
"""How many of the best sentences are compared for conflicting figures."""
_CONFLICT_WORTH = 0.80
"""Share of the best sentence's worth from which a sentence about a conflict belongs to the answer."""
_BEARS_ON_LEAD = 0.68
"""Cosine to a chosen sentence from which a sentence about a conflict belongs to the answer."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The blocks of an answer with their citations."""

    blocks: tuple[Block, ...]
    citations: tuple[Citation, ...]


def compose(material: Sequence[Material], reading: Reading, wishes: Wishes = NO_WISHES) -> Composed:
    """The answer to a question from its material: one for a plain question, one each for its parts or sides."""
    layouts: tuple[Layout, ...] = ()
    if len(material) > 1 and material[0].question.form is Form.COMPARISON:
        layouts = compare(material, reading, wishes)
    elif len(material) > 1:
        layouts = _parts(material, reading, wishes)
    elif material:
        layouts = _single(material[0], reading, wishes)
    if wishes.unknown is not None:
        layouts = (*layouts, _unknown(*wishes.unknown, reading))
    citer = Citer(reading.document_of)
    blocks = tuple(
        Block(layout.kind, citer.statements(layout.candidates), layout.heading, layout.row_labels) for layout in layouts
    )
    return Composed(blocks, citer.citations)


def first_sentences(composed: Composed, count: int) -> Composed:
    """The beginning of an answer: its first sentences with their citations, and no more."""
    blocks: list[Block] = []
    for block in composed.blocks:
        room = count - sum(len(one.statements) for one in blocks)
        if room > 0:
            blocks.append(replace(block, statements=block.statements[:room], row_labels=block.row_labels[:room]))
    cited = {number for block in blocks for statement in block.statements for number in statement.citations}
    return Composed(tuple(blocks), tuple(one for one in composed.citations if one.number in cited))


def _single(material: Material, reading: Reading, wishes: Wishes) -> tuple[Layout, ...]:
    stepwise = None if wishes.attributed else _step_by_step(material, reading, wishes)
    if stepwise is not None:
        return (stepwise,)
    weighed = kept_to(material.grounds, weigh_all(material, reading))
    budget = budget_for(material.question, wishes.words, wishes.sentences)
    section = _of_section(material, reading)
    if section:
        weighed = _led_by_section(section, weighed)
    listed = material.question.form is Form.LIST and len(section) >= MIN_LISTED
    eligible = section if listed else led_by_form(material.question, _eligible(material.question, weighed))
    eligible = _beside_section(material, section, eligible)
    eligible = led_by_country(material.country, material.question.text, eligible)
    eligible = led_by_sector(material.lens, eligible)
    items = numbered_items(material.question, weighed)
    picked = items or _to_the_point(material, choose(eligible, budget), wishes)
    chosen = [one.candidate for one in picked]
    conflicts = _conflicts(material.lens, weighed, chosen)
    told = {candidate.key for candidate in conflicts}
    plain = [candidate for candidate in chosen if candidate.key not in told] or chosen[:1]
    layouts = (_attributed(plain, reading),) if wishes.attributed else arrange(material.question, plain)
    if not conflicts:
        return layouts
    labels = [dated_label(one, reading.document_of(one.ranked.passage)) for one in conflicts]
    return (*layouts, disagreement(conflicts, labels))


def _to_the_point(material: Material, chosen: Sequence[Chosen], wishes: Wishes) -> Sequence[Chosen]:
    """The chosen sentences without those beside the point; a length in words that was asked for is filled."""
    cases = material.grounds.cases if material.grounds is not None else ()
    kept = chosen if wishes.words is not None else on_point(material.lens, chosen, cases)
    return kept[:FEW] if wishes.nearest_only else kept


def _beside_section(material: Material, section: Sequence[Chosen], weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """Where one side is asked for: the section's sentences and those that tell of nothing else, if several."""
    keys = {one.candidate.key for one in section}
    if (
        weighed
        and material.question.form in DECISIVE_FORMS
        and form_fit(material.question, weighed[0].candidate.text) == 1.0
    ):
        keys.add(weighed[0].candidate.key)

    def belongs(one: Chosen) -> bool:
        main = main_aspects(one.candidate.text)
        return one.candidate.key in keys or (bool(main) and main <= material.lens.aspects)

    kept = [one for one in weighed if belongs(one)] if section else []
    return kept if len(kept) > 1 else weighed


def _of_section(material: Material, reading: Reading) -> tuple[Chosen, ...]:
    """The sentences under the headings that tell of the one side that is asked for, best first."""
    if not material.section or asks_whether_reached(material.question):
        return ()
    asked = material.lens.aspects

    def belongs(one: Chosen) -> bool:
        told = heading_aspects(one.candidate.heading)
        if material.question.form is Form.WHO:
            fits = form_fit(material.question, one.candidate.text) >= NAMES_SOMEONE
            main = main_aspects(one.candidate.text)
            return fits and bool(main) and main <= asked
        main = main_aspects(one.candidate.text)
        if Aspect.FUNDING not in asked and not main & asked and tells_sum(one.candidate.text):
            return False
        return bool(asked & told) and (told <= asked or not main or bool(asked & main))

    found = [one for one in weigh_all(replace(material, passages=material.section), reading) if belongs(one)]
    if material.question.form is Form.WHO and found:
        lead = max(found, key=lambda one: (form_fit(material.question, one.candidate.text), one.worth))
        found = [replace(lead, worth=found[0].worth), *(one for one in found if one is not lead)]
    return tuple(found)


def _led_by_section(section: Sequence[Chosen], weighed: Sequence[Chosen]) -> tuple[Chosen, ...]:
    """All sentences with those of the section lifted to where the best of them is the best of all."""
    keys = {one.candidate.key for one in section}
    lift = max(0.0, weighed[0].worth - section[0].worth) if weighed else 0.0
    lifted = [replace(one, worth=one.worth + lift) for one in section]
    rest = [one for one in weighed if one.candidate.key not in keys]
    return tuple(sorted((*lifted, *rest), key=lambda one: -one.worth))


def _attributed(chosen: Sequence[Candidate], reading: Reading) -> Layout:
    """The sentences as they were chosen, each beside who says it and when."""
    labels = tuple(dated_label(one, reading.document_of(one.ranked.passage)) for one in chosen)
    return Layout(BlockKind.TABLE, tuple(chosen), None, labels)


def _step_by_step(material: Material, reading: Reading, wishes: Wishes) -> Layout | None:
    """The best sentence under each step's heading of a guide, in its order; None where there are fewer than three.

    A question on how to avoid one thing asks for what helps against it, and not for the whole guide.
    """
    if not material.guide or asks_for_remedy(material.question):
        return None
    candidates = collect(material.guide, reading.document_of, reading.vectors_of(material.guide))
    best: dict[str, Chosen] = {}
    for one in weigh(material.lens, candidates):
        step = step_title(one.candidate.heading)
        if step and not one.candidate.dangling:
            best.setdefault(step, one)
    if len(best) < MIN_STEPS:
        return None
    ordered = sorted(best.items(), key=lambda item: item[1].candidate.span)
    room = wishes.words or (BRIEF_WORDS if material.question.wants_less else STEPS_WORDS)
    kept = [
        item for at, item in enumerate(ordered) if sum(other[1].candidate.words for other in ordered[: at + 1]) <= room
    ]
    return Layout(BlockKind.STEPS, tuple(one.candidate for _, one in kept), None, tuple(title for title, _ in kept))


def _parts(material: Sequence[Material], reading: Reading, wishes: Wishes) -> tuple[Layout, ...]:
    """Each part answered under its own words, nothing said twice; the best sentence of a part is kept for it."""
    layouts: list[Layout] = []
    said: list[Candidate] = []
    weighed = [weigh_all(part, reading) for part in material]
    leads = _leads(weighed)
    for part, ranking, own in zip(material, weighed, leads, strict=True):
        fresh = [
            one
            for one in ranking
            if (one.candidate.key == own or one.candidate.key not in leads)
            and one.worth >= PART_FLOOR * ranking[0].worth
            and not any(repeats(one.candidate, other) for other in said)
        ]
        budget = shared_budget(budget_for(part.question, wishes.words, wishes.sentences), len(material))
        chosen = [one.candidate for one in _to_the_point(part, choose(fresh, budget), wishes)]
        arranged = arrange(part.question, chosen)
        said.extend(chosen)
        if arranged:
            layouts.append(replace(arranged[0], heading=part.label))
            layouts.extend(arranged[1:])
    return tuple(layouts)


def _leads(weighed: Sequence[Sequence[Chosen]]) -> list[tuple[str, int, Span] | None]:
    """The sentence kept for each part: its best; one that is the best of two is kept for the part that needs it more.

    A part needs it the more, the less its second-best sentence is worth beside it.
    """
    needs = [ranking[1].worth / ranking[0].worth if len(ranking) > 1 else 0.0 for ranking in weighed]
    leads: list[tuple[str, int, Span] | None] = [None] * len(weighed)
    for at in sorted(range(len(weighed)), key=lambda at: needs[at]):
        keys = (one.candidate.key for one in weighed[at])
        leads[at] = next((key for key in keys if key not in leads), None)
    return leads


def _unknown(ranked: RankedPassage, sentence: ScoredSentence, reading: Reading) -> Layout:
    document = reading.document_of(ranked.passage)
    text = document.text[sentence.span.start : sentence.span.end]
    candidate = Candidate(ranked, sentence, text, heading="")
    return Layout(BlockKind.PARAGRAPH, (candidate,), f"{UNKNOWN_HEADING} ({case_name(ranked.source)})")


def _eligible(question: Question, weighed: Sequence[Chosen]) -> Sequence[Chosen]:
    """A timeline needs dates; every other form takes all."""
    if question.form is not Form.TIMELINE:
        return weighed
    dated = [one for one in weighed if first_date(one.candidate.text)]
    return dated if len(dated) > 1 else weighed


def _conflicts(lens: Lens, weighed: Sequence[Chosen], chosen: Sequence[Candidate]) -> list[Candidate]:
    """What belongs under "where the sources disagree": rivals of a chosen sentence, and sentences about a conflict."""
    if not chosen:
        return []
    near = [one.candidate for one in weighed if one.worth >= _CONFLICT_WORTH * weighed[0].worth]
    keys = {candidate.key for candidate in chosen}
    pairs = [pair for pair in conflicting(near[:_CONFLICT_POOL]) if pair[0].key in keys or pair[1].key in keys]
    found = [candidate for pair in pairs[:1] for candidate in pair]
    found += [
        candidate
        for candidate in near
        if tells_of_conflict(candidate)
        and (candidate.key in keys or _bears_on(candidate, chosen))
        and (asks_for_conflict(lens.question) or bears_on_ask(lens.question, lens.known, lens.aspects, candidate.text))
    ]
    unique = {candidate.key: candidate for candidate in found}
    return list(unique.values())[:3]


def _bears_on(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    same_source = [other for other in chosen if other.source.id == candidate.source.id]
    return any(similarity(candidate, other) >= _BEARS_ON_LEAD for other in same_source)
