"""Looking for a package that keeps all rules, without listing packages.

Each rule becomes "no-goods": conditions (an issue at one of some levels) that may not all hold. Sets of levels are
bits of an integer. Where all conditions of a no-good but one are certain, the last one is struck out; what is left
is tried level by level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.case.records import Issue, OneOrMore, Rule

#: Conditions looked at, over all questions to one search, after which it gives up: about two seconds.
MOST_STEPS = 5_000_000

NoGood = tuple[tuple[str, int], ...]


class GaveUpError(Exception):
    """The search took more than ``MOST_STEPS`` steps."""


class PackageSearch:
    """Packages of some issues under some rules."""

    def __init__(self, issues: Mapping[str, Issue], rules: Sequence[Rule]) -> None:
        self._bits = {
            key: {level: 1 << number for number, level in enumerate(issue.levels)}
            for key, issue in issues.items()
        }
        self._every = {key: (1 << len(bits)) - 1 for key, bits in self._bits.items()}
        self._no_goods = [no_good for rule in rules for no_good in self._of_rule(rule)]
        self._size = sum(len(no_good) for no_good in self._no_goods) + len(self._bits)
        self._steps = 0

    def is_named(self, issue: str) -> bool:
        """Whether some rule looks at the issue; the others are free."""
        return any(issue == other for no_good in self._no_goods for other, _ in no_good)

    def is_possible(self, allowed: Mapping[str, Sequence[str]]) -> bool:
        """Whether a package inside ``allowed`` (issue: levels; others free) keeps all rules.

        Raises
        ------
        GaveUpError
            The rules are so entangled, or so many, that the search takes too long.
        """
        domains = dict(self._every)
        for issue, levels in allowed.items():
            domains[issue] = self._mask(issue, tuple(levels))
        return self._search(domains)

    def _mask(self, issue: str, levels: OneOrMore) -> int:
        bits = self._bits[issue]
        return sum(bits[level] for level in ({levels} if isinstance(levels, str) else set(levels)))

    def _of_rule(self, rule: Rule) -> Iterator[NoGood]:
        if_ = tuple((issue, self._mask(issue, levels)) for issue, levels in rule.if_.items())
        for issue, levels in rule.then.items():
            yield (*if_, (issue, self._every[issue] & ~self._mask(issue, levels)))
        for issue, levels in rule.never.items():
            yield (*if_, (issue, self._mask(issue, levels)))

    def _search(self, domains: dict[str, int]) -> bool:
        if not self._strike_out(domains):
            return False
        issue = self._next_open(domains)
        if issue is None:
            return True
        rest = domains[issue]
        while rest:
            bit = rest & -rest
            rest ^= bit
            if self._search({**domains, issue: bit}):
                return True
        return False

    def _next_open(self, domains: dict[str, int]) -> str | None:
        """An issue on whose level some no-good still depends, None where all are settled."""
        for no_good in self._no_goods:
            if all(domains[issue] & mask for issue, mask in no_good):
                return min(
                    (i for i, mask in no_good if domains[i] & ~mask), key=lambda key: domains[key].bit_count()
                )
        return None

    def _strike_out(self, domains: dict[str, int]) -> bool:
        """Narrow the domains as far as the no-goods force; False where one is empty."""
        if not all(domains.values()):
            return False
        changed = True
        while changed:
            changed = False
            self._steps += self._size
            if self._steps > MOST_STEPS:
                raise GaveUpError
            for no_good in self._no_goods:
                unsure = [(issue, mask) for issue, mask in no_good if domains[issue] & ~mask]
                if not unsure:
                    return False
                if len(unsure) == 1:
                    issue, mask = unsure[0]
                    if domains[issue] & mask:
                        domains[issue] &= ~mask
                        changed = True
        return True
