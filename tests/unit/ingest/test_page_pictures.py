"""Which page a label names, and where quoted words stand among a page's characters."""

from ingest.page_pictures import find_letters, page_index


def test_words_are_found_across_lines_hyphens_and_case() -> None:
    text = "A mis-\nsion needs\r\nPartners. [3]"

    start, count = find_letters(text, "mission needs partners") or (-1, 0)

    assert text[start : start + count] == "mis-\nsion needs\r\nPartners"


def test_a_quotation_that_runs_over_the_page_is_found_by_its_beginning() -> None:
    beginning = "The mission brings together many partners from every sector"
    text = f"Heading\n{beginning}"

    start, count = find_letters(text, f"{beginning} and goes on over the page") or (-1, 0)

    assert text[start : start + count] == beginning


def test_a_tables_row_is_found_without_the_heads_of_its_columns() -> None:
    text = "District Budget\r\nOld Quay 310,000\r\nMillside 95,000"

    start, count = find_letters(text, "District: Old Quay | Budget: 310,000") or (-1, 0)

    assert text[start : start + count] == "Old Quay 310,000"


def test_words_that_are_not_there_are_not_found() -> None:
    assert find_letters("Quite another page.", "The mission brings together many partners from every sector") is None
    assert find_letters("Quite another page.", " - ") is None


def test_a_label_names_its_page_and_pages_without_text_are_passed_over() -> None:
    assert page_index(["i", "ii", "1", "2"], "1", 0) == 2
    assert page_index([None, None, None], "3", 1) == 2
    assert page_index(["1", "2", "1", "2"], "2", 2) == 3
    assert page_index(["1"], "7", 4) == 0
