"""What is on its way into the library, said above the list of sources and drawn anew as soon as it is further."""

from collections.abc import Sequence

import streamlit as st

from ingest.uploads import Upload, UploadState
from knowledge.types import Source
from views.library_uploads import standing
from views.library_words import ADD, PART, count
from views.markup import plain
from views.services import Services
from views.state import set_widget_value

_MOST_NAMED = 3


def look_at_uploads() -> None:
    """Lead to the part of the page where uploads are looked at."""
    set_widget_value(PART, ADD)


def show_coming(parts: Services, source: Source) -> None:
    """Draw, beside a source, that a new version of it is being read or can be looked at."""
    for upload in parts.jobs.uploads():
        if upload.replaces != source.id or not upload.is_open:
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"coming-{upload.id}"):
            if upload.is_busy:
                st.markdown(f":material/hourglass_top: The new version, {plain(upload.name)}, {_step(upload)} …")
            else:
                st.markdown(f":material/upgrade: The new version, {plain(upload.name)}, can be checked and published.")
                st.button("Check it", on_click=look_at_uploads, key=f"check-{upload.id}")


def show_waiting(parts: Services) -> None:
    """Draw what is being read, what can be looked at, and what failed, with the way to it."""
    uploads = parts.jobs.uploads()
    busy = [upload for upload in uploads if upload.is_busy]
    if busy:
        _show_busy(parts, _told(parts, busy), standing(uploads))
    ready = sum(upload.state is UploadState.READY for upload in uploads)
    failed = sum(upload.state is UploadState.FAILED for upload in uploads)
    if not ready and not failed:
        return
    words = [
        f"{count(ready, 'file')} to check and publish" if ready else "",
        f"{count(failed, 'file')} could not be added" if failed else "",
    ]
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f":material/upload_file: {'; '.join(word for word in words if word)}.")
        st.button(
            "Look at it" if ready + failed == 1 else "Look at them", on_click=look_at_uploads, key="look-at-waiting"
        )


@st.fragment(run_every=1.0)
def _show_busy(parts: Services, words: str, before: frozenset[tuple[str, str]]) -> None:
    if standing(parts.jobs.uploads()) != before:
        st.rerun()
    st.info(words, icon=":material/hourglass_top:")


def _told(parts: Services, busy: Sequence[Upload]) -> str:
    named = "; ".join(_as_told(parts, upload) for upload in busy[:_MOST_NAMED])
    more = f"; and {count(len(busy) - _MOST_NAMED, 'more file')}" if len(busy) > _MOST_NAMED else ""
    return f"{named}{more}."


def _as_told(parts: Services, upload: Upload) -> str:
    source = parts.library.catalogue.find(upload.replaces) if upload.replaces else None
    version = f", the new version of “{plain(source.details.title)}”," if source else ""
    return f"{plain(upload.name)}{version} {_step(upload)}"


def _step(upload: Upload) -> str:
    return "is being published" if upload.state is UploadState.PUBLISHING else "is being read"
