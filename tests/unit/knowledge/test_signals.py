from dataclasses import replace

import numpy as np
import pytest

from knowledge.prepared import PreparedPassage, prepare
from knowledge.signals import (
    SIGNALS,
    Considered,
    held_words,
    measure,
    passage_share,
    sentence_shares,
    share_in_context,
    source_shares,
)
from knowledge.staging import StoredVectors
from knowledge.types import Passage, Span

NONE = np.zeros((0, 2), np.float32)
TEXT = "Aarhus closed its coal plant in 2016. Citizens paid for heat pumps."


@pytest.fixture
def aarhus() -> PreparedPassage:
    passage = Passage("aarhus", 1, 0, 0, len(TEXT), TEXT, "Heat in Aarhus", (Span(0, 37), Span(38, len(TEXT))))
    vectors = StoredVectors(np.array([1, 0], np.float32), np.array([[0.6, 0.8], [0, 1]], np.float32))
    return prepare(7, passage, None, vectors)


def considered(*prepared, question="Who paid for heat pumps in Aarhus?", weights=None, **more):
    count = len(prepared)
    given = {
        "prepared": prepared,
        "scores": np.linspace(0.9, 0.5, count, dtype=np.float32),
        "cosines": np.linspace(0.8, 0.2, count, dtype=np.float32)[None, :],
        "best_sentences": np.linspace(0.7, 0.3, count, dtype=np.float32)[None, :],
        "bm25": np.linspace(6, 0, count, dtype=np.float32),
        "view_vectors": np.array([[1, 0]], np.float32),
        "view_weights": (1.0,),
        "word_weights": weights or {"paid": 1.0, "heat": 1.0, "pump": 2.0, "aarhus": 4.0},
        "known_stems": frozenset({"paid", "heat", "pump", "aarhus"}),
        "question": question,
        "turns": 0,
    }
    return Considered(**{**given, **more})


def test_every_signal_is_measured_and_described(aarhus):
    measured = measure(considered(aarhus, aarhus))

    assert list(measured) == list(SIGNALS)
    assert all(np.isfinite(value) for value in measured.values())


def test_nothing_found_gives_zeros():
    measured = measure(considered())

    assert set(measured) == set(SIGNALS)
    assert set(measured.values()) == {0.0}


def test_words_are_looked_for_in_sentences_and_in_passage_with_context(aarhus):
    weights = {"paid": 1.0, "heat": 1.0, "pump": 2.0, "aarhus": 4.0}

    assert sentence_shares(aarhus, weights).tolist() == [0.5, 0.5]  # Aarhus; paid, heat and pumps
    assert passage_share(aarhus, {"aarhus": 1.0, "heat": 1.0, "wind": 2.0}) == 0.5
    assert passage_share(aarhus, {}) == 0.0


def test_a_sentence_is_read_under_its_title_and_heading(aarhus):
    passage = replace(aarhus.passage, context="Budget of Aarhus")
    under_budget = prepare(7, passage, None, StoredVectors(aarhus.vector, aarhus.sentence_vectors))
    weights = {"budget": 1.0, "coal": 1.0, "wind": 2.0}

    assert (
        share_in_context(held_words(under_budget, weights), weights) == 0.5
    )  # coal in the sentence, the budget above it
    assert share_in_context(held_words(aarhus, weights), weights) == 0.25
    assert share_in_context({}, {}) == 0.0


def test_a_source_has_the_words_of_all_its_passages(aarhus):
    text = "The grid runs on wind."
    wind = prepare(
        8,
        Passage("aarhus", 1, 1, 70, 92, text, "", (Span(70, 92),)),
        None,
        StoredVectors(aarhus.vector, aarhus.vector[None]),
    )
    other = prepare(9, Passage("malmo", 1, 0, 0, 3, "Sea", "", ()), None, StoredVectors(aarhus.vector, NONE))

    weights = {"coal": 1.0, "wind": 2.0, "sea": 1.0}
    passages = [aarhus, wind, other]

    shares = source_shares(passages, [held_words(one, weights) for one in passages], weights)

    assert shares.tolist() == [0.75, 0.75, 0.0]  # a passage without sentences has no words of its own
    assert source_shares([aarhus], [{}], {}).tolist() == [0.0]


def test_shares_are_weighed_by_rarity(aarhus):
    measured = measure(considered(aarhus, weights={"coal": 3.0, "wind": 1.0}, known_stems=frozenset({"coal"})))

    assert measured["word_share_sentence"] == pytest.approx(0.75)
    assert measured["word_share_library"] == pytest.approx(0.75)
    assert measured["rarest_found"] == 1.0


def test_gap_is_to_the_tenth_nearest(aarhus):
    nearness = np.array([[0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4, 0.1]], np.float32)

    measured = measure(considered(*[aarhus] * 11, cosines=nearness))

    assert measured["gap"] == pytest.approx(0.5)
    assert measured["passage_cosine"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("What did Aarhus do in 2016?", 1.0, 1.0),
        ("What did Aarhus and Leuven do in 2017?", 0.5, 0.0),
        ("what was paid?", 1.0, 1.0),
    ],
)
def test_names_and_numbers_of_the_question_are_looked_for(aarhus, question, names, numbers):
    measured = measure(considered(aarhus, question=question))

    assert (measured["names_found"], measured["numbers_found"]) == (names, numbers)


def test_a_question_of_function_words_misses_no_words(aarhus):
    measured = measure(considered(aarhus, question="What is it?", word_weights={}))

    assert measured["word_share_library"] == 1.0
    assert measured["question_words"] == 0.0


def test_thread_signals_say_how_much_the_thread_counted(aarhus):
    views = {
        "cosines": np.array([[0.3], [0.7]], np.float32),
        "best_sentences": np.array([[0.2], [0.6]], np.float32),
        "view_vectors": np.array([[1, 0], [0.6, 0.8]], np.float32),
        "view_weights": (1.0, 0.8),
        "turns": 1,
    }

    measured = measure(considered(aarhus, **views))

    assert measured["passage_cosine"] == pytest.approx(0.3)
    assert measured["passage_cosine_thread"] == pytest.approx(0.7)
    assert measured["sentence_cosine_thread"] == pytest.approx(0.6)
    assert measured["thread_weight"] == pytest.approx(0.8)
    assert measured["thread_cosine"] == pytest.approx(0.6)
