"""What a conflict is: parties, options, states and moves, in option form or as a plain graph.

A state is known by its *code*, which no removal of other states changes: value of option 1 plus twice the
value of option 2, and so on (mixed radix where options have more than two values). The running *number*,
1 for the lowest code that remains, is what the literature prints; both are always shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError, UnknownIdError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.int64]
Direction = Literal["both", "fwd", "back"]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of one party; ``direction`` says which way it may be changed (``fwd``: only up, N to Y)."""

    name: str
    party: int
    direction: Direction = "both"
    values: tuple[str, ...] = ("N", "Y")


@dataclass(frozen=True, slots=True)
class Removal:
    """One rule that removed states: what it says, why, and how many states fell to it first."""

    rule: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A move that cannot be made: by ``party``, from states like ``before`` to states like ``after``.

    Patterns have one mark per option, ``-`` for any; full patterns bar one pair of states.
    """

    party: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, eq=False)
class Conflict:
    """A conflict in option form, made by ``build_conflict``; ``codes`` are the feasible states, ascending."""

    title: str
    parties: tuple[str, ...]
    options: tuple[Option, ...]
    codes: Ints
    removals: tuple[Removal, ...] = ()
    bars: tuple[Bar, ...] = ()
    status_quo: int | None = None
    _cache: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """How many states are feasible."""
        return int(self.codes.size)

    @property
    def strides(self) -> Ints:
        """Worth of one step of each option in a code."""
        return strides_of(self.options)

    @property
    def labels(self) -> tuple[str, ...]:
        """One label per state: a mark per option, Y or N where the option is yes or no."""
        if "labels" not in self._cache:
            self._cache["labels"] = tuple(self.label(state) for state in range(self.size))
        return self._cache["labels"]  # type: ignore[return-value]

    def values(self) -> NDArray[np.int16]:
        """(states, options) array: which value each option has in each state."""
        sizes = np.array([len(option.values) for option in self.options], dtype=np.int64)
        return ((self.codes[:, None] // self.strides[None, :]) % sizes[None, :]).astype(np.int16)

    def label(self, state: int) -> str:
        """Marks of one state."""
        return label_of(int(self.codes[state]), self.options)

    def find(self, text: str) -> int:
        """Row of the state written as number (``5``), code (``#16``) or marks (``NYNNY``).

        Raises
        ------
        UnknownIdError
            No feasible state is written like that.
        """
        return find_state(self, text)

    def owned(self, party: int) -> tuple[int, ...]:
        """Rows of the options that a party controls."""
        return tuple(row for row, option in enumerate(self.options) if option.party == party)


@dataclass(frozen=True, slots=True, eq=False)
class GraphForm:
    """A conflict as a graph: ``arcs[party][state]`` lists the states that the party can move to in one move.

    ``codes`` keep the identity of states that came from an option form; -1 where there is none.
    """

    title: str
    parties: tuple[str, ...]
    labels: tuple[str, ...]
    arcs: tuple[tuple[tuple[int, ...], ...], ...]
    codes: Ints
    status_quo: int | None = None
    removals: tuple[Removal, ...] = ()

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.labels)

    def label(self, state: int) -> str:
        """Name of one state."""
        return self.labels[state]

    def find(self, text: str) -> int:
        """Row of the state written as number, code or label; see ``Conflict.find``."""
        return find_state(self, text)


Model = Conflict | GraphForm


def strides_of(options: Sequence[Option]) -> Ints:
    """Worth of one step of each option in a code; powers of two where all options are yes or no."""
    sizes = [len(option.values) for option in options]
    return np.cumprod([1, *sizes[:-1]], dtype=np.int64)[: len(sizes)]


def label_of(code: int, options: Sequence[Option]) -> str:
    """Marks of a code: ``YN`` letters, or the value's place from 0 where an option has more than two."""
    marks = []
    for option in options:
        code, value = divmod(code, len(option.values))
        marks.append(option.values[value] if option.values == ("N", "Y") else str(value))
    return "".join(marks) if all(len(mark) == 1 for mark in marks) else ".".join(marks)


def find_state(model: Model, text: str) -> int:
    """Row of the state written as number (``5``), code (``#16``) or label.

    A label is looked for first, so where labels are numbers themselves a number means the label.

    Raises
    ------
    UnknownIdError
        No state of the model is written like that.
    """
    wanted = text.strip()
    labels = model.labels if model.size <= 4096 else ()
    if wanted in labels and not (wanted.isdecimal() and len(set(map(len, labels))) > 1):
        return labels.index(wanted)
    if wanted.startswith("#") and wanted[1:].isdecimal():
        row = int(np.searchsorted(model.codes, int(wanted[1:])))
        if row < model.size and int(model.codes[row]) == int(wanted[1:]):
            return row
    elif wanted.isdecimal() and 1 <= int(wanted) <= model.size:
        return int(wanted) - 1
    elif isinstance(model, Conflict) and len(wanted) == len(model.options) and set(wanted) <= {"Y", "N"}:
        code = sum(1 << place for place, mark in enumerate(wanted) if mark == "Y")
        row = int(np.searchsorted(model.codes, code))
        if row < model.size and int(model.codes[row]) == code and model.label(row) == wanted:
            return row
    raise UnknownIdError(
        f"{text!r} is no state of this conflict; write a number from 1 to {model.size}, a code like #0, "
        f"or its marks like {model.label(0)}"
    )


def graph_form(
    parties: Sequence[str], labels: Sequence[str], arcs: Sequence[Sequence[Sequence[int]]], title: str = ""
) -> GraphForm:
    """A conflict from lists of one-move successors.

    Parameters
    ----------
    parties, labels : names
        Parties and states.
    arcs : parties x states x successors, rows of states
        ``arcs[i][s]`` are the states that party i can reach from s in one move; need not be transitive.

    Raises
    ------
    ShapeError
        A party or a state has no list, a successor is no state, or a state lists itself.

    Examples
    --------
    >>> graph_form(["row"], ["war", "peace"], [[[1], []]]).arcs
    (((1,), ()),)
    """
    if len(arcs) != len(parties):
        raise ShapeError(f"arcs has {len(arcs)} parties, names {len(parties)}")
    for party, rows in enumerate(arcs):
        if len(rows) != len(labels):
            raise ShapeError(f"arcs of party {party} has {len(rows)} states, labels {len(labels)}")
        for state, row in enumerate(rows):
            wrong = [target for target in row if not 0 <= target < len(labels) or target == state]
            if wrong:
                raise ShapeError(f"arcs of party {party} at state {state}: {wrong[0]} is no other state")
    frozen = tuple(tuple(tuple(sorted(set(map(int, row)))) for row in rows) for rows in arcs)
    codes = np.arange(len(labels), dtype=np.int64)
    return GraphForm(title, tuple(parties), tuple(labels), frozen, codes)
