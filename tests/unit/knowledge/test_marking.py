"""Which words of an excerpt are marked."""

from unittest.mock import sentinel

from knowledge.marking import Emphasis, marked_pieces
from knowledge.turns import SpokenTurn
from knowledge.types import Passage, RankedPassage, ScoredSentence, Span

TEXT = "The board decides. How boards are chosen is open."


def pieces(words, turns=()):
    spans = (Span(0, 18), Span(19, len(TEXT)))
    sentences = (ScoredSentence(spans[0], 0.4, 0.4, 0.5), ScoredSentence(spans[1], 0.9, 0.9, 0.5))
    passage = Passage("leuven", 1, 0, 0, len(TEXT), TEXT, "", spans)
    return marked_pieces(RankedPassage(passage, sentinel.source, 1, 0.5, 0.5, 0.0, sentences), words, turns)


def test_the_pieces_are_the_text_and_the_best_sentence_is_marked_in_it():
    made = pieces("board")

    assert "".join(piece.text for piece in made) == TEXT
    best = (Emphasis.BEST, Emphasis.BEST_WORD)
    assert "".join(piece.text for piece in made if piece.emphasis in best) == "How boards are chosen is open."


def test_any_form_of_a_word_is_marked_and_small_words_are_not():
    made = pieces("how is the board chosen")

    words = [piece.text for piece in made if piece.emphasis in (Emphasis.WORD, Emphasis.BEST_WORD)]
    assert words == ["board", "boards", "chosen"]


def test_names_stand_between_the_turns_and_are_no_part_of_what_is_marked():
    made = pieces("", (SpokenTurn(0, "Amal"), SpokenTurn(19, "Ben")))

    assert [(piece.text, piece.emphasis) for piece in made] == [
        ("[Amal:] ", Emphasis.SPEAKER),
        ("The board decides. ", Emphasis.PLAIN),
        ("[Ben:] ", Emphasis.SPEAKER),
        ("How boards are chosen is open.", Emphasis.BEST),
    ]
