from evaluation import bench


def test_missing_data_are_said_and_the_rest_goes_on(tmp_path, monkeypatch):
    monkeypatch.setenv("MISSION_BENCH_DIR", str(tmp_path / "nowhere"))

    status = bench.main(["--quick", "--only", "quality", "--docs", str(tmp_path)])

    assert status == 1
    assert "The benchmark data are not in nowhere" in (tmp_path / "benchmarks.md").read_text("utf-8")
