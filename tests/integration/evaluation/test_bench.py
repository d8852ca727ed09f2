from dataclasses import replace

from evaluation import bench, systems
from ingest.starter import starter_files


def test_missing_data_are_said_and_the_rest_goes_on(tmp_path, monkeypatch):
    monkeypatch.setenv("MISSION_BENCH_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setattr(bench, "starter_files", lambda: starter_files()[:3])

    status = bench.main(["--quick", "--only", "quality", "--docs", str(tmp_path)])

    assert status == 1
    assert "The benchmark data are not in nowhere" in (tmp_path / "benchmarks.md").read_text("utf-8")


def test_a_system_that_is_not_installed_is_named_and_left_out(monkeypatch):
    absent = replace(systems.LANGCHAIN, id="absent", label="Absent", packages=("no-such-package",))
    monkeypatch.setattr(systems, "SYSTEMS", (systems.OURS, absent))
    monkeypatch.setattr(bench, "SYSTEMS", (systems.OURS, absent))

    assert systems.installed() == (systems.OURS,)
    assert bench._missing_systems() == ["Absent was left out, because it is not installed: `make bench` installs it."]
