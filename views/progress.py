"""What an answer looks like while it is made: the step, a model's words as a draft, and a button that stops it."""

import time

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx

from assistant.events import Event, EventKind
from views.markup import lines, plain

_DRAW_SECONDS = 0.5
"""How often the page is drawn while the model says nothing: the pressed button is learnt of while drawing."""
_SLOW_SECONDS = 5
"""From when on the seconds are told."""


class AnswerProgress:
    """Draws the assistant's events in one place, and clears it when the answer is there.

    Streamlit tells of a pressed button by an exception out of whatever is drawn next. It is caught here, so that what a
    model has written by then can be checked and kept; going to another page ends the work as usual.
    """

    def __init__(self) -> None:
        self._began = self._drawn = time.monotonic()
        self._place = st.empty()
        self._step = "Searching the library …"
        self._draft = ""
        self._done_with = False  # whether the next words begin a new draft, as after a failed try
        self._stopped = False
        self._button = st.empty()
        self._button.button("Stop", icon=":material/stop_circle:", key="stop-answer")
        self._draw()

    def tell(self, event: Event) -> None:
        """Draw one event."""
        if event.kind is EventKind.TEXT:
            self._draft = event.text if self._done_with else self._draft + event.text
            self._done_with = False
        else:
            self._step = event.text
            self._done_with = True
        self._draw()

    def stopped(self) -> bool:
        """Whether the person has asked to stop."""
        if time.monotonic() - self._drawn >= _DRAW_SECONDS:
            self._draw()
        return self._stopped

    def clear(self) -> None:
        """Make place for the answer."""
        self._place.empty()
        self._button.empty()

    def _draw(self) -> None:
        if self._stopped:
            return
        self._drawn = time.monotonic()
        try:
            self._place.markdown(self._words())
        except RerunException as request:
            if _leaves_page(request):
                raise
            self._stopped = True

    def _words(self) -> str:
        seconds = self._drawn - self._began
        words = f"*{plain(self._step)}*" + (f" {seconds:.0f} s" if seconds >= _SLOW_SECONDS else "")
        if self._draft:
            words += f"\n\n**Draft, not checked yet:**\n\n{lines(self._draft)}"
        return words


def _leaves_page(request: RerunException) -> bool:
    context = get_script_run_ctx()
    wanted = request.rerun_data.page_script_hash
    return context is None or (bool(wanted) and wanted != context.page_script_hash)
