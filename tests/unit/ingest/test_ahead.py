import threading
from concurrent.futures import Future

import pytest

from ingest.ahead import ahead, in_background, lots


def done(value):
    future = Future()
    future.set_result(value)
    return future


def test_what_is_begun_ahead_is_handed_out_in_order():
    begun = []

    def begin(item):
        begun.append(item)
        return item * 10

    handed = ahead(range(5), begin, 2)

    assert next(handed) == 0
    assert begun == [0, 1, 2]
    assert list(handed) == [10, 20, 30, 40]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1, 1, 1], [[1, 1, 1]]),
        ([5, 1], [[5], [1]]),
        ([1, 4, 1, 1], [[1, 4], [1, 1]]),
        ([0, 0, 9], [[0, 0, 9]]),
        ([], []),
    ],
)
def test_a_lot_ends_when_it_is_heavy_enough(weights, expected):
    assert list(lots(map(done, weights), lambda weight: weight, 5)) == expected


def test_a_lot_does_not_wait_for_work_that_is_not_done():
    waiting = Future()
    one_by_one = lots([done(1), waiting, done(3)], lambda weight: weight, 100)

    assert next(one_by_one) == [1]
    waiting.set_result(2)
    assert next(one_by_one) == [2, 3]


def test_work_not_begun_is_dropped_when_the_block_ends():
    started, gate = threading.Event(), threading.Event()

    def hold():
        started.set()
        gate.wait(10)

    with in_background("test") as pool:
        first = pool.submit(hold)
        started.wait(10)
        second = pool.submit(pytest.fail, "begun")
        threading.Timer(0.05, gate.set).start()

    assert first.done()
    assert second.cancelled()
