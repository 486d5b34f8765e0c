"""Mangled scenario files give problems of ours, never a stray traceback or a hang."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from detente.deals.genius import read_genius, read_genius_folder, write_genius
from detente.deals.negmas import read_negmas, write_negmas
from detente.deals.scenario import Party, Scenario
from detente.deals.sheets import read_scenario_table, write_scenario_table
from detente.deals.space import make_space
from detente.errors import InputError

TRICKS = [
    b"",
    b"\x00",
    b"\xff\xfe",
    b"&",
    b"<",
    b"<!DOCTYPE x []>",
    b"nan",
    b"1e999",
    b"*a",
    b"&a ",
    b"{",
    b"]",
    b"-",
    b"\n\n",
    b"'",
    b'"',
    b"\t",
    b"0",
    b"value",
    b": ",
    b"issue",
]


def sample() -> Scenario:
    space = make_space({"truce": ["no", "yes"], "monitors": ["none", "un", "osce"]})
    parties = (
        Party("north", (np.array([0.0, 0.6]), np.array([0.4, 0.1, 0.0])), 0.3),
        Party("south", (np.array([0.3, 0.0]), np.array([0.0, 0.7, 0.2])), 0.5),
    )
    return Scenario("talks", space, parties)


def mangle(content: bytes, rng: random.Random) -> bytes:
    """Cut, insert, swap or repeat something, once to four times."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randint(0, len(content)), rng.randint(0, len(content))))
        kind = rng.randint(0, 3)
        if kind == 0:
            content = content[:at] + content[to:]
        elif kind == 1:
            content = content[:at] + rng.choice(TRICKS) + content[at:]
        elif kind == 2:
            content = content[:at] + rng.choice(TRICKS) + content[min(to, at + 12) :]
        else:
            content = content[:to] + content[at : at + 40] + content[to:]
    return content


@pytest.mark.parametrize("kind", ["genius", "genius_folder", "yaml", "json", "csv", "xlsx"])
def test_mangled_files(tmp_path: Path, kind: str) -> None:
    rng = random.Random(kind)
    if kind.startswith("genius"):
        files = write_genius(sample(), tmp_path)
    elif kind in ("yaml", "json"):
        files = write_negmas(sample(), tmp_path, kind)
    else:
        files = (tmp_path / f"talks.{kind}",)
        write_scenario_table(sample(), files[0])
    originals = {path: path.read_bytes() for path in files}
    read = {
        "genius": lambda: read_genius(files[0], files[1:]),
        "genius_folder": lambda: read_genius_folder(tmp_path),
        "yaml": lambda: read_negmas(tmp_path),
        "json": lambda: read_negmas(tmp_path),
    }.get(kind, lambda: read_scenario_table(files[0]))
    refused, unlike = 0, []
    for _ in range(40 if kind == "xlsx" else 250):
        victim = rng.choice(files)
        victim.write_bytes(mangle(originals[victim], rng))
        try:
            read()
        except InputError as error:
            refused += 1
            unlike += [
                problem for problem in error.problems if not (problem.code.startswith("D-") and problem.fix)
            ]
        victim.write_bytes(originals[victim])
    assert refused > 10
    assert not unlike
