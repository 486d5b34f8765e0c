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


def write_packages(path: Path, deals: DealTable, record: Mapping[str, Any]) -> None:
    from detente.deals.sheets import write_table

    if path.suffix not in (".csv", ".xlsx"):
        raise DetenteError(f"--table {path}: the ending must be .csv or .xlsx")
    header = [
        "rank",
        *deals.space.issues,
        *(f"gain {party}" for party in deals.parties),
        "blockers",
        "coerced",
        "chosen by",
    ]
    rows = [
        [
            rank,
            *line["package"].values(),
            *line["gains"].values(),
            ", ".join(line["blockers"]),
            ", ".join(line["only_by_coercion"]),
            ", ".join(line["chosen_by"]),
        ]
        for rank, line in enumerate(record["packages"], start=1)
    ]
    write_table(path, header, rows)
