"""How much of a search is taken along: the excerpts that are shown, or all that hold its words."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from knowledge.catalogue import Catalogue, looked_up
from knowledge.query_language import ParsedQuery
from knowledge.ranking import first_of
from knowledge.types import Passage, SearchResult
from knowledge.words import content_stems, content_words, stem

if TYPE_CHECKING:
    from knowledge.library import Library

MOST_EXCERPTS: Final = 300
"""Nobody reads more of them in a file, and it is made within seconds."""
SEARCHED: Final = 1_000
"""Excerpts that are ranked, so that those which hold all words are among them; the most that `Query` takes."""
BEST: Final = 100
"""Where no more excerpts hold all words than are shown: as many of the nearest as may still be of use."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Excerpts of a search, and which they are, for people and for the method line: "all 43 that hold the words"."""

    result: SearchResult
    words: str


def shown_extent(result: SearchResult) -> Extent:
    """The excerpts of a result as they are: the best, or all where there are no more."""
    count = len(result.passages)
    if not count:
        return Extent(result, "none found")
    return Extent(result, f"the best {count}" if count >= result.query.limit else f"all {count} found")


def whole_extent(library: "Library", parsed: ParsedQuery, shown: int) -> Extent | None:
    """More of a search than is shown; None when there is no more.

    A search by meaning has no end by itself. These are the excerpts that hold all words in any form, or all within
    the filters where no words were typed; where they are no more than are shown, the best hundred.

    Args:
        library: where to search.
        parsed: the search.
        shown: how many excerpts there are already.
    """
    found = first_of(library.search(parsed.query(limit=SEARCHED)), SEARCHED)
    if content_words(parsed.words):
        extent = _holding(library.catalogue, found, parsed)
        if len(extent.result.passages) <= shown:
            extent = shown_extent(first_of(found, BEST))
    else:
        total = len(library.catalogue.passage_ids(parsed.scope))
        extent = _most(found, "within the filters", is_whole=len(found.passages) == total)
    return extent if len(extent.result.passages) > shown else None


def _holding(catalogue: Catalogue, found: SearchResult, parsed: ParsedQuery) -> Extent:
    words = content_words(parsed.words)
    stems = {stem(word) for word in words}
    held = tuple(one for one in found.passages if stems <= content_stems(f"{one.passage.context} {one.passage.text}"))
    expression = " AND ".join(map(looked_up, words))
    matches = catalogue.match_words(expression, SEARCHED, scope=parsed.scope)
    ranked = {_place(one.passage) for one in found.passages}
    looked_at = all(_place(one) in ranked for one in catalogue.passages(match.passage_id for match in matches).values())
    return _most(replace(found, passages=held), "that hold the words", is_whole=looked_at and len(matches) < SEARCHED)


def _most(result: SearchResult, which: str, *, is_whole: bool) -> Extent:
    passages = result.passages[:MOST_EXCERPTS]
    extent = "all" if is_whole and len(passages) == len(result.passages) else "the best"
    return Extent(replace(result, passages=passages), f"{extent} {len(passages)} {which}")


def _place(passage: Passage) -> tuple[str, int]:
    return passage.source_id, passage.start
