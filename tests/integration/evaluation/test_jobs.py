import sys
from pathlib import Path

import pytest

from evaluation import jobs, speed
from evaluation.systems import OURS, Question, TextFile

TEXTS = {
    "buses": "# Rural buses\n\nThe county runs forty rural bus lines. Their funding ends in 2027.\n",
    "lakes": "# Clean lakes\n\nThe lakes programme removes phosphorus from nine lakes. It began in 2019.\n",
    "schools": "# School meals\n\nEvery pupil eats a warm meal at school. Kitchens buy half of it from nearby farms.\n",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Three files that have nothing in common."""
    folder = tmp_path_factory.mktemp("texts")
    return tuple(_written(folder / f"{name}.md", text) for name, text in TEXTS.items())


@pytest.fixture(scope="module")
def library(files, tmp_path_factory):
    """The folder of a library that a job of its own has filled with the files, and what that job told."""
    folder = tmp_path_factory.mktemp("library")
    return folder, *jobs.run(jobs.AddJob(OURS.id, folder, files), jobs.Added)


def _written(path: Path, text: str) -> TextFile:
    path.write_text(text, "utf-8")
    return TextFile(path.stem, path)


def test_files_are_added_in_a_process_of_their_own(library):
    _, added, done = library

    assert added.passages == 3
    assert 0 < added.seconds[0] < done.seconds
    assert done.peak_bytes > 50_000_000  # Python with Chroma alone takes more


def test_rounds_of_one_process_begin_from_nothing(files, tmp_path):
    added, _ = jobs.run(jobs.AddJob(OURS.id, tmp_path / "one", files, rounds=2), jobs.Added)

    assert len(added.seconds) == len(added.cpu_seconds) == 2
    for number in range(2):
        assert len(speed.passage_texts(jobs.round_folder(tmp_path / "one", number))) == added.passages


def test_a_later_process_finds_what_was_added(library):
    questions = (Question("When does the funding of the bus lines end?"), Question("Where do kitchens buy food?"))

    found, _ = jobs.run(jobs.FindJob(OURS.id, library[0], questions, 3), jobs.Found)

    assert [hits[0].file_id for hits in found.hits] == ["buses", "schools"]


def test_questions_are_timed_by_round_alone_together_and_with_pauses(library):
    questions = (Question("Which lakes?"), Question("Which meals?"))

    timed, _ = jobs.run(jobs.TimeJob(OURS.id, library[0], questions, 3, rounds=2, people=2), jobs.Timed)

    assert [len(one) for one in timed.alone] == [2, 2]
    assert [len(one) for one in timed.together] == [2, 2]
    assert len(timed.reading) == 2
    assert all(timed.reading)
    assert all(seconds > 0 for one in timed.alone + timed.together + timed.reading for seconds in one)


def test_one_person_is_timed_alone(library):
    timed, _ = jobs.run(
        jobs.TimeJob(OURS.id, library[0], (Question("Which lakes?"),), 3, rounds=2, people=1), jobs.Timed
    )

    assert [len(one) for one in timed.alone] == [1, 1]
    assert timed.together == timed.reading == ()


def test_the_bare_model_is_given_the_passages_with_their_contexts(library):
    texts = speed.passage_texts(library[0])

    assert len(texts) == 3
    assert any(text.startswith("Rural buses") and "forty rural bus lines" in text for text in texts)


def test_a_library_grows_to_the_size_asked_and_no_further(files, tmp_path):
    grown, _ = jobs.run(jobs.GrowJob(tmp_path, files, 2, stand_in=False), jobs.Grown)
    agreed, _ = jobs.run(jobs.AgreeJob(tmp_path, (Question("lakes"),), 2), jobs.Agreed)

    assert grown.added == grown.passages
    assert 2 <= grown.passages <= 3
    assert agreed.recall == 1.0


def test_a_failing_process_says_why():
    with pytest.raises(jobs.JobError, match="the reason"):
        jobs.watch([sys.executable, "-c", "raise SystemExit('the reason')"])
