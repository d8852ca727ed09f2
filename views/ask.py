"""The Ask page: a question in, a short cited answer out, in a conversation that is kept."""

import secrets
from collections import Counter
from collections.abc import Sequence

import streamlit as st

from assistant.assistant import AskRequest
from assistant.exchanges import thread_before
from knowledge.answer import Answer, AnswerMode, AnswerStatus
from knowledge.conversations import Conversation, Exchange
from knowledge.export.gather import export_conversation
from knowledge.types import Scope, Source
from knowledge.vocabulary import vocabulary
from views.answer import show_answer
from views.conversations import show_conversations
from views.downloads import circumstances, show_export
from views.feedback import show_feedback
from views.live import announce, show_from_the_top
from views.markup import plain
from views.progress import AnswerProgress
from views.scope import choose_scope, narrow_to_theme
from views.services import Services, services
from views.state import session_state, widget_value
from views.status import show_readiness

_CONVERSATION = "c"
_LONGEST_QUESTION = 4000
_PLACEHOLDER = "Ask about mission practice, for example: How do cities fund their missions?"


def render() -> None:
    """Draw the page; ask what was typed or clicked."""
    parts = services()
    sources = parts.library.catalogue.sources()
    with st.sidebar:
        show_conversations(parts)
        mode = _choose_mode(parts)
        scope = choose_scope(sources)
    exchanges = _exchanges(parts)
    st.title("Mission Partnership Assistant", anchor=False)
    show_readiness(parts)
    clicked = _show_introduction(parts, sources) if not exchanges else None
    conversation = parts.conversations.find(session_state().conversation_id or "")
    mine = conversation is not None and conversation.owner == parts.owner()
    for exchange in exchanges:
        clicked = _show_exchange(parts, exchange, last=exchange is exchanges[-1], mine=mine) or clicked
    if conversation is not None and exchanges:
        _show_conversation_actions(parts, conversation, exchanges, mine=mine)
    typed = st.chat_input(_PLACEHOLDER, max_chars=_LONGEST_QUESTION, key="question", submit_mode="disable")
    question = typed or clicked or _pending()
    if question:
        _ask(parts, question, exchanges, scope=scope, mode=mode)
    announce(session_state().announcement, key=exchanges[-1].id if exchanges else "", to_answer=True)


def _choose_mode(parts: Services) -> AnswerMode | None:
    """Who writes; None where no model is set, and quoting is the only way."""
    if not parts.assistant.has_model:
        return None
    labels = {AnswerMode.MODEL: "Written by the model", AnswerMode.QUOTING: "Quotations only"}
    return st.radio("Answers", list(labels), format_func=lambda mode: labels[mode], key="mode")


def _pending() -> str | None:
    state = session_state()
    question, state.pending_question = state.pending_question, None
    return question


def _exchanges(parts: Services) -> Sequence[Exchange]:
    state = session_state()
    state.conversation_id = st.query_params.get(_CONVERSATION)
    if state.conversation_id is None:
        return ()
    return parts.conversations.exchanges(state.conversation_id)


def _show_introduction(parts: Services, sources: Sequence[Source]) -> str | None:
    st.markdown(
        "Ask how governments and their partners set up and run **missions**: bold, measurable, time-bound aims pursued "
        "together. Answers are short, and every sentence carries a citation that opens the source at the exact place. "
        "When the library does not cover a question, the assistant says so."
    )
    show_from_the_top()
    if sources or parts.start.ready:  # while the first sources are read, the line above says so
        _show_holdings(sources)
    questions = parts.opening_questions()
    if not questions:
        return None
    st.header("Questions to start with", anchor=False)
    for number, question in enumerate(questions):
        if st.button(plain(question), key=f"opening-{number}", icon=":material/chat:"):
            return question
    return None


def _show_holdings(sources: Sequence[Source]) -> None:
    words = vocabulary()
    kinds = Counter(source.details.kind for source in sources)
    counts = ", ".join(
        f"{number} {_plural(words.kinds.get(kind, kind).lower(), number)}" for kind, number in kinds.most_common()
    )
    st.header(f"What it knows: {len(sources)} {_plural('source', len(sources))}", anchor=False)
    if not sources:
        st.markdown("The library is empty. A trainer can add material on the Library page.")
        return
    st.markdown(plain(counts) + ".")
    themes = Counter(theme for source in sources for theme in source.details.themes)
    with st.container(horizontal=True):
        for theme, number in themes.most_common(12):
            label = plain(f"{words.themes.get(theme, theme)} ({number})")
            st.button(label, key=f"theme-{theme}", on_click=narrow_to_theme, args=(theme,), type="secondary")


def _plural(noun: str, number: int) -> str:
    if number == 1:
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def _show_exchange(parts: Services, exchange: Exchange, *, last: bool, mine: bool) -> str | None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(f"**You asked:** {plain(exchange.question)}")
    with st.chat_message("assistant", avatar=":material/explore:"):
        clicked = show_answer(exchange.answer, parts, key=exchange.id)
        if mine:
            show_feedback(parts, exchange)
    return clicked if last else None


def _show_conversation_actions(
    parts: Services, conversation: Conversation, exchanges: Sequence[Exchange], *, mine: bool
) -> None:
    if not mine:
        st.info("You are reading someone else's conversation. What you ask here goes on in a copy of your own.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if mine:
            _show_asking_anew(parts, conversation, exchanges[-1])
        show_export(
            lambda: export_conversation(parts.library.catalogue, conversation, exchanges, circumstances()),
            key=conversation.id,
            label="Export this conversation",
        )


def _show_asking_anew(parts: Services, conversation: Conversation, last: Exchange) -> None:
    st.button(
        "Ask again",
        icon=":material/refresh:",
        help="Answers the last question anew, with the filter as it is now.",
        on_click=_ask_again,
        args=(parts, conversation.id),
    )
    with st.popover("Edit the question", icon=":material/edit:"):
        key = f"edit-{last.id}"
        st.text_area("Your last question", last.question, key=key, max_chars=_LONGEST_QUESTION)
        st.button("Ask this instead", on_click=_ask_instead, args=(parts, conversation.id, key), type="primary")


def _ask_again(parts: Services, conversation_id: str) -> None:
    session_state().pending_question = parts.conversations.replace_last(conversation_id)


def _ask_instead(parts: Services, conversation_id: str, key: str) -> None:
    edited = str(widget_value(key) or "").strip()
    if edited:
        parts.conversations.replace_last(conversation_id)
        session_state().pending_question = edited


def _ask(
    parts: Services, question: str, exchanges: Sequence[Exchange], *, scope: Scope, mode: AnswerMode | None
) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(f"**You asked:** {plain(question)}")
    announce("Working on the answer.", key=secrets.token_hex(4))
    with st.chat_message("assistant", avatar=":material/explore:"), st.spinner("Working on the answer …"):
        progress = AnswerProgress()
        request = AskRequest(
            question, thread_before(question, exchanges), scope, mode=mode, sources_to_come=parts.start.unread
        )
        answer = parts.assistant.ask(request, on_event=progress.tell, cancelled=progress.stopped)
        progress.clear()
    conversation = _keep(parts, question, answer)
    session_state().announcement = _announcement(answer)
    st.query_params[_CONVERSATION] = conversation.id
    st.rerun()


def _keep(parts: Services, question: str, answer: Answer) -> Conversation:
    state = session_state()
    known = parts.conversations.find(state.conversation_id) if state.conversation_id else None
    if known is None:
        conversation = parts.conversations.start(title=question, owner=parts.owner())
    elif known.owner == parts.owner():
        conversation = known
    else:  # whoever has the link can read it; only its owner goes on in it
        conversation = parts.conversations.copy(known.id, owner=parts.owner())
    parts.conversations.append(conversation.id, question, answer)
    return conversation


def _announcement(answer: Answer) -> str:
    if answer.status is AnswerStatus.NOT_COVERED:
        return "Answer ready: the library does not cover this."
    sources = len({citation.source_id for citation in answer.citations})
    sentences = len(answer.statements)
    return f"Answer ready: {sentences} {_plural('sentence', sentences)} from {sources} {_plural('source', sources)}."
