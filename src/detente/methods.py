"""The register: every method that detente can run, with what it assumes, where it comes from and what it costs.

A row is a value; the function is named by path so that the register costs nothing to import.
``docs/reference/methods.md`` is generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """One row: what a method answers and what a reader must know before trusting it."""

    id: str
    title: str
    room: str
    function: str
    assumptions: tuple[str, ...]
    sources: tuple[str, ...]
    cost: str


def _stability() -> tuple[Method, ...]:
    return (
        Method(
            "stability",
            "Stability of states in the graph model: Nash, GMR, SMR, SEQ, SSEQ, SIM, FH",
            "stability",
            "detente.stability.analysis.analyse",
            (
                "rankings are complete (ties allowed) and known to all",
                "opponents sanction by any sequence in which nobody moves twice in a row, unless another rule is named",
            ),
            ("Fang, Hipel and Kilgour 1993", "Fraser and Hipel 1984", "Rego and Vieira 2017"),
            "parties x (parties - 1) x states with rankings; parties x states x moves by sets on small conflicts",
        ),
        Method(
            "stability_why",
            "Why a state is stable or not: move, sanction, counter-move, in sentences",
            "stability",
            "detente.stability.explain.Explorer",
            ("as the stability method; the sanction shown is one of the shortest",),
            ("Fang, Hipel and Kilgour 1993",),
            "breadth-first search over (state, last mover)",
        ),
    )


def _rows() -> tuple[Method, ...]:
    return (*_stability(),)


METHODS: tuple[Method, ...] = _rows()
