import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.passages import split_document
from knowledge.staging import lead
from knowledge.types import Document, Segment, SegmentKind, SourceDetails

KIND = SegmentKind


def count_tokens(texts):
    return [len(re.findall(r"\w{1,6}|[^\w\s]", text)) + 2 for text in texts]


def document(text, *segments):
    return Document(text, tuple(sorted(segments, key=lambda s: (s.start, -s.end))), SourceDetails("T"))


def split(doc, title="Title", max_tokens=256):
    return split_document(doc, title, count_tokens, max_tokens)


def words(count, start=0):
    return "The " + " ".join(f"word{number}" for number in range(start + 1, start + count)) + "."


def test_short_text_is_one_passage_with_its_title_as_context():
    (passage,) = split(document("The mission began in 2022. It has six partners."))

    assert passage.text == "The mission began in 2022. It has six partners."
    assert passage.context == "Title"
    assert [passage.text[s.start : s.end] for s in passage.sentences] == [
        "The mission began in 2022.",
        "It has six partners.",
    ]


def test_long_text_is_cut_evenly_between_sentences():
    text = " ".join(words(20, start) for start in range(0, 400, 20))

    passages = split(document(text), max_tokens=1000)

    assert [len(passage.text.split()) for passage in passages] == [140, 140, 120]
    assert all(passage.text.endswith(".") for passage in passages)


def test_a_passage_ends_early_where_a_paragraph_begins():
    first, second = (
        " ".join(words(20, n) for n in range(0, 140, 20)),
        " ".join(words(20, n) for n in range(140, 300, 20)),
    )

    passages = split(document(f"{first}\n\n{second}"), max_tokens=1000)

    assert [passage.text for passage in passages] == [first, second]


def test_sections_are_not_joined_and_headings_are_not_quoted():
    text = "Aim\n\nTo halve emissions.\n\nPartners\n\nSix bodies."
    doc = document(
        text,
        Segment(KIND.HEADING, "Aim", 0, 3, level=2),
        Segment(KIND.SECTION, "Aim", 5, 24),
        Segment(KIND.HEADING, "Partners", 26, 34, level=2),
        Segment(KIND.SECTION, "Partners", 36, 47),
    )

    passages = split(doc)

    assert [(passage.text, passage.context) for passage in passages] == [
        ("To halve emissions.", "Title. Aim"),
        ("Six bodies.", "Title. Partners"),
    ]


def test_pages_are_crossed():
    doc = document(
        "The first page ends\nhere on the second.", Segment(KIND.PAGE, "1", 0, 20), Segment(KIND.PAGE, "2", 20, 39)
    )

    assert len(split(doc)) == 1


def test_short_turns_share_a_passage_that_names_its_speakers():
    doc = document(
        "Who leads?\n\nThe city leads.",
        Segment(KIND.TURN, "Amal", 0, 10, speaker="Amal"),
        Segment(KIND.TURN, "Tom", 12, 27, speaker="Tom"),
    )

    (passage,) = split(doc)

    assert passage.context == "Title. Amal, Tom"
    assert passage.speakers == ("Amal", "Tom")


def test_slide_and_its_notes_are_passages_of_their_own():
    doc = document(
        "Six partners.\n\nSay who they are.\n\nNext steps.",
        Segment(KIND.SLIDE, "1", 0, 33),
        Segment(KIND.NOTES, "Notes", 15, 32),
        Segment(KIND.SLIDE, "2", 34, 45),
    )

    assert [passage.text for passage in split(doc)] == ["Six partners.", "Say who they are.", "Next steps."]


def test_a_sentence_longer_than_the_model_sees_is_cut_between_clauses_and_loses_nothing():
    text = ", ".join(f"clause number {number} says something" for number in range(60)) + "."

    passages = split(document(text), max_tokens=64)

    assert all(count_tokens([lead(p.context) + p.text])[0] <= 64 for p in passages)
    assert "".join(p.text for p in passages).replace(" ", "") == text.replace(" ", "")
    assert all(p.text.endswith((",", ".")) for p in passages)


def test_one_endless_word_is_cut_anyway():
    passages = split(document("x" * 5000), max_tokens=64)

    assert "".join(p.text for p in passages) == "x" * 5000
    assert all(count_tokens([lead(p.context) + p.text])[0] <= 64 for p in passages)


def test_an_endless_title_leaves_room_for_text():
    passages = split(document(words(100)), title="very long title " * 200, max_tokens=60)

    assert all(p.context.startswith("very long title") for p in passages)
    assert all(count_tokens([lead(p.context) + p.text])[0] <= 60 for p in passages)


@pytest.mark.parametrize("text", ["", "   \n\n  "])
def test_no_text_gives_no_passages(text):
    assert split(document(text)) == ()


PIECES = st.lists(
    st.sampled_from(
        ["A short one. ", "Another, longer sentence follows here; it goes on. ", "\n\n", "x" * 90 + " ", "Yes! "]
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(PIECES, st.integers(24, 120))
def test_every_word_is_in_exactly_one_passage_and_every_passage_fits(pieces, max_tokens):
    text = "".join(pieces)

    passages = split(document(text), max_tokens=max_tokens)

    covered = "".join(text[s.start : s.end] for p in passages for s in p.sentences)
    assert covered.replace(" ", "") == re.sub(r"\s", "", text)
    assert all(p.text == text[p.start : p.end] for p in passages)
    assert all(count_tokens([lead(p.context) + p.text])[0] <= max_tokens for p in passages)
    assert all(a.end <= b.start for a, b in itertools.pairwise(passages))
