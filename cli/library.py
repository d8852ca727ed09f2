"""The library as commands reach it: opened for reading, or changed here or by the app that holds it."""

from collections.abc import Iterator

from cli.output import Output
from ingest.relay import Json, ask_app
from knowledge.errors import LibraryLockedError
from knowledge.settings import Settings


def done_here_or_by_app(settings: Settings, command: str, arguments: Json, out: Output) -> Iterator[Json]:
    """The results of a command of `ingest.commands`, done by the running app if one holds the library.

    Raises:
        LibraryLockedError: a process holds the library that takes no commands.
    """
    from ingest.commands import handlers
    from knowledge.library import open_library

    try:
        library = open_library(settings)
    except LibraryLockedError:
        results = ask_app(settings.data_dir, command, arguments, out.report)
        if results is None:
            raise
        yield from results
        return
    with library:
        yield from handlers(library)[command](arguments, out.report)
