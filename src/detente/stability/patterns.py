"""Patterns over options: ``Y``, ``N`` or a value's place, and ``-`` where it does not matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.errors import ShapeError
from detente.stability.conflict import Bools, Ints, Option, strides_of


def parse_pattern(pattern: str, options: Sequence[Option]) -> tuple[tuple[int, int], ...]:
    """(option row, value) for every mark that is not ``-``.

    Raises
    ------
    ShapeError
        The pattern has not one mark per option, or a mark that the option does not have.

    Examples
    --------
    >>> parse_pattern("-YN", [Option("a", 0), Option("b", 0), Option("c", 1)])
    ((1, 1), (2, 0))
    """
    marks = pattern.split(".") if "." in pattern else list(pattern)
    if len(marks) != len(options):
        raise ShapeError(f"pattern {pattern!r} has {len(marks)} marks for {len(options)} options")
    found = []
    for row, (mark, option) in enumerate(zip(marks, options, strict=True)):
        if mark == "-":
            continue
        if mark in option.values:
            found.append((row, option.values.index(mark)))
        elif mark.isdecimal() and int(mark) < len(option.values):
            found.append((row, int(mark)))
        else:
            raise ShapeError(f"pattern {pattern!r}: {mark!r} is no value of option {option.name!r}")
    return tuple(found)


def match_codes(pattern: str, codes: Ints, options: Sequence[Option]) -> Bools:
    """Which codes fit a pattern; same shape as ``codes``."""
    strides = strides_of(options)
    fits = np.ones(np.shape(codes), dtype=bool)
    for row, value in parse_pattern(pattern, options):
        fits &= codes // int(strides[row]) % len(options[row].values) == value
    return fits


def pattern_of(pairs: Sequence[tuple[int, int]], options: Sequence[Option]) -> str:
    """The pattern that fixes these (option row, value) pairs."""
    marks = ["-"] * len(options)
    for row, value in pairs:
        option = options[row]
        marks[row] = option.values[value] if option.values == ("N", "Y") else str(value)
    return "".join(marks) if all(len(mark) == 1 for mark in marks) else ".".join(marks)
