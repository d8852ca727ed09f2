import numpy as np

from knowledge.ledger import LONGEST_ID, slug
from knowledge.records import (
    details_from_json,
    details_to_json,
    segments_from_json,
    segments_to_json,
    sentences_from_blob,
    sentences_to_blob,
    vectors_from_blobs,
    vectors_to_blobs,
)
from knowledge.staging import EmbeddingModel, PassageDraft, StoredVectors, content_key, embedded_text, lead
from knowledge.types import Period, Reference, Segment, SegmentKind, SourceDetails, Span


def test_details_come_back_as_they_were():
    details = SourceDetails(
        "Decoupling “2030”",
        themes=("food",),
        period=Period(2022),
        partners={"government": ("Trekantområdet",)},
        references=(Reference("1", "A work", link="https://example.org"),),
    )

    assert details_from_json(details_to_json(details)) == details


def test_segments_come_back_as_they_were():
    segments = (
        Segment(SegmentKind.CUE, "", 0, 9, speaker="Amal", begin_seconds=1.5, end_seconds=2.25),
        Segment(SegmentKind.HEADING, "Aim", 10, 13, level=2),
    )

    assert segments_from_json(segments_to_json(segments)) == segments


def test_sentence_borders_come_back_as_they_were():
    spans = (Span(1_000_000, 1_000_040), Span(1_000_041, 1_000_100))

    assert sentences_from_blob(sentences_to_blob(spans, 1_000_000), 1_000_000) == spans
    assert sentences_from_blob(sentences_to_blob((), 5), 5) == ()


def test_stored_vectors_lose_less_than_a_thousandth_of_their_cosine():
    rows = np.random.default_rng(1).normal(size=(60, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)

    stored = vectors_from_blobs(*vectors_to_blobs(StoredVectors(rows[0], rows[1:])))

    assert stored.sentences.shape == (59, 384)
    assert np.abs(stored.sentences @ stored.passage - rows[1:] @ rows[0]).max() < 0.001
    assert abs(np.linalg.norm(stored.passage) - 1) < 0.001


def test_a_passage_without_sentences_has_none_back():
    empty = StoredVectors(np.ones(4, dtype=np.float32) / 2, np.zeros((0, 4), dtype=np.float32))

    assert vectors_from_blobs(*vectors_to_blobs(empty)).sentences.shape == (0, 4)


def draft(start=0, context="Title", text="Six partners."):
    return PassageDraft(start, start + len(text), text, context, (Span(start, start + len(text)),))


def test_the_same_passage_elsewhere_in_a_text_has_the_same_key():
    model = EmbeddingModel("m", "1", 4)

    assert content_key(model, draft(0)) == content_key(model, draft(500))
    assert len({
        content_key(model, draft()),
        content_key(model, draft(context="Other")),
        content_key(model, draft(text="Six Partners.")),
        content_key(EmbeddingModel("m", "2", 4), draft()),
    }) == 4  # fmt: skip


def test_the_context_stands_in_front_as_a_sentence():
    assert embedded_text("Title. Aim", "Six partners.") == "Title. Aim. Six partners."
    assert lead("") == ""


def test_ids_are_readable():
    assert slug("Decoupling 2030: circular manufacturing") == "decoupling-2030-circular-manufacturing"
    assert slug("Sønderborg – ProjectZero & Malmö") == "sonderborg-projectzero-malmo"
    assert slug("気候") == "source"
    assert slug("a very long title " * 10) == "a-very-long-title-a-very-long-title-a-very-long-title-a-very"
    assert len(slug("x" * 500)) == LONGEST_ID
