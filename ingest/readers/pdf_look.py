"""What is usual in a PDF: its type, its lines' distance, its words; and which of its lines are headings."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby, pairwise, zip_longest
from statistics import median

from ingest.readers.pdf_lines import Line, PageLines


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """An entry of the file's own table of contents; ``page`` counts from 0."""

    title: str
    level: int
    page: int


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PARTED_WORD = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
"""A line that ends with the first half of a word."""

_HEADING_SIZE = 1.12
"""Of the body's type size."""
_LEAST_BODY_SHARE = 0.15
"""Of a document's letters that running text has beside its notes; headings have fewer."""
_MOST_RETURNS = 5
"""Steps from text down to its notes for one the other way; words set small within a text have as many of both."""
_LONGEST_HEADING = 160
_HEADING_WORD = re.compile(r"[^\W\d_]{3}")
_HEADING_LINES = 4
"""A heading of three lines, or three headings, may stand over a text."""
_SHORTEST_TEXT = 25  # characters of a line
_FEWEST_OUTLINE_MATCHES = 2
_DEEPEST = 4
_BOLD = 0.0
_GAP_ABOVE = 1.3
"""Of the usual distance of lines, at least, over a heading in bold type of the text's size."""
CAPTION = re.compile(r"(?:fig(?:ure)?|table|chart|photo|source|box)\b", re.IGNORECASE)


@dataclass(slots=True)
class Look:
    """What is usual in a document: type size, distance of lines, words, and how headings look."""

    size: float
    leading: float
    words: Counter[str]
    hyphenated: frozenset[str]
    outline: dict[int, dict[str, int]]  # levels by words, by page
    levels: dict[float, int] = field(default_factory=dict)  # of headings that the outline lacks, by their style


def document_title(pages: Sequence[PageLines]) -> str | None:
    """The words set largest on the first page that has text, where they stand out."""
    first = next((page for page in pages if page.lines), None)
    if first is None:
        return None
    largest = max(line.size for line in first.lines)
    runs = [" ".join(line.text for line in group) for is_large, group in _grouped(first.lines, largest) if is_large]
    title = max(runs, key=len)
    return title if largest > 1.2 * _usual_size(pages) and 3 <= len(title) <= 200 else None


def _grouped(lines: Sequence[Line], largest: float) -> Iterator[tuple[bool, Iterator[Line]]]:
    return groupby(lines, key=lambda line: line.size > 0.97 * largest)


def _usual_size(pages: Sequence[PageLines]) -> float:
    """The size of running text; that of a table's cells counts only where there is no other."""
    sizes: Counter[float] = Counter()
    all_lines = [line for page in pages for line in page.lines]
    for line in [line for line in all_lines if not line.cells] or all_lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return 10.0
    most = sizes.most_common(1)[0][0]
    least = _LEAST_BODY_SHARE * sizes.total()
    larger = (size for size, length in sizes.most_common() if size > _HEADING_SIZE * most and length > least)
    return next((size for size in larger if _has_notes_below(pages, size, most)), most)


def _has_notes_below(pages: Sequence[PageLines], size: float, small: float) -> bool:
    """Whether lines in small type stand under those of a size and hardly ever over them: they are its footnotes.

    In legal and scholarly papers the notes may hold more letters than the text.
    """
    steps: Counter[tuple[float, float]] = Counter()
    for page in pages:
        steps.update((above.size, below.size) for above, below in pairwise(page.lines) if below.y < above.y)
    return steps[size, small] > _MOST_RETURNS * steps[small, size]


def look_of(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> Look:
    """The look of a document; headings by its outline if that matches the text, else by type size."""
    size = _usual_size(pages)
    gaps = [
        gap / size
        for page in pages
        for first, second in pairwise(page.lines)
        if abs(first.size - size) < 0.5 and 0.8 * size < (gap := first.y - second.y) < 2.5 * size
    ]
    words = _whole_words(pages)
    hyphenated = frozenset(word for word in words if "-" in word)
    look = Look(size, (median(gaps) if gaps else 1.2) * size, words, hyphenated, _matched_outline(pages, outline))
    if sum(map(len, look.outline.values())) < _FEWEST_OUTLINE_MATCHES:
        look.outline = {}
    look.levels = _heading_levels(pages, look)
    return look


def _whole_words(pages: Sequence[PageLines]) -> Counter[str]:
    """The document's words, without the halves of words that are parted at the end of a line."""
    words: Counter[str] = Counter()
    is_rest = False
    for page in pages:
        for line in page.lines:
            found = [word.lower() for word in _WORD.findall(line.text)]
            parted = PARTED_WORD.search(line.text) is not None
            words.update(found[1 if is_rest else 0 : -1 if parted else None])
            is_rest = parted
    return words


def _matched_outline(pages: Sequence[PageLines], outline: Sequence[OutlineEntry]) -> dict[int, dict[str, int]]:
    """Levels by page and words, for those entries whose words begin a line of their page."""
    named = {entry.page for entry in outline}
    starts = {page.index: {_plain(line.text) for line in page.lines} for page in pages if page.index in named}
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for entry in outline:
        words = _plain(entry.title)
        for text in (words, _plain(re.sub(r"^[\d.]+\s+", "", entry.title))):
            if any(line and text.startswith(line) for line in starts.get(entry.page, ())):
                found[entry.page][text] = entry.level
    return dict(found)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _heading_levels(pages: Sequence[PageLines], look: Look) -> dict[float, int]:
    """Levels of the styles that headings are set in, four at most: the largest is level 1, and so on.

    Where there is an outline, its headings' styles have its levels; smaller ones are below, and larger ones, as on a
    cover, are none.
    """
    stated: defaultdict[float, Counter[int]] = defaultdict(Counter)
    styles: set[float] = set()
    for page, following in zip_longest(pages, pages[1:]):
        lines = with_text_ahead(page.lines, following, look)
        for position, line in enumerate(page.lines):
            level = _outline_level(line, page.index, look)
            if level is not None:
                stated[_style(line, look)][level] += 1
            elif _heads_text(lines, position, look):
                styles.add(_style(line, look))
    if not look.outline:
        return {style: min(rank, _DEEPEST) for rank, group in enumerate(_alike(styles), 1) for style in group}
    known = {style: levels.most_common(1)[0][0] for style, levels in stated.items()}
    return known | _below(known, styles - set(known))


def _below(known: Mapping[float, int], styles: Set[float]) -> dict[float, int]:
    """Levels of other styles: as that of a like size, else below those of all larger ones."""
    levels: dict[float, int] = {}
    depth = 0
    for group in _alike(styles):
        alike = [level for style, level in known.items() if style and 0.95 * style <= group[0] <= style / 0.95]
        above = [level for style, level in known.items() if style > group[0]]
        if not alike and not above:
            continue
        depth = max(alike) if alike else max(max(above), depth) + 1
        levels.update(dict.fromkeys(group, min(depth, _DEEPEST)))
    return levels


def _alike(styles: Set[float]) -> list[list[float]]:
    """Styles from the largest, with those together that differ by less than the eye sees."""
    groups: list[list[float]] = []
    for style in sorted(styles, reverse=True):
        if groups and style >= 0.95 * groups[-1][0]:
            groups[-1].append(style)
        else:
            groups.append([style])
    return groups


def _style(line: Line, look: Look) -> float:
    """The size of larger type; 0 for bold type of the text's size, which stands below all larger ones."""
    return line.size if line.size > _HEADING_SIZE * look.size else _BOLD


def with_text_ahead(lines: Sequence[Line], following: PageLines | None, look: Look) -> Sequence[Line]:
    """A page's lines with the first line of text on the next page: what a heading at the page's foot stands over.

    A page without text has none ahead: what is set large on a cover heads nothing.
    """
    if following is None or not any(_is_text(line, look) for line in lines):
        return lines
    first = next((line for line in following.lines if _is_text(line, look)), None)
    return lines if first is None else (*lines, first)


def heading_level(lines: Sequence[Line], position: int, page: int, look: Look) -> int | None:
    """The level of a line that is a heading, by the outline where it names the line, else by its look."""
    level = _outline_level(lines[position], page, look)
    if level is not None:
        return level
    if _is_before_outline(lines, position, page, look) or not _heads_text(lines, position, look):
        return None
    return look.levels.get(_style(lines[position], look))


def _is_before_outline(lines: Sequence[Line], position: int, page: int, look: Look) -> bool:
    """Whether a line stands before all that the outline names: on the cover, where names are set large."""
    first = min(look.outline, default=-1)
    if page != first:
        return page < first
    return all(_outline_level(line, page, look) is None for line in lines[:position])


def _outline_level(line: Line, page: int, look: Look) -> int | None:
    plain = _plain(line.text)
    if not plain or len(line.text) > _LONGEST_HEADING or not _stands_out(line, look):
        return None
    return next((level for title, level in look.outline.get(page, {}).items() if title.startswith(plain)), None)


def _heads_text(lines: Sequence[Line], position: int, look: Look) -> bool:
    """Whether a line is set larger than the text, or bold and apart, and has text under it."""
    line = lines[position]
    if len(line.text) > _LONGEST_HEADING or not _HEADING_WORD.search(line.text) or line.text.endswith((".", ",", ";")):
        return False
    if line.size > _HEADING_SIZE * look.size:
        ahead = lines[position + 1 : position + 1 + _HEADING_LINES]
        return any(_is_text(under, look) for under in ahead)  # words in a drawing have none
    return _is_bold_apart(lines, position, look)


def _is_bold_apart(lines: Sequence[Line], position: int, look: Look) -> bool:
    line = lines[position]
    if not line.bold or line.cells or CAPTION.match(line.text) or not _is_of_size(line, look):
        return False
    before = lines[position - 1] if position else None
    gap = before.y - line.y if before is not None else 0.0
    is_apart = before is None or gap < 0 or gap > _GAP_ABOVE * look.leading or before.size > _HEADING_SIZE * look.size
    under = lines[position + 1] if position + 1 < len(lines) else None
    return is_apart and under is not None and not under.bold and _is_text(under, look)


def _is_text(line: Line, look: Look) -> bool:
    return _is_of_size(line, look) and len(line.text) > _SHORTEST_TEXT


def _is_of_size(line: Line, look: Look) -> bool:
    return abs(line.size - look.size) < 0.07 * look.size


def _stands_out(line: Line, look: Look) -> bool:
    """A line of the outline's words is its heading only where it looks like one, and not in running text."""
    return line.bold or line.size > 1.05 * look.size or line.text.isupper() or len(line.text) < 60
