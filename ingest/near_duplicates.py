"""Sources that hold much of the same text as a document that is about to be added."""

import re
from collections import Counter
from collections.abc import Hashable, Set
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.lookup import quoted
from knowledge.sentences import split_sentences
from knowledge.types import Source

LEAST_SHARE = 0.3
"""Share of the shorter text's sentences that must stand in the other: below it, reports that quote the same passage or
share a template would be named."""
_LEAST_SHARED = 3
_PROBES = 24
"""Sentences that are looked up in the word index: more than enough to meet a source that holds a third of them."""
_LOOKED_AT = 5
"""Sources with most hits whose texts are compared sentence by sentence."""
_SHORTEST, _LONGEST_PROBE = 40, 400  # characters; "Thank you." stands in every transcript
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Another source and the share, 0..1, of the shorter text's sentences that stand in both."""

    source: Source
    share: float


def find_near_duplicates(
    catalogue: Catalogue, text: str, *, apart_from: str | None = None
) -> tuple[NearDuplicate, ...]:
    """The live sources that share much text with this one, the nearest first.

    Args:
        catalogue: where to look.
        text: the new text.
        apart_from: the id of the source that it is to replace.
    """
    own = sentence_set(text)
    hits = _hits(catalogue, own)
    near = []
    for source_id, _ in hits.most_common(_LOOKED_AT + 1):
        source = catalogue.find(source_id)
        if source is None or source_id == apart_from:
            continue
        share = shared_share(own, sentence_set(catalogue.text(source_id, source.version) or ""))
        if share >= LEAST_SHARE:
            near.append(NearDuplicate(source, share))
    return tuple(sorted(near, key=lambda one: -one.share))


def sentence_set(text: str) -> frozenset[str]:
    """The text's sentences by their words alone, without the short ones that stand anywhere."""
    sentences = (text[span.start : span.end] for span in split_sentences(text))
    return frozenset(" ".join(_WORD.findall(one.casefold())) for one in sentences if len(one) >= _SHORTEST)


def shared_share(one: Set[Hashable], other: Set[Hashable]) -> float:
    """The share of the smaller set that stands in both; 0 when they share next to nothing."""
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= min(_LEAST_SHARED, len(one)) and shared else 0.0


def _hits(catalogue: Catalogue, sentences: frozenset[str]) -> Counter[str]:
    probes = sorted(sentence for sentence in sentences if len(sentence) <= _LONGEST_PROBE)
    step = max(1, len(probes) // _PROBES)
    hits: Counter[str] = Counter()
    for probe in probes[::step]:
        matches = catalogue.match_words(quoted(probe), _LOOKED_AT)
        passages = catalogue.passages(match.passage_id for match in matches)
        hits.update({passage.source_id for passage in passages.values()})
    return hits
