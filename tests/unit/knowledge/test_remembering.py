import numpy as np

from knowledge.encoders.remembering import queries_remembered, query_vectors
from tests.fakes import FakeEmbedder


class Counting(FakeEmbedder):
    """A fake embedder that notes what it embeds."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def embed_queries(self, texts):
        self.asked.append(list(texts))
        return super().embed_queries(texts)


def test_a_text_is_embedded_once_within_the_block_and_again_after_it():
    embedder = Counting()
    with queries_remembered():
        query_vectors(embedder, ["who pays?"])
        found = query_vectors(embedder, ["when?", "who pays?", "when?"])
    query_vectors(embedder, ["who pays?"])

    assert embedder.asked == [["who pays?"], ["when?"], ["who pays?"]]
    assert np.array_equal(found, FakeEmbedder().embed_queries(["when?", "who pays?", "when?"]))


def test_nothing_is_asked_for_no_text():
    with queries_remembered():
        assert query_vectors(FakeEmbedder(), []).shape[0] == 0
