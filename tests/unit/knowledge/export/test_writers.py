import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import docx
import pytest
from markdown_it import MarkdownIt

from knowledge.export.document import (
    ExcerptBlock,
    ExportDocument,
    ExportItem,
    Line,
    Method,
    TableBlock,
    TextBlock,
    TextKind,
)
from knowledge.export.files import ExportFormat, file_name, format_of, render
from knowledge.export.spreadsheet import guarded
from knowledge.references import work_of_source
from knowledge.types import Reference, SourceDetails

NASTY = (
    "<script>alert(1)</script> =cmd|' /C calc'!A0 [x](javascript:alert(1)) **bold** ![p](http://e.example/p.png) "
    "&lt;\x00\x0b"
)
SHOWN = NASTY.replace("\x00\x0b", "")
MULTIPLE = "First line\nsecond line.\n\n- An item. # not a heading\n1. One"
DETAILS = SourceDetails(
    NASTY, kind="case-study", date="2023", link="https://example.org/a?b=1&c=2", licence="CC BY 4.0"
)
WORK = work_of_source("nasty", 1, DETAILS, retrieved=date(2026, 11, 23))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def item(number, quotation, **changes):
    values = {
        "title": NASTY,
        "place": "p. 12",
        "work_key": WORK.key,
        "source_id": "nasty",
        "version": 1,
        "start": 0,
        "end": 5,
        "address": f"http://127.0.0.1:8501/source?id=nasty&version=1&start={number}&end=5",
        "link": "https://example.org/a?b=1&c=2",
        "licence": "CC BY 4.0",
    }
    return ExportItem(number=number, quotation=quotation, **(values | changes))


@pytest.fixture
def document():
    return ExportDocument(
        title=NASTY,
        method=Method(
            "Search", "“governance”", "excerpts quoted", datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "version 7"
        ),
        body=(
            TextBlock(TextKind.HEADING, (Line(NASTY),)),
            ExcerptBlock(1),
            ExcerptBlock(2),
            TextBlock(TextKind.STEPS, (Line("Do this.", (3,), quoted=True), Line("Our words.", (4,)))),
            TableBlock(("", NASTY), (((Line("Aim"),), (Line("Do this.", (3,), quoted=True), Line("not stated"))),)),
            ExcerptBlock(5),
        ),
        items=(
            item(1, NASTY, note=NASTY, context="=1+1"),
            item(2, MULTIPLE, notice="This source was replaced."),
            item(3, "Do this.", references=(Reference("1", "A work", link="javascript:alert(1)"),)),
            item(4, "They said so."),
            item(5, "", notice="This source was erased."),
        ),
        works=(WORK,),
    )


class Page(HTMLParser):
    """Elements and words of a page; scripts, handlers and loads would show."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("format_", ExportFormat)
def test_every_format_says_how_it_was_made(document, format_):
    content = render(document, format_)

    text = _word_text(content) if format_ is ExportFormat.DOCX else content.decode("utf-8-sig")
    assert "“governance” · excerpts quoted · 23 November 2026, 09:05 UTC" in " ".join(text.split())
    assert "version 7" in text


def test_a_web_page_has_nothing_active_and_shows_every_word(document):
    page = Page(render(document, ExportFormat.HTML).decode())

    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "iframe", "object", "embed", "link", "form"})
    attributes = [(name, value) for _, attrs in page.elements for name, value in attrs.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name == "src"]
    targets = [value for name, value in attributes if name in ("href", "cite")]
    assert all(value.startswith(("#", "http://127.0.0.1:8501/", "https://example.org/")) for value in targets)
    assert f"“{SHOWN}”" in page.words
    assert "second line." in page.words
    identifiers = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(identifiers) == len(set(identifiers))
    assert {value[1:] for value in targets if value.startswith("#")} <= set(identifiers)


def test_markdown_shows_quotations_as_they_are(document):
    text = render(document, ExportFormat.MARKDOWN).decode()

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in tokens}.isdisjoint({"html_block", "fence", "code_block"})
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<br>"}
    assert "image" not in {child.type for child in inline}
    links = [child.attrs["href"] for child in inline if child.type == "link_open"]
    assert all(link.startswith(("http://127.0.0.1:8501/", "https://example.org/")) for link in links)
    quoted, depth = [], 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if depth and token.type == "inline":
            quoted.append("".join(c.content if c.type == "text" else "\n" for c in token.children))
    assert quoted[0] == f"“{SHOWN}”[^1]"
    assert quoted[1:3] == ["“First line\nsecond line.", "- An item. # not a heading\n1. One”[^2]"]


def test_no_cell_of_a_spreadsheet_is_a_formula(document):
    content = render(document, ExportFormat.CSV)

    assert content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 5
    assert rows[0]["under"] == "'=1+1"
    assert rows[1]["quotation"] == MULTIPLE
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\n=1", "＝1", "\x00=1"])
def test_what_could_be_a_formula_gets_an_apostrophe(cell):
    assert guarded(cell).startswith("'")


def test_ordinary_cells_stay_as_they_are():
    assert guarded("1 = 1, a-b, me@example.org") == "1 = 1, a-b, me@example.org"


def test_a_word_file_has_real_footnotes_and_only_web_links(document):
    content = render(document, ExportFormat.DOCX)

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = parts.namelist()
        relations = "".join(parts.read(name).decode() for name in names if name.endswith(".rels"))
        footnotes = ElementTree.fromstring(parts.read("word/footnotes.xml"))
        body = ElementTree.fromstring(parts.read("word/document.xml"))
    assert not [name for name in names if re.search(r"(?i)vba|macro|embed|activex|\.bin", name)]
    external = re.findall(r'Target="([^"]*)"[^>]*TargetMode="External"', relations)
    assert external
    assert all(target.startswith(("http://127.0.0.1:8501/", "https://example.org/")) for target in external)
    marks = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    notes = {note.get(f"{W}id"): "".join(note.itertext()) for note in footnotes if not note.get(f"{W}type")}
    assert marks == ["1", "2", "3", "4", "5", "6"]
    assert list(notes) == marks
    assert "p. 12; see note 3." in notes["5"]
    assert notes["4"].lstrip().startswith("“They said so.”")
    assert "“Do this.”" not in notes["3"]
    assert "javascript" not in relations
    assert not list(body.iter(f"{W}fldSimple")) + list(body.iter(f"{W}instrText"))


def test_a_table_alone_has_its_notes_behind_it_in_a_word_file(document):
    table = replace(document, body=tuple(block for block in document.body if isinstance(block, TableBlock)))

    word = docx.Document(io.BytesIO(render(table, ExportFormat.DOCX)))

    said = [paragraph.text for paragraph in word.paragraphs]
    notes = said[said.index("Notes") + 1 : said.index("References")]
    assert [note.partition(" ")[0] for note in notes] == ["1.", "2.", "3.", "4.", "5."]
    assert "The source itself cites: A work." in notes[2]
    assert notes[3].startswith("4. “They said so.” As note 1, p. 12.")
    assert word.tables[0].rows[1].cells[1].text == "“Do this.”[3]\nnot stated"
    assert not list(word.element.body.iter(f"{W}footnoteReference"))


def test_a_word_file_marks_quotations_and_keeps_their_lines(document):
    word = docx.Document(io.BytesIO(render(document, ExportFormat.DOCX)))

    quoted = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Quote"]
    assert quoted[0] == f"“{SHOWN}”"
    assert quoted[1:3] == ["“First line\nsecond line.", "- An item. # not a heading\n1. One”"]
    assert quoted[3] == "[The words are not shown.]"
    assert word.core_properties.author == "Mission Partnership Assistant"
    assert word.tables[0].rows[1].cells[1].text == "“Do this.”\nnot stated"


def test_json_holds_all_of_it(document):
    held = json.loads(render(document, ExportFormat.JSON))

    assert held["schema"] == "mission-partnership-assistant/export/1"
    assert [one["quotation"] for one in held["items"]] == [one.quotation for one in document.items]
    assert [one["is_quotation"] for one in held["items"]] == [True, True, True, True, False]
    assert held["body"][1] == {"kind": "excerpt", "item": 1}
    assert held["references"][0]["key"] == "nasty-v1"


def test_formats_are_known_by_the_ending(tmp_path):
    assert format_of(tmp_path / "brief.CSL.JSON") is ExportFormat.CSL
    assert format_of(tmp_path / "brief.json") is ExportFormat.JSON
    assert format_of(tmp_path / "brief.docx") is ExportFormat.DOCX


def test_a_title_becomes_a_file_name_that_is_no_path(document):
    assert file_name(document, ExportFormat.DOCX) == "script-alert-1-script-cmd-c-calc-a0-x-javascript-alert-1-bol.docx"


def _word_text(content):
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
