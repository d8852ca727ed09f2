"""The web app as it is served: the page script with the library opened, and headers that keep it to itself."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse

from knowledge.errors import AssistantError
from knowledge.settings import Settings, load_settings
from views.people import is_loopback

_LOG = logging.getLogger(__name__)

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",  # Streamlit's own pages need these
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",  # no picture from elsewhere can tell anyone what is read here
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # an address may hold a conversation's id
    (b"x-frame-options", b"SAMEORIGIN"),
]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class SecurityHeaders:
    """Adds the headers above to every answer."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class SameOrigin:
    """Refuses what a page of another site sends here.

    Streamlit refuses it too, but asks a public service for this machine's address first, to compare.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] in ("http", "websocket") and self._is_foreign(Headers(scope=scope), scope["type"]):
            await PlainTextResponse("This request came from another site.", status_code=403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _is_foreign(headers: Headers, kind: str) -> bool:
        origin = headers.get("origin")
        if origin is None or (origin == "null" and kind == "http"):  # what no-referrer makes of an own form's origin
            return False
        return urlsplit(origin).hostname != urlsplit(f"//{headers.get('host', '')}").hostname


_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1", "[::1]")


def host_names(settings: Settings) -> list[str]:
    """Under which names the app answers.

    On loopback only under names of this machine: a page elsewhere whose name was made to point here (DNS rebinding)
    would otherwise read the library through the browser of the person at this machine.
    """
    if settings.public_host_names:
        return [*_LOOPBACK_NAMES, *settings.public_host_names]
    return [*_LOOPBACK_NAMES, settings.host] if is_loopback(settings.host) else ["*"]


@asynccontextmanager
async def _opened(_app: st.App) -> AsyncIterator[None]:
    """Open the library beside the server, while the browser fetches the page; close it with the server."""
    opening = asyncio.create_task(asyncio.to_thread(_open))
    yield
    await opening
    from views.services import close_services

    close_services()


def _open() -> None:
    from views.services import services  # most of our code comes with it

    try:
        services()
        import_module("views.pages")  # while the browser is still busy with Streamlit's own files
    except AssistantError as error:  # the page tries again, and says it to the person
        _LOG.warning("%s %s", error.message, error.advice)


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=_opened,
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(TrustedHostMiddleware, allowed_hosts=host_names(load_settings()), www_redirect=False),
        Middleware(SameOrigin),
    ],
)
