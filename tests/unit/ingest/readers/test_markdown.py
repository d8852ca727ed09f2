import textwrap
from itertools import pairwise

from ingest.readers.markdown import read_markdown
from knowledge.locators import locate
from knowledge.sentences import split_sentences
from knowledge.types import Period, Reference, SegmentKind

STARTER = textwrap.dedent(
    """\
    ---
    title: "Harbour 2030: clean ships in Aarhus"
    kind: case-study
    themes: [circular-economy, governance]
    places: [Denmark, Aarhus]
    period: {from: 2022, to: 2030}
    date: 2026-11-23
    language: en
    licence: CC BY 4.0
    authors: [A Project]
    summary: "One sentence."
    playbook_elements: [set-direction]
    partners:
      government: [Aarhus Kommune]
      philanthropy: [A Fund, Another Fund]
    stage: running
    sources:
      - {id: 1, title: "First", publisher: "P", date: "2022", link: "https://example.org/1", licence: "none"}
      - {id: 2, title: "Second"}
    ---

    # Harbour 2030: clean ships in Aarhus

    ## In brief
    Harbour 2030 is led by **six** organisations and a [fund](https://example.org). [1] [2]
    It began in 2022. [1] In 2023 it grew [1, 2] twice. It cites [3] wrongly.

    - Ask `people` first. [2]
    - Then act.

    1. One
    2. Two

    ### Money
    | City | Year |
    |---|---|
    | Aarhus | 2023 [1] |
    | Odense | 2024 |
    """
)


def test_front_matter_becomes_the_details():
    details = read_markdown(STARTER.encode(), "harbour-2030.md").details

    assert details.title == "Harbour 2030: clean ships in Aarhus"
    assert (details.kind, details.stage, details.date) == ("case-study", "running", "2026-11-23")
    assert details.themes == ("circular-economy", "governance")
    assert details.places == ("Denmark", "Aarhus")
    assert details.period == Period(2022, 2030)
    assert details.partners == {"government": ("Aarhus Kommune",), "philanthropy": ("A Fund", "Another Fund")}
    assert details.references == (
        Reference("1", "First", "P", "2022", "https://example.org/1", "none"),
        Reference("2", "Second"),
    )


def test_the_text_is_plain_words_without_markup_or_known_reference_marks():
    document = read_markdown(STARTER.encode(), "harbour-2030.md")

    assert document.text == (
        "Harbour 2030: clean ships in Aarhus\n\n"
        "In brief\n\n"
        "Harbour 2030 is led by six organisations and a fund. It began in 2022. In 2023 it grew twice. "
        "It cites [3] wrongly.\n\n"
        "- Ask people first.\n- Then act.\n1. One\n2. Two\n\n"
        "Money\n\n"
        "City: Aarhus | Year: 2023\nCity: Odense | Year: 2024"
    )


def test_reference_marks_stand_behind_their_sentences():
    document = read_markdown(STARTER.encode(), "harbour-2030.md")

    marks = [
        (segment.label, document.text[: segment.start][-10:])
        for segment in document.segments
        if segment.kind is SegmentKind.REFERENCE
    ]

    assert marks == [
        ("1", "nd a fund."), ("2", "nd a fund."), ("1", "n in 2022."), ("1", "23 it grew"), ("2", "23 it grew"),
        ("2", "ple first."), ("1", "Year: 2023"),
    ]  # fmt: skip


def test_heading_paths_leave_out_the_title():
    document = read_markdown(STARTER.encode(), "harbour-2030.md")

    sections = [
        (s.label, document.text[s.start : s.end][:12]) for s in document.segments if s.kind is SegmentKind.SECTION
    ]

    assert sections == [("In brief", "Harbour 2030"), ("In brief › Money", "City: Aarhus")]
    start = document.text.index("City: Odense")
    assert locate(document.segments, start, start + 5).text == "In brief › Money"


def test_every_list_item_and_table_row_is_a_sentence_of_its_own():
    text = read_markdown(STARTER.encode(), "harbour-2030.md").text

    sentences = [text[span.start : span.end] for span in split_sentences(text)]

    assert sentences[6:] == [
        "Ask people first.", "Then act.", "One", "Two", "Money",
        "City: Aarhus | Year: 2023", "City: Odense | Year: 2024",
    ]  # fmt: skip


def test_html_comments_scripts_and_pictures_are_left_out():
    markup = b"<!-- hidden words -->\n\n<div>Shown <script>bad()</script></div>"
    text = b"Hello there, all.\n\n" + markup + b"\n\n![alt](x.png) End of it."

    assert read_markdown(text, "a.md").text == "Hello there, all.\n\nShown\n\nEnd of it."


def test_a_title_is_proposed_from_the_first_heading_or_the_file_name():
    assert read_markdown(b"# The aim\n\nWords here.", "a.md").details.title == "The aim"
    assert read_markdown(b"Words here.", "our_case-study.md").details.title == "Our case study"


def test_unusable_front_matter_becomes_a_warning_and_the_text_is_kept():
    document = read_markdown(b"---\ntitle: [unclosed\n---\nThe words stay.", "a.md")

    assert document.text == "The words stay."
    assert "could not be understood (line" in document.warnings[0].message


def test_fields_of_the_wrong_form_are_named_and_left_out():
    text = b"---\ntitle: T\nperiod: soon\npartners: [a]\nsources: x\nlink: javascript:alert(1)\ndate: May\n---\nWords."

    document = read_markdown(text, "a.md")

    fields = [warning.message.split("”")[0].strip("“") for warning in document.warnings]
    assert fields == ["date", "period", "link", "partners", "sources"]
    assert document.details.link is None


def test_yaml_aliases_are_not_expanded():
    steps = pairwise("abcdefghijklmnopqrstu")
    bomb = "a: &a [x, x]\n" + "\n".join(f"{name}: &{name} [*{former}, *{former}]" for former, name in steps)

    document = read_markdown(f"---\n{bomb}\n---\nThe words stay.".encode(), "a.md")

    assert "aliases are not read" in document.warnings[0].message


def test_two_rules_in_a_text_are_no_front_matter():
    assert read_markdown(b"Words.\n\n---\n\nMore.\n\n---\n", "a.md").text == "Words.\n\nMore."
