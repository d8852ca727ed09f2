"""The library after a process that was changing it has been killed, or has met a full disk."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from chromadb.errors import InternalError

from knowledge.errors import AssistantError, StorageError
from knowledge.library import Library, open_library
from knowledge.staging import PassageDraft
from knowledge.types import Span
from tests.fakes import FakeEmbedder
from tests.integration.knowledge.publisher import staged

ROOT = Path(__file__).parents[3]


def start(settings, *arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.knowledge.publisher", str(settings.data_dir), *arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout.readline() == "begun\n"
    return process


def assert_whole(library: Library) -> None:
    """Every live source is whole, and both indexes hold its passages and nothing else."""
    catalogue = library.catalogue
    ids = catalogue.passage_ids().tolist()
    for source in catalogue.sources():
        text = catalogue.document(source.id).text
        passages = list(catalogue.passages_of(source.id).values())
        assert len(passages) == source.passages
        assert [passage.text for passage in passages] == [text[p.start : p.end] for p in passages]
        assert {passage.version for passage in passages} == {source.version}
        assert library.original(source.id).read_text() == text
    index = library.dense.live()
    assert index.ids() == set(ids)
    assert index.count() == catalogue.count_passages() == len(ids)
    assert {match.passage_id for match in catalogue.match_words('"sentence"', len(ids) + 100)} == set(ids)
    found = index.query_many(catalogue.passage_vectors(ids[:20]), 30) if ids else []
    vectors = catalogue.vectors(ids)
    for passage_id, neighbours in zip(ids[:20], found, strict=True):  # the index answers with the catalogue's vectors
        for neighbour in neighbours:
            cosine = float(vectors[passage_id].passage @ vectors[neighbour.passage_id].passage)
            assert neighbour.cosine == pytest.approx(cosine, abs=0.002)
    with catalogue.database.read() as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM changes").fetchone() == (0,)


@pytest.mark.parametrize("seconds", [0.02, 0.1, 0.25, 0.5, 0.8])
def test_a_kill_leaves_every_source_whole(settings, seconds):
    process = start(settings)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with open_library(settings, load=FakeEmbedder) as library:
        library.dense.live(library.model()) if library.catalogue.count_passages() == 0 else None
        assert_whole(library)
        library.publish(staged(library, 9, 1, settings.data_dir.parent / "9.txt"))
        assert_whole(library)


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_full_disk_is_said_so_and_leaves_every_source_whole(settings):
    process = start(settings, str(2_500_000))
    last = process.stdout.read().splitlines()[-1]
    process.stdout.close()
    process.wait()

    assert last.startswith("StorageError: ")
    with open_library(settings, load=FakeEmbedder) as library:
        assert library.catalogue.sources()
        assert_whole(library)


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_a_disk_without_a_byte_left_is_said_so_at_the_start(settings):
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "from pathlib import Path; from knowledge.errors import StorageError\n"
        "from knowledge.locking import LibraryLock\n"
        "try: LibraryLock(Path(sys.argv[1]))\n"
        "except StorageError as error: print(error.message)"
    )

    said = subprocess.run(
        [sys.executable, "-c", code, str(settings.data_dir)], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert said.stdout.startswith(f"The data folder {settings.data_dir} cannot be written: ")


def test_what_chroma_says_on_a_full_disk_is_not_taken_for_damage(published, tmp_path, monkeypatch):
    def fail(**_: object) -> None:
        raise InternalError("Error in compaction: Failed to apply logs to the metadata segment")

    monkeypatch.setattr("knowledge.vectors.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    monkeypatch.setattr(published.dense.live()._collection, "upsert", fail)

    with pytest.raises(StorageError, match="cannot be written"):
        published.publish(staged(published, 2, 1, tmp_path / "2.txt", passages=10))


class UnforeseenError(Exception):
    """An error that nobody foresaw."""


@pytest.fixture
def published(library, tmp_path):
    library.publish(staged(library, 1, 1, tmp_path / "1.txt", passages=40))
    return library


@pytest.mark.parametrize("place", ["vectors", "catalogue"])
def test_an_error_while_publishing_leaves_the_version_before(published, tmp_path, monkeypatch, place):
    new = staged(published, 1, 2, tmp_path / "1.txt", passages=40)

    def fail(*_: object) -> None:
        raise UnforeseenError

    if place == "vectors":
        index = published.dense.live()
        whole = index.add
        monkeypatch.setattr(index, "add", lambda ids, vectors: (whole(ids[:10], vectors[:10]), fail()))
    else:
        monkeypatch.setattr("knowledge.ledger._index_words", fail)
    with pytest.raises(UnforeseenError):
        published.publish(new)
    monkeypatch.undo()

    assert published.catalogue.source("source-1").version == 1
    assert not published.originals.has(new.original.content_hash)
    assert published.dense.live().ids() == set(published.catalogue.passage_ids().tolist())
    assert published.publish(new).version == 2


def test_what_could_not_be_deleted_from_chroma_is_not_found_and_goes_later(published, tmp_path, monkeypatch):
    index = published.dense.live()

    def fail(_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(index, "delete", fail)
    published.withdraw("source-1")
    monkeypatch.undo()
    vector = np.ones((1, 64), dtype=np.float32) / 8

    assert index.count() == 40
    assert published.nearest(vector, 5) == [[]]
    published.publish(staged(published, 2, 1, tmp_path / "2.txt", passages=10))
    assert index.ids() == set(published.catalogue.passage_ids().tolist())


def test_vectors_that_chroma_lost_are_put_back_at_the_next_start(published, settings, embedder):
    ids = published.catalogue.passage_ids().tolist()
    published.dense.live().delete(ids[:7])
    published.dense.live().add([999_999], published.catalogue.passage_vectors(ids[:1]))
    published.close()
    embedded = embedder.embedded

    with open_library(settings, load=lambda: embedder) as library:
        assert library.dense.live().ids() == set(ids)
    assert embedder.embedded == embedded


def interrupt_reindex(library: Library) -> None:
    """Leave a new collection and vectors of another cut behind, as a kill would."""

    def other_cut(source_id, _):
        passages = library.catalogue.passages_of(source_id).values()
        return tuple(
            PassageDraft(one.start, one.end, one.text, "Another title", (Span(one.start, one.end),)) for one in passages
        )

    def fail(_done, _all):
        raise UnforeseenError

    with pytest.raises(UnforeseenError):
        library.reindex(other_cut, fail)


def test_a_collection_that_an_interrupted_reindex_left_goes_at_the_next_start(published, settings, embedder):
    interrupt_reindex(published)
    assert len(published.dense.store().names()) == 2
    published.close()

    with open_library(settings, load=lambda: embedder) as library:
        assert library.dense.store().names() == (library.dense.live().name,)
        assert_whole(library)
        library.close()
    with open_library(settings, load=lambda: embedder) as library:
        assert not library.dense.unfinished()


def test_erasing_after_an_interrupted_reindex_leaves_no_vector(published):
    interrupt_reindex(published)

    published.erase("source-1")

    with published.catalogue.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM vectors").fetchone() == (0,)


def spoil_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)


def spoil_graph(folder: Path) -> None:
    for path in folder.rglob("*.bin"):
        path.write_bytes(bytes(len(path.read_bytes())))


def cut_graph_short(folder: Path) -> None:
    """Leave a graph on which Chroma 1.5.9 dies of a segmentation fault, and let it, once."""
    for path in folder.rglob("*.bin"):
        path.write_bytes(path.read_bytes()[:50])
    child = subprocess.run(
        [sys.executable, "-m", "tests.integration.knowledge.publisher", str(folder.parent), "1000000000", "1"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert child.returncode < 0


@pytest.mark.parametrize("spoil", [spoil_database, spoil_graph, cut_graph_short, shutil.rmtree])
def test_a_damaged_chroma_is_made_anew_without_embedding(library, settings, embedder, tmp_path, spoil):
    library.publish(staged(library, 1, 1, tmp_path / "1.txt", passages=1100))  # Chroma writes its graph at 1,000
    vector = library.catalogue.passage_vectors(library.catalogue.passage_ids()[3:4].tolist())
    library.close()
    embedded = embedder.embedded
    spoil(settings.chroma_path)

    with open_library(settings, load=lambda: embedder) as reopened:
        assert reopened.nearest(vector, 1)[0][0].cosine == pytest.approx(1, abs=0.001)
        assert_whole(reopened)
    assert embedder.embedded == embedded
    assert [path.name for path in settings.data_dir.glob("chroma*")] == ["chroma"]


def test_a_text_file_in_place_of_the_catalogue_is_refused_in_plain_words(settings):
    settings.data_dir.mkdir()
    settings.catalogue_path.write_text("not a catalogue " * 100)

    with pytest.raises(AssistantError, match="damaged") as caught:
        open_library(settings)

    assert str(settings.catalogue_path) in caught.value.message
