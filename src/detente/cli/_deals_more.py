"""What ``detente deals`` adds to its record: shares over draws, ratification at home, ledger, text, audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.assess.drawing import Draws
    from detente.assess.playing import Searcher
    from detente.assess.trace import View
    from detente.case.case import Case
    from detente.deals.report import DealTable
    from detente.deals.scenario import Party, Scenario

    Floats = NDArray[np.float64]


#: Packages times draws times parties up to which a whole space is looked at over draws (some ten seconds).
WHOLE_SPACE = 1_000_000_000


def with_quotas(case: Case, pairs: Sequence[str]) -> Case:
    """The case with other numbers of ratifiers that must agree, from texts such as ``usa=1``."""
    most = {party: len(entry.ratifiers) for party, entry in case.parties.items() if entry.ratifiers}
    wanted = {}
    for pair in pairs:
        party, _, number = pair.partition("=")
        if not number.isdigit() or not 1 <= int(number) <= most.get(party, 0):
            known = ", ".join(f"{name} (1 to {count})" for name, count in most.items()) or "no party has any"
            raise DetenteError(f"--quota {pair}: PARTY=N, N of the party's ratifiers; ratifiers: {known}")
        wanted[f"parties.{party}.ratifier_quota"] = int(number)
    return case.with_values(wanted) if wanted else case


def add_for_case(record: dict[str, Any], case: Case, deals: DealTable, options: Mapping[str, Any]) -> None:
    """Put in what only a case has: who ratifies at home, and shares over draws for the packages shown."""
    if options["central"]:
        return
    from detente.assess.drawing import draw
    from detente.assess.home import least_gain
    from detente.assess.judging import TOLERANCE
    from detente.assess.trace import ratified_rows_of

    drawn = draw(case, options["draws"], options["seed"])
    seen = _played(record, case, options)
    _add_over_draws(record, case, seen, options)
    least = {
        party: gain - TOLERANCE
        for party in case.parties
        if (gain := least_gain(case, drawn, party)) is not None
    }
    agreed = ratified_rows_of(seen, least)
    record["ratification"] = [
        _ratification(record, case, deals, drawn, party)
        | {"over_draws": [_share(agreed[f"verdict.{_id(record, line)}.{party}.ratified"]) for line in record["packages"]]}
        for party in least
    ]  # fmt: skip


def _id(record: Mapping[str, Any], line: Mapping[str, Any]) -> str:
    """Id under which a listed package is played: its place among the different ones shown."""
    return f"p{1 + _distinct(record).index(line['package'])}"


def _distinct(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """The listed packages and those that principles choose, each once."""
    shown = [line["package"] for line in [*record["packages"], *record["principles"]]]
    return list({tuple(package.items()): package for package in shown}.values())


def _played(record: Mapping[str, Any], case: Case, options: Mapping[str, Any]) -> View:
    """The listed packages and those that principles choose, played over the draws."""
    from detente.assess.candidates import Candidate
    from detente.assess.trace import view
    from detente.cli._kept import kept_trace
    from detente.cli._run import Reporter

    candidates = tuple(
        Candidate(f"p{number}", f"package {number}", package)
        for number, package in enumerate(_distinct(record), start=1)
    )
    reporter = Reporter()
    try:
        return view(kept_trace(case, candidates, options["draws"], options["seed"], (60,), reporter))
    finally:
        reporter.clear()


def _add_over_draws(record: dict[str, Any], case: Case, seen: View, options: Mapping[str, Any]) -> None:
    """Share of draws in which each party, and everybody, signs: listed packages and what principles choose."""
    from detente.assess.trace import rows_of

    rows = rows_of(seen)
    for line in [*record["packages"], *record["principles"]]:
        line["over_draws"] = _shares(rows, f"verdict.{_id(record, line)}", list(case.parties))
    record["over_draws"] = {
        "draws": options["draws"],
        "seed": options["seed"],
        "scale": options["scale"],
        "means": "share of draws under the entered ranges, accounts of goals mixed by their chances",
    }


def add_for_scenario(
    record: dict[str, Any], scenario: Scenario, deals: DealTable, options: Mapping[str, Any]
) -> None:
    """Shares over draws of the ranges of a scenario, and the package that all accept in most of them."""
    if options["quotas"]:
        raise DetenteError("--quota needs a case: a foreign scenario names no ratifiers")
    known = [party for party in scenario.parties if party.parts is not None]
    if options["central"] or not any(party.has_ranges for party in known):
        return
    import numpy as np

    from detente.deals.drawn import acceptance_over_draws
    from detente.deals.space import package_utilities
    from detente.doubt.shares import share_of_draws

    drawn, least = _drawn_scenario(scenario, known, options["draws"], options["seed"])
    shown = [*record["packages"], *record["principles"]]
    listed = np.array([scenario.space.numbered(line["package"]) for line in shown], dtype=np.int8)
    whole = deals.chosen is None and len(deals.packages) * options["draws"] * len(known) <= WHOLE_SPACE
    packages = np.concatenate([listed, deals.packages]) if whole else listed
    bare = [[part * 0.0 for part in parts] for parts in scenario.contributions]
    fixed = package_utilities(packages, bare, scenario.interactions) if scenario.interactions else None
    found = acceptance_over_draws(packages, scenario.space.sizes, drawn, least, None, fixed)

    def share(value: float) -> dict[str, float]:
        counted = share_of_draws(np.arange(options["draws"]) < round(value * options["draws"]))
        return {"share": counted.value, "standard_error": counted.error}

    for row, line in enumerate(shown):
        signs = {party.name: share(found.each[row, number]) for number, party in enumerate(known)}
        line["over_draws"] = {"all_sign": share(found.together[row]), "signs": signs}
    record["over_draws"] = {
        **{key: options[key] for key in ("draws", "seed", "scale")},
        "means": "share of draws under the entered ranges, paper terms",
    }
    if whole:
        best = len(listed) + int(found.together[len(listed) :].argmax())
        likeliest = scenario.space.named(packages[best])
        record["likeliest"] = {"package": likeliest, "all_sign": share(found.together[best])}


def _drawn_scenario(
    scenario: Scenario, known: Sequence[Party], draws: int, seed: int
) -> tuple[list[list[Floats]], Floats]:
    """(draws, levels) values per party and issue, and (draws, parties) reservations; a range is the central 90 %."""
    import numpy as np

    from detente.doubt.draws import uniforms

    space = scenario.space
    names = [
        *(f"{p.name}.{issue}.{level}" for p in known for issue, levels in zip(space.issues, space.levels, strict=True) for level in levels),
        *(f"{p.name}.reservation" for p in known),
    ]  # fmt: skip
    columns = uniforms(names, draws, seed)

    def drawn(name: str, middle: float, width: float) -> Floats:
        steps = np.interp(columns[name], (0.0, 0.05, 0.5, 0.95, 1.0), (-1.2, -1.0, 0.0, 1.0, 1.2))
        return np.asarray(middle + width * steps)

    values = [
        [
            np.stack(
                [drawn(f"{p.name}.{issue}.{level}", part[k], p.widths[j][k] if p.widths else 0.0) for k, level in enumerate(levels)],
                axis=1,
            )
            for j, (issue, levels, part) in enumerate(zip(space.issues, space.levels, p.parts or (), strict=True))
        ]
        for p in known
    ]  # fmt: skip
    least = [drawn(f"{p.name}.reservation", p.reservation, p.reservation_width) for p in known]
    return values, np.stack(least, axis=1)


def _share(values: Floats) -> dict[str, float]:
    """A share of draws with its standard error."""
    from detente.doubt.shares import share_of_draws

    found = share_of_draws(values.clip(0.0, 1.0))
    return {"share": found.value, "standard_error": found.error}


def _shares(rows: Mapping[str, Floats], path: str, parties: Sequence[str]) -> dict[str, Any]:
    """The shares of one package with their standard errors."""
    return {
        "all_sign": _share(rows[f"{path}.all_sign"]),
        "signed_and_holds": _share(rows[f"{path}.holds"]),
        "signs": {
            party: {
                **_share(rows[f"{path}.{party}.freely"] + rows[f"{path}.{party}.coerced"]),
                "freely": float(rows[f"{path}.{party}.freely"].mean()),
            }
            for party in parties
        },
    }


def _ratification(
    record: Mapping[str, Any], case: Case, deals: DealTable, drawn: Draws, party: str
) -> dict[str, Any]:
    """The win-set of one party at central margins, and the chance of each package shown at its central gain.

    A body agrees where the gain is at least its margin; the chance is the share of draws of the margin.
    """
    import numpy as np

    from detente.assess.drawing import central
    from detente.assess.home import margin_of
    from detente.deals.tables import chance_of_quota, win_set

    place = deals.parties.index(party)
    bodies = case.parties[party].ratifiers
    quota = case.parties[party].ratifier_quota or len(bodies)
    middle = central(case.quantities())
    margins = np.stack([margin_of(case, drawn, party, body) for body in bodies])
    least = np.array([margin_of(case, middle, party, body)[0] for body in bodies])
    gains = deals.values[:, place] - deals.no_deal[place]
    wins = win_set(np.tile(gains[:, None], (1, len(bodies))), least, quota)
    listed = np.array([line["gains"][party] for line in record["packages"]])
    agree = listed[:, None, None] >= margins[None] - 1e-9
    chances = agree.mean(axis=2)
    one_mood = np.sort(chances, axis=1)[:, len(bodies) - quota] if len(listed) else listed
    return {
        "party": party,
        "bodies": {body: entry.name for body, entry in bodies.items()},
        "quota": quota,
        "asks_for": dict(zip(bodies, least.tolist(), strict=True)),
        "win_set": int(wins.sum()),
        "win_set_of_accepted": int((wins & ~deals.rejects.any(axis=1)).sum()),
        "chance_independent": chance_of_quota(chances, quota).tolist() if len(listed) else [],
        "chance_one_mood": one_mood.tolist(),
    }


def ledger_of(case: Case | None, deals: DealTable, given: Sequence[str], giver: str | None) -> dict[str, Any]:
    """What giving something away before talks does to no deal, to what can be expected, and to what is left."""
    import numpy as np

    from detente.deals.from_case import words_of_entry
    from detente.deals.ledger import ledger_entry

    if giver not in deals.parties or not given:
        raise DetenteError(f"--give ISSUE=LEVEL and --giver go together; parties: {', '.join(deals.parties)}")
    levels: dict[str, list[str]] = {}
    for entry in given:
        issue, _, level = entry.partition("=")
        names = dict(zip(deals.space.issues, deals.space.levels, strict=True))
        if level not in names.get(issue, ()):
            known = ", ".join(names.get(issue, deals.space.issues))
            raise DetenteError(f"--give {entry}: not an issue and level of this space; it has {known}")
        levels.setdefault(issue, []).append(level)
    war = None if case is None else _war_after(case, levels)
    after = deals.no_deal if war is None else war["no_deal"]
    values = np.where(deals.asked, deals.values, np.maximum(deals.forgiving, after))
    found = ledger_entry(
        deals.space, deals.packages, values, (deals.no_deal, after), levels, deals.parties.index(giver)
    )
    record = {**asdict(found), "lost": len(found.lost), "traded": len(found.traded), "giver": giver}
    for key in ("no_deal_change", "expected_before", "expected_after"):
        if record[key] is not None:
            record[key] = dict(zip(deals.parties, record[key], strict=True))
    titles = [party if case is None else case.parties[party].name for party in deals.parties]
    record["in_words"] = words_of_entry(titles, found)
    if war is not None:
        record["split"] = war["split"]
    return record


def _war_after(case: Case, levels: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """No deal and the split of alternating offers once the concession is in force, deal or no deal.

    An issue that keeps one level has it from now on while they fight; what that level ends (support links)
    or shifts (power) holds as well. What a victory would bring stays as the case says.
    """
    from dataclasses import replace

    import numpy as np

    from detente.assess.binding import after_cuts, bind, war_lines
    from detente.assess.drawing import central
    from detente.assess.playing import make_searcher

    before = make_searcher(case)
    fixed = {issue: names[0] for issue, names in levels.items() if len(names) == 1}
    changed = case.with_values({f"war.while_fighting.{issue}": level for issue, level in fixed.items()})
    searcher = replace(before, bound=bind(changed, central(changed.quantities())))
    effects = [case.issues[issue].levels[level].effects for issue, level in fixed.items()]
    cuts = tuple(dict.fromkeys(link for effect in effects for link in effect.cuts))
    bound = searcher.bound
    power = after_cuts(bound, cuts)[0][0] + sum(
        sign * float(bound.draws(f"issues.{issue}.levels.{level}.effects.power.{side}")[0])
        for issue, level in fixed.items()
        for side, sign in ((bound.attacker, 1.0), (bound.defender, -1.0))
        if side in case.issues[issue].levels[level].effects.power
    )
    lines = [war_lines(bound, searcher.stances[searcher.likeliest(party)], cuts)[0] for party in case.parties]
    no_deal = np.array([line[0] + line[1] * np.clip(power, 0.0, 1.0) for line in lines])
    left = np.ones(len(before.field.packages), dtype=bool)
    for issue, names in levels.items():
        number = before.field.space.issues.index(issue)
        kept = [before.field.space.levels[number].index(name) for name in names]
        left &= np.isin(before.field.packages[:, number], kept)
    return {"no_deal": no_deal, "split": _split_change(before, searcher, no_deal, left)}


def _split_change(
    before: Searcher, after: Searcher, no_deal: Floats, left: NDArray[np.bool_]
) -> dict[str, Any]:
    """What alternating offers lead to for the two who fight, before and after; None where nothing is better."""
    from detente.cli.split import predicted_split

    bound = before.bound
    parties = [bound.leads[bound.attacker], bound.leads[bound.defender]]
    places = [list(bound.case.parties).index(party) for party in parties]
    later = float(no_deal[places[0]]), float(no_deal[places[1]])
    found = predicted_split(before), predicted_split(after, left, later)
    record: dict[str, Any] = {"parties": parties}
    for name, split in zip(("before", "after"), found, strict=True):
        record[name] = None if split is None else [split.utility_a, split.utility_b]
    return record


def text_of(case: Case | None, deals: DealTable) -> list[str]:
    """The single negotiating text that the proposals give."""
    if case is None:
        raise DetenteError("--text needs a case: a foreign scenario has no proposals")
    from detente.deals.from_case import bracketed_text_of

    return [str(clause) for clause in bracketed_text_of(case, deals.space)]


def audit_of(deals: DealTable) -> dict[str, dict[str, Any]]:
    """Axioms on the efficient accepted packages, each failure with the packages that show it."""
    import numpy as np

    from detente.deals.audit import AXIOMS, audit_principle
    from detente.deals.frontier import pareto_frontier
    from detente.deals.principles import PRINCIPLES

    rows = np.flatnonzero(~deals.rejects.any(axis=1))
    counted = list(deals.counted)
    table, floor = deals.values[rows][:, counted], deals.no_deal[counted]
    fine = (table >= floor - 1e-9).all(axis=1)
    rows, table = rows[fine], table[fine]
    if len(table) == 0:
        return {}
    front = pareto_frontier(table)
    rows, table = rows[front], table[front]
    parties = [deals.parties[number] for number in counted]

    def line(finding: Any) -> dict[str, Any]:
        record: dict[str, Any] = {
            "means": AXIOMS[finding.axiom], "result": finding.result, "tried": finding.tried
        }  # fmt: skip
        if finding.witness is not None:
            record["witness"] = _witness(finding.witness, deals, rows, parties)
        return record

    return {
        name: {found.axiom: line(found) for found in audit_principle(principle, table, floor, 60)}
        for name, principle in PRINCIPLES.items()
    }


def _witness(
    witness: Any, deals: DealTable, rows: NDArray[np.intp], parties: Sequence[str]
) -> dict[str, Any]:
    """The case that breaks an axiom, packages and party by name."""

    def package(row: int) -> dict[str, Any]:
        values = deals.values[rows[row], list(deals.counted)]
        return {
            "package": deals.space.named(deals.packages[rows[row]]),
            "values": dict(zip(parties, values.tolist(), strict=True)),
        }

    change = witness.change
    if witness.party is not None:
        change = change.replace(f"party {witness.party}", parties[witness.party])
    if witness.removed is not None:
        change = change.replace(f"package {witness.removed} added", "one more package")
    record: dict[str, Any] = {"change": change, "chosen": package(witness.chosen[0])}
    if witness.other:
        record["other"] = package(witness.other[0])
    if witness.removed is not None:
        record["removed"] = package(witness.removed)
    if witness.party is not None:
        record["party"] = parties[witness.party]
    return record
