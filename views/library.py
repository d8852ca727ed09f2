"""The Library page: what the assistant knows, for all; how to change it, for trainers."""

import streamlit as st

from knowledge.access import Person
from views.library_sources import show_sources
from views.library_uploads import show_uploads
from views.library_waiting import look_at_uploads, show_waiting
from views.library_withdrawn import show_withdrawn
from views.library_words import ADD, PART, SOURCES, WITHDRAWN
from views.notices import show_notice
from views.services import Services, services
from views.status import show_readiness


def render() -> None:
    """Draw the page, with the actions for trainers only."""
    parts = services()
    person = parts.person()
    st.title("Library")
    show_readiness(parts)
    part = _choose_part() if person.is_trainer else SOURCES
    show_notice()
    if part == ADD:
        show_uploads(parts)
    elif part == WITHDRAWN:
        show_withdrawn(parts)
    else:
        if person.is_trainer:
            show_waiting(parts)
        _show_introduction(parts, person)
        show_sources(parts, person)


def _choose_part() -> str:
    # Labels that never change: the browser sends the label it shows, and one with a count that has changed meanwhile
    # (a file was published) would be taken for no choice at all.
    chosen = st.segmented_control(
        "Part of the library",
        [SOURCES, ADD, WITHDRAWN],
        default=SOURCES,
        required=True,
        key=PART,
        label_visibility="collapsed",
    )
    return str(chosen)


def _show_introduction(parts: Services, person: Person) -> None:
    if parts.library.catalogue.sources() or not parts.start.ready:
        return
    if person.is_trainer:
        st.markdown(
            "**The library is empty.** The assistant answers from what is in the library and from nothing else, so it "
            "cannot answer anything yet.\n\n"
            "1. Add your case studies, reports, slides or transcripts.\n"
            "2. Look at what was read: you see it before anything is published.\n"
            "3. Publish. From then on the assistant quotes from it, with a link to the exact place."
        )
        st.button("Add material", type="primary", icon=":material/upload_file:", on_click=look_at_uploads)
    else:
        st.markdown("**The library is empty.** A trainer adds material here; then the assistant can answer from it.")
