"""What is drawn on a PDF's page: runs of text with their place, and the lines and cells that they make."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Text drawn in one go. Origin is the page's lower left corner, units are points; ``angle`` in quarter turns."""

    text: str
    x: float
    y: float
    size: float
    width: float
    bold: bool = False
    angle: int = 0


@dataclass(frozen=True, slots=True)
class PageRuns:
    """A page as it is drawn. ``index`` counts from 0; ``failed`` when the page could not be read."""

    label: str
    index: int
    width: float
    height: float
    runs: tuple[Run, ...]
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line with a wide gap before or after it."""

    text: str
    x: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text from ``x`` to ``right``, on the base line ``y``."""

    text: str
    x: float
    y: float
    size: float
    right: float
    bold: bool = False
    column: int = 0
    cells: tuple["Cell", ...] = ()  # the parts of a table's row


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's lines in reading order."""

    label: str
    index: int
    height: float
    lines: tuple[Line, ...]
