"""Photograph the first page of the bundled case's dossier for README.md.

Run: python docs/readme_picture.py   (writes docs/images/dossier.png; needs playwright and a Chromium)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TARGET = Path(__file__).parent / "images" / "dossier.png"
WIDE, TALL = 1200, 1980


def main() -> None:
    """Run ``detente brief`` and keep the top of its page."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        command = [sys.executable, "-m", "detente", "brief", "-o", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDE, "height": TALL})
        tab.goto((Path(folder) / "dossier.html").as_uri())
        shot = Path(folder) / "shot.png"
        tab.screenshot(path=str(shot))
        browser.close()
        Image.open(shot).convert("RGB").quantize(64).save(TARGET, optimize=True)


if __name__ == "__main__":
    main()
