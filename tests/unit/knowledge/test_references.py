from datetime import date

import pytest

from knowledge.answer import Citation
from knowledge.references import (
    WorkDate,
    apa,
    cited_works,
    one_line,
    quotation_reference,
    source_key,
    web_link,
    work_date,
    work_of_reference,
    work_of_source,
    work_reference,
)
from knowledge.turns import SpokenTurn
from knowledge.types import Reference, SourceDetails

LEUVEN = SourceDetails(
    title="Leuven 2030",
    kind="case-study",
    authors=("Katrien Rycken", "Nick Meynen"),
    date="2023-05-29",
    publisher="OECD OPSI",
    link="https://example.org/leuven",
    licence="CC BY 4.0",
)


def test_a_work_is_written_as_apa_writes_it():
    assert work_reference(LEUVEN) == (
        "Katrien Rycken & Nick Meynen. (2023, May 29). Leuven 2030 [Case study]. OECD OPSI. https://example.org/leuven"
    )


def test_without_an_author_the_title_comes_first_and_a_missing_date_is_said():
    assert work_reference(SourceDetails("What can we learn?", link="https://example.org/a")) == (
        "What can we learn? (n.d.). https://example.org/a"
    )


def test_a_publisher_who_is_the_author_is_not_named_twice():
    details = SourceDetails("Vorby", authors=("DDC",), publisher="DDC", date="2023", link="https://ddc.dk/")

    assert work_reference(details) == "DDC. (2023). Vorby. https://ddc.dk/"


def test_a_source_with_no_publisher_and_no_link_is_held_by_the_library():
    assert work_reference(SourceDetails("Notes", date="2024-06")) == (
        "Notes. (2024, June). Mission Partnership Assistant library."
    )


def test_a_later_version_is_named():
    assert "Leuven 2030 (Version 3) [Case study]." in apa(work_of_source("leuven-2030", 3, LEUVEN))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023", WorkDate(2023)),
        ("2023-05", WorkDate(2023, 5)),
        ("2023-05-29", WorkDate(2023, 5, 29)),
        ("2019 by context", WorkDate(words="2019 by context")),
        ("2023-13", WorkDate(words="2023-13")),
        ("undated (after the 2022 pilot)", WorkDate()),
        ("", WorkDate()),
        (None, WorkDate()),
    ],
)
def test_dates_are_as_exact_as_the_source_states_them(text, expected):
    assert work_date(text) == expected


@pytest.mark.parametrize(
    "link",
    [None, "javascript:alert(1)", "file:///etc/passwd", "https://", "https://a b", "https://a/<b>", "data:text/html,x"],
)
def test_only_addresses_of_the_web_are_links(link):
    assert web_link(link) is None


def test_keys_of_different_sources_and_versions_never_meet():
    pairs = [("a", 1), ("a", 2), ("a-v2", 1), ("a-v1", 2), ("a b", 1), ("a/b", 1), ("ä", 1), ("ö", 1), ("-", 1)]

    keys = [source_key(*pair) for pair in pairs]

    assert len(set(keys)) == len(pairs)
    assert source_key("decoupling-2030", 1) == "decoupling-2030-v1"


def test_a_quotation_carries_place_day_licence_address_and_what_the_source_cites():
    citation = Citation(
        1,
        "leuven-2030",
        1,
        "Leuven 2030",
        "case-study",
        "Results",
        10,
        40,
        "Leuven won\nin 2018.",
        0,
        50,
        references=(Reference("2", "Green Leaf award", "European Commission", "2018"),),
    )

    text = quotation_reference(citation, LEUVEN, retrieved=date(2026, 11, 23), address="http://localhost/source?id=x")

    assert text.split("\n") == [
        "“Leuven won in 2018.” Katrien Rycken & Nick Meynen. (2023, May 29). Leuven 2030 [Case study]. OECD OPSI. "
        "https://example.org/leuven At: Results. Retrieved 2026-11-23. Licence: CC BY 4.0. http://localhost/source?id=x",
        "The source itself cites: Green Leaf award. (2018). European Commission.",
    ]


def test_works_in_one_line_are_parted_by_one_mark():
    works = (Reference("1", "Award", "Commission", "2018"), Reference("2", "Plan", "City", "2019"))

    assert cited_works(works) == "Award. (2018). Commission; Plan. (2019). City."


def test_a_work_cited_by_a_source_has_a_key_beside_it():
    work = work_of_reference(Reference("2", "Award"), cited_by="leuven-2030-v1")

    assert work.key == "leuven-2030-v1-cites-2"


def test_one_line_has_no_break_and_no_control_character():
    assert one_line("a\r\nb\u2028c\x00d\x85e\tf  g") == "a b c d e f g"


def test_a_recording_is_referred_to_at_the_second_of_the_quotation():
    citation = Citation(
        1, "talk", 1, "Talk", "transcript", "00:14:32, Ada", 0, 4, "Yes.", 0, 4, "https://youtu.be/x?t=872s"
    )
    details = SourceDetails(title="Talk", kind="transcript", link="https://youtu.be/x")

    text = quotation_reference(citation, details, retrieved=date(2025, 3, 1))

    assert "https://youtu.be/x?t=872s At: 00:14:32, Ada." in text


def test_the_names_of_several_speakers_stand_in_the_quotation():
    quote = "Who pays?\n\nThe city."
    citation = Citation(1, "talk", 1, "Talk", "transcript", "00:14:32, Amal", 7, 27, quote, 0, 40)
    turns = (SpokenTurn(7, "Amal"), SpokenTurn(18, "Ben"))

    text = quotation_reference(citation, SourceDetails(title="Talk"), retrieved=date(2025, 3, 1), turns=turns)

    assert text.startswith("“[Amal:] Who pays? [Ben:] The city.” Talk")
