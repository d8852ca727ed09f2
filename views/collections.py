"""The Collections page: kept excerpts with notes, in an order of one's own, exported with references."""

from collections.abc import Callable, Sequence

import streamlit as st

from knowledge.answer import Citation
from knowledge.collections import Collection, CollectionItem, KeptExcerpt, read_items
from knowledge.excerpts import read_excerpt
from knowledge.export.gather import export_collection
from knowledge.vocabulary import vocabulary
from views.answer import copy_reference, show_excerpt
from views.attempt import attempt
from views.downloads import circumstances, show_export
from views.links import citation_parameters
from views.markup import lines, plain
from views.services import Services, services
from views.state import widget_value

_ID = "id"


def render() -> None:
    """Draw the collection named in the address, or the list of one's own."""
    parts = services()
    chosen = st.query_params.get(_ID)
    collection = parts.collections.find(chosen) if chosen else None
    if collection is not None:
        _show(parts, collection)
        return
    st.title("Collections")
    if chosen:
        st.warning("This collection no longer exists.")
    _show_list(parts)


def _show_list(parts: Services) -> None:
    st.markdown(
        "Keep excerpts from answers, from the search or from a source, add notes, and export them with references."
    )
    row = st.form("new-collection", clear_on_submit=True, border=False).container(
        horizontal=True, vertical_alignment="bottom"
    )
    name = row.text_input("A new collection", placeholder="Brief on governance")
    made = row.form_submit_button("Make it", icon=":material/add:")
    if made and name.strip():
        _open(parts.collections.create(name, owner=parts.owner()).id)
        st.rerun()
    own = parts.collections.of(parts.owner())
    if not own:
        st.info("You have no collection yet. Use “Keep” beside any excerpt, or make one here.")
    for collection in own:
        items = len(parts.collections.items(collection.id))
        label = f"{plain(collection.name)} ({items} {'excerpt' if items == 1 else 'excerpts'})"
        st.button(
            label,
            key=f"collection-{collection.id}",
            icon=":material/bookmarks:",
            on_click=_open,
            args=(collection.id,),
            type="tertiary",
        )


def _open(collection_id: str | None) -> None:
    st.query_params.clear()
    if collection_id:
        st.query_params[_ID] = collection_id


def _show(parts: Services, collection: Collection) -> None:
    st.button("All collections", icon=":material/arrow_back:", on_click=_open, args=(None,), type="tertiary")
    st.title(plain(collection.name))
    mine = collection.owner == parts.owner()
    items = parts.collections.items(collection.id)
    if not mine:
        st.info("Somebody else's collection: you can read, export and copy it.", icon=":material/group:")
    _show_notes(parts, collection, mine=mine)
    with st.container(horizontal=True):
        show_export(
            lambda: export_collection(parts.library.catalogue, collection, items, circumstances()), key=collection.id
        )
        with st.popover("Share", icon=":material/link:"):
            st.markdown("Whoever can open this installation can read the collection at this address:")
            st.code(f"{circumstances().address}/collections?{_ID}={collection.id}", language=None)
        if mine:
            _show_deletion(parts, collection)
        elif st.button("Copy to my collections", icon=":material/content_copy:"):
            _open(parts.collections.copy(collection.id, owner=parts.owner()).id)
            st.rerun()
    if not items:
        st.info("Nothing is kept here yet. Use “Keep” beside any excerpt.")
    _show_items(parts, items, mine=mine)


def _show_notes(parts: Services, collection: Collection, *, mine: bool) -> None:
    if not mine:
        st.markdown(lines(collection.notes))
        return
    with st.expander("Name and notes", expanded=False):
        name = st.text_input("Name", collection.name, key=f"name-{collection.id}")
        notes = st.text_area("Notes", collection.notes, key=f"notes-{collection.id}")
        if st.button("Save", key=f"save-{collection.id}"):
            parts.collections.describe(collection.id, name=name, notes=notes)
            st.rerun()
    if collection.notes:
        st.markdown(lines(collection.notes))


def _show_deletion(parts: Services, collection: Collection) -> None:
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown("Delete this collection with all its notes? This cannot be undone.")
        if st.button("Delete it", type="primary"):
            parts.collections.delete(collection.id)
            _open(None)
            st.rerun()


def _show_items(parts: Services, items: Sequence[CollectionItem], *, mine: bool) -> None:
    shown = read_items(parts.library.catalogue, items)
    for number, kept in enumerate(shown, 1):
        with st.container(border=True, key=f"kept-{kept.item.id}"):
            _show_item(parts, kept, number)
            with st.container(horizontal=True, vertical_alignment="center"):
                if kept.citation is not None:
                    _show_ways_on(parts, kept.item, kept.citation)
                if mine:
                    _show_changes(parts, kept.item, first=number == 1, last=number == len(shown))


def _show_item(parts: Services, kept: KeptExcerpt, number: int) -> None:
    title = f"**{number}. {plain(kept.title)}**"
    if kept.citation is None:
        st.markdown(title)
        st.warning(plain(kept.notice))
    else:
        kind = vocabulary().kinds.get(kept.citation.kind, kept.citation.kind)
        place = " · ".join(plain(part) for part in (kind, kept.citation.locator) if part)
        st.markdown(f"{title}  \n{place}")
        show_excerpt(read_excerpt(parts.library.catalogue, kept.citation))
    if kept.item.note:
        st.markdown(f"**Note:** {lines(kept.item.note)}")


def _show_ways_on(parts: Services, item: CollectionItem, citation: Citation) -> None:
    from views.pages import page  # pages imports the views it lists

    st.page_link(
        page("source"),
        label="Open in context",
        icon=":material/menu_book:",
        query_params=citation_parameters(citation),
    )
    copy_reference(citation, parts.library, key=f"kept-{item.id}")


def _show_changes(parts: Services, item: CollectionItem, *, first: bool, last: bool) -> None:
    move, remove = parts.collections.move, parts.collections.remove
    _show_deed("Up", f"up-{item.id}", ":material/arrow_upward:", move, item.id, -1, disabled=first)
    _show_deed("Down", f"down-{item.id}", ":material/arrow_downward:", move, item.id, 1, disabled=last)
    with st.popover("Note", type="tertiary", key=f"note-menu-{item.id}", icon=":material/edit_note:"):
        st.text_area("Note", item.note, key=f"note-{item.id}")
        st.button("Save", key=f"note-save-{item.id}", on_click=attempt, args=(_annotate, parts, item.id))
    _show_deed("Remove", f"remove-{item.id}", ":material/delete:", remove, item.id)


def _show_deed(
    label: str, key: str, icon: str, deed: Callable[..., object], *args: object, disabled: bool = False
) -> None:
    st.button(label, key=key, icon=icon, on_click=attempt, args=(deed, *args), disabled=disabled, type="tertiary")


def _annotate(parts: Services, item_id: str) -> None:
    parts.collections.annotate(item_id, str(widget_value(f"note-{item_id}") or ""))
