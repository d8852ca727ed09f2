from knowledge.vocabulary import suggest_themes, vocabulary


def test_every_entry_has_a_label():
    words = vocabulary()

    assert words.themes["food"] == "Food"
    assert words.kinds["transcript"] == "Transcript"
    assert all(label for field in (words.sectors, words.stages, words.playbook_elements) for label in field.values())


def test_a_text_about_school_meals_suggests_food_and_says_why():
    text = "School meals are part of the food system. A better diet begins with the school meal."

    suggestions = suggest_themes(text)

    assert suggestions[0].id == "food"
    assert suggestions[0].words == ("school meal", "food system", "diet")


def test_one_common_word_suggests_nothing():
    assert suggest_themes("The board met on Monday to drink coffee.") == ()


def test_plural_forms_count_and_longer_words_do_not():
    assert [s.id for s in suggest_themes("Experiments and prototypes were run.")] == ["experiments"]
    assert suggest_themes("The testament was read by a pilotage officer.") == ()


def test_a_text_in_which_the_words_of_a_theme_are_lost_is_given_no_theme():
    others = "The taxpayer enters the sum on line seven and signs the form. " * 100

    assert suggest_themes(f"{others} The board holds a mandate. {others}") == ()
    assert [theme.id for theme in suggest_themes("The board holds a mandate, and its governance is public.")] == [
        "governance"
    ]
