import json
import os
from datetime import UTC, datetime

import pytest

from knowledge.answer import Answer, AnswerMode, AnswerStatus, Block, BlockKind, HeldBack, Statement
from knowledge.cases import compare
from knowledge.citations import cite_span
from knowledge.collections import Collections
from knowledge.conversations import Conversations
from knowledge.errors import ExportError
from knowledge.export.document import ExcerptBlock, TableBlock, TextKind
from knowledge.export.files import ExportFormat, render, write_export
from knowledge.export.gather import (
    ERASED_WORDS,
    Circumstances,
    export_collection,
    export_comparison,
    export_conversation,
    export_search,
)
from knowledge.extents import shown_extent
from knowledge.types import Query, Scope, Span

NOON = Circumstances(datetime(2026, 11, 23, 12, tzinfo=UTC), "http://127.0.0.1:8501/")
BOARD = "The mission board of City Orchard has seats for residents, schools and the parks office."
TUGS = "Two of seven tugs in Clean Harbour were electric by the end of 2023."


def quote(library, source_id, words, number=1):
    stored = library.catalogue.document(source_id)
    start = stored.text.index(words)
    return cite_span(stored, Span(start, start + len(words)), number=number)


def answer(*citations, mode=AnswerMode.QUOTING, texts=None, **changes):
    texts = texts or [citation.quote for citation in citations]
    statements = tuple(Statement(text, (citation.number,)) for text, citation in zip(texts, citations, strict=True))
    values = {
        "question": "Who steers?",
        "standalone_question": "Who steers?",
        "status": AnswerStatus.ANSWERED,
        "mode": mode,
        "confidence": 0.9,
        "blocks": (Block(BlockKind.LIST, statements, heading="From two cases"),),
        "citations": tuple(citations),
        "coverage": "2 cases",
    }
    return Answer(**(values | changes))


@pytest.fixture
def conversation(filled):
    conversations = Conversations(filled.catalogue.database)
    started = conversations.start(title="Steering", owner="Ada")
    return conversations, started


def exported(filled, conversation):
    conversations, started = conversation
    return export_conversation(filled.catalogue, started, conversations.exchanges(started.id), NOON)


def test_a_search_is_exported_with_every_excerpt_and_how_it_was_found(filled):
    result = filled.search(Query("mission board", scope=Scope(phrases=("mission board",))))

    document = export_search(filled.catalogue, shown_extent(result, 10), NOON, search='"mission board"')

    texts = {id_: filled.catalogue.document(id_).text for id_ in ("city-orchard", "workshop")}
    assert len(document.items) == len(result.passages) == 2
    assert all(texts[item.source_id][item.start : item.end] == item.quotation for item in document.items)
    spoken = next(item for item in document.items if item.source_id == "workshop")
    assert spoken.place == "00:00:01, Amal Nasser and Jonas Lind"
    assert spoken.link == "https://www.youtube.com/watch?v=abc&t=1s"
    assert spoken.address == f"http://127.0.0.1:8501/source?id=workshop&version=1&start=0&end={spoken.end}"
    assert spoken.licence == "CC BY 4.0"
    assert document.method.line.startswith(
        'Search: “"mission board"” · excerpts quoted word for word: all 2 found · 23 November 2026'
    )
    assert "(3 sources, " in document.method.line


def test_a_collection_is_exported_in_its_order_with_its_notes(filled):
    collections = Collections(filled.catalogue.database)
    made = collections.create("Brief", owner="Ada", notes="For Monday.\n\nShort.")
    collections.add(made.id, quote(filled, "clean-harbour", TUGS), note="Ask for 2024.")
    collections.add(made.id, quote(filled, "city-orchard", BOARD))
    collections.move(collections.items(made.id)[1].id, -1)

    document = export_collection(filled.catalogue, made, collections.items(made.id), NOON)

    assert [(item.quotation, item.note) for item in document.items] == [(BOARD, ""), (TUGS, "Ask for 2024.")]
    assert [block.lines[0].words for block in document.body[:2]] == ["For Monday.", "Short."]
    assert [work.key for work in document.works] == ["city-orchard-v1", "clean-harbour-v1"]
    assert [work.title for work in document.cited_works] == ["Harbour plan"]


def test_an_erased_source_is_named_in_an_export_without_its_words(filled):
    collections = Collections(filled.catalogue.database)
    made = collections.create("Brief", owner="Ada")
    collections.add(made.id, quote(filled, "city-orchard", BOARD))
    filled.erase("city-orchard")

    document = export_collection(filled.catalogue, made, collections.items(made.id), NOON)

    assert document.items[0].quotation == ""
    assert "erased" in document.items[0].notice
    for format_ in set(ExportFormat) - {ExportFormat.DOCX}:
        content = render(document, format_).decode("utf-8-sig")
        assert "seats for residents" not in content
        assert "City Orchard" in content


def test_a_conversation_is_exported_question_by_question_with_one_number_a_quotation(filled, conversation):
    conversations, started = conversation
    first, second = quote(filled, "city-orchard", BOARD), quote(filled, "clean-harbour", TUGS, 2)
    conversations.append(started.id, "Who steers?", answer(first, second))
    conversations.append(started.id, "And where?", answer(quote(filled, "city-orchard", BOARD)))

    document = exported(filled, conversation)

    headings = [b.lines[0].words for b in document.body if getattr(b, "kind", None) is TextKind.HEADING]
    assert headings == ["Who steers?", "And where?"]
    lines = [b.lines for b in document.body if getattr(b, "kind", None) is TextKind.LIST]
    assert [[(line.words, line.items, line.quoted) for line in block] for block in lines] == [
        [(BOARD, (1,), True), (TUGS, (2,), True)],
        [(BOARD, (1,), True)],
    ]
    assert document.method.words == "“Who steers?” / “And where?”"
    assert document.method.mode == "answers composed of sentences quoted word for word"


def test_a_models_words_are_no_quotations_and_their_proof_stands_in_the_notes(filled, conversation):
    conversations, started = conversation
    written = answer(
        quote(filled, "city-orchard", BOARD),
        mode=AnswerMode.MODEL,
        texts=["Residents have seats."],
        held_back=(HeldBack("It is the best.", "not in the excerpts"),),
    )
    conversations.append(started.id, "Who steers?", written)

    document = exported(filled, conversation)

    text = render(document, ExportFormat.MARKDOWN).decode()
    assert "- Residents have seats.[^1]" in text
    assert f"[^1]: “{BOARD}” " in text
    assert "It is the best" not in text
    assert "1 sentence held back" in text
    assert "written by a model" in document.method.mode


def test_words_of_an_erased_source_leave_a_conversations_export(filled, conversation):
    conversations, started = conversation
    conversations.append(
        started.id,
        "Who steers?",
        answer(quote(filled, "city-orchard", BOARD), quote(filled, "clean-harbour", TUGS, 2)),
    )
    filled.erase("city-orchard")

    document = exported(filled, conversation)

    (lines,) = [b.lines for b in document.body if getattr(b, "kind", None) is TextKind.LIST]
    assert [line.words for line in lines] == [ERASED_WORDS, TUGS]
    for format_ in set(ExportFormat) - {ExportFormat.DOCX}:
        assert "seats for residents" not in render(document, format_).decode("utf-8-sig")


def test_a_table_of_an_answer_stays_one(filled, conversation):
    conversations, started = conversation
    citation = quote(filled, "clean-harbour", TUGS)
    table = Block(BlockKind.TIMELINE, (Statement(TUGS, (1,)),), row_labels=("2023",))
    conversations.append(started.id, "When?", answer(citation, blocks=(table,)))

    document = exported(filled, conversation)

    (block,) = [block for block in document.body if isinstance(block, TableBlock)]
    assert block.header == ("When", "What the library says")
    assert [[line.words for line in cell] for cell in block.rows[0]] == [["2023"], [TUGS]]


def test_every_cell_of_a_comparison_cites_or_says_not_stated(filled):
    comparison = compare(filled.catalogue, ["clean-harbour", "city-orchard"])

    document = export_comparison(filled.catalogue, comparison, NOON)

    (table,) = document.body
    cells = [cell for row in table.rows for cell in row[1:]]
    assert len(cells) == 18
    assert all(any(line.items for line in cell) or [line.words for line in cell] == ["not stated"] for cell in cells)
    stage = next(row for row in table.rows if row[0][0].words == "Stage")
    cited = document.item(stage[1][0].items[0])
    assert (stage[1][0].words, cited.place, cited.quotation) == ("Running", "the library's record of the source", "")
    assert stage[2][0].words == "not stated"


def test_nothing_found_is_said(filled):
    result = filled.search(Query("tugs", scope=Scope(phrases=("no such words",))))

    document = export_search(filled.catalogue, shown_extent(result, 10), NOON)

    assert not [block for block in document.body if isinstance(block, ExcerptBlock)]
    assert "Nothing was found." in render(document, ExportFormat.MARKDOWN).decode()
    assert json.loads(render(document, ExportFormat.JSON))["items"] == []


@pytest.mark.parametrize("format_", ExportFormat)
def test_a_file_is_written_whole(filled, tmp_path, format_):
    document = export_search(filled.catalogue, shown_extent(filled.search(Query("tugs")), 10), NOON)
    path = tmp_path / f"brief{format_.ending}"
    path.write_text("old")

    write_export(document, format_, path)

    assert path.stat().st_size > 300
    assert not list(tmp_path.glob("*.export"))


def test_a_file_that_cannot_be_written_leaves_what_was_there(filled, tmp_path, monkeypatch):
    document = export_search(filled.catalogue, shown_extent(filled.search(Query("tugs")), 10), NOON)
    path = tmp_path / "brief.md"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        write_export(document, ExportFormat.MARKDOWN, path)

    assert "space" in caught.value.advice
    assert path.read_text() == "old"
    assert not list(tmp_path.glob(".*.export"))


def test_a_folder_that_is_not_there_is_named(filled, tmp_path):
    document = export_search(filled.catalogue, shown_extent(filled.search(Query("tugs")), 10), NOON)

    with pytest.raises(ExportError, match="nowhere"):
        write_export(document, ExportFormat.CSV, tmp_path / "nowhere" / "brief.csv")


def test_names_stand_between_the_turns_of_an_excerpt_in_every_format(filled):
    text = filled.catalogue.document("workshop").text
    whole = cite_span(filled.catalogue.document("workshop"), Span(0, len(text.rstrip())))
    collections = Collections(filled.catalogue.database)
    made = collections.create("Who said what", owner="Ada")
    collections.add(made.id, whole)

    document = export_collection(filled.catalogue, made, collections.items(made.id), NOON)

    named = document.items[0].spoken_quotation
    assert document.items[0].quotation == text.rstrip()
    assert named.index("[Amal Nasser:] A mission board") < named.index("[Jonas Lind:] Our steering group")
    assert "Jonas Lind:" in render(document, ExportFormat.HTML).decode()
    assert "Jonas Lind:" in render(document, ExportFormat.MARKDOWN).decode()
    assert "[Jonas Lind:] Our steering" in render(document, ExportFormat.CSV).decode()
    turns = json.loads(render(document, ExportFormat.JSON))["items"][0]["turns"]
    assert [(turn["speaker"], text[turn["start"] :][:3]) for turn in turns] == [
        ("Amal Nasser", "A m"),
        ("Jonas Lind", "Our"),
    ]
