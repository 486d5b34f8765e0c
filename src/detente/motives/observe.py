"""What to watch for next: possible observations ranked by how much they would teach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.errors import ShapeError
from detente.motives.evidence import Evidence, by_event
from detente.motives.posterior import chance_of_reports, event_chances, posterior

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that could be seen or not, and how likely each hypothesis makes it."""

    id: str
    what: str
    likelihood: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Watch:
    """One line of the watch-list: worth in bits, chance of being seen, belief after either outcome."""

    id: str
    what: str
    bits: float
    chance: float
    if_seen: Mapping[str, float]
    if_not: Mapping[str, float]

    def __str__(self) -> str:
        up = max(self.if_seen, key=lambda name: self.if_seen[name])
        down = max(self.if_not, key=lambda name: self.if_not[name])
        return (
            f"watch for: {self.what} ({self.bits:.2f} bits). Seen: {up} {100 * self.if_seen[up]:.0f} %; "
            f"not seen: {down} {100 * self.if_not[down]:.0f} %."
        )


def information(beliefs: npt.ArrayLike, likelihood: npt.ArrayLike) -> float:
    """Mutual information, in bits, between the hypotheses and an observation not yet made.

    It is what the observation is expected to teach; 0 when every hypothesis makes it equally likely.

    Parameters
    ----------
    beliefs : (hypotheses,) array
        Present probabilities, summing to 1.
    likelihood : (outcomes, hypotheses) array
        Chance of each outcome under each hypothesis; columns sum to 1.

    Returns
    -------
    float, bits

    Raises
    ------
    ShapeError
        Shapes do not fit, or a column is no probability distribution.

    Examples
    --------
    >>> round(information([0.5, 0.5], [[0.8, 0.2], [0.2, 0.8]]), 7)
    0.2780719
    >>> round(information([0.1, 0.9], [[0.8, 0.2], [0.2, 0.8]]), 7)
    0.1048183
    """
    prior, table = np.asarray(beliefs, dtype=np.float64), np.asarray(likelihood, dtype=np.float64)
    if prior.ndim != 1 or table.ndim != 2 or table.shape[1] != prior.size:
        raise ShapeError(f"information: {table.shape} likelihoods do not fit {prior.shape} beliefs")
    if (table < 0).any() or not np.allclose(table.sum(axis=0), 1.0) or abs(prior.sum() - 1.0) > 1e-6:
        raise ShapeError("information: beliefs and every column of the likelihoods must sum to 1")
    joint = table * prior
    outer = joint.sum(axis=1, keepdims=True) * prior
    there = joint > 0
    return max(0.0, float((joint[there] * np.log2(joint[there] / outer[there])).sum()))


def rank_observations(beliefs: Mapping[str, float], observations: Iterable[Observation]) -> tuple[Watch, ...]:
    """The watch-list: possible observations, most instructive first.

    Parameters
    ----------
    beliefs : mapping of hypothesis to probability
        Usually the posterior.
    observations : iterable of Observation
        Each with a likelihood for every hypothesis.

    Returns
    -------
    tuple of Watch
        Ties by id.

    Raises
    ------
    ShapeError
        An observation lacks a hypothesis.

    Examples
    --------
    >>> seen = Observation("o1", "troops leave the border", {"limited": 0.8, "imperial": 0.2})
    >>> print(rank_observations({"limited": 0.5, "imperial": 0.5}, [seen])[0])
    watch for: troops leave the border (0.28 bits). Seen: limited 80 %; not seen: imperial 80 %.
    """
    names = tuple(beliefs)
    prior = np.array([beliefs[name] for name in names], dtype=np.float64)
    result = []
    for observation in observations:
        missing = [name for name in names if name not in observation.likelihood]
        if missing:
            raise ShapeError(
                f"rank_observations: {observation.id} has no likelihood for {', '.join(missing)}"
            )
        seen = np.array([observation.likelihood[name] for name in names], dtype=np.float64)
        result.append(
            Watch(
                observation.id,
                observation.what,
                information(prior, np.vstack([seen, 1.0 - seen])),
                float(prior @ seen),
                _after(names, prior, seen),
                _after(names, prior, 1.0 - seen),
            )
        )
    return tuple(sorted(result, key=lambda watch: (-watch.bits, watch.id)))


def rank_checks(evidence: Evidence) -> tuple[Watch, ...]:
    """Reported events, by how much it would teach to learn whether they really happened.

    A report by a source that is not wholly reliable leaves open whether the event took place. Looking
    into it is an observation that can be had now, unlike events still to come.

    Parameters
    ----------
    evidence : Evidence

    Returns
    -------
    tuple of Watch
        One per event that is not certain from its reports; ``id`` is that of its first report.

    Raises
    ------
    ShapeError
        The priors do not sum to 1.

    Examples
    --------
    >>> from detente.motives.evidence import Item
    >>> sure = Item("s1", {"a": 0.8, "b": 0.2})
    >>> rumour = Item("s2", {"a": 0.8, "b": 0.2}, reliability=0.3, what="an order to withdraw")
    >>> record = Evidence({"a": 0.5, "b": 0.5}, (sure, rumour))
    >>> [(watch.id, round(watch.chance, 2), round(watch.bits, 2)) for watch in rank_checks(record)]
    [('s2', 0.8, 0.15)]
    """
    beliefs = posterior(evidence)
    observations = []
    for items in by_event(evidence.items).values():
        yes, no = chance_of_reports(items, True), chance_of_reports(items, False)
        if yes <= 0 or no <= 0:
            continue
        chances = event_chances(evidence, items)
        seen = {
            name: float(p * yes / (p * yes + (1.0 - p) * no))
            for name, p in zip(evidence.hypotheses, chances, strict=True)
        }
        observations.append(Observation(items[0].id, items[0].what or items[0].about, seen))
    return rank_observations(beliefs, observations)


def _after(names: tuple[str, ...], prior: Floats, likelihood: Floats) -> dict[str, float]:
    joint = prior * likelihood
    if joint.sum() <= 0:
        joint = prior
    return {name: float(p) for name, p in zip(names, joint / joint.sum(), strict=True)}
