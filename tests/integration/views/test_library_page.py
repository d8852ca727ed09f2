"""The Library page on a real library: what trainers and readers see, and what their actions do."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.changes import Changes
from ingest.intake import IncomingFile
from knowledge.access import LOCAL_TRAINER
from knowledge.types import SourceStatus
from tests.fakes import FakeEmbedder
from views import services as services_module
from views.services import close_services, services

PATIENCE_SECONDS = 30
TITLE = "Harbour <b>mission</b> [x](http://x.org) $y$"
TEXT = "The harbour mission of Vejle has six partners. They agreed on one direction for the harbour in May 2023.\n"


def page() -> None:
    from views.library import render

    render()


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[services_module.Services]:
    """The services of the page, over an empty library with vectors of hashed words."""
    monkeypatch.setenv("MISSION_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("MISSION_STARTER", "false")
    monkeypatch.setattr("knowledge.embedding.load_embedder", lambda _settings: FakeEmbedder())
    close_services()
    services.clear()
    opened = services()
    opened.start.done.wait(PATIENCE_SECONDS)
    yield opened
    close_services()
    services.clear()


@pytest.fixture
def source(parts, tmp_path):
    path = tmp_path / "harbour.md"
    path.write_text(f"---\ntitle: '{TITLE}'\n---\n\n{TEXT}")
    (result,) = Changes(parts.library, LOCAL_TRAINER).add([IncomingFile(path, "me")])
    return result.source


@pytest.fixture
def as_reader():
    """The page as someone sees it who comes over a network, without sign-in."""
    before = st.get_option("server.address")
    st.config.set_option("server.address", "0.0.0.0")
    yield
    st.config.set_option("server.address", before)


def drawn(**query: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=PATIENCE_SECONDS)
    test.query_params.update(query)
    return test.run()


def button(test: AppTest, label: str):
    return next(one for one in test.button if one.label == label)


def confirm(test: AppTest, opening: str, label: str) -> None:
    """Press a button of a dialog: AppTest draws the whole page for it, so that what opened it is pressed again."""
    button(test, opening).click()
    button(test, label).click()
    test.run()


def labels(test: AppTest) -> list[str]:
    return [one.label for one in test.button]


def words(test: AppTest) -> str:
    return "\n".join(one.value for one in (*test.markdown, *test.info, *test.success, *test.header))


def test_a_library_whose_first_sources_are_being_read_is_not_called_empty(parts):
    parts.start.ready = False

    assert "The library is empty" not in words(drawn())


@pytest.mark.usefixtures("parts")
def test_an_empty_library_says_how_to_begin():
    test = drawn()

    assert "The library is empty" in words(test)
    button(test, "Add material").click()
    assert "Drop files here" in words(test.run())


@pytest.mark.usefixtures("as_reader")
def test_a_reader_sees_the_library_and_none_of_its_actions(source):
    test = drawn(id=source.id)

    assert not test.exception
    assert test.dataframe[0].value["Title"].tolist() == [TITLE]
    assert labels(test) == []
    assert "Add material" not in words(test)
    assert [one.label for one in test.expander] == ["Versions and changes"]


def test_a_title_is_drawn_as_it_is_and_does_nothing(source):
    test = drawn(id=source.id)

    assert test.header[0].value.startswith("Harbour \\<b\\>mission\\<\\/b\\> \\[x\\]\\(http\\:")


@pytest.mark.usefixtures("source")
def test_words_and_filters_choose_what_the_table_shows():
    test = drawn()

    test.text_input(key="library-words").set_value("nowhere").run()
    assert "No source fits" in words(test)

    test.text_input(key="library-words").set_value("harbour").run()
    assert len(test.dataframe[0].value) == 1


def test_details_are_corrected_and_a_wrong_date_is_refused_with_advice(parts, source):
    test = drawn(id=source.id)
    fields = {field.label: field for field in test.text_input}

    fields["Date"].set_value("May 2023")
    button(test, "Save the details").click().run()
    assert "is not a date" in test.error[0].value

    {field.label: field for field in test.text_input}["Date"].set_value("2023-05")
    button(test, "Save the details").click().run()
    assert parts.library.catalogue.source(source.id).details.date == "2023-05"
    assert "Saved" in words(test)


def test_withdrawing_asks_first_and_can_be_undone(parts, source):
    test = drawn(id=source.id)

    button(test, "Withdraw …").click().run()
    assert parts.library.catalogue.source(source.id).status is SourceStatus.LIVE
    confirm(test, "Withdraw …", "Withdraw it")
    assert parts.library.catalogue.source(source.id).status is SourceStatus.WITHDRAWN

    test.button_group(key="library-part").set_value("Withdrawn").run()
    button(test, "Bring it back").click().run()
    assert parts.library.catalogue.source(source.id).status is SourceStatus.LIVE


def test_erasing_asks_first(parts, source):
    Changes(parts.library, LOCAL_TRAINER).withdraw(source.id)
    test = drawn()
    test.button_group(key="library-part").set_value("Withdrawn").run()

    button(test, "Erase for good …").click().run()
    assert parts.library.catalogue.source(source.id).status is SourceStatus.WITHDRAWN
    confirm(test, "Erase for good …", "Erase it for good")

    assert parts.library.catalogue.source(source.id).status is SourceStatus.ERASED
    assert "Nothing is withdrawn" in words(test)


TALK = """WEBVTT

00:00:01.000 --> 00:00:08.000
<v Amal Holt>My name is Amal Holt, and I lead the quay lighting mission in Vejle for the municipality.

00:00:08.500 --> 00:00:24.000
<v Jens Bakke>Thank you, Amal Holt. The board of the quay lighting mission met four times in 2023 in Vejle.
"""


def with_uploads(parts, *files: tuple[str, str]) -> AppTest:
    """The part of the page where files are added, with these read and ready."""
    for name, text in files:
        parts.jobs.receive(LOCAL_TRAINER, name, text.encode())
    settled(parts)
    return drawn().button_group(key="library-part").set_value("Add material").run()


def test_roles_and_publish_pressed_in_one_moment_publish_with_the_roles(parts):
    test = with_uploads(parts, ("quay.vtt", TALK))

    button(test, "Replace by roles").click()  # a busy page gets both presses at once
    button(test, "Publish").click()
    test.run()
    settled(parts)

    (source,) = parts.library.catalogue.sources()
    text = parts.library.catalogue.text(source.id, 1)
    assert "Participant 1" in text
    assert "Amal Holt" not in text


def test_names_are_published_only_after_a_question(parts):
    test = with_uploads(parts, ("quay.vtt", TALK))

    button(test, "Publish").click().run()
    assert "Not published yet" in words(test)
    assert parts.library.catalogue.sources() == ()

    button(test, "Publish with the names").click().run()
    settled(parts)
    assert len(parts.library.catalogue.sources()) == 1


def test_two_files_published_in_one_moment_are_both_published(parts):
    test = with_uploads(parts, ("harbour.txt", TEXT), ("quay.txt", TEXT.replace("harbour", "quay")))

    for one in test.button:
        if one.label == "Publish":
            one.click()
    test.run()
    settled(parts)

    assert len(parts.library.catalogue.sources()) == 2


def test_corrected_details_outlast_the_roles(parts):
    test = with_uploads(parts, ("quay.vtt", TALK))

    {field.label: field for field in test.text_input}["Publisher"].set_value("Vejle").run()
    button(test, "Replace by roles").click().run()
    button(test, "Publish").click().run()
    settled(parts)

    (source,) = parts.library.catalogue.sources()
    assert source.details.publisher == "Vejle"


def test_a_date_that_is_none_is_refused_beside_its_file(parts):
    test = with_uploads(parts, ("harbour.txt", TEXT))

    {field.label: field for field in test.text_input}["Date"].set_value("May 2023").run()
    button(test, "Publish").click().run()

    assert "is not a date" in test.error[0].value
    assert parts.library.catalogue.sources() == ()


def test_publish_all_leaves_out_the_file_whose_date_is_none_and_says_so(parts):
    test = with_uploads(parts, ("harbour.txt", TEXT), ("quay.txt", TEXT.replace("harbour", "quay")))

    next(field for field in test.text_input if field.label == "Date").set_value("May 2023").run()  # of quay.txt
    button(test, "Publish all 2").click().run()
    settled(parts)

    assert "is not a date" in test.error[0].value
    assert [one.details.title for one in parts.library.catalogue.sources()] == ["Harbour"]


def test_publish_all_asks_about_names_before_it_publishes_them(parts):
    test = with_uploads(parts, ("quay.vtt", TALK), ("harbour.txt", TEXT))

    button(test, "Publish all 2").click().run()
    settled(parts)

    assert "Not published yet" in words(test)
    assert [one.details.title for one in parts.library.catalogue.sources()] == ["Harbour"]
    assert button(test, "Publish with the names")


def settled(parts) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(upload.is_busy for upload in parts.jobs.uploads()) and time.monotonic() < deadline:
        time.sleep(0.05)


def test_files_are_uploaded_looked_at_and_published_and_a_bad_one_says_why(parts):
    test = drawn()
    test.button_group(key="library-part").set_value("Add material").run()
    files = [("harbour.txt", TEXT.encode(), "text/plain"), ("empty.txt", b"", "text/plain")]

    test.file_uploader[0].set_value(files).run()
    settled(parts)
    test.run()
    assert "empty.txt is empty" in words(test).replace("\\", "")
    assert "What to do" in words(test)
    assert parts.library.catalogue.sources() == ()

    button(test, "Publish").click().run()
    settled(parts)
    test.run()
    assert [one.details.title for one in parts.library.catalogue.sources()] == ["Harbour"]
    assert "now in the library as" in words(test)
