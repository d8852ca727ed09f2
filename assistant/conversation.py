"""A question understood in its thread: pronouns, ellipsis, corrections and going back, resolved without a model.

The rules only replace or add names and topics that stand in the thread; a question with a subject of its own stays as
it is. What comes out is shown to people ("Searched for: …"), so it stays close to their own words and is a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.alternatives import which_of_two
from assistant.boundaries import read_question
from assistant.gazetteer import DEMONYMS, Gazetteer, NameKind
from assistant.listed import first_few, ordinal
from assistant.phrasing import (
    framed,
    listed,
    lowered,
    plural,
    sentence,
    singular,
    unframed,
    with_article,
    without_article,
)
from assistant.pronouns import (
    leads_with_pronoun,
    names_its_many,
    of_both,
    of_that_kind,
    of_that_role,
    of_the_adjective,
    of_the_like,
    of_the_named_thing,
    of_those,
    refers_back,
    with_antecedent,
)
from assistant.question import Form, question_form
from assistant.reshaping import asks_who_says_so, reshaped
from assistant.swapping import swapped, with_other_modifier
from assistant.thread import Thread, after_answer, after_question
from assistant.topics import Topic, described, topics, words_beside
from assistant.words import content_words
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
    ending: str = ""  # the follow-up's own words, put behind the last question ("and since when?"): they set the form
    attributed: bool = False  # True when the last answer is wanted with who says what


_LEAD = re.compile(
    r"^(?:(?:and|but|or|so|also|then|ok(?:ay)?|now|well|right|great|good|fine|hm+|thanks|thank you)\b[,.!;:\s]+)+",
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
_EARLIER = re.compile(r"^(?:the )?(?:first|earlier|previous|initial|original)\b", re.IGNORECASE)
_THE_OTHER = re.compile(r"^(?:the )?(?:[\w-]+ )?(?:ones?|other|case|before)$", re.IGNORECASE)
_SAME = re.compile(
    r"^(?:and )?(?:the )?same (?:question|thing|again)?,? ?(?:for|about|of|in|with|on)\s+(?P<name>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"^(?P<name>[^,:?]{2,60})(?:,|:| [–-])\s+(?P<rest>.+)$")
_ABOUT = re.compile(r"^(?:what|how) about (?P<rest>.+?)\s*\?*$", re.IGNORECASE)
_PLACE_ONLY = re.compile(r"^(?:in|at|for|from|with|by|of|on|within)\s+(?:the\s+)?(?P<name>.+?)\s*\?*$", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:for|with|on|by|of|about|from) (?!example\b|now\b)", re.IGNORECASE)
_THE_ONE = re.compile(
    r"^(?:the |a |an )?(?P<name>.+?) (?P<noun>ones?|case|example|version|mission|programme|program|project|city"
    r"|cities)$",
    re.IGNORECASE,
)
_AS_A_WHOLE = re.compile(r"\s+(?:as a whole|overall|in general|altogether|as well|too)\s*\?*$", re.IGNORECASE)
_SHARE = re.compile(
    r"^(?:(?:in|for|by) )?(?:per|each|every|in total|altogether|on average|so far|today|since \d|before \d"
    r"|after \d|until \d"
    r"|by (?:year|sector|city|country|month))\b[^?]{0,40}\??$|^in (?:19|20)\d\d\??$",
    re.IGNORECASE,
)
_NO_VERB = re.compile(
    r"^(?:(?:by|since|until|from|for|to|with|in|at) )?(?:who|whom|what|when|where|why|how"
    r"|which)\b(?! about\b)[^?]*\??$",
    re.IGNORECASE,
)
_OF_WHAT_WAS_SAID = re.compile(
    r"^(?:when|where|why|how) (?:is|was|were|did|does) (?:that|this|it)(?: happen(?:ed)?| so)?\s*\??$"
    r"|^(?:what|who|where) else\b.*$",
    re.IGNORECASE,
)
_AND_THEN = re.compile(
    r"^(?:and |but |so )?(?:then|next|after (?:that|this|which)|afterwards?|what (?:comes |happens |is |do (?:i"
    r"|we) do )?"
    r"(?:next|then|after(?:wards)?(?: that)?))\s*[?.!]*$",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(
    r"^(?:how (?:does|do|did|is) (?:that|this|it|they) )?compared? (?:with|to) (?:the )?(?P<name>.+?)\s*[?.!]*$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"^(?:(?:can|could) you )?(?:please )?"
    r"(?:(?:give|show|name|tell)(?: me| us)? |(?:is|are) there )?"
    r"(?:an?|some|any|other|another|more|one|two|three)(?: other| more| concrete| real| good)?"
    r" (?P<noun>examples?|cases?|instances?)\b(?!\s+(?:study|studies|of|for how|where|that|when)\b)",
    re.IGNORECASE,
)
_SUCH_AS = re.compile(r"^(?:for (?:example|instance)|such as(?: what)?|like what|e\.g\.)\s*[?.!]*$", re.IGNORECASE)
_INDEFINITE = re.compile(
    r"\b(an?|any|every|some|all|most|typical|good|successful) (\w+ )?(mission|project|programme|partnership|city"
    r"|cities|case|team|government|country|countries|ministry|municipality|agency|organisation)s?\b|\bmissions\b"
    r"|\b(usually|normally|typically|generally|in general)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(is|are|was|were|be|been|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must|tell|explain"
    r"|describe|list|name|give|show|compared?|make|find|pays?|paid|funds?|funded|leads?|led|runs?|steers?|owns?|works?"
    r"|says?|said|helps?|helped|decides?|takes?|took|acts?|needs?|joins?|joined|invented|made|started|happened)\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_ASKING = re.compile(
    r"^(?:(?:by|since|from|in|on|to|with|for|at) )?(?:who|whom|whose|what|when|where|why|how|which|is|are|was"
    r"|were|do|does"
    r"|did|has|have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r", and (?:by |since |from |in |on |to |with |for |at )?(?:who|what|when|where|why|how|which)\b.*$"
)
_PREDICATE = re.compile(
    r"^what (?:is|was|are|were) (?:hard|difficult|easy|new|good|bad|wrong|different|special|missing|needed"
    r"|planned|learn\w+"
    r"|achieved|done|next|left|unclear|unknown|agreed|promised|expected)\s*\??$",
    re.IGNORECASE,
)
"""What is said of a subject that is left out, and no term whose meaning is asked for."""
_HOW_MANY = re.compile(
    r"^how many(?: (?:of (?:them|these|those)|(?:are|were) there|(?:are|were) they|are there of them))?\s*[?.!]*$",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"^what(?:[’']s| is| was| are| were) the (?:[\w-]+ )?(?:years?|targets?|goals?|aims?|budgets?|deadlines?|dates?"
    r"|costs?|prices?|size|population|results?|status|outcomes?|ambitions?|risks?|lessons?|problems?|purpose"
    r"|next steps?)\s*\??$",
    re.IGNORECASE,
)
"""What a thing has, and no term whose meaning is asked for."""
_DID_IT = re.compile(
    r"^how (?:did|does|do|has|have|is|are) (?P<name>.+?) (?:do|done|doing|handle|handled|manage|managed|solve|solved)"
    r" (?:it|that|this|so)\s*\??$",
    re.IGNORECASE,
)
_ASKS_OF_DOING = re.compile(
    r"^(?:how|what|which|why|when|where)? ?(?:\w+ ){0,3}?(?:did|do|does|has|have)\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"^.*\b(?:it|they|this|that)\b (?:\w+ ){0,2}?(?:differ\w*|compared?|similar|like|unlike|related|linked|[a-z]+er)\b"
    r"(?: \w+)?(?: from| with| to| than)? (?P<other>.+)$",
    re.IGNORECASE,
)
_PART_OF_IT = re.compile(
    r"\b(?:in|of|to|under|within|inside|behind|part of) (?P<it>it|this|that)\s*\??$", re.IGNORECASE
)
_SHORT = 3
"""Content words up to which a question without a name of its own is read as being about the thread's subject."""


def standalone(question: str, thread: Sequence[Turn], gazetteer: Gazetteer) -> Standalone:
    """The question with what it leaves out filled in from the thread.

    Args:
        question: what the person asked, cleaned of markup.
        thread: the turns before it, oldest first.
        gazetteer: names the library knows.
    """
    state = Thread()
    for turn in thread[-MAX_TURNS:]:
        if turn.role == "user" and not read_question(turn.content).searchable:
            continue
        if turn.role == "user":
            alone = _resolve(turn.content, state, gazetteer)
            state = after_question(
                state, turn.content, alone.text, gazetteer, depends=alone.depends, keeps_topic=bool(alone.ending)
            )
        else:
            state = after_answer(state, turn, gazetteer)
    return _resolve(question, state, gazetteer)


def _resolve(question: str, state: Thread, gazetteer: Gazetteer) -> Standalone:
    text = " ".join(question.split())
    text = which_of_two(_LEAD.sub("", text), gazetteer) or text
    if not state.previous:
        return _own(text, state, gazetteer)
    if asks_who_says_so(_LEAD.sub("", text)):
        return replace(_own(state.previous, state, gazetteer), depends=True, attributed=True)
    ended = _ended(text, state, gazetteer)
    if ended is not None:
        return ended
    for rule in _RULES:
        resolved = rule(text, state, gazetteer)
        if resolved is not None and resolved != text:
            said = sentence(resolved)
            found = topics(said, gazetteer)
            switches = bool(found) and _replaces(said, state, gazetteer)
            return Standalone(said, _texts(found or state.topics[:1]), depends=True, switches=switches)
    return _own(text, state, gazetteer)


def _replaces(resolved: str, state: Thread, gazetteer: Gazetteer) -> bool:
    """True when a question asks of another name what the last one asked of its own: the thread would mislead."""
    before, now = set(gazetteer.find(state.previous)), set(gazetteer.find(resolved))
    return bool(before) and bool(now) and not before & now


def _own(text: str, state: Thread, gazetteer: Gazetteer) -> Standalone:
    found = topics(text, gazetteer)
    known = {topic.text for topic in (*state.topics, *state.mentioned)}
    switches = bool(state.previous) and bool(found) and not any(topic.text in known for topic in found)
    return Standalone(text, _texts(found), depends=False, switches=switches)


def _ended(text: str, state: Thread, gazetteer: Gazetteer) -> Standalone | None:
    """The last question with the follow-up behind it ("Who leads Malmö, and since when?")."""
    if _AND_THEN.match(text) and _ASKING.match(state.previous):
        previous = _ENDING.sub("", state.previous.rstrip("?.! "))
        then = f"{previous}, and what comes next?"
        return Standalone(then, _texts(topics(then, gazetteer)), depends=True, ending=f"{previous}?")
    core = _LEAD.sub("", text).rstrip("?.! ")
    if of_both(core, state) is not None or of_those(core, state) is not None:
        return None
    said = bool(_OF_WHAT_WAS_SAID.match(core))
    bare = bool(_NO_VERB.match(core)) and not _VERB.search(core) and len(content_words(core)) <= 1
    bare = bare and not refers_back(core.removesuffix("which ones").removesuffix("which one"))
    if not (said or bare) or topics(core, gazetteer) or ordinal(core) or not _ASKING.match(state.previous):
        return None
    previous = _ENDING.sub("", state.previous.rstrip("?.! "))
    resolved = f"{previous}, and {core[0].lower()}{core[1:]}?"
    return Standalone(resolved, _texts(topics(resolved, gazetteer)), depends=True, ending=f"{core}?")


def _reshaped(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    return reshaped(_LEAD.sub("", text), state.previous)


def _correction(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    match = _CORRECTION.match(text)
    if match is None or match.end() == len(text):
        return None
    rest = text[match.end() :].strip()
    if _is_question(rest):
        return _resolve(rest, state, gazetteer).text
    one = _THE_ONE.match(rest.rstrip("?.!"))
    name = one["name"] if one else rest.rstrip("?.!")
    if one and not one["noun"].lower().startswith("one") and _is_other_kind(name, state, gazetteer):
        name = one.group()  # "the EU mission" is no place, though "EU" is one
    return swapped(name, state, gazetteer) or f"{state.previous.rstrip('?.! ')} ({name})?"


def _is_other_kind(name: str, state: Thread, gazetteer: Gazetteer) -> bool:
    """True when a name is a place and the last question asked of none."""
    found, asked = gazetteer.find(name), gazetteer.find(state.previous)
    return any(one.kind is NameKind.PLACE for one in found) and not any(one.kind is NameKind.PLACE for one in asked)


def _going_back(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    match = _BACK.match(text)
    if match is None:
        return None
    name, rest = match["name"].strip(), match["rest"].strip()
    found = topics(name, gazetteer)
    if _EARLIER.match(name) and state.topics:
        found = (state.topics[-1],)
    elif not found and _THE_OTHER.match(name) and len(state.topics) > 1:
        found = (state.topics[1],)
    if not found:
        return None
    if not rest:
        return swapped(found[0].text, state, gazetteer) or f"What about {with_article(found[0].text)}?"
    return _asked_of(found[0], rest, state, gazetteer)


def _same_question(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    match = _SAME.match(_LEAD.sub("", text))
    if match is None:
        return None
    one = _THE_ONE.match(match["name"])
    other = with_other_modifier(one["name"], state, one["noun"].lower()) if one is not None else None
    return other or swapped(match["name"], state, gazetteer)


def _did_it_too(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    """What was asked of one, asked of another ("How did Copenhagen do it?")."""
    match = _DID_IT.match(_LEAD.sub("", text))
    if match is None or not _ASKS_OF_DOING.match(unframed(state.previous)):
        return None
    found = topics(match["name"], gazetteer)
    return swapped(match["name"], state, gazetteer) if found and not words_beside(match["name"], found) else None


def _addressed(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    """A question that first says of what: "OK then the Swedish one, who pays?"."""
    match = _ADDRESSED.match(_LEAD.sub("", text))
    if match is None or not _is_question(match["rest"]) or _is_question(match["name"]):
        return None
    name = match["name"].removeprefix("What about ").removeprefix("what about ")
    found = topics(sentence(name), gazetteer) or topics(name, gazetteer)
    things = described(name)
    topic = things[0] if things else found[0] if found else None
    return _asked_of(topic, match["rest"], state, gazetteer) if topic is not None else None


def _asked_of(topic: Topic, question: str, state: Thread, gazetteer: Gazetteer) -> str:
    """A question asked of a topic: by its pronoun where it has one, else with the topic beside it."""
    turned = replace(
        state, topics=(topic, *(one for one in state.topics if one != topic)), mentioned=(), answered=False
    )
    resolved = with_antecedent(question, turned)
    if resolved is not None or topics(question, gazetteer):
        return resolved or question
    return _beside(question, turned) or question


def _listed_item(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    """The question with the item of the last answer that "the second one" means."""
    found = ordinal(text)
    if found is None or not state.items or not -1 <= found[0] < len(state.items):
        return None
    at, start, end = found
    item = state.items[at]
    core = _LEAD.sub("", text[:start]) + item + text[end:]
    if _is_question(core.replace(item, "")) or _EXAMPLE.match(core) or " of " in core.replace(item, ""):
        return f"{core.rstrip('?.! ')}?" if _is_question(core.replace(item, "")) else core
    if state.picked:
        return state.previous.replace(state.picked, item, 1)
    return f"What about {item}?"


def _few_items(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    """The question with the items of the last answer that "the first two" means."""
    found = first_few(text)
    items = state.items[found[0]] if found is not None else ()
    if found is None or len(items) < _FEWEST_OF_MANY or items[0].startswith("“"):
        return None
    core = f"{_LEAD.sub('', text[: found[1]])}{' and '.join(items)}{text[found[2] :]}"
    return core if _is_question(_LEAD.sub("", text)) else f"What about {' and '.join(items)}?"


_FEWEST_OF_MANY = 2
_FORMER_OR_LATTER = re.compile(r"\bthe (former|latter)(?: one)?(?P<owns>[’']s)?\b", re.IGNORECASE)
_ALTERNATIVE = r"(?:(?:an?|the) )?[\w’-]+(?: [\w’-]+)?"
_TWO = re.compile(rf"(?P<one>{_ALTERNATIVE}) or (?P<other>{_ALTERNATIVE})", re.IGNORECASE)
_OTHER_ONES = re.compile(
    r"^(?:(?:what|how) about )?(?:(?:in|for|at|of) )?the other(?:s| ones?| cit(?:y|ies)| cases?| countr(?:y|ies)| two)?"
    r"\s*[?.!]*$",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"^(?:what|how) about (?P<rest>.+?),? (?:in general|generally|usually|normally|elsewhere)\s*\??$", re.IGNORECASE
)
_EXAMPLE_OF = re.compile(r"an? example of ", re.IGNORECASE)


def _former_or_latter(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    """The question with the one of two alternatives that "the latter" means."""
    match = _FORMER_OR_LATTER.search(text)
    if match is None:
        return None
    two = _TWO.search(unframed(state.previous))
    if two is None:
        return _of_pair(text, match, state)
    one, other = two["one"], two["other"]
    other = f"{other} {one.split()[-1]}" if len(one.split()) > len(other.split()) == 1 else other
    picked = one if match.group(1).lower() == "former" else other
    core = _core(f"{text[: match.start()]}{picked}{text[match.end() :]}")
    return f"Is there {lowered(core)}" if _EXAMPLE_OF.match(core) else core


def _of_pair(text: str, match: re.Match[str], state: Thread) -> str | None:
    """The question with the one of two things compared that "the former" means."""
    if state.pair is None:
        return None
    picked = with_article(state.pair[0 if match.group(1).lower() == "former" else 1].text)
    return _core(f"{text[: match.start()]}{picked}{'’s' if match['owns'] else ''}{text[match.end() :]}")


def _other_ones(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    """The last question asked of the rest of what was compared ("and the other one?", "what about the others?")."""
    if not _OTHER_ONES.match(_LEAD.sub("", text)) or not (state.others or state.compared):
        return None
    if not state.others:
        return state.previous  # which was asked of all of them
    first, *more = state.others
    asked = swapped(first.text, state, gazetteer)
    if asked is None or not more:
        return asked
    named = [with_article(topic.text) for topic in state.others]
    return asked.replace(named[0], listed(named), 1)


def _in_general(text: str, _state: Thread, _gazetteer: Gazetteer) -> str | None:
    """A side of missions as such, whatever case was spoken of ("What about funding in general?")."""
    match = _IN_GENERAL.match(_LEAD.sub("", text))
    return f"What is known in general about {match['rest']} in missions?" if match else None


def _example(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    """The wish for examples with what they are to be of."""
    core = _LEAD.sub("", text)
    if _SUCH_AS.match(core) and state.previous.endswith("?"):
        return f"{state.previous.rstrip('?.! ')}, for example?"
    match, focus = _EXAMPLE.match(core), state.focus
    if match is None or focus is None:
        return None
    if focus.kind is not None and question_form(state.previous) is not Form.DEFINITION:
        return f"{state.previous.rstrip('?.! ')}, for example?" if _ASKING.match(state.previous) else None
    kind = with_article(focus.text) if focus.kind is not None else plural(focus.text)
    asked = f"{match.group()} of {kind}{core[match.end('noun') :]}"
    if re.match(r"(?:an?|some|any|other|another|more|one|two|three)\b", asked, re.IGNORECASE):
        asked = f"Is there {lowered(asked)}" if match["noun"].lower() == "example" else f"Are there {lowered(asked)}"
        return f"{asked.rstrip('?.! ')}?"
    return asked


def _comparison(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    core = _core(text)
    match, focus = _COMPARED_WITH.match(_LEAD.sub("", text)), state.focus
    found = gazetteer.find(match["name"]) if match is not None else ()
    if match is not None and focus is not None and found:
        plain = not words_beside(match["name"], tuple(Topic(name.text, name.kind) for name in found))
        return f"Compare {with_article(focus.text)} with {with_article(found[0].text if plain else match['name'])}"
    if topics(core, gazetteer):
        return of_those(core, state)
    return of_both(core, state) or of_those(core, state)


def _ellipsis(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    core = _LEAD.sub("", text)
    led = core != text
    if _SHARE.match(core) and _ASKING.match(state.previous):
        return f"{_ENDING.sub('', state.previous.rstrip('?.! '))} {lowered(core.rstrip('?.! '))}?"
    about = _ABOUT.match(core)
    if about is None and (_is_question(core) or not (led or _PLACE_ONLY.match(core))):
        return None
    rest = _AS_A_WHOLE.sub("", (about["rest"] if about else core).strip(" ?.!"))
    place = _PLACE_ONLY.match(rest)
    bare = place["name"] if place else rest
    one = _THE_ONE.match(bare)
    one = one if one is not None and one["noun"].lower().startswith("one") else None
    found = topics(bare, gazetteer)
    if one is not None and not found and not refers_back(one["name"]):
        other = with_other_modifier(one["name"], state)
        if other is not None and not re.match(r"^an? ", bare):
            return other
    if found and not words_beside(one["name"] if one else bare, found):
        return swapped(one["name"] if one else bare, state, gazetteer, elsewhere=place is not None)
    if found:
        return _with_subject(core, found, state) if about else None
    kind = re.match(r"(?P<one>one) (?:that|which|who|in|from|with|where)\b", rest)
    if kind is not None and state.focus is not None and state.focus.kind is None:
        return f"What about {singular(state.focus.text)}{rest[kind.end('one') :]}?"
    if refers_back(rest):
        asked = f"What about {rest}?"
        return of_that_kind(asked, state) or with_antecedent(asked, state)
    return f"What about {_PREPOSITION.sub('', rest)}{_joined(state)}?"


def _with_subject(text: str, found: Sequence[Topic], state: Thread) -> str | None:
    """The question with what the thread is about put behind it, as in "What about Norway (the mission)?"."""
    focus = state.focus
    return f"{text.rstrip('?.! ')} ({focus.text})?" if focus is not None and focus not in found else None


def _anaphora(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    core = _core(text)
    such = (
        of_the_adjective(core, state, DEMONYMS)
        or of_that_kind(core, state)
        or of_the_like(core, state)
        or of_that_role(core, state)
    )
    if such is not None:
        return such
    if topics(core, gazetteer) and not leads_with_pronoun(core):
        return _plural_object(core, state)
    resolved = with_antecedent(core, _of_one_kind(core, state, gazetteer)) or of_the_named_thing(core, state)
    if resolved is not None:
        return resolved
    if core != text and not _INDEFINITE.search(core) and not names_its_many(core):
        return _beside(core, state)
    return None


def _of_one_kind(core: str, state: Thread, gazetteer: Gazetteer) -> Thread:
    """The thread turned to its last topic of the kind that "it" is compared with ("How is it different from DDC?")."""
    compared = _COMPARES.match(core)
    other = topics(compared["other"], gazetteer) if compared is not None else ()
    same = [topic for topic in state.topics if other and topic.kind is other[0].kind and topic != other[0]]
    if not same or other[0].kind is None:
        return state
    return replace(state, topics=(same[0], *(one for one in state.topics if one != same[0])), answered=False)


def _plural_object(core: str, state: Thread) -> str | None:
    """What "them", "about that" is at the end of a question with a name ("How did Norway introduce them?")."""
    inside = _PART_OF_IT.search(core)
    if inside is not None and state.focus is not None and " and " not in core:
        return f"{core[: inside.start('it')]}{with_article(state.focus.text)}?"
    ends = re.search(r"\b(?:them|these|those|(?:about|with|for|from) (?:it|that|this))\s*\??$", core, re.IGNORECASE)
    if ends is None:
        return None
    preposition, _, behind = ends.group().partition(" ")
    subject = state.topics[0] if state.topics else None
    if behind and subject is not None and subject.kind is None:
        return f"{core[: ends.start()]}{preposition} {state.plural or with_article(subject.text)}?"
    return with_antecedent(core, state)


def _how_many(text: str, state: Thread, _gazetteer: Gazetteer) -> str | None:
    """The number of what was last asked of many of ("how many were there?")."""
    if not state.plural or not _HOW_MANY.match(_LEAD.sub("", text)):
        return None
    focus = state.focus
    if focus is not None and state.plural in focus.text:
        return f"How many {without_article(focus.text)} are there?"
    return f"How many {state.plural} are there{_joined(state)}?"


def _short(text: str, state: Thread, gazetteer: Gazetteer) -> str | None:
    if topics(text, gazetteer) or _INDEFINITE.search(text) or names_its_many(text):
        return None
    count = len(content_words(text))
    if count == 0:
        return framed(state.focus.text, text) if state.focus is not None else None
    of_its_own = question_form(text) is Form.DEFINITION and not (_PREDICATE.match(text) or _ATTRIBUTE.match(text))
    if count > _SHORT or of_its_own:
        return None
    return _beside(text, state)


def _core(text: str) -> str:
    """A question without "and", "ok then" in front; any other text as it is."""
    bare = _LEAD.sub("", text)
    return f"{sentence(bare).rstrip('?.! ')}?" if bare != text and _is_question(bare) else text


def _beside(question: str, state: Thread) -> str | None:
    """A question without a subject together with the thread's: in its place, or with its subject in front."""
    focus = state.focus
    if focus is None:
        return None
    if focus.is_place and _is_question(question):
        return f"{question.rstrip('?.! ')} in {with_article(focus.text)}?"
    return framed(focus.text, unframed(question))


def _joined(state: Thread) -> str:
    """The thread's subject behind a noun: " in Denmark", " for Decoupling 2030"."""
    focus = state.focus
    if focus is None:
        return ""
    return f" {'in' if focus.is_place else 'for'} {with_article(focus.text)}"


def _is_question(text: str) -> bool:
    """True when the text has a question word or a verb, so that it can stand as a sentence."""
    return bool(_QUESTION_WORD.search(text)) or bool(_VERB.search(text))


def _texts(found: Sequence[Topic]) -> tuple[str, ...]:
    return tuple(without_article(topic.text) if topic.kind else topic.text for topic in found)


_RULES = (
    _reshaped,
    _correction,
    _going_back,
    _same_question,
    _did_it_too,
    _addressed,
    _in_general,
    _few_items,
    _listed_item,
    _former_or_latter,
    _other_ones,
    _example,
    _how_many,
    _comparison,
    _ellipsis,
    _anaphora,
    _short,
)
"""In this order: the first that changes a question decides."""
