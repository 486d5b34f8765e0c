"""Fail when the last commits changed ``src/`` and the changelog did not change with them.

Compares the working tree and the last commit with the newest tag, or with the first commit where there is no tag.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def git(*arguments: str) -> str:
    """What git prints, or nothing where there is no git or no repository."""
    try:
        run = subprocess.run(["git", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def complaint(changed: list[str]) -> str | None:
    """What is wrong with a set of changed paths, if anything."""
    if any(path.startswith("src/") for path in changed) and "CHANGELOG.md" not in changed:
        return "src/ changed and CHANGELOG.md did not: say what happened before and what happens now"
    return None


def main() -> int:
    """Exit status 1 with the complaint."""
    base = (
        git("describe", "--tags", "--abbrev=0") or git("rev-list", "--max-parents=0", "HEAD").split("\n")[0]
    )
    changed = git("diff", "--name-only", base).splitlines() if base else []
    fault = complaint(changed)
    if fault:
        print(fault, file=sys.stderr)
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
