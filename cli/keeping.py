"""Commands that change or examine the library: ingest, remove, reindex, doctor."""

import argparse
import getpass
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.output import ExitStatus, Output
from knowledge.errors import LibraryLockedError, SettingsError
from knowledge.settings import Settings

if TYPE_CHECKING:  # imported where they are needed, so that --help is quick
    from ingest.metadata import DetailChanges
    from ingest.relay import Json

AddCommand = Callable[..., argparse.ArgumentParser]

_MARKS: Final = {"added": "+", "updated": "~", "unchanged": "=", "failed": "!"}


def register(add: AddCommand) -> None:
    """Add the commands to the parser."""
    _register_ingest(add("ingest", help="read files or folders and publish them"))
    remove = add("remove", help="erase sources for good")
    remove.add_argument("sources", nargs="+", metavar="SOURCE", help="a source's id, as in `sources`")
    remove.set_defaults(command=_remove)
    reindex = add("reindex", help="make both indexes anew from the catalogue")
    reindex.add_argument("--embedding-model", metavar="NAME", help="name or folder of another embedding model")
    reindex.set_defaults(command=_reindex, overrides=lambda given: {"embedding_model": given.embedding_model})
    doctor = add("doctor", help="check the installation and the library, and say how to mend them")
    doctor.add_argument("--mend", action="store_true", help="make the indexes anew from the catalogue")
    doctor.set_defaults(command=_doctor)


def _register_ingest(ingest: argparse.ArgumentParser) -> None:
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file or folder")
    ingest.add_argument("--title", help="the source's title (one file only)")
    ingest.add_argument("--kind", help="what it is: case-study, transcript, report, …")
    ingest.add_argument(
        "--theme", action="append", dest="themes", metavar="T", help="what it is about; may be repeated"
    )
    ingest.add_argument("--place", action="append", dest="places", metavar="P", help="where; may be repeated")
    ingest.add_argument("--date", metavar="D", help="2023, 2023-05 or 2023-05-29")
    ingest.add_argument("--link", metavar="URL", help="the original's public address")
    ingest.add_argument("--licence", metavar="L", help="under which it may be used")
    ingest.add_argument("--recursive", action="store_true", help="also read the folders in a folder")
    ingest.set_defaults(command=_ingest)


def _ingest(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.library import done_here_or_by_app
    from ingest.commands import ingest_request
    from ingest.metadata import check_changes

    files = list(_files(given.paths, recursive=given.recursive))
    changes = check_changes(_changes(given))
    if given.title is not None and len(files) > 1:
        raise SettingsError(f"--title names one source, but there are {len(files)} files.", advice="Leave it out.")
    if not files:
        deeper = "" if given.recursive else " Add --recursive to look into the folders in them, too."
        out.say(f"There is no file that is read here in these folders.{deeper}")
    failed = 0
    for record in done_here_or_by_app(settings, "ingest", ingest_request(files, changes, _person()), out):
        failed += record["status"] == "failed"
        out.record(record) if out.as_json else _show_file(record, out)
    return ExitStatus.PARTLY if failed else ExitStatus.DONE


def _changes(given: argparse.Namespace) -> "DetailChanges":
    from ingest.metadata import DetailChanges

    return DetailChanges(
        title=given.title,
        kind=given.kind,
        themes=tuple(given.themes) if given.themes else None,
        places=tuple(given.places) if given.places else None,
        date=given.date,
        link=given.link,
        licence=given.licence,
    )


def _files(paths: list[Path], *, recursive: bool) -> Iterator[Path]:
    """The files named, and those in the folders named that end like a kind that is read here."""
    from ingest.readers.formats import ENDINGS

    seen: set[Path] = set()
    for path in paths:
        inside = sorted(path.rglob("*") if recursive else path.glob("*")) if path.is_dir() else [path]
        for file in inside:
            wanted = file is path or (file.is_file() and file.suffix.lower() in ENDINGS and not _is_hidden(file, path))
            if wanted and file.absolute() not in seen:
                seen.add(file.absolute())
                yield file


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)


def _show_file(record: "Json", out: Output) -> None:
    status = str(record["status"])
    if status == "failed":
        out.text(f"{_MARKS[status]} {record['file']}: {record['error']}\n    {record['advice']}")
        return
    out.text(
        f"{_MARKS[status]} {record['file']}: {status} as {record['source']}, version {record['version']}, "
        f"{record['passages']} passages"
    )
    for warning in record.get("warnings") or ():  # type: ignore[union-attr]  # a list
        out.say(f"    {warning}")


def _remove(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.library import done_here_or_by_app

    failed = 0
    for record in done_here_or_by_app(settings, "remove", {"sources": given.sources}, out):
        failed += record["status"] == "failed"
        if out.as_json:
            out.record(record)
        else:
            out.text(f"{record['source']}: {record['error'] or record['status']}")
    return ExitStatus.PARTLY if failed else ExitStatus.DONE


def _reindex(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.library import done_here_or_by_app

    if given.embedding_model is not None:
        _refuse_running_app(settings)
    started = time.monotonic()
    for record in done_here_or_by_app(settings, "reindex", {}, out):
        timed = {**record, "seconds": round(time.monotonic() - started, 1)}
        if out.as_json:
            out.record(timed)
        else:
            out.text(f"{timed['sources']} sources, {timed['passages']} passages, {timed['seconds']} seconds.")
    if given.embedding_model is not None:
        out.say(f"Set MISSION_EMBEDDING_MODEL={given.embedding_model}, so that the app uses the same model.")
    return ExitStatus.DONE


def _refuse_running_app(settings: Settings) -> None:
    """The app has loaded the model that was set when it started, and cannot take another."""
    from knowledge.locking import LibraryLock

    try:
        LibraryLock(settings.data_dir).release()
    except LibraryLockedError as error:
        raise LibraryLockedError(
            error.message, advice="Stop the app, run this again, and start the app with MISSION_EMBEDDING_MODEL set."
        ) from error


def _doctor(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.diagnosis import diagnose

    checks = list(diagnose(settings, out, mend=given.mend))
    ok = all(bool(check["ok"]) for check in checks)
    if out.as_json:
        out.record({"ok": ok, "checks": checks})
    else:
        for check in checks:
            out.text(f"{'ok ' if check['ok'] else '!! '} {check['name']}: {check['message']}")
            if check["advice"]:
                out.text(f"      {check['advice']}")
    return ExitStatus.DONE if ok else ExitStatus.PARTLY


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such account, as in some containers
        return os.environ.get("USER") or "command line"
