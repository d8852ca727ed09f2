"""The source page: one source, readable as a whole, opened at the cited words."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from knowledge.answer import Citation
from knowledge.cases import case_card
from knowledge.catalogue import Catalogue, StoredDocument
from knowledge.citations import cite_span
from knowledge.errors import SourceNotFoundError
from knowledge.excerpts import replaced_on, where_now
from knowledge.locators import locate
from knowledge.reading import ReadingPart, find_in, part_holding, reading_blocks, reading_parts
from knowledge.references import date_in_words, is_open_licence
from knowledge.types import Document, Source, SourceStatus, Span
from knowledge.vocabulary import CASE_STUDY, vocabulary
from views.answer import copy_reference
from views.compare import show_case
from views.keeping import show_keep, show_keep_all
from views.links import span_parameters
from views.markup import plain
from views.services import Services, services
from views.source_picture import PAGE, show_page_picture
from views.source_text import scroll_to_mark, show_part

_ID, _VERSION, _START, _END, _PART = "id", "version", "start", "end", "part"


def render() -> None:
    """Draw the source named in the address, or a choice of sources."""
    parts = services()
    catalogue = parts.library.catalogue
    source_id = st.query_params.get(_ID)
    if not source_id:
        _choose(catalogue)
        return
    try:
        source = catalogue.source(source_id)
        version = _number(_VERSION) or source.version
        stored = None if source.status is SourceStatus.ERASED else catalogue.document(source.id, version)
    except SourceNotFoundError as error:
        _choose(catalogue, instead=error)
        return
    st.title(plain(source.details.title))
    if stored is None:
        st.warning(f"This source was erased from the library on {date_in_words(source.updated_at.date())}.")
        st.info("Its words are no longer kept here.")
    else:
        _show(parts, stored)


def _choose(catalogue: Catalogue, *, instead: SourceNotFoundError | None = None) -> None:
    """Draw the list to choose from, below what was the matter with the source that was asked for."""
    st.title("Read a source")
    if instead is not None:
        st.error(f"{plain(instead.message)}  \n{plain(instead.page_advice)}")
    titles = {source.id: source.details.title for source in catalogue.sources()}
    chosen = st.selectbox(
        "Which one?", sorted(titles, key=lambda id_: titles[id_]), format_func=lambda id_: titles[id_], index=None
    )
    if chosen:
        st.query_params.from_dict({_ID: chosen})
        st.rerun()


def _show(parts: Services, stored: StoredDocument) -> None:
    source, version = stored.source, stored.version.number
    mark = _mark(stored.document)
    if mark is None and (_START in st.query_params or _END in st.query_params):
        st.warning("The words that this address points at were not found: it may have been cut short.")
    _show_standing(parts.library.catalogue, stored, mark)
    _show_details(source, cite_span(stored, mark) if mark else None)
    ways_on = st.container(horizontal=True, vertical_alignment="center")
    _show_card(parts, source)
    found = _find_within(stored.document)
    with ways_on:
        _show_download(parts, source, version)
        kept = _paragraph(stored.document, found) if found else mark
        if kept is not None:
            citation = cite_span(stored, kept)
            copy_reference(citation, parts.library, key=f"marked-{kept.start}")
            show_keep(parts, citation, key=f"marked-{kept.start}")
    in_picture = show_page_picture(parts, source, version, stored.document, found or mark)
    _show_text(parts, stored, found or mark)
    if (found or mark) and not in_picture:
        scroll_to_mark()


def _show_text(parts: Services, stored: StoredDocument, mark: Span | None) -> None:
    document, source = stored.document, stored.source
    reading = reading_parts(reading_blocks(document.text, document.segments))
    if not reading:
        return
    index = _current_part(reading, mark)
    _show_outline(reading, index)
    with st.container(horizontal=True, vertical_alignment="center"):
        ticking = st.toggle("Tick paragraphs to keep", key="ticking")
        menu = st.container()
    key = f"tick-{source.id}-{stored.version.number}"
    ticked = show_part(document.text, reading[index], mark, source.details.link, tick_key=key if ticking else "")
    if ticked:
        label = f"Keep {len(ticked)} {'paragraph' if len(ticked) == 1 else 'paragraphs'}"
        with menu:
            show_keep_all(parts, [cite_span(stored, span) for span in ticked], key=key, label=label)
    _show_turning(reading, index)


def _paragraph(document: Document, words: Span) -> Span:
    """The paragraph that holds the words: what one keeps when one has found them."""
    blocks = reading_blocks(document.text, document.segments)
    return next((Span(one.start, one.end) for one in blocks if one.start <= words.start < one.end), words)


def _show_download(parts: Services, source: Source, version: int) -> None:
    kept = next((one for one in parts.library.catalogue.versions(source.id) if one.number == version), None)
    if kept is None or not parts.library.originals.has(kept.content_hash):
        return
    if not (parts.person().is_trainer or is_open_licence(source.details.licence)):
        st.markdown("The original cannot be downloaded: its licence does not say that it may be passed on.")
        return
    path = parts.library.original(source.id, version)
    st.download_button(
        "Download the original",
        path.read_bytes,  # called when the button is pressed
        file_name=kept.file_name,
        mime=kept.media_type,
        icon=":material/download:",
        on_click="ignore",
    )


def _show_card(parts: Services, source: Source) -> None:
    if source.details.kind != CASE_STUDY or source.status is not SourceStatus.LIVE:
        return
    with st.expander("The case at a glance"):
        show_case(case_card(parts.library.catalogue, source.id))


def _find_within(document: Document) -> Span | None:
    words = st.text_input(
        "Find in this source",
        key="find-within",
        placeholder="Words as they stand in the text",
        on_change=_leave_place,
    )
    matches = find_in(document.text, words)
    if not words.strip():
        return None
    if not matches:
        st.markdown("Nothing found.")
        return None
    places = [f"{number} of {len(matches)}" for number in range(1, len(matches) + 1)]
    chosen = st.selectbox(
        f"{len(matches)} found",
        range(len(matches)),
        format_func=lambda at: f"{places[at]}: {locate(document.segments, *matches[at]).text}",
        key=f"found-{words}",
        on_change=_leave_place,
    )
    return matches[chosen]


def _leave_place() -> None:
    """Follow what was found, not the page or part that was turned to before."""
    for name in (_PART, PAGE):
        st.query_params.pop(name, None)


def _show_outline(reading: Sequence[ReadingPart], index: int) -> None:
    titles = [part.title for part in reading]
    if len(reading) > 1 and any(titles):
        with st.expander("Contents"):
            for number, title in enumerate(titles, 1):
                label = title or f"Part {number}"
                kind: Literal["primary", "tertiary"] = "primary" if number == index + 1 else "tertiary"
                st.button(label, key=f"outline-{number}", on_click=_go_to_part, args=(number,), type=kind)


def _go_to_part(number: int) -> None:
    st.query_params[_PART] = str(number)


def _show_standing(catalogue: Catalogue, stored: StoredDocument, mark: Span | None) -> None:
    """Say that the source was withdrawn or replaced since, and lead to the same words in the current version."""
    source, version = stored.source, stored.version.number
    if source.status is SourceStatus.WITHDRAWN:
        st.warning(f"This source was withdrawn on {date_in_words(source.updated_at.date())}. This is what it said.")
    elif version < source.version:
        now = where_now(catalogue, source, stored.text[mark.start : mark.end]) if mark else None
        still = f" It {'still' if now else 'no longer'} holds the words that were cited." if mark else ""
        st.warning(
            f"This source was replaced on {replaced_on(catalogue, source.id, version)}. These are the words of version "
            f"{version}; the current one is version {source.version}.{still}"
        )
        there = span_parameters(source.id, source.version, now.start, now.end) if now else {_ID: source.id}
        st.page_link(_here(), label="Open the current version", query_params=there)


def _here() -> st.Page:
    from views.pages import page  # pages imports the views it lists

    return page("source")


def _show_details(source: Source, citation: Citation | None) -> None:
    details, words = source.details, vocabulary()
    facts = [
        words.kinds.get(details.kind, details.kind),
        ", ".join(words.themes.get(theme, theme) for theme in details.themes),
        ", ".join(details.places),
        details.date or "",
        ", ".join(details.authors),
        f"Licence: {details.licence}" if details.licence else "",
    ]
    st.markdown(" · ".join(plain(fact) for fact in facts if fact))
    if details.summary:
        st.markdown(plain(details.summary))
    _show_original(details.link, citation)
    if details.references:
        with st.expander(f"What it rests on: {len(details.references)} public sources"):
            for work in details.references:
                words_of_work = ". ".join(part for part in (work.title, work.publisher, work.date) if part)
                st.markdown(f"{plain(work.id)}. {plain(words_of_work)}")
                if work.link and work.link.startswith(("https://", "http://")):
                    st.page_link(work.link, label=work.link)


def _show_original(link: str | None, citation: Citation | None) -> None:
    """The way to the original; into a recording at the second of what is cited."""
    if not link or not link.startswith(("https://", "http://")):
        return
    label = "Open the original on the web"
    if citation is not None and citation.link and citation.link != link:
        link, label = citation.link, f"Open the recording at {plain(citation.locator)}"
    st.page_link(link, label=label, icon=":material/open_in_new:")


def _number(name: str) -> int | None:
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 12 else None


def _mark(document: Document) -> Span | None:
    start, end = _number(_START), _number(_END)
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    return Span(start, end)


def _current_part(parts: Sequence[ReadingPart], mark: Span | None) -> int:
    chosen = _number(_PART)
    if chosen is not None:
        return min(max(chosen, 1), len(parts)) - 1
    return part_holding(parts, mark.start) if mark else 0


def _show_turning(parts: Sequence[ReadingPart], index: int) -> None:
    if len(parts) == 1:
        return
    with st.container(horizontal=True):
        if index > 0 and st.button("Previous part", icon=":material/arrow_back:"):
            _turn_to(index)
        st.markdown(f"Part {index + 1} of {len(parts)}")
        if index + 1 < len(parts) and st.button("Next part", icon=":material/arrow_forward:"):
            _turn_to(index + 2)


def _turn_to(number: int) -> None:
    st.query_params[_PART] = str(number)
    st.rerun()
