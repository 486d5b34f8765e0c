"""A case that has been read and checked: the record, where its parts stand, and what follows from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from detente.case.dumping import plain
from detente.case.findings import Layout
from detente.case.grounds import Grounds, grounded, grounds
from detente.case.quantities import Quantity
from detente.case.records import CaseRecord, Package
from detente.case.vocabulary import Vocabulary
from detente.case.worth import value_path
from detente.errors import Place, Problem

_NOWHERE = Layout("case.yaml", {}, {})


class Case(CaseRecord):
    """A checked case; all fields of ``CaseRecord`` are its own. Two cases with the same content are equal."""

    _layout: Layout = PrivateAttr(_NOWHERE)
    _folder: Path | None = PrivateAttr(None)
    _warnings: tuple[Problem, ...] = PrivateAttr(())
    _quantities: dict[str, Quantity] | None = PrivateAttr(None)
    _places: dict[str, Place] | None = PrivateAttr(None)
    _digest: str | None = PrivateAttr(None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def folder(self) -> Path | None:
        """The folder it was read from, if it was read from one."""
        return self._folder

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What the checks remarked on without refusing the case."""
        return self._warnings

    @property
    def digest(self) -> str:
        """SHA-256 of the content: what the records say, whatever the layout of the files."""
        if self._digest is None:
            text = json.dumps(plain(self), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            self._digest = hashlib.sha256(text.encode()).hexdigest()
        return self._digest

    @property
    def places(self) -> Mapping[str, Place]:
        """Where each part stands in the files, by path."""
        if self._places is None:
            self._places = self._layout.all_places()
        return self._places

    def place(self, path: str) -> Place:
        """Where a path stands, or the nearest part above it that is written down."""
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            if (place := self.places.get(".".join(parts[:length]))) is not None:
                return place
        return Place(self._layout.file)

    def quantities(self) -> dict[str, Quantity]:
        """Every quantity by path, in alphabetical order of the paths.

        The order does not depend on the order of the file (C9). A quantity without grounds of its own has
        those of the nearest record around it that states any (see ``grounds``).
        """
        if self._quantities is None:
            found = grounded(self)
            self._quantities = {path: _with_grounds(*found[path]) for path in sorted(found)}
        return dict(self._quantities)

    def grounds(self, path: str) -> tuple[tuple[str, ...], str | None]:
        """``because`` or ``assumed`` of the nearest record above ``path`` that states either."""
        return grounds(self, path)

    def value_path(self, party: str, goal: str, issue: str, level: str) -> str | None:
        """Path of the worth of a level to a party under a goal: the goal's own entry, else the party's."""
        return value_path(self, party, goal, issue, level)

    def fill(self, package: Mapping[str, str]) -> Package:
        """A full package: issues left out stay as while the fighting goes on; in the order of the issues."""
        return {issue: package.get(issue, self.war.while_fighting[issue]) for issue in self.issues}

    def vocabulary(self) -> Vocabulary:
        """The names of parties, people, issues and levels in every language, for reading."""
        from detente.case.naming import vocabulary_of

        return vocabulary_of(self)

    def with_values(self, values: Mapping[str, Any]) -> Case:
        """The case with other values at the given paths, checked like a case file.

        Raises
        ------
        CaseError
            A path leads nowhere, or the changed case has a fault.
        """
        from detente.case.change import changed

        return changed(self, values)

    @property
    def scale(self) -> str:
        """Its scale of words of likelihood: its own in one line, or the id of the one used where it has none."""
        from detente.case.wordscale import DEFAULT, line_of, read_bands

        return (
            DEFAULT
            if self.words is None
            else line_of(self.words.name, read_bands(self.words.name, self.words.bands)[0])
        )

    def source_file(self, id_: str) -> Path | None:
        """The file that holds the text of a source, where it is kept with the case."""
        from detente.case.evidence import source_file

        return source_file(self._folder, id_, self.sources[id_].file)


def _with_grounds(quantity: Quantity, above: Grounds) -> Quantity:
    """The quantity, with the grounds of what is around it where it states none itself."""
    if quantity.says_why or not any(above):
        return quantity
    return quantity.model_copy(update={"because": above[0], "assumed": above[1]})
