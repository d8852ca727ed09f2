"""What a person types after `search`: phrases, exclusions and fields; and punctuation that is none of these."""

import io
import json

import pytest

from cli.program import run
from tests.integration.knowledge.three_cases import FILES


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder with three sources, only read by these tests."""
    folder = tmp_path_factory.mktemp("typed")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert run(["ingest", *(str(folder / name) for name in FILES), "--data", str(folder / "data"), "--json"]) == 0
    return folder / "data"


@pytest.fixture
def search(data, capsys):
    """Runs `search`; what it found, and what it said to people."""

    def search(*arguments):
        capsys.readouterr()
        assert run(["search", *arguments, "--data", str(data), "--json"]) == 0
        printed = capsys.readouterr()
        return [json.loads(line) for line in printed.out.splitlines()], printed.err

    return search


def test_a_phrase_an_exclusion_and_a_field_are_kept_to(search):
    (phrase,), _ = search('"mission board"')
    (without,), _ = search('"mission board" -mandate')
    (danish,), _ = search("board place:Denmark kind:case-study")

    assert len(phrase["results"]) == 2
    assert all("mission board" in result["text"].lower() for result in phrase["results"])
    assert len(without["results"]) == 1
    assert "mandate" not in without["results"][0]["text"]
    assert {result["title"] for result in danish["results"]} == {"Clean Harbour: a port without exhaust"}
    assert (danish["query"], danish["filters"]) == (
        "board place:Denmark kind:case-study",
        "kind:case-study place:Denmark",
    )


def test_plain_words_are_searched_as_they_are(search):
    (plain,), said = search("Who decides on the budget?")

    assert (plain["query"], plain["filters"], said) == ("Who decides on the budget?", "", "")
    assert plain["results"]


@pytest.mark.parametrize(
    "odd",
    ['"', "-", "::", '"never said by anyone"', "-the -a", "AND OR NOT (", "*", "place:", "year:20x", "' ; --", "😀"],
)
def test_odd_punctuation_never_fails_nor_empties_the_result(search, odd):
    (found,), _ = search(odd)

    assert found["query"] == odd
    assert "error" not in found


def test_filters_that_let_nothing_through_are_dropped_and_it_is_said(search):
    (found,), said = search("trees place:Swedn")

    assert found["results"]
    assert found["filters"] == ""
    assert "Did you mean Sweden?" in said
    assert "without them" in said


def test_a_misspelt_word_is_offered_as_the_library_has_it_beside_the_result(search):
    (found,), said = search("stering board place:Denmark")
    _, in_all = search("zzzxqy")

    assert found["results"]
    assert (found["query"], found["missing_words"]) == ("stering board place:Denmark", ["stering"])
    assert said.splitlines() == [
        "Nothing in the sources within these filters holds “stering”. Did you mean: steering board place:Denmark"
    ]
    assert in_all == "Nothing in the library holds “zzzxqy”.\n"


def test_a_batch_is_searched_as_it_is_with_its_filters_apart(search, monkeypatch):
    lines = [
        {"id": 1, "query": '"mission board"'},
        {"id": 2, "query": "board", "scope": {"phrases": ["mission board"]}},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))

    (plain, scoped), _ = search("--batch", "-")

    assert plain["filters"] == ""
    assert len(plain["results"]) > 2
    assert len(scoped["results"]) == 2
