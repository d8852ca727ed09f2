import threading
import time

import pytest

from knowledge.turnstile import Turnstile


def _wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_no_more_than_allowed_are_inside_and_the_others_follow():
    turnstile, go_on = Turnstile(2), threading.Event()
    inside, order, most = set(), [], []

    def pass_through(number):
        with turnstile:
            order.append(number)
            inside.add(number)
            most.append(len(inside))
            go_on.wait(5)
            inside.discard(number)

    threads = []
    for number in range(6):  # each is in the queue before the next one comes
        threads.append(threading.Thread(target=pass_through, args=(number,)))
        threads[-1].start()
        _wait_until(lambda: len(order) + len(turnstile._waiting) == len(threads))
    assert order == [0, 1]
    go_on.set()
    for thread in threads:
        thread.join(5)

    assert sorted(order) == list(range(6))
    assert max(most) <= 2


def test_one_place_serves_strictly_in_order():
    turnstile, go_on, order, threads = Turnstile(1), threading.Event(), [], []

    def pass_through(number):
        with turnstile:
            go_on.wait(5)
            order.append(number)

    for number in range(8):
        threads.append(threading.Thread(target=pass_through, args=(number,)))
        threads[-1].start()
        _wait_until(lambda number=number: not turnstile._free and len(turnstile._waiting) == number)
    go_on.set()
    for thread in threads:
        thread.join(5)

    assert order == list(range(8))


def test_an_error_inside_gives_the_place_back():
    turnstile = Turnstile(1)

    for _ in range(2):
        with pytest.raises(ValueError, match="inside"), turnstile:
            raise ValueError("inside")
    with turnstile:
        pass
