import pytest

from knowledge.words import content_stems, content_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who funds the mission's partners?", ("funds", "mission", "partners")),
        ("Tell me about Malmö’s 2030 goal", ("malmö", "2030", "goal")),
        ("co-creation", ("co", "creation")),
        ("What is it?", ()),
        ("", ()),
        ("5 years, 5 cities", ("5", "years", "cities")),
    ],
)
def test_content_words_carry_the_subject(text, expected):
    assert content_words(text) == expected


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("governance", "government"),
        ("experiment", "experience"),
        ("authors", "authorities"),
        ("public", "publications"),
    ],
)
def test_words_of_another_meaning_have_another_stem(word, other):
    assert not content_stems(word) & content_stems(other)


def test_forms_of_a_word_have_one_stem():
    assert content_stems("funding funds funded") == {"fund"}
    assert content_stems("governance governed governing") == {"govern"}
    assert content_stems("government governments governmental") == {"government"}
