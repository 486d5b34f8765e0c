"""Where verdicts depend on a choice of method: the sanction rule, or each party's own concept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from detente.errors import ShapeError
from detente.stability.analysis import analyse
from detente.stability.concepts import SANCTION_RULES, SanctionRule
from detente.stability.conflict import Levels, Model


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One cell on which the sanction rules do not agree; ``stable_under`` names the rules under which it is stable."""

    concept: str
    party: int
    state: int
    stable_under: tuple[SanctionRule, ...]


def rule_differences(
    model: Model, levels: Levels, concepts: Sequence[str] = ("gmr", "smr", "seq", "sseq")
) -> tuple[RuleDifference, ...]:
    """Every cell whose verdict depends on how opponents may combine moves.

    With two parties there is none: one opponent has one move under every rule.
    """
    tables = {rule: analyse(model, levels, concepts, rule, "sets").stable for rule in SANCTION_RULES}
    found = []
    for concept in tables["no_repeat"]:
        for party in range(levels.shape[0]):
            for state in range(levels.shape[1]):
                rules = tuple(rule for rule in SANCTION_RULES if tables[rule][concept][party, state])
                if 0 < len(rules) < len(SANCTION_RULES):
                    found.append(RuleDifference(concept, party, state, rules))
    return tuple(found)


def parse_reasoning(model: Model, entries: Sequence[str], default: str) -> tuple[str, ...]:
    """One concept per party from entries such as ``Iraq=smr``; parties that are not named reason by ``default``.

    Raises
    ------
    ShapeError
        An entry has no ``=``, or names no party.
    """
    chosen = dict.fromkeys(model.parties, default)
    for entry in entries:
        name, sign, concept = entry.rpartition("=")
        if not sign or name not in chosen:
            raise ShapeError(
                f"{entry!r}: write PARTY=CONCEPT, with a party out of {', '.join(model.parties)}"
            )
        chosen[name] = concept.strip()
    return tuple(chosen[name] for name in model.parties)
