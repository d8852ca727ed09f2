"""The program called in this process, in an environment and a folder of each test's own."""

import json
import os
from collections.abc import Callable

import pytest

from cli.program import run


@pytest.fixture(autouse=True)
def own_environment(tmp_path, monkeypatch):
    """Environment and working folder of the test's own; what the program sets in the environment is undone."""
    for name in [name for name in os.environ if name.startswith("MISSION_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys) -> Callable[..., tuple[int, list[dict]]]:
    """Runs the program; its exit status, and the JSON objects it printed."""

    def call(*arguments):
        capsys.readouterr()
        status = run([*map(str, arguments), "--json"])
        return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return call
