"""Sources found by what is said of them: title, themes, places, authors, file name. Their texts are for the search."""

from collections.abc import Iterable

from knowledge.types import Source
from knowledge.vocabulary import vocabulary


def with_words(sources: Iterable[Source], words: str) -> tuple[Source, ...]:
    """The sources whose details hold each of the words, or the beginning of one, in any order."""
    wanted = words.casefold().split()
    return tuple(source for source in sources if all(word in _said_of(source) for word in wanted))


def _said_of(source: Source) -> str:
    details, known = source.details, vocabulary()
    parts = (
        details.title,
        known.kinds.get(details.kind, details.kind),
        *(known.themes.get(theme, theme) for theme in details.themes),
        *details.places,
        *details.authors,
        details.publisher or "",
        details.date or "",
        source.file_name,
        source.added_by,
        source.id,
    )
    return "\n".join(parts).casefold()
