"""The chat model that writes answers, called through LangChain: the only module that calls `init_chat_model`.

Time, retries and cancelling are kept here, the same for every provider. What providers raise is translated in
`assistant.model_errors`.
"""

import importlib.util
import logging
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import LLMResult
from pydantic import SecretStr

from assistant.model_errors import at_its_longest, refuses_format, retry_after, too_slow, translated
from assistant.replies import NO_TOKENS, UNHEARD, Finish, Listener, Reply, TokenUse
from assistant.statements_form import STATEMENTS_SCHEMA, as_marked_text
from knowledge.errors import ModelError, ModelRefusedError, SettingsError
from knowledge.settings import Settings
from prompts.loader import Message

_LOG = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
"""Pause before the second try; it doubles with each further one."""
LONGEST_PAUSE_SECONDS = 8.0
_LOOK_SECONDS = 0.05
"""How often cancelling and the time limit are looked at while the model says nothing."""
_LENGTH = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_length"})
_FILTERED = frozenset({"content_filter", "refusal", "SAFETY"})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait and how often to try. ``clock`` gives seconds, ``pause`` waits for some."""

    seconds: float = 60.0
    retries: int = 2
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep


@dataclass
class _Piece:
    """A bit of a reply, as it comes."""

    text: str = ""
    tokens: TokenUse = NO_TOKENS
    finish: Finish = Finish.UNKNOWN


@dataclass
class _Arriving:
    """A reply being put together."""

    text: list[str] = field(default_factory=list)
    tokens: TokenUse = NO_TOKENS
    finish: Finish = Finish.UNKNOWN

    def add(self, piece: _Piece) -> None:
        self.text.append(piece.text)
        self.tokens = TokenUse(max(self.tokens.input, piece.tokens.input), max(self.tokens.output, piece.tokens.output))
        if piece.finish is not Finish.UNKNOWN:
            self.finish = piece.finish

    def reply(self) -> Reply:
        return Reply("".join(self.text).strip(), self.tokens, self.finish)


class ChatModel:
    """A chat model with our limits around it. Safe to share between threads.

    Args:
        name: provider:name, for people.
        chat: LangChain's model.
        patience: how long to wait and how often to try.
        key_variable: the variable that holds the provider's key.
    """

    def __init__(
        self, name: str, chat: BaseChatModel, patience: Patience | None = None, key_variable: str | None = None
    ) -> None:
        self.name = name
        self._chat = chat
        self._patience = patience or Patience()
        self._key_variable = key_variable
        self._structured = bool((chat.profile or {}).get("structured_output"))

    def complete(self, messages: Sequence[Message], listener: Listener = UNHEARD, *, statements: bool = False) -> Reply:
        """The model's reply, tried again after failures that may pass, all within the time limit.

        Args:
            messages: what the model reads.
            listener: told of each piece, of each new try, and asked whether to stop.
            statements: ask for statements with their citations in a fixed form where the model can do that; either
                way the reply's text has the citations as [n].

        Raises:
            ModelError: the model is down, slow, refusing, out of quota, or sends what cannot be read.
        """
        deadline = self._patience.clock() + self._patience.seconds
        tries = 0
        while True:
            try:
                return self._try(messages, listener, deadline, structured=statements and self._structured)
            except ModelError as error:
                if statements and self._structured and refuses_format(error.__cause__):
                    self._structured = False  # it refused the form, not the question: ask again in plain text
                    continue
                if not error.retryable or tries >= self._patience.retries:
                    raise
                self._wait(tries, error, deadline)
                listener.on_retry(error)
                tries += 1

    def _wait(self, tries: int, error: ModelError, deadline: float) -> None:
        jitter = 0.5 + random.random() / 2  # spreads the retries of several people
        asked = retry_after(error.__cause__)
        pause = asked if asked is not None else min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries) * jitter
        if self._patience.clock() + pause >= deadline:
            raise error
        self._patience.pause(pause)

    def _try(self, messages: Sequence[Message], listener: Listener, deadline: float, *, structured: bool) -> Reply:
        vendor = [_for_langchain(message) for message in messages]
        pieces = self._statements(vendor) if structured else self._text(vendor)
        pump = _Pump(pieces)
        arriving = _Arriving()
        while True:
            if listener.cancelled():
                pump.stop()
                arriving.finish = Finish.STOPPED
                return arriving.reply()
            item = pump.next(_LOOK_SECONDS)
            if isinstance(item, _Piece):
                arriving.add(item)
                if item.text:
                    listener.on_text(item.text)
            elif isinstance(item, Exception):
                raise self._translated(item) from item
            elif item is _Pump.END:
                return arriving.reply()
            if self._patience.clock() > deadline:
                pump.stop()
                raise too_slow(self.name)

    def _translated(self, error: Exception) -> ModelError:
        if isinstance(error, ModelError):
            return error
        _LOG.info("The model %s failed: %s", self.name, type(error).__name__, exc_info=error)
        return translated(error, self.name, self._key_variable)

    def _text(self, messages: list[BaseMessage]) -> Iterator[_Piece]:
        input_tokens = output_tokens = 0
        for chunk in self._chat.stream(messages):
            usage = chunk.usage_metadata
            if usage is not None:  # providers send it once at the end, or bit by bit
                input_tokens += usage["input_tokens"]
                output_tokens += usage["output_tokens"]
            yield _Piece(chunk.text, TokenUse(input_tokens, output_tokens), self._finish(chunk))

    def _statements(self, messages: list[BaseMessage]) -> Iterator[_Piece]:
        """The same as `_text` from a model that fills in a form: the text grows as the form does."""
        ended = _Ended()
        chain = self._chat.with_structured_output(STATEMENTS_SCHEMA)
        shown = last = ""
        finish = Finish.COMPLETE
        try:
            for form in chain.stream(messages, config={"callbacks": [ended]}):
                last = as_marked_text(form, whole=True)
                grown = as_marked_text(form, whole=False)
                if grown.startswith(shown):
                    yield _Piece(grown[len(shown) :])
                    shown = grown
        except Exception as error:
            if not last or not at_its_longest(error):
                raise
            finish = Finish.LENGTH  # what is filled in so far stands
        yield _Piece((last or ended.text).removeprefix(shown), ended.tokens, finish)

    def _finish(self, chunk: AIMessageChunk) -> Finish:
        said = chunk.response_metadata
        reason = said.get("finish_reason") or said.get("stop_reason") or said.get("done_reason")
        if reason in _FILTERED or chunk.additional_kwargs.get("refusal"):
            raise ModelRefusedError(
                f"The model “{self.name}” declined to answer this question.",
                advice="Put the question in other words, or choose “Quotations only”.",
            )
        if reason is None:
            return Finish.UNKNOWN
        return Finish.LENGTH if reason in _LENGTH else Finish.COMPLETE


class _Ended(BaseCallbackHandler):
    """Keeps the model's words and counts tokens where only the parsed form comes out of LangChain's chain.

    The words are those of a model that wrote plain text where a form was asked for.
    """

    def __init__(self) -> None:
        self.tokens = NO_TOKENS
        self.text = ""

    def on_llm_end(self, response: LLMResult, **_: object) -> None:
        """Called by LangChain when the model has ended."""
        for generation in (one for batch in response.generations for one in batch):
            message = getattr(generation, "message", None)
            if isinstance(message, AIMessage):
                self.tokens = _tokens_of(message)
                self.text = message.text


def _tokens_of(message: AIMessage) -> TokenUse:
    usage = message.usage_metadata
    if usage is not None:
        return TokenUse(usage["input_tokens"], usage["output_tokens"])
    told = message.response_metadata.get("token_usage") or {}  # where OpenAI's parsed streams leave it
    return TokenUse(told.get("prompt_tokens", 0), told.get("completion_tokens", 0))


class _Pump:
    """Reads a provider's stream in a thread of its own, so that a stop or the time limit need not wait for it.

    A provider that hangs is left behind; its own time limit ends the thread.
    """

    END = object()

    def __init__(self, pieces: Iterator[_Piece]) -> None:
        self._pieces = pieces
        self._queue: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="model-stream", daemon=True).start()

    def next(self, seconds: float) -> object:
        """The next piece, the error that ended the stream, `END`, or None when nothing came in these seconds."""
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def _run(self) -> None:
        try:
            for piece in self._pieces:
                if self._stopped.is_set():
                    return
                self._queue.put(piece)
            self._queue.put(self.END)
        except Exception as error:  # noqa: BLE001 - the thread's outermost level: handed to the caller, who translates it
            self._queue.put(error)


@dataclass(frozen=True, slots=True)
class _Provider:
    """What we know of a provider beyond what LangChain does."""

    package: str
    extra: str
    key_variable: str | None = None


_PROVIDERS = {
    "ollama": _Provider("langchain_ollama", "ollama"),
    "openai": _Provider("langchain_openai", "openai", "OPENAI_API_KEY"),
    "azure_openai": _Provider("langchain_openai", "azure", "AZURE_OPENAI_API_KEY"),
    "anthropic": _Provider("langchain_anthropic", "anthropic", "ANTHROPIC_API_KEY"),
}


def load_chat_model(settings: Settings) -> ChatModel | None:
    """The chat model that is set, None when none is. The provider's package is imported here; no server is called.

    Raises:
        SettingsError: the setting names no provider, its package is not installed, or its key is missing.
    """
    if not settings.model:
        return None
    provider_name, _, model_name = settings.model.partition(":")
    if not model_name.strip() or not provider_name.strip():
        raise SettingsError(
            f"MISSION_MODEL is “{settings.model}”, which is not of the form provider:name.",
            advice="Set it to a provider and a model, such as ollama:qwen2.5:7b; docs/models.md has examples.",
        )
    provider = _PROVIDERS.get(provider_name)
    if provider is not None:
        _require_package(provider, settings.model)
    patience = Patience(settings.model_seconds, settings.model_retries)
    key_variable = provider.key_variable if provider else None
    return ChatModel(settings.model, _init(settings, provider_name, model_name), patience, key_variable)


def _require_package(provider: _Provider, model: str) -> None:
    if importlib.util.find_spec(provider.package) is None:
        raise SettingsError(
            f"MISSION_MODEL is “{model}”, but the package for this provider is not installed.",
            advice=f"Run `pip install -c constraints.txt '.[{provider.extra}]'` in the project's folder.",
        )


def _init(settings: Settings, provider: str, name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model  # a second to import: only where a model is set

    try:
        chat = cast(BaseChatModel, init_chat_model(name, model_provider=provider, **_arguments(settings, provider)))
    except ImportError as error:
        raise SettingsError(
            f"MISSION_MODEL is “{settings.model}”, but the package for this provider is not installed.",
            advice=f"Run `pip install langchain-{provider.replace('_', '-')}` in the project's environment.",
        ) from error
    except ValueError as error:
        raise SettingsError(
            f"MISSION_MODEL is “{settings.model}”, which LangChain cannot make a model of.",
            advice="Check provider and name, and the provider's own variables; docs/models.md has examples.",
        ) from error
    return _without_chance(chat)


def _without_chance(chat: BaseChatModel) -> BaseChatModel:
    """The model with temperature 0, unless it is one of those that refuse to be given one."""
    if hasattr(chat, "temperature") and (chat.profile or {}).get("temperature", True):
        return chat.model_copy(update={"temperature": 0})
    return chat


def _arguments(settings: Settings, provider: str) -> dict[str, Any]:
    """What `init_chat_model` is given: each provider names the same things differently."""
    if provider == "ollama":
        return _ollama_arguments(settings)
    arguments: dict[str, Any] = {
        "timeout": settings.model_seconds,
        "max_retries": 0,
        "max_tokens": settings.model_tokens,
    }
    if settings.model_base_url:
        arguments["base_url"] = settings.model_base_url
    if provider in {"openai", "azure_openai"}:
        arguments["stream_usage"] = True
    if provider == "azure_openai":
        arguments["azure_endpoint"] = arguments.pop("base_url", None) or settings.azure_openai_endpoint
        arguments["api_version"] = settings.openai_api_version
    if provider in _PROVIDERS:
        arguments["api_key"] = _key(settings, provider)
    return arguments


def _ollama_arguments(settings: Settings) -> dict[str, Any]:
    return {
        "num_predict": settings.model_tokens,
        "base_url": settings.model_base_url,
        "client_kwargs": {"timeout": settings.model_seconds},
    }


def _key(settings: Settings, provider: str) -> SecretStr:
    keys = {
        "openai": settings.openai_api_key,
        "azure_openai": settings.azure_openai_api_key,
        "anthropic": settings.anthropic_api_key,
    }
    key = keys[provider]
    if key is not None:
        return key
    if provider == "openai" and settings.model_base_url:
        return SecretStr("none")  # servers on one's own machine ask for no key, but the client insists on one
    variable = _PROVIDERS[provider].key_variable
    raise SettingsError(
        f"MISSION_MODEL is “{settings.model}”, but {variable} is not set.",
        advice=f"Set {variable} in the environment or in .env.",
    )


def _for_langchain(message: Message) -> BaseMessage:
    if message.role == "system":
        return SystemMessage(message.text)
    return HumanMessage(message.text) if message.role == "user" else AIMessage(message.text)
