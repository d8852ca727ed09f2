from dataclasses import replace

from evaluation.aims import judged
from evaluation.comparison import Comparison, MeetingRecall, Ranking
from evaluation.figures import Spread
from evaluation.report import rendered
from evaluation.results import Machine, Part, Results, earlier, load, save
from evaluation.speed import BARE, IngestSpeed, QuestionSpeed
from evaluation.systems import OURS, SYSTEMS

MACHINE = Machine("A processor", 2, 24, "Linux x86_64", "3.11.7", (("torch", "2.13.0"),), 0.1)
EMPTY = Results("make bench", "2026-11-23", "quick", MACHINE)


def ingest(system: str, seconds: float) -> IngestSpeed:
    return IngestSpeed(system, 1000, 10, Spread(seconds, seconds, seconds), Spread(1, 1, 1), 1_000_000)


def questions(system: str, p50: float, *, together: float, reading: float | None = None) -> QuestionSpeed:
    one, many = Spread(p50, p50, p50), Spread(together, together, together)
    paused = None if reading is None else Spread(reading, reading, reading)
    return QuestionSpeed(system, one, one, many, many, paused, p50, 1_000_000)


def aim(results: Results, name: str) -> tuple[str, bool]:
    return next((one.measured, one.reached) for one in judged(results) if one.name.startswith(name))


def test_intake_is_judged_against_the_plain_recipe_by_words():
    speeds = tuple(ingest(entry.id, 4.0 if entry is OURS else 12.0) for entry in SYSTEMS)

    results = replace(EMPTY, ingest_long=(*speeds, ingest(BARE, 3.0)))

    assert aim(results, "Intake of long files against the plain") == ("3.00 times", True)
    assert aim(results, "Intake of long files against the bare") == ("0.75", False)


def test_a_question_is_judged_against_the_bare_encode_and_hybrid_peers():
    speeds = tuple(questions(entry.id, 0.012, together=0.1) for entry in SYSTEMS if entry is not OURS)

    results = replace(
        EMPTY,
        questions=(questions(OURS.id, 0.02, together=0.08, reading=0.03), *speeds, questions(BARE, 0.01, together=0.1)),
    )

    assert aim(results, "Question to evidence, one person") == ("2.00 times", True)
    assert aim(results, "Question to evidence against peers")[1] is False
    assert aim(results, "Twenty people at once") == ("4.0 times", True)
    assert aim(results, "Twenty people who read") == ("1.5 times", True)


def test_what_was_measured_without_any_peer_is_judged_as_far_as_it_can_be():
    results = replace(
        EMPTY,
        ingest_long=(ingest(OURS.id, 4.0), ingest(BARE, 3.0)),
        questions=(questions(OURS.id, 0.02, together=0.08), questions(BARE, 0.01, together=0.1)),
        comparison=Comparison((), (MeetingRecall(OURS.id, 5, 0.7),)),
    )

    assert [one.name for one in judged(results)] == [
        "Intake of long files against the bare model",
        "Question to evidence, one person",
        "Twenty people at once, who never pause",
    ]
    assert "Twenty people at once" in rendered(results)


def test_a_lost_comparison_is_told_on_the_page():
    ranked = [
        Ranking(
            entry.id,
            "un, with the thread" if entry is OURS else "un, last turn",
            5,
            0.5 if entry is OURS else 0.6,
            1,
            1,
            1,
        )
        for entry in SYSTEMS
    ]
    recalls = tuple(MeetingRecall(entry.id, 5, 0.4) for entry in SYSTEMS)

    page = rendered(replace(EMPTY, comparison=Comparison(tuple(ranked), recalls)))

    assert "Of 2 aims this run reaches 0." in page
    assert "0.500; best peer 0.600" in page


def test_what_was_not_measured_is_said():
    page = rendered(replace(EMPTY, failures=("The benchmark data are not in bench.",)))

    assert "> The benchmark data are not in bench." in page
    assert "*Not measured in this run.*" in page
    assert "$" not in page


def test_results_come_back_as_they_were_saved(tmp_path):
    results = replace(EMPTY, ingest_long=(ingest(OURS.id, 4.0),))

    save(results, tmp_path / "results.json")

    assert load(tmp_path / "results.json") == results


def test_the_page_tells_when_each_part_was_measured_and_how_long_it_took():
    parts = (Part("quality", 9.25, "2026-11-23", 0.1), Part("scale", 12.0, "2026-11-24", 1.4))

    page = rendered(replace(EMPTY, parts=parts))

    assert "`make bench` (21 minutes" in page
    assert "| scale | 12.0 | 2026-11-24 | 1.4 |" in page


def test_parts_of_an_earlier_run_are_kept_only_from_the_same_machine_and_size(tmp_path):
    kept = tmp_path / "results.json"
    assert earlier(kept, "quick", MACHINE, ["ingest"]) is None
    save(EMPTY, kept)

    assert earlier(kept, "quick", replace(MACHINE, load_before=3.0), ["ingest", "own"]) == EMPTY
    assert earlier(kept, "standard", MACHINE, ["ingest"]) is None
    for other in (replace(MACHINE, processor="Another"), replace(MACHINE, abilities=("avx2",))):
        assert earlier(kept, "quick", other, ["ingest", "own"]) is None
        assert earlier(kept, "quick", other, ["own", "quality"]) == EMPTY
    kept.write_text("{}")
    assert earlier(kept, "quick", MACHINE, ["ingest"]) is None
