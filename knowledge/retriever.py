"""The library as a LangChain retriever, for one's own chains.

from knowledge.retriever import MissionRetriever
retriever = MissionRetriever.from_settings()
documents = retriever.invoke("Who pays for missions?")
"""

from typing import Any, Protocol, Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.library import open_library
from knowledge.settings import Settings, load_settings
from knowledge.types import Query, RankedPassage, Scope, SearchResult


class Searchable(Protocol):
    """What is needed of the library."""

    def search(self, query: Query) -> SearchResult:
        """What is found for a query, best first."""
        ...


class MissionRetriever(BaseRetriever):
    """Passages as LangChain documents, best first.

    ``page_content`` is the passage word for word; ``metadata`` holds ``source``, ``version``, ``start`` and ``end`` (so
    that the text can be cited), ``title``, ``context``, ``kind``, ``link``, ``score`` and ``cosine``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any  # a Searchable, which pydantic cannot check
    scope: Scope = Scope()
    limit: int = 10
    most_per_source: int | None = None

    @classmethod
    def from_settings(cls, settings: Settings | None = None, **options: Any) -> Self:  # noqa: ANN401 - the fields above
        """A retriever over the library that the settings name, open for reading, so that the app may run beside it.

        Raises:
            SettingsError: a setting cannot be used.
            LibraryError: the library cannot be opened.
        """
        library = open_library(settings or load_settings(), writable=False)
        return cls(library=library, **options)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - part of LangChain's interface
    ) -> list[Document]:
        asked = Query(query, scope=self.scope, limit=self.limit, most_per_source=self.most_per_source)
        return [_as_document(found) for found in self.library.search(asked).passages]


def _as_document(found: RankedPassage) -> Document:
    passage, source = found.passage, found.source
    return Document(
        page_content=passage.text,
        metadata={
            "source": source.id,
            "version": passage.version,
            "start": passage.start,
            "end": passage.end,
            "title": source.details.title,
            "context": passage.context,
            "kind": source.details.kind,
            "link": source.details.link,
            "score": found.score,
            "cosine": found.cosine,
        },
    )
