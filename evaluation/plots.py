"""The pictures of the report: bars for comparisons, lines for growth. Ours is dark, peers are pale."""

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # no screen

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluation.results import Results
from evaluation.scale import Size
from evaluation.speed import BARE
from evaluation.systems import OURS, system

_OURS, _PEER, _BARE = "#0b5d66", "#b7cfd1", "#d9d2c0"


def draw(results: Results, folder: Path) -> None:
    """Write the pictures that these results allow."""
    folder.mkdir(parents=True, exist_ok=True)
    if results.comparison is not None:
        _draw_quality(results, folder / "quality.png")
    if results.ingest_long:
        _draw_ingest(results, folder / "ingest.png")
    if results.questions:
        _draw_questions(results, folder / "questions.png")
    if results.scale:
        _draw_scale(results.scale, folder / "scale.png")


def _draw_quality(results: Results, path: Path) -> None:
    comparison = results.comparison
    if comparison is None:
        return
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.2))
    for axis, part in zip(axes[:2], ("un", "mt1"), strict=True):
        shown = [one for one in comparison.rankings if one.asked == _asked(one.system, part)]
        _bars(axis, [(one.system, one.ndcg_5) for one in shown], f"conversations/{part}: nDCG@5", "{:.3f}")
    recalls = [(one.system, one.recall) for one in comparison.meetings]
    _bars(axes[2], recalls, "meetings: recall in 2,000 words", "{:.3f}")
    _save(figure, path)


def _asked(system_id: str, part: str) -> str:
    return f"{part}, with the thread" if system_id == OURS.id else f"{part}, last turn"


def _draw_ingest(results: Results, path: Path) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 3.2))
    for axis, speeds, title in (
        (axes[0], results.ingest_short, "short files: words per second"),
        (axes[1], results.ingest_long, "long files: words per second"),
    ):
        _bars(axis, [(one.system, one.words_per_second) for one in speeds], title, "{:,.0f}")
    _save(figure, path)


def _draw_questions(results: Results, path: Path) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(12, 3.2))
    alone = [(one.system, one.alone_p50.median * 1000) for one in results.questions]
    together = [(one.system, one.together_p95.median * 1000) for one in results.questions]
    _bars(axes[0], alone, "one person: p50, ms", "{:.1f}")
    _bars(axes[1], together, "all at once: p95, ms", "{:.0f}")
    _save(figure, path)


def _draw_scale(sizes: Sequence[Size], path: Path) -> None:
    curves: tuple[tuple[str, Callable[[Size], float]], ...] = (
        ("question, p50 ms", lambda size: size.alone_p50.median * 1000),
        ("stored per second (without the model)", lambda size: size.stored_per_second),
        ("disk, MB", lambda size: (size.catalogue_bytes + size.vector_bytes) / 1e6),
        ("memory while asked, MB", lambda size: size.asking_bytes / 1e6),
    )
    figure, axes = plt.subplots(1, len(curves), figsize=(14, 3.2))
    for axis, (title, value) in zip(axes, curves, strict=True):
        axis.plot([size.passages for size in sizes], [value(size) for size in sizes], marker="o", color=_OURS)
        axis.set_xscale("log")
        axis.set_ylim(bottom=0)
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("passages", fontsize=9)
        axis.grid(alpha=0.3)
    _save(figure, path)


def _bars(axis: Axes, values: Sequence[tuple[str, float]], title: str, form: str) -> None:
    names = ["bare model" if one == BARE else system(one).label.split(",")[0] for one, _ in values]
    names = ["ours" if one == OURS.label else one for one in names]
    colours = [{OURS.id: _OURS, BARE: _BARE}.get(one, _PEER) for one, _ in values]
    bars = axis.barh(names, [value for _, value in values], color=colours)
    axis.bar_label(bars, labels=[form.format(value) for _, value in values], padding=3, fontsize=8)
    axis.invert_yaxis()
    axis.margins(x=0.15)
    axis.set_title(title, fontsize=10)
    axis.spines[["top", "right"]].set_visible(False)


def _save(figure: Figure, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)
