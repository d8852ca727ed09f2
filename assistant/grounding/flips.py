"""Small changes that turn a sentence round: a negation, an opposite, a stronger word, a swapped role or count."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.figures import Figure, figures
from assistant.grounding.alignment import Difference, Word, differences, read_words
from assistant.grounding.facts import proper_names, spread_ranges
from assistant.grounding.forms import fold, form_of, tokens, word_set
from assistant.words import STOP_WORDS

SCOPE_WORDS = 5
"""Content words behind a "not" that it is taken to deny; more reach into the next thought."""

_NEGATORS = word_set(
    "not no never neither nor none cannot without hardly scarcely nobody nothing nowhere unable inability"
)
_NEGATING_STEMS = frozenset(
    form_of(word) for word in ("fail", "failed", "lack", "refuse", "deny", "prevent", "avoid", "reject")
)
_CONTRACTION = re.compile(r"n't\b|n’t\b")
_CLAUSE = re.compile(r"[,;:.!?()–—“”\"]|\b(?:and|but|although|though|while|whereas|because|however)\b", re.IGNORECASE)
_NOT_NEGATIONS = re.compile(
    r"\b(?:[Nn]ot only|no doubt|no less than|nothing but|not least|no\.? \d|No [A-Z])|from scratch\b"
)

_OPPOSITES = tuple(
    tuple(frozenset(form_of(word) for word in side.split()) for side in pair.split("|"))
    for pair in (
        "increase rise rose risen grow grew growth raise|decrease reduce reduction decline fall fell drop shrink cut",
        "more greater larger higher bigger|less fewer smaller lower",
        "most|least fewest",
        "highest largest biggest greatest maximum|lowest smallest minimum",
        "high|low",
        "large big major|small little minor",
        "many much|few little",
        "all every each|no none few",
        "always|never rarely seldom",
        "often usually frequently|rarely seldom never",
        "first earliest|last final latest",
        "before prior earlier|after following later",
        "begin began begun start launch open|end finish close stop",
        "early|late",
        "old older oldest|new newer newest young younger youngest",
        "public|private",
        "national|local",
        "central centralised|local decentralised",
        "internal|external",
        "voluntary optional|mandatory compulsory obligatory required",
        "include included including|exclude excluded excluding",
        "allow permit permitted enable|forbid forbidden prohibit prevent ban banned",
        "support supported supports favour favoured|oppose opposed opposes",
        "accept accepted approve approved agree agreed|reject rejected refuse refused disagree disagreed",
        "success succeed succeeded successful|failure fail failed unsuccessful",
        "win won|lose lost",
        "better best improve improved|worse worst worsen worsened",
        "strong stronger strengthen strengthened|weak weaker weaken weakened",
        "easy easier|difficult harder hard",
        "cheap cheaper|expensive costly",
        "long longer|short shorter",
        "fast faster quick quicker|slow slower",
        "majority|minority",
        "above over|below under",
        "with|without",
        "join joined|leave left",
        "permanent|temporary",
        "urban|rural",
        "possible|impossible",
        "able|unable",
        "formal|informal",
        "direct directly|indirect indirectly",
        "positive|negative",
        "north northern|south southern",
        "east eastern|west western",
        "buy bought|sell sold",
        "import imported|export exported",
        "same|different",
        "known|unknown",
        "true|false",
        "likely|unlikely",
        "necessary|unnecessary",
        "legal|illegal",
    )
)  # fmt: skip
"""Words of opposite meaning, by their forms; general language, none of it from our library."""

_UNIVERSAL = word_set(
    "all every each always entire entirely only solely exclusively completely fully whole everyone everything must"
)
_PARTIAL = word_set(
    "some several many most often sometimes partly mostly few usually generally mainly largely typically"
)
_STRONGEST = word_set("only solely must always never all")
_HEDGED = word_set(
    "may might could can plan plans planned planning aim aims aimed intend intends intended expect expects"
    " expected hope hopes hoped propose proposes proposed should would possibly perhaps likely potential"
    " potentially seek seeks sought try tries tried want wants consider considering target"
)
_UPWARD = re.compile(
    r"\b(?:more than|over|above|at least|no fewer than|no less than|exceed(?:s|ed|ing)?|minimum of|upwards of)\s+"
    r"(?:\w+\s+){0,2}$",
    re.I,
)
_DOWNWARD = re.compile(
    r"\b(?:less than|fewer than|under|below|at most|up to|no more than|maximum of|nearly|almost)\s+(?:\w+\s+){0,2}$",
    re.I,
)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_LISTING = frozenset(["and", "or", "", "both", "as", "well"])


@dataclass(frozen=True, slots=True)
class Flips:
    """What speaks against a sentence whose words its excerpts hold; each with the words it shows in, "" for nothing."""

    negation: str = ""
    opposite: str = ""
    strengthened: str = ""
    hedge_dropped: str = ""
    bound: str = ""
    swapped: str = ""
    substituted: str = ""
    miscounted: str = ""
    misplaced: str = ""


def find_flips(sentence: str, sources: Sequence[str], cited: str) -> Flips:
    """How a sentence turns round what its support says.

    Args:
        sentence: what is checked.
        sources: the cited sentences that bear on it, best first.
        cited: all that is cited; what stands there in the same words is not held against the sentence.
    """
    support = " ".join(sources)
    changed = tuple(change for source in sources for change in differences(sentence, source))
    return Flips(
        negation=_negated_spot(changed) or _negation(sentence, support, cited),
        opposite=_opposite_spot(changed) or _opposite(sentence, support, cited),
        substituted=_substituted(changed, sentence),
        strengthened=_strengthened_spot(changed) or _strengthened(sentence, support, cited),
        hedge_dropped=_hedge_dropped(sentence, support),
        bound=_bound(sentence, support),
        swapped=_swapped_spots(changed) or _swapped(sentence, support),
        miscounted=_miscounted(sentence, cited),
        misplaced=_misplaced(sentence, sources),
    )


def denied(text: str) -> frozenset[str]:
    """The forms of the words that a negation stands before, within its clause."""
    found: set[str] = set()
    for clause in _CLAUSE.split(_NOT_NEGATIONS.sub(" ", _CONTRACTION.sub(" not", text))):
        room = 0
        for word in tokens(clause):
            if word in _NEGATORS or form_of(word) in _NEGATING_STEMS:
                room = SCOPE_WORDS
            elif room and word not in STOP_WORDS:
                found.add(form_of(word))
                room -= 1
    return frozenset(found)


def _negated_spot(changed: Iterable[Difference]) -> str:
    """A "not" that one side has and the other has not, in otherwise equal words."""
    for change in changed:
        mine, theirs = _negators(change.mine), _negators(change.theirs)
        if len(mine) % 2 != len(theirs) % 2:
            return (mine or theirs)[0]
    return ""


def _negators(words: Iterable[Word]) -> list[str]:
    return [word.text for word in words if fold(word.text) in _NEGATORS or word.form in _NEGATING_STEMS]


def _opposite_spot(changed: Iterable[Difference]) -> str:
    """A word that stands where the source has its opposite."""
    for change in changed:
        mine = frozenset(word.form for word in change.mine)
        theirs = frozenset(word.form for word in change.theirs)
        for one, other in _OPPOSITES:
            for here, there in ((one, other), (other, one)):
                if mine & here and theirs & there:
                    return f"{_spelled(change.mine, here)} / {_spelled(change.theirs, there)}"
    return ""


def _strengthened_spot(changed: Iterable[Difference]) -> str:
    """An "all" or "must" that stands where the source has a weaker word."""
    for change in changed:
        mine = [word.text for word in change.mine if fold(word.text) in _UNIVERSAL]
        theirs = {fold(word.text) for word in change.theirs}
        weaker = theirs & (_PARTIAL | _HEDGED) or (not theirs and set(mine) & _STRONGEST)
        if mine and weaker and not theirs & _UNIVERSAL:
            return mine[0]
    return ""


def _swapped_spots(changed: Sequence[Difference]) -> str:
    """Two spots that have each what the other has in the source."""
    for at, one in enumerate(changed):
        for other in changed[at + 1 :]:
            mine, theirs = (_content(one.mine), _content(other.mine)), (_content(one.theirs), _content(other.theirs))
            if all(mine) and mine[0] <= theirs[1] and mine[1] <= theirs[0] and mine[0] != mine[1]:
                return f"{_text_of(one.mine)} / {_text_of(other.mine)}"
    return ""


def _content(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.form for word in words if fold(word.text) not in STOP_WORDS)


def _text_of(words: Iterable[Word]) -> str:
    return " ".join(word.text for word in words)


def _spelled(words: Iterable[Word], forms: frozenset[str]) -> str:
    return next((word.text for word in words if word.form in forms), "")


def _substituted(changed: Iterable[Difference], sentence: str) -> str:
    """A name or figure that stands where the source has another."""
    for change in changed:
        mine = {word.form for word in change.mine if word.named}
        theirs = {word.form for word in change.theirs if word.named}
        shared = {word.form for word in change.mine} & {word.form for word in change.theirs}
        if mine and theirs and not mine & theirs and not shared and not theirs & _forms(sentence):
            return f"{_text_of(change.mine)} / {_text_of(change.theirs)}"
    return ""


def _negation(sentence: str, support: str, cited: str) -> str:
    """A word that one side denies and the other affirms."""
    mine, theirs = denied(sentence), denied(support)
    my_forms, their_forms = _forms(sentence), _forms(support)
    added = mine & their_forms - theirs
    affirmed_elsewhere = _affirmed(cited)
    dropped = (theirs & my_forms) - mine - affirmed_elsewhere
    if added and not _same_denial(sentence, mine & theirs) and len(added) * 2 >= len(mine & their_forms):
        return _written(sentence, added)
    return _written(sentence, dropped) if len(dropped) > 1 or (dropped and len(theirs) == 1) else ""


def _same_denial(sentence: str, denied_by_both: frozenset[str]) -> bool:
    """Whether the one "not" of a sentence is the source's: "could not finance X" for "X could not be financed"."""
    opened = _CONTRACTION.sub(" not", sentence)
    return bool(denied_by_both) and sum(word in _NEGATORS for word in tokens(opened)) == 1


def _affirmed(text: str) -> frozenset[str]:
    """Forms that stand in some clause of a text without a negation."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause and not denied(clause)]
    return frozenset(form for clause in clauses for form in _forms(clause))


def _opposite(sentence: str, support: str, cited: str) -> str:
    mine, theirs, all_cited = _forms(sentence), _forms(support), _forms(cited)
    for one, other in _OPPOSITES:
        for here, there in ((one, other), (other, one)):
            said, against = mine & here, theirs & there
            if said and against and not said & all_cited and not mine & there and not theirs & here:
                return f"{_written(sentence, said)} / {_written(support, against)}"
    return ""


def _strengthened(sentence: str, support: str, cited: str) -> str:
    """An "all", "only" or "must" that nothing cited holds."""
    said = (_words(sentence) & _UNIVERSAL) - _words(cited)
    if not said or (_words(support) & _UNIVERSAL and not said & _STRONGEST):
        return ""
    return sorted(said)[0]


def _hedge_dropped(sentence: str, support: str) -> str:
    """A "may" or "plans to" of every supporting sentence that the sentence leaves out."""
    hedged = _words(support) & _HEDGED
    return sorted(hedged)[0] if hedged and not _words(sentence) & _HEDGED and not _future(sentence) else ""


def _future(sentence: str) -> bool:
    return bool(_words(sentence) & {"will", "shall", "goal", "ambition", "objective", "by", "whether", "if"})


def _bound(sentence: str, support: str) -> str:
    """A figure that is a least on one side and a most on the other."""
    theirs = figures(support)
    for figure in figures(sentence):
        for other in theirs:
            same = abs(figure.value - other.value) < 1e-9 and figure.unit == other.unit
            if same and _direction(sentence, figure) * _direction(support, other) < 0:
                return figure.text
    return ""


def _direction(text: str, figure: Figure) -> int:
    before = text[: figure.span.start]
    return int(bool(_UPWARD.search(before))) - int(bool(_DOWNWARD.search(before)))


def _swapped(sentence: str, support: str) -> str:
    """Two names or figures that have changed places around the same words."""
    if bool(_BY.search(sentence)) != bool(_BY.search(support)):
        return ""
    mine = _items(sentence)
    for (one, one_start, one_end), (other, other_start, _) in pairwise(mine):
        between = sentence[one_end:other_start]
        joined = set(tokens(between))
        if one == other or joined <= _LISTING or len(joined) > 8 or _CLAUSE.search(between):
            continue
        if _reversed_in(support, one, other, joined) and not _in_order_in(support, one, other):
            return f"{sentence[one_start:one_end]} / {other}"
    return ""


def _misplaced(sentence: str, sources: Sequence[str]) -> str:
    """A name that stands beside words which stand, in the sources, beside another name and never beside it."""
    mine = _neighbours([sentence])
    theirs = _neighbours(sources)
    named = {name for name, _ in theirs.items()}
    for name, beside in mine.items():
        if name not in named or not beside or beside & theirs[name]:
            continue
        rivals = [
            other for other in named - {name} if theirs[other] & beside and not mine.get(other, set()) & theirs[other]
        ]
        if rivals:
            return _written(sentence, frozenset([name]))
    return ""


def _neighbours(texts: Iterable[str]) -> dict[str, set[str]]:
    """For each name or figure, by its form, the content words on either side of it that are no names."""
    found: dict[str, set[str]] = {}
    for text in texts:
        words = [word for word in read_words(text) if fold(word.text) not in STOP_WORDS]
        for at, word in enumerate(words):
            if word.named:
                beside = found.setdefault(word.form, set())
                beside.update(_plain_beside(words, at, -1), _plain_beside(words, at, 1))
    return found


def _plain_beside(words: Sequence[Word], at: int, step: int) -> list[str]:
    """The form of the next word that is no name, past the other words of the same name."""
    at += step
    while 0 <= at < len(words) and words[at].named:
        at += step
    return [words[at].form] if 0 <= at < len(words) else []


def _items(text: str) -> list[tuple[str, int, int]]:
    """Names and figures with their places, in order."""
    found = [(figure.text.lower(), figure.span.start, figure.span.end) for figure in figures(text)]
    for name in proper_names(text):
        at = text.find(name)
        if at >= 0:
            found.append((name.lower(), at, at + len(name)))
    opening = re.match(r"(?:The\s)?([A-ZÀ-ÖØ-Þ][\w-]+)", text)
    if opening and not any(start <= opening.start(1) < end for _, start, end in found):
        found.append((opening[1].lower(), opening.start(1), opening.end(1)))
    return sorted(found, key=lambda item: item[1])


def _reversed_in(support: str, one: str, other: str, joined: set[str]) -> bool:
    lower = support.lower()
    first, second = lower.find(other), lower.find(one)
    if first < 0 or second < 0 or first + len(other) > second:
        return False
    between = set(tokens(lower[first + len(other) : second]))
    shared = {form_of(word) for word in joined} & {form_of(word) for word in between}
    return len(shared) * 2 >= len(joined) and bool(shared)


def _in_order_in(support: str, one: str, other: str) -> bool:
    lower = support.lower()
    at = lower.find(one)
    return at >= 0 and lower.find(other, at + len(one)) >= 0


def _miscounted(sentence: str, cited: str) -> str:
    """A figure that counts here what the excerpts count with another figure."""
    theirs = figures(spread_ranges(cited))
    mine = figures(spread_ranges(sentence))
    own_text = f" {' '.join(tokens(cited))} "
    for figure in mine:
        rivals = [other for other in theirs if figure.noun and other.unit == figure.unit and _same_noun(figure, other)]
        fitting = [other for other in rivals if abs(other.value - figure.value) <= 0.05 * abs(figure.value)]
        if rivals and not fitting and f" {fold(figure.text)} {figure.noun} " not in own_text:
            return f"{figure.text} {figure.noun}"
    return ""


def _same_noun(one: Figure, other: Figure) -> bool:
    return form_of(fold(one.noun)) == form_of(fold(other.noun))


def _forms(text: str) -> frozenset[str]:
    return frozenset(form_of(word) for word in tokens(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def _written(text: str, forms: frozenset[str]) -> str:
    """The first word of a text that has one of these forms, as it is written."""
    return next((word for word in tokens(text) if form_of(word) in forms), "")
