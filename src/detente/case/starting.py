"""Starting a case from the template, and putting the text of a source with a case."""

from __future__ import annotations

import os
from pathlib import Path

from detente.case.bundled import template_path
from detente.case.case import Case
from detente.case.dumping import write_atomically
from detente.case.evidence import digest_of
from detente.case.near import did_you_mean
from detente.errors import CaseError, Place, Problem


def start(folder: Path) -> None:
    """Write the template into a folder that does not exist or is empty.

    Raises
    ------
    CaseError
        Something is there already, or the folder cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CaseError([_in_use(folder)])
        template = template_path()
        for path in sorted(template.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(template)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(target, path.read_bytes())
    except OSError as error:
        raise CaseError([_refused(folder, error)]) from error


def _in_use(folder: Path) -> Problem:
    names = sorted(os.listdir(folder))[:3] if folder.is_dir() else []
    found = f"a folder with {', '.join(names)}" if names else "a file of that name"
    return Problem(
        Place(str(folder)),
        "",
        "C-091",
        found,
        "a new case never overwrites anything",
        f"name a folder that does not exist yet, such as {folder.name}_2",
    )


def _refused(place: Path, error: OSError) -> Problem:
    return Problem(
        Place(str(place)),
        "",
        "C-001",
        str(error.strerror or error),
        "files are written where the user may write",
        "name another folder, or correct its permissions",
    )


def attach(case: Case, file: Path, id_: str | None = None) -> tuple[str, Path]:
    """Copy a file into the case's sources/ as the text of the source whose digest it has.

    Returns
    -------
    tuple
        Id of the source, and where the copy lies.

    Raises
    ------
    CaseError
        The file cannot be read, is none of the sources, or is not the one named.
    """
    if case.folder is None:
        raise CaseError(
            [_problem(file, "a case that lies in no folder", "sources lie beside case.yaml", "dump it first")]
        )
    try:
        digest = digest_of(file)
        source = _which(case, file, digest, id_)
        name = case.sources[source].file or source + file.suffix.casefold()
        target = case.folder / "sources" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, file.read_bytes())
    except OSError as error:
        raise CaseError([_refused(file, error)]) from error
    return source, target


def _which(case: Case, file: Path, digest: str, id_: str | None) -> str:
    if id_ is not None and id_ not in case.sources:
        fix = did_you_mean(id_, case.sources)
        raise CaseError(
            [_problem(file, f"`{id_}`", "a file is attached to a source of the case", fix, "C-034")]
        )
    by_digest = [key for key, source in case.sources.items() if (source.sha256 or "").lower() == digest]
    if id_ is None and by_digest:
        return by_digest[0]
    rule = "the digest says which document was read, so that another edition cannot slip in"
    if id_ is None:
        fix = f"name the source with --source, after adding `sha256: {digest}` to it"
        raise CaseError([_problem(file, f"SHA-256 {digest}, which no source has", rule, fix)])
    expected = case.sources[id_].sha256
    if expected is None:
        fix = f"add `sha256: {digest}` to sources.{id_} once you have made sure that this is the document"
        raise CaseError([_problem(file, f"a source `{id_}` without a digest", rule, fix)])
    if expected.lower() != digest:
        fix = "find the edition that was read, or register this one as a source of its own"
        raise CaseError([_problem(file, f"SHA-256 {digest}, not {expected}", rule, fix)])
    return id_


def _problem(file: Path, found: str, rule: str, fix: str, code: str = "C-092") -> Problem:
    return Problem(Place(str(file)), "sources", code, found, rule, fix)
