"""The packaged model's weights written once as ONNX, in a process of its own that alone imports torch.

    python -m knowledge.encoders.export MODEL_FOLDER TARGET_FOLDER

sentence-transformers' own ONNX backend asks for older versions of itself (optimum-onnx 0.1.0), hence torch's exporter.
"""

import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.encoders.exported import ExportedEmbedder
from knowledge.encoders.packaged import PackagedModel
from knowledge.encoders.runtimes import MASK, TOKEN_IDS, TOKEN_VECTORS, OnnxRuntime
from knowledge.encoders.samples import SAMPLES
from knowledge.encoders.tokens import Tokens
from knowledge.encoders.vectors import unit_rows
from knowledge.errors import EmbeddingError

if TYPE_CHECKING:
    from torch.nn import Module

_LOG = logging.getLogger(__name__)

_FORMAT = 1
"""Counts up when what is exported changes, so that an older export is not taken for it."""
_LEAST_COSINE = 0.9999
"""How near the export must come to torch; both compute in float32 (seen: .9999999)."""
_SECONDS = 300
"""Longest time for an export; it takes about 12 s here."""


def exported_model(model: PackagedModel, folder: Path) -> Path:
    """The folder with ``model.onnx`` and ``reference.npy``, made now if it is not there.

    Args:
        model: the packaged model.
        folder: where exports are kept.

    Raises:
        EmbeddingError: it cannot be exported here.
    """
    target = folder / f"{model.name}-{model.weights_hash[:16]}-{_FORMAT}"
    if not onnx_file(target).is_file():
        try:
            _refuse_second_try(target)
            _make(model, target)
        except OSError as error:
            raise EmbeddingError(f"The exported model cannot be written to {target}: {error}") from error
    return target


def onnx_file(exported: Path) -> Path:
    """The exported model."""
    return exported / "model.onnx"


def reference_file(exported: Path) -> Path:
    """What torch made of the samples in float32, shape (n_samples, dimension)."""
    return exported / "reference.npy"


def _refuse_second_try(target: Path) -> None:
    """What failed once with these versions fails again, and each command would wait for it."""
    note = _failure_note(target)
    if note.is_file() and (reason := note.read_text(encoding="utf-8").partition("\n"))[0] == _versions():
        raise EmbeddingError(
            f"{reason[2].strip()} (an earlier try)", advice=f"To try again, delete {note} and start the command anew."
        )


def _failure_note(target: Path) -> Path:
    return target.with_name(f"{target.name}-failed.txt")


def _versions() -> str:
    return " ".join(f"{name} {installed_version(name)}" for name in ("torch", "transformers", "onnx", "onnxscript"))


def installed_version(package: str) -> str:
    """The version of an installed package, or "none"."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def _make(model: PackagedModel, target: Path) -> None:
    """Write beside the target and rename, so that another process never sees half an export."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="export-", dir=target.parent) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        try:
            _run_child(model, made)
        except EmbeddingError as error:
            _failure_note(target).write_text(f"{_versions()}\n{error.message}\n", encoding="utf-8")
            raise
        with contextlib.suppress(OSError):  # another process was quicker: its export is as good
            made.rename(target)
    if not onnx_file(target).is_file():
        shutil.rmtree(target, ignore_errors=True)  # an export someone tore apart: the next start makes it anew
        raise EmbeddingError(f"The folder {target} does not hold a whole export; it was removed.")


def _run_child(model: PackagedModel, folder: Path) -> None:
    command = [sys.executable, "-m", "knowledge.encoders.export", str(model.folder), str(folder)]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise EmbeddingError(f"The embedding model could not be exported: {error}") from error
    if done.returncode != 0:
        _LOG.debug("Export failed:\n%s", done.stderr)
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        raise EmbeddingError(f"The embedding model could not be exported: {reason[0]}")


def _export(model: PackagedModel, folder: Path) -> None:
    """Runs in the child: write the ONNX file, and what torch itself makes of the samples."""
    import torch
    from transformers import AutoModel

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(model.folder, attn_implementation="eager").eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            output: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return output

    network = LastLayer().eval()
    reference = _reference(model, network)
    np.save(reference_file(folder), reference)
    rows, length = torch.export.Dim("rows", min=1, max=4096), torch.export.Dim("tokens", min=2, max=512)
    # Two tensors: the exporter takes one that is given twice for one input, and the file computes something else.
    ids, mask = torch.full((3, 17), 2000), torch.ones((3, 17), dtype=torch.int64)
    torch.onnx.export(
        network,
        (ids, mask),
        onnx_file(folder),
        input_names=[TOKEN_IDS, MASK],
        output_names=[TOKEN_VECTORS],
        dynamic_shapes=({0: rows, 1: length}, {0: rows, 1: length}),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    _check(model, folder, reference)


def _check(model: PackagedModel, folder: Path, reference: NDArray[np.float32]) -> None:
    vectors = ExportedEmbedder(model, OnnxRuntime(onnx_file(folder))).embed_queries(SAMPLES)
    worst = float((vectors * reference).sum(axis=1).min())
    if worst < _LEAST_COSINE:
        raise EmbeddingError(f"The exported model gives other vectors than torch (cosine {worst:.3f}).")


def _reference(model: PackagedModel, network: "Module") -> NDArray[np.float32]:
    """Written apart from the fast path (one text at a time, no padding), so that a fault there shows."""
    import torch

    rows = []
    for sample in SAMPLES:
        (batch,) = Tokens(model.tokenizer, model.max_tokens).batches([sample])
        length = int(batch.mask.sum())
        ids = torch.from_numpy(batch.token_ids[:, :length])
        with torch.inference_mode():
            rows.append(network(ids, torch.ones_like(ids)).mean(dim=1).numpy()[0])
    return unit_rows(np.stack(rows))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    _export(PackagedModel(Path(sys.argv[1])), Path(sys.argv[2]))
