"""Issues merged into blocks whose joint levels fit one table: fewer look-ups per package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Largest joint table of merged issues.
JOINT = 4096


def merge_issues(sizes: Sequence[int], largest: int = JOINT) -> list[list[int]]:
    """Consecutive issues merged while their joint levels number at most ``largest``.

    Examples
    --------
    >>> merge_issues([10, 10, 10, 10], largest=1000)
    [[0, 1, 2], [3]]
    """
    blocks: list[list[int]] = []
    joint = largest + 1
    for issue, size in enumerate(sizes):
        if joint * size > largest:
            blocks.append([])
            joint = 1
        blocks[-1].append(issue)
        joint *= size
    return blocks


def joint_levels(packages: NDArray[np.int8], block: Sequence[int], sizes: Sequence[int]) -> NDArray[np.intp]:
    """Number of each package's levels within a block, the block's last issue running fastest."""
    code = packages[:, block[0]].astype(np.intp)
    for issue in block[1:]:
        code *= sizes[issue]
        code += packages[:, issue]
    return code


def joint_values(parts: Sequence[NDArray[Any]], block: Sequence[int]) -> NDArray[Any]:
    """Sums over a block of what levels add; leading axes (draws) are kept, the last is joint levels."""
    table = parts[block[0]]
    for issue in block[1:]:
        table = (table[..., :, None] + parts[issue][..., None, :]).reshape(*table.shape[:-1], -1)
    return table
