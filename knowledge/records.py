"""How values are written into the catalogue's columns, and read back."""

import struct
from datetime import datetime
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from knowledge.staging import StoredVectors
from knowledge.types import Passage, ReadWarning, Segment, Source, SourceDetails, SourceStatus, Span

_SEGMENTS: Final = TypeAdapter(tuple[Segment, ...])
_DETAILS: Final = TypeAdapter(SourceDetails)
_WARNINGS: Final = TypeAdapter(tuple[ReadWarning, ...])

_STORED: Final = np.dtype("<f2")
"""Half the disk of float32; the cosine of two vectors changes by less than 0.001 (measured in tests/unit)."""
_OFFSET: Final = np.dtype("<u4")
_HALF: Final = np.dtype("<u2")
_FLOATS: Final = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)
"""Each half float as a whole one: looked up, a vector is read in two thirds of the time that converting takes."""
_span = partial(tuple.__new__, Span)  # a third of the time of Span(…): a search makes thousands

SOURCE_COLUMNS: Final = (
    "s.id, s.status, s.version, s.title, s.added_at, s.added_by, s.updated_at, "
    "v.details, v.passages, v.file_name, v.media_type, v.content_hash"
)
PASSAGE_COLUMNS: Final = 'p.id, p.source_id, p.version, p.ordinal, p.start, p."end", p.text, p.context, p.sentences'


def segments_to_json(segments: tuple[Segment, ...]) -> str:
    """Segments as a JSON list, without the fields that are not set."""
    return _SEGMENTS.dump_json(segments, exclude_none=True).decode()


def segments_from_json(text: str) -> tuple[Segment, ...]:
    """The segments that `segments_to_json` wrote."""
    return _SEGMENTS.validate_json(text)


def details_to_json(details: SourceDetails) -> str:
    """Details as a JSON object, without the fields that are not set."""
    return _DETAILS.dump_json(details, exclude_none=True).decode()


def details_from_json(text: str) -> SourceDetails:
    """The details that `details_to_json` wrote."""
    return _DETAILS.validate_json(text)


def warnings_to_json(warnings: tuple[ReadWarning, ...]) -> str:
    """Warnings as a JSON list."""
    return _WARNINGS.dump_json(warnings, exclude_none=True).decode()


def warnings_from_json(text: str) -> tuple[ReadWarning, ...]:
    """The warnings that `warnings_to_json` wrote."""
    return _WARNINGS.validate_json(text)


def sentences_to_blob(sentences: tuple[Span, ...], start: int) -> bytes:
    """Sentence borders relative to the passage's start, as pairs of little-endian 32-bit numbers."""
    return np.array(sentences, dtype=np.int64).reshape(-1, 2).__sub__(start).astype(_OFFSET).tobytes()


def sentences_from_blob(blob: bytes, start: int) -> tuple[Span, ...]:
    """The absolute spans that `sentences_to_blob` wrote."""
    borders = [start + offset for offset in struct.unpack(f"<{len(blob) // _OFFSET.itemsize}I", blob)]
    return tuple(map(_span, zip(borders[::2], borders[1::2], strict=True)))


def vectors_to_blobs(vectors: StoredVectors) -> tuple[bytes, bytes]:
    """The passage's vector and the sentences' vectors, row after row."""
    return vectors.passage.astype(_STORED).tobytes(), vectors.sentences.astype(_STORED).tobytes()


def vectors_from_blobs(passage: bytes, sentences: bytes) -> StoredVectors:
    """The vectors that `vectors_to_blobs` wrote."""
    vector = vector_from_blob(passage)
    return StoredVectors(vector, vector_from_blob(sentences).reshape(-1, len(vector)))


def vector_from_blob(blob: bytes) -> NDArray[np.float32]:
    """One stored vector, or several end to end."""
    return _FLOATS.take(np.frombuffer(blob, dtype=_HALF))


def passage_from_row(row: tuple[int, str, int, int, int, int, str, str, bytes]) -> Passage:
    """A passage from the columns `PASSAGE_COLUMNS`."""
    _, source_id, version, ordinal, start, end, text, context, sentences = row
    return Passage(source_id, version, ordinal, start, end, text, context, sentences_from_blob(sentences, start))


def source_from_row(row: tuple[str, ...]) -> Source:
    """A source from the columns `SOURCE_COLUMNS`; those of the version are NULL for an erased source."""
    id_, status, version, title, added_at, added_by, updated_at, details, passages, name, media_type, content = row
    return Source(
        id=id_,
        version=int(version),
        details=details_from_json(details) if details else SourceDetails(title),
        status=SourceStatus(status),
        passages=int(passages or 0),
        file_name=name or "",
        media_type=media_type or "",
        content_hash=content or "",
        added_at=datetime.fromisoformat(added_at),
        added_by=added_by,
        updated_at=datetime.fromisoformat(updated_at),
    )
