"""The last question asked again of another name ("and in Sweden?", "no, the Swedish one")."""

import re

from assistant.gazetteer import Gazetteer, KnownName, NameKind, without_names
from assistant.phrasing import framed, put, unframed, with_article
from assistant.thread import Thread
from assistant.topics import Topic
from assistant.words import content_words, names

_ADJECTIVE = ("ish", "ese", "ian", "ean", "tch")
_IN_A_PLACE = re.compile(r"\bin (?:the )?(?P<place>[A-ZÅÄÖØÆ][\w-]+(?: [A-ZÅÄÖØÆ][\w-]+)*)")
"""A place that may stand inside the name of a case ("missions in Finland")."""
_GENERIC_HEAD = re.compile(
    r"(?P<modifier>[\w’'-]+) (?P<head>mission|programme|project|partnership|plan|survey|contract)$"
)


def swapped(name: str, state: Thread, gazetteer: Gazetteer, *, elsewhere: bool = False) -> str | None:
    """The last question asked of another name: of the same kind where there is one, else of its first name.

    ``elsewhere`` says that a place was asked for with a preposition ("and in Sweden?"): it does not replace a case.
    """
    found = gazetteer.find(name)
    is_described = len(found) == 1 and bool(content_words(without_names(name, gazetteer)))
    new = Topic(found[0].text, found[0].kind) if found and not is_described else Topic(name, None)
    if unframed(state.previous) != state.previous and not new.is_place:
        return framed(new.text, unframed(state.previous))
    spans = gazetteer.find_spans(state.previous)
    same = [span for span in spans if _same_kind(span[0], new)]
    target = same[0] if same else (spans[0] if spans and not elsewhere else None)
    if target is not None:
        return _put_in(target, name, new, state.previous)
    inside = next((one for one in _IN_A_PLACE.finditer(state.previous) if _is_place(one["place"], gazetteer)), None)
    if new.is_place and inside is not None:
        return put(state.previous[: inside.start("place")], new.text, state.previous[inside.end("place") :])
    own = names(state.previous)
    if own and not new.is_place:
        before, _, after = state.previous.partition(own[-1])
        return put(before, name, after)
    preposition = "in" if new.is_place else "for"
    return f"{state.previous.rstrip('?.! ')} {preposition} {with_article(new.text)}?"


def with_other_modifier(modifier: str, state: Thread, head: str = "one") -> str | None:
    """The last question asked of "the youth one" instead of "Norway's feed mission"; None when that fits nothing.

    Args:
        modifier: what tells the other one apart.
        state: the thread.
        head: what the other one is; "one" for whatever the thread's was.
    """
    for topic in state.topics:
        match = _GENERIC_HEAD.search(topic.text)
        if topic.kind is not None or match is None or match["modifier"].lower() in {"the", "a", "an"}:
            continue
        if not head.startswith("one") and match["head"] != head:
            continue
        other = f"{topic.text[: match.start('modifier')]}{modifier} {match['head']}"
        if topic.text in state.previous:
            return state.previous.replace(topic.text, other, 1)
        return f"What about {other}?"
    return None


def _put_in(target: tuple[KnownName, int, int], name: str, new: Topic, previous: str) -> str:
    known, start, end = target
    written = previous[start:end]
    tail = "’s" if written.endswith(("’s", "'s")) and known.text != written else ""
    said = _as_written(name, written, new)
    if said != new.text:
        return f"{previous[:start]}{said}{tail}{previous[end:]}"
    return put(previous[:start], f"{said}{tail}", previous[end:])


def _as_written(name: str, written: str, new: Topic) -> str:
    """The adjective ("Swedish") where one stood and one was given, the name itself elsewhere."""
    adjective = written.islower() or written.lower().endswith((*_ADJECTIVE, "an"))
    return name if adjective and name.lower().endswith(_ADJECTIVE) else new.text


def _is_place(name: str, gazetteer: Gazetteer) -> bool:
    found = gazetteer.find(name)
    return bool(found) and all(one.kind is NameKind.PLACE for one in found)


def _same_kind(known: KnownName, new: Topic) -> bool:
    return known.kind is new.kind or (new.kind is NameKind.CASE and known.kind is NameKind.ORGANISATION)
