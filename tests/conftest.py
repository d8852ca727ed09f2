"""Fixtures shared by all tests."""

from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from knowledge.library import open_library
from knowledge.settings import Settings
from tests.fakes import FakeEmbedder

# The same examples every time: what a run finds, the next one finds, too.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.load_profile("repeatable")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own; the environment and .env have no say."""
    return Settings(data_dir=tmp_path / "data", _env_file=None)


@pytest.fixture
def embedder() -> FakeEmbedder:
    """An embedding model of hashed words; ``embedder.embedded`` counts the passages it was given."""
    return FakeEmbedder()


@pytest.fixture
def library(settings, embedder):
    """An empty library, open for writing, on real SQLite and Chroma, with hashed-word vectors."""
    with open_library(settings, load=lambda: embedder) as opened:
        yield opened
