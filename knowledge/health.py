"""What is right and wrong with an installation and a library, in plain words, and how to mend it."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.database import has_full_text_search
from knowledge.dense import DenseIndex
from knowledge.errors import AssistantError
from knowledge.library import Library
from knowledge.settings import PACKAGED_EMBEDDING_MODEL, Settings
from knowledge.types import SourceStatus

LEAST_FREE_MB: Final = 500
"""Megabytes of free disk below which a library cannot grow by one large document and its index."""
_OLDEST_PYTHON: Final = (3, 11)
_PROBES: Final = 200
"""Passages that are looked for by their own vectors."""
_MOST_LOST: Final = 0.03
"""Of those. A Chroma that lost rows lost one in ten when this was provoked; the graph of a new one misses 1 in 500."""
_PACKAGES: Final = ("chromadb", "streamlit", "langchain-core", "sentence-transformers", "torch", "onnxruntime", "pypdf")
_MEND: Final = "Run `mission-assistant doctor --mend`."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    message: str
    advice: str | None = None


def check_installation(settings: Settings) -> Iterator[Finding]:
    """What can be said without opening the library."""
    yield _check_python()
    yield _check_packages()
    yield _check_sqlite()
    yield _check_folder(settings.data_dir)
    yield _check_disk(settings.data_dir)
    yield _check_model_files(settings)
    yield _check_network_use(settings)


def check_library(library: Library) -> Iterator[Finding]:
    """What can be said of an open library. With ``library.writable`` Chroma is looked at, too."""
    catalogue = library.catalogue
    yield _check_file(catalogue)
    yield _check_texts(catalogue)
    yield _check_words(catalogue)
    yield _check_vectors(catalogue)
    yield _check_originals(library)
    if library.writable:
        yield _guarded("vector index", lambda: _check_chroma(catalogue, library.dense))
    yield _guarded("embedding model", lambda: _check_model(library))


def mend(library: Library) -> int:
    """Make both indexes anew from the catalogue; how many passages can be found."""
    return library.rebuild_indexes()


def _check_python() -> Finding:
    ok = sys.version_info >= _OLDEST_PYTHON
    advice = None if ok else "Make the environment again with `make PYTHON=python3.12 run`."
    return Finding("python", ok, f"Python {sys.version.split()[0]}.", advice)


def _check_packages() -> Finding:
    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("packages", False, f"Not installed: {', '.join(missing)}.", "Run `make install`.")
    return Finding("packages", True, f"{', '.join(found)}.")


def _check_sqlite() -> Finding:
    if has_full_text_search():
        return Finding("sqlite", True, f"SQLite {sqlite3.sqlite_version}, with full-text search.")
    return Finding(
        "sqlite", False, "This Python's SQLite has no full-text search (FTS5).", "Use a Python from python.org."
    )


def _check_folder(folder: Path) -> Finding:
    existing = _nearest_existing(folder)
    if not existing.is_dir():
        return Finding("data folder", False, f"{existing} is not a folder.", "Choose another with --data.")
    if not os.access(existing, os.W_OK):
        return Finding("data folder", False, f"{existing} cannot be written.", "Correct its rights, or use --data.")
    return Finding("data folder", True, f"{folder.resolve()} can be written.")


def _check_disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest_existing(folder)).free // 1_000_000
    if free < LEAST_FREE_MB:
        return Finding("disk", False, f"Only {free} MB are free.", f"Free some; {LEAST_FREE_MB} MB should be free.")
    return Finding("disk", True, f"{free:,} MB are free.")


def _check_model_files(settings: Settings) -> Finding:
    if settings.embedding_model != PACKAGED_EMBEDDING_MODEL:
        return _check_named_model(settings.embedding_model)
    from knowledge.encoders.packaged import packaged_model

    try:
        folder = packaged_model().folder
    except AssistantError as error:
        return Finding("model files", False, error.message, error.advice)
    return Finding("model files", True, f"{PACKAGED_EMBEDDING_MODEL} is installed in {folder}.")


def _check_named_model(name: str) -> Finding:
    if Path(name).is_dir():
        return Finding("model files", True, f"The embedding model is the folder {name}.")
    return Finding(
        "model files",
        True,
        f"The embedding model is “{name}”, by name: its files are fetched when they are not on this computer yet.",
        "To stay offline, set MISSION_EMBEDDING_MODEL to a folder.",
    )


def _check_network_use(settings: Settings) -> Finding:
    used = [
        words
        for words, in_use in (
            (f"the chat model {settings.model}", bool(settings.model)),
            (f"the Chroma server {settings.chroma_url}", bool(settings.chroma_url)),
            (f"the embedding model {settings.embedding_model}", _is_fetched(settings.embedding_model)),
        )
        if in_use
    ]
    if used:
        return Finding("offline", True, f"Works offline but for what is set to be elsewhere: {'; '.join(used)}.")
    return Finding("offline", True, "Works without any network: quoting mode, packaged model, vectors in the folder.")


def _check_file(catalogue: Catalogue) -> Finding:
    with catalogue.database.read() as connection:
        said = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
        strays = connection.execute("PRAGMA foreign_key_check").fetchone()
    if said != ["ok"] or strays is not None:
        problem = "; ".join(said) if said != ["ok"] else f"a row of {strays[0]} refers to nothing"
        return Finding(
            "catalogue", False, f"The catalogue is damaged: {problem}.", "Put back a backup of the data folder."
        )
    live = len(catalogue.sources())
    withdrawn = len(catalogue.sources(status=SourceStatus.WITHDRAWN))
    return Finding("catalogue", True, f"{live} sources, {withdrawn} withdrawn, {catalogue.count_passages()} passages.")


def _check_texts(catalogue: Catalogue) -> Finding:
    wrong = [source.id for source in catalogue.sources() if not _is_verbatim(catalogue, source.id)]
    if wrong:
        return Finding(
            "quotations",
            False,
            f"Passages differ from the text of: {', '.join(wrong)}.",
            "Run `mission-assistant reindex`.",
        )
    return Finding("quotations", True, "Every passage stands word for word in its source.")


def _is_verbatim(catalogue: Catalogue, source_id: str) -> bool:
    text = catalogue.document(source_id).text
    passages = catalogue.passages_of(source_id).values()
    return len(passages) == catalogue.source(source_id).passages and all(
        passage.text == text[passage.start : passage.end] for passage in passages
    )


def _check_words(catalogue: Catalogue) -> Finding:
    with catalogue.database.read() as connection:
        indexed = {row[0] for row in connection.execute("SELECT id FROM passages_fts_docsize")}
    wanted = set(catalogue.passage_ids().tolist())
    if indexed != wanted:
        off = len(indexed ^ wanted)
        return Finding("word index", False, f"The word index and the catalogue differ in {off} passages.", _MEND)
    return Finding("word index", True, f"{len(indexed)} passages, as in the catalogue.")


def _check_vectors(catalogue: Catalogue) -> Finding:
    model = catalogue.model()
    if model is None:
        return Finding("vectors", True, "None yet; the library is empty.")
    with catalogue.database.read() as connection:
        wrong = connection.execute(
            "SELECT count(*) FROM passages p JOIN vectors e ON e.id = p.vector_id "
            "WHERE length(e.passage) <> ?1 OR length(e.sentences) <> ?1 * (length(p.sentences) / 8)",
            (model.dimension * 2,),
        ).fetchone()[0]
    if wrong:
        return Finding("vectors", False, f"{wrong} passages have unusable vectors.", "Run `mission-assistant reindex`.")
    return Finding("vectors", True, f"Every passage has vectors of {model.name}.")


def _check_originals(library: Library) -> Finding:
    sources = [*library.catalogue.sources(), *library.catalogue.sources(status=SourceStatus.WITHDRAWN)]
    lost = [source.id for source in sources if not library.originals.is_intact(source.content_hash)]
    if lost:
        return Finding(
            "originals",
            False,
            f"The original files of these sources are missing or changed: {', '.join(lost)}.",
            "Answers are not affected. Add the files again to keep them.",
        )
    return Finding("originals", True, "Every source's original file is there, unchanged.")


def _check_chroma(catalogue: Catalogue, dense: DenseIndex) -> Finding:
    if catalogue.model() is None:
        return Finding("vector index", True, "None yet; the library is empty.")
    index = dense.live()
    wanted = catalogue.passage_ids()
    if index.ids() != set(wanted.tolist()):
        return Finding("vector index", False, "Chroma and the catalogue hold different passages.", _MEND)
    sample = [int(wanted[row]) for row in np.linspace(0, len(wanted) - 1, min(_PROBES, len(wanted))).astype(int)]
    lost = sum(not _finds_itself(dense, catalogue, passage_id) for passage_id in sample)
    if lost > _MOST_LOST * len(sample):
        return Finding("vector index", False, f"Chroma does not find {lost} of {len(sample)} passages tried.", _MEND)
    return Finding("vector index", True, f"Chroma holds {len(wanted)} passages, as the catalogue does, and finds them.")


def _finds_itself(dense: DenseIndex, catalogue: Catalogue, passage_id: int) -> bool:
    # Its nearest neighbour may be another passage of the same words; then the cosine is 1 all the same.
    nearest = dense.live().query(catalogue.passage_vectors([passage_id])[0], 1)
    return bool(nearest) and nearest[0].cosine > 0.999


def _check_model(library: Library) -> Finding:
    model = library.model()
    return Finding("embedding model", True, f"{model.name} loads and is the one the library was made with.")


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except AssistantError as error:
        return Finding(name, False, error.message, error.advice)


def _is_fetched(model: str) -> bool:
    return model != PACKAGED_EMBEDDING_MODEL and not Path(model).is_dir()


def _nearest_existing(folder: Path) -> Path:
    resolved = folder.resolve()
    return next(path for path in (resolved, *resolved.parents) if path.exists())
