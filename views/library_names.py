"""Names, addresses and numbers in what was uploaded, and the roles that stand for them; and the list a source keeps."""

import zlib

import streamlit as st

from ingest.inspection import Inspection
from ingest.personal_data import PersonalDatum
from ingest.uploads import Upload
from knowledge.errors import AssistantError
from knowledge.kept_roles import KeptRoles
from knowledge.locators import locate
from knowledge.types import Source
from views.library_words import count
from views.markup import plain
from views.notices import tell
from views.problems import show_problem
from views.services import Services

_MOST_PLACES = 3
_LONGEST_ROLE = 80  # characters


def roles_stamp(inspection: Inspection) -> int:
    """A part for the keys of fields that begin anew when other roles are chosen."""
    return zlib.crc32(repr((sorted(inspection.roles.items()), inspection.keeps_roles)).encode())


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
    with st.form(f"roles-{upload.id}-{roles_stamp(inspection)}", border=False):
        chosen = _choose_roles(upload, inspection)
        remembered = st.checkbox(
            "Keep this list with the source, so that its next versions get the same roles",
            inspection.keeps_roles,
            key=f"remember-{upload.id}",
            help="The list holds the names. It is kept in the library's data folder, only trainers see it (under the "
            "source, “Names and roles”), and it can be forgotten there at any time.",
        )
        with st.container(horizontal=True):
            label = "Apply these roles" if inspection.replaced else "Replace by roles"
            replaced = st.form_submit_button(label, icon=":material/person_off:")
            undone = bool(inspection.replaced) and st.form_submit_button("Bring the names back", icon=":material/undo:")
    if inspection.replaces is not None:
        st.caption("Earlier versions of this source stay as they are, also where they hold names.")
    if replaced or undone:
        roles = {} if undone else {**inspection.roles, **chosen}
        _replace(parts, upload, roles, remembered=remembered)


def _choose_roles(upload: Upload, inspection: Inspection) -> dict[str, str]:
    columns = st.columns(2)
    return {
        datum.words: columns[number % 2]
        .text_input(_label(datum, inspection), datum.role, key=f"role-{upload.id}-{number}", max_chars=_LONGEST_ROLE)
        .strip()
        for number, datum in enumerate(inspection.personal_data)
    }


def _replace(parts: Services, upload: Upload, roles: dict[str, str], *, remembered: bool) -> None:
    try:
        parts.jobs.replace_names(parts.person(), upload.id, roles, remembered=remembered)
    except AssistantError as error:
        show_problem(error)
    else:
        st.rerun()


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
        if st.button("Forget these names", icon=":material/delete:", key=f"forget-names-{source.id}"):
            _forget(parts, source)


def _forget(parts: Services, source: Source) -> None:
    try:
        parts.changes().forget_names(source.id)
    except AssistantError as error:
        show_problem(error)
        return
    tell(f"The names are forgotten. In its next version they are found and offered anew: {source.details.title}.")
    st.rerun()
