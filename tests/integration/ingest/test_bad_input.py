"""Material as bad as it comes: what a trainer is told of each file, and that the library stays as it was."""

import io
import threading
import time
import zipfile
from contextlib import closing
from itertools import pairwise

import docx
import pptx
import pypdf
import pytest

from ingest.intake import IncomingFile, Intake
from ingest.jobs import Jobs
from ingest.readers.reading import read_file
from ingest.uploads import UploadState
from knowledge.access import LOCAL_TRAINER, Person, Role
from knowledge.library import open_library
from knowledge.settings import Settings
from knowledge.types import SegmentKind
from tests.fakes import FakeEmbedder
from tests.made_files import At, lines_at, pdf_file, with_part, zip_file

PATIENCE_SECONDS = 60
WORDS = "The board of the harbour mission in Vejle met four times in 2023."
SAVE_FULLY = "Check that the file was saved or copied fully, and add it again."
WITHOUT_PASSWORD = "remove the password (File, Info, Protect), save it, and add the new copy."
SAVE_AGAIN = "Save it again from Word, PowerPoint or LibreOffice, and add the new copy."


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A library with one live and one withdrawn source; every test leaves it as it was."""
    folder = tmp_path_factory.mktemp("bad_input")
    settings = Settings(data_dir=folder / "data", _env_file=None)
    with open_library(settings, load=FakeEmbedder) as opened:
        for number in (1, 2):
            path = folder / f"kept-{number}.txt"
            path.write_text(f"Kept source {number}\n\n{WORDS} It has {number} partners more than before.\n")
            (result,) = Intake(opened).add([IncomingFile(path, "tester")])
        opened.withdraw(result.source.id)
        yield opened


@pytest.fixture(scope="module")
def jobs(library):
    with closing(Jobs(library)) as running:
        yield running


@pytest.fixture(autouse=True)
def unchanged(library, jobs):
    """When what a test uploads is discarded, the library holds what it held, and nothing else is on the disk."""
    before = contents(library)
    yield
    jobs.discard(LOCAL_TRAINER, [upload.id for upload in jobs.uploads()])
    assert contents(library) == before
    data = library.settings.data_dir
    assert list((data / "uploads").iterdir()) == []
    assert {path.name for path in data.parent.iterdir()} == {"data", "kept-1.txt", "kept-2.txt"}


def contents(library):
    """Everything in the catalogue, both indexes and the originals."""
    tables = (
        "sources",
        "versions",
        "vectors",
        "passages",
        "passage_speakers",
        "changes",
        "doubtful_originals",
        "marks",
    )
    with library.catalogue.database.read() as connection:
        rows = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        rows["words"] = connection.execute("SELECT * FROM passages_words").fetchall()
        rows["lexical"] = connection.execute("SELECT * FROM passages_fts_docsize").fetchall()
    files = {path: path.read_bytes() for path in library.settings.originals_path.rglob("*") if path.is_file()}
    return rows, library.dense.live().ids(), files


def settled(jobs, upload_ids):
    """These uploads, once nothing is being done with any of them."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = [one for one in jobs.uploads() if one.id in upload_ids]
        if not any(one.is_busy for one in found):
            return found
        time.sleep(0.02)
    raise AssertionError("not settled in time")


def upload(jobs, name, content):
    (one,) = settled(jobs, {jobs.receive(LOCAL_TRAINER, name, content).upload.id})
    return one


def upload_all(jobs, files):
    """Uploads of these (name, content), all at once, in order."""
    return settled(jobs, {jobs.receive(LOCAL_TRAINER, name, content).upload.id for name, content in files})


def word_file() -> bytes:
    word = docx.Document()
    word.add_heading("Harbour", 1)
    word.add_paragraph(WORDS)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def slides_file() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Harbour"
    slide.placeholders[1].text = WORDS
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def protected_pdf() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt("secret", owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def xml(declared: str, words: str, *, before: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body>"
    return f'<?xml version="1.0"?>{before}{declared}<w:document xmlns:w="{namespace}">{body}</w:document>'.encode()


PDF = pdf_file([lines_at(72, 700, [WORDS])])
WORD, SLIDES = word_file(), slides_file()
PROTECTED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le")
"""As Office writes it: a compound file, in which the package is one encrypted stream."""
SCAN = pdf_file([[]])
BOMB = b"<a>" + b" " * 30_000_000 + b"</a>"
LAUGHS = "<!DOCTYPE d [" + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise("abcdefghi")) + "]>"
ENDINGS = ("pdf", "docx", "pptx", "html", "md", "txt", "vtt", "srt")


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_empty_file_is_refused(jobs, ending):
    refused = upload(jobs, f"a.{ending}", b"")

    assert refused.state is UploadState.FAILED
    assert (refused.outcome.message, refused.outcome.advice) == (f"a.{ending} is empty (0 bytes).", SAVE_FULLY)


LITTLE = "holds no text to speak of (fewer than 10 letters or digits)."
TEXT_INSIDE = "but its content is plain text."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.pdf", f"ends like a PDF file, {TEXT_INSIDE}"),
        ("a.docx", f"ends like a Word document (.docx), {TEXT_INSIDE}"),
        ("a.pptx", f"ends like a PowerPoint presentation (.pptx), {TEXT_INSIDE}"),
        ("a.html", LITTLE),
        ("a.md", LITTLE),
        ("a.txt", LITTLE),
        ("a.vtt", "does not begin with the line WEBVTT, or one of its times cannot be read."),
        ("a.srt", "holds no captions: no line of the form 00:00:05.000 --> 00:00:08.000 with words after it."),
    ],
)
def test_a_file_of_one_byte_is_refused(jobs, name, said):
    refused = upload(jobs, name, b"x")

    assert refused.state is UploadState.FAILED
    assert refused.outcome.message == f"{name} {said}"
    assert "add" in refused.outcome.advice
    assert "OCR" not in refused.outcome.advice


REFUSED = {
    "a PDF called Word": (
        "a.docx",
        PDF,
        "a.docx is a PDF file, although its name says a Word document (.docx).",
        "rename it so that it ends in .pdf",
    ),
    "Word called PDF": (
        "a.pdf",
        WORD,
        "a.pdf is a Word document (.docx), although its name says a PDF file.",
        "rename it so that it ends in .docx",
    ),
    "Word called text": (
        "a.txt",
        WORD,
        "a.txt is a Word document (.docx), although its name says plain text.",
        "rename it so that it ends in .docx",
    ),
    "slides called Word": (
        "a.docx",
        SLIDES,
        "a.docx is a PowerPoint presentation (.pptx), although its name says a Word document (.docx).",
        "rename it so that it ends in .pptx",
    ),
    "text called PDF": ("a.pdf", WORDS.encode(), f"a.pdf ends like a PDF file, {TEXT_INSIDE}", "ends in .txt"),
    "no ending": ("a", WORDS.encode(), "a has no ending that says what it is, such as .txt.", "rename it"),
    "another ending": ("a.csv", b"a,b", "a.csv: files that end in “.csv” are not read here.", "Save it as PDF"),
    "a protected PDF": ("a.pdf", protected_pdf(), "a.pdf is protected with a password.", "PDF without a password"),
    "protected Word": ("a.docx", PROTECTED_OFFICE, "a.docx is protected with a password.", WITHOUT_PASSWORD),
    "protected slides": ("a.pptx", PROTECTED_OFFICE, "a.pptx is protected with a password.", WITHOUT_PASSWORD),
    "a scan": ("a.pdf", SCAN, "a.pdf: none of its 1 pages holds text.", "text recognition (OCR)"),
    "a Word bomb": (
        "a.docx",
        with_part(WORD, "word/document.xml", BOMB),
        "a.docx would unpack to an unreasonable size.",
        "made to fill memory",
    ),
    "a slides bomb": (
        "a.pptx",
        with_part(SLIDES, "ppt/slides/slide1.xml", BOMB),
        "a.pptx would unpack to an unreasonable size.",
        "made to fill memory",
    ),
    "entities": (
        "a.docx",
        with_part(WORD, "word/document.xml", xml(LAUGHS, "&i; and words")),
        "a.docx holds a part (word/document.xml) that declares XML entities, which Office files never do.",
        SAVE_AGAIN,
    ),
    "entities after a long comment": (
        "a.docx",
        with_part(WORD, "word/document.xml", xml(LAUGHS, "&i; and words", before=f"<!--{'x' * 70_000}-->")),
        "a.docx holds a part (word/document.xml) that declares XML entities, which Office files never do.",
        SAVE_AGAIN,
    ),
    "external entities in slides": (
        "a.pptx",
        with_part(
            SLIDES, "ppt/slides/slide1.xml", xml('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;")
        ),
        "a.pptx holds a part (ppt/slides/slide1.xml) that declares XML entities, which Office files never do.",
        SAVE_AGAIN,
    ),
    "no cues": (
        "a.vtt",
        b"WEBVTT\n\nNOTE nothing was said\n",
        "a.vtt holds no captions: no line of the form 00:00:05.000 --> 00:00:08.000 with words after it.",
        "Check that the export of the transcript holds words",
    ),
    "nothing but NUL bytes": (
        "a.txt",
        bytes(1000),
        "a.txt does not hold text: its bytes are those of a program, a picture or damaged data.",
        "add the new copy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_bad_file_is_refused_in_words_that_help(jobs, library, tmp_path, case):
    name, content, message, advice = REFUSED[case]
    path = tmp_path / name
    path.write_bytes(content)

    refused = upload(jobs, name, content)
    (result,) = Intake(library).add([IncomingFile(path, "command line")])

    assert (refused.state, refused.outcome.message) == (UploadState.FAILED, message)
    assert advice in refused.outcome.advice
    assert (result.status, result.error.message) == ("failed", message)


READ = {
    "entities in a web page": (
        "a.xhtml",
        f'<?xml version="1.0"?>{LAUGHS}<html><body><p>{WORDS}</p></body></html>'.encode(),
        WORDS,
    ),
    "a member named like a path": ("a.docx", with_part(WORD, "../../../outside.txt", b"out"), f"Harbour\n\n{WORDS}"),
    "a member with an absolute name": ("a.pptx", with_part(SLIDES, "/outside.txt", b"out"), f"Harbour\n\n{WORDS}"),
    "text with NUL bytes": ("a.txt", f"\x00{WORDS}\x00\x00".encode(), WORDS),
    "lone surrogates": ("a.txt", WORDS.replace(" ", "\ud800 ").encode(errors="surrogatepass"), WORDS),
    "surrogate pairs": ("a.txt", (WORDS + " \ud83d\ude80").encode(errors="surrogatepass"), WORDS + " 🚀"),
}


@pytest.mark.parametrize("case", READ)
def test_odd_content_is_read_as_its_words_and_waits_for_a_trainer(jobs, case):
    name, content, text = READ[case]

    waiting = upload(jobs, name, content)

    assert waiting.state is UploadState.READY
    assert jobs.inspection(waiting.id).document.text == text


def test_a_part_that_points_out_of_the_archive_is_not_followed(jobs):
    relations = zipfile.ZipFile(io.BytesIO(WORD)).read("word/_rels/document.xml.rels")
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    out = b'<Relationship Id="rId99" Target="../../../../etc/hostname" Type="' + kind + b'"/></Relationships>'

    refused = upload(
        jobs,
        "a.docx",
        with_part(WORD, "word/_rels/document.xml.rels", relations.replace(b"</Relationships>", out)),
    )

    assert refused.state is UploadState.FAILED
    assert refused.outcome.message == "a.docx is damaged: its text cannot be found in it."


CUT = {
    "a.pdf": PDF,
    "a.docx": WORD,
    "a.pptx": SLIDES,
    "a.vtt": f"WEBVTT\n\n00:00:01.000 --> 00:00:06.000\n<v Amal>{WORDS}\n".encode(),
    "a.html": f"<html><head><title>Harbour</title></head><body><p>{WORDS}</p></body></html>".encode(),
}


@pytest.mark.parametrize("name", CUT)
def test_a_file_cut_short_at_twenty_places_is_read_or_refused_by_name(jobs, name):
    whole = CUT[name]
    cuts = [(f"{place}-{name}", whole[: len(whole) * place // 20]) for place in range(20)]

    uploads = upload_all(jobs, cuts)

    assert len(uploads) == 20
    for one in uploads:
        if one.state is UploadState.FAILED:
            assert one.outcome.message.startswith(one.name)
            assert one.outcome.advice
            assert "log" not in one.outcome.message
        else:
            assert one.state is UploadState.READY
            assert jobs.inspection(one.id).document.text
    archives = name in ("a.docx", "a.pptx")
    assert not archives or all(one.state is UploadState.FAILED for one in uploads)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>bold</b> $x$ [a](b).pdf", "b> $x$ [a](b).pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows.pdf", "windows.pdf"),
        ("a" * 300 + ".pdf", "a" * 95 + "…" + "a" * 16 + ".pdf"),
        ("\u202egnp.fdp.pdf", "gnp.fdp.pdf"),
        ("🚀 harbour.pdf", "🚀 harbour.pdf"),
        ("line\nbreak\x1b[31m.pdf", "line break[31m.pdf"),
    ],
    ids=["markup", "path", "backslashes", "300 characters", "right-to-left", "emoji", "control characters"],
)
def test_an_odd_file_name_stands_clean_in_its_message(jobs, name, shown):
    refused = upload(jobs, name, b"%PDF-1.7\nrubbish")

    assert (refused.name, refused.state) == (shown, UploadState.FAILED)
    assert refused.outcome.message == f"{shown} is damaged: its pages cannot be found."
    assert "export it again" in refused.outcome.advice


OUT_OF_ORDER = b"""WEBVTT

00:01:00.000 --> 00:01:05.000
The second thing that was said.

00:00:01.000 --> 00:00:05.000
The first thing that was said.
"""


def cues(document):
    return [(s.begin_seconds, s.end_seconds) for s in document.segments if s.kind is SegmentKind.CUE]


def test_captions_out_of_order_are_put_in_order_and_that_is_said(jobs):
    waiting = upload(jobs, "a.vtt", OUT_OF_ORDER)

    document = jobs.inspection(waiting.id).document
    assert document.text == "The first thing that was said.\n\nThe second thing that was said."
    assert cues(document) == [(1.0, 5.0), (60.0, 65.0)]
    assert [warning.message for warning in document.warnings] == [
        "Some captions stood out of order; they were put in the order of their times."
    ]


@pytest.mark.parametrize(
    ("name", "content", "times"),
    [
        ("a.vtt", b"WEBVTT\n\n123:00:01.000 --> 123:00:05.000\nSaid after very many hours.\n", (442801.0, 442805.0)),
        ("a.srt", b"1\n123:00:01,000 --> 123:00:05,000\nSaid after very many hours.\n", (442801.0, 442805.0)),
        ("a.vtt", b"WEBVTT\n\n00:00:09.000 --> 00:00:05.000\nIt ends before it begins.\n", (9.0, 9.0)),
        ("a.srt", b"1\n00:00:09,000 --> 00:00:05,000\nIt ends before it begins.\n", (9.0, 9.0)),
    ],
)
def test_odd_times_of_captions_are_read(jobs, name, content, times):
    waiting = upload(jobs, name, content)

    assert waiting.state is UploadState.READY
    assert cues(jobs.inspection(waiting.id).document) == [times]


def test_times_beyond_all_bounds_are_refused(jobs):
    refused = upload(jobs, "a.srt", b"1\n99999999999999:00:01,000 --> 99999999999999:00:05,000\nSaid at no time.\n")

    assert refused.state is UploadState.FAILED
    assert refused.outcome.message.startswith("a.srt ")
    assert refused.outcome.advice


def test_ten_megabytes_in_one_line_are_read_whole(tmp_path):
    line = f"{WORDS} " * (10_000_000 // len(WORDS))
    path = tmp_path / "a.txt"
    path.write_text(line)

    assert len(read_file(path, Settings(_env_file=None)).text) == len(line) - 1


def test_a_megabyte_without_the_end_of_a_sentence_is_cut_into_passages(jobs):
    line = "the board of the harbour mission met and " * 25_000

    waiting = upload(jobs, "a.txt", line.encode())

    assert waiting.state is UploadState.READY
    assert jobs.inspection(waiting.id).passages > 500


def test_a_pdf_of_five_thousand_pages_is_shown_to_its_last_page(jobs):
    pages = [[At(72, 700, f"On page {number} the board of the mission met.")] for number in range(1, 5001)]

    waiting = upload(jobs, "long.pdf", pdf_file(pages))

    inspection = jobs.inspection(waiting.id)
    assert waiting.state is UploadState.READY
    assert [s.label for s in inspection.document.segments if s.kind is SegmentKind.PAGE][-1] == "5000"
    assert inspection.document.text.endswith("On page 5000 the board of the mission met.")


def test_the_same_file_five_times_in_one_upload_waits_once(jobs):
    received = [jobs.receive(LOCAL_TRAINER, f"copy {number}.pdf", PDF) for number in range(5)]

    assert [one.is_new for one in received] == [True, False, False, False, False]
    assert {one.upload.name for one in received} == {"copy 0.pdf"}  # the one that the page names for the other four
    (waiting,) = settled(jobs, {one.upload.id for one in received})
    assert waiting.state is UploadState.READY


def test_a_file_uploaded_by_two_trainers_at_once_waits_once(jobs):
    received = []
    other = Person("other@example.org", Role.TRAINER)
    threads = [
        threading.Thread(target=lambda who=who: received.append(jobs.receive(who, "a.docx", WORD)))
        for who in (LOCAL_TRAINER, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)

    assert sorted(one.is_new for one in received) == [False, True]
    (waiting,) = settled(jobs, {one.upload.id for one in received})
    assert waiting.state is UploadState.READY
    assert len(jobs.uploads()) == 1


def test_an_archive_that_is_no_document_is_refused(jobs):
    refused = upload(jobs, "a.docx", zip_file({"notes.txt": WORDS.encode()}))

    assert refused.outcome.message == "a.docx is a ZIP archive, not a document."
    assert refused.outcome.advice == "Unpack it and add the files in it."
