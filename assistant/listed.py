"""What an answer lists, so that "the second one" can be understood."""

import re
from collections.abc import Sequence

from assistant.words import stem, word_set
from knowledge.sentences import split_sentences

_ORDINALS = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "seventh": 6, "eighth": 7, "ninth": 8,
    "tenth": 9, "last": -1,
}  # fmt: skip
_ORDINAL = re.compile(
    rf"\bthe (?P<word>{'|'.join(_ORDINALS)})(?: (?:one|item|point))?(?: of (?:these|those|them))?(?=\s*[?.!,]?$|,)"
    rf"|\bthe (?P<named>{'|'.join(_ORDINALS)}) (?:one|of (?:these|those|them))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r":\s+|\b(?:are|is|were|was|includes?|included|including|namely|such as|named?|names|lists?|on|for|with|by|in)\s+",
    re.IGNORECASE,
)
_BETWEEN_ITEMS = re.compile(r"\s*;\s+(?:and\s+)?|,\s+(?:and|or)\s+|,\s+|\s+(?:and|or)\s+", re.IGNORECASE)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 2
    )
}
_FEW = re.compile(
    rf"\bthe (?P<end>first|last) (?P<count>{'|'.join(_NUMBERS)})(?: (?:ones|of (?:these|those|them)))?\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?P<noun>[A-Z][a-z]+) (?P<number>\d{1,2})(?=[:,]? )")
_NTH = re.compile(rf"\b(?:is|are) the (?P<word>{'|'.join(_ORDINALS)}) (?P<noun>[a-z]+)\b")
_IS_ITEM = re.compile(r"^[A-Z][a-z]+ \d{1,2}[:,]? (?:is |was )?(?P<name>[^,.;:]+)")
_ITEM_IS = re.compile(rf"^(?P<name>[^,.;:]+?) (?:is|are) the (?:{'|'.join(_ORDINALS)}) ")
_LONGEST_ITEM = 7
"""Words of an item up to which a run of commas is a list and not a sentence with clauses."""
_FEWEST = 3
_CLAUSE = word_set(
    "which who that while where when although because but if he she it they this is are was were has had each every "
    "comes come"
)


def ordinal(text: str) -> tuple[int, int, int] | None:
    """Which item is meant (0 for the first, -1 for the last), and the characters [start, end) that say so."""
    match = _ORDINAL.search(text)
    if match is None:
        return None
    return _ORDINALS[(match["word"] or match["named"]).lower()], match.start(), match.end()


def place_in_list(sentence: str) -> tuple[str, int] | None:
    """The stem of what a sentence numbers ("Mission 2 is …", "… is the second element"), and the number; else None."""
    numbered = _NUMBERED.match(sentence)
    if numbered is not None:
        return stem(numbered["noun"].lower()), int(numbered["number"])
    match = _NTH.search(sentence)
    if match is None or match["word"].lower() == "last":
        return None
    return stem(match["noun"]), _ORDINALS[match["word"].lower()] + 1


def first_few(text: str) -> tuple[slice, int, int] | None:
    """Which items "the first two" means, and the characters [start, end) that say so."""
    match = _FEW.search(text)
    if match is None:
        return None
    count = _NUMBERS[match["count"].lower()]
    few = slice(0, count) if match["end"].lower() == "first" else slice(-count, None)
    return few, match.start(), match.end()


def listed(answer: str, question: str) -> tuple[str, ...]:
    """The items that an answer lists: those enumerated in a sentence where one enumerates, else its sentences.

    Args:
        answer: the sentences of an answer, joined by spaces.
        question: what it answers; a number in it ("the four partnerships") tells how many items are looked for.
    """
    sentences = [answer[span.start : span.end] for span in split_sentences(answer)]
    numbered = _numbered(sentences)
    if numbered:
        return numbered
    found = [items for one in sentences if len(items := enumerated(one)) >= _FEWEST]
    wanted = number_in(question)
    exact = next((items for items in found if len(items) == wanted), None)
    if exact is not None:
        return exact
    if found and not wanted and found[0] == enumerated(sentences[0]):
        return found[0]
    return tuple(f"“{one.rstrip('. ')}”" for one in sentences) if wanted in {0, len(sentences)} else ()


def _numbered(sentences: Sequence[str]) -> tuple[str, ...]:
    """What an answer numbers, one sentence each, in the order of the numbers; () where it numbers nothing."""
    named = {place: name for one in sentences if (place := place_in_list(one)) and (name := _name_of_item(one))}
    for thing in dict.fromkeys(thing for thing, _ in named):
        numbers = sorted(number for other, number in named if other == thing)
        if len(numbers) >= _FEWEST and numbers == list(range(1, len(numbers) + 1)):
            return tuple(named[thing, number] for number in numbers)
    return ()


def _name_of_item(sentence: str) -> str:
    match = _IS_ITEM.match(sentence) or _ITEM_IS.match(sentence)
    name = match["name"].strip() if match is not None else ""
    return name if len(name.split()) <= _LONGEST_ITEM else ""


def number_in(question: str) -> int:
    """How many things a question says there are ("the four partnerships"), 0 where it does not say."""
    said = next((word for word in question.lower().split() if word in _NUMBERS), "")
    return _NUMBERS.get(said, 0)


def enumerated(sentence: str) -> tuple[str, ...]:
    """The longest run of short items with commas and an "and" before the last one."""
    best: tuple[str, ...] = ()
    for lead in _LEAD.finditer(sentence):
        rest = sentence[lead.end() :].rstrip(". ")
        items = tuple(item.strip() for item in _BETWEEN_ITEMS.split(rest))
        if len(items) > len(best) and _are_items(items) and re.search(r"\b(?:and|or)\b", rest):
            best = items
    return best


def _are_items(items: tuple[str, ...]) -> bool:
    return all(
        item and ": " not in item and len(item.split()) <= _LONGEST_ITEM and not _CLAUSE & set(item.lower().split())
        for item in items
    )
