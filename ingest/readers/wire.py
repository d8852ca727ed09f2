"""What the reading process writes to its pipe, and how it is taken back: JSON, checked field by field."""

import json
from collections.abc import Mapping
from dataclasses import asdict

from knowledge.errors import IntakeError, LimitError, NoTextError, UnreadableFileError, UnsupportedFileError
from knowledge.types import Document, Period, ReadWarning, Reference, Segment, SegmentKind, SourceDetails

_ERRORS: Mapping[str, type[IntakeError]] = {
    kind.__name__: kind for kind in (UnsupportedFileError, UnreadableFileError, NoTextError, LimitError)
}


def encode_document(document: Document) -> bytes:
    """The document as one JSON object in UTF-8."""
    segments = [
        [s.kind.value, s.label, s.start, s.end, s.level, s.speaker, s.begin_seconds, s.end_seconds]
        for s in document.segments
    ]
    details = asdict(document.details)
    warnings = [[warning.message, warning.place] for warning in document.warnings]
    return _encode({"text": document.text, "segments": segments, "details": details, "warnings": warnings})


def encode_error(error: IntakeError) -> bytes:
    """The error as one JSON object in UTF-8."""
    return _encode({"error": type(error).__name__, "message": error.message, "advice": error.advice})


def decode_reply(reply: bytes) -> Document:
    """The document in a reply.

    Raises:
        IntakeError: the one that the reply holds.
        ValueError: the reply is not one that this module wrote, or its places lie outside its text.
    """
    try:
        fields = json.loads(reply)
        if "error" in fields:
            raise _ERRORS[fields["error"]](str(fields["message"]), advice=str(fields["advice"]))
        text = str(fields["text"])
        segments = tuple(_segment(values, len(text)) for values in fields["segments"])
        warnings = tuple(ReadWarning(str(message), place) for message, place in fields["warnings"])
        return Document(text, segments, _details(fields["details"]), warnings)
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("The reply is not a document.") from error


def _encode(fields: Mapping[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _segment(values: list[object], length: int) -> Segment:
    kind, label, start, end, level, speaker, begin_seconds, end_seconds = values
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length):
        raise ValueError("A segment lies outside the text.")
    return Segment(
        SegmentKind(str(kind)),
        str(label),
        start,
        end,
        level if isinstance(level, int) else None,
        speaker if isinstance(speaker, str) else None,
        _seconds(begin_seconds),
        _seconds(end_seconds),
    )


def _seconds(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _details(fields: dict[str, object]) -> SourceDetails:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    period, references, partners = fields["period"], fields["references"], fields["partners"]
    if not (isinstance(references, list) and isinstance(partners, dict)):
        raise TypeError("The details have another form.")
    values["period"] = Period(**period) if isinstance(period, dict) else None
    values["references"] = tuple(Reference(**reference) for reference in references)
    values["partners"] = {sector: tuple(names) for sector, names in partners.items()}
    return SourceDetails(**values)  # type: ignore[arg-type]  # written by asdict from the same fields
