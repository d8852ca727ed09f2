import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.query_language import Field, KnownValues, UnknownValue, parse_query, query_text, scope_text
from knowledge.types import Scope

KNOWN = KnownValues(
    {
        Field.THEME: {"governance": "Governance", "circular-economy": "Circular economy and liveable places"},
        Field.KIND: {"case-study": "Case study"},
        Field.PLACE: {"Denmark": "Denmark", "Malmö": "Malmö", "United Kingdom": "United Kingdom"},
        Field.SPEAKER: {"Jess Silverman": "Jess Silverman", "Jesper": "Jesper"},
        Field.SOURCE: {"leuven-2030": "Leuven 2030: a platform", "leuven-walk": "A walk through Leuven"},
    }
)


@pytest.mark.parametrize(
    ("typed", "words", "scope"),
    [
        ("who pays for missions", "who pays for missions", Scope()),
        ('mission "navigators and labs"', "mission", Scope(phrases=("navigators and labs",))),
        ("mission “steering  board”", "mission", Scope(phrases=("steering board",))),
        ("mission -pilot", "mission", Scope(excluded=("pilot",))),
        ('mission -"pilot project"', "mission", Scope(excluded=("pilot project",))),
        ("place:denmark labs", "labs", Scope(places=("Denmark",))),
        ('place:"united kingdom"', "", Scope(places=("United Kingdom",))),
        ("country:malmo", "", Scope(places=("Malmö",))),
        ("place:Denmark,Malmö", "", Scope(places=("Denmark", "Malmö"))),
        ("theme:circular", "", Scope(themes=("circular-economy",))),
        ('kind:"Case study"', "", Scope(kinds=("case-study",))),
        ("speaker:jes", "", Scope(speakers=("Jess Silverman", "Jesper"))),
        ("source:leuven", "", Scope(sources=("leuven-2030", "leuven-walk"))),
        ("source:leuven-2030", "", Scope(sources=("leuven-2030",))),
        ("year:2023", "", Scope(first_year=2023, last_year=2023)),
        ("year:2020-2024", "", Scope(first_year=2020, last_year=2024)),
        ("year:2024..2020", "", Scope(first_year=2020, last_year=2024)),
        ("year:2020-", "", Scope(first_year=2020)),
        ("year:-2024", "", Scope(last_year=2024)),
        ("year:2020 year:2023", "", Scope(first_year=2020, last_year=2023)),
    ],
)
def test_what_is_typed_is_understood(typed, words, scope):
    parsed = parse_query(typed, KNOWN)

    assert (parsed.words, parsed.scope, parsed.unknown) == (words, scope, ())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ('"', ""),
        ("- -- :", ""),
        ('the "open phrase', "the open phrase"),
        ("place:", "place"),
        ("see http://example.org/a", "see http://example.org/a"),
        ("colour:red", "colour:red"),
        ("year:soon", "year:soon"),
        ("OR AND NEAR(a b) *", "OR AND NEAR(a b)"),
    ],
)
def test_odd_input_is_words(typed, words):
    parsed = parse_query(typed, KNOWN)

    assert (parsed.words, parsed.scope) == (words, Scope())


def test_an_unknown_value_filters_and_offers_what_is_spelt_like_it():
    parsed = parse_query("place:Denmrk", KNOWN)

    assert parsed.scope == Scope(places=("Denmrk",))
    assert parsed.unknown == (UnknownValue(Field.PLACE, "Denmrk", ("Denmark",)),)


def test_phrases_are_also_searched_for_and_filters_alone_search_for_their_names():
    assert parse_query('lab "steering board" -pilot').text == "lab steering board"
    assert parse_query("place:Denmark theme:governance", KNOWN).text == "Governance Denmark"
    assert parse_query("source:leuven-2030 year:2020-2024").text == "leuven 2030 2020 2024"
    assert parse_query("-pilot").text == ""


def test_a_scope_goes_to_text_and_back():
    scope = Scope(
        themes=("governance",),
        places=("United Kingdom", "Malmö"),
        sources=("leuven-2030",),
        first_year=2020,
        phrases=("steering board",),
        excluded=("pilot", "pilot project"),
    )

    assert parse_query(scope_text(scope), KNOWN).scope == scope


PIECES = st.sampled_from(
    [
        '"',
        "-",
        ":",
        " ",
        "place:",
        "year:",
        "theme:",
        "foo:",
        "2020",
        "-2021",
        ",",
        "“",
        "a",
        "Malmö",
        "x y",
        "\n",
        "\0",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60)))
def test_anything_typed_is_understood_and_comes_back_as_the_same(typed):
    for known in (KNOWN, KnownValues()):
        parsed = parse_query(typed, known)

        assert parse_query(query_text(parsed), known) == parsed
