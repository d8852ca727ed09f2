"""Searching for a question: as a whole, for each of its parts, and for each of the things it compares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from assistant.aspects import asks_only_for
from assistant.contest import asks_which_of
from assistant.conversation import standalone
from assistant.gazetteer import DEMONYMS, Gazetteer, KnownName, NameKind, case_name, without_names
from assistant.phrasing import sentence, unframed, without_article
from assistant.question import Form, Question, understand
from assistant.searching import search_as_asked
from assistant.topics import described
from assistant.unknowns import best_unknown
from assistant.words import content_stems, words
from knowledge.encoders.remembering import query_vectors
from knowledge.library import Library
from knowledge.types import Query, RankedPassage, Scope, SearchResult, Turn
from knowledge.vocabulary import PRACTICE_GUIDE

PASSAGES = 12
"""Passages an answer is made from; the sentences of later ones are hardly ever chosen."""
TIMELINE_PASSAGES = 30
"""A timeline needs the dates of a whole source, wherever they stand in it."""
GUIDE_RANKS = 6
"""Best passages among which the guide must have one."""
GUIDE_LIKENESS = 0.55
"""Cosine of a guide's title and the question from which the guide as a whole is the answer."""
UNKNOWN_SOURCES = 3
UNKNOWN_PASSAGES = 60
"""More than three case notes have, so that what they say is not known is always looked at."""
GUIDE_LEAD = 0.05
"""So much nearer than other guides it must be: all share the word "mission" with "How do we start a mission?"."""
MAX_SIDES = 5
GENERIC = content_stems("mission project programme case city work approach initiative partnership model country")
"""Stems of words that say only what kind of thing a name is."""
MAX_PARTS = 4
SIDE_PASSAGES = 6
WHICH_PASSAGES = 24
"""More than the notes on a case have: the one date or figure asked for may stand anywhere in them."""

_BETWEEN = re.compile(r"\bbetween (?P<one>.+?) and (?P<other>.+?)(?: in | for | when |[?.,]|$)", re.IGNORECASE)
_VERSUS = re.compile(
    r"^(?:(?:please )?(?:compare|contrast|(?:a )?comparison of) )?(?P<one>[^?]+?) (?:versus|vs\.?|with|to|and) "
    r"(?P<other>[^?,.]+)",
    re.IGNORECASE,
)


_DIFFER = re.compile(
    r"^(?:how|what|in what(?: way)?) (?:do|does|did|is|are|was|were|makes?|sets?) (?P<one>[^?]+?) "
    r"(?:differ|different|distinct|apart) from (?P<other>[^?,.]+)",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"[a-z-]+(?:ive|al|ic|ent|ant|ary|ute|ous|ern|ble|ed|ing|wide|term)|short|long|high|low|big|small|new|old|open|closed"
    r"|soft|hard|top|bottom|public|private|urban|rural",
    re.IGNORECASE,
)
"""A single word that needs a noun behind it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A question, or a part or side of one, with what was found for it."""

    question: Question
    result: SearchResult
    label: str = ""
    beside: tuple[RankedPassage, ...] = ()  # what the best sources say is not known

    @property
    def is_named(self) -> bool:
        """True for a side that is a name the library knows, so that it was searched for in its own sources."""
        return self.question.names == (self.label,)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that was found for a question. ``parts`` or ``sides`` are set when it has several.

    ``guide`` holds all passages of the guide that a how-to question asks for; ``section`` those of the source that a
    question asks one side of ("What was hard in …?").
    """

    whole: Found
    parts: tuple[Found, ...] = ()
    sides: tuple[Found, ...] = ()
    guide: tuple[RankedPassage, ...] = ()
    section: tuple[RankedPassage, ...] = ()
    taken_as: str = ""  # the question with what went without saying, where it was searched for so


def gather(library: Library, question: Question, query: Query, gazetteer: Gazetteer, *, asked: str) -> Gathered:
    """What the library holds for a question.

    Args:
        library: where to search.
        question: the question read, standing alone.
        query: how to search for it as a whole: its text, thread and scope.
        gazetteer: the names the library knows.
        asked: the question as it was asked in its thread.
    """
    result = search_as_asked(library, replace(query, limit=PASSAGES), asked)
    whole = with_unknowns(library, Found(question, result))
    if question.form is Form.COMPARISON:
        sides = _sides(library, whole, query, gazetteer)
        named = len(sides) > 1 and all(side.is_named for side in sides)
        return Gathered(_of_sides(whole, sides) if named else whole, sides=sides)
    if question.parts:
        return Gathered(whole, parts=_parts(library, question, query, gazetteer))
    if question.form is Form.TIMELINE:
        return Gathered(_whole_source(library, whole, query, gazetteer))
    if question.form is Form.STEPS:
        return Gathered(whole, guide=_guide(library, whole, query))
    return Gathered(whole, section=_section(library, whole, query, gazetteer))


def _of_sides(whole: Found, sides: Sequence[Found]) -> Found:
    """A comparison with what was found for its sides in turn: the search for all at once may favour one of them."""
    in_turn = [
        one for rank in zip_longest(*(side.result.passages for side in sides)) for one in rank if one is not None
    ]
    found = tuple({(one.source.id, one.passage.start): one for one in (*in_turn, *whole.result.passages)}.values())
    passages = tuple(replace(one, rank=rank) for rank, one in enumerate(found[:PASSAGES], 1))
    return replace(whole, result=replace(whole.result, passages=passages))


def with_unknowns(library: Library, found: Found) -> Found:
    """The same with those passages of the best sources that tell what is not known, scored for the same query."""
    query = found.result.query
    sources = tuple(dict.fromkeys(ranked.source.id for ranked in found.result.passages))[:UNKNOWN_SOURCES]
    if not sources:
        return found
    inside = library.search(replace(query, scope=replace(query.scope, sources=sources), limit=UNKNOWN_PASSAGES))
    telling = [one for one in inside.passages if best_unknown([one]) is not None]
    return replace(found, beside=tuple(telling))


def _guide(library: Library, whole: Found, query: Query) -> tuple[RankedPassage, ...]:
    """All passages of the source whose title says what the question asks how to do."""
    found = {one.source.id: one.source for one in whole.result.passages if one.source.details.kind == PRACTICE_GUIDE}
    if not found:
        return ()
    vectors = query_vectors(library.embedder, [whole.question.text, *(one.details.title for one in found.values())])
    likeness = dict(zip(found, (vectors[1:] @ vectors[0]).tolist(), strict=True))
    best, *others = sorted(found, key=lambda id_: -likeness[id_])
    ahead = all(likeness[best] >= likeness[other] + GUIDE_LEAD for other in others)
    in_front = any(one.source.id == best for one in whole.result.passages[:GUIDE_RANKS])
    if likeness[best] < GUIDE_LIKENESS or not ahead or not in_front:
        return ()
    scope = replace(query.scope, sources=(best,))
    return library.search(replace(query, scope=scope, limit=TIMELINE_PASSAGES)).passages


def _section(library: Library, whole: Found, query: Query, gazetteer: Gazetteer) -> tuple[RankedPassage, ...]:
    """All passages of the source that one side is asked of by name, () when more than that is asked."""
    text = unframed(whole.question.text)
    named = {source for name in gazetteer.find(whole.question.text) for source in name.sources}
    if not whole.result.passages or not asks_only_for(without_names(text, gazetteer)):
        return ()
    best = whole.result.passages[0].source.id
    if best not in named:
        return ()
    return library.search(replace(query, scope=replace(query.scope, sources=(best,)), limit=UNKNOWN_PASSAGES)).passages


def _parts(library: Library, question: Question, query: Query, gazetteer: Gazetteer) -> tuple[Found, ...]:
    """Each part searched for by itself, the parts before it as its thread."""
    found: list[Found] = []
    subject = " ".join(question.names)
    for at, text in enumerate(question.parts[:MAX_PARTS]):
        before = tuple(Turn("user", _as_question(part)) for part in question.parts[:at])
        part = understand(standalone(_as_question(text), before, gazetteer).text)
        said = part.text
        searched = said if part.names or not subject else f"{said} ({subject})"
        thread = () if part.names or subject else query.thread
        result = library.search(replace(query, text=searched, thread=thread, limit=PASSAGES))
        asked = replace(part, names=part.names or question.names)
        found.append(with_unknowns(library, Found(asked, result, _as_question(text))))
    return tuple(found)


def _as_question(text: str) -> str:
    return f"{text[0].upper()}{text[1:].rstrip('?.! ')}?"


def _sides(library: Library, whole: Found, query: Query, gazetteer: Gazetteer) -> tuple[Found, ...]:
    text = whole.question.text
    known = [name for name in _widest(gazetteer.find(text)) if name.sources]
    known = _told_apart(library, text, known, gazetteer)
    if len(known) > 1:
        written = " ".join(text[start:end] for _, start, end in gazetteer.find_spans(text))
        asked = _without(whole.question, f"{written} {' '.join(name.text for name in known)}")
        return tuple(_known_side(library, asked, query, name) for name in known[:MAX_SIDES])
    labels = sides_named(whole.question.text)
    if labels and not known:
        return tuple(_plain_side(library, whole.question, query, label) for label in labels)
    return _by_source(whole)


def sides_named(text: str) -> tuple[str, ...]:
    """The two things a question compares, as it names them; adjectives that share a noun get it both."""
    pair = _BETWEEN.search(text) or _DIFFER.search(text) or _VERSUS.search(text)
    if pair is None:
        return ()
    one, other = pair["one"], pair["other"]
    _, _, noun = other.partition(" ")
    return (f"{one} {noun}" if noun and _ADJECTIVE.fullmatch(one) else one), other


def _told_apart(library: Library, text: str, known: Sequence[KnownName], gazetteer: Gazetteer) -> list[KnownName]:
    """The names, those of places that only tell apart a thing described ("the Swedish school meals mission") as it."""
    things: list[KnownName] = []
    for thing in described(text):
        named = [name for name in gazetteer.find(thing.text) if name.kind is NameKind.PLACE and name.sources]
        if len(named) == 1 and (sources := _titled(library, thing.text, named[0])):
            things.append(KnownName(sentence(without_article(thing.text)), NameKind.CASE, sources))
            known = [name for name in known if name.text != named[0].text]
    return [*things, *known] if len(things) + len(known) > 1 else list(known)


def _titled(library: Library, thing: str, place: KnownName) -> frozenset[str]:
    """Those of a place's sources whose titles hold most of what a thing is called; none where all do alike."""
    asked = content_stems(thing) - content_stems(" ".join((place.text, *DEMONYMS))) - GENERIC
    shared = {id_: len(asked & content_stems(library.catalogue.source(id_).details.title)) for id_ in place.sources}
    most = max(shared.values(), default=0)
    found = frozenset(id_ for id_, count in shared.items() if count == most and 2 * most >= len(asked))
    return found if most and len(found) < len(place.sources) else frozenset()


def _without(question: Question, names: str) -> Question:
    """The question asked of no names: only what is to be compared of them is left of its words."""
    named = set(words(names))
    return replace(question, words=tuple(word for word in question.words if word not in named))


def _known_side(library: Library, question: Question, query: Query, name: KnownName) -> Found:
    """One of the things compared, searched for in its own sources. ``question`` holds no names in its words."""
    scope = _narrowed(query.scope, name)
    limit = WHICH_PASSAGES if asks_which_of(question.text) else SIDE_PASSAGES
    text = f"{name.text} {' '.join(question.words)}"
    found = library.search(replace(query, text=text, scope=scope, thread=(), limit=limit))
    return Found(replace(question, names=(name.text,)), found, name.text)


def _plain_side(library: Library, question: Question, query: Query, label: str) -> Found:
    text = re.sub(r"^(?:an?|the)\s+", "", label.strip(), flags=re.IGNORECASE)
    side = replace(understand(f"What is {text}?"), form=Form.DEFINITION, wants_more=question.wants_more)
    found = library.search(replace(query, text=f"What is {text}?", thread=(), limit=PASSAGES))
    return Found(replace(side, form=Form.COMPARISON), found, f"{text[0].upper()}{text[1:]}")


def _by_source(whole: Found) -> tuple[Found, ...]:
    """Where nothing was named: the best sources side by side."""
    groups: dict[str, list[RankedPassage]] = {}
    for ranked in whole.result.passages:
        groups.setdefault(ranked.source.id, []).append(ranked)
    if len(groups) < 2:
        return ()
    return tuple(
        Found(whole.question, replace(whole.result, passages=tuple(group)), case_name(group[0].source))
        for group in list(groups.values())[:4]
    )


def _widest(found: Sequence[KnownName]) -> list[KnownName]:
    """Names that do not stand inside another one found, and stand for other sources."""
    return [name for name in found if not any(name is not other and name.text in other.text for other in found)]


def _narrowed(scope: Scope, name: KnownName) -> Scope:
    inside = tuple(sorted(set(scope.sources) & name.sources if scope.sources else name.sources))
    return replace(scope, sources=inside or scope.sources)


def _whole_source(library: Library, whole: Found, query: Query, gazetteer: Gazetteer) -> Found:
    """A timeline drawn from all passages of the source it is about, when one stands out by name or by rank."""
    named = [name for name in gazetteer.find(whole.question.text) if name.kind is not NameKind.ORGANISATION]
    sources = set.intersection(*(set(name.sources) for name in named)) if named else set()
    if not sources and whole.result.passages:
        sources = {whole.result.passages[0].source.id}
    if not sources:
        return whole
    scope = replace(query.scope, sources=tuple(sorted(sources)))
    return Found(whole.question, library.search(replace(query, scope=scope, limit=TIMELINE_PASSAGES)))
