"""``detente why``: from a number back to its rule, its inputs, the statements and their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import Kept, kept_run, kept_trace
from detente.cli._output import json_option, load_case, print_json, reports_faults
from detente.cli._run import run_options

if TYPE_CHECKING:
    from detente.assess.records import Number
    from detente.case import Case
    from detente.case.quantities import Quantity
    from detente.case.records import Statement

_SHOWN = 8


# One parameter per option of the command line, so more than six.
@click.command("why")
@click.argument("case")
@click.argument("id", required=False)
@click.option("--cells", is_flag=True, help="Instead: how much is on record about each party and issue.")
@click.option(
    "--variation", is_flag=True, help="Instead: which parts of the case the doubt about ID comes from."
)
@click.option("--all", "everything", is_flag=True, help="Every quantity and statement, not the first few.")
@run_options
@json_option
@reports_faults
def command(
    case: str,
    id: str | None,
    cells: bool,
    variation: bool,
    everything: bool,
    draws: int,
    seed: int,
    scale: str,
    as_json: bool,
) -> None:
    """Walk the number ID of CASE back to the sentences it rests on.

    ID is a number of the assessment, the path of a quantity, or the id of a statement. Without ID, the
    numbers are listed. With --cells: the quality of information, gaps and single-source cells marked.

    \b
    detente why ukraine_2025 verdict.armed_line.holds
    detente why ukraine_2025 war.power
    """
    loaded = load_case(case)
    if cells:
        _cells(loaded, as_json)
        return
    quantities = loaded.quantities()
    statements = {statement.id: statement for statement in loaded.statements}
    if id in quantities:
        _show([_quantity_record(loaded, id, quantities[id])], as_json, everything)
        return
    if id in statements:
        _show([_statement_record(loaded, statements[id])], as_json, everything)
        return
    kept = kept_run(loaded, draws, seed, scale)
    if id is None:
        _list(kept, as_json)
        return
    if id not in kept.numbers:
        from detente.case.near import did_you_mean
        from detente.errors import UnknownIdError

        known = [*kept.numbers, *quantities, *statements]
        hint = did_you_mean(id, known, f"`detente why {case}` lists the numbers")
        raise UnknownIdError(f"nothing is called {id!r}: {hint}")
    if variation:
        _variation(loaded, kept, id, seed, as_json)
        return
    moves = _effects(loaded, kept, id, draws, seed)
    _show([_number_record(loaded, kept, kept.numbers[id], moves)], as_json, everything)


def _cells(case: Case, as_json: bool) -> None:
    """Statements, independent origins, age, grades and contradictions per party and issue."""
    from dataclasses import asdict

    from detente.assess.quality import quality_of_information

    found = quality_of_information(case)
    if as_json:
        print_json({"cells": [{**asdict(cell), "single": cell.single} for cell in found]})
        return
    click.echo(f"{'party':<12} {'issue':<16} statements  origins  quotes  graded well  newest (days)")
    for cell in found:
        if not cell.statements:
            continue
        age = "-" if cell.age_days is None else str(cell.age_days)
        marks = ["one origin only"] if cell.single else []
        marks += [f"{one} contradicts {other}" for one, other in cell.contradictions]
        click.echo(
            f"{cell.party:<12} {cell.issue:<16} {len(cell.statements):>10}  {cell.origins:>7}  {cell.quotes:>6}  "
            f"{cell.well_graded:>11}  {age:>13}  {'; '.join(marks)}"
        )
    gaps: dict[str, list[str]] = {}
    for cell in found:
        if not cell.statements:
            gaps.setdefault(cell.party, []).append(cell.issue)
    for party, issues in gaps.items():
        click.echo(f"nothing on record about {party}: {', '.join(issues)}")


def _variation(case: Case, kept: Kept, id: str, seed: int, as_json: bool) -> None:
    """Shares of the variance of one share, by part of the case and by grounds."""
    from dataclasses import asdict

    from detente.assess.variation import variation
    from detente.cli._run import Reporter

    reporter = Reporter()
    found = variation(case, kept.packages, id, seed=seed, progress=reporter)
    reporter.clear()
    if as_json:
        print_json({"variation": asdict(found)})
        return
    spread = found.by_part.variance**0.5
    click.echo(f"{id}  {kept.numbers[id].label if id in kept.numbers else ''}")
    click.echo(
        f"over the drawn cases its chance varies by {100 * spread:.1f} points (standard deviation); share of that "
        "variance explained alone, and with others (90 % interval):"
    )
    for indices in (found.by_part, found.by_grounds):
        rows = sorted(indices.total_order, key=lambda name: -indices.total_order[name].value)
        shown = [name for name in rows if indices.total_order[name].value >= 0.005]
        for name in shown:
            parts = (indices.first_order[name], indices.total_order[name])
            cells = [f"{_percent(i.value):>4} % ({_percent(i.low)} to {_percent(i.high)})" for i in parts]
            click.echo(f"  {name:<32} {cells[0]:<24} {cells[1]}")
        if len(shown) < len(rows):
            click.echo(f"  nothing is explained by {len(rows) - len(shown)} more")
        if indices is found.by_part:
            click.echo("by what the numbers rest on:")


def _percent(share: float) -> str:
    """Whole per cent; sampling error below nothing is taken for nothing, above all for all."""
    return f"{100 * min(1.0, max(0.0, share)):.0f}"


def _effects(case: Case, kept: Kept, id: str, draws: int, seed: int) -> dict[str, float]:
    """Rank correlation over the draws of every uncertain quantity with a share; empty for other numbers."""
    from detente.assess.drawing import draw
    from detente.assess.trace import rows_of, view
    from detente.doubt.ranks import standard_ranks

    held = kept_trace(case, kept.packages, draws, seed)
    outcome = rows_of(view(held)).get(id)
    if outcome is None or outcome.max() == outcome.min():
        return {}
    ranks = standard_ranks(outcome)
    out = {}
    for path, values in draw(case, draws, seed).values.items():
        if values.max() > values.min():
            out[path] = float(standard_ranks(values) @ ranks)
    return out


def _list(kept: Kept, as_json: bool) -> None:
    if as_json:
        print_json(
            {"numbers": [{"id": n.id, "label": n.label, "text": n.text} for n in kept.numbers.values()]}
        )
        return
    for number in kept.numbers.values():
        click.echo(f"{number.id:<48} {number.text:>16}  {number.label}")


def _number_record(case: Case, kept: Kept, number: Number, moves: dict[str, float]) -> dict[str, Any]:
    """A number with the numbers and quantities it comes from, each quantity with its statements.

    Quantities come by how strongly they go with the number over the draws, where that is known.
    """
    from detente.dossier.render import RULES

    quantities = case.quantities()
    numbers = [kept.numbers[id] for id in number.inputs if id in kept.numbers]
    paths = sorted(
        set(_paths(kept, number, quantities, set())), key=lambda path: (-abs(moves.get(path, 0.0)), path)
    )
    held = [path for path in paths if path in quantities]
    coded = [path for path in held if quantities[path].mark == "coded"]
    assumed = [path for path in held if quantities[path].mark != "coded"]
    return {
        "kind": "number",
        "id": number.id,
        "label": number.label,
        "text": number.text,
        "value": number.value,
        "low": number.low,
        "high": number.high,
        "what": number.kind,
        "rule": dict(RULES).get(number.rule, number.rule),
        "from": [{"id": n.id, "label": n.label, "text": n.text} for n in numbers],
        "quantities": [
            {**_quantity_record(case, path, quantities[path]), "correlation": moves.get(path)}
            for path in coded
        ],
        "assumed": [
            {
                "path": path,
                "entered": _entered(quantities[path]),
                "reason": quantities[path].assumed or "",
                "correlation": moves.get(path),
            }
            for path in assumed
        ],
    }


def _paths(kept: Kept, number: Number, known: Iterable[str], seen: set[str]) -> Iterator[str]:
    """Paths of all quantities below a number; an input that ends with a point stands for all under it."""
    for id in number.inputs:
        if id in seen:
            continue
        seen.add(id)
        if id in kept.numbers:
            yield from _paths(kept, kept.numbers[id], known, seen)
        elif id.endswith("."):
            yield from (path for path in known if path.startswith(id))
        else:
            yield id


def _quantity_record(case: Case, path: str, quantity: Quantity) -> dict[str, Any]:
    statements = {statement.id: statement for statement in case.statements}
    return {
        "kind": "quantity",
        "path": path,
        "place": str(case.place(path)),
        "entered": _entered(quantity),
        "mark": quantity.mark,
        "reason": quantity.assumed or "",
        "statements": [
            _statement_record(case, statements[id]) for id in quantity.statements if id in statements
        ],
    }


def _entered(quantity: Quantity) -> str:
    from detente.assess.chain import entered

    return entered(quantity.readings)


def _statement_record(case: Case, statement: Statement) -> dict[str, Any]:
    source = case.sources[statement.source]
    quoted, note = _span(case, statement)
    return {
        "kind": "statement",
        "id": statement.id,
        "speaker": statement.speaker,
        "act": statement.act,
        "words": statement.words,
        "paraphrase": statement.paraphrase,
        "translation": statement.translation,
        "translated_by": source.translation,
        "span": quoted,
        "span_note": note,
        "source": statement.source,
        "title": source.title,
        "outlet": source.outlet,
        "date": statement.date or source.date,
        "language": statement.language or source.language,
        "grade": f"{source.reliability or '-'}{statement.credibility or '-'}",
        "origin": source.origin,
        "paragraph": statement.paragraph,
        "start": statement.start,
        "end": statement.end,
    }


def _span(case: Case, statement: Statement) -> tuple[str | None, str]:
    """The words as they stand in the stored source, and a remark on why not if they do not."""
    import unicodedata

    source = case.sources[statement.source]
    file = case.source_file(statement.source)
    if file is None:
        return None, "the text is not kept with the case (`detente attach`)"
    if source.sha256 and _digest(file) != source.sha256:
        return None, "the file kept is not the one that was coded: its digest differs"
    if statement.start is None or statement.end is None:
        return None, "the statement names a paragraph, not a span"
    if file.suffix not in (".txt", ".md", ".html", ".htm"):
        return None, f"a span in a {file.suffix} file is not shown"
    text = unicodedata.normalize("NFC", file.read_text(encoding="utf-8", errors="replace"))
    return text[statement.start : statement.end], ""


@lru_cache(maxsize=64)
def _digest(file: Path) -> str:
    from detente.case.evidence import digest_of

    return digest_of(file)


def _show(records: list[dict[str, Any]], as_json: bool, everything: bool) -> None:
    if as_json:
        print_json({"why": records})
        return
    for record in records:
        show = {"number": _show_number, "quantity": _show_quantity, "statement": _show_statement}
        show[record["kind"]](record, 0, everything)


def _show_number(record: dict[str, Any], depth: int, everything: bool) -> None:
    band = ""
    if record["low"] is not None and record["high"] is not None:
        band = f" (5 to 95 %: {record['low']:.3g} to {record['high']:.3g})"
    _say(depth, f"{record['id']}  {record['text']}{band}  [{record['what']}]")
    _say(depth, record["label"])
    _say(depth, f"rule: {record['rule']}")
    for row in record["from"]:
        _say(depth + 1, f"from {row['id']}  {row['text']}  {row['label']}")
    coded, assumed = record["quantities"], record["assumed"]
    if coded or assumed:
        _say(depth, f"{len(coded)} quantities below rest on statements, {len(assumed)} are assumed")
        if any(row["correlation"] for row in (*coded, *assumed)):
            _say(depth, "those that go with it most come first (rank correlation over the draws)")
    for row in coded if everything else coded[:_SHOWN]:
        _show_quantity(row, depth + 1, everything)
    for row in assumed if everything else assumed[:_SHOWN]:
        _say(depth + 1, f"{row['path']}  {row['entered']}{_correlation(row)}  assumed: {row['reason']}")
    hidden = max(0, len(coded) - _SHOWN) + max(0, len(assumed) - _SHOWN)
    if hidden and not everything:
        _say(depth + 1, f"... {hidden} more: --all, or `detente why CASE PATH` for one of them")


def _show_quantity(record: dict[str, Any], depth: int, everything: bool) -> None:
    _say(
        depth,
        f"{record['path']}  {record['entered']}{_correlation(record)}  {record['mark']}  {record['place']}",
    )
    if record["reason"]:
        _say(depth + 1, f"assumed: {record['reason']}")
    rows = record["statements"]
    for row in rows if everything or depth == 0 else rows[:2]:
        _show_statement(row, depth + 1, everything)
    if len(rows) > 2 and not everything and depth > 0:
        _say(depth + 1, f"... and {', '.join(row['id'] for row in rows[2:])}")


def _show_statement(record: dict[str, Any], depth: int, everything: bool) -> None:
    place = f"paragraph {record['paragraph']}" if record["paragraph"] else ""
    if record["start"] is not None:
        place = f"{record['start']}-{record['end']}"
    who = f"{record['speaker']} ({record['act']})"
    told = ", ".join(
        part
        for part in (record["title"], place, record["date"], record["language"], f"grade {record['grade']}")
        if part
    )
    marks = ("", "") if record["paraphrase"] else ("“", "”")
    _say(depth, f"{record['id']}  {who}: {marks[0]}{record['words']}{marks[1]}")
    _say(depth + 1, f"{told}{'; paraphrase' if record['paraphrase'] else ''}")
    if record["translation"]:
        _say(depth + 1, f"in the case's language: {record['translation']}")
    if record["translated_by"]:
        _say(depth + 1, f"read in translation ({record['translated_by']})")
    if record["span"] is not None:
        _say(depth + 1, f"the file says: “{record['span']}”")
    elif depth == 0 or everything:
        _say(depth + 1, record["span_note"])


def _correlation(record: dict[str, Any]) -> str:
    value = record.get("correlation")
    return f"  ({value:+.2f})" if value is not None else ""


def _say(depth: int, text: str) -> None:
    click.echo("  " * depth + text)
