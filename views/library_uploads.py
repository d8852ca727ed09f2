"""Adding material: the box to drop files into, and how far each of them is."""

from collections.abc import Sequence

import streamlit as st

from ingest.intake import IntakeStatus, Stage
from ingest.uploads import Upload, UploadState
from knowledge.errors import AssistantError
from knowledge.types import Source
from views.attempt import attempt_beside, show_problem_beside
from views.library_rehearsal import publish_asking_first, show_inspection
from views.library_words import count, size
from views.markup import plain
from views.notices import tell
from views.problems import show_problem
from views.services import Services
from views.state import session_state

_BOX = "library-files"
_FORMATS = (
    "PDF, Word (.docx), PowerPoint (.pptx), web pages, Markdown, plain text, and transcripts (.vtt, .srt, or text)"
)
_SHOWN_AT_ONCE, _BUSY_SHOWN, _FINISHED_SHOWN = 5, 10, 50
"""Files; a page with the fields of a hundred would be slow, and nobody looks at a hundred at a time."""
_STAGES = {
    Stage.READING: (0.05, "reading"),
    Stage.SPLITTING: (0.1, "splitting into passages"),
    Stage.EMBEDDING: (0.15, "embedding"),
    Stage.PUBLISHING: (0.95, "publishing"),
}
"""How far the bar stands when a stage begins; embedding fills what lies between."""


def show_uploads(parts: Services) -> None:
    """Draw the box and the files that are on their way."""
    st.markdown(
        f"Drop files here: {_FORMATS}. They are read at once, and nothing is published before you have looked at it. "
        "You can leave this page meanwhile."
    )
    _take_files(parts)
    uploads = parts.jobs.uploads()
    with st.container():
        if any(upload.is_busy for upload in uploads):
            _show_busy(parts, standing(uploads))
    with st.container():
        _show_finished(parts, "Not added", [upload for upload in uploads if upload.state is UploadState.FAILED])
    # The latest first: what a trainer has just dropped must not wait behind what another left here.
    ready = [upload for upload in reversed(uploads) if upload.state is UploadState.READY]
    with st.container():
        if len(ready) > 1:
            _offer_all(parts, ready)
    for upload in ready[:_SHOWN_AT_ONCE]:
        show_inspection(parts, upload)
    if len(ready) > _SHOWN_AT_ONCE:
        st.markdown(f"{count(len(ready) - _SHOWN_AT_ONCE, 'more file')} will show here when these are dealt with.")
    _show_finished(parts, "Done", [upload for upload in uploads if upload.state is UploadState.DONE])


def take_replacement(parts: Services, source: Source) -> None:
    """Draw the box for a new version of a source."""
    st.markdown(
        "The present version goes on answering until the new one is published; it can still be read afterwards."
    )
    state = session_state()
    file = st.file_uploader(
        "The new file", key=f"replacement-{source.id}-{state.uploads_taken}", label_visibility="collapsed"
    )
    if file is None:
        return
    try:
        parts.jobs.receive(parts.person(), file.name, file.getvalue(), replaces=source.id)
    except AssistantError as error:
        show_problem(error)
        return
    state.uploads_taken += 1
    st.rerun()


def _take_files(parts: Services) -> None:
    state = session_state()
    files = st.file_uploader(
        "Files to add",
        accept_multiple_files=True,
        key=f"{_BOX}-{state.uploads_taken}",
        label_visibility="collapsed",
    )
    if not files:
        return
    twins = []
    for file in files:
        try:
            received = parts.jobs.receive(parts.person(), file.name, file.getvalue())
        except AssistantError as error:
            show_problem(error)
            return
        if not received.is_new:
            twins.append(received.upload)
    state.uploads_taken += 1
    tell(_told_of_twins(twins))
    st.rerun()


def _told_of_twins(twins: Sequence[Upload]) -> str:
    if not twins:
        return ""
    names = ", ".join(dict.fromkeys(f"{twin.name} (added by {twin.added_by})" for twin in twins))
    return f"Left out, because the same content is already on its way: {count(len(twins), 'file')}, as {names}."


def standing(uploads: Sequence[Upload]) -> frozenset[tuple[str, str]]:
    """How far each upload is: what a page compares to see that it must be drawn anew."""
    return frozenset((upload.id, upload.state.value) for upload in uploads)


@st.fragment(run_every=1.0)
def _show_busy(parts: Services, before: frozenset[tuple[str, str]]) -> None:
    """Files that are being worked on; draws the whole page anew as soon as one of them is done."""
    uploads = parts.jobs.uploads()
    if standing(uploads) != before:
        st.rerun()
    busy = [upload for upload in uploads if upload.is_busy]
    for upload in busy[:_BUSY_SHOWN]:
        share, words = _how_far(upload)
        with st.container(border=True, key=f"busy-{upload.id}"):
            st.markdown(f"**{plain(upload.name)}** · {size(upload.size)}")
            st.progress(share, words)
    if len(busy) > _BUSY_SHOWN:
        st.markdown(f"{count(len(busy) - _BUSY_SHOWN, 'more file')} waiting.")


def _how_far(upload: Upload) -> tuple[float, str]:
    if upload.state is UploadState.READING:
        return 0.0, "Reading …"
    if upload.stage is None:
        return 0.0, "Waiting to be published …"
    begin, words = _STAGES[upload.stage]
    if upload.stage is Stage.EMBEDDING and upload.total:
        end = _STAGES[Stage.PUBLISHING][0]
        share = begin + (end - begin) * upload.done / upload.total
        return share, f"Embedding: {upload.done} of {count(upload.total, 'passage')} …"
    return begin, f"{words.capitalize()} …"


def _offer_all(parts: Services, ready: Sequence[Upload]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{len(ready)} files are ready.** Look at each, or publish all as they stand.")
        st.button(
            f"Publish all {len(ready)}",
            icon=":material/publish:",
            key="publish-all",
            on_click=_publish_all,
            args=(parts, [upload.id for upload in reversed(ready)]),
        )
    named = sum(bool((one := parts.jobs.inspection(upload.id)) and one.offered) for upload in ready)
    if named:
        st.caption(f"{count(named, 'file holds', 'files hold')} names or addresses, about which you are asked first.")


def _publish_all(parts: Services, upload_ids: Sequence[str]) -> None:
    for upload_id in upload_ids:
        attempt_beside(upload_id, publish_asking_first, parts, upload_id)


def _show_finished(parts: Services, heading: str, finished: Sequence[Upload]) -> None:
    if not finished:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(heading, anchor=False)
        st.button(
            "Clear this list",
            key=f"clear-{heading}",
            type="tertiary",
            on_click=attempt_beside,
            args=(heading, _clear, parts, [upload.id for upload in finished]),
        )
    show_problem_beside(heading)
    for upload in finished[: -_FINISHED_SHOWN - 1 : -1]:
        with st.container(border=True, key=f"finished-{upload.id}"):
            _show_outcome(parts, upload)


def _clear(parts: Services, upload_ids: Sequence[str]) -> None:
    parts.jobs.discard(parts.person(), upload_ids)


def _show_outcome(parts: Services, upload: Upload) -> None:
    outcome = upload.outcome
    if outcome is None:
        return
    if outcome.status is IntakeStatus.FAILED:
        st.markdown(f":red-badge[Failed] **{plain(upload.name)}** · {size(upload.size)}")
        st.markdown(f"{plain(outcome.message)}  \n**What to do:** {plain(outcome.advice)}")
        if outcome.retryable:
            _offer_retry(parts, upload.id)
        return
    source = parts.library.catalogue.find(outcome.source_id or "")
    title = plain(source.details.title) if source else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_badge(upload)} **{plain(upload.name)}** · {_told(upload)} “{title}”.")
        if source:
            st.page_link(_reading_page(), label="Read it", icon=":material/menu_book:", query_params={"id": source.id})


def _offer_retry(parts: Services, upload_id: str) -> None:
    st.button(
        "Try again",
        key=f"retry-{upload_id}",
        icon=":material/refresh:",
        on_click=attempt_beside,
        args=(upload_id, _retry, parts, upload_id),
    )
    show_problem_beside(upload_id)


def _retry(parts: Services, upload_id: str) -> None:
    parts.jobs.retry(parts.person(), upload_id)


def _badge(upload: Upload) -> str:
    status = upload.outcome.status if upload.outcome else None
    if status is IntakeStatus.ADDED:
        return ":green-badge[Added]"
    if status is IntakeStatus.UPDATED:
        return f":green-badge[Version {upload.outcome.version if upload.outcome else ''}]"
    return ":gray-badge[Unchanged]"


def _told(upload: Upload) -> str:
    if upload.outcome and upload.outcome.status is IntakeStatus.UNCHANGED:
        return "the library holds this very file already, as"
    return "now in the library as"


def _reading_page() -> st.Page:
    from views.pages import page  # pages imports the views it lists

    return page("source")
