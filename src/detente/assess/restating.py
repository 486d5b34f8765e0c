"""One share of a trace, restated for many sets of withdrawn signals at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.assess.trace import Floats, PackageTrace, Trace, mean_of

#: Sets that are worked out together, and how near to the level single precision is not trusted.
_TOGETHER = 1_000
_NEAR = 1e-3


class Restated:
    """The value of one share without sets of signals, all draws counting alike.

    A share of a package is a mean over draws and over the accounts of the party that may break it, each at
    its chance, of a fixed part (what is survived, say) times the chance that each party asked agrees;
    so withdrawing signals about a party changes its factor alone.

    Parameters
    ----------
    held : Trace
    number : str
        Id of a share that the trace can restate.
    """

    def __init__(self, held: Trace, number: str) -> None:
        self.held = held
        self.parts = number.split(".")
        lead = held.goals[held.lead]
        self.fixed: Floats = np.ones((len(lead), held.draws))
        self.answers: dict[str, tuple[Floats, ...]] = {}
        if self.parts[0] != "belief":
            self._read(held.package(self.parts[1]), self.parts[2:])

    def _read(self, package: PackageTrace, what: Sequence[str]) -> None:
        """Take the number apart into its fixed part and the parties whose beliefs enter."""
        asked: dict[str, str] = {}
        if what[0] in ("holds", "all_sign"):
            asked = dict.fromkeys(package.needed, "signs")
        elif what[0] not in ("survival", "signature"):
            asked = {what[0]: what[1]}
        if what[0] == "holds":
            self.fixed = self.fixed * package.survival[self.held.horizons.index(60)]
        elif what[0] == "survival":
            self.fixed = self.fixed * package.survival[self.held.horizons.index(int(what[1]))]
        elif what[0] == "signature":
            self.fixed = self.fixed * (package.classes == self.held.signatures.index(what[1]))
        for party, how in asked.items():
            rows = [_answer(package, (party, goal), how) for goal in self.held.goals[party]]
            if party == self.held.lead:
                self.fixed = self.fixed * np.concatenate(rows)
            else:
                self.answers[party] = tuple(rows)

    def values(self, sets: Sequence[tuple[str, ...]], kind: type[np.floating[Any]] = np.float64) -> Floats:
        """(sets,) values of the share, one without each set of signals."""
        parts = [
            self._chunk(sets[start : start + _TOGETHER], kind) for start in range(0, len(sets), _TOGETHER)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def among(self, gone: tuple[str, ...], counts: Floats) -> float:
        """The share without a set of signals, each draw as much as it counts."""
        return mean_of(self._per_draw([gone], np.float64)[0], counts)

    def screened(self, sets: Sequence[tuple[str, ...]], level: float) -> Floats:
        """(sets,) values that are exact for every set that carries the share across a level.

        The others are worked out in single precision, which is enough to tell that they do not.
        """
        above = self.values([()])[0] > level
        found = self.values(sets, np.float32)
        near = [
            int(row) for row in np.flatnonzero(((found > level) != above) | (np.abs(found - level) < _NEAR))
        ]
        found[near] = self.values([sets[row] for row in near])
        return found

    def _chunk(self, sets: Sequence[tuple[str, ...]], kind: type[np.floating[Any]]) -> Floats:
        rows = self._per_draw(sets, kind)
        return np.asarray(rows.mean(axis=1), dtype=np.float64)

    def _per_draw(self, sets: Sequence[tuple[str, ...]], kind: type[np.floating[Any]]) -> NDArray[Any]:
        """(sets, draws) rows behind the share."""
        if self.parts[0] == "belief":
            party, goal = self.parts[1], self.parts[2]
            rows, index = self._beliefs(party, sets, kind)
            column = self.held.records[party].hypotheses.index(goal)
            return np.asarray(rows[:, column][index])
        rows, index = self._usable(self.held.lead, sets, kind)
        product = (rows * self.fixed.astype(kind))[index]
        for party, answers in self.answers.items():
            rows, index = self._usable(party, sets, kind)
            agreed = sum(answer.astype(kind) * rows[:, place, None] for place, answer in enumerate(answers))
            product *= np.asarray(agreed)[index]
        return np.asarray(product.sum(axis=1))

    def _usable(
        self, party: str, sets: Sequence[tuple[str, ...]], kind: type[np.floating[Any]]
    ) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """Chances among the accounts that value anything, of every different set, and which set has which."""
        rows, index = self._beliefs(party, sets, kind)
        names = self.held.records[party].hypotheses
        rows = rows[:, [names.index(goal) for goal in self.held.goals[party]]]
        return rows / rows.sum(axis=1, keepdims=True), index

    def _beliefs(
        self, party: str, sets: Sequence[tuple[str, ...]], kind: type[np.floating[Any]]
    ) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """(different sets, accounts, draws) chances of the party's accounts; signals on others change nothing."""
        own = {signal for signal, about in self.held.about.items() if about == party}
        known: dict[tuple[str, ...], int] = {}
        if own:
            index = [known.setdefault(tuple(s for s in gone if s in own), len(known)) for gone in sets]
        else:
            known, index = {(): 0}, [0] * len(sets)
        return self.held.records[party].posteriors(list(known), kind), np.array(index, dtype=np.int64)


def _answer(package: PackageTrace, stance: tuple[str, str], how: str) -> Floats:
    """(accounts, draws) or (1, draws) whether one account of a party answers so: 0 or 1."""
    free, forced = (np.asarray(kind[stance], dtype=np.float64) for kind in (package.freely, package.coerced))
    return {"signs": free + forced, "freely": free, "coerced": forced, "refuses": 1.0 - free - forced}[how]
