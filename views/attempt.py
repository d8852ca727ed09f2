"""Acting on a click: a callback runs outside the page, so its failure is told in a passing note or beside its place."""

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from knowledge.errors import AssistantError
from views.markup import plain
from views.problems import draw_problem, problem_words
from views.state import session_state

_Given = ParamSpec("_Given")


def attempt(action: Callable[_Given, object], *args: _Given.args, **kwargs: _Given.kwargs) -> None:
    """Do what was clicked; when it cannot be done, tell the person why."""
    try:
        action(*args, **kwargs)
    except AssistantError as error:
        st.toast(f"{plain(error.message)} {plain(error.page_advice)}", icon=":material/error:", duration="long")


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
        problems[place] = problem_words(error)


def show_problem_beside(place: str) -> None:
    """Draw what went wrong with the last click at this place."""
    words = session_state().problems.get(place)
    if words:
        draw_problem(words)
