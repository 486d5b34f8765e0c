"""What a conflict file says about one decision maker: rankings, states it does not see, pairs it cannot compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.errors import UnknownIdError
from detente.stability.conditions import Conditions
from detente.stability.conflict import Conflict, Levels
from detente.stability.formulas import Formula, describe
from detente.stability.places import Notes
from detente.stability.preferences import (
    dense_levels,
    levels_from_ranking,
    levels_from_statements,
    statement_truth,
)


class PartyReader:
    """Reads one entry of ``decisionMakers`` once the states are known."""

    def __init__(self, notes: Notes, tree: Any, party: int, conflict: Conflict) -> None:
        self.notes, self.tree, self.conflict = notes, tree, conflict
        self.item: dict[str, Any] = tree["decisionMakers"][party]
        self.path = f"decisionMakers[{party}]"

    def preferences(self) -> tuple[tuple[Formula, ...], Levels]:
        """Statements (none where a ranking is listed) and the ranking."""
        item, path, conflict = self.item, self.path, self.conflict
        manual = any(self.tree.get(f"useManualPreference{word}") for word in ("Vectors", "Ranking"))
        ranking = next((k for k in ("preferenceRanking", "preferenceVector") if item.get(k)), None)
        entries = self.notes.listed(item, "preferences", f"{path}.preferences", required=False)
        reader = Conditions(self.notes, self.conflict.options)
        read = [reader.read(entry, f"{path}.preferences[{place}]") for place, entry in enumerate(entries)]
        statements = tuple(formula for formula in read if formula is not None)
        if ranking and (manual or not entries):
            listed = self.notes.listed(item, ranking, f"{path}.{ranking}")
            return (), self.ranking(listed, f"{path}.{ranking}", conflict)
        if entries:
            self.check_statements(conflict, statements, f"{path}.preferences", len(read) == len(statements))
            return statements, levels_from_statements(conflict, statements)
        payoffs = item.get("payoffs")
        if (
            isinstance(payoffs, list)
            and len(payoffs) == conflict.size
            and all(_is_number(p) for p in payoffs)
        ):
            return (), dense_levels(np.unique(np.array(payoffs, dtype=np.float64), return_inverse=True)[1])
        if item.get("preferences"):
            return (), np.zeros(conflict.size, dtype=np.int64)
        rule = "without preferences every state is as good as every other to this decision maker"
        self.notes.tell(
            path,
            "S-016",
            str(item.get("name")),
            rule,
            "add `preferences` or `preferenceRanking`",
            warning=True,
        )
        return (), np.zeros(conflict.size, dtype=np.int64)

    def check_statements(
        self, conflict: Conflict, stated: Sequence[Formula], path: str, aligned: bool
    ) -> None:
        if conflict.size > 1 << 16:
            return
        for row, truth in enumerate(statement_truth(conflict, stated)):
            if aligned and (truth.all() or not truth.any()):
                rule = (
                    f"a statement tells states apart; this one is {'always' if truth.all() else 'never'} true"
                )
                fix = "take it out, or correct an option in it"
                self.notes.tell(
                    f"{path}[{row}]",
                    "S-012",
                    describe(stated[row], conflict.options),
                    rule,
                    fix,
                    warning=True,
                )

    def ranking(self, entries: list[Any], path: str, conflict: Conflict) -> Levels:
        """The ranking that a list of state numbers gives, best first."""
        groups = [group if isinstance(group, list) else [group] for group in entries] if entries else []
        flat = [(state, f"{path}[{k}]") for k, group in enumerate(groups) for state in group]
        seen: set[int] = set()
        for state, where in flat:
            if not isinstance(state, int) or isinstance(state, bool) or not 1 <= state <= conflict.size:
                rule = f"states are numbered 1 to {conflict.size} in rising order of their code"
                self.notes.tell(where, "S-008", state, rule, "write the number of a feasible state")
            elif state in seen:
                self.notes.tell(
                    where, "S-008", state, "each state stands in a ranking once", "take out one of the two"
                )
            else:
                seen.add(state)
        missing = sorted(set(range(1, conflict.size + 1)) - seen)
        if missing:
            found = f"no place for {', '.join(map(str, missing[:12]))}"
            self.notes.tell(
                path,
                "S-007",
                found,
                "a ranking places every feasible state",
                "add them, tied in a list if equal",
            )
        if missing or len(flat) != conflict.size or len(seen) != conflict.size:
            return np.zeros(conflict.size, dtype=np.int64)
        return levels_from_ranking([[state - 1 for state in group] for group in groups], conflict.size)

    def unseen(self) -> tuple[int, ...]:
        """Rows of the states that the decision maker does not see."""
        path = f"{self.path}.misperceptions"
        entries = self.notes.listed(self.item, "misperceptions", path, required=False)
        reader = Conditions(self.notes, self.conflict.options)
        read = [reader.read(entry, f"{path}[{place}]") for place, entry in enumerate(entries)]
        hidden = statement_truth(self.conflict, [formula for formula in read if formula is not None]).any(
            axis=0
        )
        return tuple(int(state) for state in np.flatnonzero(hidden))

    def unknown(self) -> tuple[tuple[int, int], ...]:
        """Pairs of rows that the decision maker is not known how to rank."""
        path, pairs = f"{self.path}.unknown", []
        for row, pair in enumerate(self.notes.listed(self.item, "unknown", path, required=False)):
            try:
                first, second = (self.conflict.find(str(state)) for state in pair)
                if first == second:
                    raise ValueError("twice the same state")
                pairs.append((first, second))
            except (UnknownIdError, TypeError, ValueError) as error:
                rule = f"an unknown pair names two different states ({error})"
                self.notes.tell(f"{path}[{row}]", "S-008", pair, rule, "for instance [2, 5]")
        return tuple(pairs)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
