"""Our own division into sentences against sentencex: boundaries, time, whether the pieces are the text.

Run ``python benchmarks/reading_sentences.py`` where sentencex is installed; without it only ours is measured. The gold is
ours: a hundred sentences in five languages with what makes division hard in the press. Boundaries inside a quotation
are not counted for either: ours keeps a quotation whole on purpose.
"""

from __future__ import annotations

import json
import platform
import subprocess
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from detente.reading.find_tokens import outer_items, sentences
from detente.reading.languages import load_language
from detente.reading.quotes import find_quotes

ROOT = Path(__file__).parents[1]
GOLD: dict[str, list[list[str]]] = json.loads(
    (ROOT / "benchmarks" / "reading_sentences_gold.json").read_text(encoding="utf-8")
)
Divide = Callable[[str, str], list[int]]


def ours(text: str, code: str) -> list[int]:
    """Where our sentences begin."""
    language = load_language(code)
    items = outer_items(text, 0, len(text), find_quotes(text, 0, len(text)), language)
    return [items[first].start for first, _ in sentences(items, text, language)]


def theirs(text: str, code: str) -> list[int]:
    """Where the sentences of sentencex begin; the pieces must be the text."""
    from sentencex import segment

    starts, place = [], 0
    for piece in segment(code, text):
        found = text.find(piece, place)
        if found < 0:
            raise ValueError("a piece is not in the text")
        starts.append(found + len(piece) - len(piece.lstrip()))
        place = found + len(piece)
    return starts


def boundaries(divide: Divide, code: str) -> tuple[int, int, int, int]:
    """Gold, found and common boundaries over all paragraphs, and how many pieces were not the text."""
    gold = found = common = broken = 0
    for paragraph in GOLD[code]:
        text = " ".join(paragraph)
        wanted, place = set(), 0
        for one in paragraph[:-1]:
            place += len(one) + 1
            wanted.add(place)
        inside = {k for quote in find_quotes(text, 0, len(text)) for k in range(quote.start + 1, quote.end)}
        try:
            made = {start for start in divide(text, code) if start} - inside
        except ValueError:
            broken += 1
            made = set()
        gold, found, common = gold + len(wanted), found + len(made), common + len(wanted & made)
    return gold, found, common, broken


def cost(divide: Divide) -> float:
    """Milliseconds of processor time for 6,000 characters, best of five, over all gold many times."""
    texts = [(" ".join(paragraph), code) for code, group in GOLD.items() for paragraph in group] * 20
    size, best = sum(len(text) for text, _ in texts), float("inf")
    for _ in range(5):
        start = time.process_time()
        for text, code in texts:
            divide(text, code)
        best = min(best, time.process_time() - start)
    return round(6e6 * best / size, 2)


def main() -> None:
    """Both on the same gold; the table goes to ``benchmarks/results``."""
    readers: dict[str, Divide] = {"ours": ours}
    try:
        readers[f"sentencex {version('sentencex')}"] = theirs
    except PackageNotFoundError:
        print("sentencex is not installed: only ours is measured")
    rows: list[dict[str, Any]] = []
    for name, divide in readers.items():
        for code in GOLD:
            gold, found, common, broken = boundaries(divide, code)
            rows.append({"splitter": name, "language": code, "gold": gold, "found": found, "right": common,
                         "recall": round(common / gold, 3), "precision": round(common / max(1, found), 3),
                         "pieces not in the text": broken})  # fmt: skip
    times = {name: cost(divide) for name, divide in readers.items()}
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    settings = {"commit": commit.stdout.strip(), "python": platform.python_version(), "processor": platform.machine(),
                "milliseconds per 6,000 characters": times}  # fmt: skip
    out = ROOT / "benchmarks" / "results" / "reading_sentences"
    out.with_suffix(".json").write_text(
        json.dumps({**settings, "rows": rows}, indent=1) + "\n", encoding="utf-8"
    )
    names = list(rows[0])
    lines = ["# Division into sentences", "", *(f"- {key}: {value}" for key, value in settings.items()), "",
             "| " + " | ".join(names) + " |", "|" + "---|" * len(names),
             *("| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows)]  # fmt: skip
    out.with_suffix(".md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
