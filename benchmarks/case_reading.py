"""Reading a case: YAML readers compared, and what `load`, `check`, a change and `dump` cost on the bundled case.

    .venv/bin/python benchmarks/case_reading.py

Peers are measured where they are installed (ruamel.yaml is not needed by detente). Processor time, best of five.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from doubt_common import head, write

RUNS = 5


def best(work: Callable[[], Any]) -> float:
    """Least processor seconds of a few runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return round(min(seconds), 4)


def readers(text: str) -> list[tuple[str, Callable[[], Any]]]:
    """Ways to turn the text into values with the place of every key."""
    import yaml

    from detente.case.yamlfile import YamlReader

    found: list[tuple[str, Callable[[], Any]]] = [
        (
            "detente (libyaml events, YAML 1.2, places, duplicates)",
            lambda: YamlReader(text, "case.yaml").read(),
        ),
        ("PyYAML compose, libyaml", lambda: yaml.compose(text, Loader=yaml.CSafeLoader)),
        ("PyYAML compose, Python", lambda: yaml.compose(text, Loader=yaml.SafeLoader)),
    ]
    if find_spec("ruamel.yaml") is not None:
        from ruamel.yaml import YAML

        found.append(("ruamel.yaml round trip", lambda: YAML().load(text)))
        found.append(("ruamel.yaml safe compose", lambda: YAML(typ="safe", pure=True).compose(text)))
    return found


def main() -> None:
    """Measure and write benchmarks/results/case_reading.json and .md."""
    from detente.case import check, dump, library_path, load

    folder = library_path("ukraine_2025")
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    case = load(folder)
    compared = [{"reader": name, "processor, s": best(work)} for name, work in readers(text)]
    with tempfile.TemporaryDirectory() as place:
        steps: list[tuple[str, Callable[[], Any]]] = [
            ("check: files to checked case", lambda: check(folder)),
            ("with_values: one number, checked", lambda: case.with_values({"war.shock": 0.02})),
            ("dump to a folder", lambda: dump(case, place)),
        ]
        measured = [{"step": name, "processor, s": best(work)} for name, work in steps]
    settings = {
        "case": "ukraine_2025",
        "lines of YAML": text.count("\n"),
        "statements": len(case.statements),
        "quantities": len(case.quantities()),
        "runs": RUNS,
    }
    tables = {"Readers of the YAML file": compared, "Steps": measured}
    write("case_reading", "Reading a case", head(settings, "pyyaml", "pydantic"), tables)


if __name__ == "__main__":
    main()
