"""Mangled case folders: problems of ours, never a stray exception, never a hang."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.case import check, load
from detente.case.bundled import template_path
from detente.case.dumping import plain
from detente.case.findings import Layout
from detente.case.loading import build
from detente.errors import CODES

TEXT = (template_path() / "case.yaml").read_bytes()
TABLE = (template_path() / "statements.csv").read_bytes()
PIECES = [
    b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!x ", b"\t", b"\n", b"\r", b"\x00", b"\xff", b": ", b"- ", b"'", b'"', b"#", b"|\n", b">",
    b"? ", b"%", b"---\n", b"...\n", b"<<: *a", b"null", b".nan", b"-.inf", b"1e999", b"12:30", b"\xc3\xa9", b"\xe2\x80\xa8", b"\xef\xbb\xbf",
    b"~", b"[" * 50, b"{a: " * 30, b"0x", b"-", b"unknown", b"20 to 10", b"__class__", b"likely",
]  # fmt: skip


def mangle(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(5):
            case 0:
                out[at:at] = rng.choice(PIECES)
            case 1:
                del out[at : at + rng.randrange(1, 40)]
            case 2:
                out[at : at + 1] = bytes([rng.randrange(256)])
            case 3:
                end = min(len(out), at + rng.randrange(1, 200))
                target = rng.randrange(len(out) + 1)
                out[target:target] = out[at:end]
            case _:
                lines = bytes(out).split(b"\n")
                rng.shuffle(lines) if rng.random() < 0.05 else lines.pop(rng.randrange(len(lines)))
                out = bytearray(b"\n".join(lines))
    return bytes(out)


def attack(folder: Path, seed: int, times: int) -> None:
    rng = random.Random(seed)
    for _ in range(times):
        (folder / "case.yaml").write_bytes(mangle(TEXT, rng) if rng.random() < 0.8 else TEXT)
        (folder / "statements.csv").write_bytes(mangle(TABLE, rng) if rng.random() < 0.5 else TABLE)
        case, problems = check(folder)
        assert all(problem.code in CODES for problem in problems)
        assert (case is None) == any(problem.severity == "error" for problem in problems)
        assert all(problem.found and problem.rule and problem.fix for problem in problems)


def test_mangled_cases_give_problems(tmp_path: Path) -> None:
    attack(tmp_path, seed=1, times=150)


@pytest.mark.slow
def test_many_mangled_cases_give_problems(tmp_path: Path) -> None:
    attack(tmp_path, seed=2, times=3000)


def test_random_bytes_give_problems(tmp_path: Path) -> None:
    rng = random.Random(3)
    for _ in range(200):
        (tmp_path / "case.yaml").write_bytes(bytes(rng.choices(range(256), k=rng.randrange(60))))
        assert check(tmp_path)[1]


VALUES: list[Any] = [
    None, True, 0, -1, 1e308, float("nan"), float("inf"), "", "x", "NO", "0.2 to 0.1", [], {}, [None], [[]], {"a": None}, {"": {}},
    {"value": None}, {"readings": [{}]}, ["north"], {"north": []}, {"north": {"land": 1}}, "north", "s1", 10**30, "a.b", "\u202e", "  ",
]  # fmt: skip


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from places(value, (*path, number))


def confuse(data: Any, rng: random.Random) -> Any:
    """Another kind of value somewhere, a key taken out, or a key put in."""
    path = rng.choice([path for path in places(data) if path])
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    match rng.randrange(3):
        case 0:
            del parent[path[-1]]
        case 1 if isinstance(parent, dict):
            parent[rng.choice(["x", "", "a.b", "goals", "if", "north", "because"])] = copy.deepcopy(
                rng.choice(VALUES)
            )
        case _:
            parent[path[-1]] = copy.deepcopy(rng.choice(VALUES))
    return data


def confuse_many(seed: int, times: int) -> None:
    rng = random.Random(seed)
    original = plain(load(template_path()))
    layout = Layout("case.yaml", {}, {})
    for _ in range(times):
        data = copy.deepcopy(original)
        for _ in range(rng.choice((1, 1, 2, 5))):
            data = confuse(data, rng)
        case, problems = build(data, layout, template_path())
        assert all(problem.code in CODES and problem.found and problem.fix for problem in problems)
        assert (case is None) == any(problem.severity == "error" for problem in problems)
        if case is not None:
            assert case.quantities()
            assert len(case.digest) == 64
            assert case.vocabulary().names


def test_an_unknown_issue_without_a_level_is_told() -> None:
    data = plain(load(template_path()))
    data["rules"][0]["then"] = {"north": []}
    case, problems = build(data, Layout("case.yaml", {}, {}), template_path())
    assert case is None
    assert any(problem.code == "C-032" and "north" in problem.found for problem in problems)


def test_confused_values_give_problems() -> None:
    confuse_many(seed=4, times=300)


@pytest.mark.slow
def test_many_confused_values_give_problems() -> None:
    confuse_many(seed=5, times=5000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "war_cost: 0.3",
            "war_cost: {value: 0.3, because: [" + ", ".join(f"x{n}" for n in range(100_000)) + "]}",
        ),
        (
            "all: {needs: [south]}",
            "all: {needs: [south]}, " + ", ".join(f"l{n}: {{}}" for n in range(30_000)),
        ),
        ("title:", "".join(f"k{n}: 1\n" for n in range(80_000)) + "title:"),
        ("power: 0.5", "power: " + "9" * 4_000_000),
        ("power: 0.5", 'power: "' + "1 to " * 400_000 + '"'),
        (
            "    assumed: a test\n",
            "    assumed: a test\n    " + "".join(f"? x{n}\n    " for n in range(50_000)) + "\n",
        ),
    ],
    ids=["unknown ids", "levels", "unknown keys", "digits", "a range without end", "keys without values"],
)
def test_hostile_sizes_end(tmp_path: Path, old: str, new: str) -> None:
    text = (Path(__file__).parents[1] / "broken" / "case" / "valid" / "case.yaml").read_text()
    assert old in text
    (tmp_path / "case.yaml").write_text(text.replace(old, new, 1))
    problems = check(tmp_path)[1]
    assert 1 <= len(problems) <= 1_000
