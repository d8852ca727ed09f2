"""How much of a search is taken along: the excerpts that are shown, or all that hold its words."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from knowledge.catalogue import Catalogue
from knowledge.lookup import looked_up
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
class SearchExtent:
    """Excerpts of a search, and which they are, for people and for the method line: "all 43 that hold the words"."""

    result: SearchResult
    words: str
    is_whole: bool  # whether there are no more of them


def shown_extent(found: SearchResult, limit: int) -> SearchExtent:
    """The first excerpts of a page.

    Args:
        found: what was found, one more than are shown where there are as many.
        limit: how many are shown.
    """
    result = first_of(found, limit)
    count = len(result.passages)
    if count < len(found.passages):
        return SearchExtent(result, f"the best {count}", is_whole=False)
    return SearchExtent(result, f"all {count} found" if count else "none found", is_whole=True)


def whole_extent(library: "Library", parsed: ParsedQuery, shown: int) -> SearchExtent | None:
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
            extent = shown_extent(found, BEST)
    else:
        total = len(library.catalogue.passage_ids(parsed.scope))
        extent = _most(found, "within the filters", is_whole=len(found.passages) == total)
    return extent if len(extent.result.passages) > shown else None


def _holding(catalogue: Catalogue, found: SearchResult, parsed: ParsedQuery) -> SearchExtent:
    words = content_words(parsed.words)
    stems = {stem(word) for word in words}
    held = tuple(one for one in found.passages if stems <= content_stems(f"{one.passage.context} {one.passage.text}"))
    expression = " AND ".join(map(looked_up, words))
    matches = catalogue.match_words(expression, SEARCHED, scope=parsed.scope)
    ranked = {_place(one.passage) for one in found.passages}
    looked_at = all(_place(one) in ranked for one in catalogue.passages(match.passage_id for match in matches).values())
    return _most(replace(found, passages=held), "that hold the words", is_whole=looked_at and len(matches) < SEARCHED)


def _most(result: SearchResult, which: str, *, is_whole: bool) -> SearchExtent:
    passages = result.passages[:MOST_EXCERPTS]
    is_whole = is_whole and len(passages) == len(result.passages)
    words = f"{'all' if is_whole else 'the best'} {len(passages)} {which}"
    return SearchExtent(replace(result, passages=passages), words, is_whole)


def _place(passage: Passage) -> tuple[str, int]:
    return passage.source_id, passage.start
