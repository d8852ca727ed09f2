"""Pronouns and such in a follow-up, replaced by what they mean in the thread."""

import re
from collections.abc import Collection

from assistant.gazetteer import NameKind
from assistant.phrasing import agreeing, listed, plural, put, singular, with_article, without_article
from assistant.thread import Thread
from assistant.topics import Topic, described
from assistant.words import names, word_set

_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|ones?)\b", re.IGNORECASE
)
_SUBJECT_ONLY = re.compile(
    r"^(?:(?:and|but|so) )?(?:what|how|where|why|when) (?:can|could|should|might|would|will|do|does|did) "
    r"(?:(?:an?|the|other|our|my) )?[\w’-]+(?: [\w’-]+)? [a-z]+ (?:about|from|in|of|on|to|with) $",
    re.IGNORECASE,
)
"""A subject, a verb and a preposition: what "it" is behind them is not the subject, which would be "itself"."""
_EXPLETIVE = re.compile(
    r"\b(make|makes|made|making|find|finds|found|keep|kept) it (?=(more |less |so |too |very )?\w+)|"
    r"\b(is|was|does|did|makes?|would|will|can|could) (it|this|that) (?=(?:still |really |also )?(true|possible"
    r"|necessary|important|better"
    r"|worth|useful|ok|okay|right|clear|likely|easy|hard|difficult|sense|matter)\b)"
    r"|\b(is|are|was|were|has|have|do|did|will|can|could|should) there\b(?! (also )?(any )?(other|more|else))"
    r"|\bthere (is|are|was|were|has|have)\b|\b(so|such|say|know|think|mean|show|say|found|argue|believe|ensure"
    r"|means|shows|says|evidence|fact|idea|true|possible|clear|likely|right) that\b"
    r"|\b(after|before|since|until|besides) (that|this)\b(?! \w)"
    r"|\b\w+ that (is|are|was|were|has|have|can|could|should|do|does|did|they|it|we|the|a)\b|\bthis (year|month"
    r"|library|assistant|tool)\b|\bthat (year|time)\b|\b(which|no|any|each|every|the only|only) ones?\b|\bone (of"
    r"|another)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(r"\b(?:do|does|did|can|could|will|would|should|may|might|must|has|is|was)\s+$", re.IGNORECASE)
_VERB_BEHIND = re.compile(
    r"\s+(is|are|was|were|do|does|did|has|have|will|can|work|mean|and|or|in|to|from|for|with"
    r"|different|similar|better|worse|new|done|run|like|\w+ed)\b"
)
_COMPARED = re.compile(r"\s+(?:differ\w*|similar|like|compares?|better|worse|more|less|the same)\b", re.IGNORECASE)
_BOTH = re.compile(
    r"\b(?:(?:the|these|those) two|both(?: of (?:them|these|those))?|each of (?:them|the two))\b", re.IGNORECASE
)
_RELATED = re.compile(
    r"\b(?:they|them|these|those)\b(?=.*\b(?:related|linked|connected|similar|different|differ|compare|the same"
    r"|in common"
    r"|work together|overlap)\b)",
    re.IGNORECASE,
)
_WHICH_OF = re.compile(
    r"^(?:which|who)(?: ones?)?(?P<of> of (?:them|these|those|the two|both|the (?:cities|countries|cases)))?"
    r"(?: (?:city|country|case|one|mission))? (?P<rest>\S.*)$",
    re.IGNORECASE,
)
_OWN_NOUN = re.compile(r"[a-z]+(?:ies|s) (?:is|are|was|were|has|have|had|do|does|did)\b")
"""What "those" stands before ("which of those cities is …")."""
_WITHOUT_SUBJECT = re.compile(
    r"(?:is|was|are|were|has|had|have|will|would|started|began|came|got|gets|costs?|spends?|spent|pays?|paid|needs?|needed"
    r"|lasts?|lasted|works?|worked|went|set|reached|met|adopted|joined"
    r"|signed|won|raised|(?:did|does)(?! (?:the|a|an|it|they|we|you|I)\b))\b",
    re.IGNORECASE,
)
_WHICH_OF_MANY = re.compile(r"(?:which|what) (?:ones? )?of (?:these|those|them)\b|which ones?\b", re.IGNORECASE)
_ASKS_OF_ONE = re.compile(r"\s+(?:is|was|has|does)\b", re.IGNORECASE)
_IN = re.compile(r"\bin (?=[A-Z])")
_MORE_OR_LESS = re.compile(
    r"\b(?:more|most|less|least|better|best|worse|worst|first|earlier|later|bigger|larger|smaller|older|newer|younger"
    r"|cheaper|dearer|faster|slower|higher|lower|longer|shorter|stronger|weaker|easier|harder|fewer|sooner"
    r"|(?!(?:inter|t|r|w|n|b|qu|requ|sugg|inv)est\b)[a-z]{2,}est)\b",
    re.IGNORECASE,
)
_MANY = frozenset({"they", "them", "their", "these", "those"})
_AGENTS = word_set(
    "agencies authorities brokers cantons cities companies councils countries departments experts farmers "
    "firms funders "
    "governments groups managers members ministries missions municipalities organisations participants partners "
    "partnerships people practitioners programmes projects regions researchers sectors states teams towns universities"
)
"""Those that can do or get something, so that "they" can mean them."""
_SIMILAR = re.compile(
    r"\b(?:something|anything|things?|cases?|projects?|examples?) (?:similar|comparable)\b(?! to)", re.IGNORECASE
)
_PARTITIVE = re.compile(r"\b(many|some|few|most|all|several) of $", re.IGNORECASE)
_DONE = word_set("missions programmes projects partnerships")
"""Those of the agents that are done by others."""
_HELPED_MANY = re.compile(r"\b(?:do|did|can|could|will|would|should|must|have|are|were)\s+$", re.IGNORECASE)
_BEING = re.compile(r"\b(?:are|were)\s+$", re.IGNORECASE)
_SUFFERED = re.compile(r"\s+(?:\w+ed|made|set|chosen|paid|led|run|built|given|held)\b", re.IGNORECASE)
"""What is done to somebody ("Why were they criticised?")."""
_OWN_MANY = re.compile(
    r"\b[a-z]{2,}[^sui\W]s\b(?<!\bdoes)[^,;:]*\b(?:how|when|if|that|because|what|which|before|after|while|where"
    r"|whether|unless|until|once|why)\s+$",
    re.IGNORECASE,
)
"""Several of something, and the beginning of a clause in which "they" are these ("How do cities know when …")."""
_ROLES = re.compile(
    r"\b(?:manager|broker|director|leader|minister|mayor|coordinator|owner|chair|officer|secretary|facilitator)s?$",
    re.IGNORECASE,
)
_WORKED = re.compile(
    r"\s+(?:works?|worked|help|helped|succeed|fail|failed|last|pay off|go well|happen)\b", re.IGNORECASE
)
"""What is said of a thing done in a place, and not of the place."""
_QUALITY = re.compile(r"^(?:good|bad|better|worse|real|other|successful|failed|best|worst) ", re.IGNORECASE)
_SUCH_A_ONE = re.compile(
    r"\b(?:an?|some|any|another|good|bad|better|worse|real|other|successful|failed) (?:[\w-]+ ){0,2}?(?P<one>ones?)\b"
    r"(?! (?:of|another))",
    re.IGNORECASE,
)
_BARE_ONE = re.compile(
    r"\b(?:there|as|be|becomes?|became|have|has|had|use|manage|choose|start|build|set up|create|need|want|run"
    r"|make|write|hire"
    r"|appoint|design|lead|join|fund|find|get) (?P<one>one)(?=\s*[?.!,]?$| (?:in|for|at|from|with|on|like|by|too"
    r"|here)\b)",
    re.IGNORECASE,
)
_GENERIC_NOUN = (
    r"(mission|project|programme|program|partnership|initiative|case|city|platform|fund|pilot|effort|scheme|contract"
    r"|organisation|survey|country)"
)
_GENERIC = re.compile(
    rf"\b(?:the|this|that) (?:same )?{_GENERIC_NOUN}\b(?! (?:of|for|on|in|to|that|which|and)\b)", re.IGNORECASE
)


_THAT_ROLE = re.compile(
    r"\b(?:that|this|such an?|the) (?P<noun>role|job|position|post|function)\b(?! (?:of|for|as)\b)", re.IGNORECASE
)
_THE_ADJECTIVE_ONE = re.compile(r"\bthe (?P<adjective>[\w-]+) ones?\b", re.IGNORECASE)
_SAID_OF = re.compile(
    r"^(?:which|what) (?P<many>[a-z-]+s)\b (?:(?:are|were|is) )?(?:[a-z]+ )?"
    r"(?P<what>(?:about|on|for|with|in|against) [^?]+?)\s*\??$",
    re.IGNORECASE,
)
"""What a question says of those that it asks for ("Which missions are about farming?")."""
_SUBJECTS = frozenset({"they", "he", "she"})
_OBJECT = re.compile(
    r"^(?:did|do|does|have|has|had|will|would|can|could) .+ (?P<it>it)(?=\s*[?.!]*$| (?:in|by|on|so|yet|at) )",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?:[’']s?|\bits|\btheir) (?P<owned>[a-z-]{3,}(?: [a-z-]{3,})?)\s*[?.!]*$"
    r"|\bthe (?P<of>[a-z-]{3,}(?: [a-z-]{3,})?) (?:of|for|in) (?:the )?[A-Z]",
    re.IGNORECASE,
)
"""What a question asks of something, as its own ("Lahti's goal", "the target of Malmö")."""


def refers_back(text: str) -> bool:
    """True when a text holds a pronoun."""
    return bool(_PRONOUN.search(text))


def names_its_many(text: str) -> bool:
    """True for "How do cities know when they are on track?", which says itself who "they" are."""
    return any(_OWN_MANY.search(text[: match.start()]) for match in re.finditer(r"\b(?:they|their|them)\b", text))


def leads_with_pronoun(text: str) -> bool:
    """True when a question's own subject is a pronoun, whatever names stand behind it."""
    match = _PRONOUN.search(text)
    if match is None or names(text[: match.start()]):
        return False
    word = match.group().lower()
    helped = word in {"this", "that"} and bool(_HELPED.search(text[: match.start()]))
    return word in {"it", "they", "its", "their"} or helped or bool(_COMPARED.match(text[match.end() :]))


def of_both(text: str, state: Thread) -> str | None:
    """The question with the two things it compares ("which of them is older?", "Are they related?")."""
    together = state.compared or state.pair
    if not together:
        return None
    joined = listed([with_article(topic.text) for topic in together])
    if _BOTH.search(text):
        return _BOTH.sub(joined, text, count=1)
    if _RELATED.search(text) and together[0].kind is together[1].kind:
        return _RELATED.sub(joined, text, count=1)
    which = _WHICH_OF.match(text)
    if which is None or _OWN_NOUN.match(which["rest"]) or not (which["of"] or _WITHOUT_SUBJECT.match(which["rest"])):
        return None
    together_still = bool(state.compared) and (bool(which["of"]) or not text.lower().startswith("who"))
    return f"Which of {joined} {which['rest']}" if together_still or _MORE_OR_LESS.search(which["rest"]) else None


def of_those(text: str, state: Thread) -> str | None:
    """The question with what "which of these", "which ones" means, where the last question asked of many."""
    match = _WHICH_OF_MANY.match(text)
    if not state.plural or match is None:
        return None
    many = f"of the {state.plural}" if _ASKS_OF_ONE.match(text[match.end() :]) else state.plural
    rest = text[match.end() :]
    where = _where(text, state) if rest.strip(" ?.!") or (state.topics[:1] and state.topics[0].is_place) else ""
    return f"Which {many}{where}{rest}"


def _where(text: str, state: Thread) -> str:
    """The words "in …" with the place last asked of; "" where the question or what it asks of names a place itself."""
    place = state.topics[0] if state.topics else None
    if (
        place is None
        or place.kind not in {NameKind.PLACE, NameKind.CASE}
        or place.text in f"{state.plural}{text}"
        or _IN.search(text)
    ):
        return ""
    return f" in {with_article(place.text)}"


def of_that_kind(text: str, state: Thread) -> str | None:
    """The question with what "one" or "a good one" is one of, where that is a thing and no name."""
    thing = _thing(state)
    if not thing:
        return None
    bare = _BARE_ONE.search(text)
    if bare is not None:
        return f"{text[: bare.start('one')]}{singular(thing)}{text[bare.end('one') :]}"
    match = _SUCH_A_ONE.search(text)
    if match is None:
        return None
    noun = _QUALITY.sub("", without_article(thing))
    said = plural(noun) if match["one"].lower() == "ones" else without_article(singular(noun))
    return f"{text[: match.start('one')]}{said}{text[match.end('one') :]}"


def _thing(state: Thread) -> str:
    """What "one" is one of: the subject where it is a common noun, else what the last question described."""
    told = [state.focus] if state.focus is not None else []
    found = (topic.text for topic in (*told, *described(state.previous)) if topic.kind is None)
    return next((text for text in found if without_article(text).split()[-1][0].islower()), "")


def of_the_like(text: str, state: Thread) -> str | None:
    """The question with what "something similar" is similar to."""
    match = _SIMILAR.search(text)
    if match is None or state.focus is None:
        return None
    return f"{text[: match.end()]} to {with_article(state.focus.text)}{text[match.end() :]}"


def of_the_named_thing(text: str, state: Thread) -> str | None:
    """The question with the name for which "the mission", "this city" stands."""
    focus = state.focus
    if focus is None or not _GENERIC.search(text):
        return None
    return _GENERIC.sub(lambda match: _generic(match, focus), text, count=1)


def _generic(match: re.Match[str], focus: Topic) -> str:
    name = with_article(focus.text)
    if (match.group(1).lower() in {"city", "country"}) == focus.is_place or focus.kind is None:
        return name
    return f"{match.group()} {'in' if focus.is_place else 'of'} {name}"


def of_that_role(text: str, state: Thread) -> str | None:
    """The question with whose role "that role" is."""
    match = _THAT_ROLE.search(text)
    role = _role(state)
    if match is None or not role:
        return None
    return f"{text[: match.start()]}the {match['noun']} of {role}{text[match.end() :]}"


def of_the_adjective(text: str, state: Thread, adjectives: Collection[str]) -> str | None:
    """The question with what "the Danish one" is one of, where that is a thing the thread described or asked of.

    Args:
        text: the question.
        state: the thread.
        adjectives: those of places, in lower case.
    """
    match = _THE_ADJECTIVE_ONE.search(text)
    if match is None or match["adjective"].lower() not in adjectives:
        return None
    of_place = rf"\b(?:{'|'.join(adjectives)})\b"
    other = next((topic.text for topic in state.topics if re.search(of_place, topic.text, re.IGNORECASE)), "")
    if other:
        thing = re.sub(of_place, match["adjective"], other, count=1, flags=re.IGNORECASE)
        return f"{text[: match.start()]}{with_article(thing)}{text[match.end() :]}"
    thing = without_article(_thing(state))
    if not thing:
        return None
    said_of = _SAID_OF.search(state.previous)
    if said_of is not None and re.search(rf"\b{re.escape(singular(thing).split()[-1])}", said_of["many"]):
        one = f"{match['adjective']} {without_article(singular(said_of['many']))} {said_of['what']}"
        return f"{text[: match.start()]}the {one}{text[match.end() :]}"
    many = state.plural.split()[-1] if state.plural and state.plural.split()[-1] not in thing else ""
    said = f"{without_article(singular(many))} on {thing}" if many else without_article(singular(thing))
    return f"{text[: match.start()]}the {match['adjective']} {said}{text[match.end() :]}"


def with_object(text: str, state: Thread) -> str:
    """A question whose subject was filled in, with what was asked of that subject for "it" behind the verb."""
    match = _OBJECT.search(text)
    asked = _OWNED.search(state.previous)
    if match is None or asked is None:
        return text
    return f"{text[: match.start('it')]}the {asked['of'] or asked['owned']}{text[match.end('it') :]}"


def with_antecedent(text: str, state: Thread) -> str | None:
    """The question with its first pronoun replaced; None when it has none that points into the thread."""
    hidden = [match.span() for match in _EXPLETIVE.finditer(text)]
    for match in _PRONOUN.finditer(text):
        before, after, word = text[: match.start()], text[match.end() :], match.group().lower()
        if word in {"one", "ones"} or any(start <= match.start() < end for start, end in hidden):
            continue
        if _has_antecedent(before, word) or _has_noun(before, word, after):
            continue
        if word in {"this", "that"}:
            after = re.sub(r"^ one\b", "", after)
        replaced = _replaced(before, word, after, state)
        if replaced:
            return with_object(replaced, state) if word in _SUBJECTS else replaced
    return None


def _has_antecedent(before: str, word: str) -> bool:
    """True when a name, or a noun with an article, stands before the pronoun in the same question."""
    if _SUBJECT_ONLY.match(before):
        return False
    if word in _MANY and _OWN_MANY.search(before):
        return True
    if word in _MANY and " and " not in before:
        return False
    return bool(names(before)) or bool(re.search(r"\b(a|an)\s+\w{3,}", before))


def _has_noun(before: str, word: str, after: str) -> bool:
    """True for "these partners", which carries its noun."""
    if word not in {"this", "that", "these", "those"} or not re.match(r"\s+[a-z]", after):
        return False
    return not _VERB_BEHIND.match(after) and not _HELPED.search(before)


def _replaced(before: str, word: str, after: str, state: Thread) -> str | None:
    if word in {"he", "him", "she", "hers", "his", "her"}:
        person = _person(state)
        owns = word == "his" or (word == "her" and bool(re.match(r" \w", after)))
        return f"{before}{person}{'’s' if owns else ''}{after}" if person else None
    topic = state.focus
    if topic is None:
        return None
    worked = _WORKED.match(after) or (word != "it" and re.match(r"\s+(?:cost|take)\b", after))
    if topic.is_place and word in {"it", "this", "that"} and worked:
        return f"{before}{word}{after.rstrip('?.! ')} in {with_article(topic.text)}?"
    if word == "there":
        place = next((other for other in state.topics if other.is_place), topic)
        return f"{before}in {with_article(place.text)}{after}"
    if word in _MANY and before.lower().endswith("one of ") and topic.kind is None:
        return f"{before}the {plural(topic.text)}{after}"
    if word in _MANY and (many := _many(word, topic, state, acting=_acts(before, after))):
        return _PARTITIVE.sub(r"\1 ", before) + many + after
    if word in {"its", "their"} or (word == "theirs" and after):
        return put(before, f"{topic.text}’" if topic.text.endswith("s") else f"{topic.text}’s", after)
    if word in _MANY and not topic.text.split(" in ")[0].endswith("s"):
        before = agreeing(before)
    return put(before, topic.text, after)


def _acts(before: str, after: str) -> bool:
    """True for "Do they have …", not for "Do they work?", which is asked of what is done."""
    suffers = bool(_BEING.search(before)) and bool(_SUFFERED.match(after))
    return bool(_HELPED_MANY.search(before)) and not suffers and not _WORKED.match(after)


def _many(word: str, topic: Topic, state: Thread, *, acting: bool) -> str:
    """What a plural pronoun means where the topic itself is one thing, "" when nothing of many was spoken of.

    ``acting`` tells that it is a subject: things done in a place do not act, the place's people do.
    """
    theirs = word == "their"
    asked = state.plural
    agents = bool(asked) and asked.split()[-1].lower() in _AGENTS
    people = agents and asked.split()[-1].lower() not in _DONE
    if asked and topic.is_place:
        if theirs or (acting and not people):
            return ""
        return f"{asked} in {with_article(topic.text)}" if len(asked.split()) == 1 else asked
    if asked and topic.kind is NameKind.ORGANISATION:
        return f"{asked}’" if theirs else asked
    if agents and topic.kind is NameKind.CASE and not theirs:
        return f"{asked} in {with_article(topic.text)}"
    common = topic.kind is None and not topic.text.split()[-1][0].isupper() and " in " not in topic.text
    if common and not re.match(r"the ", topic.text, re.IGNORECASE) and not re.search(r"[’']s ", topic.text):
        several = plural(topic.text)
        return f"{several}’" if theirs else several
    return ""


def _person(state: Thread) -> str | None:
    return _role(state) or (state.people[0] if state.people else None)


def _role(state: Thread) -> str:
    """The last role spoken of, as one ("a mission manager"); "" where there was none."""
    role = next((topic.text for topic in state.topics if topic.kind is None and _ROLES.search(topic.text)), "")
    return singular(role) if role else ""
