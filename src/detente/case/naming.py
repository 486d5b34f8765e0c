"""The vocabulary of a case: every way in which it names its parties, people, issues and levels."""

from __future__ import annotations

from pathlib import Path

from detente.case.records import Also, CaseRecord
from detente.case.vocabulary import Name, NameKind, Vocabulary
from detente.errors import CaseError, Problem


def vocabulary_of(case: CaseRecord) -> Vocabulary:
    """All names of the case, parties first, then people, issues and levels, each once."""
    names: dict[Name, None] = {}

    def add(id_: str, kind: NameKind, main: str, also: Also) -> None:
        if main:
            names[Name(id_, kind, main, None if kind in ("party", "person") else case.language)] = None
        for language, texts in also.items():
            for text in texts:
                names[Name(id_, kind, text, language)] = None

    for id_, party in case.parties.items():
        add(id_, "party", party.name, party.also)
    for id_, person in case.people.items():
        add(id_, "person", person.name, person.also)
    for id_, issue in case.issues.items():
        add(id_, "issue", "", issue.also)
        for level_id, level in issue.levels.items():
            add(f"{id_}.{level_id}", "level", level.label, level.also)
    speaks_for = {id_: person.speaks_for for id_, person in case.people.items() if person.speaks_for}
    return Vocabulary(tuple(names), speaks_for)


def names_at(path: str | Path) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """The names of the case at ``path``, and its problems; faults elsewhere in the case do not keep its names back.

    A case being written may point at statements that are still to be found by reading with its names.

    Raises
    ------
    CaseError
        The file cannot be read as a case at all.
    """
    from detente.case.loading import check
    from detente.case.textfile import read_text
    from detente.case.validate import validate
    from detente.case.yamlfile import YamlReader

    case, problems = check(path)
    if case is not None:
        return case.vocabulary(), problems
    place = Path(path)
    text = read_text(place / "case.yaml" if place.is_dir() else place, [])
    record = validate(YamlReader(text, str(place)).read())[0] if text is not None else None
    if record is None or not (record.parties or record.issues):
        raise CaseError(problems)
    return vocabulary_of(record), problems
