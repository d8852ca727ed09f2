"""docs/benchmarks.md, its tables and plots, out of one run's results; the prose stands in report_template.md."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from string import Template

from evaluation.aims import Aim, judged
from evaluation.figures import Spread
from evaluation.own import Table
from evaluation.results import Part, Results
from evaluation.scale import EMBEDDED, Size
from evaluation.speed import BARE, IngestSpeed
from evaluation.systems import LANGCHAIN, OURS, SYSTEMS, system

_TEMPLATE = Path(__file__).parent / "report_template.md"
_NOT_MEASURED = "*Not measured in this run.*"


def write(results: Results, docs: Path) -> Path:
    """Write the page and its plots under ``docs``; the page's path."""
    from evaluation.plots import draw

    draw(results, docs / "benchmarks")
    page = docs / "benchmarks.md"
    page.write_text(rendered(results), "utf-8")
    return page


def rendered(results: Results) -> str:
    """The page."""
    aims = judged(results)
    machine, sets = results.machine, results.sets
    return Template(_TEMPLATE.read_text("utf-8")).substitute(
        command=results.command,
        minutes=f"{sum(part.minutes for part in results.parts):.0f}",
        parts=_parts(results.parts),
        date=results.date,
        processor=machine.processor + (f" ({', '.join(machine.abilities)})" if machine.abilities else ""),
        cores=machine.cores,
        gigabytes=machine.memory_gb,
        system=machine.system,
        load=f"{machine.load_before:.1f}",
        python=machine.python,
        versions=", ".join(f"{package} {number}" for package, number in machine.versions),
        size=results.size,
        sets=_sets(results),
        notes="\n".join(f"> {failure}" for failure in results.failures),
        verdict=_verdict(aims),
        aims=_aims(aims),
        why=_why(aims),
        systems=_table(("system", "recipe"), ((entry.label, entry.recipe) for entry in SYSTEMS)),
        rankings=_rankings(results),
        meetings=_meetings(results),
        own=_own(results.own),
        rounds=sets.rounds if sets else 0,
        people=sets.people if sets else 0,
        short_files=sets.short_ingest_files if sets else 0,
        long_files=sets.long_ingest_files if sets else 0,
        ingest_short=_ingest(results.ingest_short),
        ingest_long=_ingest(results.ingest_long),
        questions=_questions(results),
        starts=_starts(results),
        first_finds=_first_finds(results),
        first_run=_first_run(results),
        memory=_memory(results),
        embedded=f"{EMBEDDED:,}",
        scale=_scale(results.scale),
        beyond=_beyond(results.scale),
    )


def name(system_id: str) -> str:
    """A system as the tables name it; ours stands out."""
    if system_id == BARE:
        return "bare model"
    label = system(system_id).label
    return f"**{label}**" if system_id == OURS.id else label


def _sets(results: Results) -> str:
    sets = results.sets
    if sets is None:
        return "Only the starter library was measured."
    return (
        f"{sets.conversation_files:,} passages with {sets.conversation_questions} questions in threads, "
        f"{sets.meeting_files} meetings with {sets.meeting_questions} questions, {sets.rounds} rounds of every time."
    )


def _parts(parts: Sequence[Part]) -> str:
    rows = (
        (part.name, f"{part.minutes:.1f}", part.date, "–" if part.load_before is None else f"{part.load_before:.1f}")
        for part in parts
    )
    return _table(("part", "minutes", "measured on", "load before"), rows) if parts else _NOT_MEASURED


def _verdict(aims: Sequence[Aim]) -> str:
    reached = [aim for aim in aims if aim.reached]
    missed = [aim for aim in aims if not aim.reached]
    lines = [f"Of {len(aims)} aims this run reaches {len(reached)}."]
    if missed:
        lines.append("Not reached: " + "; ".join(aim.name[:1].lower() + aim.name[1:] for aim in missed) + ".")
    return " ".join(lines)


def _aims(aims: Sequence[Aim]) -> str:
    rows = ((aim.name, aim.aim, aim.measured, "yes" if aim.reached else "**no**") for aim in aims)
    return _table(("what", "aim", "measured", "reached"), rows)


def _why(aims: Sequence[Aim]) -> str:
    return "\n".join(f"- {aim.name}: {aim.reason}" for aim in aims)


def _rankings(results: Results) -> str:
    if results.comparison is None:
        return _NOT_MEASURED
    rows = [
        (
            name(one.system),
            one.asked,
            str(one.questions),
            f"{one.ndcg_5:.3f}",
            f"{one.recall_5:.3f}",
            f"{one.recall_10:.3f}",
            f"{one.recall_own:.3f} (k = {system(one.system).own_limit})",
        )
        for asked in dict.fromkeys(one.asked for one in results.comparison.rankings)
        for one in results.comparison.rankings
        if one.asked == asked
    ]
    return _table(("system", "asked", "questions", "nDCG@5", "recall@5", "recall@10", "recall, own k"), rows)


def _meetings(results: Results) -> str:
    if results.comparison is None:
        return _NOT_MEASURED
    rows = ((name(one.system), str(one.questions), f"{one.recall:.3f}") for one in results.comparison.meetings)
    return _table(("system", "questions", "recall within 2,000 words"), rows)


def _own(tables: Sequence[Table]) -> str:
    shown = [f"`python -m {one.command}`:\n\n{_table(one.heads, one.rows)}" for one in tables]
    return "\n\n".join(shown) or _NOT_MEASURED


def _ingest(speeds: Sequence[IngestSpeed]) -> str:
    plain = next((one.words_per_second for one in speeds if one.system == LANGCHAIN.id), None)
    rows = [
        (
            name(one.system),
            f"{one.passages:,}",
            _spread(one.seconds, "{:.1f}"),
            f"{one.cpu_seconds.median:.1f}",
            f"{one.passages_per_second:,.1f}",
            f"{one.words_per_second:,.0f}",
            f"{one.words_per_second / plain:.2f}" if plain else "",
        )
        for one in speeds
    ]
    heads = ("system", "passages", "seconds", "CPU seconds", "passages / s", "words / s", "against the plain recipe")
    return _table(heads, rows) if rows else _NOT_MEASURED


def _questions(results: Results) -> str:
    bare = next((one.alone_p50.median for one in results.questions if one.system == BARE), None)
    rows = [
        (
            name(one.system),
            _spread(one.alone_p50.per(0.001), "{:.1f}"),
            _spread(one.alone_p95.per(0.001), "{:.1f}"),
            _spread(one.together_p50.per(0.001), "{:.0f}"),
            _spread(one.together_p95.per(0.001), "{:.0f}"),
            _spread(one.reading_p95.per(0.001), "{:.0f}") if one.reading_p95 else "–",
            f"{one.cpu_seconds * 1000:.1f}",
            f"{one.alone_p50.median / bare:.2f}" if bare else "",
        )
        for one in results.questions
    ]
    heads = (
        "system",
        "p50 ms",
        "p95 ms",
        "p50 ms, all at once",
        "p95 ms, all at once",
        "p95 ms, with pauses",
        "CPU ms",
        "p50 against bare encode",
    )
    return _table(heads, rows) if rows else _NOT_MEASURED


def _starts(results: Results) -> str:
    rows = [
        (
            start.label,
            _spread(start.first_paint, "{:.2f}"),
            _spread(start.first_answer, "{:.2f}") if start.first_answer else "–",
            _mb(start.peak_bytes),
        )
        for start in results.starts
    ]
    return _table(("app", "first page, s", "first answer, s", "memory, most"), rows) if rows else _NOT_MEASURED


def _first_finds(results: Results) -> str:
    rows = [(name(one.system), _spread(one.seconds, "{:.2f}")) for one in results.first_finds]
    return _table(("system", "first evidence, s"), rows) if rows else _NOT_MEASURED


def _first_run(results: Results) -> str:
    if results.first_run is None:
        return _NOT_MEASURED
    first = results.first_run
    return (
        f"{first.ready_seconds:.0f} s until the weights are exported, checked and loaded, "
        f"{first.starter_seconds:.0f} s for the starter library; {_mb(first.peak_bytes)} at most."
    )


def _memory(results: Results) -> str:
    rows = [(name(one.system), _mb(one.adding), _mb(one.asking)) for one in results.memory]
    return _table(("system", "taking files in", "asked"), rows) if rows else _NOT_MEASURED


def _scale(sizes: Sequence[Size]) -> str:
    columns: tuple[tuple[str, Callable[[Size], str]], ...] = (
        ("passages", lambda size: f"{size.passages:,}"),
        ("added / s", lambda size: f"{size.passages_per_second:,.0f}" if size.embedded else "–"),
        ("stored / s", lambda size: f"{size.stored_per_second:,.0f}"),
        ("p50 ms", lambda size: _spread(size.alone_p50.per(0.001), "{:.1f}")),
        ("p95 ms", lambda size: _spread(size.alone_p95.per(0.001), "{:.1f}")),
        ("Chroma against exact, recall@10", lambda size: f"{size.recall_10:.3f}"),
        ("start to first evidence, s", lambda size: _spread(size.start_seconds, "{:.2f}")),
        ("memory adding", lambda size: _mb(size.adding_bytes)),
        ("memory asked", lambda size: _mb(size.asking_bytes)),
        ("catalogue", lambda size: _mb(size.catalogue_bytes)),
        ("Chroma", lambda size: _mb(size.vector_bytes)),
    )
    rows = ([show(size) for _, show in columns] for size in sizes)
    return _table([head for head, _ in columns], rows) if sizes else _NOT_MEASURED


def _beyond(sizes: Sequence[Size]) -> str:
    if not sizes:
        return "nothing was measured in this run."
    last = sizes[-1]
    each = (last.catalogue_bytes + last.vector_bytes) / last.passages
    return (
        f"a passage takes {each / 1000:.1f} kB on the disk, so a million take {each / 1000:,.0f} GB. What slows down "
        "first is the lexical index: the places of a question's words grow in step with the passages, while Chroma's "
        "graph grows with their logarithm and the candidates to be read stay two hundred. tantivy is the engine to "
        "take next. What runs out first is memory: a filter that leaves more than a few thousand passages, but fewer "
        "than half, compares all vectors, 1.5 kB each. `MISSION_CHROMA_URL` moves Chroma's own to a server."
    )


def _spread(value: Spread, form: str) -> str:
    return f"{form.format(value.median)} ({form.format(value.low)}–{form.format(value.high)})"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines)
