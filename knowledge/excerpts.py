"""The words around a citation, read anew from the catalogue each time, so that a quote is always proved."""

from dataclasses import dataclass

from knowledge.answer import Citation
from knowledge.catalogue import Catalogue
from knowledge.types import SourceStatus


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation with its passage around it. ``notice`` says what became of the source since it was cited."""

    before: str
    quote: str
    after: str
    notice: str = ""


def read_excerpt(catalogue: Catalogue, citation: Citation) -> Excerpt:
    """The cited span and its surroundings as they stand in the cited version of the source."""
    text = catalogue.text(citation.source_id, citation.version)
    if text is None:
        return Excerpt("", "", "", notice="This source was erased from the library since it was cited.")
    quote = text[citation.start : citation.end]
    if quote != citation.quote:
        return Excerpt("", "", "", notice="The cited words could not be found in the source again.")
    return Excerpt(
        before=text[citation.excerpt_start : citation.start].lstrip(),
        quote=quote,
        after=text[citation.end : citation.excerpt_end].rstrip(),
        notice=_notice(catalogue, citation),
    )


def _notice(catalogue: Catalogue, citation: Citation) -> str:
    source = catalogue.source(citation.source_id)
    if source.status is SourceStatus.WITHDRAWN:
        return f"This source was withdrawn on {source.updated_at:%d %B %Y}, after it was cited here."
    if source.version != citation.version:
        day = f"{source.updated_at:%d %B %Y}"
        return f"This source was replaced on {day}; these are the words of version {citation.version}."
    return ""
