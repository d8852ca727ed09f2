"""Questions that are covered, and questions that are not, searched for as people's are, with what is measured of them.

Not covered are questions labelled so, and covered ones searched for without the sources that hold their answer: near
misses as a real library has them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import AskRequest, Assistant
from assistant.conversation import standalone
from assistant.evidence import Findings, measure
from assistant.gathering import PASSAGES, Found, with_unknowns
from assistant.gazetteer import Gazetteer
from assistant.question import understand
from assistant.relevance import LOOKED_AT, Relevance
from assistant.searching import search_as_asked
from evaluation.asking import NOT_COVERED, TestQuestion
from evaluation.bench_library import fill
from evaluation.bench_sources import fill_sources, pages, sentence_items
from evaluation.data import Question, load_conversations, load_govuk, load_sentences
from knowledge.library import Library, open_library
from knowledge.settings import load_settings
from knowledge.types import Query, RankedPassage, Scope, Turn

STARTER = "starter"
CONVERSATIONS = "conversations/un"
LEFT_OUT_EVERY = 6
"""Of the bench's conversations every so many is searched for without its passages, too: a scope of all other sources
takes long."""
PAGES_QUESTIONS = 180
"""Answerable questions taken of GOV.UK's; there are 92 that are not."""

Answers = Callable[[RankedPassage], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A question's features with whether it is covered. Examples of one ``group`` are never in two folds."""

    data: str
    group: str
    covered: bool
    labelled: bool  # False for a covered question searched for without its sources
    features: Mapping[str, float]
    passages: tuple[Mapping[str, float], ...]  # features of the best passages
    answering: tuple[bool, ...] | None = None  # which of them answer; None where that is not known
    tunes: bool = True  # False for one that is only measured


@dataclass(frozen=True, slots=True)
class _Measured:
    features: Mapping[str, float]
    passages: tuple[Mapping[str, float], ...]
    found: tuple[RankedPassage, ...]


class _Seeker:
    """Searches one library and measures what is found."""

    def __init__(self, library: Library, gazetteer: Gazetteer) -> None:
        self._library, self._gazetteer, self._relevance = library, gazetteer, Relevance(library)

    def seek(self, question: str, thread: tuple[Turn, ...], scope: Scope = Scope()) -> _Measured:
        alone = standalone(question, thread, self._gazetteer)
        read = understand(alone.text)
        known = self._gazetteer.find_with_sources(read.text)
        query = Query(alone.text, () if alone.switches else thread, scope, limit=PASSAGES)
        found = with_unknowns(self._library, Found(read, search_as_asked(self._library, query, question)))
        features = measure(read, Findings(found.result, known, found.beside))
        passages = self._relevance.features(read, found.result, known)
        return _Measured(features, passages, found.result.passages[:LOOKED_AT])


def starter_examples(library: Library, questions: Iterable[TestQuestion]) -> Iterator[Example]:
    """The project's own questions; those of the held-out half only as they are, to measure by."""
    assistant = Assistant(library, record_gaps=False)
    seeker = _Seeker(library, assistant.gazetteer())
    everything = frozenset(source.id for source in library.catalogue.sources())
    for asked in questions:
        thread, tunes = _held_thread(assistant, asked.history), asked.split == "tune"
        covered = asked.kind != NOT_COVERED
        data = STARTER if tunes else f"{STARTER}, {asked.split}"
        seen = seeker.seek(asked.question, thread)
        yield Example(data, asked.id, covered, True, seen.features, seen.passages, tunes=tunes)
        others = everything - _holders(library, asked, everything)
        if covered and tunes and len(others) > len(everything) // 2:
            seen = seeker.seek(asked.question, thread, Scope(sources=tuple(sorted(others))))
            yield Example(data, asked.id, False, False, seen.features, seen.passages)


def conversation_examples(bench: Path, scratch: Path) -> Iterator[Example]:
    """MTRAG-UN: the last turn of a conversation; those answerable in part or underspecified are left out."""
    data = load_conversations(bench)
    with open_library(load_settings(data_dir=scratch / "conversations")) as library:
        units = fill(library, data.units, scratch / "texts")
        seeker = _Seeker(library, Gazetteer(()))
        asked = [one for one in data.questions if one.part == "un" and one.label in {"ANSWERABLE", "UNANSWERABLE"}]
        for number, one in enumerate(asked):
            answers = _answers_of(one, lambda found: units[found.source.id])
            seen = seeker.seek(one.text, one.thread)
            yield _labelled(CONVERSATIONS, one.group, seen, answers, covered=one.label == "ANSWERABLE")
            if one.label == "ANSWERABLE" and number % LEFT_OUT_EVERY == 0:
                others = tuple(source for source, unit in units.items() if unit not in one.relevant)
                seen = seeker.seek(one.text, one.thread, Scope(sources=others))
                yield Example(
                    CONVERSATIONS, one.group, False, False, seen.features, seen.passages, (False,) * len(seen.passages)
                )


def sentence_examples(bench: Path, scratch: Path) -> Iterator[Example]:
    """ClapNQ: is the answer in this very passage, and is it in a collection of all of them."""
    items = load_sentences(bench)
    with open_library(load_settings(data_dir=scratch / "items")) as library:
        ids = fill_sources(library, sentence_items(items), scratch / "texts")
        seeker = _Seeker(library, Gazetteer(()))
        for item in items:
            id_ = ids[f"item:{item.id}"]
            for data, scope in (("sentences, passage", Scope(sources=(id_,))), ("sentences, collection", Scope())):
                seen = seeker.seek(item.question, (), scope)
                answers = _is_source(id_) if item.answerable else _never
                yield _labelled(data, item.id, seen, answers, covered=item.answerable)


def page_examples(bench: Path, scratch: Path) -> Iterator[Example]:
    """ConditionalQA: questions on GOV.UK pages, alone and with the situation of the person who asks."""
    data = load_govuk(bench)
    answerable = [one for one in data.questions if one.relevant]
    asked = [one for one in data.questions if not one.relevant]
    asked += answerable[:: max(1, len(answerable) // PAGES_QUESTIONS)]
    slugs = {one.group for one in asked}
    sources, unit_at = pages(unit for unit in data.units if unit.id.partition("|")[0] in slugs)
    with open_library(load_settings(data_dir=scratch / "pages")) as library:
        origins = {id_: origin for origin, id_ in fill_sources(library, sources, scratch / "texts").items()}
        seeker = _Seeker(library, Gazetteer(()))
        for one in asked:
            answers = _answers_of(one, lambda found: unit_at[origins[found.source.id], found.passage.ordinal])
            for data_, text in (("govuk, question", one.text), ("govuk, situation", f"{one.scenario} {one.text}")):
                yield _labelled(data_, one.group, seeker.seek(text, ()), answers, covered=bool(one.relevant))


def _labelled(data: str, group: str, seen: _Measured, answers: Answers, *, covered: bool) -> Example:
    answering = tuple(map(answers, seen.found))
    return Example(data, group, covered, True, seen.features, seen.passages, answering)


def _answers_of(question: Question, unit_of: Callable[[RankedPassage], str]) -> Answers:
    return lambda found: unit_of(found) in question.relevant


def _is_source(source_id: str) -> Answers:
    return lambda found: found.source.id == source_id


def _never(_found: RankedPassage) -> bool:
    return False


def _held_thread(assistant: Assistant, history: Sequence[str]) -> tuple[Turn, ...]:
    thread: list[Turn] = []
    for question in history:
        answer = assistant.ask(AskRequest(question, tuple(thread)))
        said = " ".join(statement.text for statement in answer.statements) or answer.message
        thread += [Turn("user", question), Turn("assistant", said)]
    return tuple(thread)


def _holders(library: Library, asked: TestQuestion, everything: frozenset[str]) -> set[str]:
    """The sources that hold the answer: those named, and those that hold nearly all of its key facts, too."""
    needed = max(1, len(asked.key_facts) - 1)
    found = set(asked.sources)
    for source_id in everything:
        text = library.catalogue.document(source_id).text.lower()
        if asked.key_facts and sum(any(fact.lower() in text for fact in group) for group in asked.key_facts) >= needed:
            found.add(source_id)
    return found
