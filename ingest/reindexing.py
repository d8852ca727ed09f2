"""The whole library cut and embedded anew with the model that is set."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.passages import split_document
from knowledge.library import Library
from knowledge.staging import PassageDraft

if TYPE_CHECKING:
    from knowledge.embedding import Embedder


def reindex(library: Library, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Make both indexes anew from the catalogue's texts, and switch to them at once; how many passages there are.

    Args:
        library: open for writing.
        progress: told how many of how many sources are done.
    """

    def resplit(source_id: str, embedder: "Embedder") -> tuple[PassageDraft, ...]:
        stored = library.catalogue.document(source_id)
        return split_document(stored.document, stored.details.title, embedder.count_tokens, embedder.max_tokens)

    return library.reindex(resplit, progress)
