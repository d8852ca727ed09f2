"""The check of a model's sentences, on one small body of excerpts."""

import numpy as np
import pytest

from assistant.grounding.check import Grounds, Verdict, check, read_grounds
from assistant.grounding.facts import Moment, missing_facts, moments, read_holding
from assistant.grounding.flips import find_flips
from assistant.markers import MarkedSentence
from assistant.numbered import NumberedExcerpt
from tests.fakes import FakeEmbedder
from tests.unit.assistant.material import excerpts

FUND = (
    "The Danish Design Center opened the Harbour Fund on 1 March 2024. The fund holds about €12 million for three years"
    " and supports 40 partners. It does not pay for buildings. Some partners may leave before the end of 2026."
)
BOARD = (
    "A board of nine members led by Anna Berg governs the fund. The City of Leuven appoints Anna Berg every two years."
)
EXCERPTS = excerpts(FUND, BOARD)


def grounds(*sentences: str, given: tuple[NumberedExcerpt, ...] = EXCERPTS) -> Grounds:
    marked = [MarkedSentence(text, ()) for text in sentences]
    return read_grounds(
        given, marked, FakeEmbedder(dimension=512).embed_queries, lambda words: dict.fromkeys(words, 1), 20
    )


def verdict(text: str, *cited: int) -> Verdict:
    return check(MarkedSentence(text, cited), grounds(text))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("The Danish Design Center opened the Harbour Fund on 1 March 2024.", 1),
        ("The Danish Design Centre opened the Harbour Fund on 2024-03-01.", 1),
        ("The fund holds about EUR 12m for 3 years and supports 40 partners.", 1),
        ("The Harbour Fund, opened by the Danish Design Center, supports forty partners.", 1),
        ("The fund does not pay for buildings.", 1),
        ("A board of 9 members governs the fund, led by Anna Berg.", 2),
    ],
)
def test_true_sentence_is_shown_in_any_normal_form(text: str, cited: int) -> None:
    found = verdict(text, cited)

    assert found.supported, found
    assert found.spans


@pytest.mark.parametrize(
    ("text", "cited", "reason"),
    [
        ("The fund holds about €13 million for three years and supports 40 partners.", 1, "13 million"),
        ("The fund supports 42 partners.", 1, "42"),
        ("The Danish Design Center opened the Harbour Fund on 2 March 2024.", 1, "2 March 2024"),
        ("The Danish Design Center opened the Harbour Fund in 2023.", 1, "2023"),
        ("The Swedish Design Center opened the Harbour Fund on 1 March 2024.", 1, "Swedish Design Center"),
        ("A board of nine members led by Erik Holm governs the fund.", 2, "Erik Holm"),
        ("Anna Berg said that the fund is “a great success”.", 2, "“a great success”"),
        ("The fund pays for buildings.", 1, "denies"),
        ("The Harbour Fund was not opened on 1 March 2024 by the Danish Design Center.", 1, "denies"),
        ("All partners must leave before the end of 2026.", 1, "more than the excerpt"),
        ("Some partners may leave after the end of 2026.", 1, "opposite"),
        ("Anna Berg appoints the City of Leuven every two years.", 2, "swap"),
        ("Bicycles are repaired at night by volunteers in blue coats.", 1, "supports it"),
    ],
)
def test_altered_sentence_is_held_back_with_the_reason(text: str, cited: int, reason: str) -> None:
    found = verdict(text, cited)

    assert not found.supported, found
    assert reason in found.reason
    assert not found.spans


def test_citation_of_an_excerpt_that_was_not_given_is_held_back() -> None:
    found = verdict("The fund does not pay for buildings.", 1, 7)

    assert not found.supported
    assert "excerpt 7" in found.reason


def test_sentence_without_a_citation_gets_that_of_the_excerpt_that_holds_it() -> None:
    found = verdict("A board of nine members led by Anna Berg governs the fund.")

    assert found.supported
    assert found.cited_by_us
    assert [span.excerpt for span in found.spans] == [2]


def test_sentence_with_a_wrong_citation_gets_that_of_the_excerpt_that_holds_it() -> None:
    found = verdict("The Danish Design Center opened the Harbour Fund on 1 March 2024.", 2)

    assert found.supported
    assert found.cited_by_us
    assert {span.excerpt for span in found.spans} == {1}


def test_altered_sentence_with_a_wrong_citation_is_held_back_for_what_it_cites() -> None:
    found = verdict("The Danish Design Center opened the Harbour Fund on 2 March 2024.", 2)

    assert not found.supported
    assert "do not hold" in found.reason


def test_question_in_an_excerpt_supports_nothing() -> None:
    asking = excerpts("What may the mission manager of the Harbour Fund stop?")
    text = "The mission manager of the Harbour Fund may stop."

    found = check(MarkedSentence(text, (1,)), grounds(text, given=asking))

    assert not found.supported
    assert "ask" in found.reason


def test_clause_about_when_is_looked_at_by_itself() -> None:
    text = (
        "The fund began its work in full in May 2019, when a board of nine members led by Anna Berg governed the fund."
    )
    held = excerpts(f"{BOARD} The fund published its first report in May 2019.")

    assert not check(MarkedSentence(text, (1,)), grounds(text, given=held)).supported


def test_sentence_without_a_citation_that_nothing_holds_is_held_back() -> None:
    assert not verdict("The fund is the largest of its kind in Europe.").supported


@pytest.mark.parametrize("text", ["In summary:", "Here is the answer:", "I hope this helps!", "Sure.", "Is that so?"])
def test_sentence_that_states_nothing_is_left_out_quietly(text: str) -> None:
    found = verdict(text, 1)

    assert not found.supported
    assert found.says_nothing


def test_cited_span_is_the_sentence_that_bears_the_statement_out() -> None:
    found = verdict("It does not pay for buildings.", 1)

    assert [EXCERPTS[0].text_of(span.span) for span in found.spans] == ["It does not pay for buildings."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 1 March 2024", (Moment(2024, 3, 1),)),
        ("on March 1, 2024", (Moment(2024, 3, 1),)),
        ("on 1st March 2024", (Moment(2024, 3, 1),)),
        ("2024-03-01", (Moment(2024, 3, 1),)),
        ("in March 2024", (Moment(2024, 3),)),
        ("in Sept. 2024", (Moment(2024, 9),)),
        ("in 2024", (Moment(2024),)),
        ("2021–23", (Moment(2023), Moment(2021))),
        ("12,024 people", ()),
    ],
)
def test_dates_have_one_form(text: str, expected: tuple[Moment, ...]) -> None:
    assert set(moments(text)) == set(expected)


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("It has 12 million euros.", "It has €12m."),
        ("It has 12m euros.", "It has EUR 12 million."),
        ("3 members", "three members"),
        ("twenty-five members", "25 members"),
        ("45% of firms", "45 per cent of firms"),
        ("nearly 12,000 firms", "11,950 firms"),
        ("about half of the firms", "50% of the firms"),
        ("15 partners", "10–15 partners"),
        ("the 3rd round", "the third round"),
        ("In 2023 it grew.", "It grew in 2021/23."),
        ("the DDC opened", "the Danish Design Center opened"),
        ("Danish firms", "firms in Denmark"),
        ("the UK did", "the United Kingdom did"),
        ("Malmo is large", "the city of Malmö is large"),
        ("the U.S. army", "the army of the US"),
    ],
)
def test_facts_are_found_in_their_normal_forms(sentence: str, held: str) -> None:
    assert missing_facts(sentence, read_holding(held)) == ()


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("12 million euros", "12 million pounds"),
        ("12 million euros", "12 million people"),
        ("45% of firms", "45 firms"),
        ("nearly 12,000 firms", "9,000 firms"),
        ("12,000 firms", "11,950 firms"),
        ("In 2022 it grew.", "It grew in 2021/23."),
        ("the 4th round", "the third round"),
        ("they met Erik Holm", "they met Anna Holm"),
    ],
)
def test_other_facts_are_missing(sentence: str, held: str) -> None:
    assert missing_facts(sentence, read_holding(held))


@pytest.mark.parametrize(
    ("kind", "sentence", "source"),
    [
        ("negation", "The board is not elected by members.", "The board is elected by members."),
        ("negation", "The board is elected by members.", "The board isn't elected by members."),
        ("opposite", "Emissions rose after the reform.", "Emissions fell after the reform."),
        ("strengthened", "All cities must report each year.", "Some cities may report each year."),
        ("bound", "It has fewer than 40 partners.", "It has more than 40 partners."),
        ("swapped", "Leuven funds Malmö through grants.", "Malmö funds Leuven through grants."),
        (
            "substituted",
            "The plan was signed in Malmö by all nine councils.",
            "The plan was signed in Leuven by all nine councils.",
        ),
        ("miscounted", "It has 12 partners.", "It has 40 partners and 12 projects."),
        (
            "misplaced",
            "In spring Anna Berg founded the council of the towns, and in autumn Leuven paid for it.",
            "In spring Leuven founded the council of the towns, and in autumn Anna Berg paid for it.",
        ),
    ],
)
def test_turned_words_are_seen(kind: str, sentence: str, source: str) -> None:
    assert getattr(find_flips(sentence, [source], source), kind)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Members elect the board.", "The board is elected by members."),
        ("Malmö is funded by Leuven.", "Leuven funds Malmö."),
        ("The fund cannot pay for buildings.", "The fund does not pay for buildings."),
        ("The board was chosen by members and has met twice.", "Members chose the board, which has met twice."),
        ("It has 40 partners.", "It has 40 partners and 12 projects."),
        ("Not only cities take part.", "Not only cities but regions take part."),
        (
            "Malmö dropped its goal because it could not finance a carbon capture plant that was part of the plan.",
            "The last part of Malmö's plan depended on a carbon capture plant that could not be financed.",
        ),
        ("In Malmö, Anna Berg led the board.", "The board in Malmö was led by Anna Berg."),
    ],
)
def test_plain_rewording_is_not_taken_for_a_turn(sentence: str, source: str) -> None:
    flips = find_flips(sentence, [source], source)

    found = (flips.negation, flips.opposite, flips.swapped, flips.substituted, flips.miscounted, flips.misplaced)
    assert found == ("", "", "", "", "", "")


def test_vectors_are_asked_for_once() -> None:
    calls: list[int] = []

    def embed(texts):
        calls.append(len(texts))
        return np.ones((len(texts), 4), dtype=np.float32) / 2

    read_grounds(EXCERPTS, [MarkedSentence("It pays.", (1,))], embed, lambda _: {}, 20)

    assert len(calls) == 1
