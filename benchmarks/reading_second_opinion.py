"""What a dependency parser adds to the rules on English political news: recall, precision, speakers, time.

Run ``python benchmarks/reading_second_opinion.py MODEL`` with the name or folder of an installed spaCy model. The texts are
read from ``DETENTE_DATA`` or ``../shared/data`` and never copied. Layers counted: reported and ascribed; the author's
own is left out.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.case.vocabulary import EMPTY
from detente.reading.extract import Extractor
from detente.reading.records import FoundStatement, Text
from detente.reading.resolve import NameIndex
from detente.reading.second_opinion import SecondOpinion, load_model
from reading_accuracy import (
    Score,
    as_text,
    found_units,
    is_held_out,
    match,
    polnear_units,
    read_jsonl,
    same_speaker,
    table,
)

KINDS = ("direct", "mixed", "indirect")
Reader = Callable[[Text], tuple[FoundStatement, ...]]


def score(reader: Reader, documents: list[dict[str, Any]]) -> tuple[Score, float]:
    """Counts over all documents, and the processor time of reading alone."""
    total, spent = Score(Counter(), Counter()), 0.0
    for document in documents:
        words, gold = document["text"], polnear_units(document)
        text = as_text(document["doc"], words, "en")
        start = time.process_time()
        statements = reader(text)
        spent += time.process_time() - start
        found = found_units(statements, words)
        pairs = match(gold, found, words)
        total.found += len(found)
        total.matched += len(pairs)
        total.gold.update(unit.kind for unit in gold)
        for i, j, _ in pairs:
            total.hit[gold[i].kind] += 1
            total.speaker += same_speaker(gold[i], found[j], words)
    return total, spent


def main() -> None:
    """Three readers on the seen and the unseen part; the tables go to ``benchmarks/results``."""
    model: Any = load_model(sys.argv[1])
    second, index = SecondOpinion(model), NameIndex(EMPTY)
    readers: dict[str, Reader] = {
        "rules": Extractor().extract,
        "parser alone": lambda text: second.merged(text, (), index),
        "union": Extractor(second=second).extract,
        "both agree": lambda text: tuple(
            one for one in Extractor(second=second).extract(text) if one.found_by == "both"
        ),
    }
    documents = read_jsonl("polnear_train_sample.jsonl")
    rows = []
    for name, wanted in (("seen two thirds", False), ("unseen third", True)):
        part = [document for document in documents if is_held_out(document["doc"]) == wanted]
        size = sum(len(document["text"]) for document in part)
        for label, reader in readers.items():
            total, spent = score(reader, part)
            row = total.row(f"{name}, {label}", KINDS)
            rows.append({**row, "ms per 6,000 characters": round(6e6 * spent / size, 1)})
    root = Path(__file__).parents[1]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True)
    settings = {
        "commit": commit.stdout.strip(),
        "model": f"{model.meta['lang']}_{model.meta['name']} {model.meta['version']}",
        "spacy": model.meta.get("spacy_version", ""),
        "python": platform.python_version(),
        "processor": platform.machine(),
        "matching": "character F1 >= 0.6 on letters and digits, one to one; layers reported and ascribed",
    }
    out = root / "benchmarks" / "results" / "reading_second_opinion"
    out.with_suffix(".json").write_text(
        json.dumps({**settings, "rows": rows}, indent=1) + "\n", encoding="utf-8"
    )
    lines = [f"- {key}: {value}" for key, value in settings.items()]
    text = "\n".join(["# Second opinion of a parser", "", *lines, "", table(rows)])
    out.with_suffix(".md").write_text(text.rstrip() + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
