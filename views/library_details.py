"""The fields in which a trainer says what a source is."""

from collections.abc import Sequence

import streamlit as st

from ingest.metadata import LONGEST_TITLE, DetailChanges
from knowledge.types import SourceDetails
from knowledge.vocabulary import vocabulary

_LONGEST_LINE, _LONGEST_SUMMARY = 500, 2000  # characters


def choose_details(details: SourceDetails, *, key: str) -> DetailChanges:
    """Draw the fields with what is known.

    Returns:
        What they say now, field by field.
    """
    words = vocabulary()
    title = st.text_input("Title", details.title, max_chars=LONGEST_TITLE, key=f"{key}-title")
    themes = st.multiselect(
        "Themes",
        list(words.themes),
        default=[theme for theme in details.themes if theme in words.themes],
        format_func=lambda id_: words.themes[id_],
        placeholder="None yet",
        key=f"{key}-themes",
    )
    left, right = st.columns(2)
    with left:
        kinds = list(words.kinds)
        kind = st.selectbox(
            "Kind",
            kinds,
            index=kinds.index(details.kind) if details.kind in kinds else None,
            format_func=lambda id_: words.kinds[id_],
            key=f"{key}-kind",
        )
        places = _choose_several("Places", details.places, key=f"{key}-places", hint="Type a place and press Enter")
        publisher = _line("Publisher", details.publisher, key=f"{key}-publisher")
    with right:
        when = _line("Date", details.date, key=f"{key}-date", hint="For example: 2023, 2023-05 or 2023-05-29")
        authors = _choose_several("Authors", details.authors, key=f"{key}-authors", hint="Type a name and press Enter")
        licence = _line("Licence", details.licence, key=f"{key}-licence", hint="For example: CC BY 4.0")
    link = _line(
        "Link to the original on the web (for a recording: citations open it at their second)",
        details.link,
        key=f"{key}-link",
        hint="https://…",
    )
    language = _line("Language", details.language, key=f"{key}-language", hint="For example: en, da, sv")
    summary = st.text_area(
        "Summary in one sentence", details.summary or "", max_chars=_LONGEST_SUMMARY, height=80, key=f"{key}-summary"
    )
    return DetailChanges(
        title=" ".join(title.split()),
        kind=kind,
        themes=tuple(themes),
        places=tuple(places),
        date=when,
        authors=tuple(authors),
        publisher=publisher,
        link=link,
        licence=licence,
        language=language,
        summary=" ".join(summary.split()),
    )


def _line(label: str, value: str | None, *, key: str, hint: str = "") -> str:
    return st.text_input(label, value or "", max_chars=_LONGEST_LINE, placeholder=hint, key=key).strip()


def _choose_several(label: str, values: Sequence[str], *, key: str, hint: str) -> list[str]:
    """A field that takes several values, each typed by hand."""
    return list(
        st.multiselect(label, list(values), default=list(values), accept_new_options=True, placeholder=hint, key=key)
    )
