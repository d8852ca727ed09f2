"""Citations are read however a model writes them."""

import pytest

from assistant.markers import read_marked_text


def read(text: str, excerpts: int = 4) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.cited) for sentence in read_marked_text(text, excerpts)]


@pytest.mark.parametrize(
    "written",
    [
        "It opened in 2021 [1]. It has 12 partners [2, 3].",
        "It opened in 2021. [1] It has 12 partners. [2][3]",
        "It opened in 2021.[1] It has 12 partners.[2, 3]",
        "[1] It opened in 2021. [2][3] It has 12 partners.",
        "It opened in 2021 (1). It has 12 partners (2, 3).",
        "It opened in 2021[^1]. It has 12 partners[^2][^3].",
        "It opened in 2021【1】. It has 12 partners【2】【3】.",
        "It opened in 2021【1†source】. It has 12 partners【2†a】【3†b】.",
        "It opened in 2021 [Excerpt 1]. It has 12 partners [excerpts 2 and 3].",
        "It opened in 2021 (excerpt 1). It has 12 partners (Excerpts 2 and 3).",
        "It opened in 2021.¹ It has 12 partners.² ³",
        "It opened in 2021 [1]. It has 12 partners [2-3].",
        "- It opened in 2021 [1]\n- It has 12 partners [2][3]",
        "1. It opened in 2021. [1]\n2. It has 12 partners. [2][3]",
        "**It opened in 2021** [1].\n\nIt has `12` partners [2][3].",
        "<think>Maybe [4]?</think>It opened in 2021 [1]. It has 12 partners [2][3].",
        "It opened in 2021 [1]. It has 12 partners [2][3].\n\nSources:\n[1] A report\n[2] Another",
        "According to excerpt 1, it opened in 2021. It has 12 partners [2][3].",
    ],
)
def test_markers_are_read(written: str) -> None:
    sentences = read(written)

    assert [cited for _, cited in sentences] == [(1,), (2, 3)]
    assert [text.rstrip(".") for text, _ in sentences] == ["It opened in 2021", "It has 12 partners"]


def test_number_that_no_excerpt_has_is_kept_as_cited() -> None:
    assert read("It opened in 2021 [9].") == [("It opened in 2021.", (9,))]


def test_round_bracket_beyond_the_excerpts_is_part_of_the_text() -> None:
    assert read("The members (12) meet in May (2021) [1].") == [("The members (12) meet in May (2021).", (1,))]


def test_numbered_list_in_round_brackets_cites_nothing() -> None:
    assert read("(1) It opened.\n(2) It closed.") == [("It opened.", ()), ("It closed.", ())]


def test_only_marker_behind_a_paragraph_stands_for_all_its_sentences() -> None:
    written = "It opened in 2021. It has 12 partners. [1][2]\n\nIt closed in 2024."

    assert read(written) == [
        ("It opened in 2021.", (1, 2)),
        ("It has 12 partners.", (1, 2)),
        ("It closed in 2024.", ()),
    ]


def test_marker_of_one_sentence_is_not_lent_where_others_have_their_own() -> None:
    written = "It opened in 2021 [1]. It is admired abroad. It has 12 partners [2]."

    assert [cited for _, cited in read(written)] == [(1,), (), (2,)]


def test_squared_unit_is_no_marker() -> None:
    assert read("The park has 5 km² of forest [1].") == [("The park has 5 km² of forest.", (1,))]


@pytest.mark.parametrize("nonsense", ["", "   \n ", "[1]", "[1][2][3]", "***", "<think>never ends", "】【", "[[[["])
def test_nonsense_gives_no_cited_sentence(nonsense: str) -> None:
    assert not [text for text, cited in read(nonsense) if cited and any(letter.isalpha() for letter in text)]
