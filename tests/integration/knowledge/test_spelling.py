import pytest

from knowledge.encoders.packaged import packaged_model
from knowledge.encoders.tokens import Tokens
from knowledge.query_language import parse_query, query_text
from knowledge.spelling import corrected, near_spellings, respelt


@pytest.fixture(scope="module")
def count_tokens():
    """Counts in the real model's vocabulary, by which common words are known."""
    model = packaged_model()
    return Tokens(model.tokenizer, model.max_tokens).count


@pytest.mark.parametrize("typed", ["stering", "steerring", "steerimg", "setering", "Stéering"])
def test_a_word_with_one_slip_is_spelt_as_the_library_has_it(filled, typed):
    assert near_spellings(filled.catalogue, typed.lower()) == ("steering",)


@pytest.mark.parametrize("typed", ["zzzxqy", "tgu", "20244", "verwaltung", "x" * 200])
def test_what_has_nothing_near_is_left_alone(filled, typed):
    assert near_spellings(filled.catalogue, typed) == ()


def test_what_is_offered_stands_in_a_text_and_not_only_its_stem(filled):
    assert filled.catalogue.passages_with(["decideds"])["decideds"] > 0  # one slip away, too, and before it in order

    assert near_spellings(filled.catalogue, "decidees") == ("decides",)


def test_words_and_phrases_are_respelt_and_the_rest_of_the_search_stays(filled):
    parsed = parse_query('Bugdet "stering board" place:Denmark -tugs')

    better = respelt(filled.catalogue, parsed, ("bugdet", "stering", "board"))

    assert better is not None
    assert query_text(better) == 'budget "steering board" -tugs place:Denmark'


def test_a_word_that_stands_elsewhere_in_the_library_is_not_called_misspelt(filled):
    parsed = parse_query("tug source:workshop")

    assert respelt(filled.catalogue, parsed, ("tug",)) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who sits on the stering board?", "Who sits on the steering board?"),
        ("What do resdients plant?", "What do residents plant?"),
        ("Who governs Esbejrg?", "Who governs Esbjerg?"),
        ("Wich port is it and waht is it for?", "Which port is it and what is it for?"),
        ("Does City Orcahrd have a busget?", "Does City Orchard have a busget?"),  # short, and no neighbour tells
    ],
)
def test_slips_in_a_question_are_mended(filled, count_tokens, typed, meant):
    assert corrected(typed, filled.catalogue, count_tokens) == meant


@pytest.mark.parametrize(
    "question",
    [
        "How do I bake tarts for the sport?",  # make, parts, port
        "Is Tartu in the report of the TUGG?",
        "Can a lender prioritise the resident-led plan?",
        "Who answers mail@orcahrd.dk?",
        "",
    ],
)
def test_what_may_be_words_and_names_of_their_own_stay(filled, count_tokens, question):
    assert corrected(question, filled.catalogue, count_tokens) == question
