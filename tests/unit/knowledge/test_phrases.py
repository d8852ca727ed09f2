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
        ("climate neutral", "a climate-neutral city", True),
        ("climate-neutral city", "a climate neutral\ncity", True),
        ("climate neutral", "climate. Neutral", False),
        ("cut by 30 per cent", "was cut by 30% in a year", True),
        ("cut by 30%", "was cut by thirty per cent", True),
        ("30%", "130% and 6.30%", False),
        ("€5m", "It cost EUR 5 million.", True),
        ("5 million", "It cost EUR 5 million.", True),
        ("EUR 5 million", "It cost USD 5 million.", False),
    ],
)
def test_a_phrase_is_held_in_its_very_words(phrase, text, holds):
    assert phrase_pattern(phrase)(text) is holds
