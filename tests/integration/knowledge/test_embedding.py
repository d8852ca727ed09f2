import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from knowledge.embedding import load_embedder
from knowledge.encoders.choosing import fastest, measure
from knowledge.encoders.export import exported_model, onnx_file, reference_file
from knowledge.encoders.packaged import PackagedModel, packaged_model
from knowledge.encoders.runtimes import OpenVinoRuntime
from knowledge.encoders.torch_model import TorchEmbedder
from knowledge.errors import EmbeddingError
from knowledge.settings import Settings
from knowledge.types import Span

BACKENDS = ["torch", "onnx", "openvino"]
PASSAGE = "Heat pumps. The city of Aarhus replaced coal. It took nine years."
SENTENCES = (Span(12, 45), Span(46, 65))


@pytest.fixture(scope="module")
def exported():
    """The packaged model's export in the user's cache; the first test run on a machine makes it (12 s)."""
    return exported_model(packaged_model(), Settings().models_path)


@pytest.fixture(scope="module")
def embedders(exported):  # noqa: ARG001 - made before it is measured
    """One embedder for each backend."""
    return {name: load_embedder(Settings(embedding_backend=name)) for name in BACKENDS}


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_meets_the_interface(embedders, backend):
    embedder = embedders[backend]

    (vectors,) = embedder.embed_passages([PASSAGE], [SENTENCES])
    queries = embedder.embed_queries(["Who replaced coal?", "Wie lange dauerte es?"])

    assert embedder.dimension == 384
    assert embedder.max_tokens == 256
    assert vectors.passage.shape == (384,)
    assert vectors.sentences.shape == (2, 384)
    assert vectors.passage.dtype == queries.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(queries, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors.sentences, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("backend", BACKENDS)
def test_backends_give_the_same_vectors_and_say_so(embedders, backend):
    texts = [PASSAGE, "Short.", "A long one: " + "who agreed on what, and when? " * 60, ""]
    torch, other = embedders["torch"], embedders[backend]

    cosines = (torch.embed_queries(texts) * other.embed_queries(texts)).sum(axis=1)

    assert cosines.min() >= 0.999
    assert other.fingerprint == torch.fingerprint
    assert other.count_tokens(texts) == torch.count_tokens(texts)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_sentence_is_embedded_as_if_it_stood_alone(embedders, backend):
    (vectors,) = embedders[backend].embed_passages([PASSAGE], [SENTENCES])
    alone = embedders[backend].embed_queries(["It took nine years."])

    assert float(vectors.sentences[1] @ alone[0]) == pytest.approx(1, abs=1e-3)


def test_a_text_does_not_change_with_its_batch(embedders):
    texts = [f"Sentence number {number} " * (number % 7 + 1) for number in range(60)]
    embedder = embedders["openvino"]

    together = embedder.embed_queries(texts)
    apart = np.concatenate([embedder.embed_queries([text]) for text in texts])

    assert (together * apart).sum(axis=1).min() >= 0.999


def test_tokens_are_counted_with_the_marks_at_both_ends(embedders):
    assert embedders["onnx"].count_tokens(["", "one two"]) == [2, 4]


def test_openvino_is_called_once_before_threads_can_meet_in_its_first_call(exported, monkeypatch):
    called_by = []
    monkeypatch.setattr(OpenVinoRuntime, "token_vectors", lambda *_: called_by.append(threading.get_ident()))

    OpenVinoRuntime(onnx_file(exported))

    assert called_by == [threading.get_ident()]


def test_starting_offline_needs_neither_torch_nor_a_connection(exported):  # noqa: ARG001 - made with torch
    script = """
import json, socket, sys
def refuse(*_):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.getaddrinfo = refuse
from knowledge.embedding import load_embedder
from knowledge.settings import Settings
vector = load_embedder(Settings()).embed_queries(["Who pays?"])
print(json.dumps({"shape": vector.shape, "torch": "torch" in sys.modules}))
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )

    assert json.loads(done.stdout) == {"shape": [1, 384], "torch": False}


def test_where_nothing_can_be_exported_torch_serves(tmp_path, caplog):
    (tmp_path / "models").write_text("a file where a folder should be")

    embedder = load_embedder(Settings(models_dir=tmp_path / "models"))

    assert isinstance(embedder, TorchEmbedder)
    assert "cannot be written" in caplog.text


def test_an_export_that_failed_is_not_tried_at_each_start(tmp_path):
    model = PackagedModel(tmp_path / "no-model")
    model.folder.mkdir()
    model.weights.write_bytes(b"weights")

    with pytest.raises(EmbeddingError, match="could not be exported"):
        exported_model(model, tmp_path)
    with pytest.raises(EmbeddingError, match="an earlier try") as raised:
        exported_model(model, tmp_path)

    assert "failed.txt" in raised.value.advice
    assert [path.name for path in tmp_path.glob("export-*")] == []


def test_a_runtime_with_other_vectors_is_not_used(exported, tmp_path):
    onnx_file(tmp_path).symlink_to(onnx_file(exported))
    reference = np.load(reference_file(exported))
    np.save(reference_file(tmp_path), np.roll(reference, 1, axis=0))

    with pytest.raises(EmbeddingError, match="No runtime"):
        fastest(packaged_model(), tmp_path)


def test_the_choice_is_measured_once_and_kept(exported, tmp_path):
    onnx_file(tmp_path).symlink_to(onnx_file(exported))
    reference_file(tmp_path).symlink_to(reference_file(exported))

    first = measure(packaged_model(), tmp_path)
    (kept,) = tmp_path.glob("measured-*.json")
    kept.write_text(kept.read_text().replace('"cosine": 0', '"cosine": 1'))
    second = measure(packaged_model(), tmp_path)

    assert first["onnx"].is_right
    assert second != first  # what the file says, not a new measurement
    assert second.keys() == first.keys()


def test_a_damaged_export_is_said_so(exported, tmp_path):
    broken = tmp_path / exported.name
    broken.mkdir()
    onnx_file(broken).write_bytes(b"not a model")
    reference_file(broken).symlink_to(reference_file(exported))

    with pytest.raises(EmbeddingError) as raised:
        load_embedder(Settings(models_dir=tmp_path, embedding_backend="onnx"))

    assert "MISSION_EMBEDDING_BACKEND" in raised.value.advice


def test_an_unknown_model_is_refused_with_advice(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    with pytest.raises(EmbeddingError) as raised:
        load_embedder(Settings(embedding_model=str(tmp_path / "nowhere")))

    assert "nowhere" in raised.value.message
    assert "MISSION_EMBEDDING_MODEL" in raised.value.advice


def test_a_model_folder_can_be_set(embedders):
    embedder = load_embedder(Settings(embedding_model=str(packaged_model().folder)))

    vector = embedder.embed_queries(["Who pays?"])

    assert float(vector[0] @ embedders["onnx"].embed_queries(["Who pays?"])[0]) == pytest.approx(1, abs=1e-4)
    assert embedder.fingerprint != embedders["onnx"].fingerprint  # other name, other recipe of the hash: never mixed up
