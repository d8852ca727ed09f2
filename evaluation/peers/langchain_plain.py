"""LangChain's plain recipe: split by characters, embed, put into Chroma, take the four nearest."""

from collections.abc import Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evaluation.peers.weights import model_folder
from evaluation.systems import Hit, Question, TextFile

_AT_ONCE = 5000
"""Chunks in one call: Chroma takes no more than 5,461."""


def open_system(folder: Path) -> "LangChainPlain":
    """The recipe with its vectors in the folder."""
    return LangChainPlain(folder)


class LangChainPlain:
    """A `System`; see there."""

    def __init__(self, folder: Path) -> None:
        embeddings = HuggingFaceEmbeddings(model_name=model_folder())
        self._store = Chroma("bench", embeddings, persist_directory=str(folder))
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def add(self, files: Sequence[TextFile]) -> int:
        """See System."""
        documents = [Document(file.path.read_text("utf-8"), metadata={"file": file.id}) for file in files]
        chunks = self._splitter.split_documents(documents)
        for start in range(0, len(chunks), _AT_ONCE):
            self._store.add_documents(chunks[start : start + _AT_ONCE])
        return len(chunks)

    def keep(self) -> None:
        """See System. Chroma writes as it goes."""

    def find(self, question: Question, limit: int) -> list[Hit]:
        """See System."""
        found = self._store.similarity_search(question.text, k=limit)
        return [Hit(document.metadata["file"], document.page_content) for document in found]

    def close(self) -> None:
        """See System."""
