"""Commands that read the library: sources, show, search."""

import argparse
from collections.abc import Callable

from cli.output import ExitStatus, Output
from knowledge.settings import Settings

AddCommand = Callable[..., argparse.ArgumentParser]


def register(add: AddCommand) -> None:
    """Add the commands to the parser."""
    sources = add("sources", help="list the library")
    sources.add_argument("--theme", action="append", dest="themes", default=[], metavar="T", help="may be repeated")
    sources.add_argument("--kind", action="append", dest="kinds", default=[], metavar="K", help="may be repeated")
    sources.add_argument("--withdrawn", action="store_true", help="list those that are withdrawn instead")
    sources.set_defaults(command=_sources)
    show = add("show", help="show one source: details, places in the original, text")
    show.add_argument("source", metavar="SOURCE", help="a source's id, as in `sources`")
    show.add_argument("--version", type=int, metavar="N", help="an earlier version")
    show.set_defaults(command=_show)


def _sources(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.records import source_record
    from knowledge.library import open_library
    from knowledge.types import Scope, SourceStatus

    scope = Scope(themes=tuple(given.themes), kinds=tuple(given.kinds))
    status = SourceStatus.WITHDRAWN if given.withdrawn else SourceStatus.LIVE
    with open_library(settings, writable=False) as library:
        found = library.catalogue.sources(scope, status=status)
    if out.as_json:
        out.record({"sources": [source_record(source) for source in found]})
        return ExitStatus.DONE
    for source in found:
        details = source.details
        about = ", ".join(part for part in (details.kind, details.date or "", *details.places) if part)
        out.text(f"{source.id}\n    {details.title} ({about}), version {source.version}, {source.passages} passages")
    if not found:
        out.say("No source.")
    return ExitStatus.DONE


def _show(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from cli.records import segment_record, source_record, version_record
    from knowledge.library import open_library

    with open_library(settings, writable=False) as library:
        stored = library.catalogue.document(given.source, given.version)
        versions = library.catalogue.versions(given.source)
    if out.as_json:
        out.record(
            {
                "source": {
                    **source_record(stored.source),
                    "shown_version": stored.version.number,
                    "versions": [version_record(version) for version in versions],
                },
                "segments": [segment_record(segment) for segment in stored.document.segments],
                "text": stored.text,
            }
        )
        return ExitStatus.DONE
    out.say(f"{stored.details.title} ({stored.source.id}), version {stored.version.number}, {stored.source.status}")
    out.text(stored.text)
    return ExitStatus.DONE
