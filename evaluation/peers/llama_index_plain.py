"""LlamaIndex's first recipe: VectorStoreIndex over its own sentence splitter, the two nearest nodes."""

from collections.abc import Sequence
from pathlib import Path

from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.indices.base import BaseIndex
from llama_index.core.schema import MetadataMode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from evaluation.peers.weights import model_folder
from evaluation.systems import Hit, Question, TextFile


def open_system(folder: Path) -> "LlamaIndexPlain":
    """The recipe with its index in the folder."""
    return LlamaIndexPlain(folder)


class LlamaIndexPlain:
    """A `System`; see there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._embedding = HuggingFaceEmbedding(model_folder())
        self._index: BaseIndex | None = None
        if (folder / "docstore.json").exists():
            storage = StorageContext.from_defaults(persist_dir=str(folder))
            self._index = load_index_from_storage(storage, embed_model=self._embedding)

    def add(self, files: Sequence[TextFile]) -> int:
        """See System."""
        documents = [Document(text=file.path.read_text("utf-8"), id_=file.id) for file in files]
        self._index = VectorStoreIndex.from_documents(documents, embed_model=self._embedding)
        return len(self._index.docstore.docs)

    def keep(self) -> None:
        """See System."""
        self._filled().storage_context.persist(str(self._folder))

    def find(self, question: Question, limit: int) -> list[Hit]:
        """See System."""
        found = self._filled().as_retriever(similarity_top_k=limit).retrieve(question.text)
        return [Hit(node.node.ref_doc_id or "", node.node.get_content(MetadataMode.NONE)) for node in found]

    def close(self) -> None:
        """See System."""

    def _filled(self) -> BaseIndex:
        if self._index is None:
            raise RuntimeError("Nothing has been added yet.")
        return self._index
