import pytest

from assistant.conversation import standalone
from assistant.gazetteer import Gazetteer, KnownName, NameKind
from knowledge.types import Turn

NAMES = Gazetteer(
    (
        KnownName("Decoupling 2030", NameKind.CASE),
        KnownName("Viable Cities", NameKind.CASE),
        KnownName("Leuven 2030", NameKind.CASE),
        KnownName("DDC", NameKind.CASE),
        KnownName("Leuven", NameKind.PLACE),
        KnownName("Malmö", NameKind.PLACE),
        KnownName("Denmark", NameKind.PLACE),
        KnownName("Sweden", NameKind.PLACE),
    )
)


def _thread(*questions: str) -> tuple[Turn, ...]:
    return tuple(Turn("user", question) for question in questions)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (("What is Decoupling 2030?",), "And how is it governed?", "How is Decoupling 2030 governed?"),
        (("What is Decoupling 2030?",), "What are its results?", "What are Decoupling 2030’s results?"),
        (("What is Decoupling 2030?",), "what about funding?", "What about funding for Decoupling 2030?"),
        (
            ("What is Decoupling 2030?", "what about funding?"),
            "and partners?",
            "What about partners for Decoupling 2030?",
        ),
        (("What is Decoupling 2030?",), "And Viable Cities?", "What is Viable Cities?"),
        (("How are cities funded in Denmark?",), "In Sweden?", "How are cities funded in Sweden?"),
        (("How is the Danish mission governed?",), "No, the Swedish one", "How is the Swedish mission governed?"),
        (("How is Malmö doing?",), "and Leuven?", "How is Leuven doing?"),
        (("What do transition brokers do?",), "How are they funded?", "How are transition brokers funded?"),
        (("Who leads Leuven 2030?",), "When was the platform founded?", "When was Leuven 2030 founded?"),
        (("Who leads Leuven 2030?",), "What lessons were drawn?", "About Leuven 2030: what lessons were drawn?"),
        (("What is Decoupling 2030?",), "tell me more", "What is Decoupling 2030, in more detail?"),
        (("What happened in Malmö?",), "Who leads there?", "Who leads in Malmö?"),
        (
            ("What is Decoupling 2030?",),
            "What can a Swedish city learn from it?",
            "What can a Swedish city learn from Decoupling 2030?",
        ),
        (
            ("What is Decoupling 2030?", "Who leads Viable Cities?"),
            "Back to Decoupling 2030: who funds it?",
            "Who funds Decoupling 2030?",
        ),
        (
            ("How does Leuven pay for it?", "and what about Malmö?"),
            "Which of the two has the later target?",
            "Which of Leuven and Malmö has the later target?",
        ),
        (
            ("How are Viable Cities and Leuven 2030 run?",),
            "Are both funded by the state?",
            "Are Viable Cities and Leuven 2030 funded by the state?",
        ),
        (
            ("How should we start writing a mission statement?",),
            "Can you give an example of a good one?",
            "Can you give an example of a good mission statement?",
        ),
        (
            ("How should we start writing a mission statement?", "Can you give an example of a good one?"),
            "And a bad one?",
            "What about a bad mission statement?",
        ),
        (
            ("What does a mission manager do?",),
            "How is that different from a transition broker?",
            "How is a mission manager different from a transition broker?",
        ),
        (("How do I choose partners?",), "Who are they?", "Who are partners?"),
        (
            ("What is a transition broker?",),
            "Give me an example from Denmark",
            "Give me an example of transition brokers from Denmark",
        ),
        (
            ("Who pays for the Danish circular mission?",),
            "How do they help a single firm?",
            "How does the Danish circular mission help a single firm?",
        ),
        (("Who funds Viable Cities?",), "No, the Danish mission", "Who funds the Danish mission?"),
        (
            ("What did Sweden find about net-zero missions?",),
            "Do they work?",
            "Do net-zero missions work?",
        ),
        (
            ("How does Malmö organise its mission?",),
            "How is that different from Leuven?",
            "How is Malmö different from Leuven?",
        ),
    ],
)
def test_follow_up_is_completed_from_the_thread(before: tuple[str, ...], question: str, expected: str) -> None:
    resolved = standalone(question, _thread(*before), NAMES)

    assert resolved.text == expected
    assert resolved.depends


@pytest.mark.parametrize(
    "question",
    [
        "What is a climate city contract?",
        "How do I measure the progress of a mission?",
        "Is it true that missions often fail?",
        "Is there any evidence that missions work?",
        "Who leads Malmö?",
    ],
)
def test_question_with_its_own_subject_is_left_as_it_is(question: str) -> None:
    resolved = standalone(question, _thread("Who leads Leuven 2030?"), NAMES)

    assert resolved.text == question
    assert not resolved.depends


def test_first_question_is_never_changed() -> None:
    assert standalone("How is it governed?", (), NAMES).text == "How is it governed?"


def test_name_in_the_answer_is_what_a_pronoun_means_when_the_question_named_none() -> None:
    thread = (
        Turn("user", "Which mission had a yearly revision?"),
        Turn("assistant", "Viable Cities revises it yearly."),
    )

    assert standalone("Who leads that?", thread, NAMES).text in {
        "Who leads Viable Cities?",
        "Who leads a yearly revision?",
    }


def test_new_name_switches_the_subject() -> None:
    assert standalone("How is Viable Cities funded?", _thread("What is Decoupling 2030?"), NAMES).switches


def test_what_was_asked_of_stays_the_subject_though_the_answer_names_a_case_as_often() -> None:
    thread = (
        Turn("user", "What is Malmö?"),
        Turn("assistant", "Malmö is a city that works with DDC. DDC and Malmö share a lab."),
    )

    assert standalone("What did it cost?", thread, NAMES).text == "What did Malmö cost?"


def test_case_that_an_answer_is_about_is_what_a_pronoun_means_when_the_question_named_a_place() -> None:
    thread = (
        Turn("user", "What is going on in Sweden?"),
        Turn("assistant", "Viable Cities is a programme in Sweden. Viable Cities works with 23 cities."),
    )

    assert standalone("Who leads it?", thread, NAMES).text == "Who leads Viable Cities?"


def test_going_back_leaves_the_thread_in_between_out_of_the_search() -> None:
    thread = _thread("Who funds Viable Cities?", "And Leuven 2030?")

    assert standalone("Back to Viable Cities: who leads it?", thread, NAMES).switches
    assert not standalone("Who leads it?", thread, NAMES).switches


LISTED = "The programme has four partnerships: AgriFoodTure, MissionGreenFuels, TRACE and INNO-CCUS. It began in 2021."
SENTENCES = "Missions often fail because there are too many of them. Missions fail when their goals are vague."


def _talk(*turns: str) -> tuple[Turn, ...]:
    """A thread of questions and answers by turns, a question first."""
    return tuple(Turn("assistant" if number % 2 else "user", text) for number, text in enumerate(turns))


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        # an item of what the last answer listed
        (("What are the four partnerships?", LISTED), "Who steers the second one?", "Who steers MissionGreenFuels?"),
        (("What are the four partnerships?", LISTED), "And the last of these?", "What about INNO-CCUS?"),
        (
            ("What are the four partnerships?", LISTED, "Who steers the second one?", "A board steers it."),
            "and the third one?",
            "Who steers TRACE?",
        ),
        (
            ("What are common pitfalls?", SENTENCES),
            "Give me an example of the second one",
            "Give me an example of “Missions fail when their goals are vague”?",
        ),
        # the two sides of a comparison, kept over turns
        (
            ("Compare Leuven and Malmö on governance", ""),
            "which of them started earlier?",
            "Which of Leuven and Malmö started earlier?",
        ),
        (
            ("Compare Leuven and Malmö on governance", "", "which of them started earlier?", ""),
            "which has the most money?",
            "Which of Leuven and Malmö has the most money?",
        ),
        (
            ("Who leads Viable Cities?", "", "And Decoupling 2030?", ""),
            "Are they related?",
            "Are Viable Cities and Decoupling 2030 related?",
        ),
        # words without a verb of their own, put behind the last question
        (("Who leads Leuven 2030?", ""), "since when?", "Who leads Leuven 2030, and since when?"),
        (("How many missions were studied?", ""), "by whom?", "How many missions were studied, and by whom?"),
        (("Who funds Viable Cities?", ""), "why?", "Who funds Viable Cities, and why?"),
        (
            ("Who funds Viable Cities?", "", "since when?", ""),
            "why?",
            "Who funds Viable Cities, and why?",
        ),
        (
            ("How much money does Viable Cities get?", ""),
            "per city?",
            "How much money does Viable Cities get per city?",
        ),
        (("How do I choose partners?", ""), "and then?", "How do I choose partners, and what comes next?"),
        # the last answer in another shape
        (("Who funds Viable Cities?", ""), "shorter please", "Who funds Viable Cities, in brief?"),
        (("Who funds Viable Cities?", "", "more detail", ""), "shorter", "Who funds Viable Cities, in brief?"),
        (("Who funds Viable Cities?", ""), "summarise it in one sentence", "Who funds Viable Cities, in one sentence?"),
        (("Who funds Viable Cities?", ""), "in detail please", "Who funds Viable Cities, in more detail?"),
        # a topic named first, and going back without a name
        (("Who funds Viable Cities?", ""), "OK then the Danish one, who pays?", "Who pays in Denmark?"),
        (("Why did Malmö miss its target?", ""), "And Leuven, is it on track?", "Is Leuven on track?"),
        (("Who funds Viable Cities?", ""), "Same question for Leuven 2030", "Who funds Leuven 2030?"),
        (
            ("Who funds Viable Cities?", "", "And Leuven 2030?", ""),
            "back to the other one: what did it achieve?",
            "What did Viable Cities achieve?",
        ),
        # the subject in front where it cannot stand behind
        (("What is Leuven 2030?", ""), "how did young people react?", "About Leuven 2030: how did young people react?"),
        (
            ("What is Leuven 2030?", "", "what was hard?", ""),
            "And Viable Cities?",
            "About Viable Cities: what was hard?",
        ),
        (("How does the UK run missions?", ""), "What went wrong?", "What went wrong in the UK?"),
        # "one" and "they"
        (("What does a mission manager do?", ""), "Is there one in Leuven?", "Is there a mission manager in Leuven?"),
        (
            ("What does a mission manager do?", ""),
            "Which skills do they need?",
            "Which skills do mission managers need?",
        ),
        (("What is a mission?", ""), "And one that failed?", "What about a mission that failed?"),
        (("What is a baseline?", ""), "is there a Danish one?", "Is there a Danish baseline?"),
        (("What is DDC?", ""), "What do they want?", "What does DDC want?"),
        (("What does a mission manager do?", ""), "and how is he paid?", "How is a mission manager paid?"),
        (("What does a mission manager do?", "He says July 2025."), "who pays him?", "Who pays a mission manager?"),
        # what is asked of stays the subject of the next question
        (
            ("What is mission-washing?", "", "Who came up with the term?", ""),
            "How do I avoid it?",
            "How do I avoid mission-washing?",
        ),
        (
            ("What's personal carbon trading?", "", "what did it save?", ""),
            "Would it work in Malmö?",
            "Would personal carbon trading work in Malmö?",
        ),
        (
            ("Tell me about school meals in Sweden", ""),
            "What did it achieve?",
            "What did school meals in Sweden achieve?",
        ),
        (
            ("Norway's feed mission: what is its goal?", "", "How does that differ from Viable Cities?", ""),
            "And the youth one?",
            "How does Norway's youth mission differ from Viable Cities?",
        ),
        (
            ("I am preparing a workshop on pitfalls. What are the common pitfalls?", ""),
            "How can one avoid them?",
            "How can one avoid the common pitfalls?",
        ),
        (
            ("Is it public money or private?", ""),
            "an example of the latter?",
            "Is there an example of private money?",
        ),
    ],
)
def test_follow_up_is_completed_from_questions_and_answers(
    before: tuple[str, ...], question: str, expected: str
) -> None:
    resolved = standalone(question, _talk(*before), NAMES)

    assert resolved.text == expected
    assert resolved.depends


@pytest.mark.parametrize(
    "question", ["who says that?", "says who?", "According to whom?", "What is the source?", "source?"]
)
def test_asking_who_says_so_wants_the_last_answer_with_its_sources(question: str) -> None:
    resolved = standalone(question, _talk("Who funds Viable Cities?", "Three agencies do."), NAMES)

    assert resolved.text == "Who funds Viable Cities?"
    assert resolved.attributed


def test_words_put_behind_the_last_question_set_the_form_of_the_answer() -> None:
    assert standalone("since when?", _talk("Who leads Leuven 2030?", "A board."), NAMES).ending == "since when?"


def test_thanks_and_greetings_are_no_subject_of_what_follows() -> None:
    thread = _talk("Who funds Viable Cities?", "Three agencies do.", "Thanks, very helpful", "You are welcome.")

    assert standalone("And Leuven 2030?", thread, NAMES).text == "Who funds Leuven 2030?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (("Compare Malmö and Leuven",), "Which has the most money?", "Which of Malmö and Leuven has the most money?"),
        (
            ("Compare Malmö and Leuven 2030",),
            "Which one is more ambitious?",
            "Which of Malmö and Leuven 2030 is more ambitious?",
        ),
        (
            ("Compare Malmö and Leuven 2030",),
            "Which started earlier?",
            "Which of Malmö and Leuven 2030 started earlier?",
        ),
        (
            ("Compare Malmö and Leuven",),
            "Which set its target first?",
            "Which of Malmö and Leuven set its target first?",
        ),
        (("Compare Malmö and Leuven",), "Who governs the former?", "Who governs Malmö?"),
        (("Compare Malmö and Leuven",), "What about the latter's funding?", "What about Leuven’s funding?"),
        (("Compare Malmö and Leuven", "Who pays in Malmö?"), "And the other one?", "Who pays in Leuven?"),
        (
            ("Compare Malmö, Leuven and Denmark", "Who pays in Leuven?"),
            "What about the others?",
            "Who pays in Malmö and Denmark?",
        ),
        (
            ("Compare Malmö, Leuven and Denmark",),
            "Which of them has a board?",
            "Which of Malmö, Leuven and Denmark has a board?",
        ),
        (
            ("Should we choose a mission or a normal programme?",),
            "When is the latter better?",
            "When is a normal programme better?",
        ),
        (("Who leads Viable Cities?",), "And TRACE?", "Who leads TRACE?"),
    ],
)
def test_follow_up_of_a_comparison_is_asked_of_its_sides(before: tuple[str, ...], question: str, expected: str) -> None:
    assert standalone(question, _thread(*before), NAMES).text == expected


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (("What did Malmö do with missions?",), "Who leads them?", "Who leads missions in Malmö?"),
        (("What did Malmö do with missions?",), "Do they have a youth mission?", "Does Malmö have a youth mission?"),
        (("How is Malmö doing on its targets?",), "When do they want to end?", "When does Malmö want to end?"),
        (("Which suppliers took part in Malmö?",), "Did it work?", "Did it work in Malmö?"),
        (("Which cities are in Viable Cities?",), "Which ones are in Sweden?", "Which cities are in Sweden?"),
        (("What missions does Sweden have?",), "Which of them is new?", "Which of the missions in Sweden is new?"),
        (
            ("What missions does Sweden have?", "Which one is about children?"),
            "Why was it started?",
            "Why was the mission in Sweden about children started?",
        ),
        (("Who helps Malmö?",), "And from civil society?", "What about civil society in Malmö?"),
        (
            ("How can we involve young people?",),
            "What did Sweden do about that?",
            "What did Sweden do about young people?",
        ),
        (("Tell me about Viable Cities",), "Is there anything similar?", "Is there anything similar to Viable Cities?"),
        (("What is a mission manager?",), "How many of them are there?", "How many mission managers are there?"),
        (("How do I write a mission statement?",), "Is that one measurable?", "Is a mission statement measurable?"),
        (("How does Malmö spend its money?",), "Since when?", "How does Malmö spend its money, and since when?"),
        (("How does Malmö involve citizens?",), "An example?", "How does Malmö involve citizens, for example?"),
        (("Who pays in Malmö?",), "Make it a list", "Who pays in Malmö, as a list?"),
        (
            ("Who pays in Malmö?",),
            "What about funding in general?",
            "What is known in general about funding in missions?",
        ),
    ],
)
def test_they_and_that_of_a_place_are_its_people_and_what_is_done_there(
    before: tuple[str, ...], question: str, expected: str
) -> None:
    assert standalone(question, _thread(*before), NAMES).text == expected


@pytest.mark.parametrize(
    "question",
    ["And how do missions usually measure progress?", "And how do cities know when they are on track?"],
)
def test_question_about_many_does_not_stay_in_the_case(question: str) -> None:
    resolved = standalone(question, _thread("How is Malmö doing?"), NAMES)

    assert "Malmö" not in resolved.text


def test_first_few_items_of_an_answer_are_named() -> None:
    thread = (
        Turn("user", "Which fields are there?"),
        Turn("assistant", "The fields are carbon capture, green fuels, farming and plastics."),
    )

    assert standalone("What do the first two cost?", thread, NAMES).text == (
        "What do carbon capture and green fuels cost?"
    )


def test_table_of_the_last_answer_shows_who_says_what() -> None:
    assert standalone("As a table", _thread("Who pays in Malmö?"), NAMES).attributed


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (("What is a mission manager?",), "who pays for that role?", "Who pays for the role of a mission manager?"),
        (
            ("How did Leuven bring in the builders?",),
            "and how did Malmö do it?",
            "How did Malmö bring in the builders?",
        ),
        (("What was Malmö's goal?",), "did they reach it?", "Did Malmö reach the goal?"),
        (
            ("Which missions are about farming?",),
            "who leads the Danish one?",
            "Who leads the Danish mission about farming?",
        ),
        (
            ("How is the Swedish food mission funded?",),
            "who steers the Danish one?",
            "Who steers the Danish food mission?",
        ),
        (
            ("What is Leuven 2030?",),
            "which Danish cities are part of it?",
            "Which Danish cities are part of Leuven 2030?",
        ),
        (
            ("What is Viable Cities?", "What happened in Malmö?"),
            "how is it different from Decoupling 2030?",
            "How is Viable Cities different from Decoupling 2030?",
        ),
        (
            ("What is the goal of Sweden's feed mission?",),
            "same for the youth mission",
            "What is the goal of Sweden's youth mission?",
        ),
        (("Tell me about the missions in Denmark",), "how many were there?", "How many missions in Denmark are there?"),
        (
            ("Tell me about the missions in Denmark",),
            "why were they criticised?",
            "Why were the missions in Denmark criticised?",
        ),
        (("Compare Leuven and Malmö",), "who pays for the second one?", "Who pays for Malmö?"),
        (("What does a mission playbook look like?",), "who made it?", "Who made a mission playbook?"),
        (
            ("What is a portfolio in a mission?",),
            "is there a case from Denmark?",
            "Is there a case of portfolios in a mission from Denmark?",
        ),
        (("How far is Malmö?",), "what is the target year", "What is the target year in Malmö?"),
        (
            ("How many partners does Viable Cities have?",),
            "which of them are firms?",
            "Which partners in Viable Cities are firms?",
        ),
        (("What do mission managers use?",), "for example?", "What do mission managers use, for example?"),
        (("Compare Leuven and Malmö",), "who was against it?", "Who was against Leuven?"),
        (
            ("Compare the Swedish school meals mission with Viable Cities",),
            "which one started first?",
            "Which of the Swedish school meals mission and Viable Cities started first?",
        ),
    ],
)
def test_short_follow_up_keeps_what_it_is_about(before: tuple[str, ...], question: str, expected: str) -> None:
    turns = [turn for asked in before for turn in (Turn("user", asked), Turn("assistant", "Work went on there."))]

    assert standalone(question, turns, NAMES).text == expected


def test_item_that_a_source_numbers_is_the_one_meant() -> None:
    answer = (
        "Mission 1 is CARBON, which stores CO2. Mission 2 is FUELS, which makes fuels. Mission 3 is FOOD, on farms."
    )
    turns = (Turn("user", "What are the three missions?"), Turn("assistant", answer))

    assert standalone("what is the second one about?", turns, NAMES).text == "What is FUELS about?"


def test_number_of_an_item_that_is_not_listed_is_no_subject() -> None:
    turns = (Turn("user", "What is Decoupling 2030?"), Turn("user", "what is the second one about?"))

    assert standalone("who leads it?", turns, NAMES).text == "Who leads Decoupling 2030?"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Tell me more about the second one", "Tell me more about Malmö?"),
        ("what is the last one about?", "What is Viable Cities about?"),
    ],
)
def test_the_second_one_is_the_second_row_of_a_table(asked: str, meant: str) -> None:
    rows = ("Leuven 2030", "Malmö", "Viable Cities")
    turns = (Turn("user", "Which cases do you have?"), Turn("assistant", "It is a non-profit. It is a city.", rows))

    assert standalone(asked, turns, NAMES).text.lower() == meant.lower()
