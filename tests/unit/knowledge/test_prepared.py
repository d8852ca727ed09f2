import numpy as np

from knowledge import prepared
from knowledge.catalogue import StoredPassage
from knowledge.prepared import PreparedPassages
from knowledge.staging import StoredVectors
from knowledge.types import Passage, Span


class FakeReader:
    """Passages in memory that notes what it is asked for."""

    def __init__(self, *ids):
        self.number = 1
        self.live = set(ids)
        self.erased = set()
        self.asked = []

    def generation(self):
        return self.number

    def stored_passages(self, passage_ids):
        self.asked.append(list(passage_ids))
        vectors = StoredVectors(np.ones(2, np.float32), np.ones((1, 2), np.float32))
        return {
            id_: StoredPassage(
                Passage("s", 1, id_, 0, 9, "Who pays?", "Money", (Span(0, 9),)),
                vectors,
                None,  # as of a library that keeps no words
            )
            for id_ in passage_ids
            if id_ in self.live
        }

    def sources_by_id(self, source_ids):
        return {id_: id_ for id_ in source_ids if id_ not in self.erased}


def test_words_are_known_by_sentence_and_those_of_the_context_by_none():
    (one,) = PreparedPassages(FakeReader(1)).get([1]).values()

    assert one.sentences_with == {"money": (), "pay": (0,)}


def test_a_passage_whose_source_is_erased_while_it_is_read_is_left_out():
    reader = FakeReader(1)
    reader.erased.add("s")

    assert PreparedPassages(reader).get([1]) == {}


def test_a_passage_is_read_once():
    reader = FakeReader(1, 2)
    kept = PreparedPassages(reader)

    kept.get([1])
    found = kept.get([2, 1])

    assert list(found) == [2, 1]
    assert reader.asked == [[1], [2]]


def test_a_withdrawn_passage_is_forgotten_when_the_library_has_changed():
    reader = FakeReader(1, 2)
    kept = PreparedPassages(reader)
    kept.get([1, 2])

    reader.live.remove(1)
    reader.number += 1

    assert list(kept.get([1, 2])) == [2]


def test_what_was_not_asked_for_longest_is_dropped(monkeypatch):
    monkeypatch.setattr(prepared, "KEPT", 2)
    reader = FakeReader(1, 2, 3)
    kept = PreparedPassages(reader)

    kept.get([1])
    kept.get([2])
    kept.get([1])
    kept.get([3])
    kept.get([1])
    kept.get([2])

    assert reader.asked == [[1], [2], [3], [2]]
