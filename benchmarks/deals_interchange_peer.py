"""NegMAS's side of ``deals_interchange.py``, run under the peer's own Python: writes scenarios, or reads ours.

    python deals_interchange_peer.py write FOLDER SEED     a scenario as FOLDER/yml, FOLDER/json, FOLDER/xml
    python deals_interchange_peer.py read FOLDER           every outcome's utilities as JSON

NegMAS is never imported by the package.
"""

from __future__ import annotations

import json
import random
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")

from negmas import make_issue, make_os  # noqa: E402
from negmas.inout import Scenario  # noqa: E402
from negmas.preferences import LinearAdditiveUtilityFunction  # noqa: E402
from negmas.preferences.value_fun import TableFun  # noqa: E402
from negmas.sao import SAOMechanism  # noqa: E402


def make(seed: int) -> Scenario:
    rng = random.Random(seed)
    issues = [
        make_issue([f"{name} {k}" for k in range(rng.randint(2, 5))], name)
        for name in ("truce", "monitors", "price and terms", "prisoners")[: rng.randint(2, 4)]
    ]
    space = make_os(issues, name=f"talks{seed}")
    ufuns = []
    for number in range(rng.randint(2, 3)):
        weights = [rng.random() for _ in issues]
        ufuns.append(
            LinearAdditiveUtilityFunction(
                {issue.name: TableFun({value: rng.random() for value in issue.values}) for issue in issues},
                weights={issue.name: w / sum(weights) for issue, w in zip(issues, weights, strict=True)},
                outcome_space=space,
                reserved_value=rng.random() * 0.5,
                name=f"party{number}",
            )
        )
    return Scenario(outcome_space=space, ufuns=tuple(ufuns), mechanism_type=SAOMechanism, mechanism_params={})


def told(scenario: Scenario) -> dict[str, Any]:
    names = [issue.name for issue in scenario.outcome_space.issues]
    outcomes = list(scenario.outcome_space.enumerate_or_sample())
    return {
        "outcomes": [dict(zip(names, map(str, outcome), strict=True)) for outcome in outcomes],
        "parties": [ufun.name for ufun in scenario.ufuns],
        "utilities": [[float(ufun(outcome)) for ufun in scenario.ufuns] for outcome in outcomes],
        "reserved": [float(ufun.reserved_value) for ufun in scenario.ufuns],
    }


def main() -> None:
    action, folder = sys.argv[1], Path(sys.argv[2])
    if action == "write":
        scenario = make(int(sys.argv[3]))
        for kind in ("yml", "json"):
            scenario.dumpas(folder / kind, kind, save_stats=False, save_info=False)
        scenario.to_genius_folder(folder / "xml")
    else:
        scenario = Scenario.load(folder)
    print("\n" + json.dumps(told(scenario)))


if __name__ == "__main__":
    main()
