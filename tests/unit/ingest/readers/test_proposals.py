import pytest

from ingest.readers.language import detect_language
from ingest.readers.proposals import (
    Hints,
    date_in_lines,
    find_date,
    known_details,
    propose_details,
    sensible_title,
    split_names,
    title_from_name,
)
from knowledge.types import SourceDetails


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 May 2023", "2023-05-29"),
        ("May 29th, 2023", "2023-05-29"),
        ("Sept. 3, 2021", None),  # an abbreviation of four letters is not read
        ("Sep 3, 2021", "2021-09-03"),
        ("published 2023-05-29T10:00:00Z", "2023-05-29"),
        ("May 2023", "2023-05"),
        ("31 February 2023", None),
        ("You may 2 do so", None),
    ],
)
def test_dates_are_found_as_exact_as_they_are_given(text, expected):
    assert find_date(text) == expected


def test_only_a_line_that_is_little_more_than_a_date_dates_the_text():
    assert date_in_lines(["Formed December 1916", "London, 29 May 2023"]) == "2023-05-29"
    assert date_in_lines(["Published: 1 June 2022"]) == "2022-06-01"
    assert date_in_lines(["The board met on 29 May 2023 in Aarhus."]) is None
    assert date_in_lines(["Final workshop of 14 March 2024"]) == "2024-03-14"
    assert date_in_lines(["Meeting rooms were opened on 14 March 1990"]) is None
    assert date_in_lines(["News | 3 May 2023"]) == "2023-05-03"
    assert date_in_lines(["Formed | 3 May 1987", "Staff | 1,240"]) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("  Clean\nships ", "Clean ships"),
        ("Microsoft Word - report_v3.doc", None),
        ("report_v3.docx", None),
        ("Untitled", None),
        ("PowerPoint Presentation", None),
        ("", None),
        (None, None),
    ],
)
def test_titles_that_programs_make_up_are_not_proposed(title, expected):
    assert sensible_title(title) == expected


def test_a_title_is_made_from_a_file_name():
    assert title_from_name("folder/our_first-case_2023-05-29.pdf") == "Our first case 2023-05-29"
    assert title_from_name(".pdf") == ".pdf"


def test_names_are_split():
    assert split_names("A. Smith, B. Jones and C. Lee; D. Roe") == ("A. Smith", "B. Jones", "C. Lee", "D. Roe")
    assert split_names("Administrator") == ()


def test_details_come_from_hints_first_then_from_the_text():
    text = (
        "Clean ships\n\nBy Jo Smith and Bo Lund\n\n29 May 2023\n\nThe board and the steering group of the city decide."
    )

    details = propose_details(text, "a.pdf", hints=Hints(file_date="2024-01-01"))
    hinted = propose_details(text, "a.pdf", hints=Hints(title="Ships", date="2020", authors=("X Y",), language="da"))

    assert (details.title, details.authors, details.date) == ("A", ("Jo Smith", "Bo Lund"), "2023-05-29")
    assert (hinted.title, hinted.authors, hinted.date, hinted.language) == ("Ships", ("X Y",), "2020", "da")


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("A case study of Aarhus", "", "case-study"),
        ("Mission Playbook", "", "practice-guide"),
        ("How to begin", "", "practice-guide"),
        ("They learn how to begin", "The workshop was long. The workshop was good.", "workshop-report"),
        ("Ships", "Some words.", "note"),
    ],
)
def test_the_kind_is_proposed_by_words(title, text, kind):
    assert propose_details(text, "a.txt", hints=Hints(title=title)).kind == kind


def test_words_that_the_vocabulary_does_not_know_are_left_out_and_named():
    details = SourceDetails(
        "T", kind="poem", themes=("governance", "dragons"), stage="asleep", partners={"elves": ("A",)}
    )

    known, warnings = known_details(details)

    assert (known.kind, known.themes, known.stage, known.partners) == ("note", ("governance",), None, {})
    assert [warning.place for warning in warnings] == ["kind", "themes", "stage", "partners"]
    assert "“dragons”" in warnings[1].message


SAMPLES = {
    "en": "The board of the city decides on the money that it gives to the people who need it, and they are many.",
    "da": "Bestyrelsen for byen beslutter om de penge, som den giver til dem, der har brug for dem, og de er mange.",
    "nb": "Styret for byen bestemmer over de pengene som de gir til dem som har bruk for dem, og det er mange av dem.",
    "sv": "Styrelsen för staden beslutar om de pengar som den ger till dem som inte har några, och de är många.",
    "de": "Der Rat der Stadt entscheidet über das Geld, das er den Menschen gibt, und das sind nicht mehr viele.",
    "fr": "Le conseil de la ville décide de la somme qui est donnée aux gens, et ils sont dans la rue pour cela.",
    "es": "El consejo de la ciudad decide el dinero que se da a los que no lo tienen, y son muchos en las calles.",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_language_is_told_by_its_small_words(language):
    assert detect_language(SAMPLES[language] + " " + SAMPLES[language]) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("使命很重要我们开始吧", "zh"),
        ("ミッションはとても大切です", "ja"),
        ("Aarhus Odense Lund Malmö", None),
        ("Aarhus Odense Lund Malmö " * 20, None),
        ("", None),
    ],
)
def test_a_language_is_told_by_its_script_or_not_at_all(text, language):
    assert detect_language(text) == language
