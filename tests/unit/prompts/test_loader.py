"""Prompts are whole, and the code fills exactly the placeholders they have."""

from pathlib import Path

import pytest

import prompts
from assistant import writing
from assistant.wording import NOT_COVERED
from prompts.loader import Message, Prompt, load_prompt, read_prompt

FILES = sorted(path.stem for path in Path(prompts.__file__).parent.glob("*.md"))
FILLED = {
    writing.WRITE: {"question", "excerpts", "length", "not_covered"},
    writing.REWRITE: {"conversation", "question"},
}


@pytest.mark.parametrize("name", FILES)
def test_placeholders_are_those_the_code_fills(name: str) -> None:
    assert load_prompt(name).placeholders == FILLED[name]


@pytest.mark.parametrize("name", FILES)
def test_prompt_has_a_version_and_ends_with_the_persons_turn(name: str) -> None:
    prompt = load_prompt(name)

    assert prompt.version >= 1
    assert prompt.label == f"{name}, version {prompt.version}"
    assert prompt.messages[0].role == "system"
    assert prompt.messages[-1].role == "user"


@pytest.mark.parametrize("name", FILES)
def test_prompt_says_that_the_material_is_quoted(name: str) -> None:
    assert "quoted material" in load_prompt(name).messages[0].text


def test_not_covered_sentence_comes_from_the_code() -> None:
    assert NOT_COVERED not in "".join(message.text for message in load_prompt(writing.WRITE).messages)


def test_braces_in_values_do_nothing() -> None:
    prompt = Prompt("p", 1, (Message("user", "Ask: {question} End"),))

    assert prompt.fill({"question": "{question} {other}"}) == (Message("user", "Ask: {question} {other} End"),)


def test_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        Prompt("p", 1, (Message("user", "{question}"),)).fill({})


@pytest.mark.parametrize(
    "text", ["no front matter", "---\nversion: one\n---\n## User\nHello", "---\nversion: 1\n---\nNo parts"]
)
def test_broken_prompt_file_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"prompts/p\.md"):
        read_prompt("p", text)
