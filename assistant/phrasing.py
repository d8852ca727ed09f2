"""The English of a question that is filled in from its thread: articles, number, and how a subject is put in."""

import re
from collections.abc import Sequence

from assistant.words import STOP_WORDS, word_set

_PLACES_WITH_ARTICLE = word_set("uk us usa eu kingdom states netherlands union region republic philippines nordics")
"""Last words of places that take an article ("the United Kingdom")."""
_NOUNS = word_set(
    "mission missions moonshot challenge challenges lab labs playbook fund programme program plan strategy commission "
    "council ministry agency academy foundation survey pact contract partnership platform hub institute university "
    "society baseline barometer covenant directorate agenda initiative alliance"
)
"""Last words that make a name a description, which takes an article ("the EU Cities Mission")."""
_AUXILIARY = {"do": "does", "don’t": "doesn’t", "don't": "doesn't", "are": "is", "were": "was", "have": "has"}
_BEFORE_SUBJECT = re.compile(rf"\b(?P<verb>{'|'.join(_AUXILIARY)})(?P<space>\s+)$", re.IGNORECASE)
_LAST_ARTICLE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_FRAME = re.compile(r"^about (?P<subject>[^:?]{1,160}): +", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_PART_OF = re.compile(r" (?:in|of|for|on) (?=an? )")
_VOWEL = re.compile(r"[aeio]|u(?!ni|se|k\b)", re.IGNORECASE)


def sentence(text: str) -> str:
    """The text beginning with a capital, unless its first word is written with one inside ("eHealth")."""
    first = text.split(" ", 1)[0]
    return text if not text or any(letter.isupper() for letter in first) else f"{text[0].upper()}{text[1:]}"


def framed(subject: str, question: str) -> str:
    """A question with its subject in front ("About Vorby: how did young people react?")."""
    return f"About {with_article(subject)}: {lowered(question.rstrip('?.! '))}?"


def unframed(text: str) -> str:
    """The same question without the subject in front."""
    return _FRAME.sub("", text)


def lowered(text: str) -> str:
    """The text beginning with a small letter, where its first word is one that has it inside a sentence."""
    first = text.split(" ", 1)[0]
    plain = first.lower().rstrip(",").replace("’", "'")
    return f"{text[:1].lower()}{text[1:]}" if plain in STOP_WORDS and first != "I" else text


def with_article(name: str) -> str:
    """A name as it stands inside a sentence ("the United Kingdom", "Viable Cities", "the EU Cities Mission")."""
    last = name.lower().split()[-1] if name.split() else ""
    several = len(name.split()) > 1 and name[0].isupper()
    if _ARTICLE.match(name) or name[0] in "“\"'" or re.search(r"[’']s? ", name):
        return name
    if last in _PLACES_WITH_ARTICLE or (several and last in _NOUNS):
        return f"the {name}"
    return name


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items as a sentence lists them ("a, b and c"); "" where there is none."""
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def put(before: str, name: str, after: str) -> str:
    """A name put between two pieces of a sentence, with the article it needs and without one it does not."""
    bare = _ARTICLE.sub("", name) if _LAST_ARTICLE.search(before) else name
    placed = with_article(bare)
    if placed != bare or (bare[:1].isupper() and bare == name):
        before = _LAST_ARTICLE.sub("", before)
    return f"{before}{placed}{after}"


def agreeing(before: str) -> str:
    """What stands before a subject, its verb made singular ("What do" → "What does")."""
    match = _BEFORE_SUBJECT.search(before)
    if match is None:
        return before
    verb = _AUXILIARY[match["verb"].lower()]
    verb = f"{verb[0].upper()}{verb[1:]}" if match["verb"][0].isupper() else verb
    return f"{before[: match.start()]}{verb}{match['space']}"


def without_article(text: str) -> str:
    """A noun without "a", "an" or "the"."""
    return _ARTICLE.sub("", text)


def singular(noun: str) -> str:
    """One of a thing, with its article ("transition brokers" → "a transition broker")."""
    bare = without_article(noun)
    if bare.endswith("ies"):
        bare = f"{bare[:-3]}y"
    elif bare.endswith("s") and not bare.endswith(("ss", "us", "is")):
        bare = bare[:-1]
    return f"{'an' if _VOWEL.match(bare) else 'a'} {bare}"


def plural(noun: str) -> str:
    """Several of a thing, without an article ("a mission manager" → "mission managers")."""
    bare = without_article(noun)
    part = _PART_OF.search(bare)
    if part is not None:
        return f"{plural(bare[: part.start()])}{bare[part.start() :]}"
    if bare.endswith(("s", "ing", "people", "ance", "ence", "work", "procurement", "research")):
        return bare
    if bare.endswith("y") and bare[-2:-1] not in "aeou":
        return f"{bare[:-1]}ies"
    return f"{bare}s"
