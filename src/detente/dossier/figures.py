"""Figures as SVG with real text: byte-stable (fixed salt, no date), readable without colour.

Every function takes records of the assessment and returns one ``<svg>`` element; the numbers behind it
are in a table under it on the page, so nothing is to be read off a figure alone.
"""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from detente.assess.records import Assessment, Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito's colours, in an order that stays apart in grey; dashes and markers say the same again.
COLOURS = (
    "#0072B2", "#D55E00", "#009E73", "#7A4E9B", "#8C6D00", "#555555", "#A0205A", "#004D66", "#B8860B", "#3B3B98",
)  # fmt: skip
DASHES = (
    "solid", (0, (6, 2)), (0, (2, 2)), (0, (8, 2, 2, 2)), (0, (4, 1)), (0, (1, 1)), (0, (10, 3)), (0, (3, 1, 1, 1)),
    (0, (5, 1, 1, 1, 1, 1)), (0, (12, 2, 3, 2)),
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", "h")
INK = "#1b1f24"
FAINT = "#5b6470"


def survival_figure(verdicts: Sequence[Verdict]) -> str:
    """Chance that each package still holds, month by month, if it is signed; bands for the two best."""
    best = sorted(verdicts, key=lambda verdict: verdict.signed_and_holds.value or 0.0)[-2:]
    banded = {verdict.id for verdict in best}

    def paint(axes: Axes) -> None:
        axes.axhline(0.5, color="#c8cdd3", linewidth=1)
        for number, verdict in enumerate(verdicts):
            months, middle, low, high = zip(*verdict.curve, strict=True)
            colour, dash = COLOURS[number % 10], DASHES[number % 10]
            if verdict.id in banded:
                axes.fill_between(months, low, high, color=COLOURS[number % 10], alpha=0.10, linewidth=0)
            axes.plot(months, middle, linewidth=2, label=beside(verdict.label), color=colour, linestyle=dash)
        axes.set(
            xlim=(0, 120),
            ylim=(0, 1.02),
            xlabel="months after signature",
            ylabel="chance that it still holds",
        )
        axes.set_xticks(range(0, 121, 12))
        _percent(axes, "y")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9, handlelength=3.2)

    label = "Survival curves: chance that each package still holds, by month after signature"
    lines = sum(beside(verdict.label).count("\n") + 1 for verdict in verdicts)
    return _draw(paint, label, (9.6, max(3.9, 0.19 * lines + 0.7)), (0.8, 3.6, 0.55, 0.12))


def value_figure(assessment: Assessment, first: str, second: str) -> str:
    """What each package is worth to the two who fight, against what fighting on is worth to each."""
    names = {outlook.party: outlook.name for outlook in assessment.war}
    war = {outlook.party: outlook.war_value.value or 0.0 for outlook in assessment.war}

    def paint(axes: Axes) -> None:
        points = assessment.space.points
        if points:
            columns = [assessment.space.point_parties.index(party) for party in (first, second)]
            axes.plot(
                [row[columns[0]] for row in points], [row[columns[1]] for row in points],
                linestyle="none", marker=".", markersize=3, color="#b9c0c8", zorder=1,
            )  # fmt: skip
        axes.axvspan(war[first], 2.0, color="#009E73", alpha=0.05)
        axes.axhspan(war[second], 2.0, color="#009E73", alpha=0.05)
        axes.axvline(war[first], color=FAINT, linewidth=1.2, linestyle=(0, (5, 3)))
        axes.axhline(war[second], color=FAINT, linewidth=1.2, linestyle=(0, (5, 3)))
        xs, ys = _worths(assessment, first), _worths(assessment, second)
        axes.text(
            war[first] + 0.006, max(ys) + 0.03, "no deal", color=FAINT, fontsize=8.5, va="top", rotation=90
        )
        axes.text(max(xs) + 0.03, war[second] + 0.008, "no deal", color=FAINT, fontsize=8.5, ha="right")
        for number, verdict in enumerate(assessment.verdicts):
            if not verdict.settles:
                continue
            lines = {line.party: line for line in verdict.parties}
            axes.plot(
                lines[first].value.value or 0.0, lines[second].value.value or 0.0,
                marker=MARKERS[number % 10], color=COLOURS[number % 10], markersize=9, linestyle="none",
                markeredgecolor="white", label=beside(verdict.label), zorder=3,
            )  # fmt: skip
        axes.set(xlim=(min(xs) - 0.04, max(xs) + 0.04), ylim=(min(ys) - 0.04, max(ys) + 0.04))
        axes.set(xlabel=f"worth to {names[first]}", ylabel=f"worth to {names[second]}")
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9)

    label = f"Worth of each package to {names[first]} and {names[second]} against no deal"
    lines = sum(beside(verdict.label).count("\n") + 1 for verdict in assessment.verdicts)
    return _draw(paint, label, (9.6, max(4.8, 0.19 * lines + 0.7)), (0.8, 3.6, 0.55, 0.12))


def _worths(assessment: Assessment, party: str) -> list[float]:
    """Everything that the value figure shows for one party, no deal included."""
    column = assessment.space.point_parties.index(party)
    found = [row[column] for row in assessment.space.points]
    found += [
        line.value.value or 0.0
        for verdict in assessment.verdicts
        for line in verdict.parties
        if line.party == party
    ]
    return found + [outlook.war_value.value or 0.0 for outlook in assessment.war if outlook.party == party]


def credibility_figure(verdicts: Sequence[Verdict]) -> str:
    """Credibility of the guarantee that each package offers next to the credibility that it needs."""
    shown = [verdict for verdict in verdicts if verdict.settles]

    def paint(axes: Axes) -> None:
        rows = list(range(len(shown)))[::-1]
        for row, verdict in zip(rows, shown, strict=True):
            offered, needed = verdict.credibility_offered, verdict.credibility_needed
            low, high = offered.low or 0.0, offered.high if offered.high is not None else offered.value or 0.0
            axes.plot(
                [low, high], [row, row], color=COLOURS[0], linewidth=5, alpha=0.35, solid_capstyle="butt"
            )
            axes.plot(offered.value or 0.0, row, marker="o", color=COLOURS[0], markersize=9)
            if needed.value is None or needed.value > 1.25:
                axes.annotate(
                    "needed: none suffices",
                    (1.27, row),
                    va="center",
                    ha="right",
                    fontsize=8.5,
                    color=COLOURS[1],
                )
            else:
                axes.plot(max(needed.value, 0.0), row, marker="D", color=COLOURS[1], markersize=9)
        axes.axvline(1.0, color="#c8cdd3", linewidth=1)
        axes.set(
            xlim=(-0.03, 1.28),
            ylim=(-0.6, len(shown) - 0.4),
            xlabel="credibility (chance that the guarantors act)",
        )
        axes.set_yticks(rows, [beside(verdict.label, 44) for verdict in shown])
        axes.plot(
            [],
            [],
            marker="o",
            color=COLOURS[0],
            linestyle="none",
            label="offered (mean; bar: 5 to 95 % of draws)",
        )
        axes.plot(
            [],
            [],
            marker="D",
            color=COLOURS[1],
            linestyle="none",
            label="needed so that it is never broken (median)",
        )
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=9)

    label = "Credibility offered and credibility needed, by package"
    return _draw(
        paint,
        label,
        (9.6, 0.42 * len(shown) + 1.05),
        (_room(line for verdict in shown for line in beside(verdict.label, 44).split("\n")), 0.15, 0.5, 0.4),
    )


def belief_figure(assessment: Assessment, party: str, name: str) -> str:
    """Chance of each account of a party's goals, before and after the signals."""
    shown = [belief for belief in assessment.beliefs if belief.party == party]

    def paint(axes: Axes) -> None:
        rows = list(range(len(shown)))[::-1]
        for row, belief in zip(rows, shown, strict=True):
            before, after = belief.prior.value or 0.0, belief.posterior.value or 0.0
            axes.barh(row, after, height=0.5, color=COLOURS[0], alpha=0.85)
            axes.plot([before, before], [row - 0.36, row + 0.36], color=COLOURS[1], linewidth=2.5)
            axes.text(
                max(after, before) + 0.012, row, belief.posterior.text, va="center", fontsize=9, color=INK
            )
        axes.set(xlim=(0, 1), ylim=(-0.6, len(shown) - 0.4), xlabel="chance of the account")
        axes.set_yticks(rows, [belief.goal.replace("_", " ") for belief in shown])
        _percent(axes, "x")
        axes.plot([], [], color=COLOURS[1], linewidth=2.5, label="before the signals")
        axes.plot([], [], color=COLOURS[0], linewidth=7, label="after the signals")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=9)

    return _draw(
        paint,
        f"Accounts of what {name} is after, before and after the signals",
        (9.6, 0.38 * len(shown) + 1.0),
        (_room(belief.goal for belief in shown), 0.15, 0.5, 0.4),
    )


def party_figure(verdict: Verdict) -> str:
    """One package: its worth to every party with its band, against no deal and against refusing alone."""

    def paint(axes: Axes) -> None:
        rows = list(range(len(verdict.parties)))[::-1]
        for row, line in zip(rows, verdict.parties, strict=True):
            value = line.value
            axes.plot(
                [value.low or 0.0, value.high or 0.0],
                [row, row],
                color=COLOURS[0],
                linewidth=5,
                alpha=0.35,
                solid_capstyle="butt",
            )
            axes.plot(value.value or 0.0, row, marker="o", color=COLOURS[0], markersize=8)
            axes.plot(
                line.war_value.value or 0.0,
                row,
                marker="|",
                color=COLOURS[1],
                markersize=17,
                markeredgewidth=2.5,
            )
            axes.plot(
                line.refusal_value.value or 0.0,
                row,
                marker="x",
                color=FAINT,
                markersize=7,
                markeredgewidth=1.8,
            )
        axes.set_yticks(rows, [beside(line.name + (" *" if line.needed else "")) for line in verdict.parties])
        axes.set(
            ylim=(-0.6, len(rows) - 0.4),
            xlabel="worth on the party's own scale (0 its worst, 1 its best); * needed",
        )
        axes.plot(
            [], [], marker="o", color=COLOURS[0], linestyle="none", label="the deal (bar: 5 to 95 % of draws)"
        )
        axes.plot(
            [],
            [],
            marker="|",
            color=COLOURS[1],
            markersize=12,
            markeredgewidth=2.5,
            linestyle="none",
            label="no deal",
        )
        axes.plot([], [], marker="x", color=FAINT, linestyle="none", label="refusing alone")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, fontsize=9)

    return _draw(
        paint,
        f"Worth of «{verdict.label}» to each party against no deal",
        (9.6, 0.34 * len(verdict.parties) + 1.0),
        (
            _room(part for line in verdict.parties for part in beside(line.name + " *").split("\n")),
            0.15,
            0.5,
            0.4,
        ),
    )


def beside(text: str, wide: int = 38) -> str:
    """A label for a legend or an axis, broken so that it fits; of more than three lines the rest is left out."""
    lines = textwrap.wrap(text, wide, break_long_words=True)
    if len(lines) > 3:
        lines = [*lines[:2], lines[2][: wide - 2] + " …"]
    return "\n".join(lines)


def _percent(axes: Axes, which: str) -> None:
    from matplotlib.ticker import PercentFormatter

    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))


def _room(labels: Iterable[str]) -> float:
    """Inches that the labels beside an axis need."""
    return 0.35 + 0.078 * max(len(label) for label in labels)


def _draw(
    paint: Callable[[Axes], None],
    label: str,
    size: tuple[float, float],
    margins: tuple[float, float, float, float],
) -> str:
    """Run ``paint`` on clean axes and return the SVG element with its accessible name.

    ``size`` is width and height, ``margins`` left, right, bottom, top, all in inches.
    """
    import matplotlib

    matplotlib.use("agg", force=False)
    from matplotlib.figure import Figure

    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "detente",
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
    }
    with matplotlib.rc_context(settings):
        width, height = size
        figure = Figure(figsize=size)
        left, right, bottom, top = margins
        box = (
            left / width,
            bottom / height,
            (width - left - right) / width,
            (height - bottom - top) / height,
        )
        paint(figure.add_axes(box))
        out = io.StringIO()
        with warnings.catch_warnings():  # letters stay text, so the browser's fonts count and not ours
            warnings.filterwarnings("ignore", message=r"(?s).*Glyph .* missing from")
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    return _embed(out.getvalue(), label)


def _embed(svg: str, label: str) -> str:
    """Only the element, with ids of its own, so that several can stand in one page."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    salt = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:40]
    body = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{salt}-{found[1]}"', body)
    body = re.sub(r'(xlink:href|href)="#([^"]+)"', lambda found: f'{found[1]}="#{salt}-{found[2]}"', body)
    body = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{salt}-{found[1]})", body)
    return body.replace("<svg ", f'<svg role="img" aria-label="{escape(label, quote=True)}" ', 1)
