"""Figures of repeated measurements: median with the smallest and the largest, never a mean of times."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of repeated measurements, and how far they lay apart."""

    median: float
    low: float
    high: float

    def per(self, unit: float) -> "Spread":
        """The same in another unit: 0.001 turns seconds into milliseconds."""
        return Spread(self.median / unit, self.low / unit, self.high / unit)


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one measurement."""
    return Spread(statistics.median(values), min(values), max(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0..1) of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
