"""Values as the JSON that other programs rely on; the keys are in docs/command-line.md, and none is renamed."""

from dataclasses import asdict

from ingest.relay import Json, JsonValue
from knowledge.answer import Answer, Citation
from knowledge.catalogue import Version
from knowledge.types import RankedPassage, Reference, SearchResult, Segment, Source

Places = dict[tuple[str, int, int], str]
"""Locators of passages by source, start and end."""


def source_record(source: Source) -> Json:
    """A source as `sources` and `show` print it."""
    details = source.details
    period = details.period
    return {
        "id": source.id,
        "title": details.title,
        "kind": details.kind,
        "themes": list(details.themes),
        "places": list(details.places),
        "date": details.date,
        "link": details.link,
        "licence": details.licence,
        "version": source.version,
        "passages": source.passages,
        "status": source.status.value,
        "added_at": source.added_at.isoformat(),
        "added_by": source.added_by,
        "updated_at": source.updated_at.isoformat(),
        "file_name": source.file_name,
        "media_type": source.media_type,
        "content_hash": source.content_hash,
        "authors": list(details.authors),
        "publisher": details.publisher,
        "language": details.language,
        "summary": details.summary,
        "period": {"from": period.first, "to": period.last} if period else None,
        "partners": {sector: list(names) for sector, names in details.partners.items()},
        "playbook_elements": list(details.playbook_elements),
        "stage": details.stage,
        "references": [_reference_record(reference) for reference in details.references],
    }


def version_record(version: Version) -> Json:
    """A version as `show` lists it."""
    return {
        "version": version.number,
        "file_name": version.file_name,
        "content_hash": version.content_hash,
        "added_at": version.created_at.isoformat(),
        "added_by": version.created_by,
    }


def segment_record(segment: Segment) -> Json:
    """A segment without the fields that are not set."""
    return {name: value for name, value in asdict(segment).items() if value is not None}


def search_record(result: SearchResult, places: Places) -> Json:
    """What `search` prints; ``places`` are the passages' locators."""
    return {
        "query": result.query.text,
        "took_ms": round(result.took_ms, 1),
        "results": [passage_record(ranked, places) for ranked in result.passages],
        "missing_words": list(result.missing_words),
    }


def passage_record(ranked: RankedPassage, places: Places) -> Json:
    """An excerpt that was found."""
    passage, source = ranked.passage, ranked.source
    return {
        "source": source.id,
        "version": passage.version,
        "title": source.details.title,
        "kind": source.details.kind,
        "locator": places.get((source.id, passage.start, passage.end), ""),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(ranked.score, 4),
        "link": source.details.link,
        "sentences": [
            {"start": sentence.span.start, "end": sentence.span.end, "score": round(sentence.score, 4)}
            for sentence in ranked.sentences
        ],
    }


def answer_record(answer: Answer, places: Places) -> Json:
    """What `ask` prints."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status.value,
        "mode": answer.mode.value,
        "confidence": round(answer.confidence, 4),
        "took_ms": round(answer.took_ms, 1),
        "statements": [
            {"text": statement.text, "citations": list(statement.citations)} for statement in answer.statements
        ],
        "citations": [_citation_record(citation) for citation in answer.citations],
        "held_back": [{"text": held.text, "reason": held.reason} for held in answer.held_back],
        "nearest": [passage_record(ranked, places) for ranked in answer.nearest],
        "message": answer.message,
        "notice": answer.notice,
        "coverage": answer.coverage,
        "missing_words": list(answer.missing_words),
        "suggestions": list(answer.suggestions),
        "blocks": _blocks(answer),
    }


def _blocks(answer: Answer) -> list[JsonValue]:
    return [
        {"kind": block.kind.value, "heading": block.heading, "statements": len(block.statements)}
        for block in answer.blocks
    ]


def _citation_record(citation: Citation) -> Json:
    return {
        "number": citation.number,
        "source": citation.source_id,
        "version": citation.version,
        "title": citation.title,
        "kind": citation.kind,
        "locator": citation.locator,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "link": citation.link,
        "excerpt": {"start": citation.excerpt_start, "end": citation.excerpt_end},
        "references": [_reference_record(reference) for reference in citation.references],
    }


def _reference_record(reference: Reference) -> Json:
    return {name: value for name, value in asdict(reference).items() if value is not None}
