"""What one browser session remembers between reruns; the only reader of Streamlit's session state."""

from dataclasses import dataclass, field
from typing import cast

import streamlit as st

_KEY = "mission_session"


@dataclass
class SessionState:
    """Plain data that must survive a rerun. Everything else is derived, or kept in the catalogue."""

    conversation_id: str | None = None  # the conversation on screen; also in the address as ?c=
    pending_question: str | None = None  # clicked or edited, to be asked on the next run
    announcement: str = ""  # what the live region last told screen readers
    uploads_taken: int = 0  # how often the upload boxes were emptied: part of their keys
    notice: str = ""  # what the last action on a page did; shown until notice_until
    notice_until: float = 0.0  # on the monotonic clock, in seconds
    problems: dict[str, str] = field(default_factory=dict)  # by place: what went wrong with the last click there
    names_asked: set[str] = field(default_factory=set)  # uploads of which it was asked whether names may be published
    visitor: str = ""  # random name of this browser session, owner of its conversations in local mode


def session_state() -> SessionState:
    """This session's state, made on first use."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = SessionState()
    return cast(SessionState, st.session_state[_KEY])


def widget_value(key: str, default: object = None) -> object:
    """The value a widget holds under its key, or the default before it was drawn."""
    return st.session_state.get(key, default)


def set_widget_value(key: str, value: object) -> None:
    """Set a widget's value for the next time it is drawn."""
    st.session_state[key] = value
