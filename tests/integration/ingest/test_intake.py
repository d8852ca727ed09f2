import os
import sys
import threading
import time
from dataclasses import replace

import pytest

from ingest.intake import IncomingFile, Intake, IntakeStatus, Stage, file_origin
from ingest.metadata import DetailChanges
from ingest.readers.reading import read_file
from ingest.reindexing import reindex
from ingest.starter import ensure_starter
from knowledge.library import open_library
from knowledge.types import SourceStatus
from tests.fakes import FakeEmbedder

REPORT = """Harbour workshop

The workshop in Vejle brought six partners together in May 2023. They agreed on one direction for the harbour.

The municipality pays for the first year. Two foundations pay for the second year of the harbour mission.
"""


def incoming(path, **more):
    return IncomingFile(path, "tester", origin=file_origin(path), **more)


def add(library, *files):
    return list(Intake(library).add(files))


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "harbour.txt"
    path.write_text(REPORT)
    return path


def test_a_file_is_added_and_every_passage_is_its_own_text(library, report):
    (result,) = add(library, incoming(report))

    assert result.status is IntakeStatus.ADDED
    stored = library.catalogue.document(result.source.id)
    passages = library.catalogue.passages_of(result.source.id).values()
    assert result.source.passages == len(passages) == library.dense.live().count() > 0
    assert all(passage.text == stored.text[passage.start : passage.end] for passage in passages)
    assert library.original(result.source.id).read_text() == REPORT


def test_the_same_file_again_is_unchanged_from_wherever_it_comes(library, report, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(REPORT)

    results = add(library, incoming(report), incoming(report), incoming(copy))

    assert [result.status for result in results] == ["added", "unchanged", "unchanged"]
    assert len({result.source.id for result in results}) == 1


def at_once(library, *files):
    """The results of adding each file in a thread of its own, all about to publish at the same moment."""
    gate, results = threading.Barrier(len(files)), []

    def run(file):
        met = threading.Event()

        def meet(progress):
            if progress.stage is Stage.PUBLISHING and not met.is_set():
                met.set()
                gate.wait(timeout=10)

        results.extend(Intake(library).add([file], meet))

    threads = [threading.Thread(target=run, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_the_same_file_added_by_two_at_once_is_one_source(library, report, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_text(REPORT)

    results = at_once(library, incoming(report), incoming(copy))

    assert sorted(result.status for result in results) == ["added", "unchanged"]
    (source,) = library.catalogue.sources()
    assert library.dense.live().count() == source.passages


def test_two_edits_of_one_file_added_at_once_are_two_versions(library, report, tmp_path):
    (first,) = add(library, incoming(report))
    edits = [tmp_path / f"{number}.txt" for number in (1, 2)]
    for number, edit in enumerate(edits):
        edit.write_text(REPORT + f"\nFoundation number {number} joined the harbour mission later.\n")

    results = at_once(library, *(IncomingFile(edit, "x", wanted_id=first.source.id) for edit in edits))

    assert [result.status for result in results] == ["updated", "updated"]
    assert [version.number for version in library.catalogue.versions(first.source.id)] == [1, 2, 3]
    assert library.dense.live().ids() == set(library.catalogue.passage_ids().tolist())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_a_file_whose_name_is_no_text_is_added_as_well_as_can_be(library, tmp_path):
    path = tmp_path / os.fsdecode(b"mission-\xff.txt")
    path.write_text(REPORT)

    (first,), (again,) = add(library, incoming(path)), add(library, incoming(path))

    assert (first.status, again.status) == ("added", "unchanged")
    assert first.source.file_name == "mission-.txt"


def test_a_changed_file_is_a_new_version_and_unchanged_passages_keep_their_vectors(library, embedder, tmp_path):
    path = tmp_path / "long.md"
    sections = [
        f"## Part {number}\n\nThe partners of part {number} met in town {number} and agreed.\n" for number in range(9)
    ]
    path.write_text("# Long report\n\n" + "\n".join(sections))
    (first,) = add(library, incoming(path))
    embedded = embedder.embedded

    path.write_text(path.read_text().replace("town 4", "city 4"))
    (second,) = add(library, incoming(path))

    assert (second.status, second.source.id, second.source.version) == ("updated", first.source.id, 2)
    assert embedder.embedded - embedded == 1
    assert "town 4" in library.catalogue.text(first.source.id, 1)
    assert not library.catalogue.match_words('"town 4"', 5)
    assert library.dense.live().ids() == set(library.catalogue.passage_ids().tolist())


def test_a_file_of_the_same_name_from_elsewhere_is_a_new_version_only_if_it_shares_sentences(library, report, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    edited, other = tmp_path / "a" / "harbour.txt", tmp_path / "b" / "harbour.txt"
    edited.write_text(REPORT + "\nA third foundation joined the harbour mission in 2024.\n")
    other.write_text("A report on school meals in Sweden. It says nothing of harbours, towns or foundations at all.\n")

    results = add(library, incoming(report), incoming(edited), incoming(other))

    assert [result.status for result in results] == ["added", "updated", "added"]
    assert results[1].source.id == results[0].source.id != results[2].source.id


def test_an_uploaded_talk_that_comes_back_in_another_format_is_a_new_version(library, tmp_path):
    said = ("The harbour mission has six partners.", "They met in Vejle in May 2023.", "The town pays for a year.")
    text, captions = tmp_path / "Talk.txt", tmp_path / "talk.vtt"
    text.write_text("\n\n".join(f"00:0{n}:00 Amal Holt:\n{words}" for n, words in enumerate(said)))
    captions.write_text(
        "WEBVTT\n\n"
        + "\n\n".join(f"00:0{n}:00.000 --> 00:0{n}:09.000\n<v Amal Holt>{words}" for n, words in enumerate(said))
    )

    (first,), (second,) = (add(library, IncomingFile(path, "tester")) for path in (text, captions))

    assert (second.status, second.source.id) == ("updated", first.source.id)


def test_two_formats_of_one_text_in_a_folder_stay_two_sources(library, report, tmp_path):
    (tmp_path / "harbour.md").write_text(REPORT + "\nA third foundation joined the harbour mission in 2024.\n")

    results = add(library, incoming(report), incoming(tmp_path / "harbour.md"))

    assert [result.status for result in results] == ["added", "added"]


def test_a_bad_file_fails_alone_with_advice(library, report, tmp_path):
    empty, missing = tmp_path / "empty.txt", tmp_path / "missing.txt"
    empty.write_text("")

    results = add(library, incoming(empty), incoming(missing), incoming(report))

    assert [result.status for result in results] == ["failed", "failed", "added"]
    assert all(result.error.advice and result.file.shown_name in result.error.message for result in results[:2])


def test_a_file_that_changes_meanwhile_is_refused_and_leaves_nothing(library, report):
    def overwrite(progress):
        if progress.stage is Stage.PUBLISHING:
            report.write_text("Half of the next ver")

    (result,) = Intake(library).add([incoming(report)], overwrite)

    assert result.status is IntakeStatus.FAILED
    assert "changed while" in result.error.message
    assert library.catalogue.sources() == ()
    assert not [path for path in library.settings.originals_path.rglob("*") if path.is_file()]


def test_what_the_person_says_stands_over_what_the_file_says(library, report):
    changes = DetailChanges(title="Vejle harbour", kind="workshop-report", themes=("food",), date="2023-05")

    (result,) = add(library, incoming(report, changes=changes))

    details = result.source.details
    assert (details.title, details.kind, details.themes, details.date) == (
        "Vejle harbour", "workshop-report", ("food",), "2023-05",
    )  # fmt: skip
    assert result.source.id == "vejle-harbour"


def test_new_details_for_the_same_file_are_an_update(library, report):
    add(library, incoming(report))

    (themed,) = add(library, incoming(report, changes=DetailChanges(themes=("food",))))
    (titled,) = add(library, incoming(report, changes=DetailChanges(title="Another title")))
    (again,) = add(library, incoming(report, changes=DetailChanges(title="Another title")))

    assert [themed.status, titled.status, again.status] == ["updated", "updated", "unchanged"]
    assert again.source.details.themes == ("food",)
    assert library.catalogue.match_words('"another title"', 5)


def test_what_people_said_outlives_a_new_version(library, report):
    (first,) = add(library, incoming(report))
    Intake(library).update_details(
        first.source.id, DetailChanges(places=("Denmark",)).applied_to(first.source.details), by="x"
    )

    report.write_text(REPORT + "\nMore was learnt in the second year of the mission.\n")
    (second,) = add(library, incoming(report))

    assert second.source.details.places == ("Denmark",)


def test_a_withdrawn_source_comes_back_when_its_file_is_added_again(library, report):
    (first,) = add(library, incoming(report))
    library.withdraw(first.source.id)

    (again,) = add(library, incoming(report))

    assert (again.status, again.source.id) == ("updated", first.source.id)
    assert again.source.status is SourceStatus.LIVE
    assert library.catalogue.match_words('"harbour"', 5)


def test_an_erased_source_leaves_nothing_and_its_id_is_not_given_again(library, report, settings):
    (first,) = add(library, incoming(report))
    original = library.original(first.source.id)

    library.erase(first.source.id)
    (again,) = add(library, incoming(report))
    library.erase(again.source.id)

    assert again.source.id == f"{first.source.id}-2"
    assert not original.exists()
    assert library.catalogue.text(first.source.id, 1) is None
    assert library.catalogue.passage_ids().size == library.dense.live().count() == 0
    on_disk = b"".join(path.read_bytes() for path in settings.data_dir.glob("catalogue.sqlite*"))
    assert b"foundations pay" not in on_disk
    assert b"foundat" not in on_disk


def test_progress_tells_all_stages(library, report):
    seen = []

    list(Intake(library).add([incoming(report)], lambda progress: seen.append(progress)))

    assert list(dict.fromkeys(step.stage for step in seen)) == list(Stage)
    done = [step for step in seen if step.stage is Stage.EMBEDDING][-1]
    assert done.done == done.total > 0


@pytest.fixture
def short_files(tmp_path):
    paths = [tmp_path / f"note-{number}.txt" for number in range(12)]
    for number, path in enumerate(paths):
        path.write_text(f"Note {number} of the harbour mission. Town {number} paid for pier {number} in 2023.\n")
    return paths


def test_short_files_are_embedded_together_and_settled_each_alone(library, embedder, short_files, monkeypatch):
    files = [replace(incoming(path), document=read_file(path, library.settings)) for path in short_files]
    files[5] = incoming(short_files[5])
    short_files[5].write_bytes(b"")
    calls = []

    def embed_slowly(texts, spans, embed=embedder.embed_passages):
        time.sleep(0.1)  # what comes after is read meanwhile
        calls.append(len(texts))
        return embed(texts, spans)

    monkeypatch.setattr(embedder, "embed_passages", embed_slowly)

    results = add(library, *files)

    assert [result.file.path for result in results] == short_files
    assert [result.status for result in results] == ["added"] * 5 + ["failed"] + ["added"] * 6
    assert len(calls) < 11
    assert library.dense.live().ids() == set(library.catalogue.passage_ids().tolist())


def test_a_file_that_follows_another_version_of_itself_is_told_so(library, short_files):
    versions = [IncomingFile(path, "tester", wanted_id="pier") for path in short_files[:3]]

    results = list(Intake(library).add(versions))

    assert [(result.status, result.source.version) for result in results] == [
        ("added", 1), ("updated", 2), ("updated", 3),
    ]  # fmt: skip
    assert "pier 2" in library.catalogue.text("pier", 3)
    assert library.dense.live().count() == library.catalogue.count_passages() == 1


def test_stopped_midway_what_is_done_is_there_and_the_rest_follows(library, short_files):
    files = [incoming(path) for path in short_files]
    results = Intake(library).add(files)
    done = [next(results), next(results)]
    results.close()

    assert {source.id for source in library.catalogue.sources()} == {result.source.id for result in done}
    assert library.dense.live().count() == library.catalogue.count_passages() == 2
    assert [result.status for result in Intake(library).add(files)] == ["unchanged"] * 2 + ["added"] * 10


def test_reindex_takes_another_model_and_keeps_what_can_be_found(library, report, settings):
    (result,) = add(library, incoming(report))
    withdrawn = report.with_name("other.txt")
    withdrawn.write_text("Another text that was withdrawn. It is kept for a month before it is erased.")
    (gone,) = add(library, incoming(withdrawn))
    library.withdraw(gone.source.id)
    library.close()

    other = FakeEmbedder("other", dimension=32)
    with open_library(settings, load=lambda: other) as reopened:
        count = reindex(reopened)

        assert count == result.source.passages == reopened.dense.live().count()
        assert reopened.catalogue.model().name == "other"
        assert reopened.nearest(other.embed_queries(["harbour workshop"]), 1)[0]
        assert len(reopened.dense.store().names()) == 1
        reopened.restore(gone.source.id)
        assert reopened.dense.live().count() == reopened.catalogue.count_passages()


STARTER = """---
title: "Decoupling 2030"
kind: case-study
themes: [circular-economy]
---
# Decoupling 2030

The Danish mission began in 2022. It is led by six organisations.
"""


@pytest.fixture
def starter(tmp_path):
    folder = tmp_path / "starter"
    (folder / "cases").mkdir(parents=True)
    (folder / "cases" / "decoupling-2030.md").write_text(STARTER)
    return folder


def test_the_starter_library_is_published_once_under_its_own_ids(library, starter):
    (result,) = ensure_starter(library, folder=starter)

    assert result.source.id == "decoupling-2030"
    assert result.source.details.themes == ("circular-economy",)
    assert list(ensure_starter(library, folder=starter)) == []


def test_a_changed_starter_file_is_a_new_version(library, starter):
    list(ensure_starter(library, folder=starter))
    (starter / "cases" / "decoupling-2030.md").write_text(
        STARTER.replace("six", "seven").replace("circular-economy", "food")
    )

    (result,) = ensure_starter(library, folder=starter)

    assert (result.status, result.source.version, result.source.details.themes) == ("updated", 2, ("food",))


@pytest.mark.parametrize("change", ["withdraw", "erase"])
def test_a_starter_source_that_a_trainer_removed_stays_so(library, starter, change):
    list(ensure_starter(library, folder=starter))
    getattr(library, change)("decoupling-2030")

    (starter / "cases" / "decoupling-2030.md").write_text(STARTER + "\nMore.\n")

    assert list(ensure_starter(library, folder=starter)) == []


def test_a_starter_source_that_a_trainer_replaced_stays_so(library, starter, tmp_path):
    list(ensure_starter(library, folder=starter))
    own = tmp_path / "decoupling-2030.md"
    own.write_text(STARTER + "\nThe trainer's own words stand here, too.\n")
    list(Intake(library).add([IncomingFile(own, "trainer", wanted_id="decoupling-2030")]))

    (starter / "cases" / "decoupling-2030.md").write_text(STARTER + "\nMore.\n")

    assert list(ensure_starter(library, folder=starter)) == []
