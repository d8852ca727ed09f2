"""What an answer looks like while it is made: the step, and a model's words as a draft that is not checked yet."""

import streamlit as st

from assistant.events import Event, EventKind
from views.markup import lines, plain


class AnswerProgress:
    """Draws the assistant's events in one place, and clears it when the answer is there."""

    def __init__(self) -> None:
        self._place = st.empty()
        self._step = "Searching the library …"
        self._draft = ""
        self._done_with = False  # whether the next words begin a new draft, as after a failed try
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

    def clear(self) -> None:
        """Make place for the answer."""
        self._place.empty()

    def _draw(self) -> None:
        words = f"*{plain(self._step)}*"
        if self._draft:
            words += f"\n\n**Draft, not checked yet:**\n\n{lines(self._draft)}"
        self._place.markdown(words)
