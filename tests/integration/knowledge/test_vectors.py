"""The collection in Chroma itself."""

from knowledge import vectors
from knowledge.staging import EmbeddingModel
from knowledge.vectors import VectorStore

MODEL = EmbeddingModel("fake", "f1", 3)


def test_a_collection_of_an_earlier_version_is_searched_as_far_as_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "SEARCHED", 100)
    monkeypatch.setitem(vectors._CONFIGURATION["hnsw"], "ef_search", 100)
    earlier = VectorStore(tmp_path)
    earlier.open("passages", MODEL)
    earlier.close()
    monkeypatch.undo()

    store = VectorStore(tmp_path)
    store.open("passages", MODEL)
    found = store._client.get_collection("passages", embedding_function=None).configuration_json["hnsw"]
    store.close()

    assert found["ef_search"] == vectors.SEARCHED > 100
