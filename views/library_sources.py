"""The table of sources, and what can be done with the one that is chosen."""

import zlib
from collections import Counter
from collections.abc import Collection, Sequence

import streamlit as st

from knowledge.access import Person
from knowledge.errors import AssistantError, SourceNotFoundError
from knowledge.history import History
from knowledge.listing import with_words
from knowledge.types import Scope, Source, SourceStatus
from knowledge.vocabulary import vocabulary
from views.library_details import choose_details, chosen_details
from views.library_names import show_kept_roles
from views.library_uploads import take_replacement
from views.library_waiting import show_coming
from views.library_words import count, day, kind_label, theme_labels
from views.markup import plain
from views.notices import tell
from views.problems import show_problem
from views.services import Services
from views.state import set_widget_value, widget_value

_WORDS, _KINDS, _THEMES, _ADDED_BY = "library-words", "library-kinds", "library-themes", "library-added-by"
_TABLE, CHOSEN = "library-table", "library-chosen"
_ID = "id"
_ROWS_SHOWN = 5
_HEAD_HEIGHT, _ROW_HEIGHT = 35, 68  # pixels; Streamlit wraps words from 64 on, so that a long title can be read


def show_sources(parts: Services, person: Person) -> None:
    """Draw the filters, the table and the chosen source."""
    everything = parts.library.catalogue.sources()
    if not everything:
        return
    sources = _filtered(parts, everything)
    if not sources:
        st.info("No source fits these filters.", icon=":material/search_off:")
        return
    coming = {upload.replaces for upload in parts.jobs.uploads() if upload.is_open} if person.is_trainer else set()
    _show_table(sources, coming)
    chosen = _choose(sources)
    if chosen is not None:
        _show_source(parts, person, chosen)


def _filtered(parts: Services, everything: Sequence[Source]) -> tuple[Source, ...]:
    words = vocabulary()
    search, kind, theme, added_by = st.columns([2, 1, 1, 1])
    typed = search.text_input("Find a source", placeholder="Title, place, author, file name …", key=_WORDS)
    kinds = kind.multiselect(
        "Kinds",
        sorted({source.details.kind for source in everything}),
        format_func=lambda id_: words.kinds.get(id_, id_),
        placeholder="Any",
        key=_KINDS,
    )
    themes = theme.multiselect(
        "Themes",
        sorted({theme for source in everything for theme in source.details.themes}),
        format_func=lambda id_: words.themes.get(id_, id_),
        placeholder="Any",
        key=_THEMES,
    )
    people = added_by.multiselect(
        "Added by", sorted({source.added_by for source in everything}), placeholder="Anyone", key=_ADDED_BY
    )
    within = parts.library.catalogue.sources(Scope(kinds=tuple(kinds), themes=tuple(themes)))
    return with_words((source for source in within if not people or source.added_by in people), typed)


def _show_table(sources: Sequence[Source], coming: Collection[str | None]) -> None:
    """The table; ``coming`` are the ids of sources with a new version on its way."""
    rows = {
        "Title": [source.details.title for source in sources],
        "Kind": [kind_label(source) for source in sources],
        "Themes": [_main_theme(source) for source in sources],
        "Date": [source.details.date or "" for source in sources],
        "Passages": [source.passages for source in sources],
        "Status": ["Live, new version coming" if source.id in coming else "Live" for source in sources],
        "Added by": [source.added_by for source in sources],
        "Added": [source.added_at.date() for source in sources],
    }
    ids = [source.id for source in sources]
    # Another list is another table: a row's number would else stand for another source.
    key = f"{_TABLE}-{zlib.crc32(' '.join(ids).encode())}"
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        height=_HEAD_HEIGHT + min(len(sources), _ROWS_SHOWN) * _ROW_HEIGHT + 3,
        row_height=_ROW_HEIGHT,
        on_select=lambda: _choose_row(key, ids),
        selection_mode="single-row",
        column_config={
            "Title": st.column_config.TextColumn(width=228),
            "Kind": st.column_config.TextColumn(width=72),
            "Themes": st.column_config.TextColumn(width=122),
            "Date": st.column_config.TextColumn(width=84),
            "Passages": st.column_config.NumberColumn(width=70),
            "Status": st.column_config.TextColumn(width=56),
            "Added by": st.column_config.TextColumn(width=66),
            "Added": st.column_config.DateColumn(format="D MMM YYYY", width=88),
        },
        alt="The sources of the library; choose one in the field below to read or change it.",
    )


def _main_theme(source: Source) -> str:
    """The first theme and how many more there are: all of them would not fit in a row."""
    labels = theme_labels(source)
    if len(labels) < 2:
        return "".join(labels)
    return f"{labels[0]} +{len(labels) - 1}"


def _choose_row(key: str, ids: Sequence[str]) -> None:
    value = widget_value(key)
    selection = value.get("selection", {}) if isinstance(value, dict) else {}
    rows = selection.get("rows", [])
    set_widget_value(CHOSEN, ids[rows[0]] if rows and rows[0] < len(ids) else None)


def _choose(sources: Sequence[Source]) -> Source | None:
    """The source that the person looks at: chosen in the table, in the field below it, or named in the address."""
    by_id = {source.id: source for source in sources}
    wanted = widget_value(CHOSEN) or st.query_params.get(_ID)
    # Said anew on each run: the browser knows an option by its words, and these change with the title.
    set_widget_value(CHOSEN, wanted if wanted in by_id else None)
    st.query_params.clear()
    labels = _labels(sources)
    chosen = st.selectbox(
        f"Look at one of {count(len(sources), 'source')}",
        list(by_id),
        index=None,
        format_func=lambda id_: labels.get(id_, id_),
        placeholder="Choose a row of the table, or a title here",
        key=CHOSEN,
    )
    return by_id.get(chosen) if chosen else None


def _labels(sources: Sequence[Source]) -> dict[str, str]:
    """Titles by id; the id is added where several sources have the same title."""
    titles = Counter(source.details.title for source in sources)
    return {
        source.id: source.details.title
        if titles[source.details.title] == 1
        else f"{source.details.title} ({source.id})"
        for source in sources
    }


def _show_source(parts: Services, person: Person, source: Source) -> None:
    with st.container(border=True, key="library-source"):
        st.header(plain(source.details.title), anchor=False)
        _show_facts(source)
        _show_buttons(parts, person, source)
        if person.is_trainer:
            show_coming(parts, source)
            with st.expander("Edit the details", icon=":material/edit:", key=f"edit-{source.id}"):
                _edit(parts, source)
            with st.expander("Replace with a new version", icon=":material/upload_file:", key=f"replace-{source.id}"):
                take_replacement(parts, source)
            show_kept_roles(parts, source)
        with st.expander("Versions and changes", icon=":material/history:", key=f"history-{source.id}"):
            _show_history(parts, person, source)


def _show_facts(source: Source) -> None:
    details = source.details
    facts = [
        kind_label(source),
        ", ".join(theme_labels(source)),
        ", ".join(details.places),
        details.date or "no date",
        count(source.passages, "passage"),
        f"version {source.version}",
        f"added by {source.added_by} on {day(source.added_at)}",
    ]
    st.markdown(" · ".join(plain(fact) for fact in facts if fact))
    if details.summary:
        st.markdown(plain(details.summary))


def _show_buttons(parts: Services, person: Person, source: Source) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(_reading_page(), label="Read it", icon=":material/menu_book:", query_params={"id": source.id})
        if person.is_trainer:
            _download(parts, source, source.version, label="Download the original", key=f"download-{source.id}")
            if st.button("Withdraw …", icon=":material/visibility_off:", key=f"withdraw-{source.id}"):
                _ask_to_withdraw(parts, source)


def _reading_page() -> st.Page:
    from views.pages import page  # pages imports the views it lists

    return page("source")


def _download(parts: Services, source: Source, version: int, *, label: str, key: str, small: bool = False) -> None:
    kept = next((one for one in parts.library.catalogue.versions(source.id) if one.number == version), None)
    if kept is None or not parts.library.originals.has(kept.content_hash):
        return
    path = parts.library.original(source.id, version)
    st.download_button(
        label,
        path.read_bytes,  # called when the button is pressed
        file_name=kept.file_name,
        mime=kept.media_type,
        icon=":material/download:",
        key=key,
        type="tertiary" if small else "secondary",
        on_click="ignore",
    )


@st.dialog("Withdraw this source?")
def _ask_to_withdraw(parts: Services, source: Source) -> None:
    days = parts.settings.withdrawn_days
    st.markdown(f"**{plain(source.details.title)}**")
    st.markdown(
        f"The assistant stops answering from it at once. Links to its passages go on opening the words, marked as "
        f"withdrawn. You can bring it back for {count(days, 'day')}; then it is erased."
    )
    with st.container(horizontal=True):
        if st.button("Withdraw it", type="primary", key="withdraw-yes"):
            _withdraw(parts, source)
        if st.button("Keep it", key="withdraw-no"):
            st.rerun()


def _withdraw(parts: Services, source: Source) -> None:
    try:
        parts.changes().withdraw(source.id)
    except AssistantError as error:
        show_problem(error)
        return
    days = count(parts.settings.withdrawn_days, "day")
    tell(f"Withdrawn: {source.details.title}. You can bring it back under “Withdrawn” for {days}.")
    st.rerun()


def _edit(parts: Services, source: Source) -> None:
    # The generation is part of the key: after a change the fields begin with what is said now.
    key = f"edit-{source.id}-{source.updated_at.timestamp()}"
    with st.form(f"{key}-form", border=False):
        choose_details(source.details, key=key)
        saved = st.form_submit_button("Save the details", type="primary")
    if not saved:
        return
    try:
        with st.spinner("Saving …"):
            after = parts.changes().correct(source.id, chosen_details(source.details, key=key))
    except AssistantError as error:
        show_problem(error)
        return
    tell(f"Saved: {after.details.title}.")
    st.rerun()


def _show_history(parts: Services, person: Person, source: Source) -> None:
    try:
        versions = parts.library.catalogue.versions(source.id)
        entries = History(parts.library.catalogue.database).of(source.id)
    except SourceNotFoundError as error:
        show_problem(error)
        return
    for version in reversed(versions):
        current = source.status is SourceStatus.LIVE and version.number == source.version
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**Version {version.number}**{' (current)' if current else ''}: {plain(version.file_name)}, "
                f"{day(version.created_at)}, by {plain(version.created_by)}"
            )
            st.page_link(
                _reading_page(),
                label="Read",
                icon=":material/menu_book:",
                query_params={"id": source.id, "version": str(version.number)},
            )
            if person.is_trainer:
                _download(
                    parts, source, version.number, label="Original", key=f"v-{source.id}-{version.number}", small=True
                )
    for entry in entries:
        note = f": {plain(entry.note)}" if entry.note else ""
        st.markdown(f"{entry.deed.value.capitalize()} on {day(entry.at)} by {plain(entry.by)}{note}")
