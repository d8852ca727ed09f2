"""Rows of tables as programs draw them: line by line, cell by cell, with and without heads."""

from ingest.readers.pdf_fonts import common_width
from ingest.readers.pdf_lines import Cell, Line
from ingest.readers.pdf_tables import headed_rows, table_rows

SIZE = 10.0


def line(y, *cells, bold=False):
    placed = tuple(Cell(text, x, x + common_width(text) * SIZE) for x, text in cells)
    text = " ".join(cell.text for cell in placed)
    return Line(text, placed[0].x, y, SIZE, placed[-1].right, bold, cells=placed if len(placed) > 1 else ())


def rows(lines):
    return [" | ".join(cell.text for cell in row.cells) or row.text for row in headed_rows(tuple(table_rows(lines)))]


def test_a_cell_that_runs_over_lines_stays_in_its_row_and_heads_stand_before_cells():
    lines = [
        line(700, (50, "District"), (150, "Budget"), (250, "Spent on")),
        line(680, (50, "Old Quay"), (150, "310,000"), (250, "Filters at the")),
        line(668, (250, "storm drains")),
        line(648, (50, "Millside"), (150, "95,000"), (250, "School gar-")),
        line(636, (250, "den")),
        line(600, (50, "The board checks the table each spring.")),
    ]

    assert rows(lines) == [
        "District: Old Quay | Budget: 310,000 | Spent on: Filters at the storm drains",
        "District: Millside | Budget: 95,000 | Spent on: School gar-den",
        "The board checks the table each spring.",
    ]


def test_rows_that_are_drawn_cell_by_cell_are_whole_again():
    lines = [
        line(720, (50, "Who answers for what")),
        line(690, (50, "Ana Ruiz")),
        line(678, (50, "of the board")),
        line(690, (200, "Decides on")),
        line(678, (200, "the money")),
        line(655, (50, "Tom Lund"), (200, "Keeps the diary")),
    ]

    assert rows(lines) == [
        "Who answers for what",
        "Ana Ruiz of the board | Decides on the money",
        "Tom Lund | Keeps the diary",
    ]


def test_columns_of_text_are_no_row():
    left = [line(700 - 12 * i, (50, f"The left column goes on, line {i}")) for i in range(5)]
    right = [line(700 - 12 * i, (300, f"The right column goes on, line {i}")) for i in range(5)]

    assert [row.text for row in table_rows([*left, *right])] == [one.text for one in (*left, *right)]


def test_centred_heads_stand_over_their_columns_and_sums_flush_right_are_a_column():
    lines = [
        line(700, (80, "Year"), (190, "Ships"), (290, "Town"), bold=True),
        line(686, (50, "the first year"), (180, "in all 1,300"), (260, "Lakemouth harbour")),
        line(672, (50, "the second one"), (180, "in all 900"), (260, "Northport basin")),
    ]

    assert rows(lines)[0] == "Year: the first year | Ships: in all 1,300 | Town: Lakemouth harbour"


def test_names_and_their_values_have_no_heads():
    lines = [line(700, (50, "Formed"), (200, "1916")), line(686, (50, "Staff"), (200, "10,220 people"))]
    lines += [line(672, (50, "Seat"), (200, "London"))]

    assert rows(lines) == ["Formed | 1916", "Staff | 10,220 people", "Seat | London"]
