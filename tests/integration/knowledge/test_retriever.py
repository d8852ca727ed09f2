"""The library as a LangChain retriever: the README's three lines, run as they stand there."""

import re
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from knowledge.library import open_library
from knowledge.retriever import MissionRetriever
from knowledge.types import Scope
from tests.integration.knowledge.three_cases import fill

README = Path(__file__).parents[3] / "README.md"


def test_the_three_lines_of_the_readme_find_documents(settings, tmp_path, monkeypatch):
    with open_library(settings) as library:  # with the real model, which the three lines load, too
        fill(library, tmp_path)
    monkeypatch.setenv("MISSION_DATA_DIR", str(settings.data_dir))
    (code,) = re.findall(
        r"## Three lines for LangChain\n\n```python\n(.*?)```", README.read_text(encoding="utf-8"), re.S
    )
    assert len([line for line in code.splitlines() if line.strip()]) == 3
    names: dict[str, object] = {}

    exec(code, names)  # the README's own words are what is tested

    documents = names["documents"]
    assert documents
    assert all(isinstance(document, Document) for document in documents)
    assert {document.metadata["source"] for document in documents} == {"clean-harbour", "city-orchard", "workshop"}


def test_each_document_is_its_span_of_the_source(filled):
    documents = MissionRetriever(library=filled, limit=5).invoke("mission board")

    for document in documents:
        text = filled.catalogue.text(document.metadata["source"], document.metadata["version"])
        assert document.page_content == text[document.metadata["start"] : document.metadata["end"]]


@pytest.mark.parametrize("limit", [1, 2])
def test_scope_and_limit_are_kept_to_in_a_chain(filled, limit):
    retriever = MissionRetriever(library=filled, limit=limit, scope=Scope(places=("Denmark",)))
    chain = retriever | RunnableLambda(lambda documents: [document.metadata["source"] for document in documents])

    sources = chain.invoke("a board for trees")

    assert len(sources) == limit
    assert "city-orchard" not in sources
