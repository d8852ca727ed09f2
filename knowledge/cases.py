"""Cases at a glance: mission, aim, partners, results and more, in the source's own sentences or "not stated"."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from knowledge.answer import Citation
from knowledge.case_sentences import CaseText, Cue, heading_patterns
from knowledge.catalogue import Catalogue
from knowledge.citations import cite_span
from knowledge.errors import LibraryError
from knowledge.types import SourceDetails, SourceStatus, Span
from knowledge.vocabulary import vocabulary

NOT_STATED: Final = "not stated"
FEWEST_CASES: Final = 2
MOST_CASES: Final = 5


class Aspect(StrEnum):
    """What is told of a case, in the order of the card."""

    MISSION = "mission"
    AIM = "aim"
    PARTNERS = "partners"
    PLACE = "place"
    YEARS = "years"
    STAGE = "stage"
    INSTRUMENTS = "instruments"
    BARRIERS = "barriers"
    RESULTS = "results"

    @property
    def label(self) -> str:
        """The aspect for people."""
        return _LABELS[self]


@dataclass(frozen=True, slots=True)
class CaseCell:
    """One aspect of one case: what the source's record says, and the sentences that say it, word for word."""

    aspect: Aspect
    record: str  # from the source's details; "" for aspects that only the text tells
    citations: tuple[Citation, ...]

    @property
    def is_stated(self) -> bool:
        """Whether the source says anything of it."""
        return bool(self.record or self.citations)


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case at a glance. Citations are numbered from 1 through all cells; they are those of ``version``."""

    source_id: str
    version: int
    details: SourceDetails
    cells: tuple[CaseCell, ...]  # one an aspect, in their order

    def cell(self, aspect: Aspect) -> CaseCell:
        """The cell of an aspect."""
        return next(cell for cell in self.cells if cell.aspect is aspect)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to five cases side by side, in the order they were asked for."""

    cards: tuple[CaseCard, ...]


def case_card(catalogue: Catalogue, source_id: str) -> CaseCard:
    """A source's card, from its details and text as they are now.

    Raises:
        SourceNotFoundError: no source has this id, or it was erased.
    """
    stored = catalogue.document(source_id)
    details = stored.details
    text = CaseText(stored)
    cells: list[CaseCell] = []
    number = 0
    for aspect in Aspect:
        record = _RECORDS[aspect](details) if aspect in _RECORDS else ""
        spans = _spans(text, aspect, details)
        citations = tuple(cite_span(stored, span, number=number + at) for at, span in enumerate(spans, 1))
        number += len(citations)
        cells.append(CaseCell(aspect, record, citations))
    return CaseCard(stored.source.id, stored.version.number, details, tuple(cells))


def sentence_on(catalogue: Catalogue, source_id: str, aspect: Aspect, names: Sequence[str] = ()) -> Citation | None:
    """The first sentence of a source's current text that tells an aspect; None where it has none.

    Args:
        catalogue: where the source is.
        source_id: the source.
        aspect: what is to be told.
        names: what the sentence must hold one of, if any.

    Raises:
        SourceNotFoundError: no source has this id, or it was erased.
    """
    stored, cue = catalogue.document(source_id), _CUES[aspect]
    text = CaseText(stored)
    spans = text.holding(names, headings=cue.headings) if names else text.telling(cue)
    return cite_span(stored, spans[0]) if spans else None


def compare(catalogue: Catalogue, source_ids: Sequence[str]) -> Comparison:
    """Cases side by side.

    Args:
        catalogue: where they are.
        source_ids: two to five different sources that can be found.

    Raises:
        LibraryError: they are too few or too many, or one of them cannot be found.
    """
    wanted = tuple(dict.fromkeys(source_ids))
    if not FEWEST_CASES <= len(wanted) <= MOST_CASES:
        raise LibraryError(
            f"{len(wanted)} case was chosen." if len(wanted) == 1 else f"{len(wanted)} cases were chosen.",
            advice=f"Choose {FEWEST_CASES} to {MOST_CASES} different cases to compare.",
        )
    for source_id in wanted:
        if catalogue.source(source_id).status is not SourceStatus.LIVE:
            raise LibraryError(
                f"“{catalogue.source(source_id).details.title}” is no longer in the library.",
                advice="Choose another case.",
            )
    return Comparison(tuple(case_card(catalogue, source_id) for source_id in wanted))


def _spans(text: CaseText, aspect: Aspect, details: SourceDetails) -> tuple[Span, ...]:
    """The sentences of a cell: those that bear out what the record says, or else those that tell it by themselves."""
    cue = _CUES.get(aspect)
    if aspect in _NAMES:
        most = 1 if aspect is Aspect.PLACE else 2
        borne_out = text.holding(_NAMES[aspect](details), most=most, headings=cue.headings if cue else ())
        if borne_out:
            return borne_out
    return text.telling(cue) if cue else ()


def _partners(details: SourceDetails) -> str:
    sectors = vocabulary().sectors
    return "; ".join(
        f"{sectors.get(sector, sector)}: {', '.join(names)}" for sector, names in details.partners.items() if names
    )


def _years(details: SourceDetails) -> str:
    if details.period is None:
        return ""
    first, last = details.period.first, details.period.last
    if last is None:
        return f"since {first}"
    return str(first) if first == last else f"{first}–{last}"


def _year_names(details: SourceDetails) -> tuple[str, ...]:
    period = details.period
    return () if period is None else tuple(str(year) for year in (period.first, period.last) if year is not None)


def _partner_names(details: SourceDetails) -> tuple[str, ...]:
    return tuple(name for names in details.partners.values() for name in names)


_LABELS: Final[Mapping[Aspect, str]] = MappingProxyType(
    {
        Aspect.MISSION: "Mission",
        Aspect.AIM: "Aim",
        Aspect.PARTNERS: "Partners by sector",
        Aspect.PLACE: "Country and place",
        Aspect.YEARS: "Years",
        Aspect.STAGE: "Stage",
        Aspect.INSTRUMENTS: "Instruments",
        Aspect.BARRIERS: "Barriers",
        Aspect.RESULTS: "Results",
    }
)
_RECORDS: Final[Mapping[Aspect, Callable[[SourceDetails], str]]] = MappingProxyType(
    {
        Aspect.PARTNERS: _partners,
        Aspect.PLACE: lambda details: ", ".join(details.places),
        Aspect.YEARS: _years,
        Aspect.STAGE: lambda details: vocabulary().stages.get(details.stage or "", details.stage or ""),
    }
)
_NAMES: Final[Mapping[Aspect, Callable[[SourceDetails], Sequence[str]]]] = MappingProxyType(
    {
        Aspect.PARTNERS: _partner_names,
        Aspect.PLACE: lambda details: details.places,
        Aspect.YEARS: _year_names,
    }
)
# The first headings are those of docs/library-format.md; the others are what reports and articles call the same.
_CUES: Final[Mapping[Aspect, Cue]] = MappingProxyType(
    {
        Aspect.MISSION: Cue(
            heading_patterns(
                r"in brief|(?:executive )?summary|abstract|at a glance",
                r"the mission(?: and why)?|mission|the (?:challenge|problem)|challenge|background|context|why .*|"
                r"introduction|overview",
            ),
            re.compile(
                r"(?i)\b(?:missions?|programmes?|programs?|initiatives?|challenges?|problem|is (?:an?|one)|"
                r"was the|helps?|aims?)\b"
            ),
            from_each=True,
            told_first=True,
        ),
        Aspect.AIM: Cue(
            heading_patterns(
                r"aims?",
                r"(?:our |the )?(?:goals?|objectives?|targets?|ambitions?|purpose|vision)(?: and .*)?|"
                r"aims? and .*|what (?:we|they|it) (?:want|aim).*",
            ),
            re.compile(
                r"(?i)\b(?:aims?|goals?|objectives?|ambitions?|targets?|by 20\d\d|wants?|seeks?|intends?|vision|is to|"
                r"purpose|should)\b"
            ),
        ),
        Aspect.PARTNERS: Cue(
            heading_patterns(r"partners by sector", r"(?:the )?partners.*|stakeholders.*|participants|who .*|actors"),
            re.compile(
                r"(?i)\b(?:partners?|together with|led by|run by|universit\w+|foundations?|municipalit\w+|compan\w+)\b"
            ),
        ),
        Aspect.INSTRUMENTS: Cue(
            heading_patterns(
                r"governance and funding|building capacity|mobilising the ecosystem|"
                r"(?:policy )?instruments?.*|tools?(?: and .*)?|measures|policy mix|funding.*|activities|methods?|"
                r"how (?:it|they) works?.*|approach"
            ),
            re.compile(
                r"(?i)\b(?:funds?|funded|funding|grants?|calls?|labs?|procure\w*|contracts?|loans?|tax\w*|regulat\w+|"
                r"standards?|subsid\w+|training|courses?|networks?|advice|advis(?:es?|ed|ing|ory)|pilots?|experiments?|prizes?|"
                r"agreements?|vouchers?|invest(?:ed|s|ing|ments?)?|budget|set aside|DKK|EUR|GBP|USD|SEK|NOK)\b|[€£$]"
            ),
            needs_words=True,
        ),
        Aspect.BARRIERS: Cue(
            heading_patterns(
                r"what was hard",
                r"(?:the |key |main )?(?:barriers?|challenges?|obstacles?|difficult\w+|limitations?|risks?|problems?)"
                r"(?: and .*)?|what (?:did not|went) .*",
            ),
            re.compile(
                r"(?i)\b(?:hard|difficult\w*|barriers?|obstacles?|lack\w*|resist\w*|slow\w*|fail\w*|struggl\w*|"
                r"critici\w*|delay\w*|hinder\w*|short of|too (?:little|few|late|slow|many|narrow)|missing|weak\w*)\b"
            ),
        ),
        Aspect.RESULTS: Cue(
            heading_patterns(
                r"results?",
                r"(?:key |main )?(?:results?|outcomes?|impacts?|achievements?|findings|evaluation)(?: and .*)?|"
                r"what (?:was|has been|we|they) (?:achieved|learned|found).*",
            ),
            re.compile(
                r"(?i)\b(?:results?|resulted|reached|fell|rose|cut|reduced|achiev\w+|so far|led to|evaluation|"
                r"completed|launched|created|saved|grew|per cent)\b"
            ),
        ),
    }
)
