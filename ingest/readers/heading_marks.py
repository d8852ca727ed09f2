"""What a site prints at every heading of a web page ("U.K.", "Edit", "¶"), taken off before the page is read."""

from collections import Counter
from collections.abc import Iterator

import lxml.html

from ingest.readers.cleaning import clean_line

_FEWEST_HEADINGS = 5
_LEAST_SHARE = 0.6
"""Of headings that hold an element of the same class and words. Words of their own are seldom the same in so many."""
_LONGEST_MARK = 20

_Mark = tuple[object, str | None, str]


def drop_heading_marks(root: lxml.html.HtmlElement) -> None:
    """Takes the same small element out of all headings, where most of them hold it."""
    headings = [heading for level in range(1, 7) for heading in root.iter(f"h{level}")]
    counts = Counter(mark for heading in headings for mark in {mark for _, mark in _marks(heading)})
    least = max(_FEWEST_HEADINGS, _LEAST_SHARE * len(headings))
    for heading in headings:
        for element, mark in tuple(_marks(heading)):
            if counts[mark] >= least and element.getparent() is not None:
                element.tail = f" {element.tail or ''}"
                element.drop_tree()


def _marks(heading: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, _Mark]]:
    whole = clean_line(heading.text_content())
    for element in heading.iterdescendants():
        words = clean_line(element.text_content()) if isinstance(element.tag, str) else ""
        if words and len(words) <= _LONGEST_MARK and words != whole:
            yield element, (element.tag, element.get("class"), words)
