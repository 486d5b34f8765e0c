"""A case as it stood in a commit of its history, and as it would be without one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click

from detente.errors import DetenteError


def case_at(path: str) -> str:
    """The folder of a case; of ``CASE@COMMIT`` one that holds it as it stood then, until the command ends.

    Raises
    ------
    DetenteError
        There is no such commit, or the case is not in it.
    """
    name, mark, commit = path.rpartition("@")
    folder = Path(name)
    if not mark or Path(path).exists() or not folder.is_dir():
        return path
    if not is_commit(folder, commit):
        raise DetenteError(
            f"{path}: {commit!r} is no commit of a repository that {name} lies in; `git -C {name} log` lists them"
        )
    kept = _git(folder, "archive", "--format=tar", commit, ".")
    if kept.returncode != 0:
        raise DetenteError(f"{path}: {name} is not in this commit")
    import tempfile

    place = click.get_current_context().with_resource(tempfile.TemporaryDirectory())
    into = Path(place) / folder.resolve().name
    _unpack(kept.stdout, into)
    return str(into)


def _unpack(archive: bytes, into: Path) -> None:
    """The plain files of an archive of git's; links and the like are left out."""
    import io
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            body = tar.extractfile(member) if member.isfile() else None
            if body is not None:
                file = into / member.name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(body.read())


def is_commit(folder: Path, name: str) -> bool:
    """Whether a name means a commit of the repository that the folder lies in."""
    if name.startswith("-") or shutil.which("git") is None:
        return False
    return _git(folder, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").returncode == 0


def without_commit(folder: Path, name: str, into: Path) -> None:
    """Copy a case to ``into`` and take the changes of one commit back there.

    Raises
    ------
    DetenteError
        The commit touched nothing of the case, or what it changed has been changed again since.
    """
    shown = _git(
        folder, "show", "--format=", "--relative", "--binary", "-m", "--first-parent", name, "--", "."
    )
    if not shown.stdout.strip():
        raise DetenteError(f"commit {name} changed nothing in {folder}")
    shutil.copytree(folder, into, dirs_exist_ok=True)
    done = _git(into, "apply", "-R", "--whitespace=nowarn", "-", text=shown.stdout)
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise DetenteError(
            f"commit {name} cannot be taken back from the case as it is now, because the same lines were changed "
            f"again since ({said}): `detente changes {folder}@{name}~1 {folder}@{name}` says what it changed"
        )


def _git(folder: Path, *words: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, input=text, capture_output=True, check=False)
