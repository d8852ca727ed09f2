"""How our library grows: rate of intake, time of a question, exactness of Chroma, memory, disk and start, by size."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evaluation import jobs
from evaluation.corpus import Conversations, Meetings
from evaluation.figures import Spread, percentile, spread
from evaluation.systems import OURS, Question, TextFile
from knowledge.sentences import split_sentences

DOCUMENT_WORDS: Final = 14_500
"""Words of one file, about 100 passages: as long as a transcript of an hour and a half."""
PARAGRAPH_SENTENCES: Final = 6
WORDS_OF_PASSAGE: Final = 140
"""For planning how many files a size needs; passages are counted as they are made."""
EMBEDDED: Final = 2_000
"""Up to this size every passage is embedded by the model; beyond it, only sentences are."""
_SENTENCE_WORDS: Final = range(5, 45)
"""Words of a sentence that is recombined; shorter ones are calls to order, longer ones tables run together."""
_WHOLE_SENTENCE: Final = re.compile(r"[A-Z0-9].*[.?!]")
"""Whatever else stands between line breaks (a menu, an item of a list) would run together with what follows it."""
_SEED: Final = 20261123


@dataclass(frozen=True, slots=True)
class Size:
    """The library at one size. Seconds of questions are by round: median and extremes over rounds."""

    passages: int
    added_passages: int
    seconds: float  # to add these passages to the size before
    embedding_seconds: float  # of them in the embedding model
    embedded: bool  # whether the model embedded each passage, or the mean of its sentences stands in
    start_seconds: Spread  # a new process: open, load the model, answer the first question
    alone_p50: Spread
    alone_p95: Spread
    recall_10: float  # of Chroma's ten nearest against exact search
    adding_bytes: int
    asking_bytes: int
    catalogue_bytes: int
    vector_bytes: int

    @property
    def passages_per_second(self) -> float:
        """End to end."""
        return self.added_passages / self.seconds

    @property
    def stored_per_second(self) -> float:
        """Everything but the embedding model: reading, cutting, storing, indexing."""
        return self.added_passages / max(self.seconds - self.embedding_seconds, 1e-9)


def measure(
    sizes: Sequence[int], files: Sequence[TextFile], questions: Sequence[Question], folder: Path, *, rounds: int
) -> tuple[Size, ...]:
    """The library in the folder grown from size to size out of the files, measured at each."""
    measured: list[Size] = []
    for size in sizes:
        job = jobs.GrowJob(folder, tuple(files), size, stand_in=size > EMBEDDED)
        measured.append(_at_size(job, *jobs.run(job, jobs.Grown), questions, rounds))
    return tuple(measured)


def write_texts(
    meetings: Meetings, guidance: Sequence[str], conversations: Conversations, folder: Path, passages: int
) -> tuple[TextFile, ...]:
    """Files of real text for so many passages.

    The texts of the data sets come first, as they are. When more is needed, files are made of their sentences, drawn at
    random (always the same ones) and set in paragraphs: the words, lengths and sentences are real, their order is not.
    """
    texts = [
        *(meeting.file.path.read_text("utf-8") for meeting in meetings.meetings),
        *guidance,
        *(file.path.read_text("utf-8") for file in conversations.files),
    ]
    needed = 1 + int(passages * WORDS_OF_PASSAGE * 1.1 / DOCUMENT_WORDS)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number, text in zip(range(needed), documents(texts), strict=False):
        path = folder / f"text-{number:05}.txt"
        path.write_text(text, "utf-8")
        files.append(TextFile(path.stem, path))
    return tuple(files)


def _at_size(
    job: jobs.GrowJob, grown: jobs.Grown, outside: jobs.Done, questions: Sequence[Question], rounds: int
) -> Size:
    folder, asked = job.folder, tuple(questions)
    starts = [jobs.run(jobs.FindJob(OURS.id, folder, asked[:1], 10), jobs.Found)[1].seconds for _ in range(rounds)]
    timed, asking = jobs.run(jobs.TimeJob(OURS.id, folder, asked, 10, rounds, 1), jobs.Timed)
    agreed, _ = jobs.run(jobs.AgreeJob(folder, asked, 10), jobs.Agreed)
    return Size(
        passages=grown.passages,
        added_passages=grown.added,
        seconds=grown.seconds,
        embedding_seconds=grown.embedding_seconds,
        embedded=not job.stand_in,
        start_seconds=spread(starts),
        alone_p50=spread([percentile(one, 0.5) for one in timed.alone]),
        alone_p95=spread([percentile(one, 0.95) for one in timed.alone]),
        recall_10=agreed.recall,
        adding_bytes=outside.peak_bytes,
        asking_bytes=asking.peak_bytes,
        catalogue_bytes=_bytes_of(folder.glob("catalogue.sqlite*")),
        vector_bytes=_bytes_of((folder / "chroma").rglob("*")),
    )


def documents(texts: Sequence[str]) -> Iterator[str]:
    """The texts joined to files of even length, then files of recombined sentences without end."""
    waiting: list[str] = []
    words = 0
    for text in texts:
        waiting.append(text)
        words += len(text.split())
        if words >= DOCUMENT_WORDS:
            yield "\n\n".join(waiting)
            waiting, words = [], 0
    yield from _recombined(_pool(texts))


def _recombined(pool: Sequence[str]) -> Iterator[str]:
    chosen = random.Random(_SEED)
    while True:
        paragraphs: list[str] = []
        words = 0
        while words < DOCUMENT_WORDS:
            paragraph = " ".join(chosen.choices(pool, k=PARAGRAPH_SENTENCES))
            paragraphs.append(paragraph)
            words += len(paragraph.split())
        yield "\n\n".join(paragraphs) + "\n"


def _pool(texts: Sequence[str]) -> tuple[str, ...]:
    sentences = (" ".join(text[span.start : span.end].split()) for text in texts for span in split_sentences(text))
    return tuple(dict.fromkeys(one for one in sentences if _is_whole(one)))


def _is_whole(sentence: str) -> bool:
    return len(sentence.split()) in _SENTENCE_WORDS and _WHOLE_SENTENCE.fullmatch(sentence) is not None


def _bytes_of(paths: Iterator[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
