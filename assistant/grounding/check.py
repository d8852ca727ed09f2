"""The check of a model's sentence: its markers, its facts, words turned round, and how well it is supported."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.facts import facts_found, missing_facts, name_words, read_holding
from assistant.grounding.forms import content_forms, near
from assistant.grounding.support import CitedSentence, Claim, Support, asks, find_support, make_claim
from assistant.markers import MarkedSentence
from assistant.numbered import NumberedExcerpt
from assistant.phrasing import listed
from assistant.words import content_words
from knowledge.types import Span

SUPPORTED = 0.6
"""Chance of support from which a cited sentence is shown.

On the tuning half of `evaluation/grounding.py` a lower one lets more altered sentences through than it saves true ones.
"""
STRONGLY_SUPPORTED = 0.8
"""Chance from which a sentence that cites nothing, or wrongly, is given the citation that supports it."""
FEWEST_WORDS = 2
"""Content words a sentence must have to state anything."""
_LEAD_IN = re.compile(
    r"^(?:in (?:summary|short|conclusion|brief)|to (?:summari[sz]e|sum up|conclude)|overall|here (?:is|are)|sure"
    r"|certainly|of course|based on (?:the|these) (?:excerpts?|sources?|information)|the (?:answer|following)|answer"
    r"|note that|i hope|please|let me)\b",
    re.IGNORECASE,
)

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of texts, shape (n_texts, dimension)."""
CountWords = Callable[[Sequence[str]], Mapping[str, int]]
"""For each word, in how many passages of the library it stands."""


@dataclass(frozen=True, slots=True)
class ReadExcerpt:
    """An excerpt read for the check: its sentences with vectors, and its title and heading."""

    excerpt: NumberedExcerpt
    sentences: tuple[CitedSentence, ...]
    spans: tuple[Span, ...]
    context: str


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that sentences are checked against. Made once an answer by `read_grounds`."""

    excerpts: Mapping[int, ReadExcerpt]
    vectors: Mapping[str, NDArray[np.float32]]  # of the sentences to check
    weights: Mapping[str, float]  # of their words
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A sentence of an excerpt that supports a statement: the exact span in its document."""

    excerpt: int
    span: Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown. ``reason`` is for people; ``spans`` are the sentences to cite, best first."""

    supported: bool
    reason: str
    chance: float = 0.0
    spans: tuple[CitedSpan, ...] = ()
    says_nothing: bool = False  # a lead-in or the like: no loss when it is left out
    cited_by_us: bool = False  # the model cited nothing, or not the excerpt that supports it


def read_grounds(
    excerpts: Sequence[NumberedExcerpt],
    sentences: Sequence[MarkedSentence],
    embed: Embed,
    count_words: CountWords,
    passages: int,
) -> Grounds:
    """Everything the check needs, embedded in one go.

    Args:
        excerpts: those the model was given.
        sentences: those it wrote.
        embed: the library's embedding model.
        count_words: how common words are in the library.
        passages: how many passages the library has.
    """
    texts = [one.text_of(span) for one in excerpts for span in one.sentences]
    claims = [sentence.text for sentence in sentences]
    vectors = dict(zip([*texts, *claims], embed([*texts, *claims]), strict=True)) if texts or claims else {}
    read = {one.number: _read(one, vectors) for one in excerpts}
    return Grounds(
        excerpts=read,
        vectors=vectors,
        weights=_weights(claims, count_words, passages),
        names=name_words(" ".join(f"{one.text} {_context(one)}" for one in excerpts)),
    )


def check(sentence: MarkedSentence, grounds: Grounds) -> Verdict:
    """Whether the excerpts a sentence cites support it, with what to cite for it."""
    if _says_nothing(sentence.text):
        return Verdict(False, "It states nothing that could be checked.", says_nothing=True)
    strange = [number for number in sentence.cited if number not in grounds.excerpts]
    if strange:
        return Verdict(False, f"It cites excerpt {strange[0]}, which the model was not given.")
    if not sentence.cited:
        return _found_by_us(sentence.text, grounds) or Verdict(
            False, "It cites no excerpt, and none clearly supports it."
        )
    as_cited = _check_cited(sentence.text, [grounds.excerpts[number] for number in sentence.cited], grounds)
    return as_cited if as_cited.supported else _found_by_us(sentence.text, grounds) or as_cited


def _found_by_us(text: str, grounds: Grounds) -> Verdict | None:
    """The verdict on a sentence with no marker, or a wrong one, that one excerpt alone supports strongly."""
    verdicts = [_check_cited(text, [one], grounds) for one in grounds.excerpts.values()]
    best = max(verdicts, key=lambda verdict: (verdict.supported, verdict.chance), default=Verdict(False, ""))
    return replace(best, cited_by_us=True) if best.supported and best.chance >= STRONGLY_SUPPORTED else None


def _check_cited(text: str, cited: Sequence[ReadExcerpt], grounds: Grounds) -> Verdict:
    if all(asks(sentence.text) for one in cited for sentence in one.sentences):
        return Verdict(False, "The cited excerpts ask and state nothing.")
    held = read_holding(" ".join(f"{one.excerpt.text} {one.context}" for one in cited))
    missing = missing_facts(text, held, grounds.names)
    if missing:
        return Verdict(False, f"The cited excerpts do not hold {_quoted_list(missing)}.")
    claim = make_claim(text, grounds.vectors[text], grounds.weights)
    support = find_support(claim, [s for one in cited for s in one.sentences], " ".join(one.context for one in cited))
    if support.chance >= SUPPORTED:
        return Verdict(True, "", support.chance, _spans(text, claim, support, cited))
    return Verdict(False, _reason(support), support.chance)


def _spans(text: str, claim: Claim, support: Support, cited: Sequence[ReadExcerpt]) -> tuple[CitedSpan, ...]:
    """The supporting sentences: the best, and those that hold a fact or a share of the words the others lack."""
    kept: list[CitedSentence] = []
    facts: set[str] = set()
    words: set[str] = set()
    for sentence in support.sentences:
        holding = read_holding(sentence.text)
        new_facts = {fact for fact, found in facts_found(text, holding) if found} - facts
        new_words = {form for form in claim.forms if near(form, frozenset(sentence.forms))} - words
        if not kept or new_facts or len(new_words) > 1:
            kept.append(sentence)
            facts |= new_facts
            words |= new_words
    return tuple(_span_of(sentence, cited) for sentence in kept)


def _span_of(sentence: CitedSentence, cited: Sequence[ReadExcerpt]) -> CitedSpan:
    read = next(one for one in cited if one.excerpt.number == sentence.excerpt)
    return CitedSpan(sentence.excerpt, read.spans[read.sentences.index(sentence)])


def _reason(support: Support) -> str:
    flips = support.flips
    reasons = (
        (flips.negation, "It denies what the excerpt affirms, or the other way round (“{}”)."),
        (flips.opposite, "It says the opposite of the excerpt ({})."),
        (flips.swapped, "It seems to swap who or what is meant ({})."),
        (flips.substituted, "It puts one name or figure in the place of another ({})."),
        (flips.miscounted, "The excerpt counts this differently ({})."),
        (flips.misplaced, "The excerpt says this of another name than “{}”."),
        (flips.bound, "It turns a “more than” into a “less than”, or the other way round ({})."),
        (flips.strengthened, "It says more than the excerpt (“{}”)."),
        (flips.hedge_dropped, "It leaves out that the excerpt says “{}”."),
    )
    found = next((words.format(shown) for shown, words in reasons if shown), None)
    return found or "No sentence of the cited excerpts supports it clearly."


def _says_nothing(text: str) -> bool:
    return len(content_words(text)) < FEWEST_WORDS or text.rstrip().endswith((":", "?")) or _is_lead_in(text)


def _is_lead_in(text: str) -> bool:
    match = _LEAD_IN.match(text)
    return match is not None and len(content_words(text[match.end() :])) < FEWEST_WORDS


def _read(excerpt: NumberedExcerpt, vectors: Mapping[str, NDArray[np.float32]]) -> ReadExcerpt:
    texts = [excerpt.text_of(span) for span in excerpt.sentences]
    sentences = tuple(CitedSentence(excerpt.number, text, vectors[text], content_forms(text)) for text in texts)
    return ReadExcerpt(excerpt, sentences, excerpt.sentences, _context(excerpt))


def _context(excerpt: NumberedExcerpt) -> str:
    return f"{excerpt.ranked.source.details.title}. {excerpt.ranked.passage.context}."


def _weights(claims: Sequence[str], count_words: CountWords, passages: int) -> Mapping[str, float]:
    """Inverse document frequency of the claims' words, by form."""
    written = {form: word for claim in claims for word in content_words(claim) for form in content_forms(word)}
    counts = count_words(list(written.values()))
    return {form: math.log(1 + passages / (0.5 + counts.get(word, 0))) for form, word in written.items()}


def _quoted_list(facts: Sequence[str]) -> str:
    return listed([fact if fact.startswith("“") else f"“{fact}”" for fact in facts[:3]])
