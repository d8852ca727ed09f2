from collections.abc import Callable

from assistant.aspects import Aspect, asked_aspects, wholly_on
from assistant.gazetteer import KnownName, NameKind
from assistant.question import understand
from assistant.quoting.compose import compose
from assistant.quoting.material import Material, Reading, Wishes
from assistant.quoting.selection import Lens
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeReading = Callable[..., Reading]


def _quoted(question: str, passages: tuple[RankedPassage, ...], reading: Reading, wishes: Wishes) -> list[str]:
    known = (KnownName("Leuven 2030", NameKind.CASE, frozenset({"leuven"})),)
    lens = Lens(understand(question), known, aspects=asked_aspects(question, asks_why=False))
    return [citation.quote for citation in compose([Material(lens, passages)], reading, wishes).citations]


def test_sentences_that_only_speak_of_the_same_case_are_left_out(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    lead = "Leuven 2030 is governed by a board of 18 delegates."
    own = "Five groups have an equal say in the governance of Leuven 2030."
    beside = "Leuven 2030 sold maps of its cycling lanes."
    elsewhere = "The mission in Lahti sends letters to all homes."
    leuven, lahti = make_source("leuven", "Leuven 2030: a platform"), make_source("lahti", "Lahti: a plan")
    passages = (
        make_ranked(leuven, f"{lead} Cake was served at noon there. {beside} {own}", scores=[0.9, 0.1, 0.5, 0.8]),
        make_ranked(lahti, elsewhere, scores=[0.9], rank=2),
    )

    quoted = _quoted("How is Leuven 2030 governed?", passages, make_reading(*passages), Wishes())

    assert quoted == [lead, own]


def test_what_was_not_found_as_asked_is_told_in_a_few_sentences(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    names = ("board", "jury", "mayor", "council", "chair")
    text = " ".join(f"The {name} decides on the governance of the {number} plans." for number, name in enumerate(names))
    passage = make_ranked(make_source("leuven", "Leuven 2030: a platform"), text, scores=[0.9, 0.8, 0.8, 0.8, 0.8])

    whole = _quoted("How is Leuven 2030 governed?", (passage,), make_reading(passage), Wishes())
    few = _quoted("How is Leuven 2030 governed?", (passage,), make_reading(passage), Wishes(nearest_only=True))

    assert len(whole) > len(few) == 3


def test_sentence_on_a_side_is_told_from_one_that_names_it_in_passing() -> None:
    sides = frozenset({Aspect.GOVERNANCE})

    assert wholly_on(sides, "Eighteen coordinators lead the programmes of Leuven 2030.")
    assert not wholly_on(sides, "Leuven 2030 asks project leads in a survey each year.")
