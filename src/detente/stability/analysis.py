"""Which states are stable, for whom, under which concept, by which sanction rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.errors import ShapeError
from detente.stability.concepts import CONCEPTS, Judge, Relations, SanctionRule
from detente.stability.conflict import Bools, Conflict, Levels, Model

#: Up to this many states the set engine answers; above it the compiled one.
SMALL = 256


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """The answer: ``stable[concept]`` is (parties, states); the sanction rule and the engine are named."""

    stable: Mapping[str, Bools]
    rule: SanctionRule
    engine: str
    left_out: Mapping[str, str]

    def equilibria(self, concept: str) -> tuple[int, ...]:
        """Rows of the states that are stable for every party."""
        return tuple(int(state) for state in np.flatnonzero(self.stable[concept].all(axis=0)))

    def mixed_equilibria(self, concepts: Sequence[str]) -> tuple[int, ...]:
        """Rows of the states that are stable when party i reasons by ``concepts[i]``."""
        rows = [self.stable[concept][party] for party, concept in enumerate(concepts)]
        return tuple(int(state) for state in np.flatnonzero(np.logical_and.reduce(rows)))


def analyse(
    model: Model,
    levels: Levels,
    concepts: Sequence[str] = CONCEPTS,
    rule: SanctionRule = "no_repeat",
    engine: str = "auto",
) -> Stability:
    """Stability of every state for every party.

    Parameters
    ----------
    model : Conflict or GraphForm
        States and moves.
    levels : (parties, states) int array
        Rankings, higher is better.
    concepts : names out of ``CONCEPTS``
        nash, gmr, smr, seq, sseq, sim (option form only), fh (a sequential or a simultaneous sanction).
    rule : SanctionRule
        How opponents may combine moves into a sanction; named in the result, because programs differ in it.
    engine : "auto", "sets" or "compiled"
        ``sets`` serves small conflicts and every rule; ``compiled`` millions of states under ``no_repeat``.

    Raises
    ------
    ShapeError
        Levels do not fit the model, or a concept, rule or engine has no such name.

    Sources
    -------
    Fang, Hipel and Kilgour 1993, Interactive Decision Making, for nash, gmr, smr and seq (n parties);
    Rego and Vieira 2017, Group Decision and Negotiation 26:259-282, for sseq (from memory);
    Fraser and Hipel 1984, Conflict Analysis, for sim.

    Examples
    --------
    >>> from detente.stability.build import build_conflict
    >>> from detente.stability.conflict import Option
    >>> dilemma = build_conflict(["row", "column"], [Option("defect", 0), Option("defect", 1)])
    >>> answer = analyse(dilemma, np.array([[3, 4, 1, 2], [3, 1, 4, 2]]), ("nash", "seq"))
    >>> answer.equilibria("nash"), answer.equilibria("seq")
    ((3,), (0, 3))
    """
    unknown = [concept for concept in concepts if concept not in CONCEPTS]
    if unknown or engine not in ("auto", "sets", "compiled"):
        raise ShapeError(f"{(unknown or [engine])[0]!r} is unknown; concepts are {', '.join(CONCEPTS)}")
    left_out = {}
    if not isinstance(model, Conflict):
        left_out = {c: "needs options; a plain graph has none" for c in concepts if c in ("sim", "fh")}
    wanted = [concept for concept in concepts if concept not in left_out]
    if engine == "sets" or (engine == "auto" and (model.size <= SMALL or rule != "no_repeat")):
        return judge_all(Judge(model, levels, rule), wanted, left_out)
    from detente.stability.scale import stable_tables

    stable, skipped = stable_tables(model, levels, wanted, rule)
    return Stability(stable, rule, "compiled", {**left_out, **skipped})


def judge_all(judge: Judge, concepts: Sequence[str], left_out: Mapping[str, str] | None = None) -> Stability:
    """Every party and state under the relations of one judge (rankings, unknown preferences, strength)."""
    parties, states = judge.levels.shape
    stable = {
        concept: np.array(
            [[judge.is_stable(concept, i, s) for s in range(states)] for i in range(parties)], dtype=bool
        )
        for concept in concepts
    }
    return Stability(stable, judge.rule, "sets", left_out or {})


__all__ = ["CONCEPTS", "Relations", "Stability", "analyse", "judge_all"]
