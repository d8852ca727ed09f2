"""What a question is about: names the library knows, other names, things it describes, and its common nouns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.gazetteer import Gazetteer, NameKind
from assistant.phrasing import unframed
from assistant.words import STOP_WORDS, content_words, names, word_set, words


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a thread is about."""

    text: str
    kind: NameKind | None  # None for a topic that is no known name

    @property
    def is_place(self) -> bool:
        """True for a known place."""
        return self.kind is NameKind.PLACE


_THING = (
    r"(?:mission|programme|program|project|partnership|initiative|contract|agreement|label|survey|plan|platform|fund"
    r"|pilot|lab|labs|playbook|strategy|roadmap|test|toolkit|idea|scheme|method|report|workshop|framework|model|policy"
    r"|campaign)s?\b"
)
_DESCRIBED = re.compile(
    r"\b(?:the|an?|(?-i:[A-ZÅÄÖØÆ])[\w-]+[’']s) (?:(?-i:[A-Z])\w+ and (?=(?-i:[A-Z])))?(?:(?!(?:of|an?|the|about"
    r"|on|for|in|to|with|and|that|which|who|do"
    r"|does|did|is|are|was|were|has|have|had|find|found|says?|said|makes?|runs?|uses?|pays?|works?|needs?"
    r"|starts?) )[\w’'-]+ ){0,4}"
    rf"{_THING}"
    r"(?: (?:statement|manager|board|team|owner|portfolio|lead|leader|director|label|plan|contract)s?\b)?"
    r"(?: (?:of|on|for) (?!(?:the|an?|it|this)\b)(?:[\w’'-]+(?: (?=[\w’'-]+(?:[?,.]|$| in\b| on\b)))?){1,3})?",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(
    r"^(?:(?:please )?(?:tell (?:me|us) about|explain|describe)|what (?:is|are)|how (?:is|are))\s+"
    r"(?P<thing>(?:the )?(?!going\b|new\b|different\b)[a-z][\w’'-]*(?: (?!in\b|is\b"
    r"|are\b)[a-z][\w’'-]*){0,3}) in (?:the )?(?P<place>(?-i:[A-Z]).*?)\s*[?.!]*$",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"^what (?:is|are|is meant by) (?P<thing>(?-i:an? [a-z][a-z’'-]*(?: [a-z’'-]+){0,2} (?:in|of|for|on) (?:an? )?"
    r"[a-z’'-]+))\s*\?*$",
    re.IGNORECASE,
)
"""A term that is asked for with what it is a part of ("What is a portfolio in a mission?")."""
_CUT_OFF = re.compile(r" (?:of|on|for) missions?$")
"""The beginning of what a thing is of ("the survey of mission practitioners")."""
_ACTING = re.compile(r"\b(I|we|you|they|one|to) [a-z]+\b", re.IGNORECASE)
"""Someone and what they do, of which only the first word is kept ("How do I choose partners?")."""
_SEVERAL = re.compile(r"(?:[a-z]{2}[^sui]s|people|children)$")
_DOING = re.compile(
    r"\b(?:(?:who|it|he|she) [a-z]+s|it (?:went|ran|came|got|ended|turned out|[a-z]+ed)(?: [a-z]+ly)?"
    r"|(?:what|that) (?:makes|drives|helps|works|goes|happens|counts|matters|comes|keeps"
    r"|needs|means|brings|gives|takes|leads|pays|stops|speaks))\b",
    re.IGNORECASE,
)
"""Someone and what they do, which is no noun ("Who pays for …")."""
_SENTENCES = re.compile(r"(?<=[.!?;])\s+")
_HELPING = word_set("do does did can could should will would may might must")
"""Verbs before a subject whose own verb stands behind it ("How do citizens take part …")."""
_SPEAKERS = word_set("i we you")
_BEING = word_set("is are was were be been has have had")
_ITS_VERB = word_set("do have get make need want know give say mean show let like use tell keep")
"""Function words that are the verb behind a subject."""
_NUMBERING = word_set("first second third fourth fifth last next latter former")
"""Words that stand for one of several, and are no subject."""
_LONGEST_SHORT_FORM = 3
_PARTICIPLE = re.compile(r"(?:[a-z]{2}ed|paid|run|made|built|held|led|spent|chosen|given|set|written|known|won|found)$")


def topics(text: str, gazetteer: Gazetteer) -> tuple[Topic, ...]:
    """What a text is about: cases by name, then things described, then places and organisations, then other names."""
    spans = gazetteer.find_spans(text)
    known = [Topic(_as_said(name.text, text[start:end]), name.kind) for name, start, end in spans]
    covered = " ".join(topic.text.lower() for topic in known)
    adjectives = {text[start:end].lower() for name, start, end in spans if text[start:end].lower() != name.text.lower()}
    own = [
        Topic(name, None)
        for name in names(text)
        if name.lower() not in covered and not (adjectives & set(name.lower().split()))
    ]
    return tuple(dict.fromkeys(sorted([*known, *own], key=precedence)))


def _as_said(name: str, written: str) -> str:
    """The short form ("UK") where one was written, since sources write it as well; else the name."""
    return written if written.isupper() and len(written) <= _LONGEST_SHORT_FORM else name


def precedence(topic: Topic) -> int:
    """Which of several topics is meant first: a case, then what is no known name, a place, an organisation."""
    order = {NameKind.CASE: 0, NameKind.PLACE: 2, NameKind.ORGANISATION: 3}
    return order[topic.kind] if topic.kind else 1


def described(text: str) -> tuple[Topic, ...]:
    """Things a question describes instead of naming ("the Danish circular mission", "school meals in Sweden")."""
    asked = _asked(text)
    defined = _DEFINED.match(asked)
    if defined is not None:
        return (Topic(defined["thing"], None),)
    found = [_CUT_OFF.sub("", match.group().strip()) for match in _DESCRIBED.finditer(asked)]
    placed = _IN_PLACE.match(asked)
    if placed is not None and found in ([], [placed["thing"]]):
        thing = _without_participle(placed["thing"])
        found = [f"{thing} in {placed['place']}"] if content_words(thing) else []
    return tuple(Topic(thing, None) for thing in found)


def _without_participle(thing: str) -> str:
    parts = thing.split()
    return " ".join(parts[:-1] if len(parts) > 1 and _PARTICIPLE.search(parts[-1]) else parts)


def _asked(text: str) -> str:
    """The last sentence of a text that says something, which is the question."""
    return next((piece for piece in reversed(_SENTENCES.split(text)) if content_words(piece)), text)


def common_topic(text: str) -> tuple[Topic, ...]:
    """The subject of a question without names: its longest run of content words ("transition brokers")."""
    asked = unframed(_asked(text))
    best = max(_runs(_DOING.sub("", asked)), key=len)
    if not best or " ".join(best).lower() in _NUMBERING:
        return ()
    noun = " ".join(best)
    article = re.search(rf"\b(?:an?|the) (?={re.escape(noun)}\b)", asked, re.IGNORECASE)
    return (Topic(f"{article.group().lower()}{noun}" if article else noun, None),)


def several(text: str) -> str:
    """The last run of content words that means several ("net-zero missions"), or ""."""
    runs = [run for run in _runs(_DOING.sub("", text)) if run and _SEVERAL.search(run[-1])]
    return " ".join(runs[-1]) if runs else ""


def _runs(text: str) -> list[list[str]]:
    """The content words of a text, those that stand together in one list, without the verb of a subject."""
    runs: list[list[str]] = [[]]
    helper = ""
    for token in [*re.findall(r"[\w’'-]+|[.,;:?!]", _ACTING.sub(r"\1", text)), "."]:
        word = token.lower().replace("’", "'")
        if word not in STOP_WORDS and token[0].isalnum():
            runs[-1].append(token)
            continue
        if runs[-1]:
            runs[-1] = _subject(runs[-1], helper, next_word=word)
            helper = ""
            runs.append([])
        if word in _HELPING | _BEING:
            helper = word
        elif word in _SPEAKERS:
            helper = ""  # they are the subject, and what follows is none
    return runs


def _subject(run: list[str], helper: str, *, next_word: str) -> list[str]:
    """The noun of a run that follows a helping verb."""
    if len(run) == 1 or not helper:
        return run
    if helper in _BEING:
        return run[:-1] if _PARTICIPLE.search(run[-1]) else run
    many = next((at for at, word in enumerate(run[:-1], 1) if _SEVERAL.search(word)), 0)
    if many:
        return run[:many]
    return run if next_word in _ITS_VERB else run[:-1]


def words_beside(text: str, found: Sequence[Topic]) -> bool:
    """True when a text holds content words besides its names."""
    covered = {word for topic in found for word in words(topic.text)}
    return any(
        word not in covered and not word.endswith(("ish", "ian", "ese", "tch", "ean")) for word in content_words(text)
    )
