"""A question understood in its thread: pronouns, ellipsis, corrections and going back, resolved without a model.

The rules only replace or add names and topics that stand in the thread; a question with a subject of its own stays as
it is. What comes out is shown to people ("Searched for: …"), so it stays close to their own words.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.gazetteer import Gazetteer, KnownName, NameKind, without_names
from assistant.question import Form, question_form
from assistant.words import STOP_WORDS, content_words, names
from knowledge.types import Turn

MAX_TURNS = 24
"""How many turns back are read; older ones have never been what a short follow-up refers to."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be understood without its thread. ``topics`` are the names it is about, the nearest first."""

    text: str
    topics: tuple[str, ...] = ()
    depends: bool = False  # True when the thread was needed to understand it
    switches: bool = False  # True when it turns to another subject than the thread's, by name


@dataclass(frozen=True, slots=True)
class _Topic:
    text: str
    kind: NameKind | None  # None for a topic that is no known name

    @property
    def is_place(self) -> bool:
        return self.kind is NameKind.PLACE


@dataclass(frozen=True, slots=True)
class _Thread:
    """What the thread has been about so far: the last question resolved, and topics, the latest first."""

    previous: str = ""
    topics: tuple[_Topic, ...] = ()
    mentioned: tuple[_Topic, ...] = ()  # names in answers, the latest first
    people: tuple[str, ...] = ()
    plural: str = ""  # what the last question asked of many of ("net-zero missions")
    answered: bool = False  # True when the last answer is about its first mentioned case more than about the question's

    @property
    def focus(self) -> _Topic | None:
        """What a pronoun means: the case that was named, else the one the answer kept naming, else the one asked of."""
        own = self.topics[0] if self.topics else None
        if own is not None and not self.answered:
            return own
        return self.mentioned[0] if self.mentioned else own

    @property
    def pair(self) -> tuple[_Topic, _Topic] | None:
        """What "the two" means: the last two things of one kind that were asked of, the earlier first."""
        for number, last in enumerate(self.topics):
            other = next((topic for topic in self.topics[number + 1 :] if topic.kind is last.kind), None)
            if last.kind is not None and other is not None:
                return other, last
        return None


_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|ones?)\b", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\b(make|makes|made|making|find|finds|found|keep|kept) it (?=(more |less |so |too |very )?\w+)|"
    r"\b(is|was|does|did|makes?|would|will|can|could) (it|this|that) (?=(true|possible|necessary|important|better"
    r"|worth|useful|ok|okay|right|clear|likely|easy|hard|difficult|sense|matter)\b)"
    r"|\b(is|are|was|were|has|have|do|did|will|can|could|should) there\b(?! (also )?(any )?(other|more|else))"
    r"|\bthere (is|are|was|were|has|have)\b|\b(so|such|say|know|think|mean|show|say|found|argue|believe|ensure"
    r"|means|shows|says|evidence|fact|idea|true|possible|clear|likely|right) that\b"
    r"|\b\w+ that (is|are|was|were|has|have|can|could|should|do|does|did|they|it|we|the|a)\b|\bthis (year|month"
    r"|library|assistant|tool)\b|\bthat (year|time)\b|\b(which|no|any|each|every|the only|only) ones?\b|\bone (of"
    r"|another)\b",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^(?:no+|nope|not (?:that|this|it)|sorry|actually|wrong|that (?:was|is)(?:n[’']t| not) (?:my question"
    r"|what i (?:asked|meant)))\b[\s,.:;!–-]*"
    r"(?:(?:but )?i (?:mean|meant|asked (?:about|for)|was asking (?:about|for))\s+)?|^i (?:mean|meant"
    r"|was asking about)\s+",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^(?:ok(?:ay)?,? |so |now |and )?(?:(?:let[’']?s |let us |can we |could we |i want to "
    r"|i[’']d like to )?(?:go(?:ing)? back|return(?:ing)?|com(?:e|ing) back)|back) to "
    r"(?P<name>[^,:;?.–]+)[,:;?.–]*\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|then|now)[,\s]+)*(?:what|how) about (?P<rest>.+?)\s*\?*$", re.IGNORECASE
)
_OPENING_AND = re.compile(r"^(?:(?:and|but|or|so|also|then)[,\s]+)+(?P<rest>.+?)\s*\?*$", re.IGNORECASE)
_PLACE_ONLY = re.compile(r"^(?:in|at|for|from|with|by|of|on|within)\s+(?:the\s+)?(?P<name>.+?)\s*\?*$", re.IGNORECASE)
_THE_ONE = re.compile(
    r"^(?:the |a |an )?(?P<name>.+?) (?:ones?|case|example|version|mission|programme|program|project|city|cities)$",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:(?:the|these|those) two|both(?: of (?:them|these|those))?|each of (?:them|the two))\b", re.IGNORECASE
)
_ACTING = re.compile(r"\b(I|we|you|they|one|to) [a-z]+\b", re.IGNORECASE)
"""Someone and what they do, of which only the first word is kept ("How do I choose partners?")."""
_COMPARED = re.compile(r"\s+(?:differ\w*|similar|like|compares?|better|worse|more|less|the same)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"(?:[a-z]{2}[^sui]s|people|children)$")
_DOING = re.compile(r"\b(?:who|what|that|it|he|she) [a-z]+s\b", re.IGNORECASE)
"""Someone and what they do, which is no noun ("Who pays for …")."""
_MANY = frozenset({"they", "them", "their", "these", "those"})
_QUALITY = re.compile(r"^(?:good|bad|better|worse|real|other|successful|failed|best|worst) ", re.IGNORECASE)
_SUCH_A_ONE = re.compile(
    r"\b(?:an?|some|any|another|good|bad|better|worse|real|other|successful|failed) (?:[\w-]+ ){0,2}?(?P<one>ones?)\b"
    r"(?! (?:of|another))",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"^(?:(?:and|but|so)[,\s]+)*(?:(?:can|could) you )?(?:please )?"
    r"(?:(?:give|show|name|tell)(?: me| us)? |(?:is|are) there )?"
    r"(?:an?|some|any|other|another|more|one|two|three)(?: other| more| concrete| real| good)? (?P<noun>examples?)\b"
    r"(?!\s+(?:of|for how|where|that|when)\b)",
    re.IGNORECASE,
)
_GENERIC_NOUN = (
    r"(mission|project|programme|program|partnership|initiative|case|city|platform|fund|pilot|effort|scheme|contract"
    r"|organisation|survey|country)"
)
_GENERIC = re.compile(
    rf"\b(?:the|this|that) (?:same )?{_GENERIC_NOUN}\b(?! (?:of|for|on|in|to|that|which|and)\b)", re.IGNORECASE
)
_DESCRIBED = re.compile(
    r"\b(?:the|an?) (?:(?!(?:of|an?|the|about|on|for|in|to|with|and|that|which|who|do|does|did|is|are|was|were|has|have"
    r"|had|find|found|says?|said|makes?) )[\w’'-]+ ){0,4}?"
    r"(?:mission|programme|program|project|partnership|initiative|contract|agreement|label|survey|plan|platform|fund"
    r"|pilot|lab|labs|playbook|strategy|roadmap|test|toolkit|idea|scheme|method|report|workshop|framework|model|policy"
    r"|campaign)s?\b"
    r"(?: (?:statement|manager|board|team|owner|portfolio|lead|leader|director|label|plan|contract)s?\b)?"
    r"(?: (?:of|on|for) (?!(?:the|an?|it|this)\b)(?:[\w’'-]+(?: (?=[\w’'-]+(?:[?,.]|$| in\b| on\b)))?){1,3})?",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"\b(an?|any|every|some|all|most|typical|good|successful) (\w+ )?(mission|project|programme|partnership|city"
    r"|case|team|government)s?\b|\bmissions\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must|tell|explain|describe|list|name|give|show|compare|make|find)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_MORE_OF_IT = re.compile(
    r"^(?:(?:can|could|would) you |please )*(?:(?:tell|give|show) (?:me|us) |say )?(?:some |a bit |a little )?"
    r"(?:more|go on|continue|elaborate|(?:more )?details?)(?: details?| please| about (?:it|this|that)| on (?:it"
    r"|this|that))*[\s?.!]*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"^(?:the )?(?:first|earlier|previous|initial|original)\b", re.IGNORECASE)
_OFTEN = 2
"""Times an answer names a case from which it is what the answer is about."""
_SHORT = 3
"""Content words up to which a question without a name of its own is read as being about the thread's subject."""


def standalone(question: str, thread: Sequence[Turn], gazetteer: Gazetteer) -> Standalone:
    """The question with what it leaves out filled in from the thread.

    Args:
        question: what the person asked, cleaned of markup.
        thread: the turns before it, oldest first.
        gazetteer: names the library knows.
    """
    state = _Thread()
    for turn in thread[-MAX_TURNS:]:
        if turn.role == "user":
            state = _after_question(state, _resolve(turn.content, state, gazetteer), gazetteer)
        else:
            state = _after_answer(state, turn.content, gazetteer)
    return _resolve(question, state, gazetteer)


def _after_question(state: _Thread, resolved: Standalone, gazetteer: Gazetteer) -> _Thread:
    named = _topics(resolved.text, gazetteer)
    described = () if any(topic.kind is NameKind.CASE for topic in named) else _described(resolved.text)
    topics = tuple(sorted((*named, *described), key=_precedence)) or _common_topic(resolved.text)
    kept = tuple(topic for topic in state.topics if topic not in topics)
    return _Thread(resolved.text, topics + kept, (), state.people, _plural(without_names(resolved.text, gazetteer)))


def _after_answer(state: _Thread, answer: str, gazetteer: Gazetteer) -> _Thread:
    counts = Counter(_Topic(name.text, name.kind) for name, _, _ in gazetteer.find_spans(answer))
    cases = tuple(topic for topic, count in counts.most_common() if topic.kind is NameKind.CASE and count >= _OFTEN)
    mentioned = tuple(topic for topic in counts if topic not in cases and topic.kind is not NameKind.CASE)
    people = tuple(name for name in names(answer) if len(name.split()) in (2, 3) and not gazetteer.find(name))
    return _Thread(
        state.previous,
        state.topics,
        cases + mentioned,
        people + state.people,
        state.plural,
        _is_about_case(state, answer, cases, counts),
    )


def _is_about_case(state: _Thread, answer: str, cases: Sequence[_Topic], counts: Mapping[_Topic, int]) -> bool:
    """True when a question without a case was answered from one, named more often than what was asked of."""
    own = state.topics[0] if state.topics else None
    if own is None or own.kind is NameKind.CASE or not cases:
        return own is None
    head = " ".join(own.text.lower().split()[-2:]) if own.kind is None else own.text.lower()
    return counts[cases[0]] > answer.lower().count(head)


def _resolve(question: str, state: _Thread, gazetteer: Gazetteer) -> Standalone:
    text = " ".join(question.split())
    if not state.previous:
        return _own(text, state, gazetteer)
    for rule in (_correction, _going_back, _ellipsis, _anaphora, _short):
        resolved = rule(text, state, gazetteer) if (wish := _example(text, state)) is None else wish
        if resolved is not None and resolved != text:
            topics = _topics(resolved, gazetteer)
            switches = bool(topics) and _replaces(resolved, state, gazetteer)
            return Standalone(resolved, _texts(topics or state.topics[:1]), depends=True, switches=switches)
    return _own(text, state, gazetteer)


def _replaces(resolved: str, state: _Thread, gazetteer: Gazetteer) -> bool:
    """True when a question asks of another name what the last one asked of its own: the thread would mislead."""
    before, now = set(gazetteer.find(state.previous)), set(gazetteer.find(resolved))
    return bool(before) and bool(now) and not before & now


def _own(text: str, state: _Thread, gazetteer: Gazetteer) -> Standalone:
    topics = _topics(text, gazetteer)
    known = {topic.text for topic in (*state.topics, *state.mentioned)}
    switches = bool(state.previous) and bool(topics) and not any(topic.text in known for topic in topics)
    return Standalone(text, _texts(topics), depends=False, switches=switches)


def _correction(text: str, state: _Thread, gazetteer: Gazetteer) -> str | None:
    match = _CORRECTION.match(text)
    if match is None or match.end() == len(text):
        return None
    rest = text[match.end() :].strip()
    if _is_question(rest):
        return _resolve(rest, state, gazetteer).text
    one = _THE_ONE.match(rest.rstrip("?.!"))
    name = one["name"] if one else rest.rstrip("?.!")
    if one and not one.group().lower().endswith(("one", "ones")) and _is_other_kind(name, state, gazetteer):
        name = one.group()  # "the EU mission" is no place, though "EU" is one
    return _swapped(name, state, gazetteer) or f"{state.previous.rstrip('?.! ')} ({name})?"


def _is_other_kind(name: str, state: _Thread, gazetteer: Gazetteer) -> bool:
    """True when a name is a place and the last question asked of none."""
    found, asked = gazetteer.find(name), gazetteer.find(state.previous)
    return any(one.kind is NameKind.PLACE for one in found) and not any(one.kind is NameKind.PLACE for one in asked)


def _going_back(text: str, state: _Thread, gazetteer: Gazetteer) -> str | None:
    match = _BACK.match(text)
    if match is None:
        return None
    name, rest = match["name"].strip(), match["rest"].strip()
    topics = _topics(name, gazetteer)
    if _ORDINAL.match(name) and state.topics:
        topics = (state.topics[-1],)
    if not topics:
        return None
    returned = _Thread(state.previous, topics + state.topics, (), state.people)
    if not rest:
        return _swapped(topics[0].text, state, gazetteer) or f"What about {topics[0].text}?"
    return _resolve(rest, returned, gazetteer).text


def _example(text: str, state: _Thread) -> str | None:
    """The wish for examples with what they are to be of."""
    match, focus = _EXAMPLE.match(text), state.focus
    if match is None or focus is None:
        return None
    thing = _without_article(focus.text)
    kind = focus.text if focus.kind is not None or thing.endswith("s") else f"{thing}s"
    return f"{text[: match.end('noun')]} of {kind}{text[match.end('noun') :]}"


def _ellipsis(text: str, state: _Thread, gazetteer: Gazetteer) -> str | None:
    bare_text = _ABOUT_LEAD.sub("", text)
    match = _ABOUT.match(text)
    if match is None and not _is_question(bare_text):
        match = _PLACE_ONLY.match(text)
    if match is None:
        opened = _OPENING_AND.match(text)
        if opened is None or _is_question(opened["rest"]):
            return None
        match = _PLACE_ONLY.match(opened["rest"]) or opened
    rest = (match.groupdict().get("rest") or match.groupdict().get("name") or "").strip(" ?.!")
    place = _PLACE_ONLY.match(rest)
    bare = place["name"] if place else rest
    found = _topics(bare, gazetteer)
    if found and not _words_beside(bare, found):
        return _swapped(bare, state, gazetteer, elsewhere=place is not None or match.re is _PLACE_ONLY)
    if found:
        return _with_subject(text, found, state) if match.re is _ABOUT else None
    if _PRONOUN.search(rest):
        asked = f"What about {rest}?"
        return _of_that_kind(asked, state) or _replace_pronoun(asked, state)
    return f"What about {rest}{_joined(state)}?"


def _with_subject(text: str, found: Sequence[_Topic], state: _Thread) -> str | None:
    """The question with what the thread is about put behind it, as in "What about Norway (the mission)?"."""
    focus = state.focus
    return f"{text.rstrip('?.! ')} ({focus.text})?" if focus is not None and focus not in found else None


_ABOUT_LEAD = re.compile(r"^(?:(?:and|but|so|ok(?:ay)?|then|now)[,\s]+)*(?:what|how) about\s+", re.IGNORECASE)


def _anaphora(text: str, state: _Thread, gazetteer: Gazetteer) -> str | None:
    opened = _OPENING_AND.match(text)
    core = f"{opened['rest'][0].upper()}{opened['rest'][1:]}?" if opened and _is_question(opened["rest"]) else text
    if state.pair is not None and _BOTH.search(core):
        one, other = (topic.text for topic in state.pair)
        return _BOTH.sub(f"{one} and {other}", core, count=1)
    if _topics(core, gazetteer) and not _leading_pronoun(core):
        return None
    resolved = _of_that_kind(core, state) or _replace_pronoun(core, state)
    if resolved is not None:
        return resolved
    focus = state.focus
    if focus is not None and _GENERIC.search(core):
        return _GENERIC.sub(lambda match: _generic(match, focus), core, count=1)
    if core is not text and focus is not None and not _INDEFINITE.search(core):
        return f"{core.rstrip('?.! ')}{_joined(state)}?"
    return None


def _short(text: str, state: _Thread, gazetteer: Gazetteer) -> str | None:
    if _topics(text, gazetteer) or _INDEFINITE.search(text):
        return None
    if _MORE_OF_IT.match(text):
        return f"{state.previous.rstrip('?.! ')}, in more detail?"
    count = len(content_words(text))
    if count == 0:
        return f"{text.rstrip('?.! ')}: {state.previous}"
    if count > _SHORT or question_form(text) is Form.DEFINITION:
        return None
    return f"{text.rstrip('?.! ')}{_joined(state)}?"


def _of_that_kind(text: str, state: _Thread) -> str | None:
    """The question with what "a good one" is one of, where that is a thing and no name."""
    focus = state.focus
    match = _SUCH_A_ONE.search(text)
    if match is None or focus is None or focus.kind is not None:
        return None
    plural = match["one"].lower() == "ones"
    noun = _QUALITY.sub("", _without_article(focus.text))
    noun = f"{noun}s" if plural and not noun.endswith("s") else noun.removesuffix("s") if not plural else noun
    return f"{text[: match.start('one')]}{noun}{text[match.end('one') :]}"


def _without_article(text: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", text, flags=re.IGNORECASE)


def _replace_pronoun(text: str, state: _Thread) -> str | None:
    hidden = [match.span() for match in _EXPLETIVE.finditer(text)]
    for match in _PRONOUN.finditer(text):
        if any(start <= match.start() < end for start, end in hidden) or _has_antecedent(text[: match.start()]):
            continue
        word = match.group().lower()
        after = text[match.end() :]
        if (
            word in {"this", "that", "these", "those"}
            and re.match(r"\s+[a-z]", after)
            and not re.match(
                r"\s+(is|are|was|were|do|does|did|has|have|will|can|work|mean|and|or|in|to|from|for|with"
                r"|different|similar|better|worse|new|done|run|like|\w+ed)\b",
                after,
            )
        ):
            continue  # "these partners" is resolved by _GENERIC, or carries its noun
        if word in {"one", "ones"}:
            continue
        replacement = _antecedent(word, after, state)
        if replacement:
            return _fit(text[: match.start()], after, replacement)
    return None


def _antecedent(word: str, after: str, state: _Thread) -> str | None:
    if word in {"he", "him", "she", "hers"} or (word in {"his", "her"}):
        person = state.people[0] if state.people else None
        return (f"{person}’s" if word in {"his", "her"} else person) if person else None
    topic = state.focus
    if topic is None:
        return None
    if word in _MANY and state.plural and topic.kind in {NameKind.PLACE, NameKind.ORGANISATION}:
        return f"{state.plural}’" if word == "their" else state.plural
    if word == "there":
        place = next((other for other in state.topics if other.is_place), topic)
        return f"in {place.text}"
    if word in {"its", "their"} or (word == "theirs" and after):
        return f"{topic.text}’" if topic.text.endswith("s") else f"{topic.text}’s"
    return topic.text


def _fit(before: str, after: str, replacement: str) -> str:
    """The text with the replacement in, its case and its verb's number kept as they were written."""
    return f"{before}{replacement}{after}"


def _generic(match: re.Match[str], focus: _Topic) -> str:
    place = {"city", "country", "cities"}
    noun = match.group(1).lower()
    return (
        focus.text
        if (noun in place) == focus.is_place or focus.kind is None
        else f"{match.group()} in {focus.text}"
        if focus.is_place
        else f"{match.group()} of {focus.text}"
    )


def _swapped(name: str, state: _Thread, gazetteer: Gazetteer, *, elsewhere: bool = False) -> str | None:
    """The last question asked of another name: of the same kind where there is one, else of its first name.

    ``elsewhere`` says that a place was asked for with a preposition ("and in Sweden?"): it does not replace a case.
    """
    found = gazetteer.find(name)
    described = len(found) == 1 and bool(content_words(without_names(name, gazetteer)))
    new = _Topic(found[0].text, found[0].kind) if found and not described else _Topic(name, None)
    spans = gazetteer.find_spans(state.previous)
    same = [span for span in spans if _same_kind(span[0], new)]
    target = same[0] if same else (spans[0] if spans and not elsewhere else None)
    if target is not None:
        known, start, end = target
        written = state.previous[start:end]
        tail = "’s" if written.endswith(("’s", "'s")) and known.text != written else ""
        return f"{state.previous[:start]}{_as_written(name, written, new)}{tail}{state.previous[end:]}"
    own = names(state.previous)
    if own and not new.is_place and new.kind is None:
        return state.previous.replace(own[-1], name, 1)
    preposition = "in" if new.is_place else "for"
    return f"{state.previous.rstrip('?.! ')} {preposition} {new.text}?"


def _as_written(name: str, written: str, new: _Topic) -> str:
    """The adjective ("Swedish") where one stood and one was given, the name itself elsewhere."""
    adjective = written.islower() or written.lower().endswith(("ish", "ese", "ian", "ean", "an", "tch"))
    return name if adjective and name.lower().endswith(("ish", "ese", "ian", "ean", "tch")) else new.text


def _same_kind(known: KnownName, new: _Topic) -> bool:
    return known.kind is new.kind or (new.kind is NameKind.CASE and known.kind is NameKind.ORGANISATION)


def _joined(state: _Thread) -> str:
    """The thread's subject as the end of a sentence: " in Denmark", " for Decoupling 2030"."""
    focus = state.focus
    if focus is None:
        return ""
    return f" in {focus.text}" if focus.is_place else f" for {focus.text}"


def _topics(text: str, gazetteer: Gazetteer) -> tuple[_Topic, ...]:
    """What a text is about: cases by name, then things described, then places and organisations, then other names."""
    known = [_Topic(name.text, name.kind) for name in gazetteer.find(text)]
    covered = " ".join(topic.text.lower() for topic in known)
    adjectives = {text[start:end].lower() for _, start, end in gazetteer.find_spans(text)}
    own = [
        _Topic(name, None)
        for name in names(text)
        if name.lower() not in covered and not (adjectives & set(name.lower().split()))
    ]
    return tuple(dict.fromkeys(sorted([*known, *own], key=_precedence)))


def _precedence(topic: _Topic) -> int:
    order = {NameKind.CASE: 0, NameKind.PLACE: 2, NameKind.ORGANISATION: 3}
    return order[topic.kind] if topic.kind else 1


def _described(text: str) -> tuple[_Topic, ...]:
    """Things a question describes instead of naming ("the Danish circular manufacturing mission")."""
    return tuple(_Topic(match.group().strip(), None) for match in _DESCRIBED.finditer(text))


def _common_topic(text: str) -> tuple[_Topic, ...]:
    """The subject of a question without names: its longest run of content words ("transition brokers")."""
    best = max(_runs(text), key=len)
    return (_Topic(" ".join(best), None),) if best else ()


def _plural(text: str) -> str:
    """The last run of content words that means several ("net-zero missions"), or ""."""
    runs = [run for run in _runs(_DOING.sub("", text)) if run and _SEVERAL.search(run[-1])]
    return " ".join(runs[-1]) if runs else ""


def _runs(text: str) -> list[list[str]]:
    """The content words of a text, those that stand together in one list."""
    runs: list[list[str]] = [[]]
    for token in re.findall(r"[\w’'-]+|[.,;:?!]", _ACTING.sub(r"\1", text)):
        if token.lower().replace("’", "'") in STOP_WORDS or not token[0].isalnum():
            runs.append([])
        else:
            runs[-1].append(token)
    return runs


def _words_beside(text: str, found: Sequence[_Topic]) -> bool:
    covered = {word for topic in found for word in topic.text.lower().split()}
    return any(
        word not in covered and not word.endswith(("ish", "ian", "ese", "tch", "ean")) for word in content_words(text)
    )


def _is_question(text: str) -> bool:
    """True when the text has a question word or a verb, so that it can stand as a sentence."""
    return bool(_QUESTION_WORD.search(text)) or bool(_VERB.search(text))


def _leading_pronoun(text: str) -> bool:
    match = _PRONOUN.search(text)
    if match is None or names(text[: match.start()]):
        return False
    compared = bool(_COMPARED.match(text[match.end() :]))
    return match.group().lower() in {"it", "they", "its", "their"} or compared


def _has_antecedent(before: str) -> bool:
    """True when a name, or a noun with an article, stands before the pronoun in the same question."""
    return bool(names(before)) or bool(re.search(r"\b(a|an)\s+\w{3,}", before))


def _texts(topics: Sequence[_Topic]) -> tuple[str, ...]:
    return tuple(topic.text for topic in topics)
