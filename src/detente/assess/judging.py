"""The settlement game of one or more packages over all draws and accounts: values, signatures, survival.

Arrays here are (accounts, draws): one row per account of the attacker's goals, because the attacker's
goals decide how the game is played; every other party is valued under the play that results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from detente.assess.binding import (
    Bound,
    Floats,
    Stance,
    after_cuts,
    games_of,
    support_under_deal,
    war_lines,
    war_values,
)
from detente.assess.home import least_gain
from detente.case.effects import Terms
from detente.war.games import SettlementGames, swap_roles
from detente.war.hold import SettlementSolutions, break_terms, solve_settlements

#: Values closer than this count as equal: an indifferent party signs (theory of the war room).
TOLERANCE = 1e-9
CURVE_MONTHS = 240


@dataclass(frozen=True, slots=True)
class Played:
    """One package, played out.

    Attributes
    ----------
    values : mapping of stance to (accounts, draws) array
        Value of the deal to each stance, its possible collapse and the war after it included.
    kept : (accounts, draws, months + 1) array
        Chance that the attacker has not broken it after so many months, if it is signed.
    mirrored : (draws, months + 1) array
        The same for the defender, in the mirrored game.
    survival : (accounts, draws, months + 1) array
        Chance that neither has: one breaks when power has risen, the other when it has fallen, so the
        two breaks are taken as exclusive (the least that the two curves allow).
    classes : (accounts, draws) array of codes
        Class of the attacker's signature.
    """

    package: Mapping[str, str]
    terms: Terms
    games: SettlementGames
    values: Mapping[Stance, Floats]
    kept: Floats
    mirrored: Floats
    survival: Floats
    classes: NDArray[np.int64]
    credibility_needed: Floats


@dataclass(frozen=True, slots=True)
class Consent:
    """How one party answers one package, in shares of its own accounts; (accounts, draws) arrays."""

    freely: Floats
    coerced: Floats
    refuses: Floats


def play(
    bound: Bound,
    package: Mapping[str, str],
    terms: Terms,
    cuts: Sequence[str],
    grid_points: int,
    months: int = CURVE_MONTHS,
) -> Played:
    """Solve the settlement game of one full package for every draw and account.

    ``cuts`` are the support links that the defender would lose by breaking what a table decided; the curves
    run over ``months``.
    """
    attackers = bound.stances(bound.leads[bound.attacker])
    defender = defender_of(bound)
    rows = [games_of(bound, package, attacker, defender) for attacker in attackers]
    games = _stack(rows)
    shape = (len(attackers), bound.draws.size)
    solutions = solve_settlements(games, grid_points, (months,), curves=True)
    mirrored = solve_settlements(
        mirror_of(bound, rows[0], defender, (terms.cuts, cuts)), grid_points, (months,), curves=True
    )
    values = _bystander_values(bound, package, terms, games, solutions, shape)
    own = solutions.value_a.reshape(shape)
    values.update({stance: np.broadcast_to(own[row], shape) for row, stance in enumerate(attackers)})
    assert solutions.survival_curve is not None
    assert mirrored.survival_curve is not None
    kept = solutions.survival_curve.reshape((*shape, -1))
    return Played(
        package=package,
        terms=terms,
        games=games,
        values=values,
        kept=kept,
        mirrored=mirrored.survival_curve,
        survival=np.maximum(kept + mirrored.survival_curve - 1.0, 0.0),
        classes=solutions.signature.reshape(shape),
        credibility_needed=np.where(
            solutions.never_breaks & ~np.isfinite(solutions.credibility_needed),
            0.0,
            solutions.credibility_needed,
        ).reshape(shape),
    )


def defender_of(bound: Bound) -> Stance:
    """The side that may be attacked, under the likeliest account of its goals before the signals."""
    return max(
        bound.stances(bound.leads[bound.defender]),
        key=lambda stance: bound.case.parties[stance[0]].goals[stance[1]].prior.central,
    )


def mirror_of(
    bound: Bound, games: SettlementGames, defender: Stance, cuts: tuple[Sequence[str], Sequence[str]]
) -> SettlementGames:
    """The same settlements with the defender as the side that may break them.

    Parameters
    ----------
    cuts : (by the package, by a refusal)
        Support links. If the defender breaks it, both are gone: its war line is that, in the power before
        those links end, as the game counts it.

    Notes
    -----
    The guarantee protects only the defender, so in the mirror nobody acts for the other side.
    """
    before, refused = cuts
    lost = [*before, *(link for link in refused if link not in before)]
    line = war_lines(bound, defender, lost).copy()
    line[:, 0] += line[:, 1] * (after_cuts(bound, lost)[0] - after_cuts(bound, before)[0])
    ends, change = support_under_deal(bound, defender, lost)
    return swap_roles(replace(games, war_b=line, support_ends=ends, support_change_b=change))


def _stack(rows: Sequence[SettlementGames]) -> SettlementGames:
    """Several batches of games, one behind the other."""
    names = SettlementGames.__dataclass_fields__
    return SettlementGames(**{name: np.concatenate([getattr(row, name) for row in rows]) for name in names})


def _bystander_values(
    bound: Bound,
    package: Mapping[str, str],
    terms: Terms,
    games: SettlementGames,
    solutions: SettlementSolutions,
    shape: tuple[int, int],
) -> dict[Stance, Floats]:
    """Value to every stance that does not move in the game, by stance."""
    lead = bound.leads[bound.attacker]
    parties = [party for party in bound.case.parties if party != lead]
    patience = np.stack([bound.discount[party] for party in parties], axis=1)
    chance, power, alone = break_terms(games, solutions, np.tile(patience, (shape[0], 1)))
    values: dict[Stance, Floats] = {}
    for column, party in enumerate(parties):
        breaks, after, ended = (part[:, column].reshape(shape) for part in (chance, power, alone))
        for stance in bound.stances(party):
            line = war_lines(bound, stance, terms.cuts)
            values[stance] = (
                bound.utility(stance, package) * (1.0 - breaks)
                + line[:, 0] * breaks
                + line[:, 1] * after
                + support_under_deal(bound, stance, terms.cuts)[1] * ended
            )
    return values


def consent_of(
    bound: Bound, played: Played, party: str, chances: Mapping[str, Floats], cuts: Sequence[str]
) -> Consent:
    """How a party answers: freely (V >= W and everybody at home agrees), coerced (only V >= W^a), or not.

    ``chances`` are the (draws,) posteriors of the party's accounts; ``cuts`` the support links that a
    refusal would end. For the attacker the row of each account is that account's own answer.
    """
    accounts = len(bound.stances(bound.leads[bound.attacker]))
    is_attacker = party == bound.leads[bound.attacker]
    freely = np.zeros((accounts, bound.draws.size))
    coerced = np.zeros_like(freely)
    for row, stance in enumerate(bound.stances(party)):
        worth, no_deal = played.values[stance], war_values(bound, stance)
        alone = refusal_values(bound, stance, cuts)
        free = (worth >= no_deal - TOLERANCE) & is_ratified(bound, party, worth - no_deal)
        forced = ~free & (worth >= alone - TOLERANCE) & is_ratified(bound, party, worth - alone)
        if is_attacker:
            freely[row], coerced[row] = free[row], forced[row]
        else:
            freely += free * chances[stance[1]]
            coerced += forced * chances[stance[1]]
    return Consent(freely, coerced, np.clip(1.0 - freely - coerced, 0.0, 1.0))


def refusal_values(bound: Bound, stance: Stance, cuts: Sequence[str]) -> Floats:
    """(draws,) value of refusing what others decided: no deal without the links that a refusal ends.

    Never above no deal: a cut that would help a party does not follow from that party's refusal.
    """
    return np.minimum(war_values(bound, stance), war_values(bound, stance, cuts))


def is_ratified(bound: Bound, party: str, gain: Floats) -> NDArray[np.bool_]:
    """Whether enough of the party's ratifiers find their margin in the gain; without ratifiers it always is."""
    least = least_gain(bound.case, bound.draws, party)
    return np.ones(gain.shape, dtype=bool) if least is None else np.asarray(gain >= least - TOLERANCE)


def expected_value(bound: Bound, played: Played, party: str, chances: Mapping[str, Floats]) -> Floats:
    """(accounts, draws) value of the deal to a party, its own accounts averaged by their chances."""
    return _over_accounts(bound, party, [played.values[stance] for stance in bound.stances(party)], chances)


def chance_ratified(bound: Bound, played: Played, party: str, chances: Mapping[str, Floats]) -> Floats | None:
    """(accounts, draws) chance that enough of those at home agree to the deal; None where nobody is asked there."""
    if not bound.case.parties[party].ratifiers:
        return None
    agreed = [
        is_ratified(bound, party, played.values[stance] - war_values(bound, stance)).astype(np.float64)
        for stance in bound.stances(party)
    ]
    return _over_accounts(bound, party, agreed, chances)


def _over_accounts(
    bound: Bound, party: str, values: Sequence[Floats], chances: Mapping[str, Floats]
) -> Floats:
    """A party's own accounts averaged by their chances; those of the attacker stay apart, one row each."""
    if party == bound.leads[bound.attacker]:
        return np.stack([value[row] for row, value in enumerate(values)])
    stances = bound.stances(party)
    return np.asarray(
        np.sum([value * chances[goal] for value, (_, goal) in zip(values, stances, strict=True)], axis=0)
    )
