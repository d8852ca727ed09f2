from collections.abc import Callable

import pytest

from assistant.aspects import Aspect
from assistant.question import understand
from assistant.quoting.compose import compose
from assistant.quoting.material import Material, Reading
from assistant.quoting.sectors import asked_members, sectors_in
from assistant.quoting.selection import Lens
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeReading = Callable[..., Reading]

GOVERNMENT = "Government: four national agencies take part in the mission as partners."
BUSINESS = "Business and civil society: companies join the mission in each city."
PLAIN = "The mission has partners in each of its cities."


@pytest.mark.parametrize(
    ("text", "sectors"),
    [
        ("Which partners from business take part?", {"business"}),
        ("Which universities are partners?", {"academia"}),
        ("Which partners take part?", set()),
    ],
)
def test_sectors_are_read_from_the_vocabulary(text: str, sectors: set[str]) -> None:
    assert sectors_in(text) == sectors


def test_sector_that_is_asked_for_leads_and_others_are_left_out(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    passage = make_ranked(make_source("a", "A case"), f"{GOVERNMENT} {BUSINESS} {PLAIN}", scores=[0.9, 0.8, 0.8])
    lens = Lens(understand("Which partners from business take part?"), aspects=frozenset({Aspect.PARTNERS}))

    quotes = [one.quote for one in compose([Material(lens, (passage,))], make_reading(passage)).citations]

    assert quotes[0] == BUSINESS
    assert GOVERNMENT not in quotes


def test_partners_of_all_sectors_are_told_where_the_one_asked_for_is_not(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    passage = make_ranked(make_source("a", "A case"), f"{GOVERNMENT} {PLAIN}", scores=[0.9, 0.8])
    lens = Lens(understand("Which partners from philanthropy take part?"), aspects=frozenset({Aspect.PARTNERS}))

    quotes = [one.quote for one in compose([Material(lens, (passage,))], make_reading(passage)).citations]

    assert quotes[0] == GOVERNMENT


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("List the universities in Valladolid", "universities"),
        ("Which companies take part in TRACE?", "companies"),
        ("and the ministries?", ""),
        ("Which lessons do companies draw?", ""),
        ("Who leads TRACE?", ""),
    ],
)
def test_kind_of_partner_whose_names_are_wanted_is_read(text: str, members: str) -> None:
    assert asked_members(text) == members
