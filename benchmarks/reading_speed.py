"""What a document costs, step by step, and whether memory stays flat over ten thousand of them.

Run ``python benchmarks/reading_speed.py``. With ``--peer PYTHON`` (an interpreter that has textacy and
spaCy's small English model) the same texts are read by textacy's ``direct_quotations`` too. English texts come from
``DETENTE_DATA`` or ``../shared/data`` where present, Italian and Spanish ones from ``tests/gold``.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from detente.case import load
from detente.case.vocabulary import EMPTY, Vocabulary
from detente.errors import Problem
from detente.reading.corpus import Settings, read_items
from detente.reading.documents import document_of
from detente.reading.duplicates import group_documents, sketch
from detente.reading.extract import Extractor
from detente.reading.intake import take_in
from detente.reading.intake_records import Item, Limits
from detente.reading.language import identify
from detente.reading.outputs import json_line, records

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("DETENTE_DATA", ROOT.parent / "shared" / "data")) / "reading"
SIZE = 6_000
#: Each step is done so often and the least taken: other work on the machine only ever adds.
PASSES = 5

PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import spacy, textacy
from textacy.extract.triples import direct_quotations
texts = json.load(open(sys.argv[1]))
nlp = spacy.load(sys.argv[2])
list(direct_quotations(nlp(texts[0])))
start = time.process_time()
found = 0
for text in texts:
    try:
        found += len(list(direct_quotations(nlp(text))))
    except ValueError:
        pass
print(json.dumps({"seconds": time.process_time() - start, "found": found,
                  "versions": {"spacy": spacy.__version__, "textacy": textacy.__version__}}))
"""


def english() -> list[str]:
    """English political news, where the evaluation data is."""
    path = DATA / "polnear_train_sample.jsonl"
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def ours(code: str, together: int = 4) -> list[str]:
    """Our own notes, four in a row, to be as long as an article."""
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "gold" / code).glob("*.txt"))
    ]
    return ["\n".join(texts[n : n + together]) for n in range(0, len(texts), together)] * 10


def steps(name: str, texts: list[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Milliseconds of processor time per 6,000 characters for each step on its own, after start."""
    limits, extractor = Limits(), Extractor(vocabulary)
    data = [text.encode() for text in texts]
    items = [Item(f"{name}{n}.txt", "text") for n in range(len(texts))]
    first = document_of(items[0], take_in(items[0], data[0], limits), data[0], limits)[0]
    extractor.extract(first.text)
    identify(texts[0])  # loads its table
    size = sum(map(len, texts))
    row: dict[str, Any] = {"texts": name, "documents": len(texts), "characters": size}

    def timed(step: str, function: Callable[[], Any]) -> Any:
        spent = []
        for _ in range(PASSES):
            start = time.process_time()
            result = function()
            spent.append(time.process_time() - start)
        row[step] = round(min(spent) * 1_000 * SIZE / size, 2)
        return result

    taken = timed("take in", lambda: [take_in(i, d, limits) for i, d in zip(items, data, strict=True)])
    made = timed(
        "repair, paragraphs, language",
        lambda: [document_of(i, t, d, limits)[0] for i, t, d in zip(items, taken, data, strict=True)],
    )
    found = timed("find and attribute", lambda: [extractor.extract(one.text) for one in made])
    timed("sketch for copies", lambda: [sketch(one, said) for one, said in zip(made, found, strict=True)])
    row["all"] = round(sum(value for key, value in row.items() if isinstance(value, float)), 2)
    row["statements"] = sum(map(len, found))
    row["statements per 6,000 characters"] = round(row["statements"] * SIZE / size)
    return row


def stream(texts: list[str], count: int) -> Iterator[Item | Problem]:
    """``count`` documents that differ, made as they are asked for."""
    for n in range(count):
        body = f"Report {n}.\n{texts[n % len(texts)]}\nEnd of report {n * 7919}."
        yield Item(f"report_{n}.txt", "text", payload=body.encode())


def memory(texts: list[str], count: int) -> dict[str, Any]:
    """Peak memory of this process at a tenth of the documents and at the end; records are made and let go."""
    peaks, start = {}, time.process_time()
    sketches = []
    for n, result in enumerate(read_items(stream(texts, count), settings=Settings(workers=1)), start=1):
        for record in records(result):
            json_line(record)
        sketches.append(result.sketch)
        if n in {count // 10, count}:
            peaks[str(n)] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    spent = time.process_time() - start
    grouping = time.process_time()
    groups = group_documents([one for one in sketches if one])
    return {
        "documents": count,
        "peak megabytes": peaks,
        "seconds": round(spent, 1),
        "milliseconds a document": round(1_000 * spent / count, 2),
        "sketches, megabytes pickled": round(len(pickle.dumps(sketches)) / 1e6, 1),
        "seconds to group": round(time.process_time() - grouping, 1),
        "groups": len(groups),
    }


def start_seconds() -> float:
    """Processor time of ``detente read`` on one short note in a new process: imports, tables, model."""
    note = ROOT / "tests" / "gold" / "it" / "note_01.txt"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "detente", "read", str(note), "--format", "jsonl"]
    if not (ROOT / "src" / "detente" / "__main__.py").exists():
        command[1:3] = ["-c", "from detente.cli import main; main()"]
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)


def peer(python: str, model: str, texts: list[str]) -> dict[str, Any]:
    """The same texts read by textacy on spaCy."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(texts, file)
        file.flush()
        made = subprocess.run(
            [python, "-c", PEER, file.name, model], capture_output=True, text=True, check=True
        )
    record: dict[str, Any] = json.loads(made.stdout.strip().split("\n")[-1])
    spent = record.pop("seconds")
    return {
        **record,
        "milliseconds per 6,000 characters": round(spent * 1_000 * SIZE / sum(map(len, texts)), 2),
    }


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--peer", default="")
    parser.add_argument(
        "--model", default="en_core_web_sm", help="name or folder of the spaCy model of the peer"
    )
    options = parser.parse_args()
    names = load("ukraine_2025").vocabulary()
    sets = {"en": english(), "it": ours("it"), "es": ours("es")}
    rows = [steps(code, texts, EMPTY) for code, texts in sets.items() if texts]
    rows += [steps(f"{code} with a case", texts, names) for code, texts in sets.items() if texts]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record: dict[str, Any] = {
        "benchmark": "reading_speed",
        "commit": commit.stdout.strip(),
        "machine": {"processors": os.cpu_count(), "kind": platform.machine()},
        "versions": {"python": platform.python_version()},
        "settings": {
            "unit": "milliseconds of processor time per 6,000 characters, one core, after start",
            "passes": f"least of {PASSES}",
        },
        "start of a process, seconds": start_seconds(),
        "steps": rows,
        "memory": memory([*ours("it", 1), *ours("es", 1)], options.documents),
    }
    if options.peer and sets["en"]:
        record["textacy"] = peer(options.peer, options.model, sets["en"])
    heads = list(rows[0])
    table = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    table += ["| " + " | ".join(str(row[head]) for head in heads) + " |" for row in rows]
    text = (
        f"# What a document costs\n\nCommit {record['commit']}; {record['settings']['unit']}, {record['settings']['passes']} passes.\n\n"
        + "\n".join(table)
    )
    text += (
        f"\n\nStart of a process: {record['start of a process, seconds']} s.\n\nMemory: {record['memory']}\n"
    )
    if "textacy" in record:
        text += f"\ntextacy `direct_quotations` on the same English texts: {record['textacy']}\n"
    results = ROOT / "benchmarks" / "results"
    (results / "reading_speed.json").write_text(json.dumps(record, indent=1) + "\n")
    (results / "reading_speed.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
