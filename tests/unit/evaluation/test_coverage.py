import pytest

from evaluation.coverage import SpokenWords, cut_to_words

TURNS = [
    "Amal: Good morning and welcome to this committee meeting today.",
    "Bo: Thank you very much, Chair.",
    "Amal: The first item concerns the funding of rural bus services.",
    "Bo: Thank you very much, Chair.",
]


@pytest.fixture
def spoken():
    return SpokenWords(TURNS)


def test_a_whole_turn_is_covered_though_the_speaker_is_left_out(spoken):
    covered = spoken.located("The first item concerns the funding of rural bus services.")

    assert spoken.share_of_turns(covered, {2}) == pytest.approx(10 / 11)  # all words but the name
    assert spoken.share_of_turns(covered, {0}) == 0.0


def test_half_a_turn_counts_half(spoken):
    covered = spoken.located("Amal: The first item concerns the")

    assert spoken.share_of_turns(covered, {2}) == pytest.approx(6 / 11)


def test_words_across_turns_without_their_names_count_for_both(spoken):
    covered = spoken.located(
        "Good morning and welcome to this committee meeting today. Thank you very much, Chair. The first item concerns"
    )

    assert spoken.share_of_turns(covered, {0}) == pytest.approx(9 / 10)
    assert spoken.share_of_turns(covered, {1}) == pytest.approx(5 / 6)
    assert spoken.share_of_turns(covered, {3}) == 0.0  # the same words, but not near


def test_text_of_elsewhere_covers_nothing(spoken):
    assert spoken.located("Nothing of this was ever said in the meeting at all.") == set()


def test_a_piece_of_few_words_is_found_as_it_stands(spoken):
    assert spoken.share_of_turns(spoken.located("rural bus services."), {2}) == pytest.approx(3 / 11)


def test_the_last_text_is_cut_at_the_budget():
    assert cut_to_words(["one two three", "four five", "six"], 4) == ["one two three", "four"]
