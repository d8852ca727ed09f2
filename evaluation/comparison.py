"""How well ours and every peer find what answers a question: the same files, the same questions, one run."""

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluation import jobs
from evaluation.corpus import Asked, Conversations, MeetingQuestion, Meetings
from evaluation.coverage import SpokenWords, cut_to_words
from evaluation.measures import mean, ndcg, recall
from evaluation.systems import OURS, SYSTEMS, Hit, Question, SystemEntry, installed

PIECES = 60
"""Pieces asked of each system: enough for ten different files even where it cuts a file into many."""
MEETING_PIECES = 150
"""Pieces asked of each system for 2,000 words, enough where each piece is a single turn."""
BUDGET_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Ranking:
    """Measures of one system on one set of questions, means over the questions."""

    system: str
    asked: str  # which questions: "un, last turn"
    questions: int
    ndcg_5: float
    recall_5: float
    recall_10: float
    recall_own: float  # with the number of pieces that it returns by default


@dataclass(frozen=True, slots=True)
class MeetingRecall:
    """Share of the relevant turns' words within 2,000 words, of all meetings in one library."""

    system: str
    questions: int
    recall: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """The quality of all systems."""

    rankings: tuple[Ranking, ...]
    meetings: tuple[MeetingRecall, ...]


def compare(conversations: Conversations, meetings: Meetings, folder: Path) -> Comparison:
    """Every installed system over both sets; each keeps its index under ``folder/SYSTEM/SET``.

    As many systems as there are cores work side by side, because here time does not count. txtai, which cuts into most
    pieces, begins, so that no lane is left with it alone at the end.
    """
    slowest_first = sorted(installed(), key=lambda entry: entry.id, reverse=True)
    with ThreadPoolExecutor(os.cpu_count()) as lanes:
        parts = list(lanes.map(lambda entry: _compared(entry, conversations, meetings, folder), slowest_first))
    parts.sort(key=lambda part: [entry.id for entry in SYSTEMS].index(part[1].system))
    return Comparison(
        tuple(ranking for rankings, _ in parts for ranking in rankings), tuple(recall_ for _, recall_ in parts)
    )


def _compared(
    entry: SystemEntry, conversations: Conversations, meetings: Meetings, folder: Path
) -> tuple[list[Ranking], MeetingRecall]:
    in_conversations, in_meetings = (index_folder(folder, entry.id, of) for of in ("conversations", "meetings"))
    with jobs.clocked(entry.label):
        jobs.run(jobs.AddJob(entry.id, in_conversations, conversations.files), jobs.Added, one_thread=True)
        rankings = _rank(entry, conversations, in_conversations)
        jobs.run(jobs.AddJob(entry.id, in_meetings, meetings.files), jobs.Added, one_thread=True)
        return rankings, _recall(entry, meetings, in_meetings)


def index_folder(folder: Path, system: str, of: str) -> Path:
    """Where a system keeps its index of a set."""
    return folder / system / of


def _rank(entry: SystemEntry, conversations: Conversations, folder: Path) -> list[Ranking]:
    series = _series(entry, conversations.questions)
    questions = tuple(question for _, pairs in series for _, question in pairs)
    found, _ = jobs.run(jobs.FindJob(entry.id, folder, questions, PIECES), jobs.Found, one_thread=True)
    hits = iter(found.hits)
    return [
        ranking(entry, name, [(asked.relevant, next(hits)) for asked, _ in pairs]) for name, pairs in series if pairs
    ]


def _series(entry: SystemEntry, questions: Sequence[Asked]) -> list[tuple[str, list[tuple[Asked, Question]]]]:
    """Which questions are put, and how. Only ours takes a thread; the peers' recipes have no way to."""
    series = []
    for part in ("un", "mt1"):
        of_part = [asked for asked in questions if asked.part == part]
        series.append((f"{part}, last turn", [(asked, Question(asked.question.text)) for asked in of_part]))
        rewritten = [(asked, Question(asked.rewrite)) for asked in of_part if asked.rewrite]
        series.append((f"{part}, human rewrite", rewritten))
        if entry is OURS:
            series.append((f"{part}, with the thread", [(asked, asked.question) for asked in of_part]))
    return series


def ranking(entry: SystemEntry, name: str, answers: Sequence[tuple[frozenset[str], Sequence[Hit]]]) -> Ranking:
    """The measures of one system's hits, each with the files that are right."""
    ranked = [(relevant, different_files(hits)) for relevant, hits in answers]
    own = [(relevant, different_files(hits[: entry.own_limit])) for relevant, hits in answers]
    return Ranking(
        system=entry.id,
        asked=name,
        questions=len(answers),
        ndcg_5=mean([ndcg(files, relevant, 5) for relevant, files in ranked]),
        recall_5=mean([recall(files, relevant, 5) for relevant, files in ranked]),
        recall_10=mean([recall(files, relevant, 10) for relevant, files in ranked]),
        recall_own=mean([recall(files, relevant, len(files)) for relevant, files in own]),
    )


def different_files(hits: Iterable[Hit]) -> list[str]:
    """The files of the hits, each once, at the rank of its best piece."""
    return list(dict.fromkeys(hit.file_id for hit in hits))


def _recall(entry: SystemEntry, meetings: Meetings, folder: Path) -> MeetingRecall:
    questions = tuple(asked.question for asked in meetings.questions)
    found, _ = jobs.run(jobs.FindJob(entry.id, folder, questions, MEETING_PIECES), jobs.Found, one_thread=True)
    spoken = {meeting.file.id: SpokenWords(meeting.turns) for meeting in meetings.meetings}
    shares = [_share(asked, hits, spoken) for asked, hits in zip(meetings.questions, found.hits, strict=True)]
    return MeetingRecall(entry.id, len(shares), mean(shares))


def _share(asked: MeetingQuestion, hits: Sequence[Hit], spoken: dict[str, SpokenWords]) -> float:
    within = list(zip(hits, cut_to_words((hit.text for hit in hits), BUDGET_WORDS), strict=False))
    words = spoken[asked.meeting]
    covered = {place for hit, text in within if hit.file_id == asked.meeting for place in words.located(text)}
    return words.share_of_turns(covered, asked.turns)
