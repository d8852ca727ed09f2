import pytest

from ingest.readers.assembly import Block, BlockKind, Mark
from ingest.readers.contents import without_contents


def kept(*texts):
    return [block.text for block in without_contents(map(Block, texts)) if block.text]


@pytest.mark.parametrize(
    "entry",
    [
        "1 Introduction ........... 3",
        "1.2 Why a mission . . . . . . . . xii",
        "Annex A Partners…………9",
        "1 Introduction ..... 3 1.1 Background ..... 4",
        "1 Introduction ..... | 3",
    ],
)
def test_entries_with_leaders_are_left_out_wherever_they_stand(entry):
    assert kept("Words before.", entry, "Words after.") == ["Words before.", "Words after."]


def test_entries_without_leaders_are_left_out_under_their_heading_only():
    entries = ("Introduction 3", "Governance | 12", "Annex xiv")

    assert kept("Contents", *entries, "The mission began in 2023. It has six partners.") == [
        "The mission began in 2023. It has six partners."
    ]
    assert kept("Numbers", *entries) == ["Numbers", *entries]


@pytest.mark.parametrize(
    "blocks",
    [
        ["Contents", "1 What the mission set out to do and who", "was asked to help with it 4", "2 What it cost 9"],
        ["Contents", "Page", "Foreword", "3", "Goals", "5"],
        ["Inhaltsverzeichnis", "Vorwort 3", "Ziele 5"],
        ["Table des matières", "Avant-propos 3"],
    ],
)
def test_entries_over_two_lines_and_pages_set_apart_belong_to_the_contents(blocks):
    assert kept(*blocks, "The mission began in 2023. It has six partners.") == [
        "The mission began in 2023. It has six partners."
    ]


def test_a_heading_after_the_contents_and_its_first_row_stay():
    blocks = [Block("Contents"), Block("Costs 3"), Block("Costs", BlockKind.HEADING, 1), Block("Budget 2023")]

    assert [block.text for block in without_contents(blocks) if block.text] == ["Costs", "Budget 2023"]


@pytest.mark.parametrize(
    "text",
    [
        "They waited ... and then they left in 2023.",
        "Contents",
        "The index rose to 40",
        "A long sentence on the work of the board of the mission and what it decided on the money of the partners for "
        "the next year of the harbour and the year after it, which took longer than they wanted .......... 3",
    ],
)
def test_text_is_no_contents(text):
    assert kept(text) == [text]


def test_pages_and_headings_stay_known():
    blocks = [
        Block("Contents", BlockKind.HEADING, 1, pages=(Mark(0, "ii"),)),
        Block("Aim ..... 1", pages=(Mark(0, "iii"),)),
        Block("Aim", BlockKind.HEADING, 1),
    ]

    found = list(without_contents(blocks))

    assert [(block.text, [mark.label for mark in block.pages]) for block in found] == [
        ("", ["ii"]), ("", ["iii"]), ("Aim", []),
    ]  # fmt: skip
