"""A citation for any span of a source: the words read from its text, their place, the works they rest on."""

from collections.abc import Sequence

from knowledge.answer import Citation
from knowledge.catalogue import StoredDocument
from knowledge.locators import locate, timed_link
from knowledge.types import Reference, Segment, SegmentKind, Span


def cite_span(stored: StoredDocument, span: Span, *, number: int = 1, around: Span | None = None) -> Citation:
    """The citation of a span in the version it is read from.

    Args:
        stored: the source's text in that version.
        span: what is quoted; it must lie inside the text.
        number: the citation's number.
        around: the passage around it; the span itself when left out.
    """
    document, details = stored.document, stored.details
    place = locate(document.segments, span.start, span.end)
    excerpt = around or span
    return Citation(
        number=number,
        source_id=stored.source.id,
        version=stored.version.number,
        title=details.title,
        kind=details.kind,
        locator=place.text,
        start=span.start,
        end=span.end,
        quote=document.text[span.start : span.end],
        excerpt_start=excerpt.start,
        excerpt_end=excerpt.end,
        link=timed_link(details.link, place.seconds) if details.link else None,
        references=cited_references(stored, span),
    )


def cited_references(stored: StoredDocument, span: Span) -> tuple[Reference, ...]:
    """The source's own references whose marks stand in or right behind the span, in the order of the marks."""
    by_id = {reference.id: reference for reference in stored.details.references}
    labels = dict.fromkeys(mark.label for mark in _marks(stored.document.segments, span))
    return tuple(by_id[label] for label in labels if label in by_id)


def _marks(segments: Sequence[Segment], span: Span) -> list[Segment]:
    # A mark stands behind the sentence it belongs to, at most one space away.
    return [
        segment
        for segment in segments
        if segment.kind is SegmentKind.REFERENCE and span.start < segment.start <= span.end + 1
    ]
