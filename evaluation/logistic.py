"""Fitting of logistic regressions: a penalty, weights for examples, and folds that keep what belongs together."""

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.logistic import LogisticModel

Numbers = NDArray[np.float64]


def fit_logistic(
    rows: Sequence[Mapping[str, float]], labels: Sequence[bool], weights: Numbers, names: Sequence[str], *, ridge: float
) -> LogisticModel:
    """A ridge logistic regression on standardised features.

    Args:
        rows: the features of each example; one that is not there counts as 0.
        labels: the class of each example.
        weights: how much each counts, shape (n,), mean 1.
        names: the features to use.
        ridge: strength of the penalty on standardised weights.
    """
    table = np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    coefficients = _newton((table - mean) / spread, np.array(labels, dtype=np.float64), weights, ridge)
    slopes = coefficients[1:] / spread
    return LogisticModel(
        float(coefficients[0] - slopes @ mean), {name: float(slope) for name, slope in zip(names, slopes, strict=True)}
    )


def balanced(keys: Sequence[tuple[str, bool, str]], shares: Mapping[str, float]) -> Numbers:
    """Weights, mean 1, by which both classes of a data set count the same, and data sets by their share (default 1).

    Args:
        keys: data set, class and kind of each example; the kinds of one class share its half.
        shares: how much a data set counts, where it is not 1.
    """
    counts = {key: keys.count(key) for key in set(keys)}
    kinds = {key: sum(other[:2] == key[:2] for other in counts) for key in counts}
    weights = np.array([shares.get(key[0], 1.0) / (counts[key] * kinds[key]) for key in keys], dtype=np.float64)
    return np.asarray(weights * len(keys) / weights.sum(), dtype=np.float64)


def folds(groups: Sequence[str], number: int) -> NDArray[np.int64]:
    """The fold of each example; a group is never in two, and is in the same whatever else there is."""
    digests = (hashlib.md5(group.encode(), usedforsecurity=False).hexdigest() for group in groups)
    return np.array([int(digest, 16) % number for digest in digests], dtype=np.int64)


def _newton(table: Numbers, labels: Numbers, weights: Numbers, ridge: float) -> Numbers:
    """Penalised maximum likelihood by Newton's method; the intercept, first, is not penalised."""
    design = np.hstack([np.ones((len(table), 1)), table])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0.0
    found = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -30, 30)))
        slope = design.T @ (weights * (labels - chance)) - penalty @ found
        curve = (design * (weights * chance * (1 - chance))[:, None]).T @ design + penalty
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < 1e-8:
            break
    return found
