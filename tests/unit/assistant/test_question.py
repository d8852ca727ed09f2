import pytest

from assistant.question import Form, question_form, understand


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("What is a transition broker?", Form.DEFINITION),
        ("What does MOIP stand for?", Form.DEFINITION),
        ("How is Viable Cities governed?", Form.GENERAL),
        ("What is the aim of the school meals mission?", Form.GENERAL),
        ("Compare how Leuven and Malmö are governed", Form.COMPARISON),
        ("What is the difference between a mission and a challenge prize?", Form.COMPARISON),
        ("How many municipalities take part?", Form.FIGURE),
        ("How much money did Leuven win for its climate fund?", Form.FIGURE),
        ("When was the Climate City Contract first signed?", Form.WHEN),
        ("Who funds the mission labs?", Form.WHO),
        ("Can you tell me who funds the mission labs?", Form.WHO),
        ("Which partners run the programme?", Form.WHO),
        ("What lessons did the Danish missions draw?", Form.LIST),
        ("Give me some examples of pilots", Form.LIST),
        ("How do I set up a mission?", Form.STEPS),
        ("How to measure progress", Form.STEPS),
        ("Why did Copenhagen miss its target?", Form.WHY),
        ("Has Copenhagen reached carbon neutrality?", Form.YES_NO),
        ("What are the pros and cons of missions?", Form.PRO_CONTRA),
        ("Give me a timeline of the UK missions", Form.TIMELINE),
        ("How did the Swedish mission develop?", Form.TIMELINE),
        ("Where did Street Moves start?", Form.WHERE),
    ],
)
def test_form_follows_the_wording(text: str, form: Form) -> None:
    assert question_form(text) is form


def test_names_and_years_asked_for_are_read() -> None:
    question = understand("Who led Decoupling 2030 with the Danish Design Center in 2023?")

    assert question.names == ("Decoupling 2030", "Danish Design Center")
    assert 2023 in question.years


def test_compound_question_has_parts_and_takes_the_form_of_the_first() -> None:
    question = understand("Who leads Decoupling 2030 and when did it start?")

    assert question.parts == ("Who leads Decoupling 2030", "when did it start")
    assert question.form is Form.WHO


def test_comparison_is_one_question_even_with_two_sides() -> None:
    assert understand("How does Leuven differ from Malmö and how is each funded?").parts == ()


def test_words_that_only_ask_for_a_form_are_not_subject() -> None:
    assert understand("What is the difference between a mission and a prize?").words == ("mission", "prize")


def test_wish_for_more_is_heard() -> None:
    assert understand("Explain in detail the governance of ProjectZero").wants_more
    assert not understand("How is ProjectZero governed?").wants_more


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Timeline of the UK government missions", "UK"),
        ("Governance of Viable Cities", "Viable Cities"),
        ("University of Leeds and its mission", "University of Leeds"),
        ("Bank of England and missions", "Bank of England"),
        ("How do the UK's 2017 missions differ?", "UK"),
    ],
)
def test_noun_that_begins_a_question_is_no_part_of_the_name_behind_it(text: str, name: str) -> None:
    assert understand(text).names == (name,)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("When would I use it instead of a grant?", Form.GENERAL),
        ("When is it better to wait?", Form.GENERAL),
        ("When do they want to be carbon neutral?", Form.WHEN),
        ("When was it founded?", Form.WHEN),
    ],
)
def test_when_to_do_something_asks_for_no_date(text: str, form: Form) -> None:
    assert question_form(text) is form
