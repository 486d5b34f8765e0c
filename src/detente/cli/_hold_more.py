"""What ``detente hold`` answers besides: instruments, renegotiation, first strikes, cease-fire, grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.cli._war import Record, plain, spread
from detente.errors import NoAgreementError

if TYPE_CHECKING:
    from detente.cli._war import Drawn, Floats
    from detente.war.hold import SettlementGames
    from detente.war.instruments import Aim


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, as the options say it."""

    least: bool
    prices: dict[str, float]
    asked: float
    months: int
    either: bool
    renegotiated: bool
    two_sided: bool
    ceasefire: float | None
    false_alarm: float
    grid: bool

    @property
    def aim(self) -> Aim:
        from detente.war.instruments import Aim

        return Aim(self.asked, self.months, either=self.either)


def over_draws(drawn: Drawn, package: dict[str, str], games: SettlementGames, want: Wanted) -> Record:
    """What was asked for, as shares of draws."""
    record: Record = {}
    if want.renegotiated:
        record["renegotiated"] = _renegotiated(games, want)
    if want.two_sided:
        from detente.assess.judging import defender_of
        from detente.assess.striking import strike_cost
        from detente.assess.verdicts import refusal_cuts

        cuts = refusal_cuts(drawn.bound, package)
        cost = strike_cost(drawn.bound, games, defender_of(drawn.bound), package, cuts)
        record["two_sided"] = _two_sided(games, cost)
    if want.ceasefire is not None:
        record["ceasefire"] = _ceasefire(games, want.ceasefire, want.false_alarm)
    return record


def _renegotiated(games: SettlementGames, want: Wanted) -> Record:
    from detente.war.renegotiation import robustness

    found = robustness(games, want.months, want.asked)
    return {
        "months": want.months,
        "asked": want.asked,
        "fixed": spread(found.fixed),
        "moving": spread(found.renegotiated),
        "fixed_holds": plain((found.fixed >= want.asked).mean()),
        "moving_holds": plain((found.renegotiated >= want.asked).mean()),
        "robust": plain(found.robust.mean()),
    }


def _two_sided(games: SettlementGames, cost: Floats) -> Record:
    import numpy as np

    from detente.war.two_sided import compare_orders

    report = compare_orders(games, strike_penalty_b=cost)
    record: Record = {
        "order_matters": plain(report.matters.mean()),
        "order_difference": spread(report.largest_difference),
    }
    for name, solved in (("breaker_first", report.a_first), ("other_first", report.b_first)):
        first = np.array(solved.first_breaker())
        record[name] = {
            "survival_60": spread(solved.survival[:, solved.horizons.index(60)]),
            "both_sign": plain(solved.signed.mean()),
            "strikes_at_once": {
                "breaker": plain((solved.strikes_now == 1).mean()),
                "other": plain((solved.strikes_now == 2).mean()),
            },
            "first_breaker": {
                who: plain((first == code).mean())
                for who, code in (("nobody", "nobody"), ("breaker", "a"), ("other", "b"))
            },
        }
    return record


def _ceasefire(games: SettlementGames, gain: float, false_alarm: float) -> Record:
    from detente.assess.ceasefire import ceasefire_shares

    found = ceasefire_shares(games, gain, false_alarm)
    return {
        "gain": gain,
        "false_alarm": false_alarm,
        "both_keep": plain(found.both),
        "breaker": {"keeps": plain(found.keeps_a.mean()), "patience_needed": spread(found.needed_a)},
        "other": {"keeps": plain(found.keeps_b.mean()), "patience_needed": spread(found.needed_b)},
    }


def at_centre(middle: Drawn, package: dict[str, str], game: SettlementGames, want: Wanted) -> Record:
    """What was asked for at central values: paragraphs under ``words``, and numbers."""
    record: Record = {}
    words: list[str] = []
    if want.least or want.prices:
        record |= _instruments(middle, package, game, want, words)
    if want.renegotiated:
        from detente.war.renegotiation import renegotiate_deals

        names = _names(middle)
        words.append(renegotiate_deals(game, months=want.months).in_words(0, names))
    if want.ceasefire is not None:
        record["devices"] = _devices(game, want, _names(middle), words)
    if want.grid:
        record["grid"] = _grid(game, _names(middle)[0], words)
    return record | {"words": words}


def _names(middle: Drawn) -> tuple[str, str]:
    parties = middle.case.parties
    return parties[middle.names[0]].name, parties[middle.names[1]].name


def _instruments(
    middle: Drawn, package: dict[str, str], game: SettlementGames, want: Wanted, words: list[str]
) -> Record:
    from detente.assess.binding import rearming_of, terms_of
    from detente.war.instruments import cheapest_combination, least_instruments

    own, other = rearming_of(middle.bound, terms_of(middle.bound, package))
    rearming = float(own[0]), float(other[0])
    record: Record = {}
    by = "either side" if want.either else _names(middle)[0]
    aim = f"For a chance of {100 * want.asked:.0f} % that {by} has not broken it in {want.months} months"
    if want.least:
        needs = least_instruments(game, want.aim, rearming=rearming)
        record["least"] = {
            need.instrument: need.least if need.least == need.least else None for need in needs
        }
        words.append(f"{aim}, each instrument alone: " + " ".join(need.in_words() for need in needs))
    if want.prices:
        levels = 7 if len(want.prices) <= 4 else 4
        try:
            found = cheapest_combination(game, want.prices, want.aim, rearming=rearming, levels=levels)
        except NoAgreementError:
            record["cheapest"] = None
            words.append(
                f"{aim}, no mix of {', '.join(want.prices)} is enough, even with all at their largest."
            )
        else:
            record["cheapest"] = {
                "levels": {name: plain(level) for name, level in found.levels.items()},
                "cost": plain(found.cost), "survival": plain(found.survival), "step": plain(found.step),
            }  # fmt: skip
            words.append(f"{aim}: {found.in_words()}")
    return record


def _devices(game: SettlementGames, want: Wanted, names: tuple[str, str], words: list[str]) -> list[Record]:
    from detente.assess.ceasefire import Side, devices_of

    assert want.ceasefire is not None
    rows: dict[str, Record] = {}
    sides: tuple[tuple[Side, str], ...] = (("a", "breaker"), ("b", "other"))
    for (side, who), name in zip(sides, names, strict=True):
        found = devices_of(game, side, want.ceasefire, want.false_alarm)
        if not found:
            words.append(
                f"For {name} there is no cease-fire to keep: what it holds is worth no more than war, a breach gains "
                "nothing, or an alarm says nothing."
            )
            continue
        for device, report in found:
            rows.setdefault(device, {"device": device})[who] = {
                "keeps": report.keeps, "patience_needed": plain(report.patience_needed),
            }  # fmt: skip
        enough = [device for device, report in found if report.keeps]
        base = found[0][1]
        needs = (
            f"needs a monthly patience of {base.patience_needed:.3f}"
            if base.patience_needed < 1
            else "would keep it at no patience"
        )
        words.append(
            f"Keeping the cease-fire, a breach gaining {want.ceasefire:g} of a month's stake and a false alarm coming with "
            f"{100 * want.false_alarm:.1f} % a month: {name} {needs}; it keeps it {', '.join(enough) or 'with no device'}."
        )
    return list(rows.values())


def _grid(game: SettlementGames, breaker: str, words: list[str]) -> Record:
    from detente.war.instruments import choose_grid, grid_error

    seen = grid_error(game)
    points, _ = choose_grid(game, 1e-3, 1e-2)
    words.append(
        f"{seen.in_words(0, breaker)} For 0.001 in value and 1 point in the chance, {points} points are enough; 46 are used."
    )
    return {
        "points": list(seen.points),
        "value_breaker": [plain(value) for value in seen.value_a[:, 0]],
        "value_other": [plain(value) for value in seen.value_b[:, 0]],
        "survival_60": [plain(chance) for chance in seen.survival[:, 0]],
        "extrapolated": {
            "value_breaker": plain(seen.limit_value_a[0]), "value_other": plain(seen.limit_value_b[0]),
            "survival_60": plain(seen.limit_survival[0]),
        },
        "error": {"value": plain(seen.error_value[0]), "survival_60": plain(seen.error_survival[0])},
        "points_enough": points,
    }  # fmt: skip


def draws_in_words(row: Record, names: tuple[str, str]) -> list[str]:
    """The shares of draws of what was asked for, in sentences."""
    out = []
    if "renegotiated" in row:
        of = row["renegotiated"]
        out.append(
            f"Over the draws, a chance of {100 * of['asked']:.0f} % or more to last {of['months']} months: with fixed terms in "
            f"{100 * of['fixed_holds']:.0f} % of them, with renegotiated ones in {100 * of['moving_holds']:.0f} %, under both "
            f"(robust) in {100 * of['robust']:.0f} %."
        )
    if "two_sided" in row:
        out.append(_two_sided_words(row["two_sided"], names))
    if "ceasefire" in row:
        of = row["ceasefire"]
        out.append(
            f"Over the draws, keeping the cease-fire is in {names[0]}'s interest in {100 * of['breaker']['keeps']:.0f} % of them, in "
            f"{names[1]}'s in {100 * of['other']['keeps']:.0f} %, in both sides' in {100 * of['both_keep']:.0f} %; an alarm is taken "
            "to end it for good, and power not to shift."
        )
    return out


def _two_sided_words(of: Record, names: tuple[str, str]) -> str:
    parts = []
    for name, solved in ((names[0], of["breaker_first"]), (names[1], of["other_first"])):
        first = solved["first_breaker"]
        parts.append(
            f"{name} deciding first, it lasts 60 months with {100 * solved['survival_60']['mean']:.0f} % on average, and the likelier "
            f"breaker is {names[0]} in {100 * first['breaker']:.0f} %, {names[1]} in {100 * first['other']:.0f} % of draws"
        )
    return (
        f"If both may strike first, {names[1]} at the cost of the support that a refusal ends: {'; '.join(parts)}. "
        f"The order of moves matters in {100 * of['order_matters']:.0f} % of draws; a value or chance moves by "
        f"{of['order_difference']['mean']:.2f} on average."
    )
