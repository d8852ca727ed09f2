"""Names, addresses and numbers in what was uploaded, and the roles that stand for them; and the list a source keeps."""

import zlib

import streamlit as st

from ingest.inspection import Inspection
from ingest.personal_data import PersonalDatum
from ingest.uploads import Upload
from knowledge.kept_roles import KeptRoles
from knowledge.locators import locate
from knowledge.types import Source
from views.attempt import attempt_beside, show_problem_beside
from views.library_words import count
from views.markup import plain
from views.notices import tell
from views.services import Services
from views.state import widget_value

_MOST_PLACES = 3
_LONGEST_ROLE = 80  # characters


def warn_of_names(inspection: Inspection) -> None:
    """Say what personal data is left, and for what roles stand already."""
    if inspection.offered:
        more = "more " if inspection.replaced else ""
        st.warning(
            f"It seems to hold {more}personal data ({len(inspection.offered)}): see “Names and addresses”.",
            icon=":material/person_alert:",
        )
    if inspection.replaced:
        st.success(
            f"{count(len(inspection.replaced), 'name or address', 'names and addresses')} replaced by roles"
            f"{_as_before(inspection)}: see “Names and addresses”. Only the text with the roles is published and kept; "
            "the file you uploaded is deleted when you publish or discard it."
        )


def _as_before(inspection: Inspection) -> str:
    if inspection.replaces is None or not inspection.has_carried_roles:
        return ""
    return f", as in version {inspection.replaces.version}"


def show_names(parts: Services, upload: Upload, inspection: Inspection) -> None:
    """Draw each name with the role to put in its place, and what becomes of the list."""
    if not inspection.personal_data:
        st.markdown("None were found. This is a help, not a guarantee: names are looked for in transcripts only.")
        return
    st.markdown(
        "Each is replaced everywhere by what stands beside it; leave a field empty to keep the name. "
        "This is a help, not a guarantee: read the text through if people were promised not to be named."
    )
    with st.form(_key("form", upload.id, inspection), border=False):
        _choose_roles(upload.id, inspection)
        st.checkbox(
            "Keep this list with the source, so that its next versions get the same roles",
            inspection.keeps_roles,
            key=_key("remember", upload.id, inspection),
            help="The list holds the names. It is kept in the library's data folder, only trainers see it (under the "
            "source, “Names and roles”), and it can be forgotten there at any time.",
        )
        with st.container(horizontal=True):
            label = "Apply these roles" if inspection.replaced else "Replace by roles"
            _submit(parts, upload.id, label, ":material/person_off:", key=_key("apply", upload.id, inspection))
            if inspection.replaced:
                back = _key("names-back", upload.id, inspection)
                _submit(parts, upload.id, "Bring the names back", ":material/undo:", key=back)
    if inspection.replaces is not None:
        st.caption("Earlier versions of this source stay as they are, also where they hold names.")


def replace_as_pressed(parts: Services, upload_id: str) -> None:
    """Put the roles in place, or bring the names back, if the button for it was pressed and nothing came of it yet.

    Called by each button that such a press must come before: Streamlit may tell of both at once, in any order.

    Raises:
        NotAllowedError: the person is not a trainer.
    """
    inspection = parts.jobs.inspection(upload_id)
    if inspection is None:
        return
    if widget_value(_key("apply", upload_id, inspection)):
        roles = {**inspection.roles, **_chosen_roles(upload_id, inspection)}
    elif widget_value(_key("names-back", upload_id, inspection)):
        roles = {}
    else:
        return
    remembered = bool(widget_value(_key("remember", upload_id, inspection), inspection.keeps_roles))
    parts.jobs.replace_names(parts.person(), upload_id, roles, remembered=remembered)


def _submit(parts: Services, upload_id: str, label: str, icon: str, *, key: str) -> None:
    st.form_submit_button(
        label, icon=icon, key=key, on_click=attempt_beside, args=(upload_id, replace_as_pressed, parts, upload_id)
    )


def _key(what: str, upload_id: str, inspection: Inspection) -> str:
    """A key that is another one as soon as other roles are chosen: the fields then begin with those."""
    stamp = zlib.crc32(repr((sorted(inspection.roles.items()), inspection.keeps_roles)).encode())
    return f"{what}-{upload_id}-{stamp}"


def _choose_roles(upload_id: str, inspection: Inspection) -> None:
    columns, key = st.columns(2), _key("role", upload_id, inspection)
    for number, datum in enumerate(inspection.personal_data):
        label = _label(datum, inspection)
        columns[number % 2].text_input(label, datum.role, key=f"{key}-{number}", max_chars=_LONGEST_ROLE)


def _chosen_roles(upload_id: str, inspection: Inspection) -> dict[str, str]:
    key = _key("role", upload_id, inspection)
    return {
        datum.words: str(widget_value(f"{key}-{number}", datum.role)).strip()
        for number, datum in enumerate(inspection.personal_data)
    }


def _label(datum: PersonalDatum, inspection: Inspection) -> str:
    """The words and where they stand first."""
    segments = inspection.as_read.segments
    places = [locate(segments, span.start, span.end).text for span in datum.places[:_MOST_PLACES]]
    said = ", ".join(dict.fromkeys(place for place in places if place))
    times = f" · {count(len(datum.places), 'time')}" if datum.places else ""
    return f"{plain(datum.words)} ({datum.kind.value}{times}{' · ' + plain(said) if said else ''})"


def show_kept_roles(parts: Services, source: Source) -> None:
    """Draw the list that a source keeps, where it keeps one, with the button to forget it."""
    roles = KeptRoles(parts.library.catalogue.database).of(source.id)
    if not roles:
        return
    with st.expander(f"Names and roles ({len(roles)})", icon=":material/person_off:", key=f"names-{source.id}"):
        st.markdown(
            "These roles stand for names in this source; its next version gets the same. Only trainers see this list."
        )
        st.markdown("\n".join(f"- {plain(words)}: {plain(role) or 'left as it is'}" for words, role in roles.items()))
        st.button(
            "Forget these names",
            icon=":material/delete:",
            key=f"forget-names-{source.id}",
            on_click=attempt_beside,
            args=(source.id, _forget, parts, source),
        )
        show_problem_beside(source.id)


def _forget(parts: Services, source: Source) -> None:
    parts.changes().forget_names(source.id)
    tell(f"The names are forgotten. In its next version they are found and offered anew: {source.details.title}.")
