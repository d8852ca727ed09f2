import threading
import time
from contextlib import closing

import pytest

from ingest.changes import Changes
from ingest.jobs import Jobs
from ingest.metadata import DetailChanges
from ingest.uploads import UploadState
from knowledge.access import LOCAL_TRAINER, Person, Role
from knowledge.errors import LibraryError, NotAllowedError, SettingsError, StorageError
from knowledge.kept_roles import KeptRoles
from knowledge.library import open_library
from tests.fakes import FakeEmbedder

READER = Person("a visitor", Role.READER)
OTHER_TRAINER = Person("other@example.org", Role.TRAINER)
PATIENCE_SECONDS = 30

REPORT = b"""# Harbour mission

## Governance

The harbour mission in Vejle has been led by a board of six partners since May 2023. The board meets four times a year.

## Funding

The municipality of Vejle pays 4 million euro for the first year of the harbour mission. Two foundations pay the second.
"""
TALK = b"""WEBVTT

00:00:01.000 --> 00:00:06.000
<v Amal Holt>My name is Amal Holt, and I lead the harbour mission in Vejle.

00:00:06.500 --> 00:00:12.000
<v Amal Holt>You can write to amal@example.org about the governance of the mission.

00:00:12.500 --> 00:00:19.000
<v Jens Bakke>Thank you, Amal. The board of the mission met four times in 2023.
"""


@pytest.fixture
def jobs(library):
    with closing(Jobs(library)) as running:
        yield running


def settled(jobs, upload_id):
    """The upload once nothing is being done with it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        upload = next((one for one in jobs.uploads() if one.id == upload_id), None)
        if upload is None or not upload.is_busy:
            return upload
        time.sleep(0.02)
    raise AssertionError("the upload was not settled in time")


def uploaded(jobs, name, content, **more):
    return settled(jobs, jobs.receive(LOCAL_TRAINER, name, content, **more).upload.id)


def published(jobs, name, content, changes=DetailChanges(), **more):
    upload = uploaded(jobs, name, content, **more)
    jobs.publish(LOCAL_TRAINER, upload.id, changes)
    return settled(jobs, upload.id)


def test_an_upload_is_read_and_waits_for_a_trainer_before_anything_is_found(jobs, library):
    upload = uploaded(jobs, "harbour.md", REPORT)

    assert upload.state is UploadState.READY
    inspection = jobs.inspection(upload.id)
    assert inspection.details.title == "Harbour mission"
    assert {heading.label for heading in inspection.rehearsal.headings} >= {"Governance", "Funding"}
    assert library.catalogue.sources() == ()
    assert library.catalogue.count_passages() == 0


def test_the_questions_of_an_upload_are_answered_by_its_own_words(jobs):
    upload = uploaded(jobs, "harbour.md", REPORT)

    inspection = jobs.inspection(upload.id)
    quotes = {question.question: question.quote for question in inspection.questions}
    assert "four times a year" in quotes["What does it say about “Governance”?"] or "board of six" in str(quotes)
    assert all(one.quote == inspection.document.text[one.start : one.end] for one in inspection.questions)


def test_publishing_makes_a_source_with_what_the_trainer_said_of_it(jobs, library):
    upload = published(jobs, "harbour.md", REPORT, DetailChanges(title="Vejle harbour", kind="case-study"))

    assert (upload.state, upload.outcome.status, upload.outcome.version) == (UploadState.DONE, "added", 1)
    source = library.catalogue.source(upload.outcome.source_id)
    assert (source.details.title, source.details.kind, source.added_by) == (
        "Vejle harbour",
        "case-study",
        LOCAL_TRAINER.name,
    )
    assert library.original(source.id).read_bytes() == REPORT
    assert list((library.settings.data_dir / "uploads").iterdir()) == []


def test_a_file_that_cannot_be_read_fails_with_advice_and_leaves_the_others_alone(jobs, library):
    bad, good = uploaded(jobs, "scan.pdf", b"%PDF-1.4 not really"), uploaded(jobs, "harbour.md", REPORT)

    assert bad.state is UploadState.FAILED
    assert "scan.pdf" in bad.outcome.message
    assert bad.outcome.advice
    assert good.state is UploadState.READY
    assert library.catalogue.sources() == ()


def test_the_same_file_five_times_is_one_upload(jobs):
    received = [jobs.receive(LOCAL_TRAINER, f"copy {number}.md", REPORT) for number in range(5)]

    assert [one.is_new for one in received] == [True, False, False, False, False]
    assert len(jobs.uploads()) == 1


def test_a_file_that_is_in_the_library_is_said_to_be_unchanged(jobs, library):
    first = published(jobs, "harbour.md", REPORT)

    again = uploaded(jobs, "the same.md", REPORT)

    assert (again.state, again.outcome.status, again.outcome.source_id) == (
        UploadState.DONE,
        "unchanged",
        first.outcome.source_id,
    )
    assert len(library.catalogue.sources()) == 1


def test_two_trainers_who_upload_the_same_file_at_once_make_one_source(jobs, library):
    received = []

    def upload(person):
        received.append(jobs.receive(person, "harbour.md", REPORT).upload.id)

    threads = [threading.Thread(target=upload, args=(person,)) for person in (LOCAL_TRAINER, OTHER_TRAINER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for upload_id in set(received):
        settled(jobs, upload_id)
        jobs.publish(LOCAL_TRAINER, upload_id)
        jobs.publish(OTHER_TRAINER, upload_id)
        settled(jobs, upload_id)

    assert len(library.catalogue.sources()) == 1
    assert len(library.catalogue.versions(library.catalogue.sources()[0].id)) == 1


def test_a_disk_that_is_full_does_not_stop_the_work_for_good(jobs, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr("ingest.uploads._update", full)
        stuck = jobs.receive(LOCAL_TRAINER, "harbour.md", REPORT).upload
        time.sleep(1)

    assert (
        uploaded(jobs, "other.md", b"The other mission in Vejle has six partners. They met in 2023.\n").state == "ready"
    )
    assert [one.state for one in jobs.uploads() if one.id == stuck.id] == ["reading"]


def test_a_new_version_leaves_the_old_one_live_until_it_is_published(jobs, library):
    first = published(jobs, "harbour.md", REPORT).outcome.source_id
    new = REPORT.replace(b"4 million", b"5 million")

    waiting = uploaded(jobs, "anything.md", new, replaces=first)
    assert "4 million" in library.catalogue.text(first, library.catalogue.source(first).version)
    jobs.publish(LOCAL_TRAINER, waiting.id)
    done = settled(jobs, waiting.id)

    assert (done.outcome.status, done.outcome.source_id, done.outcome.version) == ("updated", first, 2)
    assert "5 million" in library.catalogue.text(first, 2)
    assert len(library.catalogue.sources()) == 1


def test_a_near_duplicate_names_the_other_source(jobs):
    published(jobs, "harbour.md", REPORT)

    near = jobs.inspection(
        uploaded(jobs, "other.md", REPORT.replace(b"# Harbour mission", b"# Copy") + b"\nOne more sentence here.\n").id
    ).near

    assert [one.source.details.title for one in near] == ["Harbour mission"]
    assert near[0].share == 1.0


def test_a_near_duplicate_becomes_a_new_version_of_the_other_source(jobs):
    first = published(jobs, "harbour.md", REPORT).outcome.source_id
    renamed = uploaded(jobs, "final v3.md", REPORT + b"\nThe board asked for a fifth meeting.\n")
    source = jobs.inspection(renamed.id).near[0].source

    with pytest.raises(NotAllowedError):
        jobs.take_as_version(READER, renamed.id, source.id)
    jobs.take_as_version(LOCAL_TRAINER, renamed.id, source.id)
    settled(jobs, renamed.id)

    inspection = jobs.inspection(renamed.id)
    assert (inspection.replaces.id, inspection.near) == (first, ())
    jobs.publish(LOCAL_TRAINER, renamed.id)
    done = settled(jobs, renamed.id)
    assert (done.outcome.status, done.outcome.source_id, done.outcome.version) == ("updated", first, 2)


def test_near_duplicates_in_one_upload_name_each_other_and_then_what_was_published(jobs):
    first = uploaded(jobs, "harbour.md", REPORT)
    copy = uploaded(jobs, "copy.md", REPORT.replace(b"# Harbour mission", b"# Copy") + b"\nOne more sentence here.\n")
    other = uploaded(jobs, "other.md", b"The school meals of Malmo are made by nine cooks. They began in 2019 there.\n")

    assert [one.upload.name for one in jobs.look_alikes(first.id)] == ["copy.md"]
    assert [one.upload.name for one in jobs.look_alikes(copy.id)] == ["harbour.md"]
    assert jobs.look_alikes(other.id) == []
    assert jobs.inspection(copy.id).near == ()

    jobs.publish(LOCAL_TRAINER, first.id)
    settled(jobs, first.id)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not jobs.inspection(copy.id).near and time.monotonic() < deadline:
        time.sleep(0.02)

    assert [one.source.details.title for one in jobs.inspection(copy.id).near] == ["Harbour mission"]
    assert jobs.look_alikes(copy.id) == []


def test_names_replaced_by_roles_are_in_neither_text_nor_original(jobs, library):
    upload = uploaded(jobs, "talk.vtt", TALK)
    data = jobs.inspection(upload.id).personal_data
    assert {"Amal Holt", "Jens Bakke", "amal@example.org"} <= {datum.words for datum in data}

    jobs.replace_names(LOCAL_TRAINER, upload.id, {datum.words: datum.role for datum in data})
    jobs.publish(LOCAL_TRAINER, upload.id)
    done = settled(jobs, upload.id)

    text = library.catalogue.text(done.outcome.source_id, 1)
    original = library.original(done.outcome.source_id).read_text()
    for words in ("Amal", "Jens", "Bakke", "example.org"):
        assert words not in text
        assert words not in original
    assert "Participant 1" in text


def test_names_replaced_stay_replaced_after_the_program_was_stopped(settings):
    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        upload = uploaded(jobs, "talk.vtt", TALK)
        data = jobs.inspection(upload.id).personal_data
        jobs.replace_names(LOCAL_TRAINER, upload.id, {datum.words: datum.role for datum in data})

    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        again = settled(jobs, upload.id)

        assert again.state is UploadState.READY
        assert "Amal" not in jobs.inspection(upload.id).document.text
        seconds = [s.begin_seconds for s in jobs.inspection(upload.id).document.segments if s.begin_seconds is not None]
        assert {1.0, 6.5, 12.5} <= set(seconds)


def roles_of(jobs, upload_id):
    return {datum.words: datum.role for datum in jobs.inspection(upload_id).personal_data}


def published_with_roles(jobs, content=TALK, name="talk.vtt", *, remembered=True):
    """The id of a source whose names were replaced by the roles proposed."""
    upload = uploaded(jobs, name, content)
    jobs.replace_names(LOCAL_TRAINER, upload.id, roles_of(jobs, upload.id), remembered=remembered)
    jobs.publish(LOCAL_TRAINER, upload.id)
    return settled(jobs, upload.id).outcome.source_id


NEW_TALK = (
    TALK.replace(b"four times in 2023", b"five times in 2024")
    + b"""
00:00:20.000 --> 00:00:26.000
<v Mary Berg>Thank you, Jens. The harbour mission now has seven partners, and Amal Holt leads it.
"""
)


@pytest.mark.parametrize("as_replacement", [True, False], ids=["replaced", "dropped again"])
def test_names_replaced_once_stay_replaced_in_a_new_version_and_new_names_are_offered(jobs, library, as_replacement):
    source = published_with_roles(jobs)

    upload = uploaded(jobs, "talk.vtt", NEW_TALK, **({"replaces": source} if as_replacement else {}))
    inspection = jobs.inspection(upload.id)
    assert inspection.replaces.id == source
    assert "Amal" not in inspection.document.text
    assert "Participant 1 leads it" in inspection.document.text
    assert inspection.roles["Jens Bakke"] == "Participant 2"
    offered = {datum.words: datum.role for datum in inspection.offered}
    assert offered["Mary Berg"] == "Participant 3"
    assert "Amal Holt" not in offered

    jobs.replace_names(LOCAL_TRAINER, upload.id, {**inspection.roles, **offered})
    jobs.publish(LOCAL_TRAINER, upload.id)
    done = settled(jobs, upload.id)

    assert (done.outcome.source_id, done.outcome.version) == (source, 2)
    for words in ("Amal", "Jens", "Bakke", "Berg", "example.org"):
        assert words not in library.catalogue.text(source, 2)
        assert words not in library.original(source).read_text()
    assert KeptRoles(library.catalogue.database).of(source)["Mary Berg"] == "Participant 3"


def test_a_title_corrected_before_is_kept_when_roles_are_chosen_for_a_new_version(jobs, library):
    source = published_with_roles(jobs)
    Changes(library, LOCAL_TRAINER).correct(source, DetailChanges(title="The talk about the harbour"))
    upload = uploaded(jobs, "another name.vtt", NEW_TALK, replaces=source)

    jobs.replace_names(LOCAL_TRAINER, upload.id, roles_of(jobs, upload.id))

    assert jobs.inspection(upload.id).details.title == "The talk about the harbour"
    assert KeptRoles(library.catalogue.database).of(source)


def test_a_trainer_can_bring_the_names_back_before_publishing(jobs, library):
    source = published_with_roles(jobs)
    upload = uploaded(jobs, "talk.vtt", NEW_TALK, replaces=source)

    jobs.replace_names(LOCAL_TRAINER, upload.id, {})

    assert "Amal Holt leads it" in jobs.inspection(upload.id).document.text
    jobs.publish(LOCAL_TRAINER, upload.id)
    settled(jobs, upload.id)
    assert "Amal Holt leads it" in library.catalogue.text(source, 2)
    assert library.original(source).read_bytes() == NEW_TALK
    assert KeptRoles(library.catalogue.database).of(source) == {}


def test_a_role_can_be_changed_and_a_name_left_after_a_first_choice(jobs):
    upload = uploaded(jobs, "talk.vtt", TALK)
    jobs.replace_names(LOCAL_TRAINER, upload.id, roles_of(jobs, upload.id))

    changed = {
        **roles_of(jobs, upload.id),
        "Amal Holt": "The harbour lead",
        "Amal": "The harbour lead",
        "Jens Bakke": "",
    }
    jobs.replace_names(LOCAL_TRAINER, upload.id, changed)

    inspection = jobs.inspection(upload.id)
    assert "My name is The harbour lead" in inspection.document.text
    assert {"The harbour lead", "Jens Bakke"} == {speaker.name for speaker in inspection.rehearsal.speakers}
    assert inspection.offered == ()


def test_a_list_of_names_that_is_not_to_be_kept_is_nowhere_after_publishing(jobs, library):
    source = published_with_roles(jobs, remembered=False)

    assert KeptRoles(library.catalogue.database).of(source) == {}
    with library.catalogue.database.read() as connection:
        assert connection.execute("SELECT roles FROM uploads").fetchall() == [(None,)]
    upload = uploaded(jobs, "talk.vtt", NEW_TALK, replaces=source)
    assert jobs.inspection(upload.id).roles == {}


def test_the_same_transcript_with_its_names_is_unchanged_when_they_are_replaced_again(jobs, library):
    source = published_with_roles(jobs)

    again = uploaded(jobs, "talk.vtt", TALK)

    assert (again.state, again.outcome.status, again.outcome.source_id) == (UploadState.DONE, "unchanged", source)
    assert library.catalogue.source(source).version == 1


def test_a_name_in_the_name_of_a_file_is_replaced_too(jobs, library):
    source = published_with_roles(jobs, name="Talk with Amal_Holt.vtt")

    assert "Amal" not in library.catalogue.source(source).file_name
    assert "Amal" not in library.catalogue.source(source).details.title
    assert ["Amal" in upload.name for upload in jobs.uploads()] == [False]


def test_roles_chosen_stay_after_the_program_was_stopped_and_can_still_be_taken_back(settings):
    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        upload = uploaded(jobs, "talk.vtt", TALK)
        jobs.replace_names(LOCAL_TRAINER, upload.id, roles_of(jobs, upload.id))

    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        settled(jobs, upload.id)
        assert jobs.inspection(upload.id).roles["Amal Holt"] == "Participant 1"
        jobs.replace_names(LOCAL_TRAINER, upload.id, {})
        assert "Amal Holt" in jobs.inspection(upload.id).document.text


def test_the_names_kept_with_a_source_are_forgotten_when_it_is_erased_and_by_a_trainer(jobs, library):
    first, second = (
        published_with_roles(jobs),
        published_with_roles(jobs, TALK.replace(b"Vejle", b"Aarhus"), "other.vtt"),
    )
    kept = KeptRoles(library.catalogue.database)
    assert kept.of(first)
    assert kept.of(second)

    library.erase(first)
    with pytest.raises(NotAllowedError):
        Changes(library, READER).forget_names(second)
    Changes(library, LOCAL_TRAINER).forget_names(second)

    assert kept.of(first) == kept.of(second) == {}


def test_uploads_outlast_the_program(settings):
    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        upload = uploaded(jobs, "harbour.md", REPORT)

    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        assert settled(jobs, upload.id).state is UploadState.READY
        assert jobs.inspection(upload.id).details.title == "Harbour mission"


def test_what_was_being_published_when_the_program_ended_is_published_at_the_next_start(settings):
    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        upload = uploaded(jobs, "harbour.md", REPORT)
        with library.catalogue.database.write() as connection:  # as a kill right after `publish` leaves it
            connection.execute("UPDATE uploads SET state = 'publishing' WHERE id = ?", (upload.id,))

    with open_library(settings, load=FakeEmbedder) as library, closing(Jobs(library)) as jobs:
        done = settled(jobs, upload.id)

        assert (done.state, done.outcome.status) == (UploadState.DONE, "added")
        assert [source.details.title for source in library.catalogue.sources()] == ["Harbour mission"]


def test_a_discarded_upload_leaves_no_file(jobs, library):
    upload = uploaded(jobs, "harbour.md", REPORT)

    jobs.discard(LOCAL_TRAINER, [upload.id])

    assert jobs.uploads() == []
    assert jobs.inspection(upload.id) is None
    assert list((library.settings.data_dir / "uploads").iterdir()) == []


def test_a_failed_file_can_be_tried_again(jobs):
    upload = uploaded(jobs, "empty.txt", b"")
    assert upload.state is UploadState.FAILED

    jobs.retry(LOCAL_TRAINER, upload.id)

    assert settled(jobs, upload.id).state is UploadState.FAILED


def test_what_cannot_be_used_is_refused_before_publishing(jobs):
    upload = uploaded(jobs, "harbour.md", REPORT)

    with pytest.raises(SettingsError, match="is not a date"):
        jobs.publish(LOCAL_TRAINER, upload.id, DetailChanges(date="soon"))

    assert settled(jobs, upload.id).state is UploadState.READY


def test_publishing_a_file_that_was_discarded_says_so(jobs):
    upload = uploaded(jobs, "harbour.md", REPORT)
    jobs.discard(LOCAL_TRAINER, [upload.id])

    with pytest.raises(LibraryError, match="no longer in the list"):
        jobs.publish(LOCAL_TRAINER, upload.id)


@pytest.mark.parametrize(
    "act",
    [
        lambda jobs, _: jobs.receive(READER, "x.md", REPORT),
        lambda jobs, id_: jobs.publish(READER, id_),
        lambda jobs, id_: jobs.replace_names(READER, id_, {"Vejle": "a town"}),
        lambda jobs, id_: jobs.retry(READER, id_),
        lambda jobs, id_: jobs.discard(READER, [id_]),
    ],
    ids=["receive", "publish", "replace names", "retry", "discard"],
)
def test_readers_are_refused_below_the_page(jobs, act):
    upload = uploaded(jobs, "harbour.md", REPORT)

    with pytest.raises(NotAllowedError):
        act(jobs, upload.id)

    assert [one.state for one in jobs.uploads()] == [UploadState.READY]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "<b>bold</b> $x$ **a**.txt",
        "a" * 300 + ".txt",
        "..\\..\\windows.txt",
        "\u202etxt.exe.txt",
        "🚀 harbour.txt",
    ],
    ids=["path", "markup", "long", "backslashes", "right-to-left", "emoji"],
)
def test_odd_file_names_lead_to_a_source_and_to_no_other_place(jobs, library, name):
    done = published(jobs, name, b"The harbour mission in Vejle has six partners. They met four times in 2023.\n")

    assert done.outcome.status == "added"
    source = library.catalogue.source(done.outcome.source_id)
    assert len(source.file_name) <= 255
    assert "/" not in source.file_name
    assert "\u202e" not in source.file_name
    assert {path.name for path in library.settings.data_dir.parent.iterdir()} == {library.settings.data_dir.name}
