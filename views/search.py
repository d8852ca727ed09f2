"""The Search page: cited excerpts for words, phrases and filters; the address holds the whole search."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from knowledge.catalogue import StoredDocument
from knowledge.citations import cite_span
from knowledge.export.document import ExportDocument
from knowledge.export.gather import export_search
from knowledge.extents import MOST_EXCERPTS, SearchExtent, shown_extent, whole_extent
from knowledge.facets import (
    Facet,
    Relaxation,
    facets_of_scope,
    facets_of_search,
    more_like,
    narrowed,
    relaxations,
    widened,
)
from knowledge.marking import Emphasis, Piece, best_sentence, marked_pieces
from knowledge.query_language import Field, ParsedQuery, known_values, parse_query, query_text
from knowledge.ranking import SPREAD_OVER, by_source, latest_first
from knowledge.spelling import respelt
from knowledge.turns import turns_within, with_speakers
from knowledge.types import Passage, Query, RankedPassage, Scope, SearchResult, Source, SourceDetails, Span
from knowledge.vocabulary import vocabulary
from views.answer import copy_reference
from views.downloads import circumstances, show_export
from views.focus import focus_on_opening
from views.keeping import Extent, show_keep
from views.links import span_parameters
from views.live import announce
from views.markup import plain
from views.services import Services, services
from views.state import set_widget_value, widget_value
from views.status import show_readiness

_WORDS, _ORDER, _LAYOUT, _LIKE, _SHOWN = "q", "order", "layout", "like", "n"
_BOX = "search-box"
_SHOWN_ONLY, _WHOLE = "shown", "whole"  # what an export takes
_FIRST = 10  # excerpts: drawing cards takes the browser longer than finding them, and few people need more
_STEP = 20  # excerpts that "Show more" adds
_NEARLY = 3  # excerpts that show what nearly matched; the buttons above them lead to all
_LONGEST_NUMBER = 12  # digits of a version or position in an address
_MOST_NAMED, _LONGEST_WORD = 8, 40  # words that stand nowhere, and characters of each
_BREAKS = re.compile(r"\s*\n\s*")
_FACET_VALUES = 8
_ORDERS = {"relevance": "Best match", "date": "Latest first"}
_LAYOUTS = {"flat": "All excerpts", "grouped": "By source"}


@dataclass(frozen=True)
class _Reading:
    """What the cards of one page are drawn with: ``document`` reads each source once, however many excerpts it has."""

    parts: Services
    document: Callable[[str, int], StoredDocument]


def render() -> None:
    """Draw the search box, and what the search in the address finds."""
    parts = services()
    st.title("Search excerpts", anchor=False)
    show_readiness(parts)
    text = _show_box()
    if _LIKE in st.query_params:
        _show_similar(parts, st.query_params[_LIKE])
        return
    parsed = parse_query(text, known_values(parts.library.catalogue))
    with st.sidebar:
        facets = st.container()
    if not parsed.text:
        _show_help(parts, parsed)
        focus_on_opening(_BOX)
        _show_facets(facets, facets_of_scope(parts.library.catalogue, parsed.scope), parsed)
        return
    _show_result(parts, parsed, facets)


def _show_result(parts: Services, parsed: ParsedQuery, facets: DeltaGenerator) -> None:
    limit = _limit()
    found = parts.library.search(parsed.query(limit=max(limit + 1, SPREAD_OVER)))
    shown = shown_extent(found, limit)
    result = shown.result
    _show_unknown(parsed)
    _show_missing(result, parsed)
    _show_respelling(parts, result, parsed)
    if result.passages:
        _show_found(_reading(parts), shown, parsed)
        if not shown.is_whole:
            _show_more(limit)
    else:
        _show_nothing(parts, parsed)
    # Behind the excerpts, which are what one waits for; the place beside them was kept.
    _show_facets(facets, facets_of_search(parts.library.catalogue, parsed.words, found), parsed)
    announce(f"{len(result.passages)} excerpts found.")


def _show_box() -> str:
    text = st.query_params.get(_WORDS, "")
    if widget_value(_BOX) is None or (widget_value(f"{_BOX}-shown") != text):
        set_widget_value(_BOX, text)
        set_widget_value(f"{_BOX}-shown", text)
    st.text_input(
        "Words, “exact phrases”, -exclusions, place:Denmark, speaker:Narrator, theme:governance, year:2020-2024",
        key=_BOX,
        on_change=_search_typed,
        placeholder='governance "mission board" -procurement place:Denmark',
    )
    return text


def _search_typed() -> None:
    _go(str(widget_value(_BOX) or ""))


def _go(text: str) -> None:
    """Make this the search in the address."""
    kept = _arrangement()
    st.query_params.from_dict({_WORDS: text, **kept} if text else kept)


def _arrangement() -> dict[str, str]:
    """How the excerpts are ordered and shown, as the address says it."""
    return {name: st.query_params[name] for name in (_ORDER, _LAYOUT) if name in st.query_params}


def _go_to_scope(parsed: ParsedQuery, scope: Scope) -> None:
    _go(query_text(replace(parsed, scope=scope, unknown=())))


def _show_help(parts: Services, parsed: ParsedQuery) -> None:
    if parsed.scope.excluded:
        st.info("An exclusion only takes away: add a word, a phrase or a filter to search for.")
    st.markdown(
        f"{len(parts.library.catalogue.sources())} sources, {parts.library.catalogue.count_passages()} excerpts. Type "
        "words and press Enter, or choose a filter at the left."
    )


def _show_facets(place: DeltaGenerator, facets: Sequence[Facet], parsed: ParsedQuery) -> None:
    if not facets:
        return
    with place:
        st.markdown("**Narrow by**")
        for facet in facets:
            _show_facet(facet, parsed)


def _show_facet(facet: Facet, parsed: ParsedQuery) -> None:
    offered = {value.value: value for value in facet.values if value.chosen}
    offered |= {value.value: value for value in facet.values[:_FACET_VALUES]}
    chosen = [value.value for value in offered.values() if value.chosen]
    # The address is part of the key, so that each search starts from what it has chosen; the place's key stays.
    key = f"facet-{facet.field}-{query_text(parsed)}"
    st.container(key=f"narrow-{facet.field}").pills(
        facet.label,
        list(offered),
        selection_mode="multi",
        default=chosen,
        format_func=lambda value: f"{offered[value].label} ({offered[value].excerpts})",
        key=key,
        on_change=_choose_facet,
        args=(key, facet.field, tuple(chosen), parsed),
    )


def _choose_facet(key: str, field: Field, before: tuple[str, ...], parsed: ParsedQuery) -> None:
    value = widget_value(key)
    after = [str(one) for one in value] if isinstance(value, list) else []
    scope = parsed.scope
    for dropped in (one for one in before if one not in after):
        scope = widened(scope, field, dropped)
    for added in (one for one in after if one not in before):
        scope = narrowed(scope, field, added)
    _go_to_scope(parsed, scope)


def _show_unknown(parsed: ParsedQuery) -> None:
    for unknown in parsed.unknown:
        close = f" Did you mean {', '.join(plain(value) for value in unknown.close)}?" if unknown.close else ""
        st.warning(f"Nothing in the library has the {unknown.field.value} “{plain(unknown.value)}”.{close}")


def _reading(parts: Services) -> _Reading:
    return _Reading(parts, cache(parts.library.catalogue.document))


def _limit() -> int:
    asked = st.query_params.get(_SHOWN, "")
    number = int(asked) if asked.isdecimal() and len(asked) < _LONGEST_NUMBER else _FIRST
    return min(max(number, _FIRST), MOST_EXCERPTS)


def _show_more(limit: int) -> None:
    if limit < MOST_EXCERPTS:
        st.button("Show more", icon=":material/expand_more:", on_click=_go_further, args=(limit + _STEP,))


def _go_further(limit: int) -> None:
    st.query_params[_SHOWN] = str(limit)


def _show_missing(result: SearchResult, parsed: ParsedQuery) -> None:
    """Say which words stand nowhere, so that excerpts near in meaning are not taken for matches."""
    if not result.missing_words or not result.passages or not (parsed.words or parsed.scope.phrases):
        return  # the words of a filter need not stand in the text
    words = ", ".join(f"“{plain(_shortened(word))}”" for word in result.missing_words[:_MOST_NAMED])
    where = "the library" if parsed.scope.is_open else "the sources within this filter"
    st.info(f"Nothing in {where} holds {words}. These excerpts are the nearest in meaning.", icon=":material/info:")


def _show_respelling(parts: Services, result: SearchResult, parsed: ParsedQuery) -> None:
    """Offer the search with misspelt words as the library has them."""
    better = respelt(parts.library.catalogue, parsed, result.missing_words) if result.missing_words else None
    if better is not None:
        st.button(
            f"Search for {plain(query_text(better))}",
            key="respelt",
            icon=":material/spellcheck:",
            on_click=_go,
            args=(query_text(better),),
        )


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else f"{word[:_LONGEST_WORD]}…"


def _show_found(reading: _Reading, shown: SearchExtent, parsed: ParsedQuery) -> None:
    arrangement = _show_arrangement(reading.parts, shown, parsed)
    found = arrangement.of(shown.result).passages
    if arrangement.layout == "grouped":
        for _, group in groupby(found, key=lambda one: one.source.id):
            excerpts = list(group)
            st.header(plain(excerpts[0].source.details.title), anchor=False)
            for one in excerpts:
                _show_excerpt(reading, one, parsed.text, titled=False)
    else:
        for one in found:
            _show_excerpt(reading, one, parsed.text, titled=True)


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """How the excerpts are ordered and shown; an export has them in the same order."""

    order: str
    layout: str

    def of(self, result: SearchResult) -> SearchResult:
        found = latest_first(result.passages) if self.order == "date" else list(result.passages)
        return replace(result, passages=tuple(by_source(found) if self.layout == "grouped" else found))


def _show_arrangement(parts: Services, shown: SearchExtent, parsed: ParsedQuery) -> _Arrangement:
    result = shown.result
    sources = len({one.source.id for one in result.passages})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        best = "" if shown.is_whole else "Best "
        found = f"**{best}{_count(len(result.passages), 'excerpt')}** from {_count(sources, 'source')}"
        st.markdown(f"{found} · {result.took_ms:.0f} ms")
        arrangement = _Arrangement(_choose("Order", _ORDER, _ORDERS), _choose("Show", _LAYOUT, _LAYOUTS))
        show_export(lambda: _export(parts, shown, parsed, arrangement), key="search", about=query_text(parsed))
    return arrangement


def _export(parts: Services, shown: SearchExtent, parsed: ParsedQuery, arrangement: _Arrangement) -> ExportDocument:
    """What is exported: the excerpts that are shown, or as many as are chosen in the menu."""
    count = len(shown.result.passages)
    whole = None if shown.is_whole else whole_extent(parts.library, parsed, count)
    chosen = shown
    if whole is not None:
        extents = {_SHOWN_ONLY: shown, _WHOLE: whole}
        words = {_SHOWN_ONLY: f"The {count} shown", _WHOLE: _capitalised(whole.words)}
        asked = st.radio(
            "Which excerpts?", list(extents), format_func=lambda one: words[one], key=f"extent-{query_text(parsed)}"
        )
        chosen = extents[asked]
    arranged = replace(chosen, result=arrangement.of(chosen.result))
    return export_search(parts.library.catalogue, arranged, circumstances(), search=query_text(parsed))


def _capitalised(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _choose(label: str, name: str, options: dict[str, str]) -> str:
    asked = st.query_params.get(name, "")
    values = list(options)
    chosen = st.segmented_control(
        label,
        values,
        default=asked if asked in options else values[0],
        format_func=lambda value: options[value],
        key=f"choose-{name}",
    )
    if chosen and chosen != (asked or values[0]):
        st.query_params[name] = chosen
    return chosen or values[0]


def _show_excerpt(reading: _Reading, found: RankedPassage, words: str, *, titled: bool) -> None:
    span = best_sentence(found) or _span(found.passage)
    passage = found.passage
    segments = reading.document(passage.source_id, passage.version).document.segments
    shown = _marked(marked_pieces(found, words, turns_within(segments, _span(passage))))
    _show_card(reading, passage, found.source, _Shown(span, shown, titled=titled))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of an excerpt is marked, and how the card is drawn."""

    span: Span
    words: str  # Markdown
    titled: bool = True


def _show_card(reading: _Reading, passage: Passage, source: Source, shown: _Shown) -> None:
    key = f"{passage.source_id}-{passage.start}"
    stored = reading.document(passage.source_id, passage.version)
    citation = cite_span(stored, shown.span, around=_span(passage))
    with st.container(border=True, key=f"found-{key}"):
        title = f"**{plain(source.details.title)}**  \n" if shown.titled else ""
        st.markdown(f"{title}{_facts(source, citation.locator)}")
        st.markdown(shown.words)
        with st.container(horizontal=True, vertical_alignment="center"):
            _open_in_context(passage, shown.span)
            turns = turns_within(stored.document.segments, shown.span)
            copy_reference(citation, reading.parts.library, key=key, turns=turns)
            st.button(
                "More like this",
                key=f"like-{key}",
                icon=":material/join_inner:",
                type="tertiary",
                on_click=_go_to_like,
                args=(passage,),
            )
            show_keep(reading.parts, citation, key=key, offer=Extent.EXCERPT)


def _span(passage: Passage) -> Span:
    return Span(passage.start, passage.end)


def _facts(source: Source, locator: str) -> str:
    words, details = vocabulary(), source.details
    themes = ", ".join(words.themes.get(theme, theme) for theme in details.themes[:2])
    facts = (words.kinds.get(details.kind, details.kind), locator, themes, _when(details))
    return " · ".join(plain(fact) for fact in facts if fact)


def _when(details: SourceDetails) -> str:
    if details.period is None:
        return details.date or ""
    first, last = details.period.first, details.period.last
    return str(first) if first == last else f"{first}-{last or ''}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _marked(pieces: Iterable[Piece]) -> str:
    """The excerpt with its best sentence shaded as one, and matching words in bold."""
    parts = []
    for is_best, group in groupby(pieces, key=lambda piece: piece.emphasis in (Emphasis.BEST, Emphasis.BEST_WORD)):
        words = "".join(_piece(piece, one_line=is_best) for piece in group)
        parts.append(f":orange-background[{words}]" if is_best else words)
    return "".join(parts)


def _piece(piece: Piece, *, one_line: bool) -> str:
    if piece.emphasis in (Emphasis.WORD, Emphasis.BEST_WORD):
        return f"**{plain(piece.text)}**"
    return plain(piece.text) if one_line else _broken(piece.text)


def _broken(text: str) -> str:
    """The text with its line breaks: the items of a list stand below one another."""
    return "  \n".join(plain(line) for line in _BREAKS.split(text))


def _open_in_context(passage: Passage, span: Span) -> None:
    from views.pages import page  # pages imports the views it lists

    st.page_link(
        page("source"),
        label="Open in context",
        icon=":material/menu_book:",
        query_params=span_parameters(passage.source_id, passage.version, span.start, span.end),
    )


def _go_to_like(passage: Passage) -> None:
    like = f"{passage.source_id}:{passage.version}:{passage.start}:{passage.end}"
    st.query_params.from_dict({_LIKE: like, _WORDS: st.query_params.get(_WORDS, ""), **_arrangement()})


def _show_similar(parts: Services, address: str) -> None:
    source_id, *numbers = address.rsplit(":", 3)
    if len(numbers) != 3 or not all(one.isdecimal() and len(one) < _LONGEST_NUMBER for one in numbers):
        st.warning("This address names no excerpt.")
        return
    version, start, end = map(int, numbers)
    back = st.query_params.get(_WORDS, "")
    st.button("Back to the search", icon=":material/arrow_back:", on_click=_go, args=(back,), type="tertiary")
    st.header("More like this excerpt", anchor=False)
    text = parts.library.catalogue.text(source_id, version) or ""
    st.markdown(f"> {plain(text[start:end])}")
    reading = _reading(parts)
    for one in more_like(parts.library, source_id, version, Span(start, end)):
        _show_card(reading, one.passage, one.source, _Shown(_span(one.passage), _broken(_spoken(reading, one.passage))))


def _spoken(reading: _Reading, passage: Passage) -> str:
    segments = reading.document(passage.source_id, passage.version).document.segments
    return with_speakers(passage.text, passage.start, turns_within(segments, _span(passage)))


def _show_nothing(parts: Services, parsed: ParsedQuery) -> None:
    st.info("Nothing in the library matches this search.", icon=":material/search_off:")
    ways_on = relaxations(parts.library.catalogue, parsed.scope)
    for relaxation in ways_on:
        st.button(
            f"Drop {relaxation.label} (leaves {_count(relaxation.excerpts, 'excerpt')})",
            key=f"drop-{relaxation.label}",
            on_click=_go_to_scope,
            args=(replace(parsed, words=f"{parsed.words} {relaxation.words}".strip()), relaxation.scope),
        )
    if ways_on:
        _show_nearly(parts, parsed, ways_on[0])


def _show_nearly(parts: Services, parsed: ParsedQuery, nearest: Relaxation) -> None:
    """What would be found without the filter that is nearest to what was asked."""
    result = parts.library.search(Query(parsed.text, scope=nearest.scope, limit=_NEARLY))
    if not result.passages:
        return
    st.header(f"What nearly matches, without {plain(nearest.label)}", anchor=False)
    reading = _reading(parts)
    for one in result.passages:
        _show_excerpt(reading, one, parsed.text, titled=True)
