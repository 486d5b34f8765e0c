"""The way back from a number: its rule, its inputs, the statements behind them and the words in the file."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.assess.ledger import Entry, Ledger
from detente.assess.number import Number
from detente.assess.rules import RULES
from detente.case.evidence import digest_of, source_file

#: Files whose text a span can be cut from.
_TEXTS = (".txt", ".md", ".html", ".htm")


class Walk:
    """Walks back over one version of a case and the numbers of a run on it.

    Parameters
    ----------
    ledger : Ledger
    folder : Path or None
        Where the case lies, for its places and the words of its sources.
    numbers : mapping of id to Number
        Of an assessment; empty where only quantities and statements are asked for.
    """

    def __init__(self, ledger: Ledger, folder: Path | None, numbers: Mapping[str, Number]) -> None:
        self.ledger, self.folder, self.numbers = ledger, folder, numbers
        self._texts: dict[str, tuple[Path | None, str, str]] = {}

    def number(self, id: str, moves: Mapping[str, float]) -> dict[str, Any]:
        """A number with the numbers, quantities and statements that it comes from.

        Quantities come by how strongly they go with the number over the draws (``moves``: rank
        correlation by path), where that is known.
        """
        number = self.numbers[id]
        return {
            "kind": "number",
            "id": id,
            "label": number.label,
            "text": number.text,
            "value": number.value,
            "low": number.low,
            "high": number.high,
            "what": number.kind,
            "rule": dict(RULES).get(number.rule, number.rule),
            **self.below(number.inputs, moves),
        }

    def below(self, inputs: Sequence[str], moves: Mapping[str, float]) -> dict[str, Any]:
        """The numbers among some inputs, and the quantities and statements that all of them come from."""
        ledger, leaves = self.ledger, set(self._leaves(inputs, set()))
        held = sorted(
            (path for path in leaves if path in ledger.quantities),
            key=lambda path: (-abs(moves.get(path, 0.0)), path),
        )
        return {
            "from": [
                {"id": n.id, "label": n.label, "text": n.text}
                for n in (self.numbers[name] for name in inputs if name in self.numbers)
            ],
            "statements": [self.statement(name) for name in ledger.statements if name in leaves],
            "quantities": [
                {**self.quantity(path), "correlation": moves.get(path)}
                for path in held
                if ledger.quantities[path].statements
            ],
            "assumed": [
                {**_bare(path, ledger.quantities[path]), "correlation": moves.get(path)}
                for path in held
                if not ledger.quantities[path].statements
            ],
        }

    def quantity(self, path: str) -> dict[str, Any]:
        """A quantity with its place in the file and the statements behind it."""
        entry = self.ledger.quantities[path]
        file, line, column = entry.place
        place = str(self.folder / file) if self.folder is not None else file
        return {
            "kind": "quantity",
            "path": path,
            "place": ":".join([place, *(str(count) for count in (line, column) if count)]),
            "entered": entry.entered,
            "mark": entry.mark,
            "reason": entry.reason,
            "readings": list(entry.readings),
            "origins": len({self.ledger.origin(id) for id in entry.statements}),
            "statements": [self.statement(id) for id in entry.statements if id in self.ledger.statements],
        }

    def statement(self, id: str) -> dict[str, Any]:
        """A statement with its source, and its words as they stand in the stored text."""
        row = self.ledger.statements[id]
        source = self.ledger.sources[row["source"]]
        quoted, note = self._span(row, source)
        bare = ("speaker", "act", "words", "paraphrase", "translation", "source", "paragraph", "start", "end")
        return {
            "kind": "statement",
            "id": id,
            **{key: row[key] for key in bare},
            **{key: source[key] for key in ("title", "outlet", "origin")},
            "translated_by": source["translation"],
            "span": quoted,
            "span_note": note,
            "date": row["date"] or source["date"],
            "language": row["language"] or source["language"],
            "grade": f"{source['reliability'] or '-'}{row['credibility'] or '-'}",
        }

    def group(self, id: str) -> dict[str, Any] | None:
        """What goes by one name: a verdict, a signal, a source or a part of the case; None if nothing does."""
        starts = tuple(f"{stem}." for stem in (id.removesuffix("."), f"verdict.{id}", f"belief.{id}"))
        ledger = self.ledger
        signal = ledger.signals.get(id)
        paths = ledger.under(f"signals.{id}" if signal else id)
        behind: Collection[str] = signal[1] if signal else ledger.proposals.get(id, ())
        if id in ledger.sources:
            behind = [name for name, row in ledger.statements.items() if row["source"] == id]
        numbers = [n for n in self.numbers.values() if n.id.startswith(starts)]
        if not (numbers or paths or behind):
            return None
        return {
            "kind": "group",
            "id": id,
            "label": signal[0] if signal else str(ledger.sources.get(id, {}).get("title", "")),
            "numbers": [{"id": n.id, "label": n.label, "text": n.text} for n in numbers],
            "statements": [self.statement(name) for name in behind if name in ledger.statements],
            "quantities": [
                self.quantity(path)
                for path in paths
                if ledger.quantities[path].statements
                and not set(ledger.quantities[path].statements) <= set(behind)
            ],
            "assumed": [
                {**_bare(path, ledger.quantities[path]), "correlation": None}
                for path in paths
                if not ledger.quantities[path].statements
            ],
        }

    def _leaves(self, inputs: Sequence[str], seen: set[str]) -> Iterator[str]:
        """Quantities and statements below inputs; one that ends with a point stands for all under it."""
        for name in inputs:
            if name in seen:
                continue
            seen.add(name)
            if name in self.numbers:
                yield from self._leaves(self.numbers[name].inputs, seen)
            elif name.endswith("."):
                yield from self.ledger.under(name)
            else:
                yield name

    def _span(self, row: Mapping[str, Any], source: Mapping[str, Any]) -> tuple[str | None, str]:
        """The words as they stand in the stored source, and a remark on why not if they do not."""
        file, digest, text = self._stored(row["source"], source["file"])
        if file is None:
            return None, "the text is not kept with the case (`detente attach`)"
        if source["sha256"] and digest != source["sha256"]:
            return None, "the file kept is not the one that was coded: its digest differs"
        if row["start"] is None or row["end"] is None:
            return None, "the statement names a paragraph, not a span"
        if file.suffix not in _TEXTS:
            return None, f"a span in a {file.suffix} file is not shown"
        return text[row["start"] : row["end"]], ""

    def _stored(self, id: str, name: str | None) -> tuple[Path | None, str, str]:
        """File, digest and text of a source; looked up once in a walk."""
        if id not in self._texts:
            file = source_file(self.folder, id, name)
            digest = digest_of(file) if file is not None else ""
            text = ""
            if file is not None and file.suffix in _TEXTS:
                text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8", errors="replace"))
            self._texts[id] = file, digest, text
        return self._texts[id]


def _bare(path: str, entry: Entry) -> dict[str, Any]:
    return {"path": path, "entered": entry.entered, "reason": entry.reason}
