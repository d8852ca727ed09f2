"""A source version that is ready to be published, as values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Document, SourceDetails, Span


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage before its source version has a number. ``sentences`` are absolute spans, in order, in [start, end)."""

    start: int
    end: int
    text: str
    context: str
    sentences: tuple[Span, ...]
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """A passage's vector, shape (dimension,), and one for each of its sentences, (n_sentences, dimension).

    float32, of unit length to the precision of the float16 they are stored in.
    """

    passage: NDArray[np.float32]
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """What an index was made with: two models with the same fingerprint give the same vectors."""

    name: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class Original:
    """The file a version was read from."""

    path: Path
    content_hash: str  # sha256 of its bytes, hex
    file_name: str
    media_type: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class StagedVersion:
    """All that publishing needs. ``vectors`` holds its passages' by content key; others are not looked at."""

    document: Document
    details: SourceDetails
    original: Original
    passages: tuple[PassageDraft, ...]
    vectors: Mapping[bytes, StoredVectors]
    model: EmbeddingModel
    added_by: str
    reader: str = ""
    origin: str | None = None  # where it comes from, one source per origin: "file:/…", "starter:decoupling-2030"
    replaces: str | None = None  # the id of the source this is a new version of
    roles: Mapping[str, str] | None = None  # words -> role, kept with the source; None leaves those it has
    proposed_id: str | None = None  # for a new source; made of the title when left out


def embedded_text(draft_context: str, text: str) -> str:
    """What is embedded for a passage: its context stands in front, as a sentence of its own."""
    return f"{lead(draft_context)}{text}"


def lead(context: str) -> str:
    """The context as it stands in front of a passage's text when it is embedded."""
    return f"{context}. " if context else ""


def content_key(model: EmbeddingModel, draft: PassageDraft) -> bytes:
    """The same for passages that get the same vectors: sha256 of model, context, text and sentence borders."""
    borders = ",".join(f"{span.start - draft.start}-{span.end - draft.start}" for span in draft.sentences)
    parts = "\0".join((model.fingerprint, draft.context, draft.text, borders))
    return hashlib.sha256(parts.encode()).digest()
