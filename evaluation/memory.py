"""The most memory each system holds: while it takes files in, and while it is asked; its whole process tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.speed import IngestSpeed, QuestionSpeed


@dataclass(frozen=True, slots=True)
class Memory:
    """Peaks of one system in bytes, imports and model included."""

    system: str
    adding: int
    asking: int


def peaks(ingest: Sequence[IngestSpeed], questions: Sequence[QuestionSpeed]) -> tuple[Memory, ...]:
    """The peaks that were seen while speed was measured; they come from the same processes."""
    asking = {speed.system: speed.peak_bytes for speed in questions}
    return tuple(
        Memory(speed.system, speed.peak_bytes, asking[speed.system]) for speed in ingest if speed.system in asking
    )
