"""Sources that were withdrawn: to be brought back, or erased for good."""

import math
from datetime import UTC, datetime, timedelta

import streamlit as st

from knowledge.errors import AssistantError
from knowledge.types import Source, SourceStatus
from views.attempt import attempt_beside, show_problem_beside
from views.library_words import count, day, kind_label
from views.markup import plain
from views.notices import tell
from views.problems import show_problem
from views.services import Services


def show_withdrawn(parts: Services) -> None:
    """Draw the list with its actions."""
    sources = parts.library.catalogue.sources(status=SourceStatus.WITHDRAWN)
    days = count(parts.settings.withdrawn_days, "day")
    if not sources:
        st.info(
            f"Nothing is withdrawn. A source that you withdraw stands here for {days}, so that you can bring it back.",
            icon=":material/visibility_off:",
        )
        return
    st.markdown(f"The assistant does not answer from these sources. They are erased {days} after they were withdrawn.")
    for source in sorted(sources, key=lambda one: one.updated_at, reverse=True):
        _show_entry(parts, source)


def _show_entry(parts: Services, source: Source) -> None:
    erased_on = source.updated_at + timedelta(days=parts.settings.withdrawn_days)
    left = max(0, math.ceil((erased_on - datetime.now(UTC)) / timedelta(days=1)))
    with st.container(border=True, key=f"withdrawn-{source.id}"):
        st.markdown(f"**{plain(source.details.title)}**")
        st.markdown(
            f"{plain(kind_label(source))} · withdrawn on {day(source.updated_at)} · "
            f"erased on {day(erased_on)} (in {count(left, 'day')})"
        )
        with st.container(horizontal=True):
            st.button(
                "Bring it back",
                icon=":material/undo:",
                key=f"restore-{source.id}",
                type="primary",
                on_click=attempt_beside,
                args=(source.id, _restore, parts, source),
            )
            if st.button("Erase for good …", icon=":material/delete_forever:", key=f"erase-{source.id}"):
                _ask_to_erase(parts, source)
        show_problem_beside(source.id)


def _restore(parts: Services, source: Source) -> None:
    parts.changes().restore(source.id)
    tell(f"Back in the library: {source.details.title}.")


@st.dialog("Erase this source for good?")
def _ask_to_erase(parts: Services, source: Source) -> None:
    st.markdown(f"**{plain(source.details.title)}**")
    st.markdown(
        "Its text, its original file and all its versions are deleted now. Only its title and dates stay, so that old "
        "links can say what became of it. This cannot be undone."
    )
    with st.container(horizontal=True):
        if st.button("Erase it for good", type="primary", key="erase-yes"):
            _erase(parts, source)
        if st.button("Keep it", key="erase-no"):
            st.rerun()


def _erase(parts: Services, source: Source) -> None:
    try:
        parts.changes().erase(source.id)
    except AssistantError as error:
        show_problem(error)
        return
    tell(f"Erased: {source.details.title}.")
    st.rerun()
