"""The whole line on one package: who signs and why, who blocks, what breaks it and when, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.assess.binding import Bound, Floats, terms_of, war_values
from detente.assess.candidates import Candidate
from detente.assess.judging import (
    CURVE_MONTHS,
    Consent,
    Played,
    chance_ratified,
    consent_of,
    expected_value,
    play,
    refusal_values,
)
from detente.assess.numbers import About, mean, median, point, share
from detente.assess.ranks import RankTable
from detente.assess.records import GoalLine, Number, PartyLine, Settings, Verdict
from detente.assess.striking import holds_if_both_may_strike
from detente.doubt.ranks import standard_ranks
from detente.war.hold import SIGNATURES

Chances = Mapping[str, Mapping[str, Floats]]
_MAJORITY = 0.5
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Bench:
    """What every verdict of one run shares."""

    bound: Bound
    chances: Chances
    settings: Settings
    ranks: RankTable

    @property
    def weights(self) -> Floats:
        """(accounts, draws) chances of the attacker's accounts."""
        lead = self.bound.leads[self.bound.attacker]
        return np.stack([self.chances[lead][goal] for _, goal in self.bound.stances(lead)])

    def at(self, draw: int) -> tuple[Bound, Chances]:
        """Case and chances of the accounts in one of the draws."""
        one = slice(draw, draw + 1)
        chances = {
            party: {goal: each[one] for goal, each in of.items()} for party, of in self.chances.items()
        }
        return self.bound.at(draw), chances

    def paths(self, *starts: str) -> tuple[str, ...]:
        """The given beginnings of paths, those that quantities of the case stand under; a full path stays."""
        known = tuple(self.bound.draws.values)
        return tuple(start for start in starts if any(path.startswith(start) for path in known))


def judge(bench: Bench, candidate: Candidate, played: Played) -> Verdict:
    """The verdict on one package that would be a settlement."""
    bound, weights = bench.bound, bench.weights
    needed = needed_parties(bound, played)
    cuts = refusal_cuts(bound, candidate.package)
    consents = {
        party: consent_of(bound, played, party, bench.chances[party], cuts) for party in bound.case.parties
    }
    all_sign = np.prod([consents[party].freely + consents[party].coerced for party in needed], axis=0)
    path = f"verdict.{candidate.id}"
    game = game_paths(bench, played)
    lines = tuple(
        party_line(bench, candidate, played, party, consents[party], party in needed)
        for party in bound.case.parties
    )
    offered, credibility = credibility_numbers(bench, played, path, game)
    joint = all_sign * played.survival[:, :, 60]
    blockers = tuple(line.party for line in lines if line.needed and (line.refuses.value or 0.0) > _MAJORITY)
    weakest, effect, assumed = weakest_assumption(bench, path, (joint * weights).sum(axis=0))
    breaker, month = first_breaker(bench, played, f"{path}.break", game)
    guarantees = ", ".join(bound.case.guarantees[name].name or name for name in played.terms.guarantees)
    return Verdict(
        id=candidate.id,
        label=candidate.label,
        by=candidate.by,
        origin="found" if candidate.found else "proposal",
        package=tuple(candidate.package.items()),
        settles=True,
        all_sign=share(
            About(f"{path}.all_sign", "everybody needed signs", "consent", _consent_ids(path, needed)),
            all_sign,
            weights,
        ),
        signed_and_holds=share(_about_joint(path), joint, weights),
        survival=survival_numbers(bench, played, path, game),
        curve=curve_of(played, weights),
        parties=lines,
        signature=signature_shares(bench, played, path, game),
        first_breaker=breaker,
        break_month=month,
        guarantee=guarantees or "none",
        credibility_offered=offered,
        credibility_needed=credibility,
        blockers=blockers,
        outside_blockers=tuple(line.party for line in lines if line.party in blockers and line.outside_on),
        weakest=weakest,
        weakest_effect=effect,
        assumed_variance=assumed,
        in_words="",
        confidence="",
        by_goal=tuple(goal_lines(bench, played, path, all_sign, consents[bound.leads[bound.attacker]])),
        because=candidate.because,
        note=candidate.note,
        both_strike=holds_if_both_may_strike(bound, played, weights, cuts, path),
    )


def survival_numbers(bench: Bench, played: Played, path: str, game: tuple[str, ...]) -> tuple[Number, ...]:
    """Chance that nobody has broken it by each horizon, once signed."""
    out = []
    for month in bench.settings.horizons:
        label = f"chance that it holds {month} months, once signed"
        about = About(f"{path}.survival.{month}", label, "hold", game)
        out.append(mean(about, played.survival[:, :, month], bench.weights, "share"))
    return tuple(out)


def credibility_numbers(
    bench: Bench, played: Played, path: str, game: tuple[str, ...]
) -> tuple[Number, Number]:
    """Credibility of the guarantee that the package offers, and the credibility that it would need."""
    weights = bench.weights
    offered = played.games.credibility.reshape(weights.shape)
    about = About(
        f"{path}.credibility",
        "chance that the guarantors act",
        "credibility",
        _guarantee_paths(bench, played),
    )
    needed = About(
        f"{path}.credibility_needed", "credibility at which it is never broken", "never-break", game
    )
    return (
        mean(about, offered, weights, "share"),
        median(needed, played.credibility_needed, weights, "credibility"),
    )


def _about_joint(path: str) -> About:
    label = "it is signed and holds 60 months"
    return About(f"{path}.holds", label, "signed-and-holds", (f"{path}.all_sign", f"{path}.survival.60"))


def chance_signed_and_holds(bench: Bench, package: Mapping[str, str]) -> float:
    """Share of draws in which everybody needed signs a package and nobody breaks it for 60 months."""
    return float(signed_and_holds_by_draw(bench, package).mean())


def signed_and_holds_by_draw(bench: Bench, package: Mapping[str, str]) -> Floats:
    """(draws,) chance that everybody needed signs a package and nobody breaks it for 60 months."""
    bound = bench.bound
    terms, cuts = terms_of(bound, package), refusal_cuts(bound, package)
    played = play(bound, package, terms, cuts, bench.settings.grid_points, 60)
    answers = [
        consent_of(bound, played, party, bench.chances[party], cuts)
        for party in needed_parties(bound, played)
    ]
    signed = np.prod([answer.freely + answer.coerced for answer in answers], axis=0)
    return np.asarray((signed * played.survival[:, :, 60] * bench.weights).sum(axis=0))


def needed_parties(bound: Bound, played: Played) -> tuple[str, ...]:
    """Who must act or sign: the two who fight, and everybody whom a chosen level needs; in case order."""
    must = {bound.leads[bound.attacker], bound.leads[bound.defender], *played.terms.needs}
    return tuple(party for party in bound.case.parties if party in must)


def refusal_cuts(bound: Bound, package: Mapping[str, str]) -> tuple[str, ...]:
    """Support links that end for those who refuse, over all tables that decide something the package changes."""
    now = bound.case.fill(bound.case.war.while_fighting)
    changed = {issue for issue, level in package.items() if now.get(issue) != level}
    cuts = [
        link
        for table in bound.case.tables.values()
        if changed & set(table.decides)
        for link in table.cuts_on_refusal
    ]
    return tuple(dict.fromkeys(cuts))


def outside_on(bound: Bound, package: Mapping[str, str], party: str) -> tuple[str, ...]:
    """Issues whose chosen level needs the party while it has no seat where the issue is decided."""
    out = []
    for issue, level in package.items():
        if party in bound.case.issues[issue].levels[level].needs:
            seats = {
                seat for table in bound.case.tables.values() if issue in table.decides for seat in table.seats
            }
            if party not in seats:
                out.append(issue)
    return tuple(out)


def party_line(
    bench: Bench, candidate: Candidate, played: Played, party: str, consent: Consent, needed: bool
) -> PartyLine:
    """One party on one package."""
    bound, weights = bench.bound, bench.weights
    path = f"verdict.{candidate.id}.{party}"
    name = bound.case.parties[party].name
    cuts = refusal_cuts(bound, candidate.package)
    own = bench.paths(f"parties.{party}.", "war.power", "war.decided_per_month")

    def average(values: Mapping[str, Floats]) -> Floats:
        """Over the party's own accounts; the attacker's stay apart, one row each."""
        if party == bound.leads[bound.attacker]:
            return np.stack([values[goal] for _, goal in bound.stances(party)])
        mixed = np.sum(
            [values[goal] * bench.chances[party][goal] for _, goal in bound.stances(party)], axis=0
        )
        return np.broadcast_to(mixed, weights.shape)

    stances = bound.stances(party)
    no_deal = average({goal: war_values(bound, (party, goal)) for _, goal in stances})
    alone = average({goal: refusal_values(bound, (party, goal), cuts) for _, goal in stances})
    paper = average({goal: bound.utility((party, goal), candidate.package) for _, goal in stances})
    worth = expected_value(bound, played, party, bench.chances[party])
    agreed = chance_ratified(bound, played, party, bench.chances[party])
    home = About(f"{path}.ratified", f"enough of those at home agree, {name}", "consent", own)
    ratified = None if agreed is None else share(home, agreed, weights)
    line = {
        "freely": share(About(f"{path}.freely", f"{name} signs freely", "consent", own), consent.freely, weights),
        "coerced": share(About(f"{path}.coerced", f"{name} signs only under pressure", "consent", own), consent.coerced, weights),
        "refuses": share(About(f"{path}.refuses", f"{name} refuses", "consent", own), consent.refuses, weights),
    }  # fmt: skip
    values = {
        "paper": mean(About(f"{path}.paper", f"the terms on paper, to {name}", "utility", own), paper, weights),
        "value": mean(About(f"{path}.value", f"the deal with its possible collapse, to {name}", "hold", own), worth, weights),
        "war": mean(About(f"{path}.war", f"no deal, to {name}", "war-value", own), no_deal, weights),
        "alone": mean(About(f"{path}.alone", f"refusing what others decided, to {name}", "refusal-value", own), alone, weights),
    }  # fmt: skip
    return PartyLine(
        party=party,
        name=name,
        needed=needed,
        outside_on=outside_on(bound, candidate.package, party),
        signs_freely=line["freely"],
        signs_coerced=line["coerced"],
        refuses=line["refuses"],
        paper_value=values["paper"],
        value=values["value"],
        war_value=values["war"],
        refusal_value=values["alone"],
        why=why_of(line, values, cuts)
        + ("" if ratified is None else f"; enough of those at home agree in {ratified.text}"),
        ratified=ratified,
    )


def why_of(line: Mapping[str, Number], values: Mapping[str, Number], cuts: Sequence[str]) -> str:
    """The reason in words, with the two numbers that decide it."""
    best = max(line, key=lambda key: line[key].value or 0.0)
    pair = f"{values['value'].text} against {values['war'].text}"
    if best == "freely":
        return f"worth more than no deal in most draws ({pair} on average)"
    if best == "coerced":
        alone = f"{values['value'].text} against {values['alone'].text}"
        lost = ", ".join(cuts)
        return f"worth less than no deal ({pair}) but more than refusing and losing {lost} ({alone})"
    return f"worth less than no deal in most draws ({pair} on average)"


def signature_shares(
    bench: Bench, played: Played, path: str, game: tuple[str, ...]
) -> tuple[tuple[str, Number], ...]:
    """How likely each class of the attacker's signature is."""
    name = bench.bound.case.parties[bench.bound.leads[bench.bound.attacker]].name
    out = []
    for code, word in enumerate(SIGNATURES):
        about = About(
            f"{path}.signature.{word}",
            f"{name}'s signature: {word.replace('_', ' ')}",
            "signature-class",
            game,
        )
        out.append((word, share(about, (played.classes == code).astype(float), bench.weights)))
    return tuple(out)


def curve_of(played: Played, weights: Floats) -> tuple[tuple[int, float, float, float], ...]:
    """Mean survival month by month to ten years, with the band between the 10 and 90 per cent draws."""
    per_draw = (played.survival * weights[:, :, None]).sum(axis=0)
    months = np.arange(0, 121, 2)
    low, high = np.quantile(per_draw[:, months], (0.1, 0.9), axis=0)
    middle = per_draw[:, months].mean(axis=0)
    return tuple(
        (int(month), round(float(a), 6), round(float(b), 6), round(float(c), 6))
        for month, a, b, c in zip(months, middle, low, high, strict=True)
    )


def first_breaker(bench: Bench, played: Played, id: str, game: tuple[str, ...]) -> tuple[str, Number]:
    """Who is likelier to break it within ten years, and the month by which a break is likelier than not."""
    bound, weights = bench.bound, bench.weights
    by_attacker = float(((1.0 - played.kept[:, :, 120]) * weights).sum(axis=0).mean())
    by_defender = float((1.0 - played.mirrored[:, 120]).mean())
    side = bound.attacker if by_attacker >= by_defender else bound.defender
    breaker = bound.leads[side] if max(by_attacker, by_defender) > 1.0 - _SURE else ""
    gone = (played.survival * weights[:, :, None]).sum(axis=0) < _MAJORITY
    month = np.where(gone.any(axis=1), gone.argmax(axis=1), np.inf)
    label = f"month by which a break is likelier than not (searched to {CURVE_MONTHS} months)"
    return breaker, median(About(id, label, "hold", game), month, np.ones(month.shape), "months")


def weakest_assumption(bench: Bench, path: str, outcome: Floats) -> tuple[str, Number, Number]:
    """What moves the outcome most without resting on a statement, and how much of it rests on such things.

    Rank correlations of every uncertain quantity with the outcome over the draws; the second number is
    the part of their squared sum that belongs to quantities marked assumed. Correlations that sampling
    alone would give (below two standard errors) are left out.
    """
    noise = 2.0 / np.sqrt(max(outcome.size - 1, 1))
    correlations = np.zeros(len(bench.ranks.paths))
    if np.ptp(outcome) > 0.0:
        correlations = bench.ranks.table @ standard_ranks(outcome)
    correlations[np.abs(correlations) < noise] = 0.0
    assumed = np.array(bench.ranks.assumed, dtype=bool)
    everything = float((correlations**2).sum())
    share = float((correlations[assumed] ** 2).sum()) / everything if everything else 0.0
    best, effect = "", 0.0
    if np.any(correlations[assumed]):
        row = int(np.argmax(np.abs(correlations) * assumed))
        best, effect = bench.ranks.paths[row], float(correlations[row])
    about = About(
        f"{path}.weakest",
        "rank correlation of the weakest assumption with signed-and-holds",
        "rank-correlation",
        (best,) if best else (),
    )
    part = About(
        f"{path}.assumed", "part of the explained variation that rests on assumptions", "rank-correlation"
    )
    return (
        best,
        point(about, effect, "correlation", "over draws"),
        point(part, share, "share", "over draws"),
    )


def goal_lines(bench: Bench, played: Played, path: str, all_sign: Floats, consent: Consent) -> list[GoalLine]:
    """The verdict under each account of the attacker's goals, as if it were true."""
    lead = bench.bound.leads[bench.bound.attacker]
    ones = np.ones((1, bench.bound.draws.size))
    out = []
    for row, (_, goal) in enumerate(bench.bound.stances(lead)):
        at, inputs = f"{path}.goal.{goal}", (f"belief.{lead}.{goal}",)
        signs = (consent.freely + consent.coerced)[row : row + 1]
        codes = np.bincount(played.classes[row], minlength=len(SIGNATURES))
        out.append(
            GoalLine(
                party=lead,
                goal=goal,
                posterior=mean(About(f"{at}.posterior", f"chance of the account «{goal}»", "posterior", inputs),
                               bench.chances[lead][goal][None, :], ones, "share"),
                breaker_signs=share(About(f"{at}.breaker_signs", "the possible breaker signs", "consent"), signs, ones),
                all_sign=share(About(f"{at}.all_sign", "everybody needed signs", "consent"), all_sign[row : row + 1], ones),
                holds=mean(About(f"{at}.holds", "holds 60 months, once signed", "hold"),
                           played.survival[row : row + 1, :, 60], ones, "share"),
                credibility_needed=median(About(f"{at}.credibility_needed", "credibility needed", "never-break"),
                                          played.credibility_needed[row : row + 1], ones, "credibility"),
                signature=SIGNATURES[int(codes.argmax())],
            )
        )  # fmt: skip
    return out


def game_paths(bench: Bench, played: Played) -> tuple[str, ...]:
    """Everything that the settlement game of a package rests on."""
    bound = bench.bound
    levels = [f"issues.{issue}.levels.{level}.effects." for issue, level in played.package.items()]
    lead = bound.leads[bound.attacker]
    support = (f"support.{link}." for link in bound.case.support if link not in played.terms.cuts)
    guarantees = (f"guarantees.{name}." for name in played.terms.guarantees)
    return bench.paths("war.", f"parties.{lead}.", *levels, *guarantees, *support)


def _guarantee_paths(bench: Bench, played: Played) -> tuple[str, ...]:
    starts = tuple(f"guarantees.{name}." for name in played.terms.guarantees)
    return bench.paths(*starts) if starts else ()


def _consent_ids(path: str, needed: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{path}.{party}.{how}" for party in needed for how in ("freely", "coerced"))
