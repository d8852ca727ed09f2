"""Sentences altered on purpose, each in one way that makes it false or unsupported, to measure the grounding check."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.figures import figures
from assistant.grounding.facts import proper_names

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|can|could|will|would|should|may|might|must|does|do|did)\b(?! not|n['’]t)",
    re.IGNORECASE,
)
_NEGATED = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|should|may|does|do|did)(?: not|n['’]t) ")
_OPPOSITES = (
    ("increase", "decrease"), ("increased", "decreased"), ("increases", "decreases"), ("more", "less"),
    ("most", "least"), ("higher", "lower"), ("high", "low"), ("larger", "smaller"), ("large", "small"),
    ("many", "few"), ("first", "last"), ("before", "after"), ("begins", "ends"), ("started", "ended"),
    ("began", "ended"), ("opened", "closed"), ("early", "late"), ("older", "younger"), ("old", "new"),
    ("public", "private"), ("national", "local"), ("include", "exclude"), ("includes", "excludes"),
    ("allow", "forbid"), ("allows", "prevents"), ("accepted", "rejected"), ("success", "failure"),
    ("better", "worse"), ("best", "worst"), ("above", "below"), ("over", "under"), ("with", "without"),
    ("long", "short"), ("north", "south"), ("east", "west"), ("northern", "southern"), ("eastern", "western"),
    ("same", "different"), ("positive", "negative"), ("strong", "weak"), ("rise", "fall"), ("rose", "fell"),
    ("won", "lost"), ("easy", "difficult"), ("minimum", "maximum"), ("internal", "external"),
    ("possible", "impossible"),
)  # fmt: skip
_STRONGER = (
    ("some", "all"), ("several", "all"), ("many", "all"), ("most", "all"), ("often", "always"),
    ("usually", "always"), ("sometimes", "always"), ("may", "must"), ("can", "must"), ("might", "will always"),
    ("mainly", "only"), ("mostly", "only"), ("generally", "always"), ("typically", "always"), ("should", "must"),
    ("partly", "entirely"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A true sentence with the passages it rests on, and material of other items to alter it with."""

    id: str
    sentence: str
    passages: tuple[str, ...]
    title: str
    other_sentence: str  # a true sentence about something else
    near_passages: tuple[str, ...]  # passages about the same subject that it does not rest on
    names: tuple[str, ...]  # names of the same and of other passages


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the passages it is said to rest on. ``kind`` is "true", or how it was altered."""

    item: str
    kind: str
    sentence: str
    passages: tuple[str, ...]
    title: str

    @property
    def supported(self) -> bool:
        """Whether the passages support the sentence."""
        return self.kind == "true"


def cases_of(item: Item, chance: random.Random) -> tuple[Case, ...]:
    """The true sentence and each alteration that can be made of it."""
    cases = [Case(item.id, "true", item.sentence, item.passages, item.title)]
    for kind, alter in ALTERATIONS.items():
        altered = alter(item, chance)
        if altered is not None and altered != item.sentence:
            cases.append(Case(item.id, kind, altered, item.passages, item.title))
    if item.near_passages:
        cases.append(Case(item.id, "swapped source", item.sentence, item.near_passages[:1], item.title))
    cases.append(Case(item.id, "other subject", item.other_sentence, item.passages, item.title))
    return tuple(cases)


def _number(item: Item, chance: random.Random) -> str | None:
    found = [figure for figure in figures(item.sentence) if any(letter.isdigit() for letter in figure.text)]
    if not found:
        return None
    figure = chance.choice(found)
    digits = re.search(r"\d+", figure.text)
    if digits is None:
        return None
    at = figure.span.start + digits.start()
    changed = str(int(digits.group()) + chance.choice((1, 2, 3, 5, 10)))
    return item.sentence[:at] + changed + item.sentence[at + len(digits.group()) :]


def _year(item: Item, chance: random.Random) -> str | None:
    found = list(_YEAR.finditer(item.sentence))
    if not found:
        return None
    match = chance.choice(found)
    changed = str(int(match.group()) + chance.choice((-4, -2, -1, 1, 2, 5)))
    return item.sentence[: match.start()] + changed + item.sentence[match.end() :]


def _name(item: Item, chance: random.Random) -> str | None:
    mine = [name for name in proper_names(item.sentence) if not _YEAR.search(name)]
    others = [name for name in item.names if name not in item.sentence and not _YEAR.search(name)]
    if not mine or not others:
        return None
    name = chance.choice(mine)
    return item.sentence.replace(name, chance.choice(others))


def _negation(item: Item, _chance: random.Random) -> str | None:
    negated = _NEGATED.search(item.sentence)
    if negated is not None:
        return item.sentence[: negated.start()] + f"{negated[1]} " + item.sentence[negated.end() :]
    found = _AUXILIARY.search(item.sentence)
    if found is None or item.sentence.rstrip().endswith("?"):
        return None
    return f"{item.sentence[: found.end()]} not{item.sentence[found.end() :]}"


def _opposite(item: Item, chance: random.Random) -> str | None:
    return _replaced(item.sentence, [*_OPPOSITES, *((other, one) for one, other in _OPPOSITES)], chance)


def _stronger(item: Item, chance: random.Random) -> str | None:
    return _replaced(item.sentence, _STRONGER, chance)


def _replaced(sentence: str, pairs: Sequence[tuple[str, str]], chance: random.Random) -> str | None:
    fitting = [(one, other) for one, other in pairs if re.search(rf"\b{one}\b", sentence)]
    if not fitting:
        return None
    one, other = chance.choice(fitting)
    return re.sub(rf"\b{one}\b", other, sentence, count=1)


def _swapped_roles(item: Item, _chance: random.Random) -> str | None:
    """Two names or figures that change places, unless they only stand in a list."""
    found = [name for name in proper_names(item.sentence) if item.sentence.count(name) == 1]
    found += [figure.text for figure in figures(item.sentence) if item.sentence.count(figure.text) == 1]
    places = sorted((item.sentence.find(text), text) for text in dict.fromkeys(found))
    for (at, one), (other_at, other) in pairwise(places):
        between = item.sentence[at + len(one) : other_at]
        alike = one[0].isdigit() == other[0].isdigit()
        if (
            alike
            and len(between.split()) > 1
            and " and " not in between
            and "," not in between
            and other_at > at + len(one)
        ):
            return item.sentence[:at] + other + between + one + item.sentence[other_at + len(other) :]
    return None


def _added(item: Item, _chance: random.Random) -> str | None:
    """The sentence with a claim from elsewhere hung on to it."""
    clause = " ".join(item.other_sentence.split()[:12]).rstrip(".,;:!?")
    return f"{item.sentence.rstrip('.!?')}, and {clause[0].lower()}{clause[1:]}." if len(clause.split()) > 4 else None


ALTERATIONS: Mapping[str, Callable[[Item, random.Random], str | None]] = {
    "number": _number,
    "year": _year,
    "name": _name,
    "negation": _negation,
    "opposite": _opposite,
    "stronger": _stronger,
    "swapped roles": _swapped_roles,
    "added claim": _added,
}
"""Each kind of alteration; "swapped source" and "other subject" change the passages or the sentence as a whole."""
