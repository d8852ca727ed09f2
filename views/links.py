"""Addresses of our own pages, as query parameters and as paths."""

from urllib.parse import urlsplit

from knowledge.answer import Citation
from knowledge.references import passage_path


def span_parameters(source_id: str, version: int, start: int, end: int) -> dict[str, str]:
    """Query parameters that open a span in its source."""
    return {"id": source_id, "version": str(version), "start": str(start), "end": str(end)}


def citation_parameters(citation: Citation) -> dict[str, str]:
    """Query parameters that open a citation in its source."""
    return span_parameters(citation.source_id, citation.version, citation.start, citation.end)


def citation_path(citation: Citation) -> str:
    """The address of a citation, relative to the app's own."""
    return passage_path(citation.source_id, citation.version, citation.start, citation.end)


def installation_address(page_url: str) -> str:
    """The installation's own address, from that of any of its pages; "" when none is known."""
    parts = urlsplit(page_url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
