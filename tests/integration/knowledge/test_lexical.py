"""BM25 from postings is what SQLite's own bm25() gives, whatever happens to the library."""

import numpy as np
import pytest

from ingest.intake import IncomingFile, Intake
from knowledge.lexical import LexicalIndex
from knowledge.lookup import looked_up
from knowledge.types import Scope
from knowledge.words import content_words
from tests.integration.knowledge.three_cases import HARBOUR, add

MANY = 5_000


def own(library, words, scope=Scope()):
    expression = " OR ".join(map(looked_up, words))
    found = library.catalogue.match_words(expression, MANY, scope=scope)
    return {match.passage_id: match.score for match in found}


@pytest.fixture
def index(filled):
    return LexicalIndex(filled.catalogue.database)


@pytest.mark.parametrize(
    "words",
    [
        ["harbour"],
        ["tugs", "electricity", "malmo"],  # other forms, and without the sign above
        ["boards", "board", "nowhere"],
        ["clean-harbour", "million"],  # a sign parts it: a phrase
        ["esbjerg", "malmö"],
        ["2026", "40"],
        list(content_words("DKK 40 million, and 2 of seven tugs")),  # quantities, in all ways of writing them
    ],
)
def test_scores_are_those_of_sqlite(filled, index, words):
    found = index.best(words, MANY)

    assert found == pytest.approx(own(filled, words))
    assert found
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_the_best_are_kept_when_there_are_more(index):
    every = index.best(["mission", "board", "harbour"], MANY)

    assert list(index.best(["mission", "board", "harbour"], 3).items()) == list(every.items())[:3]
    assert index.best(["mission"], 0) == {}


def test_only_what_is_allowed_is_found(filled, index):
    scope = Scope(places=("Denmark",))

    found = index.best(["board", "tugs"], MANY, filled.catalogue.passage_ids(scope))

    assert found == pytest.approx(own(filled, ["board", "tugs"], scope))
    assert found.keys() < index.best(["board", "tugs"], MANY).keys()


def test_changes_of_the_library_are_seen(filled, index, tmp_path):
    before = index.best(["harbour"], MANY)
    filled.withdraw("clean-harbour")
    assert index.best(["harbour"], MANY) == own(filled, ["harbour"])

    filled.restore("clean-harbour")
    assert index.best(["harbour"], MANY) == pytest.approx(before)

    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("Two of seven tugs", "Two purple tugs of the harbour"))
    again = index.best(["harbour", "purple"], MANY)
    assert again == pytest.approx(own(filled, ["harbour", "purple"]))
    assert not set(again) & set(before)


def test_passages_that_hold_a_word(filled, index):
    assert set(index.holding("tug").tolist()) == set(own(filled, ["tugs"]))
    assert index.holding("nowhere").dtype == np.int64
    assert len(index.holding("nowhere")) == 0


def test_an_index_that_met_few_passages_learns_of_many(filled, index, tmp_path):
    index.best(["purple"], 5)
    many = "\n\n".join(
        f"## Part {number}\n\nA purple crane number {number} stands at the quay." for number in range(1200)
    )
    (result,) = Intake(filled).add([IncomingFile(_written(tmp_path, many), added_by="test")])
    assert result.error is None

    found = index.best(["purple", "crane"], MANY)

    assert len(found) > 1_000
    assert found == pytest.approx(own(filled, ["purple", "crane"]))


def _written(folder, text):
    path = folder / "cranes.md"
    path.write_text(f"# Cranes\n\n{text}", encoding="utf-8")
    return path
