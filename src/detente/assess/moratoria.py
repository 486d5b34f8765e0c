"""Limited cease-fires from each side's point of view (placeholder until the ledger is bound)."""

from __future__ import annotations

from detente.assess.drawing import Draws
from detente.assess.records import MoratoriumLine
from detente.case.case import Case


def moratorium_lines(case: Case, draws: Draws) -> tuple[MoratoriumLine, ...]:
    """One line per moratorium and party."""
    return ()
