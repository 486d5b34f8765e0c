"""The check that time grows slowly tells squares from lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def test_work_in_quadratic_time_fails(grows_slowly: Callable[..., None]) -> None:
    with pytest.raises(pytest.fail.Exception, match="8 times the input"):
        grows_slowly(lambda size: sum(1 for _ in range(size * size)), 300, 2_400, times=8)


def test_work_in_linear_time_passes(grows_slowly: Callable[..., None]) -> None:
    grows_slowly(lambda size: sum(1 for _ in range(size)), 300_000, 1_200_000, times=4)
