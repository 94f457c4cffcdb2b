from __future__ import annotations

import numpy as np
import pytest

from annotate.segmenters.hashing import build, find


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1000, 60_000])
def test_what_was_put_in_is_found_and_nothing_else(count: int) -> None:
    """Every key gives its value, every other number 0."""
    chance = np.random.default_rng(count)
    numbers = np.unique(chance.integers(1, 1 << 40, 2 * count + 10))
    keys, others = numbers[:count], numbers[count:]
    values = chance.integers(1, 1 << 24, len(keys))
    table = build(keys, values)

    assert find(table, keys).tolist() == values.tolist()
    assert not find(table, others).any()
    assert not find(table, np.array([0])).any()
    assert len(table) <= max(2, 8 * count)


def test_neighbouring_keys_settle() -> None:
    """Keys in a row, as pairs of symbols are, find their places too."""
    keys = np.arange(1, 200_001)

    assert (find(build(keys, keys), keys) == keys).all()


@pytest.mark.parametrize(("key", "value"), [(0, 1), (1 << 40, 1), (1, 0), (1, 1 << 24), (-1, 1)])
def test_what_does_not_fit_is_refused(key: int, value: int) -> None:
    """A key or a value outside its range would come back as another one."""
    with pytest.raises(ValueError, match="keys have 40 bits"):
        build(np.array([key]), np.array([value]))


def test_equal_keys_are_refused() -> None:
    """One of two values would be lost."""
    with pytest.raises(ValueError, match="distinct"):
        build(np.array([1, 1]), np.array([1, 2]))
