"""The Insights page for trainers: what people asked that the library does not cover, and what it covers by now."""

import streamlit as st

from assistant.assistant import Assistant
from assistant.revisiting import GapGroup, answerable_now, group_gaps
from knowledge.access import require_trainer
from views.markup import plain
from views.services import Services, services

_SHOWN = 50


def render() -> None:
    """Draw the open gaps, those asked most often first."""
    parts = services()
    st.title("What people miss")
    require_trainer(parts.person(), "see what people asked")
    groups = group_gaps(parts.gaps.open_gaps())
    st.markdown(
        "Questions that were not, or only partly, covered, without a trace of who asked. Add material on the Library "
        "page, then ask them again here."
    )
    if not groups:
        st.info("No question is waiting.", icon=":material/task_alt:")
        return
    if st.button("Ask them all again", icon=":material/refresh:", type="primary"):
        _show_answerable(parts, answerable_now(Assistant(parts.library, record_gaps=False), groups))
    for number, group in enumerate(groups[:_SHOWN]):
        _show_group(parts, group, number)


def _show_answerable(parts: Services, groups: tuple[GapGroup, ...]) -> None:
    if not groups:
        st.info("None of them can be answered in full yet.")
        return
    noun = "earlier question" if len(groups) == 1 else "earlier questions"
    st.success(f"{len(groups)} {noun} can now be answered:", icon=":material/task_alt:")
    for group in groups:
        st.markdown(f"- {plain(group.question)}")
    st.button("Mark these as dealt with", on_click=_close, args=(parts, groups))


def _show_group(parts: Services, group: GapGroup, number: int) -> None:
    with st.container(border=True, key=f"gap-{number}"):
        st.markdown(f"**{plain(group.question)}**")
        facts = [
            f"asked {group.times} times" if group.times > 1 else "asked once",
            f"{group.gaps[0].asked_at:%d %B %Y}",
        ]
        if group.missing_words:
            facts.append(f"nothing found for: {', '.join(group.missing_words)}")
        st.markdown(" · ".join(plain(fact) for fact in facts))
        st.button("Dealt with", key=f"close-{number}", on_click=_close, args=(parts, (group,)), type="tertiary")


def _close(parts: Services, groups: tuple[GapGroup, ...]) -> None:
    require_trainer(parts.person(), "close a gap")
    for group in groups:
        for gap in group.gaps:
            parts.gaps.close(gap.id)
