from pathlib import Path

from evaluation.own import Places, Table, lanes_of, tables, value

PRINTED = """noise
| data | asked | nDCG@5 |
|---|---|---|
| govuk | question | 0.412 |
| govuk | scenario + question | 0.560 |

intercept=0.3
| data | n |
|---|---|
| x | 3 |
"""


def test_tables_are_read_out_of_what_was_printed():
    first, second = tables("evaluation.retrieval", PRINTED)

    assert first.heads == ("data", "asked", "nDCG@5")
    assert first.rows[1] == ("govuk", "scenario + question", "0.560")
    assert second == Table("evaluation.retrieval", ("data", "n"), (("x", "3"),))


def test_a_figure_is_found_by_the_beginning_of_its_row():
    found = tables("evaluation.retrieval", PRINTED)

    assert value(found, ("govuk", "scenario + question"), "nDCG@5") == 0.56
    assert value(found, ("govuk", "nothing"), "nDCG@5") is None
    assert value(found, ("govuk", "question"), "AUROC") is None


def test_without_public_data_our_own_questions_are_still_asked():
    places = Places(Path("starter"), None, Path("scratch"))

    assert lanes_of(places) == ((("evaluation.answers", "--data", "starter"),),)


def test_commands_of_a_lane_share_the_libraries_that_one_of_them_made():
    (_, (answers, sufficiency, retrieval)) = lanes_of(Places(Path("starter"), Path("public"), Path("scratch")))

    kept = str(Path("scratch/kept"))
    assert answers[1:] == sufficiency[1:]
    assert answers[-2:] == ("--scratch", kept)
    assert retrieval[-2:] == ("--folder", kept)
