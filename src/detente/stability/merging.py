"""Merging states that nobody can tell apart, together with what was said about them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.stability.conflict import Conflict, GraphForm, Ints, Levels


def new_rows(conflict: Conflict, groups: Sequence[Sequence[int]], graph: GraphForm) -> Ints:
    """For each state of the conflict, its row in the merged graph."""
    home = np.arange(conflict.size)
    for group in groups:
        home[list(group)] = min(group)
    return np.searchsorted(graph.codes, conflict.codes[home]).astype(np.int64)


def merge_levels(levels: Levels, rows: Ints) -> Levels:
    """Rankings of the merged states; a merged state takes the level of its first member."""
    first = np.unique(rows, return_index=True)[1]
    merged: Levels = levels[:, first]
    return merged


def ranked_apart(levels: Levels, groups: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """(party, group) pairs where a party does not tie the members of a group."""
    return tuple(
        (party, place)
        for party in range(levels.shape[0])
        for place, group in enumerate(groups)
        if len(set(levels[party, list(group)].tolist())) > 1
    )
