"""Figures of what would change a verdict: the tornado of one package, and what scenarios do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from detente.assess.backing import Lever, Mind
from detente.assess.records import Verdict
from detente.dossier.figures import COLOURS, FAINT, INK, MARKERS, _draw, _percent, _room

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDE = 46


def tornado_figure(verdict: Verdict, mind: Mind) -> str:
    """Chance that a package is signed and holds, where each quantity is lowest and where it is highest."""
    labels = [_wrap(driver.words) for driver in mind.drivers]
    now = verdict.signed_and_holds.value or 0.0

    def paint(axes: Axes) -> None:
        rows = list(range(len(labels)))[::-1]
        ends = []
        for row, driver in zip(rows, mind.drivers, strict=True):
            low, high = driver.low.value or 0.0, driver.high.value or 0.0
            ends += [low, high]
            axes.plot([low, high], [row, row], color="#c3ccd4", linewidth=9, solid_capstyle="butt", zorder=1)
            for value, number, colour, mark in ((low, driver.low, 0, "<"), (high, driver.high, 1, ">")):
                axes.plot(value, row, marker=mark, color=COLOURS[colour], markersize=9, zorder=3)
                left = value == min(low, high)
                axes.annotate(
                    number.text, (value, row), xytext=(-9 if left else 9, 0), textcoords="offset points",
                    va="center", ha="right" if left else "left", fontsize=9, color=INK,
                )  # fmt: skip
        axes.axvline(now, color=FAINT, linewidth=1.2)
        axes.set_yticks(rows, labels)
        span = max(max(ends) - min(ends), 0.1)
        axes.set(
            xlim=(min(ends) - 0.16 * span, max(ends) + 0.16 * span),
            ylim=(-0.6, len(rows) - 0.4),
            xlabel="signed and holds five years",
        )
        _percent(axes, "x")
        for colour, mark, text in ((0, "<", "quantity lowest"), (1, ">", "quantity highest")):
            axes.plot([], [], marker=mark, color=COLOURS[colour], linestyle="none", markersize=9, label=text)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=9)

    label = f"What moves «{verdict.label}»: quantities at their lowest and highest"
    lines = [line for text in labels for line in text.split("\n")]
    return _draw(paint, label, (9.6, 0.46 * len(labels) + 1.05), (_room(lines), 0.2, 0.5, 0.4))


def lever_figure(levers: Sequence[Lever]) -> str:
    """Change of the chance that a package is signed and holds, by scenario, with intervals."""
    labels = [_wrap(lever.label) for lever in levers]
    packages = list(dict.fromkeys(effect.label for lever in levers for effect in lever.effects))

    def paint(axes: Axes) -> None:
        rows = list(range(len(labels)))[::-1]
        for row, lever in zip(rows, levers, strict=True):
            for effect in lever.effects:
                place = packages.index(effect.label)
                at = row + 0.28 * ((len(packages) - 1) / 2 - place)
                number, colour = effect.difference, COLOURS[place % 10]
                axes.plot([number.low or 0.0, number.high or 0.0], [at, at], color=colour, linewidth=2)
                axes.plot(number.value or 0.0, at, marker=MARKERS[place % 10], color=colour, markersize=7)
        axes.axvline(0.0, color=FAINT, linewidth=1.2)
        axes.set_yticks(rows, labels)
        axes.set(ylim=(-0.6, len(rows) - 0.4), xlabel="change of signed-and-holds, in points of per cent")
        axes.xaxis.set_major_formatter(
            lambda value, _: f"{100 * value:+.0f}".replace("-", "−") if value else "0"
        )
        for place, text in enumerate(packages):
            axes.plot([], [], marker=MARKERS[place % 10], color=COLOURS[place % 10], linewidth=2, label=text)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=1, frameon=False, fontsize=9)

    lines = [line for text in labels for line in text.split("\n")]
    head = 0.2 + 0.19 * max(len(packages), 1)
    size = (9.6, 0.5 * len(labels) + 0.6 + head)
    label = "What named scenarios do to the best packages"
    return _draw(paint, label, size, (_room(lines), 0.2, 0.5, head))


def _wrap(text: str) -> str:
    """At most two lines beside the axis; what is longer ends in an ellipsis and is whole in the table."""
    lines = textwrap.wrap(text, _WIDE)
    if len(lines) > 2:
        lines = [lines[0], textwrap.shorten(" ".join(lines[1:]), _WIDE, placeholder=" …")]
    return "\n".join(lines)
