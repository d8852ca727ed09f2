"""The fields in which a trainer says what a source is."""

import zlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Final

import streamlit as st

from ingest.metadata import LONGEST_TITLE, DetailChanges
from knowledge.types import SourceDetails
from knowledge.vocabulary import vocabulary
from views.state import widget_value

_LONGEST_LINE, _LONGEST_SUMMARY = 500, 2000  # characters
_FIELDS: Final = tuple(field.name for field in fields(DetailChanges))


def choose_details(details: SourceDetails, *, key: str) -> None:
    """Draw the fields with what is known; `chosen_details` reads what they say."""
    words = vocabulary()
    keys = {name: _field_key(key, name, details) for name in _FIELDS}
    st.text_input("Title", details.title, max_chars=LONGEST_TITLE, key=keys["title"])
    st.multiselect(
        "Themes",
        list(words.themes),
        default=[theme for theme in details.themes if theme in words.themes],
        format_func=lambda id_: words.themes[id_],
        placeholder="None yet",
        key=keys["themes"],
    )
    left, right = st.columns(2)
    with left:
        kinds = list(words.kinds)
        st.selectbox(
            "Kind",
            kinds,
            index=kinds.index(details.kind) if details.kind in kinds else None,
            format_func=lambda id_: words.kinds[id_],
            key=keys["kind"],
        )
        _choose_several("Places", details.places, key=keys["places"], hint="Type a place and press Enter")
        _line("Publisher", details.publisher, key=keys["publisher"])
    with right:
        _line("Date", details.date, key=keys["date"], hint="For example: 2023, 2023-05 or 2023-05-29")
        _choose_several("Authors", details.authors, key=keys["authors"], hint="Type a name and press Enter")
        _line("Licence", details.licence, key=keys["licence"], hint="For example: CC BY 4.0")
    _line(
        "Link to the original on the web (for a recording: citations open it at their second)",
        details.link,
        key=keys["link"],
        hint="https://…",
    )
    _line("Language", details.language, key=keys["language"], hint="For example: en, da, sv")
    st.text_area(
        "Summary in one sentence",
        details.summary or "",
        max_chars=_LONGEST_SUMMARY,
        height=80,
        key=keys["summary"],
    )


def chosen_details(details: SourceDetails, *, key: str) -> DetailChanges:
    """What the fields say otherwise than these details, with which they were drawn."""
    said = {name: _said(widget_value(_field_key(key, name, details))) for name in _FIELDS}
    return DetailChanges(**{name: value for name, value in said.items() if value != _known(details, name)})  # type: ignore[arg-type]  # each field's widget gives the field's type


def _field_key(key: str, name: str, details: SourceDetails) -> str:
    """The key of a field: another one when something else is proposed, so that it begins with that."""
    return f"{key}-{name}-{zlib.crc32(repr(getattr(details, name)).encode())}"


def _said(value: object) -> object:
    """What a field says, in the form that details have; None where it has not been drawn or nothing is chosen."""
    if isinstance(value, str):
        return " ".join(value.split())
    return tuple(value) if isinstance(value, list) else value


def _known(details: SourceDetails, name: str) -> object:
    """What a field begins with."""
    value = getattr(details, name)
    return "" if value is None else value


def _line(label: str, value: str | None, *, key: str, hint: str = "") -> None:
    st.text_input(label, value or "", max_chars=_LONGEST_LINE, placeholder=hint, key=key)


def _choose_several(label: str, values: Sequence[str], *, key: str, hint: str) -> None:
    """A field that takes several values, each typed by hand."""
    st.multiselect(label, list(values), default=list(values), accept_new_options=True, placeholder=hint, key=key)
