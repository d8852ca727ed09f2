"""The chat model over a real HTTP server that speaks the OpenAI protocol, with the real langchain-openai."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from assistant.model import ChatModel, load_chat_model
from assistant.replies import Finish, Listener, TokenUse
from knowledge.errors import ModelError, ModelRefusedError, SettingsError
from knowledge.settings import Settings
from prompts.loader import Message
from tests.integration.openai_server import Says, Server, openai_server

ASKED = (Message("system", "Be brief."), Message("user", "How is it governed?"))


@pytest.fixture
def server() -> Iterator[Server]:
    with openai_server() as running:
        yield running


def settings(server: Server, **given: object) -> Settings:
    values = {"model": "openai:local", "model_base_url": server.url, "model_seconds": 30.0, "model_retries": 0, **given}
    return Settings(_env_file=None, **values)


def model(server: Server, **given: object) -> ChatModel:
    loaded = load_chat_model(settings(server, **given))
    assert loaded is not None
    return loaded


def test_streams_text_and_counts_tokens(server: Server) -> None:
    server.will_say("It is governed by a board [1].")
    pieces: list[str] = []

    reply = model(server).complete(ASKED, Listener(on_text=pieces.append))

    assert reply.text == "It is governed by a board [1]."
    assert "".join(pieces) == reply.text
    assert len(pieces) > 3
    assert reply.tokens == TokenUse(100, 20)
    assert reply.finish is Finish.COMPLETE


def test_sends_the_messages_and_the_limits(server: Server) -> None:
    server.will_say("Yes.")

    model(server, model_tokens=77).complete(ASKED)

    request = server.requests[0]
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert request["temperature"] == 0
    assert 77 in (request.get("max_tokens"), request.get("max_completion_tokens"))


@pytest.mark.parametrize(
    ("says", "words", "retryable"),
    [
        (Says(status=401, error_code="invalid_api_key"), "refused the key", False),
        (Says(status=403, error_code="forbidden"), "refused the key", False),
        (Says(status=404, error_code="model_not_found"), "does not know the model", False),
        (Says(status=400, error_code="bad_request"), "refused the request", False),
        (Says(status=400, error_code="context_length_exceeded"), "too long", False),
        (Says(status=429, error_code="insufficient_quota"), "no quota", False),
        (Says(status=429, error_code="rate_limit_exceeded"), "too many requests", True),
        (Says(status=500, error_code="server_error"), "failure of its own", True),
        (Says(status=503, error_code="overloaded"), "failure of its own", True),
        (Says("This breaks off in the middle.", cut_after=3), "broke off", True),
    ],
)
def test_errors_are_told_in_our_words(server: Server, says: Says, words: str, retryable: bool) -> None:
    server.will_say(says)

    with pytest.raises(ModelError, match=words) as raised:
        model(server).complete(ASKED)

    assert raised.value.retryable is retryable
    assert raised.value.advice
    assert "it failed" not in raised.value.message  # the server's words stay out: they may hold a key


def test_stopped_server_is_a_model_error() -> None:
    with openai_server() as gone:
        pass

    with pytest.raises(ModelError, match="cannot be reached"):
        model(gone).complete(ASKED)


def test_passing_failure_is_tried_again(server: Server) -> None:
    server.will_say(Says(status=500), Says(status=429, retry_after="0"), "It works.")
    retries: list[str] = []

    reply = model(server, model_retries=2).complete(
        ASKED, Listener(on_retry=lambda error: retries.append(error.message))
    )

    assert reply.text == "It works."
    assert len(retries) == 2


def test_lasting_refusal_is_not_tried_again(server: Server) -> None:
    server.will_say(Says(status=401))

    with pytest.raises(ModelRefusedError):
        model(server, model_retries=3).complete(ASKED)

    assert len(server.requests) == 1


def test_slow_server_ends_at_the_time_limit(server: Server) -> None:
    server.will_say(Says("Too late.", wait_seconds=3.0))

    with pytest.raises(ModelError, match="in time"):
        model(server, model_seconds=0.4).complete(ASKED)


def test_dripping_server_ends_at_the_time_limit(server: Server) -> None:
    server.will_say(Says("word " * 100, piece_seconds=0.1))

    with pytest.raises(ModelError, match="in time"):
        model(server, model_seconds=0.5).complete(ASKED)


def test_stop_keeps_what_was_written(server: Server) -> None:
    server.will_say(Says("One two three four five six seven eight nine ten", piece_seconds=0.05))
    seen = threading.Event()
    pieces: list[str] = []

    def on_text(text: str) -> None:
        pieces.append(text)
        if len(pieces) == 3:
            seen.set()

    reply = model(server).complete(ASKED, Listener(on_text=on_text, cancelled=seen.is_set))

    assert reply.finish is Finish.STOPPED
    assert reply.text.startswith("One two three")
    assert not reply.text.endswith("ten")


def test_stop_does_not_wait_for_a_silent_server(server: Server) -> None:
    server.will_say(Says("Late.", wait_seconds=3.0))
    started = time.monotonic()

    reply = model(server).complete(ASKED, Listener(cancelled=lambda: time.monotonic() - started > 0.2))

    assert reply.finish is Finish.STOPPED
    assert "Late" not in reply.text


def test_connection_cut_in_the_middle_is_tried_again(server: Server) -> None:
    server.will_say(Says("This breaks off in the middle.", cut_after=3), "This is whole.")

    reply = model(server, model_retries=1).complete(ASKED)

    assert reply.text == "This is whole."


def test_connection_cut_each_time_is_a_model_error(server: Server) -> None:
    server.will_say(Says("This breaks off in the middle.", cut_after=3))

    with pytest.raises(ModelError):
        model(server).complete(ASKED)


def test_stream_without_an_end_is_told_apart(server: Server) -> None:
    server.will_say(Says("This has no", finish=None))

    assert model(server).complete(ASKED).finish is Finish.UNKNOWN


def test_reply_at_its_longest_is_told_apart(server: Server) -> None:
    server.will_say(Says("This has no", finish="length"))

    assert model(server).complete(ASKED).finish is Finish.LENGTH


@pytest.mark.parametrize(
    "raw", [b"data: {not json\n\n", b"data: [1, 2]\n\n", b'data: {"choices": 5}\n\n', b"<html>a proxy's page</html>"]
)
def test_malformed_stream_is_a_model_error_or_an_empty_reply(server: Server, raw: bytes) -> None:
    server.will_say(Says(raw=raw))

    replies = []
    with suppress(ModelError):  # whatever else is raised fails the test
        replies.append(model(server).complete(ASKED))

    assert all(reply.text == "" for reply in replies)


def test_content_filter_is_a_refusal(server: Server) -> None:
    server.will_say(Says("I", finish="content_filter"))

    with pytest.raises(ModelRefusedError, match="declined"):
        model(server).complete(ASKED)


def test_model_with_structured_output_fills_in_the_form(server: Server) -> None:
    form = {
        "statements": [{"text": "It has a board.", "excerpts": [1]}, {"text": "It began in 2021.", "excerpts": [2, 3]}]
    }
    server.will_say(Says(json.dumps(form)))
    pieces: list[str] = []

    reply = model(server, model="openai:gpt-4o-mini").complete(ASKED, Listener(on_text=pieces.append), statements=True)

    assert reply.text == "It has a board. [1]\nIt began in 2021. [2][3]"
    assert "".join(pieces) == reply.text
    assert "response_format" in server.requests[0]
    assert reply.tokens == TokenUse(100, 20)


def test_form_cut_at_its_longest_is_read_as_far_as_it_goes(server: Server) -> None:
    form = '{"statements": [{"text": "It has a board.", "excerpts": [1]}, {"text": "It beg'
    server.will_say(Says(form, finish="length"))

    reply = model(server, model="openai:gpt-4o-mini").complete(ASKED, statements=True)

    assert reply.text.startswith("It has a board. [1]")
    assert reply.finish is Finish.LENGTH


def test_plain_text_where_a_form_was_asked_for_is_kept(server: Server) -> None:
    server.will_say("It has a board [1].")

    reply = model(server, model="openai:gpt-4o-mini").complete(ASKED, statements=True)

    assert reply.text == "It has a board [1]."


@pytest.mark.parametrize(("retry_after", "words"), [("20", "20 seconds"), ("90", "2 minutes"), ("3600", "1 hour")])
def test_busy_server_says_when_to_come_back(server: Server, retry_after: str, words: str) -> None:
    server.will_say(Says(status=429, error_code="rate_limit", retry_after=retry_after))

    with pytest.raises(ModelError, match="too many") as raised:
        model(server).complete(ASKED)

    assert words in raised.value.advice


def test_server_that_knows_no_form_is_asked_in_plain_text(server: Server) -> None:
    server.will_say(Says(status=400, error_code="response_format is not supported"), "It has a board [1].")

    reply = model(server, model="openai:gpt-4o-mini").complete(ASKED, statements=True)

    assert reply.text == "It has a board [1]."
    assert "response_format" not in server.requests[1]


def test_no_setting_means_no_model() -> None:
    assert load_chat_model(Settings(_env_file=None, model=None)) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"model": "gpt-4o"}, "not of the form"),
        ({"model": "nobody:gpt-4o"}, "cannot make a model"),
        ({"model": "openai:gpt-4o"}, "OPENAI_API_KEY"),
        ({"model": "anthropic:claude-sonnet-4-5"}, "ANTHROPIC_API_KEY"),
        ({"model": "cohere:command"}, "not installed"),
    ],
)
def test_unusable_settings_are_told_with_advice(
    given: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(variable, raising=False)

    with pytest.raises(SettingsError, match=words) as raised:
        load_chat_model(Settings(_env_file=None, **given))

    assert raised.value.advice
