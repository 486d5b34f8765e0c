"""Imports point one way (docs/decisions/0001): the table, the check, and a test that the check can fail."""

from __future__ import annotations

import ast
from pathlib import Path

SRC = Path(__file__).parents[1] / "src" / "detente"

ROOMS = {"reading", "deals", "war", "stability", "motives", "forecast", "doubt"}
BASE = {"errors", "case", "version"}
MAY_IMPORT = {
    "errors": set(),
    "version": set(),
    "case": {"errors"},
    **{room: set(BASE) for room in ROOMS},
    "methods": BASE | ROOMS,
    "assess": BASE | ROOMS | {"methods"},
    "dossier": BASE | {"assess", "methods"},
    "workbench": BASE | {"assess", "methods", "dossier", "__init__"},
    "cli": BASE | ROOMS | {"assess", "methods", "dossier", "workbench", "__init__"},
    "__init__": BASE | ROOMS | {"assess", "methods", "dossier"},
    "__main__": {"cli"},
}


def rooms_imported(source: str) -> set[str]:
    """First part below ``detente`` of every import in ``source``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [
                f"{node.module}.{alias.name}" if node.module == "detente" else node.module
                for alias in node.names
            ]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("detente.")}
    return found


def known(room: str) -> str:
    """``from detente import load`` reaches the public API, which is the package itself."""
    return room if room in MAY_IMPORT else "__init__"


def test_imports_point_downward() -> None:
    wrong = []
    for file in sorted(SRC.rglob("*.py")):
        room = file.relative_to(SRC).parts[0].removesuffix(".py")
        imported = {known(name) for name in rooms_imported(file.read_text(encoding="utf-8"))}
        wrong += [
            f"{file.name}: {room} may not import {other}"
            for other in sorted(imported - MAY_IMPORT[room] - {room})
        ]
    assert not wrong, "\n".join(wrong)


def test_no_relative_imports_hide_from_the_check() -> None:
    wrong = [
        file.name
        for file in sorted(SRC.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert not wrong


def test_only_from_case_knows_the_case_in_solver_rooms() -> None:
    wrong = []
    for room in ("deals", "war", "stability", "motives", "forecast", "doubt"):
        for file in sorted((SRC / room).rglob("*.py")):
            if not file.stem.startswith("from_case") and "case" in rooms_imported(
                file.read_text(encoding="utf-8")
            ):
                wrong.append(f"{room}/{file.name} imports case; only from_case.py may")
    assert not wrong, "\n".join(wrong)


def test_the_check_can_fail() -> None:
    assert rooms_imported("from detente.workbench.app import serve") == {"workbench"}
    assert rooms_imported("import detente.deals.space") == {"deals"}
    assert "workbench" not in MAY_IMPORT["deals"]
