import pytest

from ingest.readers.pdf_fonts import common_width, width_function
from ingest.readers.pdf_layout import arrange_page, without_running_lines
from ingest.readers.pdf_lines import PageRuns, Run

HEIGHT = 842.0


def drawn(x, y, text, size=10.0, *, angle=0):
    """A run and the line break that pypdf puts after it."""
    width = common_width(text) * size
    return [Run(text, x, y, size, width, angle=angle), Run("\n", x, y, size, 0.0, angle=angle)]


def page(*lines, label="1", index=0):
    return PageRuns(label, index, 595.0, HEIGHT, tuple(run for line in lines for run in line))


def texts(page_lines):
    return [line.text for line in page_lines.lines]


LEFT = [f"The left column goes on and on for a while, line {i}" for i in range(6)]
RIGHT = [f"The right column goes on and on for a while, line {i}" for i in range(6)]


def test_columns_drawn_line_by_line_are_read_column_by_column():
    rows = [drawn(x, 700 - 14 * i, column[i]) for i in range(6) for x, column in ((50, LEFT), (320, RIGHT))]

    arranged = arrange_page(
        page(drawn(50, 760, "A title over both columns that is really very long indeed and more"), *rows)
    )

    assert texts(arranged)[1:] == LEFT + RIGHT


def test_columns_drawn_one_after_the_other_stay_so():
    rows = [drawn(50, 700 - 14 * i, LEFT[i]) for i in range(6)] + [drawn(320, 700 - 14 * i, RIGHT[i]) for i in range(6)]

    assert texts(arrange_page(page(*rows))) == LEFT + RIGHT


def test_rows_of_a_table_are_not_taken_for_columns():
    rows = [drawn(x, 700 - 14 * i, f"{name} {i}") for i in range(6) for x, name in ((50, "Aarhus"), (320, "2023"))]

    assert texts(arrange_page(page(*rows)))[:3] == ["Aarhus 0", "2023 0", "Aarhus 1"]


def test_a_heading_drawn_last_is_read_where_it_stands():
    rows = [drawn(50, 700, "First paragraph."), drawn(50, 600, "Second paragraph."), drawn(50, 650, "A heading")]

    assert texts(arrange_page(page(*rows))) == ["First paragraph.", "A heading", "Second paragraph."]


def test_a_stamp_on_edge_is_left_out():
    rows = [drawn(50, 700, "Some words of the page."), drawn(10, 300, "arXiv stamp", angle=1)]

    assert texts(arrange_page(page(*rows))) == ["Some words of the page."]


def test_a_page_on_its_side_is_read_in_its_own_direction():
    rows = [drawn(100, 50, "First line of a wide table.", angle=1), drawn(120, 50, "Second line.", angle=1)]

    assert texts(arrange_page(page(*rows))) == ["First line of a wide table.", "Second line."]


def test_raised_numbers_of_notes_are_left_out_but_powers_stay():
    line = (
        Run("The policy changed.", 50, 700, 10, 90),
        Run("12", 140, 704, 6, 7),
        Run(" It covers 40 km", 147, 700, 10, 70),
        Run("2", 217, 704, 6, 4),
        Run(" now.\n", 221, 700, 10, 20),
    )

    assert texts(arrange_page(page(line))) == ["The policy changed. It covers 40 km2 now."]


@pytest.mark.parametrize(
    ("before", "raised", "shown"),
    [
        ("It began in 2023", "1", "It began in 2023 now."),
        ("Half of it, 50%", "12", "Half of it, 50% now."),
        ("It is paid by the EU", "3", "It is paid by the EU now."),
        ("It is 12023", "2", "It is 120232 now."),
        ("It is 40 m", "2", "It is 40 m2 now."),
        ("It is 10", "6", "It is 106 now."),
    ],
)
def test_a_raised_number_is_a_note_after_a_year_and_a_power_after_a_number(before, raised, shown):
    line = (
        Run(before, 50, 700, 10, 90),
        Run(raised, 140, 704, 6, 7),
        Run(" now.\n", 147, 700, 10, 20),
    )

    assert texts(arrange_page(page(line))) == [shown]


def test_cells_are_those_that_line_up_with_the_line_beside():
    def row(y, *cells):
        return [
            *(Run(text, x, y, 10, common_width(text) * 10) for x, text in cells),
            Run("\n", 0, y, 10, 0),
        ]

    lines = arrange_page(
        page(
            row(700, (50, "Formed"), (200, "1916")),
            row(686, (50, "Staff"), (200, "10,220")),
            row(650, (50, "A justified"), (230, "line")),
            row(636, (50, "Words that go on without a gap.")),
        )
    ).lines

    assert [[cell.text for cell in line.cells] for line in lines] == [["Formed", "1916"], ["Staff", "10,220"], [], []]


def test_the_number_of_a_footnote_is_parted_from_its_words():
    note = [
        Run("1", 72, 80, 8, 4.5),
        Run("Council decision of 3 May.", 76.5, 80, 8, 110),
        Run("\n", 0, 0, 8, 0),
        Run("3", 72, 66, 8, 4.5),
        Run("rd floor", 76.5, 66, 8, 30),
    ]

    assert texts(arrange_page(page(note))) == ["1 Council decision of 3 May.", "3rd floor"]


def test_headers_footers_and_page_numbers_are_removed_by_repetition():
    pages = [
        arrange_page(
            page(
                drawn(50, 815, f"Annual report {2020 + i}"),
                drawn(50, 700, f"What page {i} says."),
                drawn(50, 60, "The same closing words"),
                drawn(290, 30, str(i + 1)),
                index=i,
            )
        )
        for i in range(6)
    ]

    assert [texts(found) for found in without_running_lines(pages)] == [[f"What page {i} says."] for i in range(6)]


def test_a_chapters_header_with_the_page_number_is_removed_though_it_comes_back_once():
    names = [name for name in ("Ports", "Food", "Youth", "Water") for _ in range(2)]
    pages = [
        arrange_page(page(drawn(50, 815, f"{name} in brief {i}"), drawn(50, 700, f"Text {i}."), label=str(i), index=i))
        for i, name in enumerate(names)
    ]

    assert [texts(found) for found in without_running_lines(pages)] == [[f"Text {i}."] for i in range(8)]


def test_words_that_come_back_in_the_middle_of_pages_stay():
    pages = [arrange_page(page(drawn(50, 500, "In brief"), drawn(50, 400, f"Text {i}"), index=i)) for i in range(6)]

    assert texts(without_running_lines(pages)[0]) == ["In brief", "Text 0"]


def test_a_fonts_own_widths_are_used():
    simple = {"/FirstChar": 65, "/Widths": [1000, 500]}
    mapping = type(
        "Stream",
        (),
        {
            "get_data": lambda _: (
                b"1 beginbfchar\n<0003> <0041>\nendbfchar\nbeginbfrange\n<0004> <0005> <0042>\nendbfrange"
            )
        },
    )()
    composite = {"/DescendantFonts": [{"/DW": 250, "/W": [3, [700], 4, 5, 600]}], "/ToUnicode": mapping}

    assert width_function(simple)("AB") == 1.5
    renumbered = simple | {"/FirstChar": 3, "/ToUnicode": mapping}
    assert width_function(renumbered)("AB") == 1.5
    assert width_function(composite)("ABC") == 0.7 + 0.6 + 0.6
    assert width_function(None)("in") == common_width("in")
