"""A library with three small sources, made once and copied for each test."""

import shutil

import pytest

from knowledge.library import open_library
from knowledge.settings import Settings
from tests.fakes import FakeEmbedder
from tests.integration.knowledge.three_cases import fill


@pytest.fixture(scope="session")
def three_cases_folder(tmp_path_factory):
    """A data folder with the three cases, not to be changed."""
    folder = tmp_path_factory.mktemp("three-cases")
    with open_library(Settings(data_dir=folder / "data", _env_file=None), load=FakeEmbedder) as library:
        fill(library, folder)
    return folder / "data"


@pytest.fixture
def filled(three_cases_folder, settings, embedder):
    """A library with the three cases, open for writing, the test's own."""
    shutil.copytree(three_cases_folder, settings.data_dir)
    with open_library(settings, load=lambda: embedder) as opened:
        yield opened
