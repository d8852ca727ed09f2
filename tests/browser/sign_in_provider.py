"""A small OpenID Connect provider for tests: it signs in whoever it was made for, with no question asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "mission-assistant-test"


class Provider(ThreadingHTTPServer):
    """The provider; ``claims`` is what it says of the person who signs in next."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, object] = {}
        self.nonce = ""

    def token(self) -> str:
        """A signed statement of who signed in."""
        now = int(time.time())
        standard = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": self.nonce}
        return jwt.encode({"alg": "RS256", "kid": "one"}, {**standard, **self.claims}, self.key)


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        base = self.server.address
        if path == "/authorize":
            self.server.nonce = query.get("nonce", [""])[0]
            self.send_response(302)
            answer = urlencode({"code": "code", "state": query["state"][0]})
            self.send_header("Location", f"{query['redirect_uri'][0]}?{answer}")
            self.end_headers()
        elif path == "/keys":
            self._say({"keys": [self.server.key.as_dict(private=False)]})
        else:
            self._say(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/keys",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._say({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": self.server.token()})

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _say(self, value: object) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def provider() -> Iterator[Provider]:
    """A running provider."""
    running = Provider()
    Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
