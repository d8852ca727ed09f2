"""Run as a process of its own by the tests that kill it: changes a library without end.

    python publisher.py DATA_DIR [LARGEST_FILE_BYTES [CHANGES]]

Prints a line when it begins and after every change. With a largest file size, the system refuses to let any file grow
beyond it, as a full disk would.
"""

# ruff: noqa: T201  # its parent reads what it prints

import itertools
import sys
from pathlib import Path

from knowledge.errors import AssistantError
from knowledge.library import Library, open_library
from knowledge.settings import Settings
from knowledge.staging import Original, PassageDraft, StagedVersion
from knowledge.types import Document, SourceDetails, SourceStatus, Span
from tests.fakes import FakeEmbedder

SOURCES = 5
PASSAGES = 300


def staged(library: Library, number: int, generation: int, path: Path, *, passages: int = PASSAGES) -> StagedVersion:
    """A version of source ``number`` in which every other passage differs from the generation before."""
    texts = [f"Sentence {at} of source {number} in generation {generation if at % 2 else 0}." for at in range(passages)]
    text = " ".join(texts)
    path.write_text(text)
    drafts, start = [], 0
    for one in texts:
        span = Span(start, start + len(one))
        drafts.append(PassageDraft(span.start, span.end, one, f"Source {number}", (span,)))
        start = span.end + 1
    source = library.catalogue.find(f"source-{number}")
    details = SourceDetails(f"Source {number}")
    return StagedVersion(
        document=Document(text, (), details),
        details=details,
        original=Original(path, _hash(path), path.name, "text/plain", len(text)),
        passages=tuple(drafts),
        vectors=library.embed(drafts),
        model=library.model(),
        added_by="test",
        replaces=source.id if source else None,
    )


def change(library: Library, step: int, folder: Path) -> None:
    """Publish most of the time; withdraw, restore and erase now and then."""
    number = step % SOURCES
    source = library.catalogue.find(f"source-{number}")
    if source is not None and step % 7 == 3 and source.status is SourceStatus.LIVE:
        library.withdraw(source.id)
    elif source is not None and source.status is SourceStatus.WITHDRAWN:
        library.restore(source.id)
    else:
        library.publish(staged(library, number, step, folder / f"{number}.txt"))


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    embedder = FakeEmbedder()
    with open_library(Settings(data_dir=folder, _env_file=None), load=lambda: embedder) as library:
        print("begun", flush=True)
        steps = range(int(sys.argv[3])) if len(sys.argv) > 3 else itertools.count()
        for step in steps:
            try:
                change(library, step, folder.parent)
            except AssistantError as error:
                print(f"{type(error).__name__}: {error.message}", flush=True)
                return
            print(step, flush=True)


def _hash(path: Path) -> str:
    from knowledge.originals import file_hash

    return file_hash(path)


if __name__ == "__main__":
    main()
