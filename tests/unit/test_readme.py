"""What the README says of the settings is what they are."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_settings_table_is_complete_and_true() -> None:
    rows = runpy.run_path(str(ROOT / "scripts" / "settings_table.py"))["rows"]()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [row for row in rows if row not in readme] == []


def test_no_committed_lock_names_a_host() -> None:
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")

    assert "://" not in constraints
    assert " @ " not in constraints
    assert "torch==2.13.0\n" in constraints
