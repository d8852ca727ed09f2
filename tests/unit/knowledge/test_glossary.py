import pytest

from knowledge.glossary import glossary, introduced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lahti tried Personal Carbon Trading (PCT) with its residents.", "Personal Carbon Trading"),
        ("The plan uses pre-commercial procurement (PCP).", "pre-commercial procurement"),
        ("They asked the Institute for Public Purpose (IPP).", "Institute for Public Purpose"),
        ("The council met (PCT) at noon.", ""),
    ],
)
def test_words_before_an_abbreviation_in_brackets_are_what_it_stands_for(text: str, words: str) -> None:
    short = text.partition("(")[2].partition(")")[0]

    assert introduced(short, [text]) == words


def test_each_entry_of_the_glossary_spells_out_its_letters() -> None:
    for short, term in glossary().items():
        assert short[0].lower() == term[0]
        assert term == term.lower()
