"""Package spaces: issues, levels, rules between them, every feasible package, and what each is worth.

A *package* is one level per issue. Every rule, however an analyst words it, is compiled to one form:
"at most k of these conditions hold", a condition being "this issue is at one of these levels". That form
prunes enumeration, is one row of a linear programme, and can be checked by counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.deals.joint import JOINT, joint_levels, joint_values, merge_issues
from detente.errors import DetenteError, ShapeError, UnknownIdError

Levels = NDArray[np.int8]
Values = NDArray[Any]
#: Per party, per issue: what each level adds to that party's utility.
Contributions = Sequence[Sequence[NDArray[Any]]]

#: The room's one tolerance, in utils: values closer than this count as equal.
TOLERANCE = 1e-9
#: Rows made at a time by the streams of this room.
CHUNK = 1 << 18
MOST_LEVELS = 127


class TooManyPackagesError(DetenteError):
    """The space has more feasible packages than the caller allowed to be listed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One issue is at one of some levels, both by number."""

    issue: int
    levels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """At most ``most`` of the conditions hold; ``text`` is how the analyst put it."""

    conditions: tuple[Condition, ...]
    most: int
    text: str = ""

    @property
    def issues(self) -> tuple[int, ...]:
        """Issues that the rule looks at, ascending."""
        return tuple(sorted({condition.issue for condition in self.conditions}))


@dataclass(frozen=True, slots=True)
class Implies:
    """Where every issue of ``if_`` is at one of its levels, every issue of ``then`` is at one of its own."""

    if_: Mapping[str, Sequence[str]]
    then: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Never:
    """The issues are never all at the named levels at once."""

    of: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class AtMost:
    """No more than ``most`` of the issues are at the named levels."""

    most: int
    of: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """No fewer than ``least`` of the issues are at the named levels."""

    least: int
    of: Mapping[str, Sequence[str]]


NamedRule = Implies | Never | AtMost | AtLeast


@dataclass(frozen=True, slots=True)
class PackageSpace:
    """Issues, their levels, and the rules that a package must obey.

    Packages are numbered row-major over the issues in the listed order (the last issue runs fastest),
    counting also the packages that the rules forbid, so that a number means the same under any rules.
    """

    issues: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    rules: tuple[Rule, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.issues) != len(self.levels) or len(set(self.issues)) != len(self.issues):
            raise ShapeError(
                f"PackageSpace: {len(self.issues)} issue names (distinct?) for {len(self.levels)} level lists"
            )
        for issue, names in zip(self.issues, self.levels, strict=True):
            if not names or len(names) > MOST_LEVELS or len(set(names)) != len(names):
                raise ShapeError(
                    f"PackageSpace: issue {issue} needs 1 to {MOST_LEVELS} distinct levels, has {names}"
                )
        for rule in self.rules:
            for condition in rule.conditions:
                if not 0 <= condition.issue < len(self.issues):
                    raise ShapeError(f"PackageSpace: rule '{rule.text}' names issue number {condition.issue}")
                if any(not 0 <= level < len(self.levels[condition.issue]) for level in condition.levels):
                    raise ShapeError(f"PackageSpace: rule '{rule.text}' names a level that is not there")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of levels of each issue."""
        return tuple(len(names) for names in self.levels)

    @property
    def size(self) -> int:
        """Number of packages, before rules."""
        return prod(self.sizes)

    def named(self, package: Sequence[int] | Levels) -> dict[str, str]:
        """The package by name: issue to level."""
        return {issue: self.levels[j][int(package[j])] for j, issue in enumerate(self.issues)}

    def numbered(self, package: Mapping[str, str]) -> tuple[int, ...]:
        """The package by level numbers; ``UnknownIdError`` says which issue or level is not known."""
        missing = [issue for issue in self.issues if issue not in package]
        if missing or len(package) != len(self.issues):
            extra = [issue for issue in package if issue not in self.issues]
            raise UnknownIdError(f"package: missing issues {missing}, unknown issues {extra}")
        return tuple(_level(self.issues, self.levels, issue, package[issue])[1] for issue in self.issues)


def make_space(issues: Mapping[str, Sequence[str]], rules: Iterable[NamedRule] = ()) -> PackageSpace:
    """A package space from names: issue to its levels in order, and rules by name.

    Raises
    ------
    UnknownIdError
        A rule names an issue or level that is not there.

    Examples
    --------
    >>> space = make_space(
    ...     {"ceasefire": ["no", "yes"], "monitors": ["none", "un"]},
    ...     [Implies({"monitors": ["un"]}, {"ceasefire": ["yes"]})],
    ... )
    >>> feasible_packages(space).tolist()
    [[0, 0], [1, 0], [1, 1]]
    """
    names = tuple(issues)
    levels = tuple(tuple(values) for values in issues.values())
    compiled = tuple(done for rule in rules for done in compile_rule(names, levels, rule))
    return PackageSpace(names, levels, compiled)


def compile_rule(
    issues: tuple[str, ...], levels: tuple[tuple[str, ...], ...], rule: NamedRule
) -> tuple[Rule, ...]:
    """The rule as "at most k conditions hold"; an implication gives one rule per issue of ``then``."""

    def conditions(of: Mapping[str, Sequence[str]], negate: bool = False) -> tuple[Condition, ...]:
        return tuple(_condition(issues, levels, issue, names, negate) for issue, names in of.items())

    if isinstance(rule, Implies):
        given = conditions(rule.if_)
        text = f"if {_words(rule.if_)} then {_words(rule.then)}"
        return tuple(Rule((*given, other), len(given), text) for other in conditions(rule.then, negate=True))
    if isinstance(rule, Never):
        return (Rule(conditions(rule.of), len(rule.of) - 1, f"never {_words(rule.of)}"),)
    if isinstance(rule, AtMost):
        return (Rule(conditions(rule.of), rule.most, f"at most {rule.most} of {_words(rule.of)}"),)
    text = f"at least {rule.least} of {_words(rule.of)}"
    return (Rule(conditions(rule.of, negate=True), len(rule.of) - rule.least, text),)


def _level(
    issues: tuple[str, ...], levels: tuple[tuple[str, ...], ...], issue: str, name: str
) -> tuple[int, int]:
    if issue not in issues:
        raise UnknownIdError(f"no issue '{issue}'; there are {', '.join(issues)}")
    number = issues.index(issue)
    if name not in levels[number]:
        raise UnknownIdError(f"issue '{issue}' has no level '{name}'; it has {', '.join(levels[number])}")
    return number, levels[number].index(name)


def _condition(
    issues: tuple[str, ...],
    levels: tuple[tuple[str, ...], ...],
    issue: str,
    names: Sequence[str],
    negate: bool,
) -> Condition:
    found = [_level(issues, levels, issue, name) for name in names]
    number = found[0][0] if found else issues.index(issue)
    chosen = {level for _, level in found}
    if negate:
        chosen = set(range(len(levels[number]))) - chosen
    return Condition(number, tuple(sorted(chosen)))


def _words(of: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(f"{issue} is {' or '.join(names)}" for issue, names in of.items())


def obeys(space: PackageSpace, packages: Levels) -> NDArray[np.bool_]:
    """Which packages keep every rule, by counting conditions; the plain check behind every faster way."""
    keep = np.ones(len(packages), dtype=bool)
    for rule in space.rules:
        keep &= count_conditions(rule, packages, len(space.issues)) <= rule.most
    return keep


def count_conditions(rule: Rule, packages: Levels, known: int) -> NDArray[np.int16]:
    """How many conditions on the first ``known`` issues hold, per package."""
    count = np.zeros(len(packages), dtype=np.int16)
    for condition in rule.conditions:
        if condition.issue < known:
            count += np.isin(packages[:, condition.issue], condition.levels)
    return count


def _extend(space: PackageSpace, rows: Levels, stop: int) -> Levels:
    """Every way to go on from partial packages up to issue ``stop``, dropping what already breaks a rule."""
    for issue in range(rows.shape[1], stop):
        size = space.sizes[issue]
        longer = np.empty((len(rows) * size, issue + 1), dtype=np.int8)
        longer[:, :issue] = np.repeat(rows, size, axis=0)
        longer[:, issue] = np.tile(np.arange(size, dtype=np.int8), len(rows))
        for rule in space.rules:
            if issue in rule.issues:
                longer = longer[count_conditions(rule, longer, issue + 1) <= rule.most]
        rows = longer
    return rows


def stream_packages(space: PackageSpace, chunk: int = CHUNK) -> Iterator[Levels]:
    """Feasible packages in ascending number, in arrays of at most about ``chunk`` rows."""
    waiting = [np.zeros((1, 0), dtype=np.int8)]
    while waiting:
        rows = waiting.pop()
        while rows.shape[1] < len(space.issues) and len(rows):
            pieces = min(len(rows), -(-len(rows) * space.sizes[rows.shape[1]] // chunk))
            first, *rest = np.array_split(rows, pieces)
            waiting.extend(reversed(rest))
            rows = _extend(space, first, first.shape[1] + 1)
        if len(rows):
            yield rows


def feasible_packages(space: PackageSpace, limit: int = 20_000_000) -> Levels:
    """Every package that obeys the rules, in ascending number.

    Issues are added one at a time and a partial package that already breaks a rule is dropped, so the
    work follows the number of feasible packages, not the product of the level counts.

    Parameters
    ----------
    space : PackageSpace
        Issues, levels and rules.
    limit : int, packages
        The most that the caller is ready to hold.

    Returns
    -------
    (packages, issues) int8 array
        Level numbers; no rows when the rules contradict each other.

    Raises
    ------
    TooManyPackagesError
        More than ``limit`` packages are feasible; use ``deals.additive`` or ``deals.milp`` then.
    """
    parts, total = [], 0
    for rows in stream_packages(space):
        total += len(rows)
        if total > limit:
            raise TooManyPackagesError(
                f"feasible_packages: more than {limit:,} of {space.size:,} packages are feasible"
            )
        parts.append(rows)
    return np.concatenate(parts) if parts else np.zeros((0, len(space.issues)), dtype=np.int8)


def package_numbers(space: PackageSpace, packages: Levels) -> NDArray[np.int64]:
    """Row-major number of each package; spaces of 2**62 packages and more have none (``ShapeError``)."""
    if space.size >= 1 << 62:
        raise ShapeError(f"package_numbers: {space.size} packages are too many to number")
    numbers = np.zeros(len(packages), dtype=np.int64)
    for issue, size in enumerate(space.sizes):
        numbers = numbers * size + packages[:, issue]
    return numbers


@dataclass(frozen=True, slots=True)
class Interaction:
    """What a combination of levels is worth beyond the levels taken one by one.

    ``values`` holds one array per party, indexed by the levels of ``issues`` in that order.
    """

    issues: tuple[int, ...]
    values: tuple[NDArray[Any], ...]


def package_utilities(
    packages: Levels, contributions: Contributions, interactions: Sequence[Interaction] = ()
) -> Values:
    """What each package is worth to each party: the sum over issues of what its level adds.

    Parameters
    ----------
    packages : (packages, issues) int array
        Level numbers, as ``feasible_packages`` gives them.
    contributions : per party, per issue, (levels,) array, utils
        Weight times value of each level. All integer arrays give exact integer utilities.
    interactions : sequence of Interaction
        Terms that hang on several issues at once.

    Returns
    -------
    (packages, parties) array, utils
        Stored party by party (Fortran order), which is what the frontier reads fastest.

    Raises
    ------
    ShapeError
        A party lacks an issue, or a value is NaN or infinite.

    Examples
    --------
    >>> packages = np.array([[0, 1], [1, 0]], dtype=np.int8)
    >>> package_utilities(packages, [[np.array([0, 3]), np.array([0, 1])]]).tolist()
    [[1], [3]]
    """
    check_contributions(contributions, packages.shape[1] if packages.ndim == 2 else -1)
    exact = all(np.issubdtype(part.dtype, np.integer) for party in contributions for part in party)
    exact &= all(np.issubdtype(part.dtype, np.integer) for term in interactions for part in term.values)
    utilities = np.zeros((len(contributions), len(packages)), dtype=np.int64 if exact else np.float64)
    sizes = [len(part) for part in contributions[0]] if contributions else []
    for block in merge_issues(sizes, JOINT if len(packages) > JOINT else 1):
        levels = joint_levels(packages, block, sizes)
        for party, parts in enumerate(contributions):
            utilities[party] += joint_values(parts, block)[levels]
    for term in interactions:
        where = tuple(packages[:, issue].astype(np.intp) for issue in term.issues)
        for party, table in enumerate(term.values):
            utilities[party] += table[where]
    return utilities.T


def check_contributions(contributions: Contributions, issues: int) -> None:
    """Refuse contributions that do not fit the issues or are not finite numbers."""
    for party, parts in enumerate(contributions):
        if len(parts) != issues:
            raise ShapeError(
                f"contributions: party {party} has {len(parts)} issues, the packages have {issues}"
            )
        if [part.shape for part in parts] != [part.shape for part in contributions[0]]:
            raise ShapeError(f"contributions: party {party} has other numbers of levels than party 0")
        for issue, part in enumerate(parts):
            if part.ndim != 1 or not np.isfinite(part).all():
                raise ShapeError(
                    f"contributions: party {party}, issue {issue} needs finite values, one per level"
                )


def check_utilities(utilities: Values, floor: Values | None = None) -> None:
    """Refuse utilities that are not a finite (packages, parties) table, or a floor that does not fit it."""
    if utilities.ndim != 2:
        raise ShapeError(f"utilities: need a (packages, parties) table, got shape {utilities.shape}")
    if np.issubdtype(utilities.dtype, np.floating) and not np.isfinite(utilities).all():
        raise ShapeError(
            "utilities: NaN or infinity; a party with no value map is unknown, not worth a number (C2)"
        )
    if floor is not None and (floor.shape != (utilities.shape[1],) or not np.isfinite(floor).all()):
        raise ShapeError(
            f"disagreement: need {utilities.shape[1]} finite values, one per party, got {floor!r}"
        )
