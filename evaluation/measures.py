"""Measures of retrieval, of judgements and of answers, one function each, with its formula and where it is from."""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = Sequence[float] | NDArray[np.float64]

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))


def ndcg(ranked: Sequence[str], relevant: frozenset[str], n: int) -> float:
    """Normalised discounted cumulative gain of the first n, relevance being 0 or 1.

    sum over rank r of rel(r) / log2(r + 1), divided by the same for the best possible order (Järvelin and Kekäläinen,
    Cumulated gain-based evaluation of IR techniques, 2002). 0 when nothing is relevant.
    """
    gained = sum(1 / math.log2(rank + 1) for rank, item in enumerate(ranked[:n], 1) if item in relevant)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(n, len(relevant)) + 1))
    return gained / best if best else 0.0


def recall(ranked: Sequence[str], relevant: frozenset[str], n: int) -> float:
    """The share of what is relevant that stands among the first n. 0 when nothing is relevant."""
    return len(relevant.intersection(ranked[:n])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """1 / rank of the first that is relevant, 0 when none is (Voorhees, The TREC-8 question answering track, 1999)."""
    return next((1 / rank for rank, item in enumerate(ranked, 1) if item in relevant), 0.0)


def auroc(positive: Values, negative: Values) -> float:
    """The chance that a positive scores above a negative, ties counting half.

    U / (n_positive * n_negative) of Mann and Whitney (1947), which is the area under the ROC curve (Hanley and McNeil,
    1982). 0.5 when one side is empty.
    """
    if not len(positive) or not len(negative):
        return 0.5
    low = np.sort(np.asarray(negative, dtype=np.float64))
    high = np.asarray(positive, dtype=np.float64)
    below, up_to = np.searchsorted(low, high, side="left"), np.searchsorted(low, high, side="right")
    return float((below + up_to).mean() / 2 / len(low))


def kept_when_refusing(positive: Values, negative: Values, refused: float = 0.8) -> float:
    """The share of positives above the threshold that refuses this share of the negatives."""
    if not len(positive) or not len(negative):
        return 0.0
    threshold = np.quantile(np.asarray(negative), refused)
    return float((np.asarray(positive) > threshold).mean())


def token_f1(said: str, reference: str) -> float:
    """Harmonic mean of precision and recall of the words, articles left out (Rajpurkar et al., SQuAD, 2016, 6.1)."""
    first, second = _counted(said), _counted(reference)
    shared = sum((first & second).values())
    if not shared:
        return float(not first and not second)
    precision, found = shared / sum(first.values()), shared / sum(second.values())
    return 2 * precision * found / (precision + found)


def mean(values: Values) -> float:
    """The arithmetic mean, 0 of nothing."""
    return float(np.mean(values)) if len(values) else 0.0


def _counted(text: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(text.lower()) if word not in _ARTICLES)
