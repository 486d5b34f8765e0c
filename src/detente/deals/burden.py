"""Who pays, who counts: Shapley shares of a cost or a gain, and voting power in weighted voting.

A game is one number per coalition, indexed by bit mask: coalition {0, 2} is entry 0b101. Costs and gains
both work; a Shapley share of a cost is a payment. Whole-number games are answered in exact fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.errors import ShapeError

Game = NDArray[Any]
#: Players up to which every coalition is listed.
MOST_PLAYERS = 20


def make_game(players: Sequence[str], values: Mapping[frozenset[str], float | int]) -> Game:
    """A game from named coalitions; the empty one is worth 0 and need not be given.

    Raises
    ------
    ShapeError
        A coalition has no value (none is guessed), one names a stranger, or the empty one is not 0.

    Examples
    --------
    >>> one, two = frozenset(["uk"]), frozenset(["fr"])
    >>> make_game(["uk", "fr"], {one: 10, two: 12, one | two: 18}).tolist()
    [0, 10, 12, 18]
    """
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise ShapeError(f"make_game: {len(players)} players; 1 to {MOST_PLAYERS} can be listed by coalition")
    masks = {sum(1 << players.index(name) for name in who if name in players): who for who in values}
    strangers = sorted({name for who in values for name in who if name not in players})
    if strangers:
        raise ShapeError(f"make_game: {', '.join(strangers)} not among the players {', '.join(players)}")
    missing = [mask for mask in range(1, 1 << len(players)) if mask not in masks]
    if missing:
        names = [" + ".join(p for k, p in enumerate(players) if mask >> k & 1) for mask in missing[:5]]
        raise ShapeError(
            f"make_game: no value for {len(missing)} coalitions, first {'; '.join(names)}. Values are not guessed: "
            "give them, or build the game from single costs and a joint saving with `game_from_saving`"
        )
    if 0 in masks and values[masks[0]] != 0:
        raise ShapeError(f"make_game: the empty coalition must be worth 0, not {values[masks[0]]}")
    return np.array([0] + [values[masks[mask]] for mask in range(1, 1 << len(players))])


def game_from_saving(single: Sequence[float], saving: float) -> Game:
    """Costs from what each would pay alone and the share that acting together saves.

    A coalition of two or more pays the sum of its members' costs less ``saving``, and never less than its
    dearest member alone. A stand-in where joint costs are not known; mark it assumed.

    Examples
    --------
    >>> game_from_saving([10, 10], 0.1).tolist()
    [0.0, 10.0, 10.0, 18.0]
    """
    if not 0 <= saving < 1:
        raise ShapeError(f"game_from_saving: a saving of {saving} is not a share below 1")
    game = np.zeros(1 << len(single))
    for mask in range(1, len(game)):
        members = [cost for k, cost in enumerate(single) if mask >> k & 1]
        game[mask] = max(sum(members) * (1 - saving), *members) if len(members) > 1 else members[0]
    return game


def players_of(game: Game) -> int:
    """Number of players; refuses tables that are not one finite value per coalition with 0 for nobody."""
    count = len(game).bit_length() - 1
    if game.ndim != 1 or len(game) != 1 << count or count < 1:
        raise ShapeError(f"game: need 2**n values, one per coalition, got shape {game.shape}")
    if not np.isfinite(game.astype(np.float64)).all() or game[0] != 0:
        raise ShapeError("game: values must be finite and the empty coalition worth 0")
    return count


def is_monotone(game: Game) -> bool:
    """Whether adding a member never lowers a coalition's value (or cost)."""
    masks = np.arange(len(game))
    return all(bool((game[masks | 1 << k] >= game).all()) for k in range(players_of(game)))


def shapley_value(game: Game) -> tuple[Fraction, ...] | tuple[float, ...]:
    """Each player's average contribution over all orders of joining.

    Parameters
    ----------
    game : (2**players,) array
        Value or cost of each coalition by bit mask, up to 20 players.

    Returns
    -------
    tuple
        Exact fractions for whole-number games, floats otherwise; sums to the grand coalition's value.

    Notes
    -----
    Contributions are added up by size of the coalition joined, then weighted by s!(n-s-1)!/n!: 2**n values
    per player, no permutations.

    Sources
    -------
    Shapley 1953, in Contributions to the Theory of Games II, Annals of Mathematics Studies 28:307-317.

    Examples
    --------
    >>> gloves = np.array([0, 0, 0, 0, 0, 1, 1, 1])  # two left gloves, one right
    >>> [str(share) for share in shapley_value(gloves)]
    ['1/6', '1/6', '2/3']
    """
    count = players_of(game)
    masks = np.arange(len(game), dtype=np.int64)
    sizes = np.bitwise_count(masks)
    exact = np.issubdtype(game.dtype, np.integer)
    weights = [Fraction(1, count * comb(count - 1, size)) for size in range(count)]
    shares: list[Any] = []
    for player in range(count):
        without = masks[(masks >> player & 1) == 0]
        added = game[without | 1 << player] - game[without]
        by_size = [added[sizes[without] == size].sum() for size in range(count)]
        if exact:
            shares.append(sum(weight * int(total) for weight, total in zip(weights, by_size, strict=True)))
        else:
            shares.append(
                sum(float(weight) * float(total) for weight, total in zip(weights, by_size, strict=True))
            )
    return tuple(shares)


@dataclass(frozen=True, slots=True)
class SampledShares:
    """Shapley shares from random orders: with the stated confidence each true share is within ``radius``."""

    shares: tuple[float, ...]
    standard_errors: tuple[float, ...]
    radius: tuple[float, ...]
    confidence: float
    orders: int


def sampled_shapley(
    value: Callable[[frozenset[int]], float],
    players: int,
    spread: Sequence[float],
    rng: np.random.Generator,
    orders: int = 2000,
    confidence: float = 0.95,
) -> SampledShares:
    """Shapley shares of games too large to list, with a bound that holds for all players at once.

    Parameters
    ----------
    value : function of a coalition
    players : int
    spread : (players,) sequence
        For each player, the largest minus the smallest contribution it can make; the bound rests on it.
    rng : numpy Generator
    orders : int
        Orders of joining drawn.
    confidence : float in (0, 1)

    Notes
    -----
    Hoeffding's inequality with a union bound over players; the standard errors are usually much smaller.

    Sources
    -------
    Castro, Gomez and Tejada 2009, Computers and Operations Research 36(5):1726-1730; Maleki et al. 2013,
    arXiv:1306.4265, for the bound.
    """
    if len(spread) != players or not 0 < confidence < 1 or orders < 2:
        raise ShapeError("sampled_shapley: one spread per player, confidence in (0, 1), two orders or more")
    totals, squares = np.zeros(players), np.zeros(players)
    for _ in range(orders):
        joined: frozenset[int] = frozenset()
        before = value(joined)
        for player in rng.permutation(players).tolist():
            joined |= {player}
            after = value(joined)
            totals[player] += after - before
            squares[player] += (after - before) ** 2
            before = after
    mean = totals / orders
    variance = np.maximum(squares / orders - mean**2, 0) * orders / (orders - 1)
    factor = sqrt(log(2 * players / (1 - confidence)) / (2 * orders))
    return SampledShares(
        tuple(mean.tolist()),
        tuple(np.sqrt(variance / orders).tolist()),
        tuple(factor * width for width in spread),
        confidence,
        orders,
    )


def _check_voting(weights: Sequence[int], quota: int) -> None:
    if any(weight < 0 for weight in weights) or not 0 < quota <= sum(weights):
        raise ShapeError(
            f"voting: quota {quota} must be within 1 and the sum of weights {sum(weights)}, none negative"
        )


def _coalitions(weights: Sequence[int]) -> list[list[int]]:
    """How many coalitions have a size and a weight: table[size][weight], exact whole numbers."""
    total = sum(weights)
    table = [[0] * (total + 1) for _ in range(len(weights) + 1)]
    table[0][0] = 1
    for number, weight in enumerate(weights):
        for size in range(number, -1, -1):
            row, above = table[size], table[size + 1]
            for sum_ in range(total - weight, -1, -1):
                if row[sum_]:
                    above[sum_ + weight] += row[sum_]
    return table


def _without(table: list[list[int]], weight: int) -> list[list[int]]:
    """The same table for everybody but one voter of this weight."""
    smaller = [table[0][:]]
    for size in range(1, len(table) - 1):
        below = smaller[-1]
        row = table[size][:]
        for sum_ in range(weight, len(row)):
            row[sum_] -= below[sum_ - weight]
        smaller.append(row)
    return smaller


def _swings_by_size(weights: Sequence[int], quota: int) -> list[list[int]]:
    """For each voter, by size of the coalition joined, how many losing coalitions it turns into winning ones."""
    _check_voting(weights, quota)
    table = _coalitions(weights)
    seen: dict[int, list[int]] = {}
    for weight in set(weights):
        rest = _without(table, weight)
        seen[weight] = [sum(row[max(0, quota - weight) : quota]) for row in rest]
    return [seen[weight] for weight in weights]


def shapley_shubik(weights: Sequence[int], quota: int) -> tuple[Fraction, ...]:
    """Share of the orders of voters in which each one turns a losing coalition into a winning one; exact.

    Sources
    -------
    Shapley and Shubik 1954, American Political Science Review 48(3):787-792.

    Examples
    --------
    >>> council = shapley_shubik([7] * 5 + [1] * 10, 39)
    >>> str(council[0]), str(council[-1])
    ('421/2145', '4/2145')
    """
    count = len(weights)
    ways = [factorial(size) * factorial(count - size - 1) for size in range(count)]
    return tuple(
        Fraction(sum(way * swing for way, swing in zip(ways, swings, strict=True)), factorial(count))
        for swings in _swings_by_size(weights, quota)
    )


@dataclass(frozen=True, slots=True)
class Banzhaf:
    """``swings``: losing coalitions each voter turns; ``normalised``: shares of all swings; ``absolute``: chance."""

    swings: tuple[int, ...]
    normalised: tuple[Fraction, ...]
    absolute: tuple[Fraction, ...]


def banzhaf(weights: Sequence[int], quota: int) -> Banzhaf:
    """Voting power by swings, exact.

    Sources
    -------
    Banzhaf 1965, Rutgers Law Review 19:317-343; Penrose 1946 for the absolute measure.
    """
    swings = tuple(sum(by_size) for by_size in _swings_by_size(weights, quota))
    total = sum(swings)
    return Banzhaf(
        swings,
        tuple(Fraction(swing, total) for swing in swings),
        tuple(Fraction(swing, 1 << (len(weights) - 1)) for swing in swings),
    )


def blocking_sets(weights: Sequence[int], quota: int) -> tuple[tuple[int, ...], ...]:
    """Minimal sets of voters without whom the rest cannot reach the quota, smallest first (20 voters at most)."""
    _check_voting(weights, quota)
    return _minimal(weights, sum(weights) - quota + 1)


def minimal_winning(weights: Sequence[int], quota: int) -> tuple[tuple[int, ...], ...]:
    """Winning coalitions that no member can leave, smallest first (20 voters at most)."""
    _check_voting(weights, quota)
    return _minimal(weights, quota)


def _minimal(weights: Sequence[int], needed: int) -> tuple[tuple[int, ...], ...]:
    count = len(weights)
    if count > MOST_PLAYERS:
        raise ShapeError(f"minimal coalitions: {count} voters; up to {MOST_PLAYERS} can be listed")
    masks = np.arange(1 << count, dtype=np.int64)
    total = np.zeros(len(masks), dtype=np.int64)
    lightest = np.full(len(masks), np.iinfo(np.int64).max)
    for voter, weight in enumerate(weights):
        member = (masks >> voter & 1).astype(bool)
        total[member] += weight
        lightest[member] = np.minimum(lightest[member], weight)
    found = masks[(total >= needed) & (total - lightest < needed)].tolist()
    sets = [tuple(k for k in range(count) if mask >> k & 1) for mask in found]
    return tuple(sorted(sets, key=lambda who: (len(who), who)))
