import pytest

from knowledge.cases import Aspect, case_card, compare
from knowledge.errors import LibraryError, SourceNotFoundError
from tests.integration.knowledge.three_cases import HARBOUR, add


@pytest.fixture
def catalogue(filled):
    return filled.catalogue


def quotes(card, aspect):
    return [citation.quote for citation in card.cell(aspect).citations]


def test_a_card_tells_each_aspect_in_the_sources_own_sentences(catalogue):
    card = case_card(catalogue, "clean-harbour")

    text = catalogue.document("clean-harbour").text
    for cell in card.cells:
        assert all(text[one.start : one.end] == one.quote for one in cell.citations)
    assert quotes(card, Aspect.MISSION) == [
        "Clean Harbour is a programme that helps the port of Esbjerg in Denmark to do without diesel.",
        "The port of Esbjerg burned nine million litres of diesel in 2021.",
    ]
    assert quotes(card, Aspect.AIM) == ["Clean Harbour wants every tug in the port to be electric by 2026."]
    assert card.cell(Aspect.PARTNERS).record == "Government: Esbjerg Municipality; Business: North Sea Tugs"
    assert quotes(card, Aspect.PARTNERS) == [
        "Esbjerg Municipality leads Clean Harbour, and North Sea Tugs runs the boats."
    ]
    assert card.cell(Aspect.PLACE).record == "Denmark, Esbjerg"
    assert card.cell(Aspect.YEARS).record == "2021–2026"
    assert (card.cell(Aspect.STAGE).record, quotes(card, Aspect.STAGE)) == ("Running", [])
    assert quotes(card, Aspect.INSTRUMENTS)[-1] == "The port set aside DKK 40 million for electric tugs."
    assert quotes(card, Aspect.BARRIERS) == [
        "Charging was difficult in Clean Harbour because the grid at the quay was weak."
    ]
    assert quotes(card, Aspect.RESULTS) == ["Two of seven tugs in Clean Harbour were electric by the end of 2023."]


def test_citations_are_numbered_through_the_card_and_carry_what_the_source_cites(catalogue):
    card = case_card(catalogue, "clean-harbour")

    numbers = [citation.number for cell in card.cells for citation in cell.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [one.title for one in card.cell(Aspect.AIM).citations[0].references] == ["Harbour plan"]


def test_what_a_source_does_not_tell_is_not_stated(catalogue):
    card = case_card(catalogue, "city-orchard")

    assert not card.cell(Aspect.STAGE).is_stated
    assert not card.cell(Aspect.RESULTS).is_stated
    assert not card.cell(Aspect.BARRIERS).is_stated
    assert card.cell(Aspect.YEARS).record == "since 2019"


def test_mission_is_told_by_what_stands_first_though_a_later_sentence_has_more_of_its_words(
    filled, catalogue, tmp_path
):
    first = "Clean Harbour is one of three Danish port works that help ships to do without diesel."
    text = HARBOUR.replace(
        "Clean Harbour is a programme that helps the port of Esbjerg in Denmark to do without diesel.",
        f"{first}\nA view of all tugs as one is a principle of the programme Clean Harbour.",
    )

    add(filled, tmp_path, "clean-harbour.md", text)

    assert quotes(case_card(catalogue, "clean-harbour"), Aspect.MISSION)[0] == first


def test_a_sentence_that_says_that_nothing_is_known_tells_nothing(catalogue):
    said = [citation.quote for cell in case_card(catalogue, "clean-harbour").cells for citation in cell.citations]

    assert not [quote for quote in said if "not found" in quote]


def test_a_sentence_with_a_web_address_is_a_reference_and_tells_nothing(filled, catalogue, tmp_path):
    listed = "Funding for grants and labs, note of 2016 (https://example.org/funding/grants.pdf), is listed here."
    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("The port set aside DKK 40 million", listed))

    assert quotes(case_card(catalogue, "clean-harbour"), Aspect.INSTRUMENTS) == [
        "A steering board of six members meets each month and decides on the budget of Clean Harbour."
    ]


def test_cases_are_compared_in_the_order_asked(catalogue):
    comparison = compare(catalogue, ["city-orchard", "clean-harbour", "city-orchard"])

    assert [card.source_id for card in comparison.cards] == ["city-orchard", "clean-harbour"]


@pytest.mark.parametrize(
    "ids", [[], ["city-orchard"], ["city-orchard", "city-orchard"], ["a", "b", "c", "d", "e", "f"]]
)
def test_fewer_than_two_or_more_than_five_cases_are_refused(catalogue, ids):
    with pytest.raises(LibraryError) as caught:
        compare(catalogue, ids)

    assert caught.value.advice == "Choose 2 to 5 different cases to compare."


def test_a_case_that_is_gone_is_refused_by_name(filled, catalogue):
    filled.withdraw("city-orchard")

    with pytest.raises(LibraryError, match="City Orchard"):
        compare(catalogue, ["city-orchard", "clean-harbour"])
    with pytest.raises(SourceNotFoundError):
        case_card(catalogue, "nowhere")


def test_those_who_advise_and_invest_are_no_instrument_what_they_do_is_one(filled, catalogue, tmp_path):
    text = HARBOUR.replace(
        "The port set aside DKK 40 million for electric tugs.",
        "Clean Harbour counts advisers, investors and the crews of the tugs as its circle.\n"
        "A pension company in Denmark invested in the chargers at the quay.",
    )

    add(filled, tmp_path, "clean-harbour.md", text)

    told = quotes(case_card(catalogue, "clean-harbour"), Aspect.INSTRUMENTS)
    assert "A pension company in Denmark invested in the chargers at the quay." in told
    assert not any("investors" in quote for quote in told)
