"""Which sentence of a passage holds which stem, found once and kept as text."""

import pytest

from knowledge.passage_words import RECIPE, find_words, words_from_text, words_to_text
from knowledge.types import Span

TEXT = "Who pays? The cities’ funds paid; they pay."
SENTENCES = (Span(100, 109), Span(110, 143))


def test_words_are_kept_and_read_as_they_were_found():
    found = find_words(TEXT, "Money in cities", SENTENCES, 100)

    read = words_from_text(words_to_text(found))

    assert read.count == found.count == 8
    assert read.places == found.places
    assert dict(read.places) == {"money": (), "citi": (1,), "pay": (0, 1), "fund": (1,), "paid": (1,)}


def test_a_word_that_is_not_there_has_no_place():
    places = find_words(TEXT, "", SENTENCES, 100).places

    assert "fun" not in places
    assert places.get("fun", ()) == ()
    with pytest.raises(KeyError):
        places["fun"]


def test_a_passage_without_words_has_none():
    places = words_from_text(words_to_text(find_words("…", "", (), 0))).places

    assert len(places) == 0
    assert "" not in places


def test_words_found_by_another_recipe_are_not_taken():
    kept = words_to_text(find_words(TEXT, "", SENTENCES, 100))

    assert words_from_text(kept.replace(RECIPE, "0", 1)) is None
