"""How an answer is drawn: sentences with citation numbers, the coverage line, and the evidence cards."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

import streamlit as st

from knowledge.answer import Answer, AnswerMode, AnswerStatus, Block, BlockKind, Citation, Statement, label_column
from knowledge.excerpts import Excerpt, read_excerpt
from knowledge.library import Library
from knowledge.references import quotation_reference
from knowledge.turns import SpokenTurn, with_speakers
from knowledge.types import Passage, RankedPassage, Span
from knowledge.vocabulary import vocabulary
from views.downloads import own_address
from views.keeping import show_keep
from views.links import citation_parameters, citation_path, span_parameters
from views.markup import lines, marked, plain, web_address
from views.services import Services

SOURCE_PAGE = "source"


def show_answer(answer: Answer, parts: Services, *, key: str) -> str | None:
    """Draw an answer with its evidence.

    Returns:
        The question the person clicked (a rewording or follow-up), or None.
    """
    if answer.notice:
        st.warning(plain(answer.notice), icon=":material/info:")
    if answer.message:
        _show_message(answer)
    by_number = {citation.number: citation for citation in answer.citations}
    for block in answer.blocks:
        _show_block(block, by_number)
    if answer.coverage:
        st.markdown(f"**Based on:** {plain(answer.coverage)}.")
    if answer.citations:
        _show_evidence(answer.citations, parts, key=key)
    if answer.nearest:
        _show_nearest(parts, answer.nearest, key=key)
    _show_held_back(answer)
    _show_explanation(answer)
    return _show_suggestions(answer, key=key)


def _show_message(answer: Answer) -> None:
    text = plain(answer.message)
    if answer.status is AnswerStatus.NOT_COVERED:
        st.info(text, icon=":material/search_off:")
    elif answer.status is AnswerStatus.PARTIAL:
        st.warning(text, icon=":material/contrast:")
    else:
        st.markdown(text)


def _show_block(block: Block, citations: dict[int, Citation]) -> None:
    if block.heading:
        st.markdown(f"**{plain(block.heading)}**")
    lines = [_sentence(statement, citations) for statement in block.statements]
    if block.kind in (BlockKind.TABLE, BlockKind.TIMELINE, BlockKind.DISAGREEMENT) and block.row_labels:
        st.markdown(_table(block, lines, label_column(block, citations.values())))
    elif block.kind is BlockKind.STEPS:
        st.markdown("\n".join(f"{number}. {line}" for number, line in enumerate(_titled(block, lines), 1)))
    elif block.kind is BlockKind.LIST:
        st.markdown("\n".join(f"- {line}" for line in lines))
    else:
        st.markdown(" ".join(lines))


def _titled(block: Block, lines: list[str]) -> list[str]:
    """Each line behind the heading it stands under, which is no part of the quotation."""
    if not block.row_labels:
        return lines
    return [f"**{plain(title)}.** {line}" for title, line in zip(block.row_labels, lines, strict=True)]


def _table(block: Block, lines: list[str], first: str) -> str:
    labelled = zip(block.row_labels, lines, strict=True)
    rows = [
        f"| {plain(label)} | {' '.join(line for _, line in group)} |"
        for label, group in groupby(labelled, key=lambda pair: pair[0])
    ]
    return "\n".join([f"| {first} | What the library says |", "|---|---|", *rows])


def _sentence(statement: Statement, citations: dict[int, Citation]) -> str:
    marks = " ".join(
        f'[\\[{number}\\]]({citation_path(citations[number])} "{_link_title(citations[number])}")'
        for number in statement.citations
        if number in citations
    )
    return f"{plain(statement.text)} {marks}"


def _link_title(citation: Citation) -> str:
    """What the link says when it is pointed at or read out."""
    where = f", {citation.locator}" if citation.locator else ""
    return plain(f"Citation {citation.number}: {citation.title}{where}")


def _show_evidence(citations: Sequence[Citation], parts: Services, *, key: str) -> None:
    sources = len({citation.source_id for citation in citations})
    label = f"Evidence: {_count(len(citations), 'quotation')} from {_count(sources, 'source')}"
    with st.expander(label, expanded=False):
        for citation in citations:
            _show_card(citation, parts, key=f"{key}-{citation.number}")


def _show_card(citation: Citation, parts: Services, *, key: str) -> None:
    kinds = vocabulary().kinds
    excerpt = read_excerpt(parts.library.catalogue, citation)
    with st.container(border=True, key=f"card-{key}"):
        st.markdown(f"**\\[{citation.number}\\] {plain(citation.title)}**")
        details = [kinds.get(citation.kind, citation.kind), citation.locator]
        st.markdown(" · ".join(plain(part) for part in details if part))
        show_excerpt(excerpt)
        for work in citation.references:
            st.markdown(_work(work.title, work.publisher, work.date, work.link))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                _source_page(),
                label="Open in context",
                icon=":material/menu_book:",
                query_params=citation_parameters(citation),
            )
            copy_reference(citation, parts.library, key=key)
            show_keep(parts, citation, key=key)
            original = web_address(citation.link)
            if original:
                st.page_link(original, label="Original", icon=":material/open_in_new:")


def _source_page() -> st.Page:
    from views.pages import page  # pages imports the views it lists

    return page(SOURCE_PAGE)


def copy_reference(
    citation: Citation, library: Library, *, key: str, turns: Sequence[SpokenTurn] | None = None
) -> None:
    """Draw the menu that shows quotation and reference, ready to paste.

    Args:
        citation: what is quoted.
        library: where its source is.
        key: unique on the page.
        turns: who speaks where in it, where that is known already; looked up when left out.
    """
    with st.popover("Copy reference", key=f"copy-{key}", type="tertiary"):
        details = library.catalogue.source(citation.source_id).details
        here = own_address()
        address = f"{here}{citation_path(citation)}" if here else None
        if turns is None:
            turns = library.catalogue.turns(citation.source_id, citation.version, Span(citation.start, citation.end))
        reference = quotation_reference(citation, details, retrieved=date.today(), address=address, turns=turns)
        st.code(reference, language=None, wrap_lines=True)


def show_excerpt(excerpt: Excerpt) -> None:
    """Draw a quotation marked in the words around it, and what became of its source since."""
    gap = "  \n" if excerpt.after.lstrip(" ").startswith("\n") else " "
    words = excerpt.spoken_quote
    quote = marked(words) if excerpt.before or excerpt.after else lines(words)
    st.markdown(f"{lines(excerpt.before)} {quote}{gap}{lines(excerpt.after)}".strip())
    if excerpt.notice:
        st.warning(plain(excerpt.notice))


def _work(title: str, publisher: str | None, when: str | None, link: str | None) -> str:
    words = ", ".join(part for part in (title, publisher, when) if part)
    address = web_address(link)
    shown = f"[{plain(words)}](<{address}>)" if address else plain(words)
    return f"The source cites: {shown}"


def _show_nearest(parts: Services, nearest: Sequence[RankedPassage], *, key: str) -> None:
    with st.expander(f"Nearest material: {_count(len(nearest), 'excerpt')}", expanded=False):
        for found in nearest:
            passage = found.passage
            with st.container(border=True, key=f"near-{key}-{found.rank}"):
                st.markdown(f"**{plain(found.source.details.title)}**")
                st.markdown(lines(_spoken(parts, passage)))
                st.page_link(
                    _source_page(),
                    label="Open in context",
                    icon=":material/menu_book:",
                    query_params=span_parameters(passage.source_id, passage.version, passage.start, passage.end),
                )


def _spoken(parts: Services, passage: Passage) -> str:
    span = Span(passage.start, passage.end)
    turns = parts.library.catalogue.turns(passage.source_id, passage.version, span)
    return with_speakers(passage.text, passage.start, turns)


def _show_held_back(answer: Answer) -> None:
    if not answer.held_back:
        return
    held = _count(len(answer.held_back), "sentence")
    with st.expander(f"{held} held back: not supported by the excerpts"):
        for sentence in answer.held_back:
            st.markdown(f"~~{plain(sentence.text)}~~  \n{plain(sentence.reason)}")


def _show_explanation(answer: Answer) -> None:
    if not answer.explanation:
        return
    with st.expander("How this answer was made"):
        written = (
            "sentences quoted word for word"
            if answer.mode is AnswerMode.QUOTING
            else "written by the model, each sentence checked"
        )
        st.markdown(f"- **Mode:** {written}")
        if answer.tokens:
            used = ", ".join(f"{number} {name}" for name, number in answer.tokens.items())
            st.markdown(f"- **Tokens:** {plain(used)}")
        for step, words in answer.explanation.items():
            st.markdown(f"- **{plain(step)}:** {plain(words)}")


def _show_suggestions(answer: Answer, *, key: str) -> str | None:
    if not answer.suggestions:
        return None
    label = "You could ask" if answer.status is not AnswerStatus.NOT_COVERED else "What the library can answer"
    st.markdown(f"**{label}**")
    chosen = None
    with st.container(horizontal=True):
        for number, suggestion in enumerate(answer.suggestions):
            if st.button(plain(suggestion), key=f"suggest-{key}-{number}"):
                chosen = suggestion
    return chosen


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
