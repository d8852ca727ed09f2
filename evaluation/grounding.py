"""Fits and measures the check of a model's sentences: `python -m evaluation.grounding [--fit] [--json]`.

True sentences are those of people's reference answers (ClapNQ and MTRAG-UN, in MISSION_BENCH_DIR), checked against
the passages the answers rest on. Each is altered on purpose in every way of `evaluation.alterations`. Sentences of one
answer are all on one side: half of the answers is tuned on (`--fit` prints the coefficients that stand in
`assistant/grounding/support.py`), the other half is checked on and gives the figures. Some sentences of reference
answers are not borne out by their passages, and some alterations do not make a sentence false, so that both figures
are lower bounds. It takes three minutes of processor time.
"""

import argparse
import hashlib
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.grounding.check import SUPPORTED
from assistant.grounding.facts import missing_facts, name_words, read_holding
from assistant.grounding.forms import content_forms
from assistant.grounding.support import CitedSentence, Support, SupportModel, find_support, make_claim
from assistant.words import content_words, names
from evaluation.alterations import Case, Item, cases_of
from knowledge.embedding import load_embedder
from knowledge.sentences import split_sentences
from knowledge.settings import load_settings

SEED = 7
NEIGHBOURS = 60
"""Answers among which the one with the most similar passages gives the "swapped source"."""
PLAIN_COSINES = (0.5, 0.6, 0.7, 0.8)
"""Thresholds of the plain recipe that is measured beside: shown when a sentence of the passages is this similar."""
_WORDS_AT_LEAST = 4
_SPOKEN = re.compile(r"\b(I|I'm|my|sorry|we|me)\b")
_UNTOKENISED = (
    (re.compile(r"``\s*|\s*''"), '"'),
    (re.compile(r"\s+([.,;:!?%)\]])"), r"\1"),
    (re.compile(r"([(\[$£€])\s+"), r"\1"),
    (re.compile(r"\s+(['’](?:s|re|ve|d|ll|t|m)\b)"), r"\1"),
    (re.compile(r"\b(do|did|does|could|would|was|is|are|ca|wo) n['’]t", re.IGNORECASE), r"\1n't"),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
    (re.compile(r"(\d) , (\d)"), r"\1,\2"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A sentence of a person's answer with what the answer rests on."""

    answer: str
    sentence: str
    passages: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with what the check makes of it."""

    case: Case
    missing: bool  # it states a fact that the passages do not hold
    support: Support

    def shown(self, model: SupportModel | None = None) -> bool:
        """Whether the check lets the sentence through, with these coefficients or those in use."""
        chance = model.chance(self.support.features) if model else self.support.chance
        return not self.missing and chance >= SUPPORTED


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on the half that nothing was tuned on."""

    sentences: int
    shown_of_true: float  # recall: the share of true sentences that are shown
    held_back: Mapping[str, float]  # by kind: the share of altered sentences that are held back
    held_back_mean: float  # over the kinds
    precision: float  # the share of true ones among those shown, were there as many altered as true ones
    counts: Mapping[str, int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the coefficients on the tuning half and print them")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    given = parser.parse_args(arguments)
    settings = load_settings()
    judged = judge_all(make_cases(list(references(settings.bench_dir / "data"))))
    tune, checked = halves(judged)
    model = fit(tune) if given.fit else None
    if model is not None:
        print(_as_code(model))
    found = measure([(one.case, one.shown(model)) for one in checked])
    print(json.dumps(asdict(found)) if given.json else _table(found, checked))
    return 0


def references(data: Path) -> Iterator[Reference]:
    """The sentences of the reference answers that state something."""
    for answer, text, passages, title in (*_clapnq(data), *_mtrag(data)):
        for start, end in split_sentences(text):
            sentence = " ".join(text[start:end].split())
            if len(content_words(sentence)) >= _WORDS_AT_LEAST and not _SPOKEN.search(sentence) and sentence[-1] != "?":
                yield Reference(answer, sentence, passages, title)


def make_cases(found: Sequence[Reference]) -> list[Case]:
    """Each sentence as it is, and altered; the same every time."""
    chance = random.Random(SEED)
    return [case for one in found for case in cases_of(_item(one, found, chance), chance)]


def judge_all(cases: Sequence[Case]) -> list[Judged]:
    """What the check makes of each case."""
    vectors = _embedded(cases)
    weights = _weights({passage for case in cases for passage in case.passages})
    memory: dict[str, tuple[CitedSentence, ...]] = {}
    return [_judge(case, vectors, weights, memory) for case in cases]


def halves(judged: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """The half to tune on and the half to check on, by answer."""
    sides: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        sides[int(hashlib.sha256(one.case.item.encode()).hexdigest(), 16) % 2].append(one)
    return sides[0], sides[1]


def fit(judged: Sequence[Judged]) -> SupportModel:
    """A logistic regression on what passes the facts; true and altered weigh the same, and so do all alterations."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # comes with sentence-transformers

    used = [one for one in judged if not one.missing]
    names_of = list(used[0].support.features)
    table = np.array([[one.support.features[name] for name in names_of] for one in used])
    labels = np.array([one.case.supported for one in used])
    fitted = LogisticRegression(max_iter=3000).fit(table, labels, sample_weight=_sample_weights(judged, used))
    weights = {name: round(float(value), 2) for name, value in zip(names_of, fitted.coef_[0], strict=True)}
    return SupportModel(round(float(fitted.intercept_[0]), 2), weights)


def measure(decided: Sequence[tuple[Case, bool]]) -> Figures:
    """The figures of a check that shows some cases and holds others back."""
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for case, shown in decided:
        by_kind[case.kind].append(shown)
    recall = float(np.mean(by_kind["true"]))
    held = {kind: 1 - float(np.mean(shown)) for kind, shown in sorted(by_kind.items()) if kind != "true"}
    mean = float(np.mean(list(held.values())))
    return Figures(
        sentences=len(decided),
        shown_of_true=recall,
        held_back=held,
        held_back_mean=mean,
        precision=recall / max(1e-9, recall + 1 - mean),
        counts={kind: len(shown) for kind, shown in sorted(by_kind.items())},
    )


def _sample_weights(judged: Sequence[Judged], used: Sequence[Judged]) -> NDArray[np.float64]:
    counts = Counter(one.case.kind for one in judged)
    altered = counts["true"] / (len(counts) - 1)
    return np.array([1.0 if one.case.supported else altered / counts[one.case.kind] for one in used])


def _item(one: Reference, found: Sequence[Reference], chance: random.Random) -> Item:
    others = [other for other in found if other.answer != one.answer and not set(other.passages) & set(one.passages)]
    own = set(content_forms(" ".join(one.passages)))
    near = max(chance.sample(others, min(NEIGHBOURS, len(others))), key=lambda other: _shared(own, other))
    known = names(" ".join([*one.passages, *near.passages]))
    elsewhere = chance.choice(others).sentence
    return Item(one.answer, one.sentence, one.passages, one.title, elsewhere, near.passages, known)


def _shared(own: set[str], other: Reference) -> int:
    return len(own & _forms_of_beginning(other.passages))


@cache
def _forms_of_beginning(passages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(content_forms(" ".join(passages)[:3000]))


def _judge(
    case: Case,
    vectors: Mapping[str, NDArray[np.float32]],
    weights: Mapping[str, float],
    memory: dict[str, tuple[CitedSentence, ...]],
) -> Judged:
    for passage in case.passages:
        if passage not in memory:
            memory[passage] = tuple(
                CitedSentence(0, text, vectors[text], content_forms(text)) for text in _sentences(passage)
            )
    cited = [sentence for passage in case.passages for sentence in memory[passage]]
    text = " ".join(case.passages)
    missing = missing_facts(case.sentence, _holding(f"{text} {case.title}"), name_words(text))
    support = find_support(make_claim(case.sentence, vectors[case.sentence], weights), cited, case.title)
    return Judged(case, bool(missing), support)


_holding = lru_cache(maxsize=16)(read_holding)  # the cases of one sentence mostly cite the same passages


def _embedded(cases: Sequence[Case]) -> dict[str, NDArray[np.float32]]:
    texts = list(dict.fromkeys(text for case in cases for text in (case.sentence, *_all_sentences(case))))
    embedder = load_embedder(load_settings())
    found: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(texts), 256):
        batch = texts[start : start + 256]
        found.update(zip(batch, embedder.embed_queries(batch), strict=True))
    return found


def _all_sentences(case: Case) -> Iterator[str]:
    for passage in case.passages:
        yield from _sentences(passage)


def _sentences(passage: str) -> list[str]:
    return [passage[start:end] for start, end in split_sentences(passage)]


def _weights(passages: Iterable[str]) -> Mapping[str, float]:
    """Inverse document frequencies; a form that no passage has weighs the most."""
    texts = list(passages)
    counts = Counter(form for text in texts for form in set(content_forms(text)))
    unseen = math.log(1 + len(texts) / 0.5)
    return defaultdict(lambda: unseen, {f: math.log(1 + len(texts) / (0.5 + n)) for f, n in counts.items()})


def _clapnq(data: Path) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    for row in _read(data / "sentences.json")["items"]:
        if row["answerable"]:
            yield str(row["id"]), _tidy(max(row["answers"], key=len)), (_tidy(row["text"]),), str(row["title"])


def _mtrag(data: Path) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    pooled = _read(data / "conversations.json")
    units = {unit["id"]: unit for unit in pooled["units"]}
    for row in pooled["queries"]:
        rests_on = [units[unit] for unit in row.get("gold_ctx") or [] if unit in units][:8]
        if row.get("answer") and rests_on and row["label"] == "ANSWERABLE":
            conversation = str(row["id"]).partition("<")[0]
            yield conversation, row["answer"], tuple(unit["text"] for unit in rests_on), str(rests_on[0]["title"])


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise SystemExit(f"{path} is not there. Set MISSION_BENCH_DIR to the folder with the benchmark's data.")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _tidy(text: str) -> str:
    """ClapNQ's text without the spaces its words were cut apart with."""
    for pattern, replacement in _UNTOKENISED:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


def _as_code(model: SupportModel) -> str:
    lines = [f'        "{name}": {weight},' for name, weight in model.weights.items()]
    return "\n".join(
        ["MODEL = SupportModel(", f"    intercept={model.intercept},", "    weights={", *lines, "    },", ")"]
    )


def _table(found: Figures, checked: Sequence[Judged]) -> str:
    plain = {
        f"most similar sentence >= {cosine}": measure(
            [(one.case, one.support.features["cosine"] >= cosine) for one in checked]
        )
        for cosine in PLAIN_COSINES
    }
    columns = {"our check": found, **plain}
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    lines.append(_row("true sentences shown", found.counts["true"], [one.shown_of_true for one in columns.values()]))
    lines += [
        _row(f"held back: {kind}", found.counts[kind], [one.held_back[kind] for one in columns.values()])
        for kind in found.held_back
    ]
    lines.append(_row("held back, mean of kinds", None, [one.held_back_mean for one in columns.values()]))
    lines.append(_row("true among shown, 1 : 1", None, [one.precision for one in columns.values()]))
    return "\n".join(lines)


def _row(name: str, count: int | None, values: Sequence[float]) -> str:
    counted = f" (n = {count})" if count is not None else ""
    return f"| {name}{counted} | " + " | ".join(f"{value:.3f}" for value in values) + " |"


if __name__ == "__main__":
    raise SystemExit(main())
