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
        (("Who leads Leuven 2030?",), "What lessons were drawn?", "What lessons were drawn for Leuven 2030?"),
        (("What is Decoupling 2030?",), "tell me more", "What is Decoupling 2030, in more detail?"),
        (("What happened in Malmö?",), "Who leads there?", "Who leads in Malmö?"),
        (
            ("What is Decoupling 2030?", "Who leads Viable Cities?"),
            "Back to Decoupling 2030: who funds it?",
            "who funds Decoupling 2030?",
        ),
        (
            ("How does Leuven pay for it?", "and what about Malmö?"),
            "Which of the two has the later target?",
            "Which of Leuven and Malmö has the later target?",
        ),
        (
            ("How are Viable Cities and Leuven 2030 run?",),
            "Are both funded by the state?",
            "Are Leuven 2030 and Viable Cities funded by the state?",
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
            "How do the Danish circular mission help a single firm?",
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
        "Who leads yearly revision?",
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
