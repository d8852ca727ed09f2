"""How a source's text is drawn: headings, turns with their time, list items, and the marked words."""

import streamlit as st

from knowledge.locators import timed_link
from knowledge.reading import BlockKind, ReadingBlock, ReadingPart, split_at_mark
from knowledge.types import Span
from views.markup import marked, plain, web_address

ANCHOR = "cited-words"


def show_part(text: str, part: ReadingPart, mark: Span | None, link: str | None) -> None:
    """Draw a part of a source, with the marked span, and an anchor before it to scroll to."""
    drawn = False
    for block in part.blocks:
        if mark is not None and not drawn and block.start < mark.end and block.end > mark.start:
            st.html(f'<span id="{ANCHOR}"></span>')
            drawn = True
        _show_block(text, block, mark, link)


def scroll_to_mark() -> None:
    """Bring the marked words into view; a constant of ours, nothing of a source goes into it."""
    st.html(
        f"<script>setTimeout(() => document.getElementById('{ANCHOR}')"
        "?.scrollIntoView({block: 'center'}), 150);</script>",
        unsafe_allow_javascript=True,
    )


def _show_block(text: str, block: ReadingBlock, mark: Span | None, link: str | None) -> None:
    before, inside, after = (text[span.start : span.end] for span in split_at_mark(block.start, block.end, mark))
    words = " ".join(part for part in (plain(before.strip()), marked(inside), plain(after.strip())) if part)
    if block.kind is BlockKind.PLACE:
        if block.label:
            st.markdown(f":gray-badge[{plain(block.label)}]")
    elif block.kind is BlockKind.HEADING:
        st.markdown(f"{'#' * min(6, max(2, block.level))} {words}")
    elif block.kind is BlockKind.TURN:
        label = _turn_label(block, link)
        st.markdown(f"**{label}**  \n{words}" if label else words)
    else:
        st.markdown(words)


def _turn_label(block: ReadingBlock, link: str | None) -> str:
    label = plain(block.label)
    safe = web_address(link)
    if safe is None or block.seconds is None:
        return label
    return f"[{label}](<{timed_link(safe, block.seconds)}>)"
