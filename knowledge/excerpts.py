"""The words around a citation, read anew from the catalogue each time, so that a quote is always proved."""

from dataclasses import dataclass

from knowledge.answer import Citation
from knowledge.catalogue import Catalogue
from knowledge.references import date_in_words
from knowledge.turns import with_speakers
from knowledge.types import Source, SourceStatus, Span


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation with its passage around it. ``notice`` says what became of the source since it was cited.

    Where several people speak in it, their names stand between the turns, in all but ``quote``.
    """

    before: str
    quote: str
    after: str
    notice: str = ""
    spoken_quote: str = ""  # the quotation, with the names in it if there are any


def read_excerpt(catalogue: Catalogue, citation: Citation) -> Excerpt:
    """The cited span and its surroundings as they stand in the cited version of the source."""
    text = catalogue.text(citation.source_id, citation.version)
    if text is None:
        return Excerpt("", "", "", notice="This source was erased from the library since it was cited.")
    quote = text[citation.start : citation.end]
    if quote != citation.quote:
        return Excerpt("", "", "", notice="The cited words could not be found in the source again.")
    around = Span(citation.excerpt_start, citation.excerpt_end)
    turns = catalogue.turns(citation.source_id, citation.version, around)

    def spoken(start: int, end: int) -> str:
        return with_speakers(text[start:end], start, turns)

    return Excerpt(
        before=spoken(around.start, citation.start).lstrip(),
        quote=quote,
        after=spoken(citation.end, around.end).rstrip(),
        notice=_notice(catalogue, citation),
        spoken_quote=spoken(citation.start, citation.end),
    )


def replaced_on(catalogue: Catalogue, source_id: str, version: int) -> str:
    """The day on which a version was replaced by the next, for people; not that of a later correction of details."""
    later = next(one for one in catalogue.versions(source_id) if one.number > version)
    return date_in_words(later.created_at.date())


def where_now(catalogue: Catalogue, source: Source, quote: str) -> Span | None:
    """Where the current version of a source says the same words, None when it does not."""
    start = (catalogue.text(source.id, source.version) or "").find(quote)
    return Span(start, start + len(quote)) if start >= 0 and quote else None


def _notice(catalogue: Catalogue, citation: Citation) -> str:
    source = catalogue.source(citation.source_id)
    if source.status is SourceStatus.WITHDRAWN:
        return f"This source was withdrawn on {date_in_words(source.updated_at.date())}, after it was cited here."
    if source.version != citation.version:
        day = replaced_on(catalogue, source.id, citation.version)
        still = "still holds" if where_now(catalogue, source, citation.quote) else "no longer holds"
        return (
            f"This source was replaced on {day}; these are the words of version {citation.version}. "
            f"The current version {still} them."
        )
    return ""
