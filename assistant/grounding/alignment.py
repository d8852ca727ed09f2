"""Where a sentence follows its source nearly word for word, the few words in which the two differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.grounding.forms import fold, form_of
from assistant.words import STOP_WORDS

FOLLOWS = 0.5
"""Share of the sentence's words that stand in the source in the same order, from which it is said to follow it."""
LONGEST_DIFFERENCE = 4
"""Words on either side that still count as one changed spot; longer ones are told in other words."""
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. ``named`` tells a figure, or a capital that does not only begin the sentence."""

    form: str
    text: str
    named: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A spot where the two differ, with equal words on both sides or at an end of the sentence."""

    mine: tuple[Word, ...]
    theirs: tuple[Word, ...]


def differences(sentence: str, source: str) -> tuple[Difference, ...]:
    """The changed spots of a sentence that follows its source, () when it does not follow it."""
    mine, theirs = read_words(sentence), read_words(source)
    matcher = SequenceMatcher(None, [word.form for word in mine], [word.form for word in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    equal = sum(end - start for tag, start, end, _, _ in codes if tag == "equal")
    if not mine or equal / len(mine) < FOLLOWS:
        return ()
    return tuple(_changed(codes, mine, theirs))


def read_words(text: str) -> tuple[Word, ...]:
    """The words of a text, with contracted negations opened ("isn't" is "is not")."""
    opened = re.sub(r"\bcan(?:['’]t|not)\b", "can not", re.sub(r"n['’]t\b", " not", text))
    found = []
    for match in _WORD.finditer(opened):
        word = fold(match.group()).removesuffix("'s")
        inside = bool(re.search(r"[\w,;)’'\"“-]\s*[\"“(]?$", opened[: match.start()]))
        named = match.group()[0].isdigit() or (match.group()[0].isupper() and (inside or match.group()[1:2].isupper()))
        found.append(Word(form_of(word), match.group(), named and word not in STOP_WORDS))
    return tuple(found)


def _changed(
    codes: Sequence[tuple[str, int, int, int, int]], mine: tuple[Word, ...], theirs: tuple[Word, ...]
) -> Iterator[Difference]:
    for at, (tag, start, end, their_start, their_end) in enumerate(codes):
        if tag == "equal" or max(end - start, their_end - their_start) > LONGEST_DIFFERENCE:
            continue
        before = codes[at - 1] if at else None
        after = codes[at + 1] if at + 1 < len(codes) else None
        if _anchored(before, mine) and _anchored(after, mine):  # by equal words on both sides
            yield Difference(mine[start:end], theirs[their_start:their_end])


def _anchored(code: tuple[str, int, int, int, int] | None, mine: tuple[Word, ...]) -> bool:
    """Whether equal words stand there, more than one or one that means something, or the sentence ends there."""
    if code is None:
        return True
    _, start, end, _, _ = code
    return start == 0 or end == len(mine) or end - start > 1 or mine[start].text.lower() not in STOP_WORDS
