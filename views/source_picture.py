"""The picture of a PDF's page beside its text, with the quoted lines marked."""

from collections.abc import Sequence

import streamlit as st

from knowledge.types import Document, Segment, SegmentKind, Source, Span
from views.markup import plain
from views.services import Services

PAGE = "page"
_PICTURE = "page-picture"
PDF = "application/pdf"


def show_page_picture(parts: Services, source: Source, version: int, document: Document, mark: Span | None) -> bool:
    """Draw the page that holds the mark, or the one chosen, with buttons to the pages before and after it.

    Returns:
        Whether the marked words are brought into view in the picture.
    """
    pages = [segment for segment in document.segments if segment.kind is SegmentKind.PAGE]
    if source.media_type != PDF or not pages:
        return False
    index = _current(pages, mark)
    page = pages[index]
    words = document.text[max(mark.start, page.start) : min(mark.end, page.end)] if mark else ""
    with st.expander(f"Page {page.label} as it looks", expanded=mark is not None):
        _show_turning(pages, index)
        with st.spinner("Drawing the page …"):
            picture = parts.pictures.draw(
                parts.library.original(source.id, version), page.label, place=index, words=words
            )
        if picture is None:
            st.info("This page cannot be drawn; its text is below.")
            return False
        if words and not picture.found:
            st.info("The quoted words could not be marked in the picture; they are marked in the text below.")
        with st.container(key=_PICTURE):
            st.image(
                picture.png,
                caption=f"Page {plain(page.label)}",
                alt=f"Page {page.label} as it looks; its words are in the text below.",
            )
    if picture.found_at is None:
        return False
    _scroll_to(picture.found_at)
    return True


def _scroll_to(found_at: float) -> None:
    """Bring the marked lines into view, once the picture is there; nothing of a source goes into the script."""
    st.html(
        f"""<script>
        (function look(tries) {{
            const image = document.querySelector(".st-key-{_PICTURE} img");
            if (!image || !image.complete || !image.height) {{
                if (tries) setTimeout(() => look(tries - 1), 100);
                return;
            }}
            const y = image.getBoundingClientRect().top + {found_at:.4f} * image.height;
            image.closest("[data-testid=stMain]")?.scrollBy(0, y - window.innerHeight / 2);
        }})(50);
        </script>""",
        unsafe_allow_javascript=True,
    )


def _current(pages: Sequence[Segment], mark: Span | None) -> int:
    labels = [page.label for page in pages]
    chosen = st.query_params.get(PAGE)
    if chosen in labels:
        return labels.index(chosen)
    if mark is None:
        return 0
    return next((at for at, page in enumerate(pages) if page.end > mark.start), 0)


def _show_turning(pages: Sequence[Segment], index: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Previous page", disabled=index == 0, on_click=_turn_to, args=(pages[max(0, index - 1)].label,))
        st.markdown(f"Page {plain(pages[index].label)} ({index + 1} of {len(pages)})")
        last = len(pages) - 1
        st.button("Next page", disabled=index == last, on_click=_turn_to, args=(pages[min(last, index + 1)].label,))


def _turn_to(label: str) -> None:
    st.query_params[PAGE] = label
