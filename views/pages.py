"""Which pages there are, in which order, under which address."""

import streamlit as st

from views import ask, collections, compare, insights, library, search, source

_PAGES = {
    "ask": (ask.render, "Ask", ":material/chat:"),
    "search": (search.render, "Search", ":material/search:"),
    "collections": (collections.render, "Collections", ":material/bookmarks:"),
    "compare": (compare.render, "Compare cases", ":material/table_chart:"),
    "insights": (insights.render, "What people miss", ":material/insights:"),
    "library": (library.render, "Library", ":material/library_books:"),
    "source": (source.render, "Read a source", ":material/menu_book:"),
}


def page(name: str) -> st.Page:
    """The page with this name, made anew each time.

    Streamlit marks in the page object whether it may be run now, so one object shared by two sessions makes one of
    them fail when both are drawn at once.
    """
    draw, title, icon = _PAGES[name]
    return st.Page(draw, title=title, icon=icon, url_path=name, default=name == "ask")


def registry() -> list[st.Page]:
    """All pages, in the order of the menu."""
    return [page(name) for name in _PAGES]
