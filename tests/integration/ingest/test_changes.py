import pytest

from ingest.changes import Changes
from ingest.intake import IncomingFile
from ingest.metadata import DetailChanges
from knowledge.access import LOCAL_TRAINER, Person, Role
from knowledge.errors import NotAllowedError, SettingsError
from knowledge.history import Deed, History
from knowledge.types import SourceStatus

READER = Person("a visitor", Role.READER)
TRAINER = Person("amal@example.org", Role.TRAINER)
TEXT = "The harbour mission of Vejle has six partners. They agreed on one direction for the harbour in May 2023.\n"


@pytest.fixture
def source(library, tmp_path):
    path = tmp_path / "harbour.txt"
    path.write_text(TEXT)
    (result,) = Changes(library, LOCAL_TRAINER).add([IncomingFile(path, "whoever")])
    return result.source


@pytest.mark.parametrize(
    "act",
    [
        lambda changes, _: changes.add([]),
        lambda changes, id_: changes.correct(id_, DetailChanges(title="Mine")),
        lambda changes, id_: changes.withdraw(id_),
        lambda changes, id_: changes.restore(id_),
        lambda changes, id_: changes.erase(id_),
    ],
    ids=["add", "correct", "withdraw", "restore", "erase"],
)
def test_a_reader_is_refused_each_change_and_the_library_stays_as_it_was(library, source, act):
    before = library.catalogue.generation()

    with pytest.raises(NotAllowedError, match="Only trainers"):
        act(Changes(library, READER), source.id)

    assert library.catalogue.generation() == before
    assert History(library.catalogue.database).of(source.id) == []


def test_material_is_added_in_the_name_of_who_asks(source):
    assert source.added_by == LOCAL_TRAINER.name


def test_what_was_done_is_written_down_with_who_did_it_latest_first(library, source):
    changes = Changes(library, TRAINER)

    changes.correct(source.id, DetailChanges(date="2023-05", places=("Denmark",)))
    changes.withdraw(source.id)
    changes.restore(source.id)

    entries = History(library.catalogue.database).of(source.id)
    assert [entry.deed for entry in entries] == [Deed.RESTORED, Deed.WITHDRAWN, Deed.CORRECTED]
    assert {entry.by for entry in entries} == {TRAINER.name}
    assert entries[-1].note == "places, date"


def test_a_correction_that_changes_nothing_is_not_written_down(library, source):
    Changes(library, TRAINER).correct(source.id, DetailChanges(title=source.details.title))

    assert History(library.catalogue.database).of(source.id) == []


def test_a_new_title_is_a_new_version_and_a_new_date_is_not(library, source):
    changes = Changes(library, TRAINER)

    dated = changes.correct(source.id, DetailChanges(date="2023"))
    named = changes.correct(source.id, DetailChanges(title="Harbour mission of Vejle"))

    assert (dated.version, named.version) == (1, 2)
    assert (named.details.title, named.details.date) == ("Harbour mission of Vejle", "2023")


def test_empty_words_take_a_detail_away(library, source):
    changes = Changes(library, TRAINER)
    changes.correct(source.id, DetailChanges(date="2023", publisher="City of Vejle"))

    after = changes.correct(source.id, DetailChanges(date="", publisher=""))

    assert (after.details.date, after.details.publisher) == (None, None)


def test_a_date_that_is_none_is_refused_and_nothing_is_changed(library, source):
    with pytest.raises(SettingsError, match="“May” is not a date"):
        Changes(library, TRAINER).correct(source.id, DetailChanges(title="Other", date="May"))

    assert library.catalogue.source(source.id) == source


def test_erasing_leaves_who_and_when_but_no_words(library, source):
    changes = Changes(library, TRAINER)
    changes.correct(source.id, DetailChanges(publisher="City of Vejle"))

    erased = changes.erase(source.id)

    entries = History(library.catalogue.database).of(source.id)
    assert erased.status is SourceStatus.ERASED
    assert [(entry.deed, entry.note) for entry in entries] == [(Deed.ERASED, ""), (Deed.CORRECTED, "")]
