"""From a question in its thread to a checked answer."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from assistant.abbreviations import spelt_out
from assistant.aspects import asked_aspects
from assistant.bearing import asked_stems, bears_on_ask
from assistant.boundaries import MESSAGES, NOTED, Boundary, ReadQuestion, read_question
from assistant.cases_asked import CasesFound, beyond_shown, cases_asked, find_cases
from assistant.completeness import asked_items, lists_all
from assistant.conversation import Standalone, standalone
from assistant.coverage import countries, coverage_line, no_source_on
from assistant.events import Event, EventKind, OnEvent, ignore
from assistant.evidence import KNOWN_UNKNOWN, Evidence, Findings, Sufficiency, in_part, judge
from assistant.gathering import Found, Gathered, gather
from assistant.gazetteer import Gazetteer, KnownName, build_gazetteer, is_country, without_names
from assistant.implied import in_the_fields_words, said_in_full
from assistant.model_answer import ModelAnswer
from assistant.model_mode import NO_MODEL, Attempt, Cancelled, Progress, attempt, rewritten
from assistant.nearest import nearest, rewording
from assistant.phrasing import listed, unframed
from assistant.question import Form, Question, question_form, understand
from assistant.quoting.candidates import PassageVectors
from assistant.quoting.compose import Composed, compose, first_sentences
from assistant.quoting.material import Material, Reading, Wishes
from assistant.quoting.own_place import asked_country, named_grounds
from assistant.quoting.selection import Lens
from assistant.quoting.support import FEW
from assistant.relevance import Relevance, stored_vectors
from assistant.reshaping import asks_who_says_so, without_shape
from assistant.sides import as_far_as_shown, with_sides
from assistant.suggestions import follow_ups, headings_of
from assistant.unknowns import best_unknown, plain_fit, text_of
from assistant.wording import NOT_COVERED
from assistant.words import content_words
from assistant.writing import Writer
from knowledge.answer import Answer, AnswerMode, AnswerStatus
from knowledge.encoders.remembering import queries_remembered, query_vectors
from knowledge.gaps import Gaps
from knowledge.library import Library
from knowledge.spelling import corrected
from knowledge.staging import StoredVectors
from knowledge.turnstile import Turnstile
from knowledge.types import Document, Passage, Query, RankedPassage, Scope, ScoredSentence, Source, Turn

MAX_SUGGESTIONS = 3
NEARLY = -0.12
"""How far the best sentence on what is not known may fall behind the answer's best to be told beside it."""
MIN_UNKNOWN_FIT = 0.5
_BEST_FIRST = tuple(Sufficiency)
_STATUS = {
    Sufficiency.ENOUGH: AnswerStatus.ANSWERED,
    Sufficiency.PARTIAL: AnswerStatus.PARTIAL,
    Sufficiency.NONE: AnswerStatus.NOT_COVERED,
}


@dataclass(frozen=True, slots=True)
class AskRequest:
    """What a person asks. ``thread`` is oldest first, without the question itself."""

    question: str
    thread: tuple[Turn, ...] = ()
    scope: Scope = Scope()
    limit: int | None = None  # at most so many sentences; None: what fits the question
    words: int | None = None  # at most so many words; None: what fits the question
    mode: AnswerMode | None = None  # None: a model where one is set, else quoting
    sources_to_come: int = 0  # still being read into the library; the answer tells, and is noted as no gap


class Assistant:
    """Answers questions from a library. Safe to share between threads.

    Args:
        library: what it answers from.
        record_gaps: note questions that are not covered, for the trainers.
        model: writes the answers where one is given (`assistant.model.load_chat_model`); else they are quotations.
    """

    def __init__(self, library: Library, *, record_gaps: bool = True, model: Writer | None = None) -> None:
        self._library = library
        self._model = model
        self._relevance = Relevance(library)
        self._gaps = Gaps(library.catalogue.database) if record_gaps else None
        self._lock = threading.Lock()
        self._turnstile = Turnstile()
        self._known: tuple[int, Gazetteer] | None = None

    @property
    def has_model(self) -> bool:
        """Whether a model can write answers; one can then choose between the two modes."""
        return self._model is not None

    def ask(self, request: AskRequest, *, on_event: OnEvent = ignore, cancelled: Cancelled = lambda: False) -> Answer:
        """The answer, whatever the question is; "not covered" is an answer too.

        A model that fails, or whose sentences the sources do not bear out, leaves the answer to quoting, which says so.

        Args:
            request: the question.
            on_event: told of each step, and of the model's words while it writes them. A step after words means that
                these words are done with.
            cancelled: asked again and again whether to stop; what a model has written by then is checked and shown.

        Raises:
            AssistantError: the library cannot be read or the search model cannot be run.
        """
        started = time.perf_counter()
        read = read_question(request.question)
        if not read.searchable:
            answer = _refusal(request, read)
        else:
            with queries_remembered(), self._in_turn(request):
                answer = self._answer(request, self._respelt(read), Progress(on_event, cancelled))
            answer = replace(answer, question=request.question)
            if request.sources_to_come:
                answer = replace(answer, notice=f"{_to_come(request.sources_to_come)} {answer.notice}".strip())
            elif read.boundary is not Boundary.OTHER_LANGUAGE:
                self._record(answer)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def gazetteer(self) -> Gazetteer:
        """The names the library knows now."""
        generation = self._library.catalogue.generation()
        with self._lock:
            if self._known is None or self._known[0] != generation:
                self._known = (generation, build_gazetteer(self._library.catalogue.sources()))
            return self._known[1]

    def _answer(self, request: AskRequest, read: ReadQuestion, progress: Progress) -> Answer:
        gazetteer, on_event, model = self.gazetteer(), progress.on_event, self._writer(request)
        alone = standalone(read.text, request.thread, gazetteer)
        if alone.attributed and (earlier := _last_question(request)) is not None:
            request, read = earlier, self._respelt(read_question(earlier.question))
            alone = replace(standalone(read.text, request.thread, gazetteer), attributed=True)
        if model is not None:
            alone = rewritten(alone, read.text, request.thread, model, progress)
        catalogue = self._library.catalogue
        alone = replace(alone, text=spelt_out(alone.text, catalogue))
        on_event(Event(EventKind.STEP, f"Searching for “{_shortened(alone.text)}”."))
        if (of_cases := cases_asked(alone.text, gazetteer)) is not None:
            query = Query(alone.text, scope=request.scope)
            if (cases := find_cases(self._library, of_cases, query, request.limit)) is not None:
                return self._cases(request, read, alone.text, cases, beyond_shown(of_cases, cases))
        gathered, evidence = self._found(request, alone, spelt_out(read.text, catalogue), gazetteer)
        if evidence.status is not Sufficiency.ENOUGH:
            gathered, evidence = self._in_other_words(request, alone, gathered, evidence, gazetteer)
        question = gathered.whole.question
        if evidence.status is Sufficiency.NONE:
            return self._not_covered(request, read, gathered, evidence)
        tried = Attempt(notice=NO_MODEL if model is None and request.mode is AnswerMode.MODEL else "")
        if model is not None:
            tried = attempt(gathered, self._library, model, self.reading().document_of, progress)
        if tried.written is not None and tried.written.blocks:
            return self._written(request, read, gathered, evidence, tried.written)
        on_event(Event(EventKind.STEP, "Choosing and checking sentences."))
        known = gazetteer.find_with_sources(question.text)
        unknown = _unknown_beside(gathered.whole, evidence, known)
        wishes = Wishes(
            request.words, request.limit, unknown, attributed=alone.attributed, nearest_only=_not_as_asked(evidence)
        )
        composed = compose(self._material(gathered, evidence, gazetteer), self.reading(), wishes)
        if not composed.citations:
            return self._not_covered(request, read, gathered, evidence)
        listed = _as_far_as_listed(question, composed, evidence)
        if listed.unlisted:
            composed = first_sentences(composed, FEW)
        rows = {label for block in composed.blocks for label in block.row_labels}
        evidence = as_far_as_shown(listed, gathered, rows)
        return _told(self._covered(request, read, gathered, evidence, composed), tried)

    def _respelt(self, read: ReadQuestion) -> ReadQuestion:
        if read.boundary is Boundary.OTHER_LANGUAGE:
            return read
        text = corrected(read.text, self._library.catalogue, self._library.embedder.count_tokens)
        return read if text == read.text else replace(read, text=text, respelt=True)

    def _found(
        self, request: AskRequest, alone: Standalone, asked: str, gazetteer: Gazetteer
    ) -> tuple[Gathered, Evidence]:
        gathered = gather(self._library, _understood(alone), _query(request, alone), gazetteer, asked=asked)
        return gathered, self._judge(gathered, gazetteer)

    def _in_other_words(
        self, request: AskRequest, alone: Standalone, gathered: Gathered, evidence: Evidence, gazetteer: Gazetteer
    ) -> tuple[Gathered, Evidence]:
        """What is found in the field's words, and when what goes without saying is said, too; the best of all.

        What covers no more than the question as it was asked does not take its place.
        """
        best = gathered, evidence
        in_full = said_in_full(alone, gathered.whole.question, gazetteer, self._library.catalogue)
        for text in dict.fromkeys((in_the_fields_words(alone.text), in_full, in_the_fields_words(in_full))):
            if text != alone.text and best[1].status is not Sufficiency.ENOUGH:
                again, judged = self._found(request, replace(alone, text=text), text, gazetteer)
                if _BEST_FIRST.index(judged.status) < _BEST_FIRST.index(best[1].status):
                    best = replace(again, taken_as=text), judged
        return best

    def _in_turn(self, request: AskRequest) -> AbstractContextManager[object]:
        """So many answers at once as the processor serves well; one that a model writes mostly waits for the model."""
        return self._turnstile if self._writer(request) is None else nullcontext()

    def _writer(self, request: AskRequest) -> Writer | None:
        return None if request.mode is AnswerMode.QUOTING else self._model

    def _written(
        self, request: AskRequest, read: ReadQuestion, gathered: Gathered, evidence: Evidence, written: ModelAnswer
    ) -> Answer:
        """The answer a model wrote, as far as it was borne out."""
        shown = Composed(written.blocks, written.citations)
        steps = dict(_explanation(request, gathered, evidence, shown))
        del steps["sentences"]
        return replace(
            self._covered(request, read, gathered, evidence, shown),
            mode=AnswerMode.MODEL,
            held_back=written.held_back,
            tokens=written.tokens,
            explanation={**steps, **written.explanation},
        )

    def _covered(
        self, request: AskRequest, read: ReadQuestion, gathered: Gathered, evidence: Evidence, composed: Composed
    ) -> Answer:
        sources = self._cited(composed)
        partial = evidence.status is Sufficiency.PARTIAL
        return Answer(
            question=request.question,
            standalone_question=gathered.whole.question.text,
            status=_STATUS[evidence.status],
            mode=AnswerMode.QUOTING,
            confidence=evidence.confidence,
            blocks=composed.blocks,
            citations=composed.citations,
            coverage=self._coverage(sources),
            message=_message(
                read,
                f"Taken as: “{gathered.taken_as}”" if gathered.taken_as else _spelling_message(read),
                _partial_message(evidence) if partial else "",
            ),
            missing_words=evidence.missing,
            nearest=_unquoted(gathered, composed) if partial else (),
            suggestions=self._follow_ups(gathered.whole.question, sources, gathered.whole.result.query.scope),
            explanation=_explanation(request, gathered, evidence, composed),
        )

    def _cases(self, request: AskRequest, read: ReadQuestion, asked: str, found: CasesFound, beyond: str) -> Answer:
        """The answer to a question that asks which cases there are."""
        sources = self._cited(found.composed)
        return Answer(
            question=request.question,
            standalone_question=asked,
            status=AnswerStatus.ANSWERED,
            mode=AnswerMode.QUOTING,
            confidence=1.0,
            blocks=found.composed.blocks,
            citations=found.composed.citations,
            coverage=self._coverage(sources),
            message=_message(read, _spelling_message(read), beyond),
            suggestions=self._follow_ups(understand(asked), sources, request.scope),
            explanation={
                "question": f"Looked for cases in the sources' records: “{_shortened(asked)}”.",
                "sentences": f"{len(found.composed.citations)} of {found.count} cases are shown, each with a sentence "
                "of its own, copied word for word.",
            },
        )

    def _not_covered(self, request: AskRequest, read: ReadQuestion, gathered: Gathered, evidence: Evidence) -> Answer:
        told = compose((), self.reading(), Wishes(unknown=_unknown_instead(gathered.whole, evidence)))
        lacking = self._countries_lacking(gathered.whole.question.text)
        no_source = no_source_on(lacking, self._countries()) if lacking else ""
        untold = tuple(word for word in evidence.missing if not no_source or word not in lacking)
        return Answer(
            question=request.question,
            standalone_question=gathered.whole.question.text,
            status=AnswerStatus.NOT_COVERED,
            mode=AnswerMode.QUOTING,
            confidence=evidence.confidence,
            blocks=told.blocks,
            citations=told.citations,
            coverage="",
            message=_not_covered_message(read, replace(evidence, missing=untold), request, no_source),
            missing_words=evidence.missing,
            nearest=nearest(gathered.whole.result.passages),
            suggestions=self._rewordings(gathered, evidence),
            explanation=_explanation(request, gathered, evidence, told),
        )

    def _record(self, answer: Answer) -> None:
        if self._gaps is not None:
            self._gaps.record(answer)

    def _judge(self, gathered: Gathered, gazetteer: Gazetteer) -> Evidence:
        parts = tuple(judge(part.question, self._findings(part, gazetteer)) for part in gathered.parts)
        question = gathered.whole.question
        if parts:
            question = replace(question, parts=tuple(part.label for part in gathered.parts))
        findings = replace(self._findings(gathered.whole, gazetteer), section=gathered.section)
        return with_sides(judge(question, findings, parts), gathered)

    def _findings(self, found: Found, gazetteer: Gazetteer) -> Findings:
        known = gazetteer.find_with_sources(found.question.text)
        relevance = self._relevance.log_odds(found.question, found.result, known)
        return Findings(found.result, known, found.beside, relevance, towns=gazetteer.towns)

    def _material(self, gathered: Gathered, evidence: Evidence, gazetteer: Gazetteer) -> tuple[Material, ...]:
        if gathered.sides:
            together = self._as_material(gathered.whole, gazetteer)
            return tuple(replace(self._as_material(side, gazetteer), together=together) for side in gathered.sides)
        covered = [part for part in gathered.parts if part.label in evidence.covered]
        if covered:
            return tuple(self._as_material(part, gazetteer) for part in covered)
        return (replace(self._as_material(gathered.whole, gazetteer), guide=gathered.guide, section=gathered.section),)

    def _as_material(self, found: Found, gazetteer: Gazetteer) -> Material:
        text = found.question.text
        known = gazetteer.find_with_sources(text)
        topic = without_names(unframed(text), gazetteer)
        vector = query_vectors(self._library.embedder, [topic])[0] if topic != text and content_words(topic) else None
        return Material(
            Lens(found.question, known, vector, asked_aspects(topic, asks_why=found.question.form is Form.WHY)),
            found.result.passages,
            found.label,
            grounds=named_grounds(text, known, found.result.passages, gazetteer),
            country=asked_country(text, known, gazetteer),
        )

    def reading(self) -> Reading:
        """How documents and stored vectors are read for quoting, each once."""
        documents: dict[tuple[str, int], Document] = {}
        vectors: dict[tuple[str, int], StoredVectors] = {}

        def document_of(passage: Passage) -> Document:
            key = passage.source_id, passage.version
            if key not in documents:
                documents[key] = self._library.catalogue.document(*key).document
            return documents[key]

        def vectors_of(passages: Sequence[RankedPassage]) -> PassageVectors:
            unread = [one for one in passages if (one.source.id, one.passage.ordinal) not in vectors]
            vectors.update(stored_vectors(self._library, unread))
            return vectors

        return Reading(document_of, vectors_of)

    def _cited(self, composed: Composed) -> tuple[Source, ...]:
        ids = dict.fromkeys(citation.source_id for citation in composed.citations)
        return tuple(self._library.catalogue.source(source_id) for source_id in ids)

    def _coverage(self, sources: Sequence[Source]) -> str:
        return coverage_line(sources, self._countries())

    def _countries(self) -> frozenset[str]:
        return countries(self._library.catalogue.sources())

    def _countries_lacking(self, text: str) -> tuple[str, ...]:
        """Countries that a question names and no source is on."""
        found = self.gazetteer().find(text)
        return tuple(name.text for name in found if not name.sources and is_country(name.text))

    def _follow_ups(self, question: Question, sources: Sequence[Source], scope: Scope) -> tuple[str, ...]:
        return self._answerable(follow_ups(question, sources[:2], self._headings_of), scope)

    def _rewordings(self, gathered: Gathered, evidence: Evidence) -> tuple[str, ...]:
        result = gathered.whole.result
        # Without a word to leave out, a rewording would ask for the same again.
        left_out = bool(evidence.missing) and evidence.lacking is None
        reworded = rewording(gathered.whole.question, evidence.missing, result.passages) if left_out else None
        offered = [reworded] if reworded else []
        for ranked in nearest(result.passages)[:2]:
            offered += follow_ups(gathered.whole.question, [ranked.source], self._headings_of)[:2]
        return self._answerable(offered, result.query.scope)

    def _answerable(self, offered: Sequence[str], scope: Scope) -> tuple[str, ...]:
        """Those of the questions that the library can really answer, tried one by one."""
        kept: list[str] = []
        for text in dict.fromkeys(offered):
            if len(kept) == MAX_SUGGESTIONS:
                break
            found = Found(understand(text), self._library.search(Query(text, scope=scope)))
            if judge(found.question, self._findings(found, self.gazetteer())).status is Sufficiency.ENOUGH:
                kept.append(text)
        return tuple(kept)

    def _headings_of(self, source: Source) -> tuple[str, ...]:
        return headings_of(self._library.catalogue, source)


def _last_question(request: AskRequest) -> AskRequest | None:
    """The last question that was searched for, as it was asked then, to be answered again."""
    turns = request.thread
    for at in range(len(turns) - 1, -1, -1):
        if turns[at].role == "user" and not asks_who_says_so(turns[at].content):
            return replace(request, question=turns[at].content, thread=turns[:at])
    return None


def _to_come(sources: int) -> str:
    of_them = "a source of it was" if sources == 1 else f"{sources} sources of it were"
    return (
        f"The library was still being read when this was asked: {of_them} to come. Ask again when all are there: "
        "there may be more to tell then."
    )


def _understood(alone: Standalone) -> Question:
    """The question read; words put behind the last question ("…, and since when?") say what form of answer is meant."""
    question = understand(alone.text)
    return replace(question, form=question_form(alone.ending), parts=()) if alone.ending else question


def _told(answer: Answer, tried: Attempt) -> Answer:
    """A quoted answer with what came of asking the model first."""
    if tried.written is None:
        return replace(answer, notice=tried.notice)
    return replace(
        answer,
        notice=tried.notice,
        held_back=tried.held_back,
        tokens=tried.written.tokens,
        explanation={**answer.explanation, **tried.written.explanation},
    )


def _as_far_as_listed(question: Question, composed: Composed, evidence: Evidence) -> Evidence:
    """The judgement, lowered to "in part" where a list was asked for and only its length is told."""
    items = asked_items(question)
    if items is None:
        return evidence
    sentences = [citation.quote for citation in composed.citations]
    headings = [citation.locator.rsplit(" › ", 1)[-1] for citation in composed.citations]
    if lists_all(items, sentences, headings):
        return evidence
    return replace(in_part(evidence), unlisted=items.text)


def _not_as_asked(evidence: Evidence) -> bool:
    """True where a plain question is covered in part: what it asks for was not found, or hardly."""
    return evidence.status is Sufficiency.PARTIAL and not evidence.covered


def _query(request: AskRequest, alone: Standalone) -> Query:
    """The thread weighs in, but for a question that turns to another subject by name."""
    return Query(without_shape(alone.text), thread=() if alone.switches else request.thread, scope=request.scope)


def _unknown_instead(found: Found, evidence: Evidence) -> tuple[RankedPassage, ScoredSentence] | None:
    """What a source says is not known, where that fits the question better than all that would answer it."""
    lead = (evidence.features or {}).get("unknown_lead", -1.0)
    best = best_unknown((*found.result.passages, *found.beside)) if lead >= KNOWN_UNKNOWN else None
    return best if best is not None and plain_fit(best[1]) >= MIN_UNKNOWN_FIT else None


def _unknown_beside(
    found: Found, evidence: Evidence, known: Sequence[KnownName]
) -> tuple[RankedPassage, ScoredSentence] | None:
    """What a source says is not known of what is asked, where that fits the question nearly as well as the answer."""
    sides = asked_aspects(found.question.text, asks_why=found.question.form is Form.WHY)
    best = best_unknown((*found.result.passages, *found.beside))
    lead = (evidence.features or {}).get("unknown_lead", -1.0)
    if best is None or lead < NEARLY or plain_fit(best[1]) < MIN_UNKNOWN_FIT:
        return None
    if not asked_stems(found.question, known) or not bears_on_ask(found.question, known, sides, text_of(*best)):
        return None
    return best if best[0].source.id == found.result.passages[0].source.id else None


def _refusal(request: AskRequest, read: ReadQuestion) -> Answer:
    boundary = read.boundary or Boundary.NO_WORDS
    return Answer(
        question=request.question[:2000],
        standalone_question=read.text[:2000],
        status=AnswerStatus.NOT_COVERED,
        mode=AnswerMode.QUOTING,
        confidence=0.0,
        blocks=(),
        citations=(),
        coverage="",
        message=MESSAGES[boundary],
        explanation={"question": f"Not searched for: {boundary.value.replace('_', ' ')}."},
    )


def _message(read: ReadQuestion, *told: str) -> str:
    """What is to be said before an answer, from parts of which any may be empty."""
    bounds = MESSAGES[read.boundary] if read.boundary is not None else ""
    return " ".join(part for part in (bounds, *told) if part)


def _spelling_message(read: ReadQuestion) -> str:
    return f"Taken as: “{read.text}”" if read.respelt else ""


def _partial_message(evidence: Evidence) -> str:
    if evidence.unlisted:
        return f"The library covers this in part: no list of all “{evidence.unlisted}” was found."
    if evidence.covered and evidence.uncovered:
        return (
            f"The library covers this in part. It {'may answer' if evidence.hardly else 'answers'}: "
            f"{_quoted_list(evidence.covered)}. "
            f"It does not answer: {_quoted_list(evidence.uncovered)}."
        )
    gaps = _gaps(evidence)
    held = f" The nearest sentence speaks of {_quoted_list(evidence.held)}." if evidence.held else ""
    if gaps:
        return f"The library covers this in part.{held} {gaps}"
    return f"The library covers this only in part, if at all.{held}"


def _gaps(evidence: Evidence) -> str:
    """What was asked for and not found, in one or two sentences; "" where nothing can be named."""
    found = []
    if evidence.missing:
        found.append(f"Nothing was found for {_quoted_list(evidence.missing)}.")
    if evidence.lacking is not None:
        found.append(f"No {evidence.lacking.value} that fits the question was found.")
    return " ".join(found)


def _not_covered_message(read: ReadQuestion, evidence: Evidence, request: AskRequest, no_source: str) -> str:
    if read.boundary is Boundary.OTHER_LANGUAGE:
        return MESSAGES[Boundary.OTHER_LANGUAGE]
    parts = [part for part in (_spelling_message(read), NOT_COVERED) if part]
    if read.boundary in NOTED:
        parts.append(MESSAGES[read.boundary])
    parts += [told for told in (_gaps(evidence), no_source) if told]
    if not request.scope.is_open:
        parts.append("Only the sources within the filters were searched; widen them to search the whole library.")
    if not request.sources_to_come:
        parts.append("The question has been noted for the trainers, without your name.")
    return " ".join(parts)


def _quoted_list(items: Sequence[str]) -> str:
    return listed([f"“{item.rstrip('?')}”" for item in items[:5]])


def _unquoted(gathered: Gathered, composed: Composed) -> tuple[RankedPassage, ...]:
    """The nearest passages that nothing was quoted from."""
    quoted = {(citation.source_id, citation.excerpt_start) for citation in composed.citations}
    rest = [one for one in gathered.whole.result.passages if (one.source.id, one.passage.start) not in quoted]
    return nearest(rest)


def _explanation(request: AskRequest, gathered: Gathered, evidence: Evidence, composed: Composed) -> Mapping[str, str]:
    result = gathered.whole.result
    sources = {ranked.source.id for ranked in result.passages}
    searched = gathered.whole.question.text
    return {
        "question": f"Searched for “{_shortened(searched)}”"
        + (" as understood from the conversation." if searched != request.question else "."),
        "form": f"Read as a question of this form: {gathered.whole.question.form.value.replace('_', ' ')}.",
        "search": f"{len(result.passages)} passages from {len(sources)} sources were read in {result.took_ms:.0f} ms.",
        "evidence": f"Judged as {evidence.status.value}: "
        f"the chance that the library answers this is {evidence.confidence:.0%}.",
        "sentences": f"{len(composed.citations)} sentences were chosen and copied word for word from the sources.",
    }


def _shortened(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"
