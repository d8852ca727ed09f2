from evaluation.corpus import every_nth


def test_an_even_share_is_kept_in_order():
    assert every_nth(list(range(10)), 4) == [0, 2, 5, 7]


def test_fewer_than_asked_are_all_kept():
    assert every_nth([1, 2], 5) == [1, 2]
