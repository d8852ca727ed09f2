"""What the project set out to reach, each compared within one run, with the reason where it is or is not reached."""

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.cold_start import Start
from evaluation.own import value
from evaluation.results import Results
from evaluation.speed import BARE, IngestSpeed, QuestionSpeed
from evaluation.systems import LANGCHAIN, OURS, PEERS, system


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim, what was measured for it, and whether it is reached."""

    name: str
    aim: str
    measured: str
    reached: bool
    reason: str


OWN_AIMS = (
    (
        "Public guidance, the question alone",
        ("govuk", "question"),
        "first 600",
        0.48,
        "A question that leaves out the asker's situation fits many pages.",
    ),
    (
        "Public guidance, situation and question",
        ("govuk", "scenario + question"),
        "first 600",
        0.62,
        "A long situation brings words that belong to other pages too.",
    ),
    (
        "Conversations/un, with the thread",
        ("conversations/un", "with the thread"),
        "nDCG@5",
        0.92,
        "The thread is weighed, not joined to the question; what is left over are questions that change the subject.",
    ),
    (
        "Conversations/mt1, with the thread",
        ("conversations/mt1", "with the thread"),
        "nDCG@5",
        0.70,
        "Its passages are alike, several to a page, and each question has several right ones.",
    ),
    (
        "Meetings, within one",
        ("meetings", "2000 words"),
        "recall within the meeting",
        0.78,
        "Relevant stretches run over many turns, of which few share words with the question.",
    ),
    (
        "Meetings, among all",
        ("meetings", "2000 words"),
        "recall among all",
        0.70,
        "As within one, and other meetings of the same committee speak of the same things.",
    ),
    (
        "Answers against reference answers, words",
        ("conversations/un",),
        "token f1",
        0.42,
        "Answers are verbatim sentences; the references were written freely by people.",
    ),
    (
        "Answers against reference answers, meaning",
        ("conversations/un",),
        "similarity",
        0.72,
        "Chosen sentences say what the reference says, together with what stands beside it in the source.",
    ),
    (
        "Telling answerable from unanswerable",
        ("conversations/un", "labelled"),
        "AUROC",
        0.92,
        "The judgement sees scores, not meaning: a passage on the subject that leaves out the point looks like one "
        "that holds it.",
    ),
    (
        "Telling whether the very passage answers",
        ("sentences, passage", "labelled"),
        "AUROC",
        0.95,
        "What question and passage share beyond their subject tells much; what a sentence means is not seen.",
    ),
    (
        "Telling whether a collection of passages answers",
        ("sentences, collection", "labelled"),
        "AUROC",
        0.96,
        "As within the passage, and the best of three hundred may be near by chance.",
    ),
    (
        "Telling near misses on the same pages of guidance",
        ("govuk, situation", "labelled"),
        "AUROC",
        0.75,
        "The page that lacks the rule asked for speaks of the same things in the same words; only its sense differs.",
    ),
)
"""Aims of our own figures: name, the beginning of the row, the column, the least, the reason."""


def judged(results: Results) -> tuple[Aim, ...]:
    """All aims that this run can judge."""
    return (
        *_quality(results),
        *_own(results),
        *_ingest(results.ingest_long, "long files"),
        *_ingest(results.ingest_short, "short files"),
        *_questions(results.questions),
        *_starts(results),
        *_memory(results),
        *_scale(results),
    )


def _quality(results: Results) -> Iterable[Aim]:
    if results.comparison is None:
        return
    for series in ("un", "mt1"):
        ours = [
            one for one in results.comparison.rankings if one.system == OURS.id and one.asked.startswith(f"{series}, ")
        ]
        best_ours = next((one for one in ours if one.asked.endswith("with the thread")), None)
        peers = [
            one for one in results.comparison.rankings if one.system != OURS.id and one.asked == f"{series}, last turn"
        ]
        if best_ours is None or not peers:
            continue
        best = max(peers, key=lambda one: one.ndcg_5)
        yield Aim(
            f"Finding passages in conversations/{series}",
            "nDCG@5 above every peer",
            f"{best_ours.ndcg_5:.3f}; best peer {best.ndcg_5:.3f} ({system(best.system).label})",
            best_ours.ndcg_5 > best.ndcg_5,
            "Ours weighs words and meaning together, scores single sentences, and reads the thread; a peer's recipe "
            "sees the last turn only.",
        )
    recalls = {one.system: one.recall for one in results.comparison.meetings}
    best_peer = max((entry.id for entry in PEERS if entry.id in recalls), key=lambda id_: recalls[id_], default=None)
    if best_peer is None:
        return
    yield Aim(
        "Finding turns in transcripts",
        "recall within 2,000 words at least .65, which ../shared/bench sets for whole recipes, and above every peer",
        f"{recalls[OURS.id]:.3f}; best peer {recalls[best_peer]:.3f} ({system(best_peer).label})",
        recalls[OURS.id] >= max(recalls[best_peer], 0.65),
        "Relevant stretches of a meeting run over many turns, of which few share words with the question.",
    )


def _own(results: Results) -> Iterable[Aim]:
    for name, beginning, head, least, reason in OWN_AIMS:
        seen = value(results.own, beginning, head)
        if seen is not None:
            measure = "nDCG@5 of the first 600 questions, as the baselines were taken," if head == "first 600" else head
            yield Aim(name, f"{measure} at least {least}", f"{seen:.3f}", seen >= least, reason)


def _ingest(speeds: tuple[IngestSpeed, ...], of: str) -> Iterable[Aim]:
    by_system = {speed.system: speed for speed in speeds}
    if not by_system:
        return
    ours, plain, bare = by_system[OURS.id], by_system.get(LANGCHAIN.id), by_system[BARE]
    if plain is not None:
        ratio = ours.words_per_second / plain.words_per_second
        yield Aim(
            f"Intake of {of} against the plain recipe",
            "at least 3 times as fast, by words",
            f"{ratio:.2f} times",
            ratio >= 3,
            "Nearly all of the time is the model's: each sentence has a vector of its own, so that the text goes "
            "through the model twice, where the plain recipe with its overlap reads 1.25 times of it, and texts "
            "are hardly padded. What makes up for it is bfloat16, where the processor multiplies it quicker: a "
            "token then takes half of float32's time, with AMX a quarter. Where it does not, onnxruntime serves "
            "in float32, and intake takes longer than the plain recipe. One pass, with sentences cut out of it or "
            "passages put together from them, finds worse, and int8 ranks otherwise (decision 011).",
        )
    share = ours.passages_per_second / bare.passages_per_second
    yield Aim(
        f"Intake of {of} against the bare model",
        "at least 0.9 of its own encode of the same passages",
        f"{share:.2f}",
        share >= 0.9,
        "The bare model embeds each passage and nothing else; intake reads, cuts, embeds passages and sentences, and "
        "stores.",
    )


def _questions(speeds: tuple[QuestionSpeed, ...]) -> Iterable[Aim]:
    by_system = {speed.system: speed for speed in speeds}
    if not by_system:
        return
    ours, bare = by_system[OURS.id], by_system[BARE]
    ratio = ours.alone_p50.median / bare.alone_p50.median
    yield Aim(
        "Question to evidence, one person",
        "p50 within 2 times a bare encode of the question",
        f"{ratio:.2f} times",
        ratio <= 2,
        "The question's vector is quick on the exported weights; fusing and scoring sentences takes the rest.",
    )
    hybrid = [by_system[entry.id] for entry in PEERS if entry.hybrid and entry.id in by_system]
    if hybrid:
        best = min(hybrid, key=lambda one: one.alone_p50.median)
        yield Aim(
            "Question to evidence against peers with hybrid search",
            "p50 below each of them",
            f"{_ms(ours.alone_p50.median)}; quickest {_ms(best.alone_p50.median)} ({system(best.system).label})",
            ours.alone_p50.median < best.alone_p50.median,
            "One pass in the model, one look-up in each index.",
        )
    if ours.reading_p95:
        growth = ours.reading_p95.median / ours.alone_p95.median
        yield Aim(
            "Twenty people who read for a second between their questions",
            "p95 within 4 times that of one",
            f"{growth:.1f} times",
            growth <= 4,
            "Questions that arrive like this seldom meet, and two cores serve two of them side by side.",
        )
    growth = ours.together_p95.median / ours.alone_p95.median
    yield Aim(
        "Twenty people at once, who never pause",
        "p95 within 4 times that of one",
        f"{growth:.1f} times",
        growth <= 4,
        "Searches go in turn, three at once on two cores, so that nobody is overtaken; but twenty of them are twenty "
        "times the work, and the last waits for some eight times one question's time at best.",
    )


def _starts(results: Results) -> Iterable[Aim]:
    starts = {start.app: start for start in results.starts}
    if starts:
        yield from _apps(starts)
    finds = {one.system: one.seconds.median for one in results.first_finds}
    peers = [entry.id for entry in PEERS if entry.id in finds]
    if peers:
        quickest = min(peers, key=lambda id_: finds[id_])
        yield Aim(
            "First evidence from the command, without a page",
            "ahead of every peer",
            f"{finds[OURS.id]:.2f} s; quickest peer {finds[quickest]:.2f} s ({system(quickest).label})",
            finds[OURS.id] < finds[quickest],
            "The exported weights need neither torch nor transformers, which take seconds to import.",
        )


def _apps(starts: dict[str, Start]) -> Iterable[Aim]:
    ours, empty, plain = starts[OURS.id], starts["empty"], starts["plain"]
    ratio = ours.first_paint.median / empty.first_paint.median
    yield Aim(
        "First page",
        "within 1.5 times an empty Streamlit page",
        f"{ratio:.2f} times",
        ratio <= 1.5,
        "The page is drawn before the model is loaded; opening the catalogue and importing our own pages is what it "
        "adds.",
    )
    if ours.first_answer and plain.first_answer:
        yield Aim(
            "First answer in the browser",
            "ahead of the plain recipe",
            f"{ours.first_answer.median:.2f} s; plain recipe {plain.first_answer.median:.2f} s",
            ours.first_answer.median < plain.first_answer.median,
            "The model is loaded in the background while the page is drawn, on a runtime that starts quickly.",
        )


def _memory(results: Results) -> Iterable[Aim]:
    by_system = {one.system: one for one in results.memory}
    if not {OURS.id, LANGCHAIN.id} <= by_system.keys():
        return
    ours, plain = by_system[OURS.id], by_system[LANGCHAIN.id]
    for name, mine, theirs in (("taking files in", ours.adding, plain.adding), ("asked", ours.asking, plain.asking)):
        yield Aim(
            f"Memory while {name}",
            "not above the plain recipe",
            f"{_mb(mine)}; plain recipe {_mb(theirs)}",
            mine <= theirs,
            "torch is not loaded; the runtime, Chroma and the reader's own process make up most of it.",
        )


def _scale(results: Results) -> Iterable[Aim]:
    if not results.scale:
        return
    last = results.scale[-1]
    yield Aim(
        f"Exactness of Chroma at {last.passages:,} passages",
        "finds at least .95 of the exact ten nearest",
        f"{last.recall_10:.3f}",
        last.recall_10 >= 0.95,
        "An approximate index gives up a little exactness for time that hardly grows.",
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
