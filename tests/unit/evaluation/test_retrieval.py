from evaluation.retrieval import Figure, share_found, table
from knowledge.types import Span


def test_the_share_of_words_found_counts_overlaps():
    text = "one two three four five six"

    assert share_found(text, [Span(0, 13)], [Span(4, 27)]) == 2 / 3
    assert share_found(text, [Span(0, 13)], []) == 0.0
    assert share_found(text, [Span(0, 3), Span(24, 27)], [Span(0, 27)]) == 1.0


def test_sets_with_other_measures_get_a_table_of_their_own():
    text = table([Figure("a", "x", 2, {"m": 0.5}), Figure("b", "y", 3, {"k": 0.25})])

    assert text.splitlines() == [
        "| data | asked | n | m |",
        "|---|---|---|---|",
        "| a | x | 2 | 0.500 |",
        "",
        "| data | asked | n | k |",
        "|---|---|---|---|",
        "| b | y | 3 | 0.250 |",
    ]
