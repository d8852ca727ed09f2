import itertools
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sentences import LONGEST_SENTENCE, split_sentences


def sentences(text: str, start: int = 0, end: int | None = None) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text, start, end)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("Mr. Bason and Dr. A. B. Smith met. They talked.", ["Mr. Bason and Dr. A. B. Smith met.", "They talked."]),
        ("It costs 3.5 million. That is much.", ["It costs 3.5 million.", "That is much."]),
        ("It rose by 3.5. Then it fell.", ["It rose by 3.5.", "Then it fell."]),
        ("Use tools, e.g. Miro or a wall. Start small.", ["Use tools, e.g. Miro or a wall.", "Start small."]),
        ("Staff at No. 10 agreed. So did others.", ["Staff at No. 10 agreed.", "So did others."]),
        ("Did he agree? No. He did not.", ["Did he agree?", "No.", "He did not."]),
        ("See pp. 12-14 and Fig. 3 there. Done.", ["See pp. 12-14 and Fig. 3 there.", "Done."]),
        ("It began in the U.S. Senate. It ended.", ["It began in the U.S. Senate.", "It ended."]),
        ("It began in the U.S. The rest followed.", ["It began in the U.S.", "The rest followed."]),
        ("At 9 a.m. Participants came.", ["At 9 a.m.", "Participants came."]),
        ("Acme Inc. Europe pays. Acme Inc. The end.", ["Acme Inc. Europe pays.", "Acme Inc.", "The end."]),
        ("They buy food, fuel, etc. Prices rose.", ["They buy food, fuel, etc.", "Prices rose."]),
        ("Mazzucato et al. (2019) say so. Others doubt it.", ["Mazzucato et al. (2019) say so.", "Others doubt it."]),
        ("“We need it.” He left.", ["“We need it.”", "He left."]),
        ("“Where to?” he asked. Nobody knew.", ["“Where to?” he asked.", "Nobody knew."]),
        ("It works (see the annex.) The next one fails.", ["It works (see the annex.)", "The next one fails."]),
        ("Well ... perhaps. And then… We stopped.", ["Well ... perhaps.", "And then…", "We stopped."]),
        ("By 2030. [2] [3] Six cities lead. [1]", ["By 2030. [2] [3]", "Six cities lead. [1]"]),
        (
            "It fell. (our reading) [4] It rose. (our reading) So be it.",
            ["It fell. (our reading) [4]", "It rose. (our reading)", "So be it."],
        ),
        ("It fell. (see the annex) and rose.", ["It fell. (see the annex) and rose."]),
        ("Waste fell.[1][2] Costs rose.[3]", ["Waste fell.[1][2]", "Costs rose.[3]"]),
        ("This is policy.12 The next one follows.", ["This is policy.12", "The next one follows."]),
        ("It is in vol.2 There is more.", ["It is in vol.2 There is more."]),
        ("A space was lost.The next sentence follows.", ["A space was lost.", "The next sentence follows."]),
        ("Read gov.uk. The site is good.", ["Read gov.uk.", "The site is good."]),
        (
            "Write to a.b@example.org or example.com/a.b?c=d. Do.",
            ["Write to a.b@example.org or example.com/a.b?c=d.", "Do."],
        ),
        ("In 2023. 14 cities joined.", ["In 2023.", "14 cities joined."]),
        ("The steps: 1. Ask people. 2. Listen.", ["The steps: 1. Ask people.", "2. Listen."]),
        (
            "Es begann am 3. Oktober in Berlin. Dann z.B. Kinder.",
            ["Es begann am 3. Oktober in Berlin.", "Dann z.B. Kinder."],
        ),
        ("使命很重要。我们开始吧！好吗？好", ["使命很重要。", "我们开始吧！", "好吗？", "好"]),
        ("هل هذا صحيح؟ نعم هو كذلك.", ["هل هذا صحيح؟", "نعم هو كذلك."]),
        ("यह एक मिशन है। यह दूसरा है।", ["यह एक मिशन है।", "यह दूसरा है।"]),
        ("no punctuation at all here", ["no punctuation at all here"]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    assert sentences(text) == expected


def test_list_markers_are_not_part_of_a_sentence():
    text = "They are\n\n- Setting direction\n- Building capacity\n  over years\n1. First\n2) Two\n(a) 3rd\n• Last"

    found = sentences(text)

    assert found == [
        "They are",
        "Setting direction",
        "Building capacity\n  over years",
        "First",
        "Two",
        "3rd",
        "Last",
    ]


def test_blank_lines_headings_and_table_rows_end_a_sentence():
    text = "# Aim\nOne aim\n\nTwo lines of\none sentence.\nCity: Aarhus | Year: 2023\nCity: Lund | Year: 2024\n---\nEnd"

    found = sentences(text)

    assert found == [
        "Aim",
        "One aim",
        "Two lines of\none sentence.",
        "City: Aarhus | Year: 2023",
        "City: Lund | Year: 2024",
        "End",
    ]


def test_a_range_is_split_by_itself():
    text = "First one. Second one. Third one."

    assert sentences(text, 11, 22) == ["Second one."]
    assert sentences(text, 18, 28) == ["one.", "Third"]


def test_a_dash_inside_a_line_is_no_marker_when_the_range_begins_there():
    text = "From 5\tto - 10 degrees"

    assert sentences(text, 10, len(text)) == ["- 10 degrees"]


def test_a_sentence_too_long_for_the_model_is_cut_at_a_clause():
    clause = "the board decides on the money and the people who spend it; "
    text = (clause * 40).strip()

    found = sentences(text)

    assert all(len(sentence) <= LONGEST_SENTENCE for sentence in found)
    assert all(sentence.endswith(";") for sentence in found)


@pytest.mark.parametrize(
    "unit", ["word ", "Word. ", "e.g. ", "x", ".", ". ", "...", "[1]", " ", "a\n", "- ", "。", "(“", "1. "]
)
def test_a_very_long_line_is_split_whole(unit):
    text = unit * (300_000 // len(unit))

    found = split_sentences(text)  # in quadratic time this would not end within the tests' time limit

    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(span.end - span.start <= LONGEST_SENTENCE for span in found)


TEXTS = st.text(
    alphabet=st.sampled_from(list("abcXYZ019 \n\t.!?…。\"'()[]“”-•#|:;,é使")) | st.characters(codec="utf-8"),
    max_size=400,
)
MARKER_AT_LINE_START = re.compile(
    r"^[^\S\n]*(?:[^\w\s]+|[(]?\w{1,5}[.)])[^\S\n]+|^[^\S\n]*[-=_*~#]{3,}[^\S\n]*$", re.MULTILINE
)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_spans_are_ordered_disjoint_trimmed_and_cover_all_words(text):
    spans = split_sentences(text)

    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    markers = {i for found in MARKER_AT_LINE_START.finditer(text) for i in range(*found.span())}
    covered = {i for span in spans for i in range(span.start, span.end)}
    assert all(text[i].isspace() or i in covered or i in markers for i in range(len(text)))


@given(TEXTS, st.integers(0, 400), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_spans_stay_inside_the_range(text, first, second):
    start, end = sorted((first, second))

    assert all(start <= span.start < span.end <= end for span in split_sentences(text, start, end))
