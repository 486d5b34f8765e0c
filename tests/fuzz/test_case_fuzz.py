"""Mangled case folders: problems of ours, never a stray exception, never a hang."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from detente.case import check
from detente.case.bundled import template_path
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
        start = time.process_time()
        case, problems = check(folder)
        assert time.process_time() - start < 10
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
