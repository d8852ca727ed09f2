from evaluation.own import Table, tables, value

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
