"""What the assistant is still getting ready, shown until it is."""

import streamlit as st

from views.markup import plain
from views.problems import show_problem
from views.services import Services


def show_readiness(parts: Services) -> None:
    """Draw the progress of the start; nothing once all is ready."""
    if parts.start.notice is not None:
        st.warning(
            f"{plain(parts.start.notice.message)} {plain(parts.start.notice.page_advice)}", icon=":material/info:"
        )
    if parts.start.problem is not None:
        show_problem(parts.start.problem)
        st.button("Try again", icon=":material/refresh:", on_click=parts.make_ready)
    elif not parts.start.ready:
        _show_progress(parts)


@st.fragment(run_every=1.0)
def _show_progress(parts: Services) -> None:
    if parts.start.ready:
        st.rerun()
    st.info(f"{plain(parts.start.step)} You can already type your question.", icon=":material/hourglass_top:")
