from datetime import UTC, datetime, timedelta

import pytest

from knowledge.citations import cite_span
from knowledge.collections import MOST_ITEMS, Collections, read_items
from knowledge.errors import LibraryError
from knowledge.excerpts import where_now
from knowledge.library import open_library
from knowledge.types import Span
from tests.integration.knowledge.three_cases import HARBOUR, add

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def collections(filled):
    moments = iter(NOON + timedelta(minutes=minute) for minute in range(100))
    return Collections(filled.catalogue.database, now=lambda: next(moments))


def quote(library, source_id, words):
    stored = library.catalogue.document(source_id)
    start = stored.text.index(words)
    return cite_span(stored, Span(start, start + len(words)))


def test_excerpts_are_kept_with_notes_and_survive_a_restart(filled, collections, settings, embedder):
    made = collections.create("  Governance   brief ", owner="Ada", notes="For Monday.")
    collections.add(made.id, quote(filled, "clean-harbour", "A steering board of six members"), note="Check the size.")
    filled.close()

    with open_library(settings, load=lambda: embedder) as again:
        reopened = Collections(again.catalogue.database)
        (kept,) = read_items(again.catalogue, reopened.items(made.id))

        assert reopened.get(made.id).name == "Governance brief"
        assert [one.id for one in reopened.of("Ada")] == [made.id]
        assert kept.citation.quote == "A steering board of six members"
        assert (kept.item.note, kept.notice) == ("Check the size.", "")
        assert kept.citation.locator.endswith("Governance and funding")


def test_ids_cannot_be_guessed(collections):
    ids = {collections.create("x", owner="Ada").id for _ in range(20)}

    assert len(ids) == 20
    assert min(map(len, ids)) >= 16


def test_items_are_moved_reordered_annotated_and_removed(filled, collections):
    made = collections.create("Order", owner="Ada")
    words = ["Clean Harbour is", "Clean Harbour wants", "Two of seven tugs"]
    first, second, third = (collections.add(made.id, quote(filled, "clean-harbour", one)).id for one in words)

    def order():
        return [item.id for item in collections.items(made.id)]

    collections.move(third, -5)
    assert order() == [third, first, second]
    collections.move(third, 1)
    assert order() == [first, third, second]
    collections.reorder(made.id, [second, "unknown", second])
    assert order() == [second, first, third]
    collections.annotate(first, "A note\0")
    collections.remove(second)
    assert [(item.id, item.note) for item in collections.items(made.id)] == [(first, "A note"), (third, "")]


def test_the_same_span_is_kept_once_with_its_first_note(filled, collections):
    made = collections.create("Twice", owner="Ada")
    citation = quote(filled, "clean-harbour", "Two of seven tugs")

    first = collections.add(made.id, citation, note="mine")
    again = collections.add(made.id, citation, note="other")

    assert again == first
    assert len(collections.items(made.id)) == 1


def test_a_collection_is_renamed_copied_and_deleted(filled, collections):
    made = collections.create("First", owner="Ada", notes="n")
    collections.add(made.id, quote(filled, "workshop", "A mission board needs a clear mandate"))

    collections.describe(made.id, name=" ", notes="Other notes")
    copy = collections.copy(made.id, owner="Ben")
    collections.describe(made.id, name="Second")
    collections.delete(made.id)

    assert collections.find(made.id) is None
    assert (copy.name, copy.notes, copy.owner) == ("First", "Other notes", "Ben")
    assert [item.quote for item in collections.items(copy.id)] == ["A mission board needs a clear mandate"]


def test_what_is_gone_is_said_with_advice(filled, collections):
    citation = quote(filled, "clean-harbour", "Two of seven tugs")

    for change in (
        lambda: collections.add("nowhere", citation),
        lambda: collections.get("nowhere"),
        lambda: collections.reorder("nowhere", []),
        lambda: collections.describe("nowhere", name="x"),
    ):
        with pytest.raises(LibraryError, match="no longer exists") as caught:
            change()
        assert "Check the link" in caught.value.advice
    assert collections.items("nowhere") == []


def test_a_full_collection_takes_no_more(filled, collections):
    made = collections.create("Full", owner="Ada")
    text = filled.catalogue.document("clean-harbour")
    spans = [Span(start, end) for start in range(60) for end in range(start + 1, start + 41)][: MOST_ITEMS + 1]
    collections = Collections(filled.catalogue.database)
    for span in spans[:-1]:
        collections.add(made.id, cite_span(text, span))

    with pytest.raises(LibraryError, match="2000 excerpts"):
        collections.add(made.id, cite_span(text, spans[-1]))


def test_a_replaced_source_still_shows_the_kept_words_and_says_so(filled, collections, tmp_path):
    made = collections.create("Old words", owner="Ada")
    collections.add(made.id, quote(filled, "clean-harbour", "Two of seven tugs in Clean Harbour were electric"))

    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("Two of seven", "All seven"))

    (kept,) = read_items(filled.catalogue, collections.items(made.id))
    assert kept.citation.quote == "Two of seven tugs in Clean Harbour were electric"
    assert kept.notice.endswith("these are the words of version 1. The current version no longer holds them.")


def test_a_replaced_source_that_says_the_same_says_so_and_on_which_day(filled, collections, tmp_path):
    made = collections.create("Same words", owner="Ada")
    collections.add(made.id, quote(filled, "clean-harbour", "electric by the end of 2023"))
    add(filled, tmp_path, "clean-harbour.md", HARBOUR.replace("Two of seven", "All seven"))
    with filled.catalogue.database.write() as connection:
        connection.execute("UPDATE versions SET created_at = '2025-05-04T10:00:00+00:00' WHERE version = 2")

    (kept,) = read_items(filled.catalogue, collections.items(made.id))

    assert kept.notice == (
        "This source was replaced on 4 May 2025; these are the words of version 1. "
        "The current version still holds them."
    )
    now = where_now(filled.catalogue, filled.catalogue.source("clean-harbour"), kept.citation.quote)
    assert filled.catalogue.text("clean-harbour", 2)[now.start : now.end] == kept.citation.quote


def test_a_withdrawn_source_says_so(filled, collections):
    made = collections.create("Withdrawn", owner="Ada")
    collections.add(made.id, quote(filled, "workshop", "A mission board needs a clear mandate"))

    filled.withdraw("workshop")

    (kept,) = read_items(filled.catalogue, collections.items(made.id))
    assert "was withdrawn on" in kept.notice
    assert kept.citation is not None


def test_an_erased_source_shows_no_words_and_leaves_none_behind(filled, collections, settings):
    made = collections.create("Erased", owner="Ada")
    collections.add(made.id, quote(filled, "workshop", "nobody knew what it could decide"))

    filled.erase("workshop")

    (kept,) = read_items(filled.catalogue, collections.items(made.id))
    assert kept.citation is None
    assert kept.title == "Workshop on steering missions"
    assert "was erased from the library" in kept.notice
    assert kept.item.quote is None
    files = [path for path in settings.data_dir.rglob("catalogue.sqlite*") if path.is_file()]
    assert not [path for path in files if b"nobody knew what it could decide" in path.read_bytes()]
