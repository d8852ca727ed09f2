"""Logistic regressions over named features, as they are fitted in evaluation/ and kept beside what they judge."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

_MOST = 30.0
"""Log-odds beyond which the chance is 0 or 1 to any digit that matters."""


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """A fitted logistic regression; a feature that is not there counts as 0."""

    intercept: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The logarithm of chance to counter-chance."""
        return self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The chance, 0..1."""
        return chance(self.log_odds(features))


def chance(log_odds: float) -> float:
    """The chance, 0..1, of these log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, log_odds))))
