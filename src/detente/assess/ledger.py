"""What the numbers of a case rest on, as plain values: all that a question about evidence needs to know of it.

A ledger is quick to store and to read again, so that such questions are answered without reading the case.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.errors import Place, UnknownIdError

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.case.quantities import Reading
    from detente.case.weighing import Weighed

_SOURCE = ("title", "outlet", "date", "language", "reliability", "origin", "translation", "sha256", "file")
_STATEMENT = (
    "id", "source", "speaker", "act", "words", "paraphrase", "translation", "date", "language", "credibility",
    "paragraph", "start", "end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One quantity: as it was entered, what it rests on, and where it stands (file, line, column).

    ``readings`` says of every reading of a mixture how much it counts and why (see ``_readings``).
    """

    entered: str
    mark: str
    reason: str
    statements: tuple[str, ...]
    place: tuple[str, int, int]
    readings: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The quantities, statements, sources, signals and proposals of one version of a case.

    Attributes
    ----------
    digest : str
        Of the case.
    warnings : int
        How many remarks the checks made on it.
    quantities : mapping of path to Entry
    statements, sources : mapping of id to a flat record
    signals : mapping of id to (what was observed, statements behind it)
    proposals : mapping of id to the statements that put it forward
    """

    digest: str
    title: str
    warnings: int
    quantities: Mapping[str, Entry]
    statements: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Mapping[str, Any]]
    signals: Mapping[str, tuple[str, tuple[str, ...]]]
    proposals: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, case: Case) -> Ledger:
        """The ledger of a case."""
        return cls(
            digest=case.digest,
            title=case.title,
            warnings=len(case.warnings),
            quantities=_entries(case),
            statements={s.id: {key: getattr(s, key) for key in _STATEMENT} for s in case.statements},
            sources={id: {key: getattr(s, key) for key in _SOURCE} for id, s in case.sources.items()},
            signals={signal.id: (signal.what, signal.because) for signal in case.signals},
            proposals={id: entry.because for id, entry in case.proposals.items()},
        )

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Ledger:
        """The ledger again from what ``record`` made of it.

        Raises
        ------
        KeyError, TypeError, ValueError
            The record is damaged.
        """
        quantities = {
            path: Entry(
                entered,
                mark,
                reason,
                tuple(statements),
                (place[0], int(place[1]), int(place[2])),
                tuple(readings),
            )
            for path, (entered, mark, reason, statements, place, readings) in record["quantities"].items()
        }
        signals = {id: (what, tuple(because)) for id, (what, because) in record["signals"].items()}
        proposals = {id: tuple(because) for id, because in record["proposals"].items()}
        return cls(**{**record, "quantities": quantities, "signals": signals, "proposals": proposals})

    def record(self) -> dict[str, Any]:
        """The ledger as plain values, for JSON."""
        whole = {name: getattr(self, name) for name in type(self).__slots__}
        return {
            **whole,
            "quantities": {path: list(asdict(e).values()) for path, e in self.quantities.items()},
        }

    def origin(self, statement: str) -> str:
        """Where a statement comes from in the end: the origin of its source, or the source itself."""
        source: str = self.statements[statement]["source"]
        return str(self.sources[source]["origin"] or source)

    def carried_by(self, statement: str) -> dict[str, list[str]]:
        """Quantities, signals and proposals that rest on a statement, alone or with others."""
        return {
            "quantities": [path for path, entry in self.quantities.items() if statement in entry.statements],
            "signals": [id for id, (_, because) in self.signals.items() if statement in because],
            "proposals": [id for id, because in self.proposals.items() if statement in because],
        }

    def under(self, start: str) -> tuple[str, ...]:
        """Paths of all quantities at or below a path."""
        stem = start.removesuffix(".")
        return tuple(path for path in self.quantities if path == stem or path.startswith(stem + "."))


def statements_of(ledger: Ledger, names: Collection[str]) -> frozenset[str]:
    """The statements meant by ids of statements, sources, signals or origin groups.

    Parameters
    ----------
    ledger : Ledger
    names : collection of str

    Returns
    -------
    frozenset of str

    Raises
    ------
    UnknownIdError
        An id is none of these.
    """
    found: set[str] = set()
    origins = {source["origin"] for source in ledger.sources.values() if source["origin"]}
    for name in names:
        if name in ledger.statements:
            found.add(name)
        elif name in ledger.sources:
            found |= {id for id, row in ledger.statements.items() if row["source"] == name}
        elif name in ledger.signals:
            found |= set(ledger.signals[name][1])
        elif name in origins:
            found |= {id for id in ledger.statements if ledger.origin(id) == name}
        else:
            from detente.case.near import did_you_mean

            known = [*ledger.statements, *ledger.sources, *ledger.signals, *sorted(origins)]
            sources = ", ".join([*ledger.sources][:6]) or "none"
            hint = did_you_mean(
                name, known, f"its sources are {sources}; `detente why CASE SOURCE` lists what is in one"
            )
            raise UnknownIdError(f"{name!r} is no statement, source, signal or origin of the case: {hint}")
    return frozenset(found)


def _entries(case: Case) -> dict[str, Entry]:
    from detente.assess.naming import entered
    from detente.case.weighing import weigh
    from detente.case.weights import Scales

    scales = Scales(case)
    mixtures = scales.mixtures(case)
    return {
        path: Entry(
            entered(quantity.readings),
            quantity.mark,
            quantity.assumed or "",
            quantity.statements,
            _within(case.place(path)),
            _readings(quantity.readings, weigh(mixtures[path], scales.unjudged)) if path in mixtures else (),
        )
        for path, quantity in case.quantities().items()
    }


def _readings(readings: Sequence[Reading], weighed: Sequence[Weighed]) -> tuple[dict[str, Any], ...]:
    """Every reading of a mixture: as entered, its weight and share, what gives the weight, origin by origin."""
    from detente.assess.naming import entered

    total = math.fsum(row.weight for row in weighed)
    return tuple(
        {
            "entered": entered([reading]),
            "weight": row.weight,
            "share": row.weight / total,
            "weight_from": row.by,
            "because": reading.because,
            "reason": reading.assumed or "",
            "origins": [part._asdict() for part in row.parts if part.statement],
        }
        for reading, row in zip(readings, weighed, strict=True)
    )


def _within(place: Place) -> tuple[str, int, int]:
    """File, line and column within the case folder."""
    return place.file.replace("\\", "/").rsplit("/", 1)[-1], place.line, place.column
