"""Time of the posterior, of leaving one out and of flip sets; and what copies would do if they were multiplied."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from detente.motives.evidence import Evidence, Item
from detente.motives.posterior import posterior, smallest_flip, weigh
from doubt_common import head, write


def record(count: int, hypotheses: int, rng: np.random.Generator) -> Evidence:
    names = [f"h{i}" for i in range(hypotheses)]
    items = tuple(
        Item(
            f"i{i}",
            {name: float(p) for name, p in zip(names, rng.uniform(0.2, 0.8, hypotheses), strict=True)},
            float(rng.uniform(0.4, 0.95)),
            0.4,
            origin=f"o{i % 7}",
            event=f"e{i // 2}",
        )
        for i in range(count)
    )
    return Evidence(dict.fromkeys(names, 1.0 / hypotheses), items)


def speed_table() -> list[dict[str, Any]]:
    rows = []
    for count, hypotheses in ((10, 3), (50, 5), (100, 5), (200, 5)):
        evidence = record(count, hypotheses, np.random.default_rng(0))
        start = time.process_time()
        posterior(evidence)
        one = time.process_time()
        weigh(evidence)
        two = time.process_time()
        smallest_flip(evidence, "h0", 0.999999, largest=2)
        rows.append(
            {
                "items": count,
                "hypotheses": hypotheses,
                "posterior, ms": round(1e3 * (one - start), 2),
                "weights of all items, ms": round(1e3 * (two - one), 2),
                "all pairs, s": round(time.process_time() - two, 3),
            }
        )
    return rows


def copies_table() -> list[dict[str, Any]]:
    rows = []
    for count in (1, 2, 5, 20):
        row: dict[str, Any] = {"reports of one event": count}
        for copying, name in ((1.0, "copies"), (0.5, "half copied"), (0.0, "independent")):
            items = tuple(
                Item(f"r{i}", {"a": 0.8, "b": 0.1}, 0.7, 0.3, "wire", "visit", copying) for i in range(count)
            )
            found = posterior(Evidence({"a": 0.5, "b": 0.5}, items))
            row[f"likelihood ratio, {name}"] = round(found["a"] / found["b"], 3)
        row["if multiplied (wrong)"] = round(4.0625**count, 1)
        rows.append(row)
    return rows


def main() -> None:
    tables = {"Time": speed_table(), "Many reports of one event": copies_table()}
    write("motives_speed", "Time of the motives room", head({"seed": 0}), tables)


if __name__ == "__main__":
    main()
