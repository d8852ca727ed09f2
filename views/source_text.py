"""How a source's text is drawn: headings, turns with their time, list items, and the marked words."""

import re

import streamlit as st

from knowledge.locators import timed_link
from knowledge.reading import BlockKind, ReadingBlock, ReadingPart, split_at_mark
from knowledge.types import Span
from views.markup import marked, plain, web_address

ANCHOR = "cited-words"
_BULLET = re.compile(r"^(?:\\[-*]|•)\s+")  # as `plain` writes it


def show_part(
    text: str, part: ReadingPart, mark: Span | None, link: str | None, *, tick_key: str = ""
) -> tuple[Span, ...]:
    """Draw a part of a source, with the marked span, and an anchor before it to scroll to.

    Args:
        text: the whole source.
        part: what to draw of it.
        mark: the span to mark.
        link: of the source, for the times of a recording.
        tick_key: when given, every paragraph has a box to tick, with a key that begins like this.

    Returns:
        The paragraphs that are ticked.
    """
    drawn = False
    ticked = []
    for block in part.blocks:
        if mark is not None and not drawn and block.start < mark.end and block.end > mark.start:
            st.html(f'<span id="{ANCHOR}"></span>')
            drawn = True
        if _show_block(text, block, mark, link, tick_key):
            ticked.append(Span(block.start, block.end))
    return tuple(ticked)


def scroll_to_mark() -> None:
    """Bring the marked words into view; a constant of ours, nothing of a source goes into it."""
    st.html(
        f"<script>setTimeout(() => document.getElementById('{ANCHOR}')"
        "?.scrollIntoView({block: 'center'}), 150);</script>",
        unsafe_allow_javascript=True,
    )


def _show_block(text: str, block: ReadingBlock, mark: Span | None, link: str | None, tick_key: str) -> bool:
    """Draw a block; whether it is ticked."""
    if block.kind is BlockKind.PLACE:
        if block.label:
            st.markdown(f":gray-badge[{plain(block.label)}]")
        return False
    words = _words(text, block, mark)
    if block.kind is BlockKind.HEADING:
        st.markdown(f"{'#' * min(6, max(2, block.level))} {words}")
        return False
    label = _turn_label(block, link) if block.kind is BlockKind.TURN else ""
    if label:
        words = f"**{label}**  \n{words}"
    if tick_key:
        return st.checkbox(words, key=f"{tick_key}-{block.start}")
    st.markdown(_as_list_item(words) if block.kind is BlockKind.ITEM else words)
    return False


def _words(text: str, block: ReadingBlock, mark: Span | None) -> str:
    before, inside, after = (text[span.start : span.end] for span in split_at_mark(block.start, block.end, mark))
    return " ".join(part for part in (plain(before.strip()), marked(inside), plain(after.strip())) if part)


def _as_list_item(words: str) -> str:
    """The words with their own bullet as a bullet of the page; numbers stay as they are."""
    return _BULLET.sub("- ", words)


def _turn_label(block: ReadingBlock, link: str | None) -> str:
    label = plain(block.label)
    safe = web_address(link)
    if safe is None or block.seconds is None:
        return label
    return f"[{label}](<{timed_link(safe, block.seconds)}>)"
