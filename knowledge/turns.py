"""Who speaks where in a span: an excerpt of several people's words is not to be read as one person's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.types import Segment, SegmentKind, Span

_SPOKEN = (SegmentKind.TURN, SegmentKind.CUE)


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """From where on in a document's text somebody speaks."""

    start: int
    speaker: str


def turns_within(segments: Iterable[Segment], span: Span) -> tuple[SpokenTurn, ...]:
    """Where in a span each speaker begins, in order; () when all of it is one person's or nobody is named."""
    turns: list[SpokenTurn] = []
    for segment in segments:
        touches = segment.start < span.end and segment.end > span.start
        if segment.kind not in _SPOKEN or not segment.speaker or not touches:
            continue
        if not turns or turns[-1].speaker != segment.speaker:
            turns.append(SpokenTurn(max(segment.start, span.start), segment.speaker))
    return tuple(turns) if len(turns) > 1 else ()


def with_speakers(text: str, start: int, turns: Sequence[SpokenTurn]) -> str:
    """The text with "[Name:]" in front of each turn that begins in it, in brackets as what is added to a quotation is.

    Args:
        text: the words of a span.
        start: where in the document they begin.
        turns: as `turns_within` gives them.
    """
    pieces, done = [], 0
    for turn in turns:
        at = turn.start - start
        if 0 <= at < len(text):
            pieces += [text[done:at], label(turn)]
            done = at
    return "".join([*pieces, text[done:]])


def label(turn: SpokenTurn) -> str:
    """The speaker's name as it stands in front of their words."""
    return f"[{turn.speaker}:] "
