"""The record behind the two-party picture, apart from what computes it, so that whoever draws loads no solver."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrontierPicture:
    """Two parties: every package thinned to what can be seen, the frontier in order, the zone and the solutions.

    ``cloud``, ``frontier``, ``zone`` and ``accepted`` are (x, y) pairs; the zone is the part of the cloud at or
    above both reservations, ``accepted`` what everybody asked accepts, where others are asked besides the two.
    ``solutions`` are labelled points; ``corner`` is the pair of reservations. The counts are of all packages.
    """

    parties: tuple[str, str]
    corner: tuple[float, float]
    cloud: tuple[tuple[float, float], ...]
    zone: tuple[tuple[float, float], ...]
    frontier: tuple[tuple[float, float], ...]
    solutions: tuple[tuple[str, float, float], ...]
    accepted: tuple[tuple[float, float], ...]
    packages: int
    better_for_both: int
    accepted_by_all: int
