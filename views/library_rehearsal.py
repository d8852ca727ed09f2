"""One uploaded file before it is published: what was read, what it can answer, and the details to correct."""

from collections.abc import Sequence

import streamlit as st

from ingest.inspection import Inspection
from ingest.near_duplicates import NearDuplicate
from ingest.rehearsal import Heading
from ingest.uploads import Upload
from knowledge.locators import clock, locate
from knowledge.types import SourceStatus
from knowledge.vocabulary import vocabulary
from views.attempt import attempt_beside, show_problem_beside
from views.library_details import choose_details, chosen_details
from views.library_names import replace_as_pressed, show_names, warn_of_names
from views.library_words import count, size
from views.live import announce
from views.markup import lines, plain
from views.services import Services
from views.state import session_state

_MOST_HEADINGS, _MOST_BROKEN = 40, 12
_BEGINNING = 600  # characters


def show_inspection(parts: Services, upload: Upload) -> None:
    """Draw one file that is ready to be looked at, with the buttons to publish or discard it."""
    inspection = parts.jobs.inspection(upload.id)
    if inspection is None:
        return
    with st.container(border=True, key=f"ready-{upload.id}"):
        st.markdown(f":blue-badge[To check] **{plain(upload.name)}** · {size(upload.size)}")
        _show_proposal(inspection)
        _show_summary(inspection)
        # What may or may not be there has a place of its own. Else what follows changes places while the card is drawn
        # anew, and for a moment a button of before stands beside the one of now.
        with st.container():
            _show_warnings(parts, upload, inspection)
        personal = inspection.personal_data
        names = f"Names and addresses ({len(personal)})" if personal else "Names and addresses"
        read, questions, details, people = st.tabs(
            ["What was read", "Questions it can answer", "Correct the details", names], key=f"tabs-{upload.id}"
        )
        with read:
            _show_reading(inspection)
        with questions:
            _show_questions(inspection)
        with details:
            choose_details(inspection.details, key=_details_key(upload.id))
        with people:
            show_names(parts, upload, inspection)
        with st.container():
            show_problem_beside(upload.id)
            if inspection.offered and upload.id in session_state().names_asked:
                _ask_of_names(parts, upload, len(inspection.offered))
        _show_buttons(parts, upload, as_version=inspection.replaces is not None)


def _details_key(upload_id: str) -> str:
    return f"new-{upload_id}"


def _show_buttons(parts: Services, upload: Upload, *, as_version: bool) -> None:
    with st.container(horizontal=True):
        st.button(
            "Publish as a new version" if as_version else "Publish",
            type="primary",
            icon=":material/publish:",
            key=f"publish-{upload.id}",
            on_click=attempt_beside,
            args=(upload.id, publish_asking_first, parts, upload.id),
        )
        st.button(
            "Discard",
            icon=":material/delete:",
            key=f"discard-{upload.id}",
            on_click=attempt_beside,
            args=(upload.id, lambda: parts.jobs.discard(parts.person(), [upload.id])),
        )


def _ask_of_names(parts: Services, upload: Upload, number: int) -> None:
    """Ask whether a file may be published with the names in it."""
    announce("Not published yet: it holds names or addresses.", key=upload.id)
    with st.container(border=True, key=f"names-asked-{upload.id}"):
        st.markdown(
            f"**Not published yet.** It holds {count(number, 'name or address', 'names and addresses')} "
            "that everyone who uses the library would read. “Names and addresses” offers roles to put in their place."
        )
        st.button(
            "Publish with the names",
            key=f"publish-named-{upload.id}",
            on_click=attempt_beside,
            args=(upload.id, _publish_as_chosen, parts, upload.id),
        )


def publish_asking_first(parts: Services, upload_id: str) -> None:
    """Publish a file, unless it holds names and nobody has said what is to become of them.

    Streamlit drops a press now and then when two come at once; where that was the one for the roles, the names must
    not be published instead.
    """
    replace_as_pressed(parts, upload_id)
    inspection = parts.jobs.inspection(upload_id)
    if inspection is not None and inspection.offered:
        session_state().names_asked.add(upload_id)
    else:
        _publish_as_chosen(parts, upload_id)


def _publish_as_chosen(parts: Services, upload_id: str) -> None:
    """Publish a file with what its fields say, where they are drawn.

    Raises:
        NotAllowedError: the person is not a trainer.
        SettingsError: something said cannot be used; the message names the field.
    """
    replace_as_pressed(parts, upload_id)
    inspection = parts.jobs.inspection(upload_id)
    if inspection is not None:
        parts.jobs.publish(parts.person(), upload_id, chosen_details(inspection.details, key=_details_key(upload_id)))


def _show_summary(inspection: Inspection) -> None:
    read = inspection.rehearsal
    facts = [
        count(len(read.pages), "page") if read.pages else "",
        count(len(read.slides), "slide") if read.slides else "",
        f"{clock(read.seconds)} long" if read.seconds else "",
        count(len(read.speakers), "speaker") if read.speakers else "",
        count(len(read.headings), "heading") if read.headings else "no headings",
        count(read.words, "word"),
        count(inspection.passages, "passage"),
    ]
    st.markdown("Read: " + " · ".join(fact for fact in facts if fact))


def _show_warnings(parts: Services, upload: Upload, inspection: Inspection) -> None:
    """What a trainer should know before publishing, the most important first."""
    read = inspection.rehearsal
    known = inspection.unchanged
    if known is not None and known.status is SourceStatus.WITHDRAWN:
        title = plain(known.details.title)
        st.info(f"This very file was withdrawn, as “{title}”. Publishing it brings that source back.")
    elif inspection.replaces is not None:
        st.info(
            f"This is a new version of “{plain(inspection.replaces.details.title)}”. "
            f"Version {inspection.replaces.version} goes on answering until you publish this one.",
            icon=":material/upgrade:",
        )
    for near in inspection.near:
        _show_near(parts, upload, near, may_replace=inspection.replaces is None and known is None)
    for other in parts.jobs.look_alikes(upload.id):
        st.warning(
            f"{other.share:.0%} of its sentences also stand in “{plain(other.upload.name)}”, which waits here as well. "
            "If they are the same work, discard one of them.",
            icon=":material/content_copy:",
        )
    if read.is_mostly_broken:
        st.error("So many words look broken that this file should be made again: save it anew, or run OCR on it.")
    elif read.broken_words:
        st.warning(f"{count(read.broken_words_count, 'word')} may be broken: see “What was read”.")
    for warning in read.warnings:
        st.warning(plain(warning.message))
    warn_of_names(inspection)


def _show_near(parts: Services, upload: Upload, near: NearDuplicate, *, may_replace: bool) -> None:
    """Warn of a source with much of the same text, with the offer to make the file a new version of it."""
    title = plain(near.source.details.title)
    advice = " If it is the same work, add it as a new version." if may_replace else ""
    st.warning(
        f"{near.share:.0%} of its sentences also stand in “{title}”.{advice}",
        icon=":material/content_copy:",
    )
    if may_replace:
        st.button(
            f"It is a new version of “{title}”",
            icon=":material/upgrade:",
            key=f"version-{upload.id}-{near.source.id}",
            on_click=attempt_beside,
            args=(upload.id, parts.jobs.take_as_version, parts.person(), upload.id, near.source.id),
        )


def _show_proposal(inspection: Inspection) -> None:
    """What it would be published as, and why these themes."""
    details, words = inspection.details, vocabulary()
    suggested = {theme.id: theme.words for theme in inspection.rehearsal.themes}
    themes = [
        words.themes.get(theme, theme) + (f" (from: {', '.join(suggested[theme])})" if theme in suggested else "")
        for theme in details.themes
    ]
    facts = [
        words.kinds.get(details.kind, details.kind),
        details.date or "no date",
        ", ".join(details.authors) or "no author",
        "; ".join(themes) or "no theme proposed: nothing in it fits one clearly",
    ]
    st.markdown(f"Proposed: “{plain(details.title)}” · " + " · ".join(plain(fact) for fact in facts))


def _show_reading(inspection: Inspection) -> None:
    read, document = inspection.rehearsal, inspection.document
    if read.speakers:
        st.markdown("**Speakers**")
        st.markdown(
            "\n".join(
                f"- {plain(speaker.name)}: {count(speaker.turns, 'turn')}, {count(speaker.words, 'word')}"
                + (f", first at {clock(speaker.first_seconds)}" if speaker.first_seconds is not None else "")
                for speaker in read.speakers
            )
        )
    for label, found in (("Pages", read.pages), ("Slides", read.slides)):
        if found:
            st.markdown(f"**{label}** (with their words): " + ", ".join(f"{plain(p.label)} ({p.words})" for p in found))
    _show_headings(read.headings)
    if read.broken_words:
        st.markdown("**Words that may be broken**")
        st.markdown(
            "\n".join(
                f"- {plain(word.words)} ({word.reason}) "
                f"{plain(locate(document.segments, word.span.start, word.span.end).text)}"
                for word in read.broken_words[:_MOST_BROKEN]
            )
        )
    st.markdown("**How it begins**")
    beginning = document.text[:_BEGINNING]
    cut = len(beginning) < len(document.text)
    st.markdown(f"“{lines(beginning.rsplit(' ', 1)[0] + ' …' if cut else beginning)}”")


def _show_headings(headings: Sequence[Heading]) -> None:
    st.markdown("**Headings**")
    if not headings:
        st.markdown("None were recognised. Passages are cited by their page or time alone.")
        return
    outline = [f"{'  ' * (max(1, heading.level) - 1)}- {plain(heading.label)}" for heading in headings]
    st.markdown("\n".join(outline[:_MOST_HEADINGS]))
    if len(outline) > _MOST_HEADINGS:
        st.markdown(f"… and {len(outline) - _MOST_HEADINGS} more.")


def _show_questions(inspection: Inspection) -> None:
    if not inspection.questions:
        st.markdown("No sentence was found that answers a question by itself. Look at “What was read”.")
    for question in inspection.questions:
        place = f" ({plain(question.place)})" if question.place else ""
        st.markdown(f"**{plain(question.question)}**  \n“{plain(question.quote)}”{place}")
