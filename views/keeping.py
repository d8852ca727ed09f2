"""Keeping an excerpt: the menu beside a card that puts it into a collection."""

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from knowledge.answer import Citation
from knowledge.citations import cite_span
from knowledge.types import Span
from views.attempt import attempt
from views.markup import plain
from views.services import Services
from views.state import set_widget_value, widget_value

_NEW = "A new collection"


class Extent(StrEnum):
    """How much of what is on the card is kept."""

    EXCERPT = "The whole excerpt"
    SENTENCE = "The marked sentence"


def show_keep(parts: Services, citation: Citation, *, key: str, offer: Extent = Extent.SENTENCE) -> None:
    """Draw the menu for one excerpt.

    Args:
        parts: the services.
        citation: what is marked, with the excerpt around it.
        key: unique on the page.
        offer: what is chosen at first, where excerpt and marked sentence differ.
    """
    show_keep_all(parts, (citation,), key=key, offer=offer)


@st.fragment
def show_keep_all(
    parts: Services, citations: Sequence[Citation], *, key: str, label: str = "Keep", offer: Extent = Extent.SENTENCE
) -> None:
    """Draw the menu for several excerpts at once; what is kept is said in a passing note.

    A page holds dozens of these, so the menu is filled when it is opened, and only the menu is drawn anew.

    Args:
        parts: the services.
        citations: what is marked, each with the excerpt around it, in the order to keep them.
        key: unique on the page.
        label: of the menu.
        offer: what is chosen at first, where excerpt and marked sentence differ.
    """
    menu = st.popover(label, icon=":material/bookmark_add:", key=f"keep-{key}", type="tertiary", on_change="rerun")
    if menu.open:
        with menu:
            _show_menu(parts, citations, key, offer)


def _show_menu(parts: Services, citations: Sequence[Citation], key: str, offer: Extent) -> None:
    if any((one.start, one.end) != (one.excerpt_start, one.excerpt_end) for one in citations):
        st.radio("What to keep", list(Extent), index=list(Extent).index(offer), key=f"keep-extent-{key}")
    collections = {one.id: one.name for one in parts.collections.of(parts.owner())}
    chosen = st.selectbox(
        "Collection",
        [*collections, _NEW],
        format_func=lambda id_: collections.get(id_, id_),
        key=f"keep-into-{key}",
    )
    if chosen == _NEW:
        st.text_input("Its name", key=f"keep-name-{key}", placeholder="Brief on governance")
    st.text_input("Note (optional)", key=f"keep-note-{key}")
    st.button(
        "Keep", key=f"keep-do-{key}", type="primary", on_click=attempt, args=(_keep, parts, citations, chosen, key)
    )


def _keep(parts: Services, citations: Sequence[Citation], chosen: str, key: str) -> None:
    note = str(widget_value(f"keep-note-{key}") or "")
    if chosen == _NEW:
        name = str(widget_value(f"keep-name-{key}") or "").strip() or "My excerpts"
        chosen = parts.collections.create(name, owner=parts.owner()).id
    whole = widget_value(f"keep-extent-{key}") == Extent.EXCERPT
    for citation in citations:
        parts.collections.add(chosen, _whole(parts, citation) if whole else citation, note=note)
    set_widget_value(f"keep-{key}", False)  # closes the menu
    st.toast(f"Kept in “{plain(parts.collections.get(chosen).name)}”.", icon=":material/bookmark_added:")


def _whole(parts: Services, citation: Citation) -> Citation:
    stored = parts.library.catalogue.document(citation.source_id, citation.version)
    return cite_span(stored, Span(citation.excerpt_start, citation.excerpt_end))
