"""How a page shows what went wrong: expected failures with advice, anything else with one calm sentence."""

import logging
from collections.abc import Callable

import streamlit as st

from knowledge.errors import AssistantError, NotAllowedError
from views.markup import plain

_LOG = logging.getLogger(__name__)


def show_problem(error: AssistantError) -> None:
    """Draw what happened and what the person can do now; the log holds what whoever runs the assistant can do."""
    draw_problem(problem_words(error))


def problem_words(error: AssistantError) -> str:
    """What a person is told, as Markdown; the log is told, too."""
    _LOG.warning("%s %s", error.message, error.advice)
    return f"{plain(error.message)}  \n**What to do:** {plain(error.page_advice)}"


def draw_problem(words: str) -> None:
    """Draw what `problem_words` gave."""
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
