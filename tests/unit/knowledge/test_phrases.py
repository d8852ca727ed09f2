import pytest

from knowledge.phrases import phrase_pattern


@pytest.mark.parametrize(
    ("phrase", "text", "holds"),
    [
        ("mission board", "The Mission\nBoard met.", True),
        ("mission board", "The mission's board met.", False),
        ("mission board", "The mission boards met.", False),
        ("mission", "a commission", False),
        ("malmo", "In Malmö,", True),
        ("don't", "We don’t know.", True),
        ("well-being", "their well‑being", True),
        ("50%", "over 50% of it", True),
        ("c++ (2)", "in c++ (2) only", True),
        ("straße", "die STRASSE dort", True),
    ],
)
def test_a_phrase_is_held_in_its_very_words(phrase, text, holds):
    assert phrase_pattern(phrase)(text) is holds
