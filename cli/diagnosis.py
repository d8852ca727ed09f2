"""What doctor looks at: the installation here, the library here or by the app that holds it."""

from collections.abc import Iterator
from pathlib import Path

from cli.library import done_here_or_by_app
from cli.output import Output
from ingest.commands import finding_record
from ingest.relay import Json
from knowledge.errors import AssistantError, LibraryLockedError
from knowledge.health import Finding, check_installation, check_library
from knowledge.library import open_library
from knowledge.locking import lock_holder
from knowledge.settings import Settings


def diagnose(settings: Settings, out: Output, *, mend: bool) -> Iterator[Json]:
    """One record for each thing looked at.

    Raises:
        LibraryLockedError: mending was asked for, and a process holds the library that takes no commands.
    """
    for finding in check_installation(settings):
        yield finding_record(finding)
    if not settings.catalogue_path.exists():
        yield finding_record(_no_library(settings.data_dir))
        return
    try:
        yield from done_here_or_by_app(settings, "doctor", {"mend": mend}, out)
        yield finding_record(Finding("lock", True, _holder_words(settings.data_dir)))
    except LibraryLockedError as error:
        if mend:
            raise
        yield from _read_beside(settings, error)
    except AssistantError as error:
        yield finding_record(Finding("library", False, error.message, error.advice))


def _read_beside(settings: Settings, error: LibraryLockedError) -> Iterator[Json]:
    """What can be seen while another process holds the library."""
    with open_library(settings, writable=False) as library:
        for finding in check_library(library):
            yield finding_record(finding)
    words = f"{error.message} Chroma was not looked at, because only that process may open it."
    yield finding_record(Finding("lock", True, words))


def _holder_words(data_dir: Path) -> str:
    holder = lock_holder(data_dir)
    return (
        f"Held by process {holder.pid} ({holder.command})."
        if holder
        else "Free: no other process is using the library."
    )


def _no_library(data_dir: Path) -> Finding:
    return Finding(
        "library",
        True,
        f"There is no library in {data_dir} yet.",
        "It is made by the first `mission-assistant ingest`, or when the app starts.",
    )
