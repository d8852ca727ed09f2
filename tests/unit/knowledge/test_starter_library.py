"""Every file of the starter library against docs/library-format.md and the vocabulary."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.sentences import split_sentences
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
SAID_UNDER_NOT_KNOWN = {
    "Results": r"(?i)results|effects",
    "What was hard": r"hard",
    "Governance and funding": r"govern|funding",
    "Building capacity": r"capacity",
    "Mobilising the ecosystem": r"mobilises|direction, capacity",
    "Setting direction": r"direction",
}
"""What a case without the heading must say is not known."""
LEANS_ON_ITS_NEIGHBOUR = re.compile(
    r"(?:It|Its|They|Their|He|His|She|Her|This|These|That|Those|There|Also|However|Then|Thus|Here)\b"
)
MOST_WORDS = 36
COPIED_WORDS = 11
NAMED_FIELDS = ("sustainable-manufacturing", "climate-neutral-cities", "youth-mental-health")


@cache
def parts(path: Path) -> tuple[dict[str, Any], str]:
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^---\n(.*?)\n---\n", text, re.S | re.M)
    assert found, f"{path.name} has no front matter"
    return yaml.safe_load(found.group(1)), text[found.end() :]


def facts_of(path: Path) -> list[str]:
    """The sentences that carry a reference number, as they would be quoted."""
    _, body = parts(path)
    lines = [re.sub(r"^<v [^>]+>|^(?:-|\d+\.) ", "", line) for line in body.splitlines()]
    found = [line[span.start : span.end] for line in lines for span in split_sentences(line)]
    return [sentence for sentence in found if MARK.search(sentence)]


def section(path: Path, heading: str) -> str:
    _, body = parts(path)
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", body, re.S | re.M)
    return found.group(1) if found else ""


def runs(text: str) -> set[tuple[str, ...]]:
    words = normal(text).split()
    return {tuple(words[at : at + COPIED_WORDS]) for at in range(len(words) - COPIED_WORDS + 1)}


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
    assert len(details["summary"].split()) <= 30
    assert details["kind"] != "case-study" or "stage" in details


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_reference_number_resolves_and_every_source_is_used(path: Path) -> None:
    details, body = parts(path)
    listed = [str(source["id"]) for source in details["sources"]]

    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert set(MARK.findall(body)) == set(listed)
    assert all(source["title"] and source["publisher"] and source["date"] for source in details["sources"])
    links = [source["link"] for source in details["sources"] if source.get("link")]
    assert all(str(link).startswith(("https://", "http://")) for link in links)
    without = [f"{source['title']} {source['publisher']}" for source in details["sources"] if not source.get("link")]
    assert all("no public address" in described for described in without)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_headings_have_the_recognisable_shape(path: Path) -> None:
    details, body = parts(path)
    expected = {"case-study": CASE_HEADINGS, "practice-guide": GUIDE_HEADINGS}.get(details["kind"])
    if expected is None:
        return
    found = re.findall(r"^## (.+)$", body, re.M)

    assert found == [heading for heading in expected if heading in found]
    assert re.findall(r"^# (.+)$", body, re.M) == [details["title"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_says_that_what_it_leaves_out_is_not_known(path: Path) -> None:
    details, body = parts(path)
    if details["kind"] != "case-study":
        return
    found = re.findall(r"^## (.+)$", body, re.M)
    missing = [heading for heading in CASE_HEADINGS if heading not in found and heading != "Where the sources differ"]

    assert all(re.search(SAID_UNDER_NOT_KNOWN[heading], section(path, "What is not known")) for heading in missing)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_sentence_with_a_fact_stands_alone(path: Path) -> None:
    facts = facts_of(path)

    assert facts
    assert [fact for fact in facts if LEANS_ON_ITS_NEIGHBOUR.match(fact)] == []
    assert [fact for fact in facts if len(MARK.sub("", fact.replace("(our reading)", "")).split()) > MOST_WORDS] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_our_reading_is_marked_inside_its_sentence(path: Path) -> None:
    _, body = parts(path)

    assert not re.search(r"[.?!][\"”]?\s+\(our reading", body)


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".vtt"], ids=lambda path: path.stem)
def test_a_transcript_is_a_narrated_walkthrough_in_chapters(path: Path) -> None:
    _, body = parts(path)
    cues = re.findall(r"^<v ([^>]+)>(.+)$", body, re.M)

    assert {voice for voice, _ in cues} == {"Narrator"}
    assert "narrated walkthrough written for the project from published sources" in cues[0][1]
    assert len(re.findall(r"^NOTE chapter: .+$", body, re.M)) >= 5


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "guides"], ids=lambda path: path.stem)
def test_a_guide_draws_on_several_cases(path: Path) -> None:
    examples = section(path, "Examples from cases")

    assert examples.count("\n- ") >= 4
    assert len(set(MARK.findall(examples))) >= 4


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact sheets are not beside the project")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_sentence_of_a_fact_sheet_stands_word_for_word(path: Path) -> None:
    _, body = parts(path)
    taken = {sentence for sentence in sentences(body) if len(sentence.split()) >= 8}

    assert not taken & _fact_sentences()


@pytest.mark.skipif(not FACTS.is_dir(), reason="the fact sheets are not beside the project")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_long_run_of_words_is_taken_from_a_fact_sheet(path: Path) -> None:
    own = [re.sub(r'["“].*?["”]', " ", fact) for fact in facts_of(path)]

    assert [fact for fact in own if runs(fact) & _fact_runs()] == []


@cache
def _fact_runs() -> frozenset[tuple[str, ...]]:
    lines = (line for sheet in FACTS.glob("[0-9]*.md") for line in parts(sheet)[1].splitlines())
    return frozenset(run for line in lines for run in runs(line))


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


def test_an_organisation_has_one_sector_throughout() -> None:
    sectors: dict[str, set[str]] = {}
    for path in FILES:
        for sector, names in parts(path)[0].get("partners", {}).items():
            for name in names:
                sectors.setdefault(name, set()).add(sector)

    assert {name: found for name, found in sectors.items() if len(found) > 1} == {}


def test_questions_name_sources_that_exist() -> None:
    ids = {path.stem for path in FILES}
    lines = (ROOT / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]

    assert len(questions) >= 120
    assert sum(question["kind"] == "not-covered" for question in questions) >= 30
    assert {source for question in questions for source in question["sources"]} <= ids
    assert len({question["id"] for question in questions}) == len(questions)
    assert all(bool(question["sources"]) == (question["kind"] != "not-covered") for question in questions)
    assert all(bool(question["history"]) == (question["kind"] == "follow-up") for question in questions)


def test_every_key_fact_stands_in_a_source_that_its_question_names() -> None:
    texts = {path.stem: " ".join(re.sub(r"<v [^>]+>", "", parts(path)[1]).split()).lower() for path in FILES}
    lines = (ROOT / "evaluation" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]

    nowhere = [
        (question["id"], fact)
        for question in questions
        for group in question["key_facts"]
        for fact in group
        if not any(fact.lower() in texts[source] for source in question["sources"])
    ]

    assert nowhere == []
