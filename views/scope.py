"""The filter in the sidebar: which part of the library a question is asked of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from knowledge.types import Scope, Source
from knowledge.vocabulary import vocabulary
from views.state import set_widget_value, widget_value

_THEMES, _KINDS, _PLACES, _SOURCES, _YEARS = (
    "scope-themes",
    "scope-kinds",
    "scope-places",
    "scope-sources",
    "scope-years",
)


def choose_scope(sources: Sequence[Source]) -> Scope:
    """Draw the filter over these sources.

    Returns:
        What the person chose; an open scope when nothing is filtered.
    """
    words = vocabulary()
    st.markdown("**Look only in**")
    themes = _choose("Themes", _THEMES, _count(source.details.themes for source in sources), words.themes)
    kinds = _choose("Kinds of material", _KINDS, _count((source.details.kind,) for source in sources), words.kinds)
    places = _choose("Places", _PLACES, _count(source.details.places for source in sources), {})
    titles = {source.id: source.details.title for source in sources}
    chosen = st.multiselect(
        "Sources", list(titles), format_func=lambda id_: titles.get(id_, id_), key=_SOURCES, placeholder="Any"
    )
    first, last = _choose_years(sources)
    scope = Scope(themes=themes, kinds=kinds, places=places, sources=tuple(chosen), first_year=first, last_year=last)
    if not scope.is_open:
        st.button("Clear the filter", on_click=clear_scope, icon=":material/filter_alt_off:")
    return scope


def clear_scope() -> None:
    """Take every filter off."""
    for key in (_THEMES, _KINDS, _PLACES, _SOURCES):
        set_widget_value(key, [])
    bounds = widget_value(f"{_YEARS}-bounds")
    if bounds is not None:
        set_widget_value(_YEARS, bounds)


def narrow_to_theme(theme: str) -> None:
    """Set the theme filter to one theme."""
    set_widget_value(_THEMES, [theme])


def _choose(label: str, key: str, counts: Counter[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    options = [id_ for id_, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    stale = [id_ for id_ in _chosen(key) if id_ not in counts]
    if stale:  # a source was withdrawn since this filter was set
        set_widget_value(key, [id_ for id_ in _chosen(key) if id_ in counts])
    return tuple(
        st.multiselect(
            label,
            options,
            key=key,
            placeholder="Any",
            format_func=lambda id_: f"{labels.get(id_, id_)} ({counts[id_]})",
        )
    )


def _chosen(key: str) -> list[str]:
    value = widget_value(key)
    return [str(item) for item in value] if isinstance(value, list) else []


def _count(groups: Iterable[tuple[str, ...]]) -> Counter[str]:
    return Counter(value for group in groups for value in group)


def _choose_years(sources: Sequence[Source]) -> tuple[int | None, int | None]:
    years = sorted(
        {
            year
            for source in sources
            if source.details.period
            for year in (source.details.period.first, source.details.period.last or source.details.period.first)
        }
    )
    if len(years) < 2:
        return None, None
    bounds = (years[0], years[-1])
    set_widget_value(f"{_YEARS}-bounds", bounds)
    first, last = st.slider("Years", *bounds, value=bounds, key=_YEARS)
    return (None if first == bounds[0] else first, None if last == bounds[1] else last)
