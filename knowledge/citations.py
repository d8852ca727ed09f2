"""A citation for any span of a source: the words read from its text, their place, the works they rest on."""

from dataclasses import dataclass

from knowledge.answer import Citation
from knowledge.catalogue import StoredDocument
from knowledge.locators import locate, timed_link
from knowledge.types import Document, Reference, SegmentKind, SourceDetails, Span


@dataclass(frozen=True, slots=True)
class Cited:
    """The version of a source that a citation refers to."""

    source_id: str
    version: int
    details: SourceDetails
    document: Document


def cite_span(stored: StoredDocument, span: Span, *, number: int = 1, around: Span | None = None) -> Citation:
    """The citation of a span in the version it is read from.

    Args:
        stored: the source's text in that version.
        span: what is quoted; it must lie inside the text.
        number: the citation's number.
        around: the passage around it; the span itself when left out.
    """
    cited = Cited(stored.source.id, stored.version.number, stored.details, stored.document)
    return cite(cited, span, number=number, around=around or span)


def cite(cited: Cited, span: Span, *, number: int, around: Span) -> Citation:
    """The citation of a span; its quote is read from the document."""
    document, details = cited.document, cited.details
    place = locate(document.segments, span.start, span.end)
    return Citation(
        number=number,
        source_id=cited.source_id,
        version=cited.version,
        title=details.title,
        kind=details.kind,
        locator=place.text,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        excerpt_start=around.start,
        excerpt_end=around.end,
        link=timed_link(details.link, place.seconds) if details.link else None,
        references=references_behind(document, details, span),
    )


def references_behind(document: Document, details: SourceDetails, span: Span) -> tuple[Reference, ...]:
    """The source's own references whose marks stand in or right behind the span, in the order of the marks."""
    by_id = {reference.id: reference for reference in details.references}
    labels = dict.fromkeys(
        segment.label
        for segment in document.segments
        # A mark stands behind the sentence it belongs to, at most one space away.
        if segment.kind is SegmentKind.REFERENCE and span.start < segment.start <= span.end + 1
    )
    return tuple(by_id[label] for label in labels if label in by_id)
