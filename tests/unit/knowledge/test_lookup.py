"""Which words of a question are looked up in a large library."""

from knowledge.lookup import rarest_words

STANDS_IN = {"mission": 900, "board": 300, "harbour": 20}


def test_every_word_is_looked_up_while_together_they_stand_in_few_passages():
    assert rarest_words(("mission", "board", "harbour"), STANDS_IN, 1_220) == ("mission", "board", "harbour")


def test_the_most_frequent_words_go_first():
    assert rarest_words(("mission", "board", "harbour"), STANDS_IN, 1_219) == ("board", "harbour")
    assert rarest_words(("mission", "board", "harbour"), STANDS_IN, 319) == ("harbour",)


def test_one_word_is_always_looked_up():
    assert rarest_words(("mission",), STANDS_IN, 10) == ("mission",)
    assert rarest_words((), STANDS_IN, 10) == ()
