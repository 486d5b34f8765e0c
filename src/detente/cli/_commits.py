"""A case as it would be without one commit of its history, for ``detente impact``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from detente.errors import DetenteError


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
            f"again since ({said}): put the version before it in a folder and use `detente changes OLD {folder}`"
        )


def _git(folder: Path, *words: str, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, input=text, capture_output=True, check=False)
