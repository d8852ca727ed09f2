from collections.abc import Callable

import pytest

from assistant.absent import Told, absent
from assistant.gazetteer import build_gazetteer
from assistant.question import understand
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]

MONEY = "Vinnova pays for the platform of the city."
FIRMS = "Companies and residents take part in the city's plan."


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("List the universities in Lahti", FIRMS, ("universities",)),
        ("Which firms take part in Lahti?", FIRMS, ()),
        ("Who pays for a transition broker?", f"{MONEY} A transition broker is neutral.", ("funding",)),
        ("Who pays for a transition broker?", "The province paid for each transition broker.", ()),
        ("Who pays for Lahti?", MONEY, ()),
        ("Who was against it in Lahti?", FIRMS, ("opposition",)),
        ("Who was against it in Lahti?", "Drivers opposed the plan of the city.", ()),
        ("Is there an example of transition brokers in Sweden?", "A transition broker is neutral.", ("Sweden",)),
        ("Is there an example of transition brokers in Finland?", "A transition broker is neutral.", ()),
        ("Does the board of Lahti meet?", FIRMS, ("board",)),
        ("Did Helsinki reach the goal?", "Lahti entered the mission with Helsinki. It missed its goal.", ("Helsinki",)),
        ("Did Helsinki reach the goal?", "Lahti missed it. Helsinki came nearer to the goal.", ()),
        ("What is told of Helsinki?", "Lahti entered the mission with Helsinki.", ()),
    ],
)
def test_what_nothing_found_tells_of_is_named(
    question: str, text: str, missing: tuple[str, ...], make_source: MakeSource, make_ranked: MakeRanked
) -> None:
    lahti = make_source("a", "Lahti: a plan", kind="case-study", places=("Finland", "Lahti"))
    malmo = make_source("b", "Malmö: a plan", kind="case-study", places=("Sweden", "Malmö"))
    count = text.count(".")
    passage = make_ranked(lahti, text, scores=[0.9] * count)
    known = build_gazetteer((lahti, malmo)).find_with_sources(question)

    assert absent(Told(understand(question), known, (passage,))) == missing


def test_town_stands_for_its_country(make_source: MakeSource, make_ranked: MakeRanked) -> None:
    guide = make_source("guide", "Brokers: a guide")
    passage = make_ranked(guide, "A transition broker works in Malmö.", scores=[0.9])
    malmo = make_source("b", "Malmö: a plan", kind="case-study", places=("Sweden", "Malmö"))
    gazetteer = build_gazetteer((guide, malmo))
    question = "Is there an example of transition brokers in Sweden?"
    known = gazetteer.find_with_sources(question)

    assert absent(Told(understand(question), known, (passage,))) == ("Sweden",)
    assert absent(Told(understand(question), known, (passage,), gazetteer.towns)) == ()
