"""The collection in Chroma itself."""

from knowledge import vectors
from knowledge.staging import EmbeddingModel
from knowledge.vectors import VectorStore

MODEL = EmbeddingModel("fake", "f1", 3)


def searched(store: VectorStore) -> int:
    """The breadth with which Chroma loads the collection's graph."""
    return store._client.get_collection("passages", embedding_function=None).configuration_json["hnsw"]["ef_search"]


def test_a_collection_of_an_earlier_version_is_searched_as_far_as_a_new_one(tmp_path, monkeypatch):
    monkeypatch.setattr(vectors, "SEARCHED", ((10, 100),))
    monkeypatch.setitem(vectors._CONFIGURATION["hnsw"], "ef_search", 100)
    earlier = VectorStore(tmp_path)
    earlier.open("passages", MODEL, 0)
    earlier.close()
    monkeypatch.undo()

    store = VectorStore(tmp_path)
    store.open("passages", MODEL, 0)
    found = searched(store)
    store.close()

    assert found == vectors.breadth(0) > 100


def test_the_more_there_are_the_further_is_searched(tmp_path):
    store = VectorStore(tmp_path)

    found = []
    for vectors_held in (0, 5_001, 50_001, 1):
        store.open("passages", MODEL, vectors_held)
        found.append(searched(store))
    store.close()

    assert found == [200, 400, 800, 200]
