"""Who is at the page: the person at this machine, or whoever signed in."""

import ipaddress
import secrets
from urllib.parse import urlsplit

import streamlit as st

from knowledge.access import LOCAL_TRAINER, Person, Role
from knowledge.settings import Settings
from views.markup import plain
from views.state import session_state

_FORWARDED = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
    "Cf-Connecting-Ip",
)
"""What proxies and tunnels add to the requests they pass on."""


def current_person(settings: Settings) -> Person:
    """The person of this browser session.

    With sign-in configured (``[auth]`` in ``.streamlit/secrets.toml``) it decides. Without it, the person at this
    machine is a trainer, and anyone who comes over a network is a reader.
    """
    if _sign_in_is_configured():
        return _signed_in(settings)
    return LOCAL_TRAINER if _is_local() else Person("a visitor", Role.READER)


def owner_of_session(settings: Settings) -> str:
    """Under which name this session keeps conversations and collections.

    Visitors who are not signed in each have a name of their own, which lasts as long as the session: nobody sees
    another visitor's list.
    """
    person = current_person(settings)
    if person == LOCAL_TRAINER or (_sign_in_is_configured() and st.user.is_logged_in):
        return person.name
    state = session_state()
    state.visitor = state.visitor or f"visitor-{secrets.token_hex(8)}"
    return state.visitor


def show_sign_in() -> None:
    """Draw the button to sign in or out, where sign-in is configured."""
    if not _sign_in_is_configured():
        return
    if st.user.is_logged_in:
        st.markdown(f"Signed in as {plain(_name_of_user())}.")
        st.button("Sign out", icon=":material/logout:", on_click=st.logout)
    else:
        st.button("Sign in", icon=":material/login:", on_click=st.login)


def _sign_in_is_configured() -> bool:
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def _signed_in(settings: Settings) -> Person:
    if not st.user.is_logged_in:
        return Person("a visitor", Role.READER)
    role = Role.TRAINER if _address_of_user() in settings.trainer_addresses else Role.READER
    return Person(_name_of_user(), role)


def _name_of_user() -> str:
    """The name under which a signed-in person keeps things."""
    return _address_of_user() or f"user {st.user.get('sub')}"


def _address_of_user() -> str:
    """The signed-in person's mail address; empty when the provider says that it has not been checked.

    Providers of one organisation, which give out the addresses themselves, often leave that claim out.
    """
    checked = str(st.user.get("email_verified", True)).lower() == "true"
    return str(st.user.get("email") or "").lower() if checked else ""


def _is_local() -> bool:
    """Whether the app listens on loopback only, and was called by that name, with no proxy in between."""
    headers = st.context.headers
    if any(headers.get(name) for name in _FORWARDED):
        return False
    called = [urlsplit(f"//{headers.get('Host') or 'localhost'}"), urlsplit(headers.get("Origin") or "//localhost")]
    return is_loopback(st.get_option("server.address") or "") and all(is_loopback(one.hostname or "") for one in called)


def is_loopback(name: str) -> bool:
    """Whether a host name or address means this machine alone."""
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
