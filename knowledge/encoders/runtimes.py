"""What runs the exported model: onnxruntime and OpenVINO. They start in a tenth of the time that torch takes."""

import os
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EmbeddingError

TOKEN_IDS = "input_ids"
MASK = "attention_mask"
TOKEN_VECTORS = "token_vectors"
"""Names of the exported model's inputs and output."""


class Runtime(Protocol):
    """Runs the exported model. Safe to share between threads."""

    def token_vectors(self, token_ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """The last layer's vectors, shape (n_rows, n_tokens, dimension)."""
        ...


class OnnxRuntime:
    """onnxruntime, one thread a call: with more, its threads spin and everyone else waits."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except _onnxruntime_errors() as error:
            raise EmbeddingError(f"onnxruntime cannot load the embedding model {path}: {error}") from error

    def token_vectors(self, token_ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Runtime."""
        (vectors,) = self._session.run([TOKEN_VECTORS], {TOKEN_IDS: token_ids, MASK: mask})
        return np.asarray(vectors, dtype=np.float32)


class OpenVinoRuntime:
    """OpenVINO, one thread a call, as many calls at once as there are cores; in bfloat16 where the processor has it.

    The file is read by ``Core``; ``convert_model`` is never called, because that is where OpenVINO counts its users.
    """

    def __init__(self, path: Path) -> None:
        from openvino import Core

        cores = os.cpu_count() or 1
        options = {
            "INFERENCE_NUM_THREADS": cores,
            "NUM_STREAMS": cores,
            "PERFORMANCE_HINT": "LATENCY",
            "ENABLE_CPU_PINNING": False,
        }
        try:
            model = Core().compile_model(str(path), "CPU", options)
        except RuntimeError as error:
            raise EmbeddingError(f"OpenVINO cannot load the embedding model {path}: {error}") from error
        self._output = model.output(0)
        # A request holds its inputs and outputs, so it serves one call at a time; as many as there are streams.
        self._idle: SimpleQueue[Any] = SimpleQueue()
        for _ in range(cores):
            self._idle.put(model.create_infer_request())
        # Its very first call binds to numpy, and two threads that do so at once wait for each other for ever, with
        # Python's lock held: the app stood still (seen at one start in some dozens). So it is made here, by one.
        self.token_vectors(np.zeros((1, 1), dtype=np.int64), np.ones((1, 1), dtype=np.int64))

    def token_vectors(self, token_ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Runtime."""
        request = self._idle.get()
        try:
            result = request.infer({TOKEN_IDS: token_ids, MASK: mask})
            return np.array(result[self._output], dtype=np.float32)
        finally:
            self._idle.put(request)


def _onnxruntime_errors() -> tuple[type[Exception], ...]:
    """All errors of onnxruntime; they have no base class of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    found = (getattr(state, name) for name in dir(state))
    return tuple(one for one in found if isinstance(one, type) and issubclass(one, Exception))
