"""Who says a sentence and when, in words for people."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.quoting.candidates import Candidate
from assistant.quoting.citing import dated_label
from knowledge.types import Document, RankedPassage, Reference, Segment, SegmentKind, Source

MakeSource = Callable[..., Source]
MakeRanked = Callable[..., RankedPassage]
TEXT = "Leuven 2030 is governed by a board of 18 delegates."


@pytest.mark.parametrize(
    ("date", "label"),
    [
        ("2024-05", "Energy Cities (2024-05)"),
        ("undated (before spring 2024)", "Energy Cities, undated (before spring 2024)"),
        (None, "Energy Cities"),
    ],
)
def test_work_behind_a_sentence_is_named_with_its_date(
    date: str | None, label: str, make_source: MakeSource, make_ranked: MakeRanked
) -> None:
    source = make_source("a", "Leuven 2030: x")
    work = Reference("1", "A page", "Energy Cities", date)
    details = replace(source.details, references=(work,))
    passage = make_ranked(replace(source, details=details), TEXT, scores=[0.9])
    mark = Segment(SegmentKind.REFERENCE, "1", len(TEXT), len(TEXT))
    candidate = Candidate(passage, passage.sentences[0], TEXT, heading="")

    assert dated_label(candidate, Document(TEXT, (mark,), details)) == label


def test_source_without_works_is_named_with_its_day(make_source: MakeSource, make_ranked: MakeRanked) -> None:
    source = make_source("a", "Leuven 2030: x", date="2024-05-23")
    passage = make_ranked(source, TEXT, scores=[0.9])
    candidate = Candidate(passage, passage.sentences[0], TEXT, heading="")

    assert dated_label(candidate, Document(TEXT, (), source.details)) == "Leuven 2030 (2024-05-23)"
