"""Every file of the starter library against docs/library-format.md and the vocabulary."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.vocabulary import vocabulary

ROOT = Path(__file__).parents[3]
STARTER = ROOT / "knowledge" / "starter"
FACTS = ROOT.parent / "shared" / "facts"
FILES = sorted(path for folder in ("cases", "guides", "transcripts") for path in (STARTER / folder).iterdir())
MARK = re.compile(r"\[(\d+)\]")
CASE_HEADINGS = [
    "In brief",
    "The mission and why",
    "Aim",
    "Partners by sector",
    "Setting direction",
    "Building capacity",
    "Mobilising the ecosystem",
    "Governance and funding",
    "Results",
    "What was hard",
    "Lessons for others",
    "Where the sources differ",
    "What is not known",
]
GUIDE_HEADINGS = [
    "In brief",
    "Why it matters",
    "How to do it",
    "Examples from cases",
    "What to watch out for",
    "Questions to ask",
    "What is not known",
]
NAMED_FIELDS = ("sustainable-manufacturing", "climate-neutral-cities", "youth-mental-health")


@cache
def parts(path: Path) -> tuple[dict[str, Any], str]:
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^---\n(.*?)\n---\n", text, re.S | re.M)
    assert found, f"{path.name} has no front matter"
    return yaml.safe_load(found.group(1)), text[found.end() :]


def normal(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", MARK.sub("", sentence).lower()))


def sentences(text: str) -> list[str]:
    return [normal(part) for part in re.split(r"(?<=[.!?])(?:\s*\[\d+\])*\s+|\n", text) if part.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_front_matter_uses_the_vocabulary(path: Path) -> None:
    details, _ = parts(path)
    words = vocabulary()

    assert details["kind"] in words.kinds
    assert 1 <= len(details["themes"]) <= 4
    assert set(details["themes"]) <= set(words.themes)
    assert set(details.get("partners", {})) <= set(words.sectors)
    assert set(details.get("playbook_elements", [])) <= set(words.playbook_elements)
    assert details.get("stage") is None or details["stage"] in words.stages
    assert details["places"]
    assert details["title"]
    assert details["language"] == "en"
    assert details["licence"]
    assert len(details["summary"].split()) <= 35


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_reference_number_resolves_and_every_source_is_used(path: Path) -> None:
    details, body = parts(path)
    listed = [str(source["id"]) for source in details["sources"]]

    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert set(MARK.findall(body)) == set(listed)
    assert all(source["title"] and source["publisher"] and source["date"] for source in details["sources"])
    links = [source["link"] for source in details["sources"] if source.get("link")]
    assert all(str(link).startswith(("https://", "http://")) for link in links)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_headings_have_the_recognisable_shape(path: Path) -> None:
    details, body = parts(path)
    expected = {"case-study": CASE_HEADINGS, "practice-guide": GUIDE_HEADINGS}.get(details["kind"])
    if expected is None:
        return
    found = re.findall(r"^## (.+)$", body, re.M)

    assert found == [heading for heading in expected if heading in found]
    assert re.findall(r"^# (.+)$", body, re.M) == [details["title"]]


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact sheets are not beside the project")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_of_a_fact_sheet_stands_word_for_word(path: Path) -> None:
    _, body = parts(path)
    taken = {sentence for sentence in sentences(body) if len(sentence.split()) >= 8}

    assert not taken & _fact_sentences()


@cache
def _fact_sentences() -> frozenset[str]:
    return frozenset(sentence for sheet in FACTS.glob("[0-9]*.md") for sentence in sentences(parts(sheet)[1]))


def test_the_library_is_large_and_covers_the_three_named_fields() -> None:
    words = sum(len(MARK.sub("", parts(path)[1]).split()) for path in FILES)
    themes = Counter(theme for path in FILES for theme in parts(path)[0]["themes"])

    assert len(FILES) >= 40
    assert words >= 35_000
    assert all(themes[field] >= 4 for field in NAMED_FIELDS)
    assert set(themes) == set(vocabulary().themes)


def test_questions_name_sources_that_exist() -> None:
    ids = {path.stem for path in FILES}
    lines = (ROOT / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]

    assert len(questions) >= 120
    assert sum(question["kind"] == "not-covered" for question in questions) >= 30
    assert {source for question in questions for source in question["sources"]} <= ids
    assert len({question["id"] for question in questions}) == len(questions)
