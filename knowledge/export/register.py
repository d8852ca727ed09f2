"""The numbered items of an export, each span once, and the works they are from."""

from collections.abc import Sequence
from datetime import date

from knowledge.answer import Citation
from knowledge.catalogue import Catalogue
from knowledge.errors import SourceNotFoundError
from knowledge.export.document import Block, ExportDocument, ExportItem, Method
from knowledge.references import Work, passage_path, web_link, work_of_reference, work_of_source
from knowledge.types import SourceDetails, Span

RECORD_PLACE = "the library's record of the source"


class Register:
    """Collects items while an export's body is put together; numbers are given in the order of adding."""

    def __init__(self, catalogue: Catalogue, *, address: str, retrieved: date) -> None:
        self._catalogue = catalogue
        self._address = address
        self._retrieved = retrieved
        self._items: list[ExportItem] = []
        self._numbers: dict[tuple[str, int, int, int], int] = {}
        self._works: dict[tuple[str, int], Work] = {}

    def add(
        self,
        citation: Citation,
        *,
        quotation: str | None = None,
        note: str = "",
        notice: str = "",
        context: str = "",
    ) -> int:
        """The number of a quoted span; the same span keeps its number.

        Args:
            citation: the span.
            quotation: its words as they were just proved; the citation's own when left out.
            note: a person's own words on it.
            notice: what became of its source.
            context: what it stands under.
        """
        span = (citation.source_id, citation.version, citation.start, citation.end)
        if span not in self._numbers:
            work = self._work(citation.source_id, citation.version, citation.title)
            number = self._numbers[span] = len(self._items) + 1
            self._items.append(
                ExportItem(
                    number=number,
                    quotation=citation.quote if quotation is None else quotation,
                    title=work.title,
                    place=citation.locator,
                    work_key=work.key,
                    source_id=citation.source_id,
                    version=citation.version,
                    start=citation.start,
                    end=citation.end,
                    address=self._address + passage_path(*span),
                    link=web_link(citation.link),
                    licence=work.licence,
                    note=note,
                    notice=notice,
                    context=context,
                    references=citation.references,
                    turns=self._catalogue.turns(
                        citation.source_id, citation.version, Span(citation.start, citation.end)
                    ),
                )
            )
        return self._numbers[span]

    def add_source(self, source_id: str, version: int, *, context: str) -> int:
        """The number of a whole source, cited for what the library's record says of it."""
        details = self._details(source_id, version)
        title = details.title if details else source_id
        kind = details.kind if details else ""
        whole = Citation(
            1, source_id, version, title, kind, RECORD_PLACE, 0, 0, "", 0, 0, details.link if details else None
        )
        return self.add(whole, context=context)

    def document(self, title: str, method: Method, body: Sequence[Block]) -> ExportDocument:
        """All that was collected, as a document."""
        return ExportDocument(
            title, method, tuple(body), tuple(self._items), tuple(self._works.values()), self._cited_works()
        )

    def _work(self, source_id: str, version: int, title: str) -> Work:
        if (source_id, version) not in self._works:
            details = self._details(source_id, version) or SourceDetails(title)
            self._works[source_id, version] = work_of_source(source_id, version, details, retrieved=self._retrieved)
        return self._works[source_id, version]

    def _details(self, source_id: str, version: int) -> SourceDetails | None:
        """What was said of this version; of an erased source only the title is left."""
        try:
            return self._catalogue.document(source_id, version).details
        except SourceNotFoundError:
            source = self._catalogue.find(source_id)
            return source.details if source else None

    def _cited_works(self) -> tuple[Work, ...]:
        """What the quotations' sources cite, each work once, however many sources cite it."""
        works: dict[tuple[str, str | None], Work] = {}
        for item in self._items:
            for reference in item.references if item.quotation else ():
                work = work_of_reference(reference, cited_by=item.work_key)
                works.setdefault((work.title.casefold(), work.link), work)
        return tuple(works.values())
