from collections.abc import Callable

from assistant.aspects import Aspect
from assistant.contest import contest
from assistant.gazetteer import KnownName, NameKind
from assistant.question import Form, understand
from assistant.quoting.candidates import collect
from assistant.quoting.comparison import naming
from assistant.quoting.compose import Composed, compose, first_sentences
from assistant.quoting.disagreement import conflicting
from assistant.quoting.fitness import form_fit
from assistant.quoting.material import Material, Reading, Wishes
from assistant.quoting.selection import Lens, weigh
from knowledge.answer import BlockKind
from knowledge.types import RankedPassage, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
MakeReading = Callable[..., Reading]


def _compose(question: str, reading: Reading, *passages: RankedPassage, words: int | None = None) -> Composed:
    return compose([Material(Lens(understand(question)), passages)], reading, Wishes(words))


def test_every_statement_is_its_citation_word_for_word(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("leuven-2030", "Leuven 2030: a platform")
    text = (
        "Leuven 2030 has a board of 18 delegates. The board stands for all of local society. Cake was served at noon."
    )
    passage = make_ranked(source, text, scores=[0.9, 0.8, 0.1])

    composed = _compose("How is Leuven 2030 governed?", make_reading(passage), passage)

    quotes = [text[citation.start : citation.end] for citation in composed.citations]
    assert [statement.text for block in composed.blocks for statement in block.statements] == quotes
    assert "Cake was served at noon." not in quotes


def test_best_sentence_comes_first(make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading) -> None:
    source = make_source("a", "Leuven 2030: a platform")
    text = "Leuven lies in Belgium near Brussels city. Leuven 2030 is governed by a board of 18 delegates."
    passage = make_ranked(source, text, scores=[0.7, 0.9])

    composed = _compose("How is Leuven 2030 governed?", make_reading(passage), passage)

    assert composed.citations[0].quote == "Leuven 2030 is governed by a board of 18 delegates."


def test_sentence_that_leans_on_the_one_before_brings_it_along(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Street Moves: Sweden")
    text = "Street Moves is a national mission on streets. It was started by ArkDes together with Vinnova in 2020."
    passage = make_ranked(source, text, scores=[0.4, 0.95])

    composed = _compose("Who started Street Moves?", make_reading(passage), passage)

    assert [citation.quote for citation in composed.citations] == [
        "Street Moves is a national mission on streets.",
        "It was started by ArkDes together with Vinnova in 2020.",
    ]


def test_when_question_prefers_the_sentence_with_a_date(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Viable Cities: contracts")
    text = "The contract was signed by nine cities and four agencies. The contract was first signed on 8 December 2020."
    passage = make_ranked(source, text, scores=[0.8, 0.8])

    composed = _compose("When was the contract first signed?", make_reading(passage), passage)

    assert composed.citations[0].quote == "The contract was first signed on 8 December 2020."


def test_answer_stays_within_its_words(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    passages = []
    for number in range(8):
        source = make_source(f"s{number}", f"Case {number}: a mission")
        text = (
            f"Case number {number} funds its mission with a grant called G{number} and many other words "
            + "very " * 20
            + "long."
        )
        passages.append(make_ranked(source, text, scores=[0.9 - number / 100], rank=number + 1))

    composed = _compose("How are missions funded?", make_reading(*passages), *passages, words=80)

    assert 0 < sum(len(citation.quote.split()) for citation in composed.citations) <= 80


def test_the_same_thing_is_not_said_twice(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(make_source("a", "A: x"), "The mission board meets four times each year.", scores=[0.9])
    other = make_ranked(make_source("b", "B: y"), "The mission board meets four times each year.", scores=[0.9], rank=2)

    composed = _compose("How often does the mission board meet?", make_reading(one, other), one, other)

    assert len(composed.citations) == 1


def test_sources_with_unlike_figures_stand_side_by_side(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(
        make_source("a", "Survey: first report", date="2021"),
        "The Mission Survey was answered by 227 people from forty countries.",
        scores=[0.9],
    )
    other = make_ranked(
        make_source("b", "Survey: second report", date="2022-03-01"),
        "The Mission Survey was answered by over 200 people from forty countries.",
        scores=[0.85],
        rank=2,
    )

    composed = _compose("How many people answered the Mission Survey?", make_reading(one, other), one, other)

    block = composed.blocks[-1]
    assert block.kind is BlockKind.DISAGREEMENT
    assert block.row_labels == ("Survey (2021)", "Survey (2022-03-01)")


def test_figures_that_mean_the_same_do_not_disagree(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(make_source("a", "A: x"), "Leuven won EUR 2 billion for its fund.", scores=[0.9])
    other = make_ranked(make_source("b", "B: y"), "Leuven won €2bn for its fund.", scores=[0.9], rank=2)
    reading = make_reading(one, other)
    candidates = collect([one, other], reading.document_of, {})

    assert conflicting(candidates) == ()


def test_figures_of_different_years_do_not_disagree(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(make_source("a", "A: x"), "In 2020 Viable Cities had 9 cities.", scores=[0.9])
    other = make_ranked(make_source("b", "B: y"), "In 2024 Viable Cities had 23 cities.", scores=[0.9], rank=2)
    reading = make_reading(one, other)

    assert conflicting(collect([one, other], reading.document_of, {})) == ()


def test_comparison_has_a_row_for_each_side(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    leuven = make_ranked(
        make_source("a", "Leuven 2030: x"), "Leuven is governed by a board of 18 delegates.", scores=[0.9]
    )
    malmo = make_ranked(
        make_source("b", "Malmö 2030: y"), "Malmö is governed by a central transition office.", scores=[0.8]
    )
    question = understand("Compare how Leuven and Malmö are governed")
    material = [Material(Lens(question), (leuven,), "Leuven"), Material(Lens(question), (malmo,), "Malmö")]

    composed = compose(material, make_reading(leuven, malmo))

    (table,) = composed.blocks
    assert table.kind is BlockKind.TABLE
    assert table.row_labels == ("Leuven", "Malmö")


def test_comparison_begins_with_what_sets_both_apart(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    apart = "A mission fixes one goal for all, whereas a programme lists what each office does."
    own, other = "A mission is a goal that many share.", "A programme is a list of measures."
    beside = "In a programme on missions there are links between towns and research."
    mission = make_ranked(make_source("a", "Missions"), f"{own} {apart} {beside}", scores=[0.8, 0.9, 0.9])
    programme = make_ranked(make_source("b", "Programmes"), other, scores=[0.8])
    question = understand("What is the difference between a mission and a programme?")
    together = Material(Lens(question), (mission, programme))
    material = [
        Material(Lens(question), (mission,), "Mission", together=together),
        Material(Lens(question), (programme,), "Programme", together=together),
    ]

    opening, table = compose(material, make_reading(mission, programme)).blocks

    assert opening.kind is BlockKind.PARAGRAPH
    assert [statement.text for statement in opening.statements] == [apart]
    assert table.kind is BlockKind.TABLE
    assert {own, other} <= {statement.text for statement in table.statements} - {apart}


def test_a_term_that_is_compared_is_told_by_sentences_that_begin_with_it(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    own, passing = "A roadmap is a plan with dates.", "The city of Lahti and its partners drew up a roadmap."
    other = "Of all that a town has to look after, nothing is as wide as a portfolio."
    roadmap = make_ranked(make_source("a", "Roadmaps"), f"{passing} {own}", scores=[0.9, 0.8])
    portfolio = make_ranked(make_source("b", "Portfolios"), other, scores=[0.8])
    question = understand("Compare roadmaps with portfolios")
    material = [
        Material(Lens(question), (roadmap,), "Roadmaps"),
        Material(Lens(question), (portfolio,), "Portfolios"),
    ]

    (table,) = compose(material, make_reading(roadmap, portfolio)).blocks

    assert [statement.text for statement in table.statements] == [own, other]


def test_which_of_two_has_one_figure_a_side_and_the_one_asked_for_first(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    leuven = make_ranked(
        make_source("a", "Leuven 2030: x"),
        "Leuven brings many members together in one platform. The platform of Leuven has 600 members.",
        scores=[0.9, 0.6],
    )
    malmo = make_ranked(
        make_source("b", "Malmö 2030: y"), "The platform of Malmö counts 900 members in all.", scores=[0.8]
    )
    question = understand("Which of Leuven and Malmö has more members?")
    material = [Material(Lens(question), (leuven,), "Leuven"), Material(Lens(question), (malmo,), "Malmö")]

    composed = compose(material, make_reading(leuven, malmo))

    (table,) = composed.blocks
    assert table.row_labels == ("Malmö", "Leuven")
    assert composed.citations[1].quote == "The platform of Leuven has 600 members."


def test_timeline_is_sorted_by_date_and_labelled_with_dates(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "The label came on 21 March 2024 to Leuven. The platform was set up in 2013. A roadmap came in 2019 there."
    passage = make_ranked(make_source("a", "Leuven 2030: x"), text, scores=[0.9, 0.8, 0.85])

    composed = _compose("Give me a timeline of Leuven 2030", make_reading(passage), passage)

    assert composed.blocks[0].kind is BlockKind.TIMELINE
    assert composed.blocks[0].row_labels == ("2013", "2019", "21 March 2024")


def test_pro_and_contra_stand_apart(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "Missions helped cities to act faster together. A pitfall is that missions lack clear measures of success."
    passage = make_ranked(make_source("a", "Missions: x"), text, scores=[0.9, 0.9])

    composed = _compose("What are the pros and cons of missions?", make_reading(passage), passage)

    assert [block.heading for block in composed.blocks] == ["What speaks for it", "What speaks against it, or was hard"]


def test_parts_are_answered_under_their_own_words(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "Street Moves was started by ArkDes with four cities. Street Moves began in the spring of 2020 in Gothenburg."
    )
    passage = make_ranked(make_source("a", "Street Moves: x"), text, scores=[0.8, 0.8])
    parts = [
        Material(Lens(understand("Who started Street Moves")), (passage,), "Who started Street Moves?"),
        Material(Lens(understand("When did Street Moves begin")), (passage,), "When did it begin?"),
    ]

    composed = compose(parts, make_reading(passage))

    assert [block.heading for block in composed.blocks] == ["Who started Street Moves?", "When did it begin?"]
    assert composed.blocks[0].statements[0].text.startswith("Street Moves was started")


def test_headings_questions_and_fragments_are_never_quoted(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "In brief.\n\nWho should lead the mission in a city?\n\nThe mayor should lead the mission in person."
    passage = make_ranked(make_source("a", "Guide: x"), text, scores=[0.9, 0.9, 0.5])

    composed = _compose("Who should lead a mission?", make_reading(passage), passage)

    assert [citation.quote for citation in composed.citations] == ["The mayor should lead the mission in person."]


def test_nothing_to_quote_gives_no_blocks(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    passage = make_ranked(make_source("a", "Guide: x"), "Why?", scores=[0.9])

    assert _compose("Who leads?", make_reading(passage), passage) == Composed((), ())


def test_reason_goes_before_sentences_that_only_name_the_subject(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Copenhagen 2025: a target")
    text = (
        "Copenhagen's plan for its target was praised in May. "
        "Copenhagen's target depended on a plant that could not be financed."
    )
    passage = make_ranked(source, text, scores=[0.75, 0.5])

    composed = _compose("Why did Copenhagen miss its target?", make_reading(passage), passage)

    assert composed.citations[0].quote == "Copenhagen's target depended on a plant that could not be financed."


def test_side_of_a_comparison_keeps_out_what_is_said_of_the_other(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "An older Danish plan had a number to reach. The Norwegian plan began with the children left out. "
        "Well-being depends on more than a plan for clinics."
    )
    both = make_ranked(make_source("a", "Walkthrough: two countries"), text, scores=[0.9, 0.8, 0.8])
    question = understand("Compare the plans of Denmark and Norway")
    sources = frozenset({"a"})
    known = {place: Lens(question, (KnownName(place, NameKind.PLACE, sources),)) for place in ("Denmark", "Norway")}
    material = [Material(known["Denmark"], (both,), "Denmark"), Material(known["Norway"], (both,), "Norway")]

    composed = compose(material, make_reading(both))

    rows = zip(composed.blocks[0].row_labels, composed.blocks[0].statements, strict=True)
    assert {label: statement.text.split()[2] for label, statement in rows} == {"Denmark": "Danish", "Norway": "plan"}


def test_list_of_one_side_holds_only_the_sentences_under_its_heading(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Decoupling 2030: a mission")
    partners = (
        "Government: the city of Vejle takes part. Business: forty firms take part. "
        "Research: one university takes part."
    )
    other = "The partners of Decoupling 2030 were in talks with over 130 interested firms."
    listed = make_ranked(source, partners, scores=[0.5, 0.5, 0.5])
    results = make_ranked(make_source("b", "Decoupling 2030: talks"), other, scores=[0.9])
    reading = make_reading(listed, results, headings={"a": "Partners by sector", "b": "Results"})
    question = understand("List the partners of Decoupling 2030 by sector")
    lens = Lens(question, aspects=frozenset({Aspect.PARTNERS}))

    composed = compose([Material(lens, (results, listed), section=(results, listed))], reading, Wishes())

    assert {citation.quote for citation in composed.citations} == {
        "Government: the city of Vejle takes part.",
        "Business: forty firms take part.",
        "Research: one university takes part.",
    }


def test_what_was_hard_is_answered_from_under_that_heading(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Copenhagen 2025: a target")
    brief = make_ranked(source, "Copenhagen 2025 was a bold target of the city.", scores=[0.9])
    text = "The capture plant could not be paid for in time."
    hard = make_ranked(make_source("b", "Copenhagen 2025: the plant"), text, scores=[0.3])
    reading = make_reading(brief, hard, headings={"a": "In brief", "b": "What was hard"})
    lens = Lens(understand("What was hard in Copenhagen 2025?"), aspects=frozenset({Aspect.DIFFICULTIES}))

    composed = compose([Material(lens, (brief, hard), section=(brief, hard))], reading, Wishes())

    assert composed.citations[0].quote == text


def test_dates_and_currencies_are_nobody() -> None:
    question = understand("Who funds Viable Cities?")

    assert form_fit(question, "A second project from 1 October to 30 September had SEK 9,999,500.") == 0.0
    assert form_fit(question, "It is paid for by the Swedish Energy Agency, Vinnova and Formas.") == 1.0


def test_body_that_leads_a_sentence_answers_who_governs() -> None:
    question = understand("Who steers Leuven 2030?")

    assert form_fit(question, "The board of Leuven 2030 counts 18 delegates.") == 1.0


def test_what_a_thing_is_not_is_no_definition():
    question = understand("What is a mission manager?")

    assert form_fit(question, "A mission manager is not the same as a transition broker.") == 0.0
    assert form_fit(question, "A mission manager is the keeper of a vision.") == 1.0


def test_sources_that_give_the_same_share_do_not_disagree_on_it(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(
        make_source("a", "Copenhagen 2025: a target"),
        "Copenhagen had lowered its emissions by 80% by 2022, more than the 70% planned for that year.",
        scores=[0.9],
    )
    other = make_ranked(
        make_source("b", "Walkthrough: cities"), "Copenhagen had lowered its emissions by 80% by 2022.", scores=[0.9]
    )
    reading = make_reading(one, other)

    assert not conflicting(collect((one, other), reading.document_of, reading.vectors_of((one, other))))


def test_sentence_that_lists_as_many_as_were_asked_for_fits_best() -> None:
    question = understand("What are the four partnerships?")

    assert question.form is Form.LIST
    assert form_fit(question, "The partnerships are AgriFoodTure, MissionGreenFuels, TRACE and INNO-CCUS.") == 1.0
    assert form_fit(question, "The partnerships received money, advice and time.") < 1.0


def test_who_pays_is_led_by_the_sentence_that_names_them(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "The grant supports the city's transition office and not all of the measures. "
        "Viable Cities is paid for by the Swedish Energy Agency, Vinnova and Formas."
    )
    passage = make_ranked(make_source("a", "Viable Cities: contracts"), text, scores=[0.9, 0.6])
    lens = Lens(understand("Who funds Viable Cities?"), aspects=frozenset({Aspect.FUNDING}))

    composed = compose([Material(lens, (passage,), section=(passage,))], make_reading(passage), Wishes())

    assert composed.citations[0].quote.startswith("Viable Cities is paid for")


def test_money_under_the_heading_of_governance_does_not_answer_who_governs(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "The city and Leuven 2030 met 46 investors and fund managers to shape a fund. "
        "The board of Leuven 2030 counts 18 delegates. "
        "Five groups have an equal say in Leuven 2030."
    )
    passage = make_ranked(make_source("leuven-2030", "Leuven 2030: a platform"), text, scores=[0.9, 0.8, 0.7])
    reading = make_reading(passage, headings={"leuven-2030": "Governance and funding"})
    known = (KnownName("Leuven 2030", NameKind.CASE, frozenset({"leuven-2030"})),)
    lens = Lens(understand("How is Leuven 2030 governed?"), known, None, frozenset({Aspect.GOVERNANCE}))

    composed = compose([Material(lens, (passage,), section=(passage,))], reading, Wishes())

    said = [statement.text for block in composed.blocks for statement in block.statements]
    assert said == ["The board of Leuven 2030 counts 18 delegates.", "Five groups have an equal say in Leuven 2030."]


def test_label_of_a_list_item_counts_as_its_heading(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "Government: the agency runs the whole programme. Business: firms joined a call for small companies."
    passage = make_ranked(make_source("fuels", "Green fuels"), text, scores=[0.55, 0.5])
    lens = Lens(understand("Which partners from business take part?"), (), None, frozenset({Aspect.PARTNERS}))

    composed = compose([Material(lens, (passage,))], make_reading(passage), Wishes())

    assert composed.blocks[0].statements[0].text.startswith("Business:")


def test_conflict_on_another_matter_is_not_shown(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "Residents of Camden joined the missions with the council. "
        "One source gives 2030 as the date of Camden's missions, while another source gives 2025."
    )
    passage = make_ranked(make_source("camden", "Camden's missions"), text, scores=[0.9, 0.88])
    reading = make_reading(passage)

    beside = _compose("How do residents join the missions in Camden?", reading, passage)
    asked = _compose("Which date do the missions in Camden have?", reading, passage)

    assert BlockKind.DISAGREEMENT not in [block.kind for block in beside.blocks]
    assert BlockKind.DISAGREEMENT in [block.kind for block in asked.blocks]


def test_figures_of_unlike_years_with_one_base_year_do_not_disagree(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    one = make_ranked(
        make_source("a", "A: x"), "By the end of 2019 Viborg had 44% lower emissions than in 2007.", scores=[0.9]
    )
    other = make_ranked(
        make_source("b", "B: y"),
        "By the end of 2022 Viborg had 57% lower emissions than in 2007.",
        scores=[0.9],
        rank=2,
    )
    reading = make_reading(one, other)

    assert conflicting(collect([one, other], reading.document_of, {})) == ()


def test_question_how_to_avoid_something_is_led_by_what_to_do(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "The orientation trap means that a strategy never becomes action. "
        "Check a strategy for the orientation trap by asking who acts first."
    )
    passage = make_ranked(make_source("a", "Traps"), text, scores=[0.9, 0.86])
    reading = make_reading(passage)

    avoid = _compose("How do we avoid the orientation trap?", reading, passage)
    what = _compose("What is the orientation trap?", reading, passage)

    assert avoid.citations[0].quote.startswith("Check a strategy")
    assert what.citations[0].quote.startswith("The orientation trap means")


def test_sentence_that_lists_as_many_as_were_asked_for_leads(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = (
        "Each Grand Challenge was made concrete by missions. "
        "The strategy named four Grand Challenges: robots and data, clean growth, mobility, and the ageing society."
    )
    passage = make_ranked(make_source("a", "Grand Challenges"), text, scores=[0.9, 0.86])

    composed = _compose("What are the four Grand Challenge missions?", make_reading(passage), passage)

    assert composed.citations[0].quote.startswith("The strategy named four")


def test_who_decides_is_told_by_who_takes_decisions(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    source = make_source("a", "Dutch policy")
    text = (
        "The Observatory at Utrecht University studies the Dutch policy. The cabinet adopted the Dutch policy in 2019."
    )
    passage = make_ranked(source, text, scores=[0.9, 0.85])

    composed = _compose("Who decides in the Dutch policy?", make_reading(passage), passage)

    assert composed.citations[0].quote == "The cabinet adopted the Dutch policy in 2019."


def test_items_that_a_source_numbers_are_listed_whole_and_in_order(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    lead = "The programme has three missions that cities chose."
    items = [
        f"Mission {number} is {name}, which works on it." for number, name in ((1, "AIR"), (2, "SEA"), (3, "SOIL"))
    ]
    passage = make_ranked(make_source("a", "A programme"), " ".join((lead, *items)), scores=[0.9, 0.5, 0.8, 0.6])

    composed = _compose("What are the three missions?", make_reading(passage), passage)

    assert [citation.quote for citation in composed.citations] == items


def test_whether_a_goal_was_reached_is_led_by_what_became_of_it(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "The goal of Lahti is to be neutral by 2025. Lahti will not be neutral in that year."
    passage = make_ranked(make_source("a", "Lahti: a plan"), text, scores=[0.9, 0.7])

    composed = _compose("Did Lahti reach its goal?", make_reading(passage), passage)

    assert composed.citations[0].quote == "Lahti will not be neutral in that year."


def test_sentence_that_is_the_best_of_two_parts_goes_to_the_one_that_has_no_other(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    both = "A pilot is for what is new, and a tender for what is near the market."
    own = "A pilot tries out what is new with few people."
    passage = make_ranked(make_source("a", "Buying"), f"{both} {own}", scores=[0.9, 0.89])
    other = make_ranked(make_source("a", "Buying"), both, scores=[0.9])
    asked = ("What is a pilot?", "When would I use it instead of a tender?")
    material = [Material(Lens(understand(q)), (found,), q) for q, found in zip(asked, (passage, other), strict=True)]

    blocks = compose(material, make_reading(passage)).blocks

    assert [[one.text for one in block.statements] for block in blocks] == [[own], [both]]


def test_beginning_of_an_answer_keeps_its_citations(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    text = "Missions need a board that decides. Missions need money for years. Missions need people who stay."
    passage = make_ranked(make_source("a", "Missions"), text, scores=[0.9, 0.9, 0.9])
    whole = _compose("What do missions need?", make_reading(passage), passage)

    begun = first_sentences(whole, 2)

    assert len(begun.citations) == sum(len(block.statements) for block in begun.blocks) == 2


def test_beginning_of_what_is_named_goes_before_an_earlier_one_beside_it(
    make_source: MakeSource, make_ranked: MakeRanked, make_reading: MakeReading
) -> None:
    own, beside = "Street Moves began in spring 2020.", "The agency started a wide dialogue in 2019."
    passage = make_ranked(make_source("a", "Street Moves"), f"{beside} {own}", scores=[0.9, 0.8])
    reading = make_reading(passage)
    question = "Which of Street Moves and Lahti started first?"
    weighed = weigh(
        Lens(understand(question)), collect((passage,), reading.document_of, reading.vectors_of((passage,)))
    )
    asked = contest(question, ("Street Moves", "Lahti"))

    assert [one.candidate.text for one in naming(weighed, "Street Moves", asked)] == [own]
    assert naming(weighed, "Lahti", asked) == weighed
