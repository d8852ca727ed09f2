"""Whole pages and transcripts of a benchmark, published as sources whose passages are known by their place."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from evaluation.bench_library import Unit
from evaluation.data import Meeting, SentenceItem
from ingest.passages import split_document
from knowledge.library import Library
from knowledge.sentences import split_sentences
from knowledge.staging import Original, PassageDraft, StagedVersion
from knowledge.types import Document, Segment, SegmentKind, SourceDetails, Span

_AT_ONCE = 40
"""Sources embedded in one call."""


@dataclass(frozen=True, slots=True)
class BenchSource:
    """A source ready to be published. ``origin`` names it within its benchmark."""

    origin: str
    document: Document
    passages: tuple[PassageDraft, ...]


def fill_sources(library: Library, sources: Sequence[BenchSource], folder: Path) -> dict[str, str]:
    """Publish the sources that the library lacks; for each origin its source's id."""
    missing = [one for one in sources if library.catalogue.source_of_origin(one.origin) is None]
    for first in range(0, len(missing), _AT_ONCE):
        some = missing[first : first + _AT_ONCE]
        vectors = library.embed([draft for one in some for draft in one.passages])
        for number, one in enumerate(some):
            library.publish(
                StagedVersion(
                    document=one.document,
                    details=one.document.details,
                    original=_original(one, folder / f"{number}.txt"),
                    passages=one.passages,
                    vectors=vectors,
                    model=library.model(),
                    added_by="benchmark",
                    origin=one.origin,
                )
            )
    found = {one.origin: library.catalogue.source_of_origin(one.origin) for one in sources}
    return {origin: source.id for origin, source in found.items() if source is not None}


def pages(units: Iterable[Unit]) -> tuple[list[BenchSource], dict[tuple[str, int], str]]:
    """Units put together by their title, each a passage; and the unit that stands as n-th passage of an origin."""
    by_title = groupby(
        sorted(units, key=lambda unit: unit.title), key=lambda unit: unit.title
    )  # sorting keeps the order
    sources, unit_at = [], {}
    for title, group in by_title:
        members = list(group)
        sources.append(_paragraphs(f"page:{title}", title, [unit.text for unit in members]))
        unit_at.update({(f"page:{title}", number): unit.id for number, unit in enumerate(members)})
    return sources, unit_at


def sentence_items(items: Iterable[SentenceItem]) -> list[BenchSource]:
    """Each item a source of one passage, cut into the sentences that people chose from."""
    return [_sentences(item) for item in items]


def transcript(meeting: Meeting, library: Library) -> tuple[BenchSource, list[Span]]:
    """A meeting as intake would cut it, and where in its text each turn's words stand."""
    text, segments, spans = "", [], []
    for speaker, words in meeting.turns:
        start = len(text)
        spans.append(Span(start, start + len(words)))
        segments.append(Segment(SegmentKind.TURN, speaker, start, start + len(words), speaker=speaker))
        text += f"{words}\n\n"
    document = Document(text, tuple(segments), SourceDetails(title=meeting.id.replace("_", " "), kind="transcript"))
    cut = split_document(document, document.details.title, library.embedder.count_tokens, library.embedder.max_tokens)
    return BenchSource(f"meeting:{meeting.id}", document, cut), spans


def _paragraphs(origin: str, title: str, texts: Sequence[str]) -> BenchSource:
    text, drafts = "", []
    for paragraph in texts:
        start = len(text)
        text += paragraph
        drafts.append(PassageDraft(start, len(text), paragraph, title, split_sentences(text, start)))
        text += "\n\n"
    return BenchSource(origin, Document(text, (), SourceDetails(title=title)), tuple(drafts))


def _sentences(item: SentenceItem) -> BenchSource:
    text, spans = "", []
    for sentence in item.sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += f"{sentence} "
    draft = PassageDraft(0, len(text), text, item.title, tuple(spans))
    return BenchSource(f"item:{item.id}", Document(text, (), SourceDetails(title=item.title)), (draft,))


def _original(source: BenchSource, path: Path) -> Original:
    content = f"{source.origin}\n{source.document.text}".encode()  # the origin keeps equal texts apart
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Original(path, hashlib.sha256(content).hexdigest(), path.name, "text/plain", len(content))
