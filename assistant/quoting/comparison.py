"""A comparison: what sets its sides apart, and a table with the sentences on each."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.contest import Contest, asks_which_of, best, contest, order, value
from assistant.gazetteer import mentions
from assistant.own_side import speaks_of
from assistant.question import Form
from assistant.quoting.arrangement import Layout, Side, arrange_sides
from assistant.quoting.candidates import Candidate
from assistant.quoting.material import Material, Reading, Wishes, shared_budget, weigh_all
from assistant.quoting.selection import Chosen, budget_for, choose
from assistant.quoting.setting_apart import names_term, setting_apart
from knowledge.answer import BlockKind

OPENING_WORDS = 3
"""Words within which a sentence names what it is about."""


def compare(material: Sequence[Material], reading: Reading, wishes: Wishes) -> tuple[Layout, ...]:
    """The blocks of a comparison of these sides."""
    budget = shared_budget(
        replace(budget_for(material[0].question, wishes.words, wishes.sentences), words=wishes.words or 180),
        len(material),
    )
    text = material[0].question.text
    asked = contest(text, [side.label for side in material])
    if asks_which_of(text):
        budget = replace(budget, sentences=1 if asked is not None else budget.sentences)
    sides = []
    lead = _lead(material, reading) if asked is None else ()
    said = {one.key for one in lead}
    for side in material:
        own = [one for one in weigh_all(_defined(side), reading) if one.candidate.key not in said]
        others = [other for other in material if other is not side]
        kept = own_side(own, side, others) if side.lens.known else on_side(own, side.label)
        chosen = choose(measured(naming(kept, side.label, asked), asked), budget)
        said.update(one.candidate.key for one in chosen)
        ordered = sorted((one.candidate for one in chosen), key=lambda one: (one.ranked.rank, one.span))
        sides.append(Side(side.label, tuple(ordered)))
    opening = (Layout(BlockKind.PARAGRAPH, lead),) if lead else ()
    return (*opening, *arrange_sides(in_order(sides, asked)))


def _lead(material: Sequence[Material], reading: Reading) -> tuple[Candidate, ...]:
    """The sentences that set the sides apart by themselves."""
    together = material[0].together
    if together is None:
        return ()
    found = (*together.passages, *(one for side in material for one in side.passages))
    passages = tuple({(one.source.id, one.passage.start): one for one in reversed(found)}.values())
    weighed = weigh_all(replace(together, passages=passages), reading)
    return tuple(one.candidate for one in setting_apart(weighed, [side.label for side in material]))


def _defined(side: Material) -> Material:
    """A side that is a term, asked what it is."""
    if side.lens.known:
        return side
    return replace(side, lens=replace(side.lens, question=replace(side.question, form=Form.DEFINITION)))


def naming(weighed: Sequence[Chosen], label: str, asked: Contest | None) -> Sequence[Chosen]:
    """The sentences that name a side where one of them tells what decides; all where none does or nothing decides."""
    named = [one for one in weighed if mentions(one.candidate.text, label)]
    told = asked is not None and best(asked, [one.candidate.text for one in named]) is not None
    return named if told else weighed


def measured(weighed: Sequence[Chosen], asked: Contest | None) -> Sequence[Chosen]:
    """The sentence that tells the date or figure by which sides are compared; all where none does or none is asked."""
    found = best(asked, [one.candidate.text for one in weighed]) if asked is not None else None
    return weighed if found is None else [weighed[found]]


def in_order(sides: Sequence[Side], asked: Contest | None) -> Sequence[Side]:
    """The sides with the one that is asked for first ("which started earlier?"), where their sentences tell it.

    A side that tells no such date or figure is left out where another one does.
    """
    spoken = [side for side in sides if side.candidates]
    if asked is None:
        return spoken
    texts = [_telling(asked, side) for side in spoken]
    told = [at for at, text in enumerate(texts) if value(asked, text) is not None] or list(range(len(spoken)))
    return [spoken[told[at]] for at in order(asked, [texts[at] for at in told])]


def _telling(asked: Contest, side: Side) -> str:
    """The sentence of a side that tells what decides; its first where none does."""
    texts = [candidate.text for candidate in side.candidates]
    return next((text for text in texts if value(asked, text) is not None), texts[0])


def own_side(weighed: Sequence[Chosen], side: Material, others: Sequence[Material]) -> Sequence[Chosen]:
    """Those of one side's sentences that speak of it, or stand in a source that is about no other side; all if none."""
    shared = {one.source.id for other in others for one in other.passages}
    labels = [other.label for other in others]

    def belongs(candidate: Candidate) -> bool:
        return speaks_of(candidate.text, candidate.source, side.label, labels, shared)

    return [one for one in weighed if belongs(one.candidate)] or weighed


def on_side(weighed: Sequence[Chosen], label: str) -> Sequence[Chosen]:
    """The sentences that begin with a side that is a term, and no case; where none does the best that names it, or all.

    Later in a sentence a term is named in passing ("… and a project database calls Leuven 2030 the main driver").
    """
    named = [one for one in weighed if names_term(one.candidate.text, label)]
    early = [one for one in named if names_term(_opening(one.candidate.text), label)]
    return early or named[:1] or weighed


def _opening(text: str) -> str:
    """The words a sentence begins with, articles left out."""
    return " ".join([word for word in text.split() if word.lower() not in {"a", "an", "the"}][:OPENING_WORDS])
