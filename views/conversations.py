"""The list of a person's conversations in the sidebar."""

import streamlit as st

from knowledge.conversations import Conversation
from views.markup import plain
from views.services import Services
from views.state import session_state

_SHOWN = 6
_MOST = 200


def show_conversations(parts: Services) -> None:
    """Draw the list; a click opens, renames or deletes a conversation."""
    st.markdown("**Conversations**")
    st.button("New conversation", icon=":material/add:", on_click=_open, args=(None,), width="stretch")
    kept = parts.conversations.of(parts.owner())
    for conversation in kept[:_SHOWN]:
        _show_entry(parts, conversation)
    if len(kept) > _SHOWN:
        with st.expander(f"Earlier conversations ({len(kept) - _SHOWN})"):
            for conversation in kept[_SHOWN:_MOST]:
                _show_entry(parts, conversation)


def _show_entry(parts: Services, conversation: Conversation) -> None:
    current = conversation.id == session_state().conversation_id
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            plain(conversation.title),
            key=f"open-{conversation.id}",
            on_click=_open,
            args=(conversation.id,),
            type="primary" if current else "tertiary",
        )
        if current:
            with st.popover("Change", type="tertiary"):
                _show_actions(parts, conversation)


def _show_actions(parts: Services, conversation: Conversation) -> None:
    title = st.text_input("Title", conversation.title, key=f"title-{conversation.id}")
    if st.button("Rename", key=f"rename-{conversation.id}"):
        parts.conversations.rename(conversation.id, title)
        st.rerun()
    if st.button("Delete this conversation", key=f"delete-{conversation.id}"):
        parts.conversations.delete(conversation.id)
        _open(None)
        st.rerun()


def _open(conversation_id: str | None) -> None:
    session_state().announcement = ""
    if conversation_id is None:
        st.query_params.clear()
    else:
        st.query_params["c"] = conversation_id
