"""How a page shows what went wrong: expected failures with advice, anything else with one calm sentence."""

import logging
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from knowledge.errors import AssistantError, NotAllowedError
from views.markup import plain
from views.state import session_state

_LOG = logging.getLogger(__name__)
_Given = ParamSpec("_Given")


def show_problem(error: AssistantError) -> None:
    """Draw what happened and what the person can do now; the log holds what whoever runs the assistant can do."""
    _LOG.warning("%s %s", error.message, error.advice)
    _draw(_told(error))


def attempt_beside(place: str, action: Callable[_Given, object], *args: _Given.args, **kwargs: _Given.kwargs) -> None:
    """Do what was clicked, as a callback; what goes wrong is shown by `show_problem_beside` until the next click there.

    Callbacks are called for every click, before anything is drawn. What a page does while it is drawn is lost where
    another click interrupts the drawing, or an earlier action of the same moment begins it anew.
    """
    problems = session_state().problems
    problems.pop(place, None)
    try:
        action(*args, **kwargs)
    except AssistantError as error:
        _LOG.warning("%s %s", error.message, error.advice)
        problems[place] = _told(error)


def show_problem_beside(place: str) -> None:
    """Draw what went wrong with the last click at this place."""
    words = session_state().problems.get(place)
    if words:
        _draw(words)


def _told(error: AssistantError) -> str:
    return f"{plain(error.message)}  \n**What to do:** {plain(error.page_advice)}"


def _draw(words: str) -> None:
    st.error(words, icon=":material/error:")


def drawn_safely(draw: Callable[[], None]) -> None:
    """Run a page; this is the outermost level, so that no trace ever reaches a person."""
    try:
        draw()
    except AssistantError as error:
        show_problem(error)
        if not isinstance(error, NotAllowedError):
            st.button("Try again", icon=":material/refresh:")  # draws the page anew, and opens what could not be opened
    except Exception:  # noqa: BLE001 - the outermost level: logged with its trace, shown as one sentence
        _LOG.exception("A page failed")
        st.error(
            "Something went wrong on this page. It was written to the log; reload the page to go on.",
            icon=":material/error:",
        )
