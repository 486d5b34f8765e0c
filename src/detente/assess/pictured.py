"""From a case to the series that are drawn: the frontier, maps of signatures, paths of power, ledgers, the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detente.assess.beliefs import posteriors, usable
from detente.assess.binding import Bound, Floats, Stance, bind, games_of, terms_of
from detente.assess.candidates import Candidate
from detente.assess.drawing import central
from detente.assess.moratoria import question_of
from detente.assess.numbers import quantiles
from detente.assess.playing import Searcher, Valued, value_rows
from detente.assess.records import MoratoriumLine, Verdict
from detente.assess.series import (
    Clause,
    Interval,
    LedgerSeries,
    Pictured,
    PowerLine,
    SignatureField,
    SurvivalSeries,
)
from detente.case.case import Case
from detente.deals.frontier_record import FrontierPicture
from detente.deals.pictures import frontier_picture
from detente.war.coalition_record import CoalitionCurve
from detente.war.games import SettlementGames
from detente.war.hold import solve_settlements
from detente.war.moratorium import MoratoriumAnswer, answer_moratorium
from detente.war.pictures import coalition_curve, moratorium_ledger, power_path, signature_map, survival_band

if TYPE_CHECKING:
    from detente.assess.search import Found

#: Cells along each side of the two-party picture: a package per cell is drawn.
CELLS = 64
#: Shares and credibilities scanned for a map of signatures.
SHARES = 61
CREDIBILITIES = 21


@dataclass(frozen=True, slots=True)
class Stage:
    """A case over draws and at central values, with the accounts of their aims that both fighters are taken to have."""

    drawn: Bound
    middle: Bound
    attacker: Stance
    defender: Stance

    @property
    def breaker(self) -> str:
        """Name of the party that may break a settlement."""
        return self.drawn.case.parties[self.attacker[0]].name

    def game(self, package: Mapping[str, str]) -> SettlementGames:
        """The settlement game of a full package at central values."""
        return games_of(self.middle, package, self.attacker, self.defender)


def stage_of(drawn: Bound) -> Stage:
    """Both fighters after what is likeliest at central values."""
    case = drawn.case
    middle_draws = central(case.quantities())
    middle = bind(case, middle_draws)
    chances = usable(case, posteriors(case, middle_draws))

    def likeliest(side: str) -> Stance:
        party = drawn.leads[side]
        return party, max(chances[party], key=lambda goal: float(chances[party][goal][0]))

    return Stage(drawn, middle, likeliest(drawn.attacker), likeliest(drawn.defender))


def frontier_series(
    searcher: Searcher, played: Valued, accepted: NDArray[np.bool_], picks: Mapping[str, int]
) -> FrontierPicture | None:
    """Packages played at central values as the two fighters see them; ``picks`` are rows of the field by principle."""
    bound = searcher.bound
    parties = list(bound.case.parties)
    fighters = [bound.leads[side] for side in (bound.attacker, bound.defender)]
    values = played.values[:, [parties.index(party) for party in fighters]]
    usable_rows = np.isfinite(values).all(axis=1)
    if not usable_rows.any():
        return None
    place = {int(row): number for number, row in enumerate(played.rows[usable_rows])}
    return frontier_picture(
        (bound.case.parties[fighters[0]].name, bound.case.parties[fighters[1]].name),
        np.round(values[usable_rows], 6),
        np.array([searcher.no_deal[searcher.likeliest(party)] for party in fighters]),
        {title: [place[row]] for title, row in picks.items() if row in place},
        accepted[usable_rows],
        CELLS,
    )


def marked_points(
    searcher: Searcher, found: Sequence[Candidate], grid_points: int
) -> tuple[tuple[str, float, float], ...]:
    """Packages put forward and found, as the two fighters see them at central values."""
    bound, field = searcher.bound, searcher.field
    case = bound.case
    wanted = [(p.label, case.fill(p.package)) for p in case.proposals.values()]
    wanted += [(candidate.label, dict(candidate.package)) for candidate in found]
    labels, rows = [], []
    for label, package in wanted:
        levels = np.array(field.space.numbered(package), dtype=field.packages.dtype)
        at = np.flatnonzero((field.packages == levels).all(axis=1))
        if at.size:
            labels.append(label)
            rows.append(int(at[0]))
    if not rows:
        return ()
    order = np.argsort(rows, kind="stable")
    values = np.empty((len(rows), len(case.parties)))
    values[order] = value_rows(searcher, np.array(rows)[order], grid_points).values
    columns = [list(case.parties).index(bound.leads[side]) for side in (bound.attacker, bound.defender)]
    return tuple(
        (label, round(float(x), 6), round(float(y), 6))
        for label, (x, y) in zip(labels, values[:, columns], strict=True)
        if np.isfinite([x, y]).all()
    )


def field_of_game(game: SettlementGames, label: str, breaker: str, account: str = "") -> SignatureField:
    """The map of signatures around one settlement game."""
    shares, credibilities = np.linspace(0.0, 1.0, SHARES), np.linspace(0.0, 1.0, CREDIBILITIES)
    seen = signature_map(game, shares, credibilities)
    here = solve_settlements(game, horizons=(60,))
    share, offered = float(game.share_a[0]), float(game.credibility[0])
    return SignatureField(
        label=label,
        breaker=breaker,
        account=account,
        credibilities=tuple(round(float(c), 6) for c in credibilities),
        rows=tuple(
            tuple((round(low, 6), round(high, 6), kind) for low, high, kind in seen.classes(row))
            for row in range(CREDIBILITIES)
        ),
        step=round(1.0 / (SHARES - 1), 6),
        share=Interval(share, share, share),
        offered=Interval(offered, offered, offered),
        kind=here.signature_names()[0],
        no_deal=round(float(here.war_now_a[0]), 6),
    )


def signature_field(stage: Stage, label: str, package: Mapping[str, str]) -> SignatureField:
    """The map of signatures around a package, with the package's own spread over the draws."""
    found = field_of_game(stage.game(package), label, stage.breaker, stage.attacker[1])
    over = games_of(stage.drawn, package, stage.attacker, stage.defender)
    return replace(
        found,
        share=_banded(found.share.value, over.share_a),
        offered=_banded(found.offered.value, over.credibility),
    )


def _banded(value: float, draws: Floats) -> Interval:
    low, high = quantiles(draws, np.ones(draws.size), (0.05, 0.95))
    return Interval(round(value, 6), round(low, 6), round(high, 6))


def power_of_game(
    game: SettlementGames, label: str, breaker: str, account: str = "", months: int = 120
) -> PowerLine:
    """The path of power of one settlement game, with the powers at which it pays to attack."""
    path = power_path(game, months)
    at = path.months[::2]

    def curve(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 6) for v in values[::2])

    def bands(found: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        return tuple((round(low, 6), round(high, 6)) for low, high in found)

    return PowerLine(
        label=label,
        breaker=breaker,
        account=account,
        months=tuple(int(month) for month in at),
        mean=curve(path.mean),
        low=curve(path.low),
        high=curve(path.high),
        attacks=bands(path.attacks),
        attacks_lapsed=bands(path.attacks_lapsed),
        month=None if np.isinf(path.attack_month) else path.attack_month,
    )


def power_line(stage: Stage, label: str, package: Mapping[str, str]) -> PowerLine:
    """The path of power under a package at central values."""
    return power_of_game(stage.game(package), label, stage.breaker, stage.attacker[1])


def settling(stage: Stage, package: Mapping[str, str]) -> bool:
    """Whether a full package would end the fighting."""
    return not terms_of(stage.middle, package).fighting


def survival_of_games(games: SettlementGames, label: str, months: int = 120) -> SurvivalSeries:
    """Chance that a settlement still holds by month: mean over the games, and 10 to 90 per cent of them."""
    curves = solve_settlements(games, horizons=(months,), curves=True).survival_curve
    assert curves is not None
    band = survival_band(curves, coverage=0.8)
    at = range(0, months + 1, 2)
    return SurvivalSeries(
        label,
        tuple(
            (
                month,
                round(float(band.mean[month]), 6),
                round(float(band.low[month]), 6),
                round(float(band.high[month]), 6),
            )
            for month in at
        ),
    )


def survival_series(stage: Stage, label: str, package: Mapping[str, str]) -> SurvivalSeries:
    """Survival of a package over the draws, under the likeliest accounts of aims."""
    return survival_of_games(games_of(stage.drawn, package, stage.attacker, stage.defender), label)


def judged(
    case: Case, packages: Sequence[tuple[str, Mapping[str, str]]], draws: int, seed: int
) -> tuple[Verdict, ...]:
    """Verdicts over draws on the packages (label, levels) that would end the fighting."""
    from detente.assess.drawing import draw
    from detente.assess.judging import play
    from detente.assess.ranks import RankTable
    from detente.assess.records import Settings
    from detente.assess.verdicts import Bench, judge, refusal_cuts

    drawn = draw(case, draws, seed)
    bound = bind(case, drawn)
    settings = Settings(draws, seed, 46, (12, 36, 60, 120), "icd203", "latin")
    bench = Bench(bound, usable(case, posteriors(case, drawn)), settings, RankTable.of(bound))
    out = []
    for number, (label, package) in enumerate(packages):
        terms = terms_of(bound, package)
        if not terms.fighting:
            played = play(bound, package, terms, refusal_cuts(bound, package), settings.grid_points)
            out.append(judge(bench, Candidate(f"drawn_{number}", label, package), played))
    return tuple(out)


def pictured(
    drawn: Bound,
    found: Found,
    packages: Sequence[tuple[str, Mapping[str, str]]],
    moratoria: Sequence[MoratoriumLine],
) -> Pictured:
    """What the dossier draws; ``packages`` (label, levels) are those whose signature and power are shown."""
    stage = stage_of(drawn)
    shown = [(label, package) for label, package in packages if settling(stage, package)]
    return Pictured(
        frontier=found.frontier,
        marked=found.marked,
        fields=tuple(signature_field(stage, label, package) for label, package in shown),
        powers=tuple(power_line(stage, label, package) for label, package in shown),
        ledgers=tuple(_ledger_of_line(stage, line) for line in moratoria),
        coalitions=case_coalitions(stage.middle),
        text=text_of(drawn.case),
    )


def case_coalitions(middle: Bound) -> tuple[tuple[str, CoalitionCurve], ...]:
    """Every coalition of a case at central values, with its name."""
    out = []
    for id, record in middle.case.coalitions.items():
        brings, asks = (
            {
                middle.case.parties[party].name: float(
                    middle.draws(f"coalitions.{id}.members.{party}.{key}")[0]
                )
                for party in record.members
            }
            for key in ("brings", "asks")
        )
        out.append((record.name or id.replace("_", " "), coalition_curve(brings, asks)))
    return tuple(out)


def _ledger_of_line(stage: Stage, line: MoratoriumLine) -> LedgerSeries:
    case = stage.middle.case
    path, days = f"moratoria.{line.id}.sides.{line.party}", case.moratoria[line.id].days
    answer = answer_moratorium(question_of(stage.middle.draws, path, days, 0))
    return ledger_of(answer, line.label, case.parties[line.party].name, line.accepts.value)


def ledger_of(answer: MoratoriumAnswer, label: str, party: str, accepts: float | None = None) -> LedgerSeries:
    """One side's question about a limited cease-fire, item by item."""
    items = tuple(
        (item, round(amount, 6), round(total, 6)) for item, amount, total in moratorium_ledger(answer)
    )
    return LedgerSeries(label, party, items, -answer.question.blame_for_refusing, accepts)


def text_of(case: Case) -> tuple[Clause, ...]:
    """The single negotiating text that the proposals of a case give, issues and levels in words."""
    from detente.deals.from_case import bracketed_text_of
    from detente.deals.space import make_space

    space = make_space({id: issue.level_ids() for id, issue in case.issues.items()})
    if len({proposal.by for proposal in case.proposals.values() if proposal.by in case.parties}) < 2:
        return ()
    return tuple(
        replace(
            clause,
            issue=clause.issue.replace("_", " "),
            brackets=tuple(
                (case.issues[clause.issue].levels[level].label or level.replace("_", " "), names)
                for level, names in clause.brackets
            ),
        )
        for clause in bracketed_text_of(case, space)
    )
