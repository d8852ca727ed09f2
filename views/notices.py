"""What the last action on a page did: shown until it has been read, also when the page is drawn anew meanwhile."""

import time

import streamlit as st

from views.live import announce
from views.markup import plain
from views.state import session_state

_SECONDS_SHOWN = 20.0
"""Long enough to read two lines, short enough not to be taken for news on the next visit."""


def tell(words: str) -> None:
    """Say this when the page is drawn next."""
    state = session_state()
    state.notice, state.notice_until = words, time.monotonic() + _SECONDS_SHOWN


def show_notice() -> None:
    """Draw what was said last, and tell it to screen readers."""
    state = session_state()
    words = state.notice if time.monotonic() < state.notice_until else ""
    if words:
        st.success(plain(words), icon=":material/check_circle:")
    announce(words)
