"""Which words of an excerpt are marked."""

from unittest.mock import sentinel

import pytest

from knowledge.marking import Emphasis, marked_pieces
from knowledge.turns import SpokenTurn
from knowledge.types import Passage, RankedPassage, ScoredSentence, Span

TEXT = "The board decides. How boards are chosen is open."


def marked(words, text):
    passage = Passage("leuven", 1, 0, 0, len(text), text, "", ())
    found = RankedPassage(passage, sentinel.source, 1, 0.5, 0.5, 0.0, ())
    return [piece.text for piece in marked_pieces(found, words) if piece.emphasis is Emphasis.WORD]


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


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("30 per cent", "30% of 30 boards, thirty per cent in all", ["30%", "thirty per cent"]),
        ("30%", "30 per cent of it, 30 percent later", ["30 per cent", "30 percent"]),
        ("€5m", "EUR 5 million of 5 boards", ["EUR 5 million"]),
        ("5 million", "EUR 5 million", ["EUR 5 million"]),
        ("climate neutral", "a climate-neutral city", ["climate", "neutral"]),
        ("climate-neutral", "climate neutral cities", ["climate", "neutral"]),
        ("UK 5", "the UK had 5 of them", ["UK", "5"]),
        ("mission's", "the mission’s goal, missions", ["mission’s", "missions"]),
    ],
)
def test_words_are_marked_however_they_are_written(words, text, expected):
    assert marked(words, text) == expected
