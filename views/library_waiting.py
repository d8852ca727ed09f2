"""What is on its way into the library, said above the list of sources and drawn anew as soon as it is further."""

from collections.abc import Callable, Sequence

import streamlit as st

from ingest.uploads import Upload, UploadState
from views.library_uploads import standing
from views.library_words import count
from views.markup import plain
from views.services import Services

_MOST_NAMED = 3


def show_waiting(parts: Services, *, look: Callable[[], None]) -> None:
    """Draw what is being read, what can be looked at, and what failed; ``look`` leads to it."""
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
        st.button("Look at it" if ready + failed == 1 else "Look at them", on_click=look, key="look-at-waiting")


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
    step = "is being published" if upload.state is UploadState.PUBLISHING else "is being read"
    source = parts.library.catalogue.find(upload.replaces) if upload.replaces else None
    version = f", the new version of “{plain(source.details.title)}”," if source else ""
    return f"{plain(upload.name)}{version} {step}"
