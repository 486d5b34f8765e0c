"""The posterior over goals for many draws at once: the numbers of ``posterior``, without a loop over draws."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError
from detente.motives.evidence import FLOOR, UNKNOWN_ORIGIN

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemDraws:
    """One report over draws: as ``Item``, with arrays of one number per draw."""

    id: str
    likelihood: Mapping[str, Floats]
    reliability: Floats
    background: Floats
    origin: str | None = None
    event: str | None = None
    copying: float = 1.0
    denies: bool = False

    @property
    def about(self) -> str:
        """The event group: its own when none is named."""
        return self.event if self.event is not None else f"item:{self.id}"


@dataclass(frozen=True, slots=True)
class RecordDraws:
    """Priors and items over draws, with the work that every question about them shares done once."""

    hypotheses: tuple[str, ...]
    log_priors: Floats
    items: Mapping[str, tuple[ItemDraws, ...]]
    logs: Mapping[str, Floats]

    def posterior(self, without: Collection[str] = ()) -> Floats:
        """(draws, hypotheses) posterior without some items."""
        logs = self.log_priors.copy()
        gone = set(without)
        for event, items in self.items.items():
            touched = any(item.id in gone for item in items)
            logs += self._without(event, gone) if touched else self.logs[event]
        weights = np.exp(logs - logs.max(axis=1, keepdims=True))
        shares: Floats = weights / weights.sum(axis=1, keepdims=True)
        return shares

    def posteriors(
        self, sets: Sequence[Collection[str]], kind: type[np.floating[Any]] = np.float64
    ) -> npt.NDArray[Any]:
        """(sets, hypotheses, draws) posteriors, one without each set of items; as ``posterior``, many at once.

        ``kind`` may be float32 where the answer only screens.
        """
        home = {item.id: event for event, items in self.items.items() for item in items}
        known: dict[tuple[str, frozenset[str]], int] = {}
        rows = []
        for gone in sets:
            lost: dict[str, set[str]] = {}
            for id in gone:
                if id in home:
                    lost.setdefault(home[id], set()).add(id)
            rows.append(
                [known.setdefault((event, frozenset(ids)), len(known) + 1) for event, ids in lost.items()]
            )
        shifts = np.zeros((len(known) + 1, *self.log_priors.T.shape), dtype=kind)
        for (event, ids), place in known.items():
            shifts[place] = (self._without(event, ids) - self.logs[event]).T
        logs = np.repeat((self.log_priors + sum(self.logs.values())).T.astype(kind)[None], len(sets), axis=0)
        for column in range(max((len(row) for row in rows), default=0)):
            logs += shifts[[row[column] if column < len(row) else 0 for row in rows]]
        logs -= logs.max(axis=1, keepdims=True)
        np.exp(logs, out=logs)
        logs /= logs.sum(axis=1, keepdims=True)
        return logs

    def _without(self, event: str, ids: Collection[str]) -> Floats | float:
        """(draws, hypotheses) log-probability of the reports of an event that are left; 0 where none is."""
        kept = tuple(item for item in self.items[event] if item.id not in ids)
        return _event_logs(self.hypotheses, np.exp(self.log_priors), kept) if kept else 0.0


def record_of(priors: Mapping[str, Floats], items: Sequence[ItemDraws]) -> RecordDraws:
    """The record on one party's goals over draws.

    Parameters
    ----------
    priors : mapping of hypothesis to (draws,) array
        Scaled to sum to 1 in every draw.
    items : sequence of ItemDraws

    Returns
    -------
    RecordDraws

    Raises
    ------
    ShapeError
        No hypotheses, priors that are negative or all 0 in some draw, or an item of another length.

    Notes
    -----
    The formulas are those of `detente.motives.posterior.posterior`, draw by draw; a test holds the two
    against each other.

    Examples
    --------
    >>> one = np.ones(2)
    >>> seen = ItemDraws("s1", {"a": 0.8 * one, "b": np.array([0.2, 0.8])}, one, 0.5 * one)
    >>> record_of({"a": 0.5 * one, "b": 0.5 * one}, [seen]).posterior().round(6).tolist()
    [[0.8, 0.2], [0.5, 0.5]]
    """
    if not priors:
        raise ShapeError("record_of: there are no hypotheses")
    table = np.column_stack([np.asarray(column, dtype=np.float64) for column in priors.values()])
    if not (table >= 0).all() or not (table.sum(axis=1) > 0).all():
        raise ShapeError("record_of: priors must be 0 or more and not all 0 in any draw")
    for item in items:
        arrays = (item.reliability, item.background, *item.likelihood.values())
        if any(np.shape(array) != (table.shape[0],) for array in arrays):
            raise ShapeError(f"record_of: item {item.id} must have {table.shape[0]} numbers per draw column")
    shares = table / table.sum(axis=1, keepdims=True)
    groups: dict[str, list[ItemDraws]] = {}
    for item in sorted(items, key=lambda item: item.id):
        groups.setdefault(item.about, []).append(item)
    by_event = {event: tuple(groups[event]) for event in sorted(groups)}
    names = tuple(priors)
    with np.errstate(divide="ignore"):
        log_priors = np.log(shares)
    logs = {event: _event_logs(names, shares, rows) for event, rows in by_event.items()}
    return RecordDraws(names, log_priors, by_event, logs)


def _event_logs(names: Sequence[str], priors: Floats, items: Sequence[ItemDraws]) -> Floats:
    """(draws, hypotheses) log-probability of the reports of one event."""
    yes, no = _reports(items, True)[:, None], _reports(items, False)[:, None]
    chances = _event_chances(names, priors, items)
    logs: Floats = np.log(np.maximum(chances * yes + (1.0 - chances) * no, 1e-300))
    return logs


def _event_chances(names: Sequence[str], priors: Floats, items: Sequence[ItemDraws]) -> Floats:
    size = priors.shape[0]
    chances = np.full((size, len(names)), 0.5)
    spoken = np.array([any(name in item.likelihood for item in items) for name in names])
    for column, name in enumerate(names):
        given = [np.maximum(FLOOR, item.likelihood[name]) for item in items if name in item.likelihood]
        if given:
            chances[:, column] = np.mean(given, axis=0)
    if spoken.any() and not spoken.all():
        weights = priors[:, spoken]
        weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, 1.0)
        mean = (chances[:, spoken] * weights).sum(axis=1) / weights.sum(axis=1)
        chances[:, ~spoken] = mean[:, None]
    return chances


def _reports(items: Sequence[ItemDraws], happened: bool) -> Floats:
    """(draws,) probability that all these reports are made, if the event did or did not happen."""
    chains: dict[tuple[str | None, bool], list[ItemDraws]] = {}
    for item in items:
        chains.setdefault((item.origin, item.denies), []).append(item)
    total = np.zeros(items[0].reliability.size)
    with np.errstate(divide="ignore"):
        for (origin, _), chain in sorted(chains.items(), key=lambda pair: str(pair[0])):
            says = np.array([float(happened != item.denies) for item in chain])[:, None]
            r, b = (
                np.array([item.reliability for item in chain]),
                np.array([item.background for item in chain]),
            )
            chance = r * says + (1.0 - r) * b
            if origin is None:
                worth = 1.0 / (1.0 + (len(chain) - 1) * UNKNOWN_ORIGIN)
                total += worth * np.log(chance).sum(axis=0)
                continue
            copying = np.broadcast_to(np.array([item.copying for item in chain])[:, None], chance.shape)
            further = np.log(copying + (1.0 - copying) * chance)
            first = np.lexsort((copying, b, -r), axis=0)[0]
            draw = np.arange(total.size)
            further[first, draw] = np.log(chance[first, draw])
            total += further.sum(axis=0)
    result: Floats = np.exp(total)
    return result
