from collections.abc import Callable

import pytest

from assistant.gazetteer import build_gazetteer
from assistant.question import understand
from assistant.quoting.compose import compose
from assistant.quoting.material import Material, Reading
from assistant.quoting.own_place import asked_country, named_grounds
from assistant.quoting.selection import Lens
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeReading = Callable[..., Reading]

OWN = "Sønderborg saved 57% of its CO2 by 2022."
GUIDE = "Measure the CO2 saved every single year."
GUIDE_ELSEWHERE = "A dashboard shows how much CO2 Lahti saved."
ELSEWHERE = "The city saved 80% of its CO2."


def _quoted(question: str, own: float, make_source: MakeSource, make_ranked: MakeRanked, make: MakeReading) -> set[str]:
    sources = (
        make_source("own", "ProjectZero: an energy plan", kind="case-study", places=("Denmark", "Sønderborg")),
        make_source("guide", "Measuring: a guide", kind="practice-guide", places=("Denmark",)),
        make_source("lahti", "Lahti 2025: a plan", kind="case-study", places=("Finland", "Lahti")),
    )
    passages = (
        make_ranked(sources[0], OWN, scores=[own], score=own),
        make_ranked(sources[1], f"{GUIDE} {GUIDE_ELSEWHERE}", scores=[0.8, 0.9], rank=2),
        make_ranked(sources[2], ELSEWHERE, scores=[0.9], rank=3),
    )
    gazetteer = build_gazetteer(sources)
    known = gazetteer.find(question)
    material = Material(
        Lens(understand(question), known), passages, grounds=named_grounds(question, known, passages, gazetteer)
    )
    return {citation.quote for citation in compose([material], make(*passages)).citations}


def test_named_place_is_not_answered_from_another_ones_case(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    quoted = _quoted("How much CO2 has Sønderborg saved?", 0.8, make_source, make_ranked, make_reading)

    assert OWN in quoted
    assert not quoted & {ELSEWHERE, GUIDE_ELSEWHERE}


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("How much CO2 has Sønderborg saved?", 0.1),  # its own case tells nothing fit
        ("How much CO2 have other cities than Sønderborg saved?", 0.8),
        ("How much CO2 has Denmark saved?", 0.8),  # a country
    ],
)
def test_other_places_are_quoted_where_nothing_else_is_fit_or_they_are_asked_for(
    question: str, own: float, make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    quoted = _quoted(question, own, make_source, make_ranked, make_reading)

    assert quoted & {ELSEWHERE, GUIDE_ELSEWHERE}


def test_country_that_is_asked_for_leads_and_a_town_in_it_counts(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    sources = (
        make_source("guide", "Brokers: a guide", kind="practice-guide"),
        make_source("own", "Kolding: a plan", kind="case-study", places=("Denmark", "Kolding")),
    )
    general = "A broker links partners in a region."
    elsewhere = "Finnish brokers link partners in each region."
    town = "In Kolding a broker links partners."
    passage = make_ranked(sources[0], f"{general} {elsewhere} {town}", scores=[0.9, 0.9, 0.7])
    gazetteer = build_gazetteer(sources)
    question = "How do brokers link partners in Denmark?"
    known = gazetteer.find(question)
    country = asked_country(question, known, gazetteer)

    material = Material(Lens(understand(question), known), (passage,), country=country)
    quoted = [citation.quote for citation in compose([material], make_reading(passage)).citations]

    assert quoted[0] == town
    assert elsewhere not in quoted


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Is there an example from Denmark?", True),
        ("Which Danish cities take part?", True),
        ("Is there an example from Kolding?", True),
        ("Who pays in Kolding?", False),
        ("What did Danish officials say?", False),
        ("Which other countries are like Denmark?", False),
        ("Are there others in Denmark?", False),
    ],
)
def test_country_is_asked_for_by_where_it_stands(question: str, asked: bool, make_source: MakeSource) -> None:
    gazetteer = build_gazetteer([make_source("own", "Kolding: a plan", places=("Denmark", "Kolding"))])

    assert (asked_country(question, gazetteer.find(question), gazetteer) is not None) == asked
