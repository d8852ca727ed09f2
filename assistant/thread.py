"""What a conversation has been about so far, as far as short follow-ups refer to it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.gazetteer import Gazetteer, NameKind, without_names
from assistant.listed import listed, ordinal
from assistant.phrasing import singular, without_article
from assistant.question import Form, question_form
from assistant.topics import Topic, common_topic, described, precedence, several, topics
from assistant.words import names, word_set
from knowledge.types import Turn

_OFTEN = 2
"""Times an answer names a case from which it is what the answer is about."""
_ONE_OF = re.compile(
    r"^Which of the (?P<many>[a-z][\w-]*)(?P<place> in (?:the )?[A-Z][\w ]*?)? (?:is|was) "
    r"(?P<rest>(?:about|for|on) .+?)\s*\?*$"
)
_BESIDE_ITS_NOUN = re.compile(r" (?:of|on|for|in|about) ")
_QUOTED = re.compile(r"“[^”]*”")
_NO_PERSON = word_set(
    "january february march april may june july august september october november december academy agency association "
    "bank centre center cities city commission committee council council's department europe foundation fund group "
    "institute lab ministry mission missions municipality network office party programme project school university"
)
"""Words of two-word names that are no people."""


@dataclass(frozen=True, slots=True)
class Thread:
    """The last question resolved, topics with the latest first, and what the last answer named and listed."""

    previous: str = ""
    topics: tuple[Topic, ...] = ()
    mentioned: tuple[Topic, ...] = ()  # names in the answer, the case it is about first
    people: tuple[str, ...] = ()
    plural: str = ""  # what the last question asked of many of ("net-zero missions")
    answered: bool = False  # True when the last answer is about its first mentioned case more than about the question's
    steady: bool = False  # True when the last question stayed with the topic of the one before
    items: tuple[str, ...] = ()  # what "the second one" is one of
    picked: str = ""  # the item that the last question asked of
    compared: tuple[Topic, ...] = ()  # what was last put side by side, in the order it was named

    @property
    def focus(self) -> Topic | None:
        """What a pronoun means: the case that was named, else the one the answer kept naming, else the one asked of."""
        own = self.topics[0] if self.topics else None
        if own is not None and not self.answered:
            return own
        return self.mentioned[0] if self.mentioned else own

    @property
    def pair(self) -> tuple[Topic, Topic] | None:
        """What "the two" means: what was compared, else two of one kind asked of, else the last two subjects."""
        if len(self.compared) == 2:
            return self.compared[0], self.compared[1]
        for number, last in enumerate(self.topics):
            other = next((topic for topic in self.topics[number + 1 :] if topic.kind is last.kind), None)
            if last.kind is not None and other is not None:
                return self._as_asked(other, last)
        return self._unlike_pair()

    @property
    def others(self) -> tuple[Topic, ...]:
        """What "the other one" means: of what was compared, or else of the last two, what was not asked of last."""
        pair = self.pair or ()
        together = self.compared or (pair if all(topic.kind is not None for topic in pair) else ())
        asked = self.topics[0] if self.topics else None
        if not any(topic.text in self.previous or topic == asked for topic in together):
            return ()
        return tuple(topic for topic in together if topic.text not in self.previous and topic != asked)

    def _as_asked(self, one: Topic, other: Topic) -> tuple[Topic, Topic]:
        """Two topics in the order of the last question, where both stand in it."""
        at = self.previous.find(one.text), self.previous.find(other.text)
        return (other, one) if min(at) >= 0 and at[1] < at[0] else (one, other)

    def _unlike_pair(self) -> tuple[Topic, Topic] | None:
        """Two subjects of different questions, of which neither is a part of the other."""
        if len(self.topics) < 2:
            return None
        last, other = self.topics[:2]
        apart = not set(last.text.lower().split()) & set(without_article(other.text).lower().split())
        return (other, last) if apart and other.text.lower() not in self.previous.lower() else None


def after_question(
    state: Thread, asked: str, resolved: str, gazetteer: Gazetteer, *, depends: bool, keeps_topic: bool
) -> Thread:
    """The thread after one more question. ``resolved`` stands alone; ``depends`` tells that the thread was needed."""
    said = _QUOTED.sub("this", resolved)
    named = topics(said, gazetteer)
    things = described(said)
    if any(topic.kind is NameKind.CASE for topic in named):
        things = tuple(thing for thing in things if len(gazetteer.find(thing.text)) > 1)
        named = tuple(topic for topic in named if not any(topic.text in thing.text for thing in things))
    found = tuple(sorted((*named, *things), key=precedence))
    picked = next((item for item in state.items if item in resolved), "") if ordinal(asked) else ""
    focus = state.focus
    stays = focus is not None and (
        keeps_topic or bool(picked and not found) or without_article(focus.text).lower()[:-1] in resolved.lower()
    )
    if depends and stays and focus is not None and not any(topic.kind is NameKind.CASE for topic in found):
        found = (focus, *(topic for topic in found if topic != focus))
    found = _picked_out(said) or found or common_topic(said)
    kept = tuple(topic for topic in state.topics if topic not in found)
    return Thread(
        resolved,
        found + kept,
        (),
        (*_people(resolved, gazetteer), *state.people),
        several(without_names(said, gazetteer)),
        steady=bool(depends and stays),
        items=state.items if picked else (),
        picked=picked,
        compared=_compared(state, said, found, gazetteer),
    )


def _picked_out(said: str) -> tuple[Topic, ...]:
    """The one of many that a question asks for ("Which of the missions is about children?"), as it describes it."""
    match = _ONE_OF.match(said)
    if match is None:
        return ()
    one = without_article(singular(match["many"]))
    return (Topic(f"the {one}{match['place'] or ''} {match['rest']}", None),)


def _compared(state: Thread, said: str, found: Sequence[Topic], gazetteer: Gazetteer) -> tuple[Topic, ...]:
    """What is side by side after a question: what it compares, else what was, while nothing else is spoken of."""
    if question_form(said) is Form.COMPARISON:
        named = [_as_described(Topic(name.text, name.kind), said, gazetteer) for name in gazetteer.find(said)]
        together = tuple(one for one in named if not any(one != other and one.text in other.text for other in named))
        if len(together) > 1:
            return together
    known = [topic for topic in found if topic.kind is not None]
    return state.compared if all(topic in state.compared for topic in known) else ()


def _as_described(topic: Topic, said: str, gazetteer: Gazetteer) -> Topic:
    """The thing that a question describes by a place ("the Swedish food mission"), instead of the place."""
    things = (thing for thing in described(said) if topic.is_place and topic.text != thing.text)
    return next((thing for thing in things if any(one.text == topic.text for one in gazetteer.find(thing.text))), topic)


def after_answer(state: Thread, said: Turn, gazetteer: Gazetteer) -> Thread:
    """The thread after an answer: what it names often is what the next question may be about."""
    answer = said.content
    counts = Counter(Topic(name.text, name.kind) for name, _, _ in gazetteer.find_spans(answer))
    cases = tuple(topic for topic, count in counts.most_common() if topic.kind is NameKind.CASE and count >= _OFTEN)
    mentioned = tuple(topic for topic in counts if topic not in cases and topic.kind is not NameKind.CASE)
    return replace(
        state,
        mentioned=cases + mentioned,
        people=state.people + _people(answer, gazetteer),
        answered=not state.steady and _is_about_case(state, answer, cases, counts),
        items=_items(state, said),
    )


def _items(state: Thread, said: Turn) -> tuple[str, ...]:
    """What "the second one" is one of: the things compared, else the rows of a table or what the answer lists."""
    if state.picked:
        return state.items
    if state.compared and asks_to_compare(state.previous):
        return tuple(topic.text for topic in state.compared)
    return said.rows or listed(said.content, state.previous)


def asks_to_compare(question: str) -> bool:
    """True for a question whose answer is a table of the things compared."""
    return question_form(question) is Form.COMPARISON


def _people(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Names of two or three words that may be a person's."""
    return tuple(
        name
        for name in names(text)
        if len(name.split()) in (2, 3)
        and not any(letter.isdigit() for letter in name)
        and not _NO_PERSON & set(name.lower().split())
        and not any(known.kind is not NameKind.ORGANISATION for known in gazetteer.find(name))
    )


def _is_about_case(state: Thread, answer: str, cases: Sequence[Topic], counts: Mapping[Topic, int]) -> bool:
    """True when a question without a case was answered from one, named more often than what was asked of."""
    own = state.topics[0] if state.topics else None
    if own is None or own.kind is NameKind.CASE or not cases:
        return own is None
    if own.kind is None and question_form(state.previous) is Form.DEFINITION:
        return False
    noun = _BESIDE_ITS_NOUN.split(without_article(own.text).lower(), maxsplit=1)[0]
    head = " ".join(noun.split()[-2:]) if own.kind is None else own.text.lower()
    return counts[cases[0]] > answer.lower().count(head)
