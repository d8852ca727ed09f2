from ingest.questions import answerable_questions
from knowledge.types import Document, Segment, SegmentKind, SourceDetails

GOVERNANCE = "The governance of the harbour mission lies with a board of six partners in Vejle."
HANGING = "It meets four times a year in the town hall and votes on every single project."
FUNDING = "The municipality of Vejle pays 4 million euro for the first year of the mission."


def document_of(*sections):
    """A document with these (heading, body) sections."""
    text, segments = "", []
    for heading, body in sections:
        start = len(text)
        text += f"{heading}\n\n{body}\n\n"
        segments.append(Segment(SegmentKind.HEADING, heading, start, start + len(heading), level=2))
        segments.append(Segment(SegmentKind.SECTION, heading, start + len(heading) + 2, len(text)))
    return Document(text, tuple(sorted(segments, key=lambda s: (s.start, -s.end))), SourceDetails("Harbour"))


def asked(document):
    return answerable_questions(document, document.details)


def test_each_heading_asks_for_the_sentence_that_says_most_of_it():
    document = document_of(("Governance of the mission", f"{HANGING} {GOVERNANCE}"), ("Who pays?", FUNDING))

    questions = asked(document)

    assert [(question.question, question.quote) for question in questions] == [
        ("What does it say about “Governance of the mission”?", GOVERNANCE),
        ("Who pays?", FUNDING),
    ]
    assert [question.place for question in questions] == ["Governance of the mission", "Who pays?"]


def test_every_quotation_is_exact():
    document = document_of(("1. Governance", GOVERNANCE), ("2. Funding", FUNDING))

    assert all(question.quote == document.text[question.start : question.end] for question in asked(document))


def test_headings_that_every_text_has_ask_nothing():
    questions = asked(document_of(("Contents", GOVERNANCE), ("References", FUNDING)))

    assert not any("“" in question.question for question in questions)


def test_sentences_that_lean_on_others_are_no_answers():
    assert asked(document_of(("Meetings", HANGING))) == ()


def test_notes_of_amendments_are_no_answers():
    notes = (
        "C1Act: certain functions of the Secretary of State transferred to the Lord Chancellor of the realm. "
        "Words in section four of the harbour act inserted (1.4.2014) by the Public Service Pensions Act 2013. "
        "The board of the harbour was given these powers in May 2023 by the act of that year, s. 41(2), Sch."
    )

    assert asked(document_of(("The harbour board", notes))) == ()


def test_the_bare_number_of_a_chapter_asks_nothing_and_a_heading_loses_its_full_stop():
    questions = asked(document_of(("CHAPTER 42", FUNDING), ("Governance of the mission.", GOVERNANCE)))

    assert [question.question for question in questions if "“" in question.question] == [
        "What does it say about “Governance of the mission”?"
    ]


def test_five_questions_are_spread_to_the_end_of_a_long_document():
    sections = [
        (f"Part {letter} of the harbour", FUNDING.replace("4", str(n))) for n, letter in enumerate("abcdefghij")
    ]

    questions = asked(document_of(*sections))

    assert len(questions) == 5
    assert questions[0].question == "What does it say about “Part a of the harbour”?"
    assert questions[-1].question == "What does it say about “Part j of the harbour”?"


def test_a_transcript_without_headings_asks_what_a_speaker_says_of_a_theme():
    text = f"{FUNDING} {GOVERNANCE}"
    start = text.index(GOVERNANCE)
    segments = (Segment(SegmentKind.TURN, "Amal", start, len(text), speaker="Amal"),)
    details = SourceDetails("Talk", themes=("governance",))

    questions = answerable_questions(Document(text, segments, details), details)

    assert ("What does Amal say about governance?", GOVERNANCE) in [(one.question, one.quote) for one in questions]
