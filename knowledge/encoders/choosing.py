"""Which runtime serves the packaged model on this machine: measured once, kept, never assumed."""

import hashlib
import json
import logging
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

from knowledge.encoders.export import installed_version, onnx_file, reference_file
from knowledge.encoders.exported import ExportedEmbedder
from knowledge.encoders.packaged import PackagedModel
from knowledge.encoders.runtimes import OnnxRuntime, OpenVinoRuntime, Runtime
from knowledge.encoders.samples import SAMPLES
from knowledge.errors import EmbeddingError

_LOG = logging.getLogger(__name__)

LEAST_COSINE = 0.999
"""How near each vector must be to torch's in float32. int8 gives .93 to .995 and changes rankings; bfloat16 .9999."""
_ROUNDS = 3  # the quickest counts: whatever else runs on the machine only ever makes a round slower

RUNTIMES: Mapping[str, Callable[[Path], Runtime]] = MappingProxyType({"openvino": OpenVinoRuntime, "onnx": OnnxRuntime})
"""What can run the exported model, by the name that the settings use."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How a runtime did on the samples; ``cosine`` is that of the worst vector."""

    cosine: float
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether the vectors are those of the model."""
        return self.cosine >= LEAST_COSINE


def fastest(model: PackagedModel, exported: Path) -> ExportedEmbedder:
    """The embedder of the quickest runtime that gives the right vectors here.

    Raises:
        EmbeddingError: none does.
    """
    right = {name: one for name, one in measure(model, exported).items() if one.is_right}
    for name in sorted(right, key=lambda name: right[name].seconds):
        try:
            return ExportedEmbedder(model, RUNTIMES[name](onnx_file(exported)))
        except (EmbeddingError, ImportError) as error:
            _LOG.warning("The runtime %s does not start any more: %s", name, error)
    raise EmbeddingError("No runtime gives the embedding model's vectors on this machine.")


def measure(model: PackagedModel, exported: Path) -> dict[str, Measured]:
    """How each runtime does on this machine, out of the file beside the export if it is there."""
    path = exported / f"measured-{_machine()}.json"
    kept = _read(path)
    if kept is not None:
        return kept
    found = {name: one for name in RUNTIMES if (one := _try(name, model, exported)) is not None}
    _write(path, found)
    return found


def _try(name: str, model: PackagedModel, exported: Path) -> Measured | None:
    """None when the runtime is not installed or does not start."""
    try:
        embedder = ExportedEmbedder(model, RUNTIMES[name](onnx_file(exported)))
    except (EmbeddingError, ImportError) as error:
        _LOG.info("The runtime %s cannot be used: %s", name, error)
        return None
    vectors = embedder.embed_queries(SAMPLES)
    worst = float((vectors * np.load(reference_file(exported))).sum(axis=1).min())
    return Measured(cosine=worst, seconds=min(_time(embedder) for _ in range(_ROUNDS)))


def _time(embedder: ExportedEmbedder) -> float:
    """Seconds for the samples one by one, as questions come, and all at once, as passages do."""
    begin = time.perf_counter()
    for sample in SAMPLES:
        embedder.embed_queries([sample])
    embedder.embed_queries(SAMPLES)
    return time.perf_counter() - begin


def _read(path: Path) -> dict[str, Measured] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {name: Measured(**one) for name, one in content.items() if name in RUNTIMES}
    except (OSError, ValueError, TypeError, AttributeError):
        return None  # not there, or not ours: it is only a cache


def _write(path: Path, found: Mapping[str, Measured]) -> None:
    try:
        path.write_text(json.dumps({name: asdict(one) for name, one in found.items()}, indent=1), encoding="utf-8")
    except OSError as error:
        _LOG.warning("The choice of runtime cannot be kept, so each start measures anew: %s", error)


def _machine() -> str:
    """The same as long as processor and runtimes are: a folder may move to a machine that computes otherwise."""
    versions = [f"{name} {installed_version(name)}" for name in ("onnxruntime", "openvino")]
    return hashlib.sha256("\n".join([_processor(), *versions]).encode()).hexdigest()[:16]


def _processor() -> str:
    """The processor's name and abilities; on systems that do not tell, what Python knows of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    told = sorted({line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))})
    return "\n".join(told) or f"{platform.platform()} {platform.processor()}"
