import io

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, StreamObject

from ingest.readers.pdf import read_pdf
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.locators import locate
from knowledge.sentences import split_sentences
from knowledge.types import SegmentKind
from tests.made_files import At, lines_at, pdf_file

BODY = [
    "Missions are bold goals that need many partners from every sector of a",
    "society, and they need time. A board of six decides on the money that a",
    "foundation gives each year.",
]


def segments(document, kind):
    return [(s.label, document.text[s.start : s.end]) for s in document.segments if s.kind is kind]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_parted_by_their_gap():
    page = [*lines_at(72, 700, BODY), *lines_at(72, 640, ["A second paragraph stands here."])]

    document = read_pdf(pdf_file([page]), "a.pdf")

    assert document.text == " ".join(BODY) + "\n\nA second paragraph stands here."
    assert segments(document, SegmentKind.PAGE) == [("1", document.text)]


def test_a_sentence_over_a_page_break_is_whole_and_pages_stay_known():
    first = lines_at(72, 100, ["The board decides on the money and the people who spend it, and"])
    second = lines_at(72, 780, ["it meets in Aarhus twice a year.", "Then it rests."])

    document = read_pdf(pdf_file([first, second]), "a.pdf")

    assert document.text == (
        "The board decides on the money and the people who spend it, and it meets in Aarhus twice a year. "
        "Then it rests."
    )
    assert segments(document, SegmentKind.PAGE) == [
        ("1", "The board decides on the money and the people who spend it, and "),
        ("2", "it meets in Aarhus twice a year. Then it rests."),
    ]
    places = [locate(document.segments, *span).text for span in split_sentences(document.text)]
    assert places == ["pp. 1-2", "p. 2"]


def test_words_parted_at_the_end_of_a_line_become_whole():
    lines = [
        "The govern-", "ment works in a mission-", "oriented way with pub-", "lic bodies. A mission is",
        "a goal. Work is oriented to it by Anglo-", "American law.",
    ]  # fmt: skip

    document = read_pdf(pdf_file([lines_at(72, 700, lines)]), "a.pdf")

    assert document.text == (
        "The government works in a mission-oriented way with public bodies. A mission is a goal. "
        "Work is oriented to it by Anglo-American law."
    )


def test_page_labels_are_kept():
    labels = "<< /Nums [0 << /S /r /St 12 >> 1 << /S /D >>] >>"
    pages = [lines_at(72, 700, ["A preface stands here."]), lines_at(72, 700, ["The first page stands here."])]

    document = read_pdf(pdf_file(pages, labels=labels), "a.pdf")

    assert segments(document, SegmentKind.PAGE) == [
        ("xii", "A preface stands here.\n\n"),
        ("1", "The first page stands here."),
    ]
    assert locate(document.segments, 0, len(document.text)).text == "pp. xii-1"


def test_larger_type_over_text_makes_headings():
    page = [
        At(72, 760, "Harbour 2030", 22),
        *lines_at(72, 720, BODY),
        At(72, 650, "Governance", 15),
        *lines_at(72, 620, BODY),
        At(72, 560, "Roles", 13),
        *lines_at(72, 540, BODY),
    ]

    document = read_pdf(pdf_file([page]), "a.pdf")

    assert document.details.title == "Harbour 2030"
    assert [(s.label, s.level) for s in document.segments if s.kind is SegmentKind.HEADING] == [
        ("Harbour 2030", 1),
        ("Governance", 2),
        ("Roles", 3),
    ]
    assert [label for label, _ in segments(document, SegmentKind.SECTION)] == ["Governance", "Governance › Roles"]


def test_a_heading_at_the_foot_of_a_page_stands_over_the_text_of_the_next_page_and_a_covers_words_do_not():
    cover = [At(72, 500, "Harbour Office", 16)]
    pages = [cover, [*lines_at(72, 700, BODY), At(72, 640, "Costs", 16)], lines_at(72, 700, BODY)]

    assert heads(read_pdf(pdf_file(pages), "a.pdf")) == [("Costs", 1)]


def test_notes_that_hold_more_words_than_the_text_are_notes_and_the_text_is_no_heading():
    notes = ["1 See the minutes of the council, kept in the archive of the city.", "2 Ibid., p. 10"]
    notes += ["and the letters that followed them over the years, under number 14/2021."] * 4
    page = [At(72, 720, "Costs", 16), *lines_at(72, 690, BODY), *lines_at(72, 540, notes, size=8, leading=10)]

    document = read_pdf(pdf_file([page, page]), "a.pdf")

    assert heads(document) == [("Costs", 1), ("Costs", 1)]
    assert [label for label, _ in segments(document, SegmentKind.NOTES)] == ["footnote 1", "footnote 2"] * 2


def test_a_box_in_small_type_beside_the_text_is_no_note():
    box = ["70 Whitehall, Westminster", "Department overview"]
    page = [*lines_at(72, 750, [*BODY, *BODY]), *lines_at(72, 640, box, size=8, leading=10)]

    assert segments(read_pdf(pdf_file([page]), "a.pdf"), SegmentKind.NOTES) == []


def test_the_outline_gives_headings_that_look_like_the_text():
    page = [
        At(72, 760, "1 Governance", bold=True),
        *lines_at(72, 740, BODY),
        At(72, 660, "2 Money", bold=True),
        *lines_at(72, 640, BODY),
    ]

    document = read_pdf(pdf_file([page], outline=[("1 Governance", 0), ("2 Money", 0)]), "a.pdf")

    assert [label for label, _ in segments(document, SegmentKind.SECTION)] == ["1 Governance", "2 Money"]


def heads(document):
    return [(s.label, s.level) for s in document.segments if s.kind is SegmentKind.HEADING]


def test_headings_that_a_coarse_outline_lacks_stand_below_those_it_has():
    page = [
        At(72, 800, "Amal Holt", 18),
        *lines_at(72, 782, BODY[:1]),
        At(72, 760, "1 Governance", 18),
        *lines_at(72, 740, BODY),
        At(72, 670, "The board", 14),
        *lines_at(72, 650, BODY),
        At(72, 580, "In practice", bold=True),
        *lines_at(72, 566, BODY),
        At(72, 500, "2 Money", 18),
        *lines_at(72, 480, BODY),
        At(72, 420, "A preface to no chapter", 18),
        *lines_at(72, 400, BODY),
    ]

    document = read_pdf(pdf_file([page], outline=[("1 Governance", 0), ("2 Money", 0)]), "a.pdf")

    assert heads(document) == [
        ("1 Governance", 1), ("The board", 2), ("In practice", 3), ("2 Money", 1), ("A preface to no chapter", 1),
    ]  # fmt: skip
    assert "1 Governance › The board › In practice" in [label for label, _ in segments(document, SegmentKind.SECTION)]


def test_bold_lines_that_stand_apart_over_text_are_headings_and_bold_words_in_text_are_not():
    page = [
        At(72, 760, "Roles", bold=True),
        *lines_at(72, 746, BODY),
        At(72, 704, "A line in bold within a paragraph goes on", bold=True),
        *lines_at(72, 690, BODY),
        At(72, 630, "Figure 2: The partners of the mission", bold=True),
        *lines_at(72, 616, BODY),
    ]

    assert heads(read_pdf(pdf_file([page]), "a.pdf")) == [("Roles", 1)]


def test_a_page_of_contents_is_no_text_and_the_pages_after_it_keep_their_numbers():
    contents = [At(72, 760, "Contents", 18)]
    contents += lines_at(72, 730, [f"{number} Part {number} {'.' * 60} {number + 2}" for number in range(1, 6)])

    document = read_pdf(pdf_file([lines_at(72, 700, ["A cover."]), contents, lines_at(72, 700, BODY)]), "a.pdf")

    assert document.text == "A cover.\n\n" + " ".join(BODY)
    assert [label for label, _ in segments(document, SegmentKind.PAGE)] == ["1", "3"]


def test_lists_and_footnotes_are_told_apart_from_paragraphs():
    page = [
        *lines_at(72, 700, [BODY[0], "society, and they"]),
        *lines_at(80, 660, ["\u2022 Ask people first", "\u2022 Then act on what they", "  say"]),
        *lines_at(72, 80, ["1 A note that tells where this comes from,", "over two lines."], size=8, leading=10),
    ]
    more = lines_at(72, 780, BODY)

    document = read_pdf(pdf_file([page, more]), "a.pdf")

    assert "\n\n- Ask people first\n- Then act on what they say\n\n" in document.text
    assert segments(document, SegmentKind.NOTES) == [
        ("footnote 1", "A note that tells where this comes from, over two lines.")
    ]


def test_title_date_and_authors_come_from_the_file():
    info = "/Title (Clean ships) /Author (A. Smith; Bo Lund) /CreationDate (D:20230529120000Z)"

    details = read_pdf(pdf_file([lines_at(72, 700, BODY)], info=info), "a.pdf").details

    assert (details.title, details.date, details.authors) == ("Clean ships", "2023-05-29", ("A. Smith", "Bo Lund"))


def test_a_programs_default_title_is_not_proposed():
    details = read_pdf(
        pdf_file([lines_at(72, 700, BODY)], info="/Title (Microsoft Word - x.doc)"), "clean_ships.pdf"
    ).details

    assert details.title == "Clean ships"


def test_a_page_without_text_is_told():
    document = read_pdf(pdf_file([lines_at(72, 700, BODY), [], lines_at(72, 700, BODY)]), "a.pdf")

    assert [(w.message, w.place) for w in document.warnings] == [
        ("Page 2 gave no text; it may be a picture or a scan.", "p. 2")
    ]
    assert [label for label, _ in segments(document, SegmentKind.PAGE)] == ["1", "3"]


def test_text_in_a_form_is_read_where_the_form_is_drawn():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file([[At(72, 700, "Over it."), At(72, 300, "Under it.")]])))
    page = writer.pages[0]
    form = StreamObject()
    form.set_data(b"BT /F1 11 Tf 1 0 0 1 0 0 Tm (Within it.) Tj ET")
    form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
    form[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): page["/Resources"]["/Font"]})
    form[NameObject("/Matrix")] = ArrayObject(FloatObject(number) for number in (1, 0, 0, 1, 72, 100))
    page["/Resources"][NameObject("/XObject")] = DictionaryObject({NameObject("/Fm"): writer._add_object(form)})
    contents = StreamObject()
    contents.set_data(page.get_contents().get_data() + b"\nq 1 0 0 1 0 400 cm /Fm Do Q")
    page[NameObject("/Contents")] = writer._add_object(contents)
    out = io.BytesIO()
    writer.write(out)

    assert read_pdf(out.getvalue(), "a.pdf").text == "Over it.\n\nWithin it.\n\nUnder it."


def scanned_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    picture = StreamObject()
    picture.set_data(b"\x00" * 100)
    picture.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image")})
    picture.update({NameObject("/Width"): NumberObject(10), NameObject("/Height"): NumberObject(10)})
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/I"): writer._add_object(picture)})}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_scanned_pdf_is_refused_with_advice():
    with pytest.raises(NoTextError, match=r"^a\.pdf: none of its 1 pages holds text\.$") as caught:
        read_pdf(scanned_pdf(), "a.pdf")

    assert "OCR" in caught.value.advice


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_protected_pdf_is_refused_and_one_with_an_empty_password_is_read(algorithm):
    def encrypted(password):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file([lines_at(72, 700, BODY)])))
        writer.encrypt(password, owner_password="owner", algorithm=algorithm)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    with pytest.raises(UnreadableFileError, match=r"^a\.pdf is protected with a password\.$") as caught:
        read_pdf(encrypted("secret"), "a.pdf")

    assert "without a password" in caught.value.advice
    assert read_pdf(encrypted(""), "a.pdf").text == " ".join(BODY)


@pytest.mark.parametrize("twentieth", range(1, 20))
def test_a_truncated_pdf_is_read_or_refused(twentieth):
    whole = pdf_file([lines_at(72, 700, BODY), lines_at(72, 700, BODY)])

    try:
        outcome = read_pdf(whole[: len(whole) * twentieth // 20], "a.pdf").text
    except (UnreadableFileError, NoTextError) as error:
        outcome = error.message

    assert outcome.startswith(("a.pdf", "Missions are bold"))
