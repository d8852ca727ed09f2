"""What is left in kept conversations when a source they quote is erased: nothing of its words, all of the rest."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.answer import Answer, AnswerMode, AnswerStatus, Block, BlockKind, HeldBack, Statement
from knowledge.citations import cite_span
from knowledge.conversations import Conversations
from knowledge.export.files import ExportFormat, render
from knowledge.export.gather import ERASED_WORDS, Circumstances, export_conversation
from knowledge.types import Query, Span

SPOKEN = "nobody knew what it could decide"
WRITTEN = "A pilot budget of SEK 2 million"


def citation(library, source_id, words, number):
    stored = library.catalogue.document(source_id)
    start = stored.text.index(words)
    return cite_span(stored, Span(start, start + len(words)), number=number)


@pytest.fixture
def answer(filled):
    citations = (citation(filled, "workshop", SPOKEN, 1), citation(filled, "city-orchard", WRITTEN, 2))
    statements = (Statement(SPOKEN, (1,)), Statement(WRITTEN, (2,)), Statement(f"Both say that {SPOKEN}.", (2, 1)))
    return Answer(
        question="Who decides?",
        standalone_question="Who decides?",
        status=AnswerStatus.PARTIAL,
        mode=AnswerMode.MODEL,
        confidence=0.8,
        blocks=(Block(BlockKind.LIST, statements, heading="What is said"), Block(BlockKind.PARAGRAPH, ())),
        citations=citations,
        coverage="2 sources",
        held_back=(HeldBack(f"It seems that {SPOKEN}.", "no excerpt says so"),),
        nearest=filled.search(Query("a steering group and a pilot budget", limit=20)).passages,
    )


@pytest.fixture
def conversations(filled, answer):
    kept = Conversations(filled.catalogue.database)
    conversation = kept.start(title="Deciding", owner="Ada")
    kept.append(conversation.id, "Who decides?", answer)
    return kept, conversation


def test_the_words_of_an_erased_source_leave_kept_answers_and_the_disk(filled, conversations, settings):
    kept, conversation = conversations

    filled.erase("workshop")

    (exchange,) = kept.exchanges(conversation.id)
    assert [statement.text for statement in exchange.answer.statements] == [ERASED_WORDS, WRITTEN, ERASED_WORDS]
    assert [one.quote for one in exchange.answer.citations] == ["", WRITTEN]
    assert {near.source.id for near in exchange.answer.nearest} == {"city-orchard", "clean-harbour"}
    assert exchange.answer.held_back == ()
    files = [path for path in settings.data_dir.rglob("catalogue.sqlite*") if path.is_file()]
    assert not [path for path in files if SPOKEN.encode() in path.read_bytes()]


def test_all_else_of_the_answer_stays_as_it_was(filled, conversations, answer):
    kept, conversation = conversations

    filled.erase("workshop")

    (exchange,) = kept.exchanges(conversation.id)
    changed = exchange.answer
    assert changed == replace(
        answer, blocks=changed.blocks, citations=changed.citations, nearest=changed.nearest, held_back=()
    )
    assert changed.citations[1] == answer.citations[1]
    assert [(block.kind, block.heading) for block in changed.blocks] == [
        (block.kind, block.heading) for block in answer.blocks
    ]
    assert [statement.citations for statement in changed.statements] == [(1,), (2,), (2, 1)]


def test_a_source_that_was_only_near_takes_nothing_from_the_answer(filled, conversations, answer):
    kept, conversation = conversations
    filled.erase("clean-harbour")
    without = tuple(near for near in answer.nearest if near.source.id != "clean-harbour")

    (exchange,) = kept.exchanges(conversation.id)

    assert exchange.answer.blocks == answer.blocks
    assert exchange.answer.citations == answer.citations
    assert [near.passage for near in exchange.answer.nearest] == [near.passage for near in without]


def test_the_conversation_can_still_be_exported(filled, conversations):
    kept, conversation = conversations
    filled.erase("workshop")

    document = export_conversation(
        filled.catalogue,
        conversation,
        kept.exchanges(conversation.id),
        Circumstances(datetime(2026, 11, 23, tzinfo=UTC)),
    )

    for form in ExportFormat:
        assert SPOKEN.encode() not in render(document, form)
    assert ERASED_WORDS in render(document, ExportFormat.JSON).decode()
