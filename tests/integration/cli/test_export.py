"""The export command on real parts, as a person calls it."""

import shutil

import pytest

from cli.export import FORMATS
from knowledge.citations import cite_span
from knowledge.collections import Collections
from knowledge.export.files import ExportFormat
from knowledge.library import open_library
from knowledge.settings import Settings
from knowledge.types import Span
from tests.fakes import FakeEmbedder
from tests.integration.knowledge.three_cases import HARBOUR, fill


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made-once")
    with open_library(Settings(data_dir=folder / "data", _env_file=None), load=FakeEmbedder) as library:
        fill(library, folder)
    return folder / "data"


@pytest.fixture
def data(made_once, tmp_path):
    shutil.copytree(made_once, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def collection(data):
    with open_library(Settings(data_dir=data, _env_file=None), load=FakeEmbedder) as library:
        stored = library.catalogue.document("clean-harbour")
        start = stored.text.index("Two of seven tugs")
        collections = Collections(library.catalogue.database)
        made = collections.create("Tugs for the minister", owner="Ada")
        collections.add(made.id, cite_span(stored, Span(start, start + 17)), note="Check.")
    return made.id


def test_the_formats_named_are_those_that_are_written():
    assert tuple(format_.value for format_ in ExportFormat) == FORMATS


def test_a_search_in_the_search_boxs_language_is_exported_with_the_packaged_model(call, tmp_path):
    report = tmp_path / "harbour.md"
    report.write_text(HARBOUR)
    assert call("ingest", report)[0] == 0

    status, (done,) = call("export", "--from", "search", "--to", "md", 'tugs "steering board" place:Denmark')

    assert (status, done["items"]) == (0, 1)
    text = (tmp_path / done["file"]).read_text()
    assert "> “A steering board of six members meets each month" in text
    assert 'Search: “tugs "steering board" place:Denmark”' in text
    assert "http://127.0.0.1:8501/source?id=" in text


def test_the_whole_of_a_search_is_exported_and_said(call, tmp_path):
    report = tmp_path / "harbour.md"
    report.write_text(HARBOUR)
    assert call("ingest", report)[0] == 0
    arguments = ("export", "--from", "search", "--output", tmp_path / "tugs.md", "place:Denmark")

    _, (few,) = call(*arguments, "--limit", "2")
    said_of_few = (tmp_path / "tugs.md").read_text()
    _, (all_,) = call(*arguments, "--all")
    said_of_all = (tmp_path / "tugs.md").read_text()

    assert few["items"] == 2
    assert all_["items"] > 2
    assert "word for word: the best 2 ·" in said_of_few
    assert f"word for word: all {all_['items']} within the filters ·" in said_of_all


def test_a_collection_is_exported_to_the_file_named(call, collection, tmp_path):
    status, (done,) = call("export", collection, "--from", "collection", "--output", tmp_path / "brief.docx")

    assert (status, done["items"], done["format"]) == (0, 1, "docx")
    assert (tmp_path / "brief.docx").read_bytes().startswith(b"PK")


@pytest.mark.usefixtures("data")
def test_a_comparison_is_named_after_its_title(call, tmp_path):
    arguments = ("clean-harbour", "city-orchard", "--address", "https://missions.example.org")

    status, (done,) = call("export", "--from", "comparison", "--to", "csv", *arguments)

    assert (status, done["file"]) == (0, "cases-compared.csv")
    assert "https://missions.example.org/source?id=city-orchard" in (tmp_path / done["file"]).read_text("utf-8-sig")


def test_links_lead_to_where_the_app_offered_the_library(call, data, tmp_path, monkeypatch):
    with open_library(Settings(data_dir=data, _env_file=None), load=FakeEmbedder) as library:
        library.remember_address("http://127.0.0.1:8777")
    cases = ("export", "--from", "comparison", "--output", tmp_path / "cases.csv", "clean-harbour", "city-orchard")

    call(*cases)
    remembered = (tmp_path / "cases.csv").read_text("utf-8-sig")
    monkeypatch.setenv("MISSION_ADDRESS", "https://missions.example.org/")
    call(*cases)
    set_ = (tmp_path / "cases.csv").read_text("utf-8-sig")

    assert "http://127.0.0.1:8777/source?id=city-orchard" in remembered
    assert "https://missions.example.org/source?id=city-orchard" in set_
    assert "8777" not in set_


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "collection", "--to", "md", "nothing-here"), "There is no collection “nothing-here”."),
        (("--from", "conversation", "--to", "md", "--id=-x"), "There is no conversation “-x”."),
        (("--from", "search", "--to", "md"), "--from search needs a search."),
        (("--from", "search", "--to", "md", "-- -"), "The search has no words."),
        (("--from", "search", "tugs"), "Neither --to nor --output says in which format."),
        (("--from", "search", "tugs", "--output", "brief.xyz"), "No export format ends like brief.xyz."),
    ],
)
def test_what_cannot_be_exported_is_said_with_advice(call, arguments, message):
    status, (said,) = call("export", *arguments)

    assert (status, said["error"]) == (2, message)
    assert said["advice"]
