"""A single negotiating text: one clause per issue, agreed where all say the same, in brackets where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.errors import UnknownIdError

if TYPE_CHECKING:
    from detente.deals.space import PackageSpace


@dataclass(frozen=True, slots=True)
class Clause:
    """One issue of the text: who stands where, in the order of the levels.

    ``brackets`` holds (level, names of those who stand there); ``silent`` those who have not said.
    """

    issue: str
    brackets: tuple[tuple[str, tuple[str, ...]], ...]
    silent: tuple[str, ...]

    @property
    def is_agreed(self) -> bool:
        """Everybody asked stands at one level."""
        return len(self.brackets) == 1 and not self.silent

    def __str__(self) -> str:
        if self.is_agreed:
            return f"{self.issue}: {self.brackets[0][0]}"
        parts = [f"[{', '.join(names)}: {level}]" for level, names in self.brackets]
        if self.silent:
            parts.append(f"[{', '.join(self.silent)}: ...]")
        return f"{self.issue}: {' '.join(parts)}"


def bracketed_text(
    space: PackageSpace, positions: Mapping[str, Mapping[str, str]], asked: Sequence[str] | None = None
) -> tuple[Clause, ...]:
    """The text that a mediator would put before the parties.

    Parameters
    ----------
    space : PackageSpace
    positions : party -> issue -> level
        Where each party stands; issues may be missing.
    asked : sequence of party names, optional
        Whose silence is shown; those with positions when left out.

    Examples
    --------
    >>> from detente.deals.space import make_space
    >>> space = make_space({"truce": ["none", "30 days", "open"], "monitors": ["none", "un"]})
    >>> text = bracketed_text(
    ...     space, {"north": {"truce": "30 days", "monitors": "un"}, "south": {"truce": "open"}}
    ... )
    >>> [str(clause) for clause in text]
    ['truce: [north: 30 days] [south: open]', 'monitors: [north: un] [south: ...]']
    """
    parties = list(positions) if asked is None else list(asked)
    clauses = []
    for issue, levels in zip(space.issues, space.levels, strict=True):
        stands = {party: positions.get(party, {}).get(issue) for party in parties}
        strange = {level for level in stands.values() if level is not None and level not in levels}
        if strange:
            raise UnknownIdError(
                f"issue '{issue}' has no level '{strange.pop()}'; it has {', '.join(levels)}"
            )
        brackets = [(level, tuple(party for party in parties if stands[party] == level)) for level in levels]
        silent = tuple(party for party in parties if stands[party] is None)
        clauses.append(Clause(issue, tuple(entry for entry in brackets if entry[1]), silent))
    return tuple(clauses)
