"""A real HTTP server on loopback that speaks the OpenAI protocol and says what a test tells it to say."""

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Says:
    """One answer of the server, given to one request.

    Args:
        text: what the model writes.
        status: the HTTP status; not 200 gives an error object with ``error_code``.
        piece_seconds: pause before each piece of the stream.
        wait_seconds: pause before the first byte.
        cut_after: break the connection after so many pieces; None: never.
        raw: send this instead of well-formed events.
        finish: why it ended; None leaves the stream without an end.
        retry_after: the header, for an error.
    """

    text: str = ""
    status: int = 200
    error_code: str = "error"
    piece_seconds: float = 0.0
    wait_seconds: float = 0.0
    cut_after: int | None = None
    raw: bytes | None = None
    finish: str | None = "stop"
    retry_after: str | None = None


@dataclass
class Server:
    """The running server: its address, what it will say, and what it was asked."""

    url: str
    script: list[Says] = field(default_factory=list)
    requests: list[dict] = field(default_factory=list)

    def will_say(self, *answers: Says | str) -> None:
        """Say these next, one for each request; the last one is repeated."""
        self.script[:] = [Says(answer) if isinstance(answer, str) else answer for answer in answers]

    def next(self) -> Says:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @property
    def prompts(self) -> list[str]:
        """All messages of each request, joined."""
        return ["\n".join(message["content"] for message in request["messages"]) for request in self.requests]


@contextmanager
def openai_server() -> Iterator[Server]:
    """The server, listening on a free port until the block ends."""
    httpd = _Server(("127.0.0.1", 0), _Handler)
    httpd.daemon_threads = True
    server = Server(f"http://127.0.0.1:{httpd.server_address[1]}/v1")
    httpd.says = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # a client that has gone is no fault of the server
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing on the console."""

    def do_POST(self) -> None:
        server: Server = self.server.says  # type: ignore[attr-defined]
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.requests.append(request)
        answer = server.next()
        time.sleep(answer.wait_seconds)
        try:
            self._error(answer) if answer.status != 200 else self._stream(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client has gone, as after a stop

    def _error(self, answer: Says) -> None:
        body = json.dumps({"error": {"message": f"it failed: {answer.error_code}", "code": answer.error_code}}).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if answer.retry_after is not None:
            self.send_header("Retry-After", answer.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, answer: Says) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if answer.raw is not None:
            self._chunk(answer.raw)
        else:
            for number, event in enumerate(_events(answer)):
                if answer.cut_after is not None and number >= answer.cut_after:
                    self.close_connection = True
                    return
                time.sleep(answer.piece_seconds)
                self._chunk(event)
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _events(answer: Says) -> Iterator[bytes]:
    for piece in _pieces(answer.text):
        yield _event({"content": piece})
    if answer.finish is not None:
        yield _event({}, finish=answer.finish)
        yield _event(None, usage={"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120})
        yield b"data: [DONE]\n\n"


def _pieces(text: str) -> Sequence[str]:
    """Words with the space before them, as models stream them."""
    return [f" {word}" if number else word for number, word in enumerate(text.split(" "))]


def _event(delta: dict | None, *, finish: str | None = None, usage: dict | None = None) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}]
    event = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "m",
        "choices": choices,
        "usage": usage,
    }
    return f"data: {json.dumps(event)}\n\n".encode()
