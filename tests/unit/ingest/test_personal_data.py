import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.personal_data import PersonalDataKind, find_personal_data, roles_for, with_roles
from knowledge.types import Document, Segment, SegmentKind, SourceDetails, Span


def note(text: str) -> Document:
    return Document(text, (), SourceDetails("A note"))


def talk(*turns: tuple[str, str]) -> Document:
    text, segments = "", []
    for speaker, words in turns:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{words}" if text else words
        segments.append(Segment(SegmentKind.TURN, speaker, start, len(text), speaker=speaker))
        segments.append(Segment(SegmentKind.CUE, "", start, len(text), speaker=speaker, begin_seconds=1.0))
    return Document(text, tuple(segments), SourceDetails("A talk", kind="transcript"))


def found(document: Document, kind: PersonalDataKind) -> list[str]:
    return [datum.words for datum in find_personal_data(document) if datum.kind is kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to amal.hassan@city.example.org.", ["amal.hassan@city.example.org"]),
        ("Write to a+b@example.co.uk, or c_d@example.com!", ["a+b@example.co.uk", "c_d@example.com"]),
        ("Meet me @ the station at 5.", []),
    ],
)
def test_mail_addresses_are_found(text, expected):
    assert found(note(text), PersonalDataKind.MAIL) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Call +45 12 34 56 78 now.", "Ring 0045 12345678.", "Tel. 12345678", "Phone: 12 34 56 78", "It is 12 34 56 78.",
        "It is (212) 555-0123.", "It is 212-555-0123.", "It is 020 7946 0018.", "It is +44 (0)20 7946 0018.",
    ],
)  # fmt: skip
def test_phone_numbers_are_found(text):
    assert len(found(note(text), PersonalDataKind.PHONE)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "From 2022-2030 it ran.", "On 2023-05-29 we met.", "On 29-05-2023 we met.", "It cost 12,500,000 kroner.",
        "It cost DKK 32 million.", "It has 1 234 567 people.", "ISBN 978-3-16-148410-0",
        "See 10.1016/j.solmat.2015.01.012.",
        "In 2020 2021 2022 it grew.", "It saves 4250 tonnes and 40000 more.", "Grant agreement 101036519.",
    ],
)  # fmt: skip
def test_years_dates_sums_and_codes_are_no_phone_numbers(text):
    assert found(note(text), PersonalDataKind.PHONE) == []


def test_names_of_speakers_and_those_they_name_are_found_in_transcripts():
    document = talk(
        ("Amal Hassan", "Welcome. My name is Amal Hassan and I work for the Danish Design Center."),
        ("Speaker 2", "Thank you, Amal. I met Dr. Lund and Jane Doe in New York."),
        ("Narrator", "The Jane Jacobs Foundation paid. Will the board decide? Paris Agreement."),
    )

    assert found(document, PersonalDataKind.NAME) == ["Amal Hassan", "Amal", "Lund", "Jane Doe"]


def test_names_in_a_report_are_left_alone():
    assert found(note("Jane Doe, the minister, opened it."), PersonalDataKind.NAME) == []


def test_first_and_full_name_have_one_role_and_all_their_places():
    document = talk(("Amal Hassan", "I am here."), ("Ben Lund", "Thanks, Amal. Amal Hassan and Amalgam."))

    amal = {datum.words: datum for datum in find_personal_data(document)}

    assert amal["Amal"].role == amal["Amal Hassan"].role == "Participant 1"
    assert amal["Ben Lund"].role == "Participant 2"
    assert [document.text[span.start : span.end] for span in amal["Amal Hassan"].places] == ["Amal Hassan"]
    assert amal["Amal"].places == (Span(20, 24),)


def test_a_first_name_that_two_people_share_is_not_taken_for_one_of_them():
    document = talk(("Jane Doe", "Hello, Jane."), ("Jane Roe", "Hello, Jane."))

    assert found(document, PersonalDataKind.NAME) == ["Jane Doe", "Jane Roe"]


def test_names_are_replaced_by_roles_and_places_stay_true():
    document = talk(("Amal Hassan", "I am Amal Hassan. We begin."), ("Ben", "Thanks, Amal. Amalgam stays."))

    changed = with_roles(
        document, roles_for(find_personal_data(document)) | {"Amal Hassan": "Facilitator", "Amal": "Facilitator"}
    )

    assert changed.text == "I am Facilitator. We begin.\n\nThanks, Facilitator. Amalgam stays."
    turns = [
        (s.speaker, s.label, changed.text[s.start : s.end]) for s in changed.segments if s.kind is SegmentKind.TURN
    ]
    assert turns == [
        ("Facilitator", "Facilitator", "I am Facilitator. We begin."),
        ("Participant 2", "Participant 2", "Thanks, Facilitator. Amalgam stays."),
    ]


def test_no_roles_change_nothing():
    document = talk(("Amal Hassan", "I am Amal Hassan."))

    assert with_roles(document, {}) == document
    assert with_roles(document, {"Amal Hassan": ""}) == document


@given(st.text(alphabet="ab \n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_places_of_words_that_stay_are_moved_with_them(text, first, second):
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    document = Document(text, (Segment(SegmentKind.SECTION, "s", start, end),), SourceDetails("t"))

    changed = with_roles(document, {"aa": "cccc", "b": ""})
    segment = changed.segments[0]

    assert 0 <= segment.start <= segment.end <= len(changed.text)
    untouched = text[start:end].replace("aa", "").replace("a", "")
    assert [c for c in changed.text[segment.start : segment.end] if c in "b\n"] == [c for c in untouched if c in "b\n"]


def test_a_new_person_gets_a_number_that_no_one_else_has():
    document = talk(("Participant 2", "I led the first year."), ("Mary Berg", "I lead it now."))

    assert roles_for(find_personal_data(document)) == {"Mary Berg": "Participant 3"}
    assert roles_for(find_personal_data(document, {"Ada Lund": "Participant 7", "Bo Ek": "The chair"})) == {
        "Mary Berg": "Participant 8"
    }
