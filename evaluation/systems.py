"""What a system under measurement offers: ours and every peer behind one small interface, all asked alike."""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from knowledge.types import Turn


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that every system takes in, with the id by which the data set names it."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in its thread. ``thread`` is oldest first, without ``text``."""

    text: str
    thread: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of a file that a system found, in its own cut."""

    file_id: str
    text: str


class System(Protocol):
    """A library of files that can be searched. `find` may be called from several threads at once."""

    def add(self, files: Sequence[TextFile]) -> int:
        """Take the files in; how many passages they make."""
        ...

    def keep(self) -> None:
        """See that another process can open what was taken in."""
        ...

    def find(self, question: Question, limit: int) -> list[Hit]:
        """The best ``limit`` pieces for a question, best first."""
        ...

    def close(self) -> None:
        """Let go of the folder."""
        ...


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """A system as the tables name it. ``module`` has ``open_system(folder: Path) -> System``."""

    id: str
    label: str
    module: str
    recipe: str
    own_limit: int  # pieces it returns when nobody says how many
    hybrid: bool
    packages: tuple[str, ...] = ()  # whose versions the report names
    environment: Mapping[str, str] = field(default_factory=dict)  # what its own command sets

    @property
    def is_installed(self) -> bool:
        """Whether its packages are here."""
        try:
            return all(version(package) for package in self.packages)
        except PackageNotFoundError:
            return False

    def open(self, folder: Path) -> System:
        """The system over what is kept in the folder; it is made where there is nothing yet."""
        return cast(System, importlib.import_module(self.module).open_system(folder))


OURS = SystemEntry(
    id="ours",
    label="Mission Partnership Assistant",
    module="evaluation.peers.ours",
    recipe="this project through its own intake and search, as installed",
    own_limit=10,
    hybrid=True,
    packages=("chromadb",),
    environment=MappingProxyType({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}),  # as cli/program.py does
)
LANGCHAIN = SystemEntry(
    id="langchain",
    label="LangChain, plain recipe",
    module="evaluation.peers.langchain_plain",
    recipe="RecursiveCharacterTextSplitter 1000/200, HuggingFaceEmbeddings, Chroma, k = 4",
    own_limit=4,
    hybrid=False,
    packages=("langchain-core", "langchain-chroma", "langchain-huggingface", "langchain-text-splitters"),
)
PEERS = (
    LANGCHAIN,
    SystemEntry(
        id="llama_index",
        label="LlamaIndex",
        module="evaluation.peers.llama_index_plain",
        recipe="VectorStoreIndex over SentenceSplitter 1024/200, k = 2",
        own_limit=2,
        hybrid=False,
        packages=("llama-index-core", "llama-index-embeddings-huggingface"),
    ),
    SystemEntry(
        id="haystack",
        label="Haystack, hybrid",
        module="evaluation.peers.haystack_hybrid",
        recipe="DocumentSplitter 200 words, InMemoryDocumentStore, BM25 and dense, reciprocal rank fusion, k = 10",
        own_limit=10,
        hybrid=True,
        packages=("haystack-ai", "sentence-transformers-haystack"),
    ),
    SystemEntry(
        id="txtai",
        label="txtai, hybrid",
        module="evaluation.peers.txtai_hybrid",
        recipe="Segmentation by paragraphs, Embeddings(hybrid=True, content=True), k = 3",
        own_limit=3,
        hybrid=True,
        packages=("txtai", "faiss-cpu"),
    ),
)
SYSTEMS = (OURS, *PEERS)


def installed() -> tuple[SystemEntry, ...]:
    """Those of the systems that can be measured here, ours first."""
    return tuple(entry for entry in SYSTEMS if entry.is_installed)


def system(system_id: str) -> SystemEntry:
    """The system with this id."""
    return next(entry for entry in SYSTEMS if entry.id == system_id)
