"""Files of ``detente deals``: scenarios in, scenarios and tables out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.cli._output import say
from detente.errors import DetenteError

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.deals.engine import Solution
    from detente.deals.report import DealTable
    from detente.deals.scenario import Scenario
    from detente.deals.space import Levels

#: Header and rows of one table.
Rows = tuple[list[str], list[list[Any]]]


def told_scenario(path: Path) -> Scenario:
    """The scenario, its remarks on standard error."""
    scenario = read_scenario(path)
    for note in scenario.notes:
        say(note)
    return scenario


def deals_of_scenario(scenario: Scenario, path: Path, efficient: int) -> tuple[DealTable, str]:
    """The scenario as a table, and what the table holds where the space is too large to list."""
    import numpy as np

    from detente.deals.report import DealTable
    from detente.deals.space import TooManyPackagesError, feasible_packages, package_utilities

    known = [party for party in scenario.parties if party.parts is not None]
    if not known:
        raise DetenteError(f"{path}: no party has values; nothing can be judged")
    remark = "paper terms, as the scenario gives them"
    found = None
    try:
        packages = feasible_packages(scenario.space, 2_000_000)
    except TooManyPackagesError:
        found = _best_of_many(scenario, efficient)
        packages = _listed(found)
        only = (
            "the efficient packages"
            if found.method == "dynamic programme"
            else "packages known to be efficient"
        )
        remark += f"; only {only} and those that principles choose ({found.method}: {found.why})"
    values = package_utilities(packages, scenario.contributions, scenario.interactions).astype(float)
    chosen, sure = (None, None) if found is None else _engine_rows(packages, found)
    table = DealTable(
        space=scenario.space, packages=packages, parties=tuple(party.name for party in known), values=values,
        no_deal=scenario.reservations, asked=np.ones(values.shape, dtype=bool), counted=tuple(range(len(known))),
        unknown=tuple(party.name for party in scenario.parties if party.parts is None),
        chosen=chosen, known_efficient=sure,
    )  # fmt: skip
    return table, remark


def _best_of_many(scenario: Scenario, efficient: int) -> Solution:
    """The engine's answers on a space too large to list."""
    from detente.deals.engine import solve

    found = solve(
        scenario.space,
        scenario.contributions,
        scenario.reservations,
        scenario.interactions,
        programmed=efficient,
    )
    if not found.answers:
        raise DetenteError(
            f"somebody rejects every one of the {scenario.space.size:,} packages; there are too many to list who must move"
        )
    return found


def _listed(found: Solution) -> Levels:
    """All packages that the engine named, in ascending order."""
    import numpy as np

    rows = [list(package) for answer in found.answers.values() for package in answer.packages]
    if found.frontier_packages is not None:
        rows += found.frontier_packages.tolist()
    return np.unique(np.array(rows, dtype=np.int8), axis=0)


def _engine_rows(
    packages: Levels, found: Solution
) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...] | None]:
    """What principles chose, by row; and what is known to be efficient, where that is not the whole frontier."""
    place = {tuple(package): row for row, package in enumerate(packages.tolist())}
    chosen = {
        name: tuple(place[tuple(package)] for package in answer.packages)
        for name, answer in found.answers.items()
    }
    if found.method != "mixed-integer programme":
        return chosen, None
    sure = [] if found.frontier_packages is None else found.frontier_packages.tolist()
    return chosen, tuple(place[tuple(package)] for package in sure)


def read_scenario(path: Path) -> Scenario:
    if path.suffix in (".csv", ".xlsx"):
        from detente.deals.sheets import read_scenario_table

        return read_scenario_table(path)
    if not path.is_dir():
        found = "neither a case nor a scenario" if path.exists() else "no such file, folder or bundled case"
        raise DetenteError(
            f"{path}: {found}; name a case folder, a GENIUS or NegMAS folder, or a .csv or .xlsx table"
        )
    if any(path.glob("*.xml")):
        from detente.deals.genius import read_genius_folder

        return read_genius_folder(path)
    from detente.deals.negmas import read_negmas

    return read_negmas(path)


def export_scenario(case: Case | None, source: Path, target: Path, style: str) -> None:
    """A scenario in another format; a case has rules and accounts of goals that none of them can hold."""
    if case is not None:
        raise DetenteError(
            "--export is for foreign scenarios; `detente export` writes what foreign formats can hold of a case"
        )
    scenario = read_scenario(source)
    write_scenario(scenario, target, style)
    if target.suffix not in (".csv", ".xlsx") and any(party.has_ranges for party in scenario.parties):
        say("ranges are written as their middles: the format has none")
    say(f"written: {target}")


def write_scenario(scenario: Scenario, target: Path, style: str) -> None:
    """A scenario as one table (by the ending) or as a folder of GENIUS or NegMAS files."""
    if target.suffix in (".csv", ".xlsx"):
        from detente.deals.sheets import write_scenario_table

        write_scenario_table(scenario, target)
    elif style == "genius":
        from detente.deals.genius import write_genius

        write_genius(scenario, target)
    else:
        from detente.deals.negmas import write_negmas

        write_negmas(scenario, target, style)


def write_packages(path: Path, record: Mapping[str, Any]) -> None:
    """The listed packages as CSV; as xlsx also everything else that the record holds, a sheet each."""
    from detente.deals.sheets import write_book, write_table

    if path.suffix == ".csv":
        write_table(path, *_package_rows(record))
    elif path.suffix == ".xlsx":
        kinds = {
            "packages": _package_rows, "principles": _principle_rows, "zone": _zone_rows, "tables": _table_rows,
            "at home": _home_rows, "proposals": _proposal_rows, "ledger": _ledger_rows, "audit": _audit_rows,
        }  # fmt: skip
        always = ("packages", "principles", "zone", "tables", "proposals")
        tables = {name: rows(record) for name, rows in kinds.items()}
        write_book(path, {name: found for name, found in tables.items() if name in always or found[1]})
    else:
        raise DetenteError(f"--table {path}: the ending must be .csv or .xlsx")


def _package_rows(record: Mapping[str, Any]) -> Rows:
    drawn = "over_draws" in record
    header = ["rank", *record["issues"], *(f"gain {party}" for party in record["parties"])]
    header += ["blockers", "coerced", "chosen by"]
    header += (
        ["all sign", "standard error", *(f"{party} signs" for party in record["parties"])] if drawn else []
    )
    rows: list[list[Any]] = []
    for rank, line in enumerate(record["packages"], start=1):
        row = [rank, *line["package"].values(), *line["gains"].values()]
        row += [", ".join(line[key]) for key in ("blockers", "only_by_coercion", "chosen_by")]
        if drawn:
            found = line["over_draws"]
            row += [found["all_sign"]["share"], found["all_sign"]["standard_error"]]
            row += [share["share"] for share in found["signs"].values()]
        rows.append(row)
    return header, rows


def _principle_rows(record: Mapping[str, Any]) -> Rows:
    header = [
        "principle",
        "definition",
        "ties",
        *record["issues"],
        *(f"worth {p}" for p in record["parties"]),
    ]
    return header, [
        [line["title"], line["definition"], line["ties"], *line["package"].values(), *line["values"].values()]
        for line in record["principles"]
    ]


def _table_rows(record: Mapping[str, Any]) -> Rows:
    counts = ("table_acceptable", "freely_ratified", "only_by_coercion", "do_not_survive")
    return ["table", "seated", *(name.replace("_", " ") for name in counts), "refused by"], [
        [line["table"], ", ".join(line["seated"]), *(line[name] for name in counts),
         ", ".join(f"{party} {count}" for party, count in line["refused_by"].items())]
        for line in record["tables"]
    ]  # fmt: skip


def _proposal_rows(record: Mapping[str, Any]) -> Rows:
    header = ["proposal", *record["issues"], "blockers", "coerced", "issues to change", "change to"]
    rows = []
    for name, line in record["proposals"].items():
        near = line.get("nearest_acceptable", {})
        changes = "; ".join(f"{issue}: {level}" for issue, level in near.get("first", {}).items())
        said = [", ".join(line.get(key, ())) for key in ("blockers", "only_by_coercion")]
        rows.append([name, *line["package"].values(), *said, near.get("issues_to_change"), changes])
    return header, rows


def _terms(package: Mapping[str, str]) -> str:
    return "; ".join(f"{issue}: {level}" for issue, level in package.items())


def _zone_rows(record: Mapping[str, Any]) -> Rows:
    """Levels inside the zone and room to spare; or, where it is empty, what would open it."""
    zone = record["zone"]
    header = ["what", "issue or party", "level", "packages or amount", "package"]
    rows: list[list[Any]] = []
    for issue, levels in zone.get("levels", {}).items():
        rows += [
            ["accepted packages with this level", issue, level, found, ""] for level, found in levels.items()
        ]
    for party, line in zone.get("room_to_spare", {}).items():
        rows.append(["room to spare", party, "", line["amount"], _terms(line["last_package"])])
    ways = {
        "smallest concession": zone.get("smallest_concession"),
        "most even": zone.get("most_even_concession"),
    }
    ways |= {f"minimal set of movers {number}": way for number, way in enumerate(zone.get("ways_in", ()), 1)}
    for what, way in ways.items():
        if way is not None:
            terms = _terms(way["package"])
            rows += [[what, party, "", amount, terms] for party, amount in way["lowered"].items()]
    return header, rows


def _home_rows(record: Mapping[str, Any]) -> Rows:
    header = ["party", "quota", "body", "asks for", "rank", "at central gains", "one mood", "over draws"]
    rows: list[list[Any]] = []
    for line in record.get("ratification", ()):
        for body, name in line["bodies"].items():
            rows.append([line["party"], line["quota"], name, line["asks_for"][body], None, None, None, None])
        chances = zip(line["chance_independent"], line["chance_one_mood"], line["over_draws"], strict=True)
        rows += [
            [line["party"], line["quota"], None, None, rank, alone, mood, drawn["share"]]
            for rank, (alone, mood, drawn) in enumerate(chances, start=1)
        ]
    return header, rows


def _ledger_rows(record: Mapping[str, Any]) -> Rows:
    """What one concession before talks changes, party by party; packages that leave play in a row of their own."""
    ledger = record.get("ledger")
    header = ["giver", "what", *record["parties"]]
    if ledger is None:
        return header, []
    changes = {key: ledger[key] for key in ("no_deal_change", "expected_before", "expected_after")}
    rows: list[list[Any]] = [
        [ledger["giver"], what.replace("_", " "), *(values[party] for party in record["parties"])]
        for what, values in changes.items()
        if values is not None
    ]
    rows += [[ledger["giver"], f"packages {key}", ledger[key]] for key in ("lost", "traded")]
    return header, rows


def _audit_rows(record: Mapping[str, Any]) -> Rows:
    return ["principle", "axiom", "means", "result", "tried", "change", "chosen", "other"], [
        [name, axiom, line["means"], line["result"], line["tried"], shown.get("change"),
         *(_terms(shown[key]["package"]) if key in shown else None for key in ("chosen", "other"))]
        for name, found in record.get("audit", {}).items()
        for axiom, line in found.items()
        for shown in [line.get("witness", {})]
    ]  # fmt: skip
