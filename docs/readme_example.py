"""Put what ``detente brief`` prints for the bundled case into README.md; with ``--check``, compare instead.

Run: python docs/readme_example.py [--check]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(<!-- example: detente brief -->\n```\n)(.*?)(```\n<!-- end of example -->)", re.DOTALL)


def example() -> str:
    """The output as a terminal of 100 columns shows it, without the place and the time of writing."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "detente", "brief", "-o", folder]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    kept = [line.rstrip() for line in lines if not line.startswith("Dossier: ")]
    return "$ detente brief\n" + "\n".join(kept).strip() + "\n"


def main() -> int:
    """Exit status 1 where the README is stale."""
    text = README.read_text(encoding="utf-8")
    new = BLOCK.sub(lambda found: found[1] + example() + found[3], text)
    if "--check" in sys.argv:
        if new != text:
            print("README.md: the example is stale; run python docs/readme_example.py", file=sys.stderr)
        return int(new != text)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
