import pytest

from knowledge.quantities import evenly_written, quantities, spellings, spellings_of_phrase
from knowledge.words import as_typed, content_stems, content_words, stem


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("30%", ["30 per cent", "30 percent", "30%", "30 %", "30 pct", "thirty per cent"]),
        ("2.5%", ["2.5%", "2,5 %", "2.5 per cent"]),
        ("35%", ["thirty-five per cent", "35%"]),
        ("5000000eur", ["EUR 5 million", "€5m", "€5 mn", "5 million euros", "5,000,000 euros", "EUR5m", "€5,000,000"]),
        ("1500000000gbp", ["£1.5bn", "GBP 1.5 billion", "£1,500 million", "1.5 billion pounds"]),
        ("2000000", ["2 million", "two million", "2,000,000"]),
        ("2000", ["2,000", "2 000", "2000", "2\u202f000", "two thousand"]),
        ("3pp", ["3 percentage points", "3 percentage point"]),
    ],
)
def test_a_quantity_is_one_word_however_it_is_written(word, ways):
    for way in ways:
        assert content_words(f"a share of {way}") == ("share", word), way
        assert stem(word) == word in content_stems(f"It was {way}, they said.")
        assert word == way or as_typed(word, f"about {way} of it") == way


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Article 5 b", ("article", "5")),
        ("24/7", ("24", "7")),
        ("from 2020-2024", ("2020", "2024")),
        ("Leuven 2030", ("leuven", "2030")),
        ("G20 and COP26", ("g20", "cop26")),
        ("the hundred", ("hundred",)),
    ],
)
def test_what_is_no_quantity_stays_as_it_is(text, words):
    assert content_words(text) == words
    assert evenly_written(text) == text


def test_a_sum_is_found_without_its_currency_but_no_other_currency_is():
    held = content_stems("It cost EUR 5 million.")

    assert "5000000" in held
    assert "5000000usd" not in held


def test_the_text_given_to_the_model_is_the_same_for_all_ways_of_writing():
    assert evenly_written("cut by thirty per cent") == evenly_written("cut by 30 %") == "cut by 30%"
    assert evenly_written("€5m for 2,000 homes") == evenly_written("EUR 5 million for 2000 homes")


def test_the_index_is_asked_for_all_ways_of_writing():
    assert {"30 per cent", "30 percent", "30"} <= set(spellings("30%"))
    assert {"5 million", "5m", "5 000 000"} <= set(spellings("5000000eur"))
    assert {"1.5bn", "1 500 million"} <= set(spellings("1500000000"))
    assert spellings("board") == ("board",)
    assert "cut by  30 percent  of" in spellings_of_phrase("cut by 30% of")
    assert len(spellings_of_phrase("€1m, €2m, €3m, €4m and €5m")) < 1_000


def test_where_quantities_stand_is_told():
    text = "Of EUR 5 million, thirty per cent went to 2,000 homes in 2030."

    assert [text[one.span.start : one.span.end] for one in quantities(text)] == [
        "EUR 5 million",
        "thirty per cent",
        "2,000",
    ]
