"""How much of what gold annotators marked is found, by whom said, with which act; and how long it takes.

Run ``python benchmarks/reading_accuracy.py``; with ``--develop`` only the part that may be looked at is scored.
The evaluation texts are read from ``DETENTE_DATA`` or ``../shared/data`` and never copied.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.reading.extract import Extractor
from detente.reading.quotes import find_quotes
from detente.reading.records import PLOVER, FoundStatement, Paragraph, Text

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("DETENTE_DATA", ROOT.parent / "shared" / "data")) / "reading"
LEAST = 0.6

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Unit:
    """One attribution, gold or found, as spans."""

    content: tuple[tuple[int, int], ...]
    source: tuple[tuple[int, int], ...]
    kind: str
    label: str = ""


def is_held_out(name: str) -> bool:
    """A fixed third, chosen by the digest of the document's name."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def as_text(name: str, words: str, language: str) -> Text:
    """Paragraphs are lines with something on them."""
    paragraphs = [
        Paragraph(m.start(), m.end(), language) for m in re.finditer(r"[^\n]+", words) if m.group().strip()
    ]
    return Text(name, words, tuple(paragraphs), None, language)


def found_units(
    statements: tuple[FoundStatement, ...], text: str, nested: bool = False, merge: bool = True
) -> list[Unit]:
    """Parts of one utterance together unless ``merge`` is off; nested positions, where asked for, as units.

    Without ``merge`` (the German gold) quotations stand alone, the halves around one reporting phrase are one
    unit, and the quotations inside a mixed statement are units of kind ``inner`` that may be matched but are
    not counted as found: that gold marks both.
    """
    groups: dict[object, list[FoundStatement]] = defaultdict(list)
    for one in statements:
        around = one.cue if one.kind != "direct" and one.cue is not None else one.id
        groups[(one.part_of or one.id) if merge else around].append(one)
    units = []
    for parts in groups.values():
        kinds = {one.kind for one in parts}
        kind = next(iter(kinds)) if len(kinds) == 1 else "mixed"
        span = next((one.speaker_span for one in parts if one.speaker_span), None)
        cue = parts[0].cue
        label = text[cue[0] : cue[1]].lower().replace("\n", " ") if cue else "(none)"
        units.append(
            Unit(
                tuple((o.start, o.end) for o in parts),
                (span,) if span else (),
                kind,
                f"{parts[0].layer}:{label}",
            )
        )
        for one in parts:
            if not merge and one.kind == "mixed":
                for quote in find_quotes(text, one.start, one.end):
                    units.append(Unit(((quote.start, quote.end),), (span,) if span else (), "inner", "inner"))
            for n in one.nested if nested else ():
                units.append(Unit(((n.start, n.end),), (n.holder_span,), "indirect", f"nested:{n.act}"))
    return units


def letters(spans: Any, text: str) -> set[int]:
    """Places of letters and digits in the spans: marks and spaces do not count."""
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}


def match(gold: list[Unit], found: list[Unit], text: str) -> list[tuple[int, int, float]]:
    """One-to-one pairs with character F1 of at least ``LEAST``, best first."""
    g = [letters(u.content, text) for u in gold]
    f = [letters(u.content, text) for u in found]
    pairs = []
    for i, a in enumerate(g):
        for j, b in enumerate(f):
            common = len(a & b)
            if common:
                score = 2 * common / (len(a) + len(b))
                if score >= LEAST:
                    pairs.append((score, i, j))
    pairs.sort(key=lambda p: (-p[0], p[1], p[2]))
    used_g: set[int] = set()
    used_f: set[int] = set()
    chosen = []
    for score, i, j in pairs:
        if i not in used_g and j not in used_f:
            used_g.add(i)
            used_f.add(j)
            chosen.append((i, j, score))
    return chosen


def same_speaker(gold: Unit, found: Unit, text: str) -> bool:
    """Found inside gold (a name out of a long description), or at least half of the letters shared."""
    a, b = letters(gold.source, text), letters(found.source, text)
    if not a or not b:
        return not a and not b
    common = len(a & b)
    return common == len(b) or 2 * common / (len(a) + len(b)) >= 0.5


@dataclass
class Score:
    """Counts over a set of documents."""

    gold: Counter[str]
    hit: Counter[str]
    found: int = 0
    matched: int = 0
    speaker: int = 0

    def row(self, name: str, kinds: tuple[str, ...]) -> dict[str, Any]:
        """Shares, rounded to three digits."""
        row: dict[str, Any] = {"set": name}
        for kind in kinds:
            row[f"recall {kind}"] = round(self.hit[kind] / max(1, self.gold[kind]), 3)
            row[f"gold {kind}"] = self.gold[kind]
        row["precision"] = round(self.matched / max(1, self.found), 3)
        row["found"] = self.found
        row["speaker right"] = round(self.speaker / max(1, sum(self.hit.values())), 3)
        return row


def score_documents(
    documents: list[dict[str, Any]],
    gold_units: Any,
    kinds: tuple[str, ...],
    show: str = "",
    nested: bool = False,
    merge: bool = True,
) -> Score:
    """Score every document against its gold units; ``show`` prints misses of a kind for development."""
    extractor = Extractor()
    total = Score(Counter(), Counter())
    wrong: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for document in documents:
        words = document["text"]
        gold = gold_units(document)
        found = found_units(
            extractor.extract(as_text(document["doc"], words, document["lang"])), words, nested, merge
        )
        pairs = match(gold, found, words)
        taken = {j for _, j, _ in pairs}
        total.found += sum(unit.kind != "inner" for unit in found)
        total.matched += sum(found[j].kind != "inner" for _, j, _ in pairs)
        for unit in gold:
            total.gold[unit.kind] += 1
        for i, j, _ in pairs:
            total.hit[gold[i].kind] += 1
            ok = same_speaker(gold[i], found[j], words)
            total.speaker += ok
            right[found[j].label] += 1
            if show == "speaker" and not ok:
                print(
                    "SPEAKER",
                    [words[a:b] for a, b in gold[i].source],
                    "!=",
                    [words[a:b] for a, b in found[j].source],
                    "|",
                    context(words, found[j]),
                )
        for j, unit in enumerate(found):
            if j not in taken and unit.kind != "inner":
                wrong[unit.label] += 1
                if show == "false":
                    print(
                        "FALSE",
                        unit.kind,
                        unit.label,
                        "|",
                        [words[a:b][:200] for a, b in unit.content],
                        "|| CTX",
                        context(words, unit),
                    )
        if show in kinds:
            hit = {i for i, _, _ in pairs}
            for i, unit in enumerate(gold):
                if unit.kind == show and i not in hit:
                    print(
                        "MISS",
                        unit.label,
                        "|",
                        [words[a:b] for a, b in unit.source],
                        "|",
                        [words[a:b][:200] for a, b in unit.content],
                        "|| CTX",
                        context(words, unit),
                    )
    if show == "labels":
        for label, _n in (wrong + right).most_common(150):
            print(f"{label:40s} right {right[label]:4d} wrong {wrong[label]:4d}")
    return total


def context(words: str, unit: Unit) -> str:
    """The paragraph around a unit, for development."""
    start = words.rfind("\n", 0, unit.content[0][0]) + 1
    return words[max(start, unit.content[0][0] - 160) : unit.content[-1][1] + 100].replace("\n", " / ")


def polnear_units(document: dict[str, Any]) -> list[Unit]:
    """Gold of the English political news."""
    return [
        Unit(
            tuple(map(tuple, a["content"])),
            tuple(map(tuple, a["source"])),
            a["type"],
            a.get("cue_text") or "",
        )
        for a in document["attributions"]
        if a["content"]
    ]


def wikinews_units(document: dict[str, Any]) -> list[Unit]:
    """Gold of the German news; only plain direct and indirect are scored, the other types count as found."""
    return [
        Unit(tuple(map(tuple, a["content"])), tuple(map(tuple, a["source"])), a["type"].lower())
        for a in document["attributions"]
        if a["content"]
    ]


def long_quotations(document: dict[str, Any]) -> list[Unit]:
    """Direct speech of five words and more: shorter ones are mostly words that the narrator borrows."""
    return [
        unit
        for unit in wikinews_units(document)
        if unit.kind == "direct" and sum(len(document["text"][a:b].split()) for a, b in unit.content) >= 5
    ]


def german_rows() -> list[dict[str, Any]]:
    """All German texts, the half that was looked at, the half that was only scored, and longer quotations alone."""
    documents = read_jsonl("german_wikinews_dev.jsonl")
    halves: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], [])
    for document in documents:
        digest = hashlib.sha256(("b" + document["doc"]).encode()).hexdigest()
        halves[int(digest, 16) % 2].append(document)
    kinds = ("direct", "indirect")
    rows = [
        score_documents(part, wikinews_units, kinds, merge=False).row(name, kinds)
        for name, part in (
            ("German Wikinews", documents),
            ("half looked at", halves[0]),
            ("half only scored", halves[1]),
        )
    ]
    long = score_documents(documents, long_quotations, ("direct",), merge=False).row("", ("direct",))
    rows.append(
        {
            "set": "quotations of five words or more",
            "recall direct": long["recall direct"],
            "gold direct": long["gold direct"],
            "speaker right": long["speaker right"],
        }
    )
    return rows


def read_jsonl(name: str) -> list[dict[str, Any]]:
    """Records of one evaluation file."""
    with (DATA / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


WANTED = ("DEMAND", "REJECT", "THREATEN", "AGREE")


def plover_rows(show: bool = False) -> list[dict[str, Any]]:
    """Recall and precision of four acts over sentences with one coded event each."""
    extractor = Extractor()
    gold: Counter[str] = Counter()
    said: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for record in read_jsonl("plover_half.jsonl"):
        found = extractor.extract(as_text(record["id"], record["text"], "en"))
        acts = {PLOVER[one.act] for one in found} | {PLOVER[n.act] for one in found for n in one.nested}
        gold[record["event"]] += 1
        for act in acts & set(WANTED):
            said[act] += 1
            hit[act] += act == record["event"]
        if show and (
            (record["event"] in WANTED and record["event"] not in acts)
            or (acts - {record["event"]}) & set(WANTED)
        ):
            print(
                record["event"],
                acts,
                "|",
                record["text"],
                "|",
                [(record["text"][o.start : o.end], o.act) for o in found],
            )
    return [
        {
            "act": act,
            "gold": gold[act],
            "recall": round(hit[act] / gold[act], 3),
            "precision": round(hit[act] / max(1, said[act]), 3),
        }
        for act in WANTED
    ]


def speed(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """Processor time for 6,000 characters of English political news, after start: least of five passes."""
    extractor = Extractor()
    texts = [as_text(d["doc"], d["text"], d["lang"]) for d in documents]
    extractor.extract(texts[0])
    size = sum(len(t.text) for t in texts)
    passes = []
    for _ in range(5):
        start = time.process_time()
        for text in texts:
            extractor.extract(text)
        passes.append(time.process_time() - start)
    spent = min(passes)
    return {"characters": size, "milliseconds per 6,000 characters": round(1000 * spent * 6000 / size, 2)}


def doubling() -> list[dict[str, Any]]:
    """Time on texts that double in size: nested, unbalanced and repeated quotation marks in one paragraph."""
    rows = []
    piece = {"plain": "Officials said that talks would go on. ", "open": "“We said “no, ", "nested": "«“„"}
    for name, words in piece.items():
        for size in (50_000, 100_000, 200_000):
            body = (words * (size // len(words) + 1))[:size]
            start = time.process_time()
            Extractor().extract(as_text(name, body, "en"))
            rows.append({"text": name, "characters": size, "seconds": round(time.process_time() - start, 3)})
    return rows


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    heads = list(rows[0])
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(str(row.get(head, "")) for head in heads) + " |" for row in rows]
    return "\n".join(lines)


def main() -> None:
    """Score, print, and write the results unless only developing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--develop", action="store_true")
    parser.add_argument("--show", default="")
    parser.add_argument("--set", default="polnear")
    options = parser.parse_args()
    polnear = read_jsonl("polnear_train_sample.jsonl")
    seen = [d for d in polnear if not is_held_out(d["doc"])]
    unseen = [d for d in polnear if is_held_out(d["doc"])]
    kinds = ("direct", "mixed", "indirect")
    if options.set == "plover":
        print(table(plover_rows(bool(options.show))))
        return
    if options.set == "german":
        german = score_documents(
            read_jsonl("german_wikinews_dev.jsonl"),
            wikinews_units,
            ("direct", "indirect"),
            options.show,
            merge=False,
        )
        print(table([german.row("German Wikinews", ("direct", "indirect"))]))
        return
    rows = [score_documents(seen, polnear_units, kinds, options.show).row("seen two thirds", kinds)]
    if options.develop:
        print(table(rows))
        return
    rows.append(score_documents(unseen, polnear_units, kinds).row("unseen third", kinds))
    write(rows, unseen)


def write(rows: list[dict[str, Any]], unseen: list[dict[str, Any]]) -> None:
    """All tables to benchmarks/results."""
    tables = {
        "English political news (PolNeAR)": rows,
        "Acts (PLOVER sentences)": plover_rows(),
        "German news": german_rows(),
        "Speed": [speed(unseen)],
        "Doubling sizes": doubling(),
    }
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    about = {
        "commit": commit,
        "processors": os.cpu_count(),
        "processor": platform.processor() or platform.machine(),
        "python": sys.version.split()[0],
        "matching": f"character F1 >= {LEAST} on letters and digits, one to one; vocabulary empty; layers reported and ascribed, the author's own left out",
    }
    folder = ROOT / "benchmarks" / "results"
    record = {"about": about, "tables": tables}
    (folder / "reading_accuracy.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    body = "\n\n".join(f"## {title}\n\n{table(content)}" for title, content in tables.items())
    head = "\n".join(f"- {key}: {value}" for key, value in about.items())
    (folder / "reading_accuracy.md").write_text(f"# Reading accuracy\n\n{head}\n\n{body}\n", encoding="utf-8")
    print(body)


if __name__ == "__main__":
    main()
