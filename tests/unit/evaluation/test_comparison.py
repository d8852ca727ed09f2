from evaluation.comparison import different_files, ranking
from evaluation.systems import PEERS, Hit


def test_pieces_of_one_file_count_once_at_the_best_rank():
    assert different_files([Hit("a", "1"), Hit("b", "2"), Hit("a", "3")]) == ["a", "b"]


def test_recall_with_its_own_number_of_pieces_looks_at_no_more():
    entry = next(one for one in PEERS if one.id == "llama_index")  # returns two pieces by default
    hits = [Hit("x", ""), Hit("y", ""), Hit("a", "")]

    measured = ranking(entry, "un, last turn", [(frozenset("a"), hits)])

    assert measured.recall_own == 0.0
    assert measured.recall_5 == 1.0
