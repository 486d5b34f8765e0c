"""How much of our own hand-coded Italian, Spanish and French notes is found, by whom said, with which act.

Run ``python benchmarks/reading_gold.py``; ``--show it`` prints what is missed, wrong or too much in one language
and writes nothing. Spans are compared in the files as they are, so repair and its way back are part of the test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

from detente.reading.documents import Document
from detente.reading.extract import Extractor
from detente.reading.reading import Reading, read_documents
from detente.reading.records import FoundStatement, Paragraph, Text

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "tests" / "gold"
LEAST = 0.6
AUTHORS = ("en", "it", "es")
LANGUAGES = ("en", "it", "es", "fr", "de")
KINDS = ("direct", "mixed", "indirect")
#: Articles and prepositions that do not tell one description from another.
_SMALL = frozenset(
    (
        "il",
        "lo",
        "la",
        "i",
        "gli",
        "le",
        "un",
        "uno",
        "una",
        "l",
        "el",
        "los",
        "las",
        "de",
        "del",
        "della",
        "di",
        "d",
    )
)


def letters(start: int, end: int, text: str) -> set[int]:
    """Places of letters and digits: marks and blanks do not count."""
    return {place for place in range(start, end) if text[place].isalnum()}


def pairs_of(gold: list[set[int]], found: list[set[int]]) -> list[tuple[int, int]]:
    """One to one, best first, character F1 at least 0.6."""
    scored = sorted(
        (-2 * len(a & b) / (len(a) + len(b)), i, j)
        for i, a in enumerate(gold)
        for j, b in enumerate(found)
        if a & b
    )
    used: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for score, i, j in scored:
        if -score >= LEAST and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            chosen.append((i, j))
    return chosen


def is_same_speaker(gold: str, found: str) -> bool:
    """The surname of a person is there, or at least half of the words of a description."""
    a = [word for word in re.findall(r"\w+", gold.casefold()) if word not in _SMALL]
    b = [word for word in re.findall(r"\w+", found.casefold()) if word not in _SMALL]
    if not a or not b:
        return False
    if all(word[:1].isupper() for word in re.findall(r"\w+", gold)):
        return a[-1] in b
    return 2 * len(set(a) & set(b)) / (len(set(a)) + len(set(b))) >= 0.5


def score_note(
    document: Document,
    original: str,
    statements: list[FoundStatement],
    gold: list[dict[str, Any]],
    show: bool,
) -> Counter[str]:
    """Counts of one note; a want or belief ascribed to somebody may match, and is not held against us if not."""
    said = [one for one in statements if one.layer != "author"]
    spans = [document.offsets.to_original((one.start, one.end)) for one in said]
    pairs = pairs_of(
        [letters(row["start"], row["end"], original) for row in gold],
        [letters(*span, original) for span in spans],
    )
    taken = {j for _, j in pairs}
    counted = [j for j, one in enumerate(said) if one.layer == "reported" or j in taken]
    tally: Counter[str] = Counter({"found": len(counted), "matched": len(pairs)})
    tally.update(f"gold {row['kind']}" for row in gold)
    name = "/".join(Path(document.path).with_suffix("").parts[-2:])
    tally.update(f"at {name}:{gold[i]['start']}" for i, _ in pairs)
    for i, j in pairs:
        row, one = gold[i], said[j]
        tally[f"hit {row['kind']}"] += 1
        tally["kind"] += row["kind"] == one.kind
        tally["act"] += row["act"] == one.act
        same = is_same_speaker(row["speaker"], one.speaker_name)
        tally["speaker"] += same
        if show and not same:
            print(f"  speaker {row['speaker']!r} is {one.speaker_name!r}: {row['words'][:70]}")
        if show and row["act"] != one.act:
            print(f"  act {row['act']} is {one.act}: {row['words'][:70]}")
    if show:
        for i in sorted(set(range(len(gold))) - {i for i, _ in pairs}):
            print(f"  missed {gold[i]['kind']}: {gold[i]['words'][:90]}")
        for j in sorted(set(counted) - taken):
            print(f"  too much ({said[j].kind}): {original[slice(*spans[j])][:90]!r}")
    return tally


def score_language(code: str, show: bool = False) -> tuple[dict[str, Any], list[str]]:
    """One row of the table, and where the statements stand that were found."""
    reading: Reading = read_documents([GOLD / code])
    total: Counter[str] = Counter()
    for document in reading.documents:
        path = Path(document.path)
        if show:
            print(path.name)
        with path.open(encoding="utf-8", newline="") as file:
            original = file.read()
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        statements = [one for one in reading.statements if one.source == document.id]
        total += score_note(document, original, statements, gold, show)
    row: dict[str, Any] = {"language": code}
    for kind in KINDS:
        row[f"recall {kind}"] = round(total[f"hit {kind}"] / max(1, total[f"gold {kind}"]), 3)
        row[f"gold {kind}"] = total[f"gold {kind}"]
    row["precision"] = round(total["matched"] / max(1, total["found"]), 3)
    for name in ("speaker", "act", "kind"):
        row[f"{name} right"] = round(total[name] / max(1, total["matched"]), 3)
    return row, sorted(key[3:] for key in total if key.startswith("at "))


def score_nested(code: str, part: str, show: bool = False) -> dict[str, Any]:
    """What speakers say that others want or do: ``agrees`` asks for holder, words and act, ``found`` for the first two."""
    extractor, total = Extractor(), Counter[str]()
    for number, row in enumerate(json.loads((GOLD / "nested" / f"{code}.json").read_text("utf-8"))[part]):
        words, gold = row["text"], row["nested"]
        text = Text(str(number), words, (Paragraph(0, len(words), code),), None, code)
        found = [nested for one in extractor.extract(text) for nested in one.nested]
        places = [letters(at := words.index(one["words"]), at + len(one["words"]), words) for one in gold]
        pairs = [
            (i, j)
            for i, j in pairs_of(places, [letters(one.start, one.end, words) for one in found])
            if is_same_speaker(gold[i]["holder"], found[j].holder)
        ]
        agree = [(i, j) for i, j in pairs if gold[i]["act"] == found[j].act]
        total.update(gold=len(gold), made=len(found), found=len(pairs), agrees=len(agree))
        if show and len(agree) < max(len(gold), len(found)):
            print(f"  {words}\n     gold {[tuple(one.values()) for one in gold]}")
            print(f"     made {[(one.holder, one.act, words[one.start : one.end]) for one in found]}")
    return {
        "language": code,
        "part": part,
        "gold": total["gold"],
        "found": round(total["found"] / total["gold"], 3),
        "agrees": round(total["agrees"] / total["gold"], 3),
        "precision": round(total["found"] / max(1, total["made"]), 3),
    }


def pieces(file: Path) -> list[tuple[str, list[set[int]]]]:
    """The texts of a file of opinion pieces, and for each the places of the sentences that are the author's own."""
    made = []
    for piece in file.read_text("utf-8").removeprefix("=== ").split("\n=== "):
        head, *lines = piece.split("\n")
        words, own = f"{head}\n\n", []
        for line in lines:
            mark, sentence = line[:2], line[2:]
            if mark == "+ ":
                own.append({len(words) + n for n, letter in enumerate(sentence) if letter.isalnum()})
            words = f"{words}{sentence} " if sentence else f"{words.rstrip()}\n\n"
        made.append((words.rstrip(), own))
    return made


def score_author(name: str, show: bool = False) -> dict[str, Any]:
    """Sentences of opinion pieces that are the author's own, and what is taken for one."""
    code, total = name[-2:], Counter[str]()
    extractor = Extractor(author=True)
    for words, own in pieces(GOLD / "author" / f"{name}.txt"):
        places = [m.span() for m in re.finditer(r"[^\n]+", words)]
        text = Text("t", words, tuple(Paragraph(*place, code) for place in places), None, code)
        found = [one for one in extractor.extract(text) if one.layer == "author"]
        pairs = pairs_of(own, [letters(one.start, one.end, words) for one in found])
        total.update(gold=len(own), found=len(found), hit=len(pairs))
        if show:
            missed = [own[i] for i in sorted(set(range(len(own))) - {i for i, _ in pairs})]
            print("\n".join(f"  missed: {words[min(one) : max(one) + 1]}" for one in missed))
            extra = [found[j] for j in sorted(set(range(len(found))) - {j for _, j in pairs})]
            print("\n".join(f"  too much: {words[one.start : one.end]}" for one in extra))
    return {
        "pieces": name,
        "gold": total["gold"],
        "recall": round(total["hit"] / total["gold"], 3),
        "found": total["found"],
        "precision": round(total["hit"] / max(1, total["found"]), 3),
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    heads = list(rows[0])
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row.values())) + " |" for row in rows)])


def main() -> None:
    """Score all languages, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", default="")
    parser.add_argument(
        "--nested", default="", help="score nested positions only; a language code prints its misses"
    )
    parser.add_argument(
        "--author", default="", help="score the author's layer only; a language code prints its misses"
    )
    options = parser.parse_args()
    if options.author:
        score_author(options.author, show=True)
        print(*(score_author(f"{part}{code}") for part in ("", "unseen_") for code in AUTHORS), sep="\n")
        return
    nested = [score_nested(code, part) for part in ("seen", "unseen") for code in LANGUAGES]
    if options.nested:
        if options.nested in LANGUAGES:
            score_nested(options.nested, "seen", show=True)
        print("\n".join(map(str, nested)))
        return
    if options.show:
        print(score_language(options.show, show=True)[0])
        return
    scored = [score_language(code) for code in ("it", "es", "fr", "unseen/it", "unseen/es", "unseen/fr")]
    rows = [row for row, _ in scored]
    hits = {place for _, found in scored for place in found}
    author = [score_author(f"{part}{code}") for part in ("", "unseen_") for code in AUTHORS]
    results = ROOT / "benchmarks" / "results"
    before = results / "reading_gold.json"
    kept = set(json.loads(before.read_text()).get("hits", [])) if before.exists() else set()
    change = {"gained": sorted(hits - kept), "lost": sorted(kept - hits)} if kept else {}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    record = {
        "benchmark": "reading_gold",
        "commit": commit.stdout.strip(),
        "machine": {"processors": os.cpu_count(), "kind": platform.machine()},
        "versions": {"python": platform.python_version(), "ftfy": version("ftfy")},
        "settings": {"least character F1": LEAST, "vocabulary": "empty"},
        "rows": rows,
        "nested positions": nested,
        "author": author,
        "against the results before": change,
        "hits": sorted(hits),
    }
    results.mkdir(exist_ok=True)
    (results / "reading_gold.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    title = f"# Own notes in Italian, Spanish and French\n\nCommit {record['commit']}, names of no case given.\n\n"
    words = "; ".join(f"{name} {len(places)}" for name, places in change.items())
    body = f"{title}{table(rows)}\n\nAgainst the results before: {words or 'none'}.\n"
    body += f"\n## What speakers say that others want or do\n\n{table(nested)}\n"
    body += f"\n## What authors of opinion pieces claim\n\n{table(author)}\n"
    (results / "reading_gold.md").write_text(body)
    print(body)


if __name__ == "__main__":
    main()
