"""Where things stand on a sheet and how words fit: scales, widths of words, free places, lists in sentences."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
#: Height of ordinary words in pixels.
SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from ``low``..``high`` to ``start``..``end`` on the sheet."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Place of a value; values beyond the ends are kept at them."""
        span = self.high - self.low
        part = 0.5 if span == 0 else min(1.0, max(0.0, (value - self.low) / span))
        return self.start + part * (self.end - self.start)

    def ticks(self, about: int = 5) -> list[float]:
        """Round values within the scale, about so many."""
        from matplotlib.ticker import MaxNLocator

        if self.high == self.low:
            return [self.low]
        found = MaxNLocator(about, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        margin = 1e-9 * (self.high - self.low)
        return [float(v) for v in found if self.low - margin <= v <= self.high + margin]


def scale_around(values: Iterable[float], start: float, end: float, pad: float = 0.04) -> Scale:
    """A scale that holds all values, with a little room; of one value alone, a tenth on either side."""
    found = list(values)
    low, high = min(found), max(found)
    room = (high - low) * pad if high > low else 0.1
    return Scale(low - room, high + room, start, end)


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide a line of text is; on the wide side for Arial and its like, a square for East Asian signs."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return size * (0.52 * (len(text) - wide) + 1.05 * wide)


def fold(text: str, room: float, size: float = SIZE, most: int = 3) -> list[str]:
    """Lines no wider than ``room``; what is left after ``most`` lines ends in an ellipsis."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text) / max(1, len(text))
    letters = max(4, int(room / (size * (0.51 + 0.54 * wide))))
    lines = textwrap.wrap(text, letters, break_long_words=True) or [""]
    if len(lines) > most:
        last = lines[most - 1]
        while len(last) > letters - 2:
            last = last.rpartition(" ")[0] if " " in last else last[: max(1, letters - 2)]
        lines = [*lines[: most - 1], last.rstrip() + " …"]
    return lines


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved apart to at least ``gap``, each as little as may be, in the same order, within the bounds."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    blocks: list[list[float]] = []  # sum of wanted first places, members
    for rank, i in enumerate(order):
        blocks.append([places[i] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    out, rank = [0.0] * len(places), 0
    for total, members in blocks:
        first = min(max(total / members, low), high - (len(places) - 1) * gap)
        for _ in range(int(members)):
            out[order[rank]] = first + rank * gap
            rank += 1
    return out


Box = tuple[float, float, float, float]


class Places:
    """Where words near points can stand without covering one another; boxes are (left, top, right, bottom)."""

    def __init__(self, within: Box) -> None:
        self.within = within
        self.taken: list[Box] = []

    def take(self, x: float, y: float, reach: float) -> None:
        """Keep a point clear."""
        self.taken.append((x - reach, y - reach, x + reach, y + reach))

    def near(self, x: float, y: float, wide: float, tall: float) -> Box:
        """The free box nearest to a point, or the least covered one where none is free; it is then taken."""
        tried: list[tuple[float, int, Box]] = []
        for step, reach in enumerate((7, 14, 24, 38, 56, 80, 110, 150)):
            for turn, (across, down) in enumerate(_AROUND):
                left = x + across * reach - (wide if across < 0 else 0 if across > 0 else wide / 2)
                top = y + down * reach - (tall if down < 0 else 0 if down > 0 else tall / 2)
                box = (left, top, left + wide, top + tall)
                tried.append((self._covered(box), 8 * step + turn, box))
        box = min(tried)[2]
        self.taken.append(box)
        return box

    def free(self, box: Box) -> bool:
        """Whether nothing stands there yet."""
        return self._covered(box) == 0

    def _covered(self, box: Box) -> float:
        left, top, right, bottom = self.within
        outside = max(0.0, left - box[0], top - box[1], box[2] - right, box[3] - bottom)
        return 1e4 * outside + sum(
            max(0.0, min(box[2], b[2]) - max(box[0], b[0])) * max(0.0, min(box[3], b[3]) - max(box[1], b[1]))
            for b in self.taken
        )


_AROUND = ((1, 0), (0.7, -0.7), (0.7, 0.7), (0, -1), (0, 1), (-0.7, -0.7), (-0.7, 0.7), (-1, 0))


def percent(value: float) -> str:
    """A share as it stands beside a tick."""
    return f"{100 * value:.0f} %"


def plain(value: float) -> str:
    """A worth as it stands beside a tick."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−") or "0"


def listed(names: Sequence[str]) -> str:
    """Names as in a sentence, each once."""
    found = list(dict.fromkeys(names))
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1]


def capital(text: str) -> str:
    """Text as a sentence begins."""
    return text[:1].upper() + text[1:]
