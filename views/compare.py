"""The Compare page: two to five cases side by side, every cell with its own citation or "not stated"."""

import streamlit as st

from knowledge.cases import Aspect, CaseCard, CaseCell, case_card, compare
from knowledge.export.gather import export_comparison
from knowledge.types import Source
from knowledge.vocabulary import CASE_STUDY
from views.downloads import circumstances, show_export
from views.links import citation_path
from views.markup import plain
from views.services import Services, services

_CASES = "cases"
_MOST = 5
_HONESTY = (
    "Words in quotation marks are the source's own; the others come from its details. “Not stated” means that no "
    "sentence was recognised that tells it: the source may still say it in other words."
)


def render() -> None:
    """Draw the cases named in the address, and the choice of others."""
    parts = services()
    st.title("Compare cases")
    sources = {source.id: source for source in parts.library.catalogue.sources()}
    chosen = _choose(sources)
    if not chosen:
        st.markdown("Choose one case for its card, or two to five to see them side by side.")
    elif len(chosen) == 1:
        st.header(plain(sources[chosen[0]].details.title))
        show_case(case_card(parts.library.catalogue, chosen[0]))
    else:
        _show_comparison(parts, chosen)


def _choose(sources: dict[str, Source]) -> list[str]:
    asked = [id_ for id_ in st.query_params.get(_CASES, "").split(",") if id_ in sources][:_MOST]
    cases = sorted(sources, key=lambda id_: (sources[id_].details.kind != CASE_STUDY, sources[id_].details.title))
    chosen = st.multiselect(
        "Cases",
        cases,
        default=asked,
        max_selections=_MOST,
        format_func=lambda id_: sources[id_].details.title,
        placeholder="Choose up to five",
    )
    if chosen != asked:
        st.query_params[_CASES] = ",".join(chosen)
    return chosen


def show_case(card: CaseCard) -> None:
    """Draw a case's card, aspect by aspect."""
    for aspect in Aspect:
        st.markdown(f"**{aspect.label}**  \n{_words(card.cell(aspect))}")
    st.caption(_HONESTY)


def _show_comparison(parts: Services, chosen: list[str]) -> None:
    comparison = compare(parts.library.catalogue, chosen)
    show_export(
        lambda: export_comparison(parts.library.catalogue, comparison, circumstances()),
        key="comparison",
        about=",".join(chosen),
    )
    heads = " | ".join(plain(card.details.title) for card in comparison.cards)
    rows = [f"| Aspect | {heads} |", "|---" * (len(comparison.cards) + 1) + "|"]
    for aspect in Aspect:
        cells = " | ".join(_words(card.cell(aspect)) for card in comparison.cards)
        rows.append(f"| **{aspect.label}** | {cells} |")
    with st.container(key="comparison"):  # views/style.py lets it scroll by itself on a narrow screen
        st.markdown("\n".join(rows))
    st.caption(_HONESTY)


def _words(cell: CaseCell) -> str:
    if not cell.is_stated:
        return "*not stated*"
    quotes = [f"“{plain(citation.quote)}” [\\[open\\]]({citation_path(citation)})" for citation in cell.citations]
    return " · ".join(part for part in (plain(cell.record), " ".join(quotes)) if part)
