"""What the command line has done to a library, as JSON in and out: in its own process, or by the running app."""

import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from ingest.changes import Changes
from ingest.intake import IncomingFile, IntakeResult, Progress, Stage, file_origin
from ingest.metadata import DetailChanges, check_changes
from ingest.relay import Handler, Json, JsonValue, Report
from knowledge.access import Person, Role
from knowledge.errors import AssistantError, SettingsError
from knowledge.health import Finding, check_library, mend
from knowledge.library import Library

_LISTS = frozenset({"themes", "places", "authors"})


def handlers(library: Library) -> Mapping[str, Handler]:
    """The commands that change or examine a library, for `RelayServer` and for the command line itself."""
    return {
        "ingest": partial(_ingest, library),
        "remove": partial(_remove, library),
        "reindex": partial(_reindex, library),
        "doctor": partial(_doctor, library),
    }


def ingest_request(paths: list[Path], changes: DetailChanges, added_by: str) -> Json:
    """The arguments of ``ingest``: which files, what is said of them, and by whom."""
    said = {name: _as_json(getattr(changes, name)) for name in DetailChanges.__dataclass_fields__}
    return {
        "files": [str(path.absolute()) for path in paths],
        "names": [os.fsencode(path).decode("utf-8", errors="replace") for path in paths],
        "changes": {name: value for name, value in said.items() if value is not None},
        "added_by": added_by,
    }


def finding_record(finding: Finding) -> Json:
    """A finding as the command line prints it."""
    return {"name": finding.name, "ok": finding.ok, "message": finding.message, "advice": finding.advice}


def _ingest(library: Library, arguments: Json, report: Report) -> Iterator[Json]:
    paths, names = _strings(arguments, "files"), _strings(arguments, "names")
    changes = check_changes(_changes(arguments.get("changes")))
    added_by = str(arguments.get("added_by") or "command line")
    shown = dict(zip(paths, names, strict=True))
    files = [IncomingFile(Path(path), added_by, changes=changes, origin=file_origin(Path(path))) for path in paths]
    changing = Changes(library, _operator(added_by))
    for result in changing.add(files, lambda progress: report(_progress_words(progress))):
        yield _result_record(result, shown[str(result.file.path)])


def _operator(name: str) -> Person:
    """Who works at the command line: whoever can start programs on the data folder may change what is in it."""
    return Person(name, Role.TRAINER)


def _remove(library: Library, arguments: Json, _report: Report) -> Iterator[Json]:
    for source_id in _strings(arguments, "sources"):
        try:
            Changes(library, _operator("command line")).erase(source_id)
        except AssistantError as error:
            yield {"source": source_id, "status": "failed", "error": error.message, "advice": error.advice}
        else:
            yield {"source": source_id, "status": "removed", "error": None, "advice": None}


def _reindex(library: Library, _arguments: Json, report: Report) -> Iterator[Json]:
    from ingest.reindexing import reindex

    passages = reindex(library, lambda done, total: report(f"{done} of {total} sources embedded"))
    yield {"sources": len(library.catalogue.sources()), "passages": passages}


def _doctor(library: Library, arguments: Json, report: Report) -> Iterator[Json]:
    if arguments.get("mend"):
        report("Making the indexes anew from the catalogue")
        mend(library)
    for finding in check_library(library):
        yield finding_record(finding)


def _result_record(result: IntakeResult, name: str) -> Json:
    source, error = result.source, result.error
    return {
        "file": name,
        "status": result.status.value,
        "source": source.id if source else None,
        "version": source.version if source else None,
        "passages": source.passages if source else 0,
        "error": error.message if error else None,
        "advice": error.advice if error else None,
        "warnings": [_warning_words(warning.message, warning.place) for warning in result.warnings],
    }


def _warning_words(message: str, place: str | None) -> str:
    return f"{message} ({place})" if place else message


def _progress_words(progress: Progress) -> str:
    name = progress.file.shown_name
    if progress.stage is Stage.EMBEDDING and progress.total:
        return f"{name}: embedding {progress.done} of {progress.total} passages"
    return f"{name}: {progress.stage.value}"


def _changes(said: JsonValue) -> DetailChanges:
    if not isinstance(said, dict):
        return DetailChanges()
    known = {name: value for name, value in said.items() if name in DetailChanges.__dataclass_fields__}
    return DetailChanges(**{name: _as_field(name, value) for name, value in known.items()})  # type: ignore[arg-type]  # each of its field's type


def _as_field(name: str, value: JsonValue) -> str | tuple[str, ...] | None:
    if name not in _LISTS:
        return None if value is None else str(value)
    return tuple(map(str, value)) if isinstance(value, list) else None


def _as_json(value: str | tuple[str, ...] | None) -> JsonValue:
    return list(value) if isinstance(value, tuple) else value


def _strings(arguments: Json, name: str) -> list[str]:
    value = arguments.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"“{name}” must be a list of words.")
    return [str(item) for item in value]
