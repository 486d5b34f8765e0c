"""What ``detente why`` prints: numbers, quantities and statements, each below what rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.cli._output import count, tell

if TYPE_CHECKING:
    from detente.assess.quality import Cell
    from detente.assess.variation import Variation

_SHOWN = 8
_MARKS = ('"', "“", "«", "„")


def print_numbers(rows: Sequence[Mapping[str, str]], depth: int = 0) -> None:
    """The numbers of an assessment, one a line."""
    for row in rows:
        _say(depth, f"{row['id']:<48} {row['text']:>16}  {row['label']}")


def print_cells(found: Sequence[Cell]) -> None:
    """The quality of information, gaps named."""
    rows = [cell for cell in found if cell.statements]
    wide, wider = (max([len(getattr(cell, key)) for cell in rows], default=5) for key in ("party", "issue"))
    tell(f"{'party':<{wide}} {'issue':<{wider}} statements origins quotes well graded days old".rstrip())
    for cell in rows:
        age = "-" if cell.age_days is None else str(cell.age_days)
        marks = ["one origin"] if cell.single else []
        marks += [f"{one} contradicts {other}" for one, other in cell.contradictions]
        figures = (
            f"{len(cell.statements):>10} {cell.origins:>7} {cell.quotes:>6} {cell.well_graded:>11} {age:>8}"
        )
        tell(f"{cell.party:<{wide}} {cell.issue:<{wider}} {figures}  {'; '.join(marks)}".rstrip())
    gaps: dict[str, list[str]] = {}
    for cell in found:
        if not cell.statements:
            gaps.setdefault(cell.party, []).append(cell.issue)
    for party, issues in gaps.items():
        tell(f"nothing on record about {party}: {', '.join(issues)}")


def print_variation(found: Variation, label: str) -> None:
    """Shares of the variance of one share, by part of the case and by grounds."""
    spread = found.by_part.variance**0.5
    tell(f"{found.number}  {label}")
    tell(
        f"over the drawn cases its chance varies by {100 * spread:.1f} points (standard deviation); share of that "
        "variance explained alone, and with others (90 % interval):"
    )
    for indices in (found.by_part, found.by_grounds):
        rows = sorted(indices.total_order, key=lambda name: -indices.total_order[name].value)
        shown = [name for name in rows if indices.total_order[name].value >= 0.005]
        for name in shown:
            parts = (indices.first_order[name], indices.total_order[name])
            cells = [f"{_percent(i.value):>4} % ({_percent(i.low)} to {_percent(i.high)})" for i in parts]
            tell(f"  {name:<32} {cells[0]:<24} {cells[1]}")
        if len(shown) < len(rows):
            tell(f"  nothing is explained by {len(rows) - len(shown)} more")
        if indices is found.by_part:
            tell("by what the numbers rest on:")
    values = [
        i.value
        for s in (found.by_part, found.by_grounds)
        for i in (*s.first_order.values(), *s.total_order.values())
    ]
    if min(values) < 0.0 or max(values) > 1.0:
        tell("estimates from a sample: below 0 % or above 100 % is sampling error, nothing else")


def _percent(share: float) -> str:
    return f"{100 * share:z.0f}"


def print_records(records: Sequence[dict[str, Any]], everything: bool) -> None:
    """Records of what ids stand for, each walked back."""
    show = {
        "number": _show_number,
        "answer": _show_answer,
        "quantity": _show_quantity,
        "statement": _show_statement,
        "group": _show_group,
    }
    for record in records:
        show[record["kind"]](record, 0, everything)


def _show_number(record: dict[str, Any], depth: int, everything: bool) -> None:
    band = ""
    if record["low"] is not None and record["high"] is not None:
        means = "sampling error" if record["what"] == "share of draws" else "5 to 95 %"
        band = f" ({means}: {record['low']:.3g} to {record['high']:.3g})"
    _say(depth, f"{record['id']}  {record['text']}{band}  [{record['what']}]")
    _say(depth, record["label"])
    _say(depth, f"rule: {record['rule']}")
    for row in record["from"]:
        _say(depth + 1, f"from {row['id']}  {row['text']}  {row['label']}")
    _show_below(record, depth, everything)


def _show_answer(record: dict[str, Any], depth: int, everything: bool) -> None:
    """A number that a command worked out by itself, with its method."""
    given, method = " ".join(record["options"]), record["method"]
    _say(depth, f"{record['id']}  {record['value']:.6g}")
    asked = f"`detente {record['command']}`" + (f" with {given}" if given else "")
    _say(depth, f"{record['label']}{': ' if record['label'] else ''}a number of the answer of {asked}")
    if method is None:
        _say(depth, "set by whoever asked, or the default: nothing of the case goes in")
        return
    _say(depth, f"rule: {method['title']} ({method['id']} in docs/reference/methods.md)")
    for text in method["assumptions"]:
        _say(depth + 1, f"assumes: {text}")
    _say(depth + 1, f"source: {'; '.join(method['sources'])}")
    for row in record["from"]:
        _say(depth + 1, f"from {row['id']}  {row['text']}  {row['label']}")
    _show_below(record, depth, everything)


def _show_group(record: dict[str, Any], depth: int, everything: bool) -> None:
    _say(depth, f"{record['id']}  {record['label']}".rstrip())
    print_numbers(record["numbers"] if everything else record["numbers"][: 3 * _SHOWN], depth + 1)
    if len(record["numbers"]) > 3 * _SHOWN and not everything:
        _say(depth + 1, f"... {len(record['numbers']) - 3 * _SHOWN} more numbers: --all")
    _show_below(record, depth, everything)


def _show_below(record: dict[str, Any], depth: int, everything: bool) -> None:
    """Statements and quantities below a number or a group."""
    statements, coded, assumed = record["statements"], record["quantities"], record["assumed"]
    if statements:
        _say(depth, f"rests on {len(statements)} statement{'s' if len(statements) != 1 else ''} directly")
    for row in statements if everything else statements[:_SHOWN]:
        _show_statement(row, depth + 1, everything)
    if coded or assumed:
        rest = f"{count(len(coded), 'quantity', 'quantities')} below {'rests' if len(coded) == 1 else 'rest'} on statements"
        _say(depth, f"{rest}, {len(assumed)} {'is' if len(assumed) == 1 else 'are'} assumed")
        if any(row.get("correlation") for row in (*coded, *assumed)):
            _say(depth, "those that go with it most come first (rank correlation over the draws)")
    for row in coded if everything else coded[:_SHOWN]:
        _show_quantity(row, depth + 1, everything)
    for row in assumed if everything else assumed[:_SHOWN]:
        _say(depth + 1, f"{row['path']}  {row['entered']}{_correlation(row)}  assumed: {row['reason']}")
    hidden = sum(max(0, len(rows) - _SHOWN) for rows in (statements, coded, assumed))
    if hidden and not everything:
        _say(depth + 1, f"... {hidden} more: --all, or `detente why CASE PATH` for one of them")


def _show_quantity(record: dict[str, Any], depth: int, everything: bool) -> None:
    alone = ", all from one origin" if record["origins"] == 1 and len(record["statements"]) > 1 else ""
    _say(
        depth,
        f"{record['path']}  {record['entered']}{_correlation(record)}  {record['mark']}{alone}  {record['place']}",
    )
    if record["reason"]:
        _say(depth + 1, f"assumed: {record['reason']}")
    for row in record["readings"]:
        _show_reading(row, depth + 1)
    rows = record["statements"]
    for row in rows if everything or depth == 0 else rows[:2]:
        _show_statement(row, depth + 1, everything)
    if len(rows) > 2 and not everything and depth > 0:
        _say(depth + 1, f"... and {', '.join(row['id'] for row in rows[2:])}")


def _show_reading(record: dict[str, Any], depth: int) -> None:
    """One reading of a mixture: its share of the draws, and what its weight comes from."""
    text = f"reading {record['entered']}: {100 * record['share']:.0f} % of the draws, weight {record['weight']:.3g}"
    if record["weight_from"] == "entered":
        behind = ", ".join(record["because"])
        _say(depth, f"{text} as entered{f' (rests on {behind})' if behind else ''}")
        return
    if record["weight_from"] == "assumption":
        reason = f": {record['reason']}" if record["reason"] else ""
        _say(depth, f"{text}, assumed{reason}")
        return
    _say(depth, f"{text} by its evidence")
    for part in record["origins"]:
        shared = (
            f", shared with other readings: {part['counts']:.3g}"
            if part["counts"] < part["reliability"]
            else ""
        )
        _say(
            depth + 1,
            f"origin {part['origin']}: {part['statement']} with reliability {part['reliability']:.2g}{shared}",
        )


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
    _say(
        depth,
        f"{record['id']}  {who}: {record['words'] if record['paraphrase'] else _quoted(record['words'])}",
    )
    _say(depth + 1, f"{told}{'; paraphrase' if record['paraphrase'] else ''}")
    if record["translation"]:
        _say(depth + 1, f"in the case's language: {record['translation']}")
    if record["translated_by"]:
        _say(depth + 1, f"read in translation ({record['translated_by']})")
    if record["span"] is not None:
        _say(depth + 1, f"the file says: {_quoted(record['span'])}")
    elif depth == 0 or everything:
        _say(depth + 1, record["span_note"])
    for what, ids in record.get("carries", {}).items():
        if ids:
            more = f", ... {len(ids) - _SHOWN} more: --all" if len(ids) > _SHOWN and not everything else ""
            _say(depth + 1, f"{what} that rest on it: {', '.join(ids if everything else ids[:_SHOWN])}{more}")


def _quoted(words: str) -> str:
    """Words between marks, unless they have their own."""
    return words if words[:1] in _MARKS else f"“{words}”"


def _correlation(record: dict[str, Any]) -> str:
    value = record.get("correlation")
    return f"  ({value:+.2f})" if value is not None else ""


def _say(depth: int, text: str) -> None:
    tell("  " * depth + text)
