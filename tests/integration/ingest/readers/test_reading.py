import io
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import docx
import pytest

from ingest.readers.reading import read_file
from knowledge.errors import IntakeError, LimitError, NoTextError, UnreadableFileError, UnsupportedFileError
from knowledge.settings import Settings
from tests.made_files import At, lines_at, pdf_file, with_part

ROOT = Path(__file__).resolve().parents[4]


def limits(**changed) -> Settings:
    return Settings(_env_file=None, **changed)


@pytest.fixture
def stored(tmp_path):
    def store(content: bytes, name: str = "file.txt") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return store


def test_a_file_is_read_in_a_process_of_its_own(stored):
    document = read_file(stored(b"# Aim\n\nThe mission needs partners.", "aim.md"), limits())

    assert document.text == "Aim\n\nThe mission needs partners."
    assert document.details.title == "Aim"


def test_the_given_name_decides_where_the_path_is_a_stored_copy(stored):
    document = read_file(stored(b"# Aim\n\nThe mission needs partners.", "0a1b2c"), limits(), name="aim.md")

    assert document.text.startswith("Aim\n\n")


@pytest.mark.parametrize(
    ("content", "name", "kind", "said"),
    [
        (b"", "a.txt", NoTextError, "a.txt is empty (0 bytes)."),
        (b"", "a.pdf", NoTextError, "a.pdf is empty (0 bytes)."),
        (b"a", "a.txt", NoTextError, "a.txt holds no text to speak of (fewer than 10 letters or digits)."),
        (b"a", "a.pdf", UnreadableFileError, "a.pdf ends like a PDF file, but its content is plain text."),
        (b" \n \n", "a.md", NoTextError, "a.md holds no text to speak of (fewer than 10 letters or digits)."),
        (b"%PDF-1.7\nrubbish", "a.pdf", UnreadableFileError, "a.pdf is damaged: its pages cannot be found."),
        (b"a,b\n1,2", "a.csv", UnsupportedFileError, "a.csv: files that end in “.csv” are not read here."),
        (b"PK\x03\x04rubbish", "a.docx", UnreadableFileError, None),
        (b"WEBVTT\n\n", "a.vtt", NoTextError, None),
    ],
)
def test_bad_files_end_as_one_error_with_advice(stored, content, name, kind, said):
    with pytest.raises(kind) as caught:
        read_file(stored(content, name), limits())

    assert caught.value.message.startswith(name)
    assert said in (None, caught.value.message)
    assert caught.value.advice


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableFileError, match=r"^gone\.txt cannot be opened"):
        read_file(tmp_path / "gone.txt", limits())


def test_a_file_above_the_size_limit_is_not_opened(stored):
    with pytest.raises(LimitError, match=r"^file\.txt has 2 MB; files of up to 1 MB are read \(MISSION_MAX_FILE_MB\)"):
        read_file(stored(b"word " * 400_000), limits(max_file_mb=1))


def test_more_text_than_allowed_is_refused(stored):
    with pytest.raises(LimitError, match=r"MISSION_MAX_TEXT_MB"):
        read_file(stored(b"word " * 400_000), limits(max_text_mb=1))


def test_reading_that_takes_too_long_is_ended(stored):
    words = "Missions are bold goals that need many partners from every sector."
    pages = [lines_at(72, 780, [words] * 50)] * 1500

    with pytest.raises(LimitError, match=r"^long\.pdf took longer than 1 seconds to read \(MISSION_READ_SECONDS\)"):
        read_file(stored(pdf_file(pages), "long.pdf"), limits(read_seconds=1))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
def test_reading_that_takes_too_much_memory_is_ended(stored):
    with pytest.raises(LimitError, match=r"needs more than 256 MB of memory to read \(MISSION_READ_MEMORY_MB\)"):
        # One character beyond 16 bits makes Python keep four bytes for each of the others.
        read_file(stored(b"word and more " * 4_000_000 + "🌍".encode()), limits(read_memory_mb=256))


def test_a_compressed_page_that_grows_without_end_is_refused(stored):
    bomb = zlib.compress(b"0 0 Td " * 60_000_000, 9)
    content = pdf_file([[At(72, 700, "Some words on the first page of two.")], [At(72, 700, "x" * 40)]])
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(bomb), bomb)
    start = content.rindex(b"<< /Length")
    end = content.index(b"endstream", start) + len(b"endstream")

    document = read_file(stored(content[:start] + stream + content[end:], "bomb.pdf"), limits())

    assert document.text == "Some words on the first page of two."
    assert [warning.message for warning in document.warnings] == ["Page 2 could not be read."]


@pytest.mark.parametrize(
    "page_tree",
    [
        b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>",  # a page tree that holds itself
        b"<< /Type /Pages /Count 1 /Kids " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
        b"<< /Type /Pages /Count 999999999 /Kids [5 0 R] >>",
    ],
)
def test_a_hostile_page_tree_ends_as_one_error_or_as_text(stored, page_tree):
    content = pdf_file([[At(72, 700, "Some words on the first page of one.")]])
    start = content.index(b"<< /Type /Pages")
    end = content.index(b"\nendobj", start)

    try:
        outcome = read_file(stored(content[:start] + page_tree + content[end:], "tree.pdf"), limits()).text
    except IntakeError as error:
        outcome = error.message

    assert outcome.startswith(("tree.pdf", "Some words"))


def test_external_references_of_an_office_file_are_not_followed(stored, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words")
    word = docx.Document()
    word.add_paragraph("Words that are read from the document.")
    out = io.BytesIO()
    word.save(out)
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Target="{secret.as_uri()}" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    content = with_part(out.getvalue(), "word/_rels/document.xml.rels", relation.encode())

    document = read_file(stored(content, "a.docx"), limits())

    assert document.text == "Words that are read from the document."


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/etc/hostname').read()",
        "open('made.txt', 'w')",
    ],
)
def test_the_reading_process_reaches_no_network_program_or_file(attempt, tmp_path):
    code = f"from ingest.readers.child import limit_this_process; limit_this_process(1024, 10)\n{attempt}"

    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "PermissionError: A file that is being read tried" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_reading_process_loads_no_heavy_library():
    code = (
        "import sys, ingest.readers.child\n"
        "heavy = {'torch', 'streamlit', 'chromadb', 'numpy', 'pydantic', 'langchain_core'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    "name",
    ["<b>bold</b> & more.md", "..\\..\\up.md", "\u202egnp.md", "🌍 – mål.md", "a" * 300 + ".md", "line\nbreak.md"],
)
def test_odd_file_names_are_no_trouble(stored, name):
    document = read_file(stored(b"The mission needs partners.", "stored"), limits(), name=name)

    assert document.text == "The mission needs partners."
    assert "/" not in document.details.title
    assert "\n" not in document.details.title
    assert len(document.details.title) <= 200


def test_several_files_are_read_at_once(stored):
    paths = [stored(f"# Title {i}\n\nThe mission number {i} needs partners.".encode(), f"{i}.md") for i in range(6)]

    with ThreadPoolExecutor(3) as pool:
        titles = [document.details.title for document in pool.map(lambda path: read_file(path, limits()), paths)]

    assert titles == [f"Title {i}" for i in range(6)]
