"""Back-tests: positions before EU decisions against their outcomes; lasting of cease-fires and agreements.

The data are read from ``DETENTE_DATA`` or ``../shared/data`` and never copied.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from detente.forecast.challenge import explore_rounds
from detente.forecast.compromise import condorcet_positions, weighted_mean, weighted_median
from detente.forecast.durability import base_rates, holding_at, kaplan_meier
from detente.forecast.scores import brier_score, calibration_table, compare_losses, log_score
from doubt_common import DATA, head, write

#: Votes in the Council under the treaty of Nice; Commission and Parliament each as much as the largest state.
VOTES = {
    **dict.fromkeys(("de", "fr", "it", "uk", "com", "ep"), 29.0),
    **dict.fromkeys(("es", "pl"), 27.0),
    "ro": 14.0,
    "nl": 13.0,
    **dict.fromkeys(("be", "cz", "el", "hu", "pt"), 12.0),
    **dict.fromkeys(("at", "bu", "se"), 10.0),
    **dict.fromkeys(("dk", "sk", "fi", "ie", "lt", "cr"), 7.0),
    **dict.fromkeys(("ee", "cy", "lv", "lu", "si"), 4.0),
    "mt": 3.0,
}
MONTH = 30.4375


def rows_of(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def union_losses() -> tuple[dict[str, list[float]], list[str]]:
    """Absolute error of each method on each issue, on the 0 to 100 scale, and the issue's proposal."""
    voices: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in rows_of(DATA / "forecast" / "deu" / "deu3_positions_long.csv"):
        if row["position"] and row["salience"]:
            voices[row["issue_id"]].append(
                (float(row["position"]), VOTES[row["actor"]], float(row["salience"]) / 100)
            )
    losses: dict[str, list[float]] = defaultdict(list)
    proposals = []
    for row in rows_of(DATA / "forecast" / "deu" / "deu3_issues.csv"):
        table = np.array(voices[row["issue_id"]])
        if not row["outcome"] or table.shape[0] < 2 or not (table[:, 1] * table[:, 2]).sum() > 0:
            continue
        x, c, s = table.T
        proposals.append(row["proposal_id"])
        forecasts = {
            "constant 50": 50.0,
            "mean": float(x.mean()),
            "salience-weighted mean": weighted_mean(x, s),
            "compromise (capability x salience mean)": weighted_mean(x, c * s),
            "weighted median": weighted_median(x, c * s),
            "Condorcet position": float(np.mean(condorcet_positions(x, c * s))),
            "challenge rounds, 2 (exploratory)": explore_rounds(x, c, s, rounds=2).weighted_means[-1],
        }
        for name, value in forecasts.items():
            losses[name].append(abs(value - float(row["outcome"])))
    return losses, proposals


def union_table() -> list[dict[str, Any]]:
    losses, proposals = union_losses()
    best = "compromise (capability x salience mean)"
    rng = np.random.default_rng(1)
    rows = []
    for name, values in losses.items():
        found = compare_losses(values, losses[best], proposals, rng)
        rows.append(
            {
                "method": name,
                "mean absolute error": round(found.one, 2),
                "minus compromise": round(found.difference, 2),
                "90 % interval": f"{found.low:.2f} to {found.high:.2f}",
                "issues": found.cases,
                "proposals": found.clusters,
            }
        )
    return sorted(rows, key=lambda row: row["mean absolute error"])


def cease_fires() -> tuple[list[float], list[bool], list[str], list[str]]:
    ends: list[float] = []
    broke: list[bool] = []
    kinds: list[str] = []
    places: list[str] = []
    for row in rows_of(DATA / "forecast" / "durability" / "fortna_pk_pkept.csv"):
        if row["firstob"]:
            begun = date.fromisoformat(row["t0"])
            ends.append(0.0)
            broke.append(False)
            places.append(row["ccode"])
            named = [kind for kind in ("victory", "treaty", "truce") if float(row[kind] or 0) > 0]
            kinds.append(named[0] if named else "other")
        ends[-1] = (date.fromisoformat(row["t1"]) - begun).days / MONTH
        broke[-1] = float(row["failed"]) > 0
    return ends, broke, kinds, places


def agreements() -> tuple[list[float], list[bool], list[str], list[str]]:
    ends, broke, kinds, places = [], [], [], []
    for row in rows_of(DATA / "forecast" / "durability" / "ucdp_peace_agreements_221.csv"):
        begun = date.fromisoformat(row["pa_date"])
        over = row["ended"] == "True" and bool(row["duration"])
        last = date.fromisoformat(row["duration"]) if over else date(2021, 12, 31)
        if last < begun:
            continue
        ends.append((last - begun).days / MONTH)
        broke.append(over)
        kinds.append({"peace": "process"}.get(kind := row["pa_comment"].split()[0].lower(), kind))
        places.append(row["conflict_id"])
    return ends, broke, kinds, places


def survival_table(cases: tuple[list[float], list[bool], list[str], list[str]]) -> list[dict[str, Any]]:
    ends, broke, kinds, _ = cases
    whole = base_rates(ends, broke, ["all"] * len(ends), [12, 36, 60, 120])
    return [
        {
            "kind": rate.kind,
            "months": rate.months,
            "holding": round(rate.holding, 3),
            "90 % interval": f"{rate.low:.3f} to {rate.high:.3f}",
            "cases": rate.cases,
            "failures": rate.failures,
        }
        for rate in (*whole, *base_rates(ends, broke, kinds, [12, 36, 60, 120]))
    ]


def leave_one_place_out(
    cases: tuple[list[float], list[bool], list[str], list[str]], months: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Forecasts of still holding, each from cases of other countries or conflicts only."""
    ends, broke = np.array(cases[0]), np.array(cases[1])
    kinds, places = np.array(cases[2]), np.array(cases[3])
    known = (ends >= months) | broke
    forecasts: dict[str, list[float]] = {"always 0.5": [], "base rate": [], "base rate of the kind": []}
    happened, clusters = [], []
    for i in np.flatnonzero(known):
        others = places != places[i]
        alike = others & (kinds == kinds[i])
        if alike.sum() < 5:
            continue
        forecasts["always 0.5"].append(0.5)
        forecasts["base rate"].append(holding_at(kaplan_meier(ends[others], broke[others]), months)[0])
        forecasts["base rate of the kind"].append(
            holding_at(kaplan_meier(ends[alike], broke[alike]), months)[0]
        )
        happened.append(float(ends[i] >= months))
        clusters.append(str(places[i]))
    rng = np.random.default_rng(1)
    rows = []
    for name, values in forecasts.items():
        p = np.array(values)
        p = np.where(np.isnan(p), 0.5, p)
        gap = compare_losses(
            (p - happened) ** 2, (np.array(forecasts["base rate"]) - happened) ** 2, clusters, rng
        )
        rows.append(
            {
                "forecast": name,
                "Brier": round(brier_score(p, happened), 4),
                "bits": round(log_score(np.clip(p, 0.01, 0.99), happened), 4),
                "Brier minus base rate": round(gap.difference, 4),
                "90 % interval": f"{gap.low:.4f} to {gap.high:.4f}",
                "cases": gap.cases,
            }
        )
    bands = [
        {
            "band": f"{row.low:g} to {row.high:g}",
            "cases": row.count,
            "forecast": round(row.forecast, 3),
            "held": round(row.happened, 3),
        }
        for row in calibration_table(np.nan_to_num(forecasts["base rate of the kind"], nan=0.5), happened)
    ]
    return rows, bands


def main() -> None:
    fires, pacts = cease_fires(), agreements()
    scores, bands = leave_one_place_out(fires, 60)
    pact_scores, pact_bands = leave_one_place_out(pacts, 60)
    tables = {
        "EU decisions 1996-2019: mean absolute error on 0 to 100": union_table(),
        "Cease-fires after civil wars: share still holding": survival_table(fires),
        "Cease-fires: forecasts of holding 60 months, other countries only": scores,
        "Cease-fires: calibration of the base rate of the kind": bands,
        "Peace agreements 1975-2021: share not ended": survival_table(pacts),
        "Peace agreements: forecasts of holding 60 months, other conflicts only": pact_scores,
        "Peace agreements: calibration of the base rate of the kind": pact_bands,
    }
    settings = {
        "capability": "votes under the treaty of Nice, Commission and Parliament 29 each",
        "bootstrap": "2000, whole proposals or places",
        "seed": 1,
        "left out": "cases last seen holding before 60 months, in the forecasts only",
    }
    assert not math.isnan(tables["Cease-fires after civil wars: share still holding"][0]["holding"])
    write("forecast_backtest", "Back-tests of the forecast room", head(settings), tables)


if __name__ == "__main__":
    main()
