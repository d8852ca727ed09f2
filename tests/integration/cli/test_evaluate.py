"""The command that measures the assistant on a questions file."""

import json

from cli.program import run


def test_a_questions_file_is_measured(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("MISSION_DATA_DIR", str(tmp_path / "data"))
    note = tmp_path / "harbour.md"
    note.write_text(
        "# Harbour mission\n\nThe harbour mission in Vejle has six partners since May 2023.\n", encoding="utf-8"
    )
    questions = tmp_path / "questions.jsonl"
    asked = {"question": "How many partners has the harbour mission in Vejle?", "key_facts": [["six", "6"]]}
    questions.write_text(json.dumps(asked) + "\n", encoding="utf-8")
    assert run(["ingest", str(note)]) == 0
    capsys.readouterr()

    status = run(["evaluate", str(questions), "--json"])

    printed = json.loads(capsys.readouterr().out)
    assert (status, printed["questions"], printed["figures"]["facts"]) == (0, 1, 1.0)


def test_a_line_that_is_no_question_is_named(tmp_path, capsys) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "What is a mission?"}\n{"text": "?"}\n', encoding="utf-8")

    status = run(["evaluate", str(questions), "--data", str(tmp_path / "data")])

    assert status == 2
    assert "questions.jsonl, line 2" in capsys.readouterr().err
