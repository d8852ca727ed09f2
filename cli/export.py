"""The export command: search results, a collection, a conversation or a comparison as a file."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.output import ExitStatus, Output
from knowledge.errors import ExportError, SettingsError
from knowledge.settings import Settings

if TYPE_CHECKING:  # imported when needed, so that --help is quick
    from knowledge.export.document import ExportDocument
    from knowledge.export.gather import Circumstances
    from knowledge.library import Library

AddCommand = Callable[..., argparse.ArgumentParser]

FORMATS: Final = ("docx", "md", "html", "csv", "json", "bibtex", "ris", "csl")
_DEFAULT_EXCERPTS: Final = 20


def register(add: AddCommand) -> None:
    """Add the command to the parser."""
    export = add(
        "export",
        help="write excerpts, a collection, a conversation or a comparison to a file",
        description="WHAT is a search as in the search box, the id of a collection or conversation, or 2 to 5 sources.",
    )
    export.add_argument("what", nargs="*", metavar="WHAT")
    export.add_argument(
        "--from", dest="origin", required=True, choices=["search", "collection", "conversation", "comparison"]
    )
    export.add_argument("--to", dest="format", choices=FORMATS, help="default: as the file's ending says")
    export.add_argument("--output", type=Path, metavar="FILE", help="default: named after the title, in this folder")
    export.add_argument("--query", metavar="QUERY", help="the search, in place of WHAT")
    export.add_argument("--id", metavar="ID", help="the collection or conversation, in place of WHAT")
    export.add_argument("--limit", type=int, metavar="N", help=f"excerpts at most (default: {_DEFAULT_EXCERPTS})")
    export.add_argument(
        "--all",
        action="store_true",
        help="of a search: all excerpts that hold its words, 300 at most, in place of --limit",
    )
    export.add_argument("--theme", action="append", dest="themes", default=[], metavar="T", help="may be repeated")
    export.add_argument("--kind", action="append", dest="kinds", default=[], metavar="K", help="may be repeated")
    export.add_argument("--place", action="append", dest="places", default=[], metavar="P", help="may be repeated")
    export.add_argument("--source", action="append", dest="sources", default=[], metavar="ID", help="may be repeated")
    export.add_argument(
        "--address",
        metavar="URL",
        help="where readers reach the app (default: MISSION_ADDRESS, or where the app of this library ran last)",
    )
    export.set_defaults(command=_export)


def _export(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from knowledge.export.files import ExportFormat, file_name, format_of, write_export
    from knowledge.export.gather import Circumstances
    from knowledge.library import open_library

    if given.format is None and given.output is None:
        raise SettingsError("Neither --to nor --output says in which format.", advice="Add --to docx, for example.")
    format_ = ExportFormat(given.format) if given.format else format_of(given.output)
    with open_library(settings, writable=False) as library:
        address = given.address or library.app_address
        document = _GATHER[given.origin](given, library, Circumstances(datetime.now(UTC), address))
    path = given.output or Path(file_name(document, format_))
    write_export(document, format_, path)
    if out.as_json:
        out.record({"file": str(path), "items": len(document.items), "format": format_.value})
    else:
        out.text(f"{path}: {len(document.items)} quotations")
    return ExitStatus.DONE


def _from_search(given: argparse.Namespace, library: "Library", circumstances: "Circumstances") -> "ExportDocument":
    from knowledge.export.gather import export_search
    from knowledge.extents import shown_extent, whole_extent
    from knowledge.query_language import known_values, parse_query, query_text, with_scope
    from knowledge.types import Scope

    known = known_values(library.catalogue)
    parsed = parse_query(_what(given, given.query, "a search"), known)
    chosen = Scope(
        themes=tuple(given.themes), kinds=tuple(given.kinds), places=tuple(given.places), sources=tuple(given.sources)
    )
    parsed = with_scope(parsed, chosen)
    if not parsed.text:
        raise SettingsError("The search has no words.", advice="Give words, a phrase or a field such as place:Denmark.")
    limit = _DEFAULT_EXCERPTS if given.limit is None else given.limit
    if not 1 <= limit <= 1000:
        raise SettingsError(f"--limit must be a number from 1 to 1000, not {limit}.")
    whole = whole_extent(library, parsed, 0) if given.all else None
    extent = whole or shown_extent(library.search(parsed.query(limit=limit + 1)), limit)
    return export_search(library.catalogue, extent, circumstances, search=query_text(parsed))


def _from_collection(given: argparse.Namespace, library: "Library", circumstances: "Circumstances") -> "ExportDocument":
    from knowledge.collections import Collections
    from knowledge.export.gather import export_collection

    collections = Collections(library.catalogue.database)
    wanted = _what(given, given.id, "a collection's id")
    collection = collections.find(wanted)
    if collection is None:
        raise ExportError(f"There is no collection “{wanted}”.", advice="Its id stands at the end of its link.")
    return export_collection(library.catalogue, collection, collections.items(collection.id), circumstances)


def _from_conversation(
    given: argparse.Namespace, library: "Library", circumstances: "Circumstances"
) -> "ExportDocument":
    from knowledge.conversations import Conversations
    from knowledge.export.gather import export_conversation

    conversations = Conversations(library.catalogue.database)
    wanted = _what(given, given.id, "a conversation's id")
    conversation = conversations.find(wanted)
    if conversation is None:
        raise ExportError(f"There is no conversation “{wanted}”.", advice="Its id stands at the end of its link.")
    return export_conversation(library.catalogue, conversation, conversations.exchanges(conversation.id), circumstances)


def _from_comparison(given: argparse.Namespace, library: "Library", circumstances: "Circumstances") -> "ExportDocument":
    from knowledge.cases import compare
    from knowledge.export.gather import export_comparison

    return export_comparison(
        library.catalogue, compare(library.catalogue, [*given.what, *given.sources]), circumstances
    )


def _what(given: argparse.Namespace, option: str | None, wanted: str) -> str:
    what = " ".join([*given.what, *([option] if option else [])])
    if not what:
        raise SettingsError(f"--from {given.origin} needs {wanted}.", advice="Name it behind the options.")
    return what


_GATHER: Final[Mapping[str, Callable[[argparse.Namespace, "Library", "Circumstances"], "ExportDocument"]]] = {
    "search": _from_search,
    "collection": _from_collection,
    "conversation": _from_conversation,
    "comparison": _from_comparison,
}
