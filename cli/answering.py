"""Commands that look something up: search gives excerpts, ask gives an answer."""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cli.output import ExitStatus, Output
from cli.requests import Request, UnusableLine, batch_of, check_arguments, request_of
from knowledge.errors import AssistantError, EmbeddingError, SettingsError
from knowledge.settings import Settings

if TYPE_CHECKING:  # imported when needed: together they take most of a second
    from assistant.assistant import Assistant
    from assistant.model import ChatModel
    from cli.records import Places
    from ingest.relay import Json
    from knowledge.answer import Answer, AnswerMode
    from knowledge.library import Library
    from knowledge.query_language import ParsedQuery
    from knowledge.types import RankedPassage, SearchResult

AddCommand = Callable[..., argparse.ArgumentParser]
_DEFAULT_RESULTS = 10


@dataclass(frozen=True, slots=True)
class _Response:
    """A result as JSON, and as text for people."""

    record: "Json"
    text: str


def register(add: AddCommand) -> None:
    """Add the commands to the parser."""
    search = add("search", help="find excerpts")
    search.add_argument(
        "text",
        nargs="?",
        metavar="QUERY",
        help='words, "exact phrases", -exclusions, and fields such as place:Denmark, theme:governance, year:2020-2024',
    )
    _add_choices(search, limit_help="how many excerpts at most (default: 10)")
    search.set_defaults(command=_search, asked_for="query")
    ask = add("ask", help="answer a question from the library, every sentence cited")
    ask.add_argument("text", nargs="?", metavar="QUESTION")
    _add_choices(ask, limit_help="how many sentences at most")
    ask.add_argument("--mode", choices=["quoting", "model"], help="who writes: the sources themselves, or a model")
    ask.set_defaults(command=_ask, asked_for="question")


def _add_choices(command: argparse.ArgumentParser, *, limit_help: str) -> None:
    command.add_argument("--limit", type=int, metavar="N", help=limit_help)
    command.add_argument("--theme", action="append", dest="themes", default=[], metavar="T", help="may be repeated")
    command.add_argument("--kind", action="append", dest="kinds", default=[], metavar="K", help="may be repeated")
    command.add_argument("--place", action="append", dest="places", default=[], metavar="P", help="may be repeated")
    command.add_argument("--source", action="append", dest="sources", default=[], metavar="ID", help="may be repeated")
    command.add_argument("--batch", metavar="FILE", help="many requests, one JSON object a line; - for standard input")


def _search(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from knowledge.library import open_library

    check_arguments(given)
    with open_library(settings, writable=False) as library:
        _make_ready(library)
        find = _find if given.batch is not None else _Typed(out).find
        return _respond_to_all(given, out, lambda request: _searched(library, request, find))


def _ask(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from assistant.assistant import Assistant
    from knowledge.answer import AnswerMode
    from knowledge.library import open_library

    check_arguments(given)
    mode = AnswerMode(given.mode) if given.mode else None
    if mode is AnswerMode.MODEL and not settings.model:
        raise SettingsError("--mode model needs a chat model.", advice="Set MISSION_MODEL, as in README.md.")
    with open_library(settings, writable=False) as library:
        _make_ready(library)
        assistant = Assistant(library, record_gaps=False, model=_chat_model(settings, given.mode))
        return _respond_to_all(given, out, lambda request: _answered(library, assistant, request, mode))


def _chat_model(settings: Settings, mode: str | None) -> "ChatModel | None":
    """The chat model that is set, unless quotations were asked for.

    Raises:
        SettingsError: the model's package is missing, or its name cannot be used.
    """
    if mode == "quoting":
        return None
    from assistant.model import load_chat_model  # a provider's package takes up to a second

    return load_chat_model(settings)


def _make_ready(library: "Library") -> None:
    """Load the model before the first request, so that its time is not counted as the request's."""
    if library.catalogue.count_passages():
        library.warm_up()


def _respond_to_all(given: argparse.Namespace, out: Output, respond: Callable[[Request], _Response]) -> int:
    if given.batch is None:
        response = respond(request_of(given))
        out.record(response.record) if out.as_json else out.text(response.text)
        return ExitStatus.DONE
    failed = 0
    for request in batch_of(given):
        record = _record_of_line(request, respond)
        failed += "error" in record
        out.record(record)
    return ExitStatus.PARTLY if failed else ExitStatus.DONE


def _record_of_line(request: Request | UnusableLine, respond: Callable[[Request], _Response]) -> "Json":
    if isinstance(request, UnusableLine):
        return {"id": request.id, "error": request.error}
    try:
        return {"id": request.id, **respond(request).record}
    except EmbeddingError:  # no line of this batch can be answered
        raise
    except AssistantError as error:
        return {"id": request.id, "error": error.message, "advice": error.advice}


def _searched(library: "Library", request: Request, find: "Callable[[Library, Request], SearchResult]") -> _Response:
    from cli.records import search_record

    result = find(library, request)
    places = _places(library, result.passages)
    lines = [f"{ranked.rank}. {_place(ranked, places)}\n{ranked.passage.text}\n" for ranked in result.passages]
    record = {**search_record(result, places), "query": request.text, "filters": _filters(result)}
    return _Response(record, "\n".join(lines) or "Nothing was found.")


def _filters(result: "SearchResult") -> str:
    from knowledge.query_language import scope_text

    return scope_text(result.query.scope)


def _find(library: "Library", request: Request) -> "SearchResult":
    """What is found for the text as it is: programs ask like this, and give their filters apart."""
    from knowledge.types import Query

    return library.search(Query(request.text, request.thread, request.scope, request.limit or _DEFAULT_RESULTS))


class _Typed:
    """Finds what a person typed, filters among the words. Nothing typed fails: filters that let nothing through go."""

    def __init__(self, out: Output) -> None:
        self._out = out

    def find(self, library: "Library", request: Request) -> "SearchResult":
        from knowledge.query_language import known_values, parse_query, with_scope

        parsed = with_scope(parse_query(request.text, known_values(library.catalogue)), request.scope)
        result = self._within(library, request, parsed)
        if result.missing_words:
            self._say_missing(library, result, parsed)
        return result

    def _within(self, library: "Library", request: Request, parsed: "ParsedQuery") -> "SearchResult":
        if parsed.scope == request.scope:
            return _find(library, request)
        for unknown in parsed.unknown:
            close = f" Did you mean {', '.join(unknown.close)}?" if unknown.close else ""
            self._out.say(f"Nothing in the library has the {unknown.field.value} “{unknown.value}”.{close}")
        result = _find(library, replace(request, text=parsed.text, scope=parsed.scope))
        if result.passages:
            return result
        self._out.say("Nothing is within the filters in this search; these excerpts are found without them.")
        return _find(library, request)

    def _say_missing(self, library: "Library", result: "SearchResult", parsed: "ParsedQuery") -> None:
        from knowledge.query_language import query_text
        from knowledge.spelling import respelt

        named = ", ".join(f"“{word}”" for word in result.missing_words)
        better = respelt(library.catalogue, parsed, result.missing_words)
        meant = f" Did you mean: {query_text(better)}" if better is not None else ""
        where = "the library" if result.query.scope.is_open else "the sources within these filters"
        self._out.say(f"Nothing in {where} holds {named}.{meant}")


def _answered(library: "Library", assistant: "Assistant", request: Request, mode: "AnswerMode | None") -> _Response:
    from assistant.assistant import AskRequest
    from cli.records import answer_record

    answer = assistant.ask(AskRequest(request.text, request.thread, request.scope, limit=request.limit, mode=mode))
    return _Response(answer_record(answer, _places(library, answer.nearest)), _answer_text(answer))


def _answer_text(answer: "Answer") -> str:
    parts = [told for told in (answer.notice, answer.message) if told]
    for block in answer.blocks:
        parts += [f"{block.heading}:"] if block.heading else []
        parts += [f"{each.text} {''.join(f'[{number}]' for number in each.citations)}" for each in block.statements]
    parts += [
        f"[{citation.number}] {', '.join(filter(None, (citation.title, citation.locator)))} ({citation.source_id})"
        for citation in answer.citations
    ]
    parts += [f"Nearest: {ranked.source.details.title} ({ranked.source.id})" for ranked in answer.nearest]
    return "\n".join(parts)


def _places(library: "Library", passages: "Iterable[RankedPassage]") -> "Places":
    """Where each passage stands in its original, for people."""
    from knowledge.locators import locate

    places: Places = {}
    for ranked in passages:
        passage = ranked.passage
        segments = library.catalogue.document(passage.source_id, passage.version).document.segments
        places[_key(ranked)] = locate(segments, passage.start, passage.end).text
    return places


def _place(ranked: "RankedPassage", places: "Places") -> str:
    return f"{', '.join(filter(None, (ranked.source.details.title, places[_key(ranked)])))} ({ranked.source.id})"


def _key(ranked: "RankedPassage") -> tuple[str, int, int]:
    return ranked.source.id, ranked.passage.start, ranked.passage.end
