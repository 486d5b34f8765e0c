"""``detente flip``: the smallest sets of evidence that turn a conclusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import Opened, kept_run, kept_trace, open_case
from detente.cli._output import ids_option, json_option, reports_faults, tell
from detente.cli._run import run_options, sampling_option
from detente.cli._trail import DEAL, print_answer

if TYPE_CHECKING:
    from detente.assess.trace import Trace
    from detente.doubt.flips import FlipReport


#: Sets printed of each conclusion.
_SHOWN = 10


@click.command("flip")
@click.argument("case")
@click.argument("ids", metavar="[VERDICT|NUMBER]...", nargs=-1)
@click.option(
    "--by",
    type=click.Choice(["statement", "source", "signal"]),
    default="statement",
    show_default=True,
    help="What a set is made of.",
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Share at which a conclusion turns.",
)
@click.option(
    "--size", type=click.IntRange(1, 3), default=3, show_default=True, help="Largest sets looked for."
)
@click.option(
    "--values",
    type=click.IntRange(1),
    metavar="N",
    help="Instead of evidence: at which values of the N strongest quantities a conclusion turns.",
)
@click.option("--check", is_flag=True, help="Run the case again without the first set of each conclusion.")
@run_options
@sampling_option
@json_option
@ids_option
@reports_faults
def command(case: str, ids: tuple[str, ...], **options: Any) -> None:
    """Find the smallest sets of evidence of CASE whose withdrawal turns a conclusion.

    A verdict's id stands for "it is signed and holds 60 months"; any share of the assessment may be
    named, also a belief. Without ids, all verdicts and the leading belief of every party are searched.
    With --values N, the ranges of the N quantities that move each conclusion most are searched for the
    value at which it turns: indicators to watch.

    \b
    detente flip ukraine_2025 armed_line --level 0.25
    detente flip ukraine_2025 belief.usa.deal_maker --by signal
    detente flip ukraine_2025 found_1 --values 5
    """
    from detente.assess.withdrawal import flips

    opened = open_case(case)
    draws, seed, sampling = options["draws"], options["seed"], options["sampling"]
    kept = kept_run(opened, draws, seed, options["scale"], sampling)
    held = kept_trace(opened, kept.packages, draws, seed, sampling=sampling)
    wanted = [_full(id, {package.id for package in held.packages}) for id in ids] or _default(held)
    if options["values"]:
        _turns(opened.case, kept, wanted, options)
        return
    reports = {
        number: flips(opened.ledger, held, number, options["level"], options["by"], options["size"])
        for number in wanted
    }
    checks = {number: _again(opened, held, number, report, options) for number, report in reports.items()}
    if options["as_json"]:
        rows = [
            {"number": n, "by": options["by"], **_plain(r), "check": checks[n]} for n, r in reports.items()
        ]
        print_answer({"flips": rows}, opened, (*DEAL, "signals"), wanted)
        return
    for number, report in reports.items():
        label = kept.numbers[number].label if number in kept.numbers else ""
        _print(number, label, report, options["by"], checks[number])
    _print_items(opened, reports.values(), options["by"])


def _turns(case: Any, kept: Any, wanted: list[str], options: dict[str, Any]) -> None:
    """Values at which each conclusion turns, printed."""
    from detente.assess.turning import drivers, in_words, turning_points
    from detente.cli._run import Reporter

    records = []
    for number in wanted:
        paths = drivers(case, kept.packages, number, options["draws"], options["seed"], options["values"])
        reporter = Reporter()
        found = turning_points(
            case,
            kept.packages,
            number,
            paths,
            level=options["level"],
            seed=options["seed"],
            progress=reporter,
        )
        reporter.clear()
        records.append((number, kept.numbers[number].label if number in kept.numbers else "", found))
    if options["as_json"]:
        rows = [
            {"number": number, "level": options["level"], "turns": [asdict(t) for t in found]}
            for number, _, found in records
        ]
        print_answer({"turning_points": rows}, case, (*DEAL, "signals"), wanted)
        return
    for number, label, found in records:
        tell(f"{number}  {label}")
        for turn in found:
            ends = f"{100 * turn.share_low:.1f} % at {turn.low:.3g}, {100 * turn.share_high:.1f} % at {turn.high:.3g}"
            tell(f"  {turn.path}: {ends}")
            for text in turn.indicator(case, in_words(kept.packages, number), options["level"]):
                tell(f"    {text}")


def _plain(report: FlipReport) -> dict[str, Any]:
    record = asdict(report)
    for row in record["sets"]:
        row.pop("error")  # nothing is sampled anew, so there is none
    return record


def _full(id: str, verdicts: set[str]) -> str:
    return f"verdict.{id}.holds" if id in verdicts else id


def _default(held: Any) -> list[str]:
    """Every verdict, and of every party with signals the account that leads."""
    from detente.assess.trace import numbers_of, view

    numbers = numbers_of(view(held))
    out = [f"verdict.{package.id}.holds" for package in held.packages]
    for party in dict.fromkeys(held.about.values()):
        beliefs = [id for id in numbers if id.startswith(f"belief.{party}.")]
        if beliefs:
            out.append(max(beliefs, key=lambda id: numbers[id]))
    return out


def _again(
    opened: Opened, held: Trace, number: str, report: FlipReport, options: dict[str, Any]
) -> float | None:
    """The number in a real run without the first set, where that was asked for."""
    if not options["check"] or not report.sets:
        return None
    from detente.assess.candidates import Candidate
    from detente.assess.ledger import statements_of
    from detente.assess.trace import numbers_of, view
    from detente.assess.tracing import trace
    from detente.assess.withdrawal import withdraw

    chosen = report.sets[0].items
    by_signal = options["by"] == "signal"
    gone = () if by_signal else statements_of(opened.ledger, chosen)
    less = withdraw(opened.case, gone, chosen if by_signal else ())
    candidates = [
        Candidate(package.id, package.label, dict(package.package))
        for package in held.packages
        if number.startswith(f"verdict.{package.id}.")
    ]
    again = trace(less, candidates, options["draws"], options["seed"], sampling=options["sampling"])
    return numbers_of(view(again))[number]


def _print_items(opened: Opened, reports: Iterable[FlipReport], by: str) -> None:
    """What the members of the sets that were shown are."""
    items = sorted({item for report in reports for row in report.sets[:_SHOWN] for item in row.items})
    if not items:
        return
    tell("where:")
    ledger = opened.ledger
    for id in items:
        if by == "signal":
            tell(f"  {id}  {ledger.signals[id][0]}")
        elif by == "source":
            tell(f"  {id}  {ledger.sources[id]['title']}")
        else:
            row = ledger.statements[id]
            tell(f"  {id}  {row['speaker']} ({row['act']}): {row['words']}")


def _print(number: str, label: str, report: FlipReport, by: str, check: float | None) -> None:
    level = f"{100 * report.level:g} %"
    tell(f"{number}  {100 * report.value:.1f} %  {label}")
    if report.size == 0:
        tell(
            f"  no set of up to {report.searched} {by}{'s' if report.searched != 1 else ''} carries it across {level}"
        )
    else:
        noun = by if report.size == 1 else f"{by}s"
        tell(
            f"  {report.found} set{'s' if report.found != 1 else ''} of {report.size} {noun} carry it across {level}:"
        )
        for row in report.sets[:_SHOWN]:
            tell(f"    without {' + '.join(row.items)}: {100 * row.value:.1f} %")
    if check is not None:
        tell(f"  a real run without the first set gives {100 * check:.1f} %")
    if report.refused:
        first = "; ".join(" + ".join(row) for row in report.to_rerun[:3])
        tell(f"  {report.refused} sets leave too few draws to tell ({first}): more --draws would")
