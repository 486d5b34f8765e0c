"""``detente sensitivity``: which numbers of a case move a share, and at which value it turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from detente.cli._kept import kept_run
from detente.cli._output import ids_option, json_option, load_case, reports_faults, tell
from detente.cli._run import Reporter, run_options
from detente.cli._trail import DEAL, print_answer

if TYPE_CHECKING:
    from detente.assess.candidates import Candidate
    from detente.case import Case

_ALL = (*DEAL, "signals")
Rows = list[dict[str, Any]]


@click.command("sensitivity")
@click.argument("case")
@click.argument("id_", metavar="[ID]", required=False)
@click.option(
    "--screen", is_flag=True, help="Morris screening: the mean effect of every number over its range."
)
@click.option("--indices", is_flag=True, help="Sobol indices of the parts of the case, with 90 % intervals.")
@click.option(
    "--break-even", "paths", multiple=True, metavar="PATH", help="Where the share turns as this number moves."
)
@click.option(
    "--level",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="The share that counts as a turn.",
)
@click.option(
    "--runs", type=click.IntRange(2, 4096), help="Trajectories (8), rows of a sample (128), draws (100)."
)
@click.option(
    "--most", type=click.IntRange(1), default=15, show_default=True, help="Rows printed; --json has all."
)
@run_options
@json_option
@ids_option
@reports_faults
def command(case: str, id_: str | None, **options: Any) -> None:  # fmt: skip
    """Which numbers of CASE move the share ID most.

    Without an option: a tornado, every number by itself at its 5th and 95th percentile, all others at
    their middle (two cases each, seconds). --screen moves every number over its whole range from many starts
    (8 cases for each number; tens of seconds on a large case); --indices gives the shares of the variance by part
    of the case (128 cases for each part; a minute); --break-even the values of a number at which the share
    crosses --level, as something to watch for (100 draws at each value tried). ID is a share of the
    assessment, such as verdict.armed_line.holds; without it, the best package put forward.

    \b
    detente sensitivity ukraine_2025
    detente sensitivity ukraine_2025 verdict.armed_line.survival.60 --screen
    detente sensitivity ukraine_2025 --break-even war.power_max --level 0.2
    """
    if options["screen"] + options["indices"] + bool(options["paths"]) > 1:
        raise click.UsageError("give one of --screen, --indices and --break-even")
    loaded = load_case(case)
    candidates, number = _subject(loaded, id_, options)
    reporter = Reporter()
    try:
        kind, rows, head = _work(loaded, candidates, number, options, reporter)
    finally:
        reporter.clear()
    if options["as_json"]:
        record = {"number": number, "kind": kind, "level": options["level"], "rows": rows}
        print_answer(record, loaded, _ALL, (number,))
        return
    tell(f"{number}: {head}")
    for row in rows[: options["most"]]:
        tell(_line(kind, row))
    if len(rows) > options["most"]:
        tell(f"  ... {len(rows) - options['most']} more rows (--most, or --json for all)")


def _subject(case: Case, id_: str | None, options: dict[str, Any]) -> tuple[tuple[Candidate, ...], str]:
    """The packages, and the number asked about: without one, the best package put forward."""
    from detente.assess.chain import proposals
    from detente.assess.variation import check_share

    put_forward = tuple(proposals(case))
    if (
        id_ is not None
        and id_.split(".")[:1] == ["verdict"]
        and any(id_.split(".")[1:2] == [c.id] for c in put_forward)
    ):
        return put_forward, id_
    kept = kept_run(case, options["draws"], options["seed"], options["scale"])
    if id_ is None:
        own = [c.id for c in kept.packages if not c.found] or [c.id for c in kept.packages]
        best = max(own, key=lambda id: kept.numbers[f"verdict.{id}.holds"].value or 0.0)
        id_ = f"verdict.{best}.holds"
    check_share(id_, [id for id, number in kept.numbers.items() if number.unit == "share"])
    return kept.packages, id_


def _work(
    case: Case, candidates: Sequence[Candidate], number: str, options: dict[str, Any], reporter: Reporter
) -> tuple[str, Rows, str]:
    """Kind of the rows, the rows, and what they are in words."""
    if options["screen"]:
        from detente.assess.screening import screen

        runs = options["runs"] or 8
        found = screen(case, candidates, number, trajectories=runs, seed=options["seed"], progress=reporter)
        rows: Rows = [
            {"name": e.name, "size": e.mu_star, "error": e.error, "mean": e.mu, "spread": e.sigma}
            for e in found
        ]
        return "screen", rows, f"mean size of its change over the whole range of each of {len(rows)} numbers"
    if options["indices"]:
        from detente.assess.variation import variation

        split = variation(
            case, candidates, number, draws=options["runs"] or 128, seed=options["seed"], progress=reporter
        )
        return (
            "indices",
            _index_rows(split.by_part),
            "shares of its variance by part of the case (90 % intervals)",
        )
    if options["paths"]:
        return _turns(case, candidates, number, options, reporter)
    from detente.assess.screening import bars

    middle, found_bars = bars(case, candidates, number, reporter)
    rows = [{"name": bar.name, "low": bar.low, "high": bar.high, "swing": bar.swing} for bar in found_bars]
    return (
        "tornado",
        rows,
        f"{100 * middle:.1f} % at the middle of every range; one number at a time at its ends",
    )


def _index_rows(found: Any) -> Rows:
    rows = [
        {
            "name": name,
            "alone": index.value,
            "alone_low": index.low,
            "alone_high": index.high,
            "with_others": found.total_order[name].value,
            "with_others_low": found.total_order[name].low,
            "with_others_high": found.total_order[name].high,
        }
        for name, index in found.first_order.items()
    ]
    return sorted(rows, key=lambda row: -row["with_others"])


def _turns(
    case: Case, candidates: Sequence[Candidate], number: str, options: dict[str, Any], reporter: Reporter
) -> tuple[str, Rows, str]:
    from detente.assess.turning import in_words, turning_points

    says = in_words(candidates, number)
    found = turning_points(
        case,
        candidates,
        number,
        options["paths"],
        level=options["level"],
        draws=options["runs"] or 100,
        seed=options["seed"],
        progress=reporter,
    )
    rows = [
        {
            "name": turn.path,
            "from": turn.low,
            "to": turn.high,
            "share_from": turn.share_low,
            "share_to": turn.share_high,
            "turns": [{"at": crossing.at, "rising": crossing.rising} for crossing in turn.crossings],
            "watch": list(turn.indicator(case, says, options["level"])),
        }
        for turn in found
    ]
    return "break-even", rows, f"where it crosses {100 * options['level']:g} % as one number moves"


def _line(kind: str, row: dict[str, Any]) -> str:
    """One row as a person reads it."""
    row = {**row, "name": str(row["name"]).replace("#reading", " (which reading)")}
    if kind == "screen":
        return (
            f"  {row['name']:<44} {100 * row['size']:5.1f} points (standard error {100 * row['error']:.1f})"
        )
    if kind == "indices":
        alone, jointly = (
            f"{row[key]:.2f} ({row[f'{key}_low']:.2f} to {row[f'{key}_high']:.2f})"
            for key in ("alone", "with_others")
        )
        return f"  {row['name']:<32} alone {alone}, with others {jointly}"
    if kind == "tornado":
        return f"  {row['name']:<44} {100 * row['low']:5.1f} % low, {100 * row['high']:5.1f} % high"
    ends = f"  {row['name']}: {100 * row['share_from']:.1f} % at {row['from']:.3g}, {100 * row['share_to']:.1f} % at {row['to']:.3g}"
    return "\n".join([ends, *(f"    {sentence}" for sentence in row["watch"] or ["it does not turn"])])
