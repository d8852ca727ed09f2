import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.errors import (
    EmbeddingMismatchError,
    LibraryError,
    LibraryLockedError,
    SourceNotFoundError,
    StorageError,
)
from knowledge.health import check_library
from knowledge.ledger import Ledger
from knowledge.library import open_library
from knowledge.lookup import quoted
from knowledge.migrations import MIGRATIONS
from knowledge.schema import Migration
from knowledge.types import Query, Scope, SourceStatus
from tests.fakes import FakeEmbedder
from tests.integration.knowledge.publisher import staged


def publish(library, tmp_path, number, generation=0, passages=20):
    return library.publish(staged(library, number, generation, tmp_path / f"{number}.txt", passages=passages))


def test_a_second_process_is_told_who_holds_the_library(library, settings):
    code = (
        "import sys; from pathlib import Path; from knowledge.locking import LibraryLock\n"
        "from knowledge.errors import LibraryLockedError\n"
        "try: LibraryLock(Path(sys.argv[1]))\n"
        "except LibraryLockedError as error: print(error.message)"
    )

    said = subprocess.run(
        [sys.executable, "-c", code, str(settings.data_dir)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    ).stdout

    assert f"process {os.getpid()}" in said
    with pytest.raises(LibraryLockedError):
        open_library(settings)
    library.close()
    open_library(settings, load=FakeEmbedder).close()


def test_reading_beside_the_holder_sees_each_change_and_changes_nothing(library, settings, embedder, tmp_path):
    first = publish(library, tmp_path, 1)
    with open_library(settings, writable=False, load=lambda: embedder) as reader:
        vector = library.catalogue.passage_vectors(library.catalogue.passage_ids()[4:5].tolist())
        here, there = (opened.nearest(vector, 5)[0] for opened in (reader, library))
        assert [n.cosine for n in here] == pytest.approx([n.cosine for n in there], abs=0.002)

        library.withdraw(first.id)
        publish(library, tmp_path, 2, passages=7)

        assert [source.id for source in reader.catalogue.sources()] == ["source-2"]
        assert len(reader.nearest(vector, 50)[0]) == 7
        with pytest.raises(LibraryError):
            reader.withdraw("source-2")
        assert all(finding.ok for finding in check_library(reader))


def test_a_scope_narrows_words_and_vectors_alike(library, tmp_path):
    for number in (1, 2, 3):
        publish(library, tmp_path, number)
    vector = library.catalogue.passage_vectors(library.catalogue.passage_ids()[:1].tolist())

    for sources in (("source-2",), ("source-2", "source-3")):
        scope = Scope(sources=sources)
        ids = set(library.catalogue.passage_ids(scope).tolist())
        assert len(ids) == 20 * len(sources)
        assert {n.passage_id for n in library.nearest(vector, 100, scope)[0]} == ids
        assert {m.passage_id for m in library.catalogue.match_words('"sentence"', 100, scope=scope)} == ids


@pytest.mark.parametrize(
    "words", ['AND "', "NEAR(a b)", "a*b", "-x:y", "(", "\0", "BS-5750", "'; DROP TABLE sources; --"]
)
def test_no_words_can_break_the_word_search(library, tmp_path, words):
    publish(library, tmp_path, 1)

    assert isinstance(library.catalogue.match_words(quoted(words), 5), tuple)
    assert library.catalogue.sources()


def test_old_words_stay_readable_and_are_not_found(library, tmp_path):
    publish(library, tmp_path, 1, generation=1)
    old = library.catalogue.document("source-1").text
    publish(library, tmp_path, 1, generation=2)

    assert library.catalogue.document("source-1", 1).text == old
    assert not library.catalogue.document("source-1", 1).is_current
    assert library.original("source-1", 1).read_text() == old
    assert not library.catalogue.match_words(quoted("generation 1"), 5)
    with pytest.raises(SourceNotFoundError):
        library.catalogue.document("source-1", 3)


def test_what_was_withdrawn_long_ago_is_erased_at_the_next_start(library, settings, tmp_path):
    publish(library, tmp_path, 1)
    publish(library, tmp_path, 2)
    library.withdraw("source-2")
    long_ago = datetime.now(UTC) - timedelta(days=settings.withdrawn_days + 1)
    Ledger(library.catalogue.database, clock=lambda: long_ago).withdraw("source-1")
    library.close()

    with open_library(settings, load=FakeEmbedder) as reopened:
        assert reopened.catalogue.source("source-1").status is SourceStatus.ERASED
        assert reopened.catalogue.source("source-1").details.title == "Source 1"
        assert reopened.restore("source-2").status is SourceStatus.LIVE


def test_sources_with_the_same_words_share_vectors_until_the_last_is_erased(library, embedder, tmp_path):
    first = staged(library, 1, 0, tmp_path / "1.txt", passages=5)
    library.publish(first)
    embedded = embedder.embedded
    twin = staged(library, 1, 0, tmp_path / "1.txt", passages=5)
    library.publish(type(twin)(**{**{f: getattr(twin, f) for f in twin.__dataclass_fields__}, "replaces": None}))

    library.erase("source-1")

    assert embedder.embedded == embedded
    assert library.catalogue.source("source-1-2").passages == 5
    assert len(library.catalogue.vectors(library.catalogue.passage_ids().tolist())) == 5
    assert library.original("source-1-2").is_file()
    library.erase("source-1-2")
    with library.catalogue.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (0,)
    assert not [path for path in library.settings.originals_path.rglob("*") if path.is_file()]


def test_another_model_is_refused_with_the_way_out(library, settings, tmp_path):
    publish(library, tmp_path, 1)
    library.close()

    with open_library(settings, load=lambda: FakeEmbedder("other")) as reopened:
        with pytest.raises(EmbeddingMismatchError) as caught:
            publish(reopened, tmp_path, 2)
        assert "reindex" in caught.value.advice
        assert len(reopened.catalogue.sources()) == 1


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs an account that rights hold for")
def test_a_folder_that_cannot_be_written_is_refused_and_can_be_read(library, settings, tmp_path):
    publish(library, tmp_path, 1)
    library.close()
    settings.data_dir.chmod(stat.S_IRUSR | stat.S_IXUSR)

    try:
        with pytest.raises(StorageError):
            open_library(settings)
        with open_library(settings, writable=False, load=FakeEmbedder) as reader:
            assert reader.catalogue.sources()
    finally:
        settings.data_dir.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("writable", [True, False])
def test_a_file_in_place_of_the_folder_is_refused(settings, writable):
    settings.data_dir.write_text("in the way")

    with pytest.raises(StorageError) as caught:
        open_library(settings, writable=writable)

    assert str(settings.data_dir) in caught.value.message


def test_a_library_of_a_later_program_is_refused_and_an_earlier_one_brought_up_to_date(library, settings, monkeypatch):
    library.close()
    later = (*MIGRATIONS, Migration("something new", ("CREATE TABLE new_things (id INTEGER PRIMARY KEY)",)))
    monkeypatch.setattr("knowledge.migrations.MIGRATIONS", later)
    with pytest.raises(LibraryError, match="earlier version"):
        open_library(settings, writable=False)
    open_library(settings, load=FakeEmbedder).close()
    open_library(settings, writable=False).close()
    monkeypatch.undo()

    with pytest.raises(LibraryError, match="later version"):
        open_library(settings)


def test_langchain_can_search_the_same_collection(library, tmp_path):
    publish(library, tmp_path, 1)

    retriever = library.as_langchain().as_retriever(search_kwargs={"k": 3})
    found = retriever.invoke("Sentence 7 of source 1")

    text = library.catalogue.document("source-1").text
    assert "Sentence 7 of source 1 in generation 0." in [document.page_content for document in found]
    assert all(text[d.metadata["start"] : d.metadata["end"]] == d.page_content for d in found)
    assert library.as_langchain().max_marginal_relevance_search("Sentence 7", k=2)


@pytest.mark.parametrize(("share", "ok"), [(0.02, True), (0.1, False)])
def test_a_few_passages_that_the_vector_index_misses_are_usual_and_many_are_told(
    library, tmp_path, monkeypatch, share, ok
):
    for number in range(5):
        publish(library, tmp_path, number)
    missed = set(library.catalogue.passage_ids().tolist()[: int(100 * share)])
    monkeypatch.setattr("knowledge.health._finds_itself", lambda _dense, _catalogue, passage: passage not in missed)

    finding = next(finding for finding in check_library(library) if finding.name == "vector index")

    assert finding.ok is ok


def test_the_words_of_a_passage_are_kept_and_found_anew_where_an_earlier_version_kept_none(library, settings, tmp_path):
    publish(library, tmp_path, 1)
    ids = library.catalogue.passage_ids().tolist()
    kept = {number: one.words for number, one in library.catalogue.stored_passages(ids).items()}
    before = library.search(Query("Sentence 7 of source 1", limit=1))
    with library.catalogue.database.write() as connection:
        connection.execute("UPDATE passages SET words = NULL")
        connection.execute("DELETE FROM marks WHERE name = 'words'")
    library.close()

    with open_library(settings, load=FakeEmbedder, writable=False) as read_only:
        none_kept = [one.words for one in read_only.catalogue.stored_passages(ids).values() if one.words]
        without = read_only.search(Query("Sentence 7 of source 1", limit=1))
    with open_library(settings, load=FakeEmbedder) as opened:
        again = {number: one.words for number, one in opened.catalogue.stored_passages(ids).items()}

    assert kept.keys() == set(ids)
    assert not none_kept
    assert [one.passage for one in without.passages] == [one.passage for one in before.passages]
    assert again == kept
