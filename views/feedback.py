"""Thumbs with a reason under an answer."""

import streamlit as st

from knowledge.conversations import Exchange
from views.services import Services
from views.state import widget_value

_VERDICTS = ("down", "up")
_REASONS = ("Not what I asked", "Something is missing", "Something is wrong", "Hard to read", "Other")


def show_feedback(parts: Services, exchange: Exchange) -> None:
    """Draw the thumbs; what the person says is kept with the answer."""
    key = f"verdict-{exchange.id}"
    default = _VERDICTS.index(exchange.verdict) if exchange.verdict else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.feedback("thumbs", key=key, default=default, on_change=_keep, args=(parts, exchange.id, key))
        if exchange.verdict == "down":
            reason_key = f"reason-{exchange.id}"
            st.selectbox(
                "What was wrong?",
                _REASONS,
                index=_REASONS.index(exchange.reason) if exchange.reason in _REASONS else None,
                key=reason_key,
                placeholder="What was wrong?",
                label_visibility="collapsed",
                on_change=_keep_reason,
                args=(parts, exchange.id, reason_key),
            )


def _keep(parts: Services, exchange_id: str, key: str) -> None:
    value = widget_value(key)
    parts.conversations.judge(exchange_id, _VERDICTS[value] if isinstance(value, int) else None)


def _keep_reason(parts: Services, exchange_id: str, key: str) -> None:
    value = widget_value(key)
    parts.conversations.judge(exchange_id, "down", str(value) if value else None)
