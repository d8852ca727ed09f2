import threading
import time

import numpy as np
import pytest

from knowledge.embedding import LangChainEmbeddings
from knowledge.encoders import exported
from knowledge.encoders.choosing import LEAST_COSINE, Measured
from knowledge.encoders.packaged import packaged_model
from knowledge.encoders.vectors import PassageVectors, gather, sentence_texts, unit_rows
from knowledge.types import Span


class _LettersEmbedder:
    """Counts the letters a and b: enough to tell texts apart."""

    name = "letters"
    fingerprint = "letters"
    dimension = 2
    max_tokens = 10

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts, sentence_spans):
        rows = self.embed_queries(texts)
        return [
            PassageVectors(row, np.zeros((len(spans), 2), np.float32))
            for row, spans in zip(rows, sentence_spans, strict=True)
        ]

    def embed_queries(self, texts):
        return unit_rows(np.array([[text.count("a"), text.count("b")] for text in texts], dtype=np.float32))


def test_rows_are_scaled_to_unit_length_and_zeros_stay():
    rows = unit_rows(np.array([[3, 4], [0, 0]], dtype=np.float32))

    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0]], atol=1e-6)


def test_sentences_are_cut_out_of_their_passages():
    texts = sentence_texts(["Title. One. Two."], [(Span(7, 11), Span(12, 16))])

    assert texts == [["One.", "Two."]]


def test_vectors_are_put_together_by_passage():
    rows = {"p": np.array([1, 0], np.float32), "s": np.array([0, 1], np.float32)}

    (both, alone) = gather(["p", "p"], [["s", "s"], []], rows, 2)

    assert both.passage.tolist() == [1, 0]
    assert both.sentences.tolist() == [[0, 1], [0, 1]]
    assert alone.sentences.shape == (0, 2)


def test_langchain_adapter_gives_plain_lists():
    adapter = LangChainEmbeddings(_LettersEmbedder())

    documents, query = adapter.embed_documents(["aa", "b"]), adapter.embed_query("b")

    assert documents == [[1.0, 0.0], [0.0, 1.0]]
    assert query == [0.0, 1.0]


@pytest.mark.parametrize(("cosine", "right"), [(1.0, True), (LEAST_COSINE, True), (0.995, False), (-0.09, False)])
def test_a_runtime_is_right_only_if_its_vectors_are(cosine, right):
    assert Measured(cosine=cosine, seconds=0.1).is_right is right


class _CountingRuntime:
    """Tells how many calls there were at once, at most."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def token_vectors(self, token_ids, mask):  # noqa: ARG002 - the interface's
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.02)
        with self._lock:
            self._now -= 1
        return np.ones((*token_ids.shape, 384), np.float32)


@pytest.mark.parametrize(("asked", "at_once"), [(False, 2), (True, 1)])
def test_passages_leave_a_core_to_who_asked_just_now(monkeypatch, asked, at_once):
    monkeypatch.setattr(exported, "CORES", 2)
    monkeypatch.setattr(exported, "QUIET_SECONDS", 60.0)
    runtime = _CountingRuntime()
    embedder = exported.ExportedEmbedder(packaged_model(), runtime)
    if asked:
        embedder.embed_queries(["Who pays?"])

    embedder.embed_passages([f"{number} " * 100 for number in range(40)], [()] * 40)

    assert runtime.most == at_once
