import pytest

from evaluation.figures import Spread, percentile, spread


def test_spread_is_median_with_extremes():
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)


def test_spread_in_milliseconds():
    assert spread([0.002]).per(0.001) == Spread(2.0, 2.0, 2.0)


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (0.25, 1.0), (0.0, 1.0)])
def test_percentile_is_the_nearest_rank(share, expected):
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected
