import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.cleaning import clean_line, clean_text, decode_text, shown_name, tidy_blank_lines
from knowledge.errors import UnreadableFileError


def test_invisible_and_control_characters_are_removed():
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    text = f"mis\u00adsion\x00s\u202e and\u200b\ufeff \ud800goals{hidden}"

    assert clean_text(text) == "missions and goals"


def test_text_is_composed_and_ligatures_are_spelled_out():
    assert clean_text("Cafe\u0301 of\ufb01ce") == "Café office"


def test_joiners_stay_in_emoji_and_scripts_but_not_beside_ascii():
    assert clean_text("👩\u200d🏫 می\u200cخواهم a\u200db") == "👩\u200d🏫 می\u200cخواهم ab"


def test_line_ends_and_spaces_of_all_kinds_become_plain():
    assert clean_text("a\r\nb\rc\u2028d\u00a0e") == "a\nb\nc\nd e"
    assert clean_line("  a\n\n b\tc ") == "a b c"
    assert tidy_blank_lines("a\n \n\n\nb\n") == "a\n\nb"


@given(st.text())
def test_clean_text_is_composed_and_clean_text_stays_as_it_is(text):
    clean = clean_text(text)

    assert unicodedata.is_normalized("NFC", clean)
    assert clean_text(clean) == clean
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in clean)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Bæredygtighed – “ja”".encode(), "utf-8"),
        ("Bæredygtighed – “ja”".encode("utf-8-sig"), "utf-8-sig"),
        ("Bæredygtighed – “ja”".encode("utf-16"), "utf-16"),
        ("Bæredygtighed – “ja”".encode("utf-16-be"), "utf-16-be"),
        ("Bæredygtighed – “ja”".encode("utf-16-le"), "utf-16-le"),
        ("Bæredygtighed – “ja”".encode("utf-32"), "utf-32"),
        ("Bæredygtighed – “ja”".encode("cp1252"), "cp1252"),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(content, encoding):
    decoded = decode_text(content, "a.txt")

    assert decoded.text == "Bæredygtighed – “ja”"
    assert (decoded.encoding, decoded.guessed) == (encoding, encoding == "cp1252")


def test_a_few_bad_bytes_do_not_make_utf8_into_something_else():
    decoded = decode_text("æøå æøå æøå".encode() + b"\xff", "a.txt")

    assert decoded.text == "æøå æøå æøå\ufffd"
    assert decoded.guessed


def test_a_program_is_refused_as_text():
    with pytest.raises(UnreadableFileError, match=r"^a\.txt does not hold text"):
        decode_text(bytes(range(32)) * 40, "a.txt")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/report.txt", "report.txt"),
        ("C:\\Users\\me\\report.txt", "report.txt"),
        ("\u202etxt.exe.pdf", "txt.exe.pdf"),
        ("<script>alert(1)</script>.md", "script>.md"),
        ("🌍 mål.md", "🌍 mål.md"),
        ("", "file"),
    ],
)
def test_a_file_name_is_shown_without_folders_and_tricks(name, shown):
    assert shown_name(name) == shown


def test_a_long_file_name_is_shortened_before_its_ending():
    shown = shown_name("a" * 300 + ".docx")

    assert len(shown) <= 120
    assert shown.endswith("a.docx")
