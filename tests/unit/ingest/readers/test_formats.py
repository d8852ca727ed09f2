import pytest

from ingest.readers.formats import FileFormat, detect_format
from knowledge.errors import UnreadableFileError, UnsupportedFileError
from tests.made_files import zip_file

WORD = zip_file({"[Content_Types].xml": b"", "word/document.xml": b""})


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"%PDF-1.7\n...", "a.pdf", FileFormat.PDF),
        (b"\x00\x01junk%PDF-1.7\n...", "a.pdf", FileFormat.PDF),
        (b"%PDF-1.7\n...", "without-ending", FileFormat.PDF),
        (WORD, "a.docx", FileFormat.WORD),
        (zip_file({"ppt/presentation.xml": b""}), "A.PPTX", FileFormat.SLIDES),
        (b"<!DOCTYPE html><html>", "a.html", FileFormat.WEB),
        (b"<p>only a piece</p>", "a.htm", FileFormat.WEB),
        ("\ufeff<?xml version='1.0'?>\n<html>".encode(), "a.xhtml", FileFormat.WEB),
        (b"# Title", "a.md", FileFormat.MARKDOWN),
        (b"words", "a.txt", FileFormat.TEXT),
        (b"WEBVTT\n\n", "a.vtt", FileFormat.WEBVTT),
        (b"WEBVTT - talk\n\n", "a.txt", FileFormat.WEBVTT),
        ("WEBVTT\n\n".encode("utf-16"), "a.vtt", FileFormat.WEBVTT),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi", "a.txt", FileFormat.SUBRIP),
        (b"The %PDF- signature begins PDF files.", "a.txt", FileFormat.TEXT),
    ],
)
def test_a_format_is_known_by_content_and_ending(content, name, expected):
    assert detect_format(content, name) is expected


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (
            b"<html><body>Please sign in",
            "paper.pdf",
            "paper.pdf is a web page (HTML), although its name says a PDF file.",
        ),
        (b"%PDF-1.7", "paper.txt", "paper.txt is a PDF file, although its name says plain text."),
        (
            WORD,
            "deck.pptx",
            "deck.pptx is a Word document (.docx), although its name says a PowerPoint presentation (.pptx).",
        ),
        (b"plain words", "paper.docx", "paper.docx ends like a Word document (.docx), but its content is plain text."),
        (
            b"\x00\x01\x02",
            "paper.pdf",
            "paper.pdf ends like a PDF file, but its content is damaged, or something else.",
        ),
    ],
)
def test_an_ending_that_promises_something_else_names_both(content, name, said):
    with pytest.raises(UnreadableFileError) as caught:
        detect_format(content, name)

    assert caught.value.message == said
    assert caught.value.advice


def test_a_misnamed_file_is_advised_to_be_renamed():
    with pytest.raises(UnreadableFileError) as caught:
        detect_format(b"%PDF-1.7", "paper.txt")

    assert "rename it so that it ends in .pdf" in caught.value.advice


def test_text_under_a_wrong_ending_is_advised_to_be_renamed():
    with pytest.raises(UnreadableFileError) as caught:
        detect_format(b"# Plain words", "paper.pdf")

    assert "rename it so that it ends in .txt" in caught.value.advice
    assert "password" not in caught.value.advice


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"a,b", "table.csv", "table.csv: files that end in “.csv” are not read here."),
        (b"\x89PNG\r\n", "scan.png", "scan.png is a picture; its text cannot be read here."),
        (
            b"\x00\x00\x00\x20ftypisom",
            "talk.mp4",
            "talk.mp4 is a video or sound recording; its text cannot be read here.",
        ),
        (zip_file({"xl/workbook.xml": b""}), "a.xlsx", "a.xlsx is an Excel workbook; this kind is not read here."),
        (zip_file({"notes.txt": b""}), "a.docx", "a.docx is a ZIP archive, not a document."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word", "a.doc", "a.doc is in the Office format of before 2007."),
    ],
)
def test_other_kinds_are_refused_by_name_with_advice(content, name, said):
    with pytest.raises(UnsupportedFileError) as caught:
        detect_format(content, name)

    assert caught.value.message == said
    assert caught.value.advice


def test_a_protected_office_file_is_told_from_an_old_one():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(UnreadableFileError, match=r"^a\.docx is protected with a password") as caught:
        detect_format(content, "a.docx")

    assert "remove the password" in caught.value.advice


def test_an_archive_cut_short_is_damaged():
    with pytest.raises(UnreadableFileError, match=r"^a\.docx is damaged"):
        detect_format(WORD[:-30], "a.docx")
