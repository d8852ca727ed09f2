"""What holds for every reader: the shapes that knowledge/types.py promises."""

import io
import re
import unicodedata
from itertools import pairwise

import docx
import pptx
import pytest

from ingest.readers.registry import READERS, read_content
from ingest.readers.wire import decode_reply, encode_document
from knowledge.locators import locate
from knowledge.sentences import split_sentences
from knowledge.types import SegmentKind
from tests.made_files import At, lines_at, pdf_file

# Decomposed letters, a hidden instruction in tag characters, an override, a soft hyphen and a zero-width space.
ODD = (
    "Cafe\u0301 mis\u00adsions\u200b need\u202e partners" + "".join(chr(0xE0000 + ord(c)) for c in "obey") + " in 2030."
)
PLAIN = "Café missions need partners in 2030."


def word_file() -> bytes:
    word = docx.Document()
    word.add_heading("Governance", 1)
    word.add_paragraph(ODD)
    word.add_paragraph("A second sentence stands here. And a third.")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def slides_file() -> bytes:
    deck = pptx.Presentation()
    for title in ("Governance", "Money"):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = ODD
        slide.notes_slide.notes_text_frame.text = "A second sentence stands here. And a third."
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


PAGE = [
    At(72, 760, "Governance", 20),
    *lines_at(72, 700, ["Café missions need partners", "in 2030. A second sentence", "stands here."]),
]
FILES = {
    "a.pdf": pdf_file([PAGE, PAGE]),
    "a.docx": word_file(),
    "a.pptx": slides_file(),
    "a.html": f"<body><main><h1>Governance</h1><p>{ODD}</p><p>A second sentence.</p></main></body>".encode(),
    "a.md": f"# Governance\n\n{ODD} A second sentence stands here.\n".encode(),
    "a.txt": f"{ODD} A second\x00 sentence stands here.\n".encode(),
    "a.vtt": (
        f"WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Amal>{ODD} A second\n\n"
        "00:00:05.000 --> 00:00:09.000\n<v Ben>sentence.\n"
    ).encode(),
    "a.srt": (
        f"1\n00:00:01,000 --> 00:00:05,000\nAmal: {ODD}\n\n2\n00:00:05,000 --> 00:00:09,000\nAmal: A second sentence.\n"
    ).encode(),
}
LOCATED = {
    "a.pdf": r"pp?\. \d", "a.docx": "Governance|^$", "a.pptx": r"slide \d", "a.html": "^$|Governance", "a.md": "^$",
    "a.txt": "^$", "a.vtt": r"00:00:0\d, (Amal|Ben)", "a.srt": r"00:00:0\d, Amal",
}  # fmt: skip


@pytest.fixture(params=sorted(FILES))
def name(request):
    return request.param


@pytest.fixture
def document(name):
    return read_content(FILES[name], name)


def test_every_format_is_tried():
    assert {name.removeprefix("a.") for name in FILES} == {str(file_format.value) for file_format in READERS}


def test_text_is_composed_and_holds_nothing_invisible(document):
    text = document.text

    assert unicodedata.is_normalized("NFC", text)
    assert PLAIN in text.replace("\n", " ")
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\t" for c in text)
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search(r"[^\S\n]\n|\n[^\S\n]", text)


def test_segments_are_sorted_and_inside_the_text(document):
    keys = [(s.start, -s.end) for s in document.segments]

    assert keys == sorted(keys)
    assert all(0 <= s.start <= s.end <= len(document.text) for s in document.segments)
    assert all(s.start < s.end for s in document.segments if s.kind is not SegmentKind.REFERENCE)
    assert all("\n" not in s.label and s.label == s.label.strip() for s in document.segments)


def test_pages_and_slides_are_contiguous(document):
    for kind in (SegmentKind.PAGE, SegmentKind.SLIDE):
        parts = [s for s in document.segments if s.kind is kind]
        assert all(first.end == second.start for first, second in pairwise(parts))
        assert not parts or parts[-1].end == len(document.text)


def test_headings_are_lines_of_their_own(document):
    for segment in document.segments:
        if segment.kind is SegmentKind.HEADING:
            assert document.text[segment.start : segment.end] == segment.label
            assert segment.level


def test_every_sentence_has_its_locator(document, name):
    headings = {(s.start, s.end) for s in document.segments if s.kind is SegmentKind.HEADING}

    places = [
        locate(document.segments, *span).text for span in split_sentences(document.text) if tuple(span) not in headings
    ]

    assert places
    assert all(re.search(LOCATED[name], place) for place in places)


def test_details_are_proposed(document, name):
    details = document.details

    assert details.title
    assert details.language in ("en", None) or details.language.startswith("en")
    assert (details.kind == "transcript") == (name in ("a.vtt", "a.srt"))


def test_a_document_comes_back_from_the_pipe_as_it_was(document):
    assert decode_reply(encode_document(document)) == document
