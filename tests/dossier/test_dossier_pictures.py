"""Pictures: well formed, byte-stable, readable, the same numbers as the records, and no words over one another."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from detente.assess.series import (
    Answers,
    Clause,
    Comparison,
    FrontierPicture,
    GuaranteeLine,
    Interval,
    LedgerSeries,
    PackageWorths,
    PowerLine,
    SignatureField,
    SurvivalSeries,
)
from detente.assess.views import answers_of, comparison_of
from detente.deals.pictures import frontier_picture
from detente.dossier.figures import credibility_picture
from detente.dossier.figures_choices import coalition_picture, ledger_picture, text_picture
from detente.dossier.figures_deals import acceptance_picture, parallel_picture, reservation_picture
from detente.dossier.figures_frontier import frontier_figure
from detente.dossier.figures_war import power_picture, signature_picture, survival_picture
from detente.dossier.gallery import render_gallery, standalone_svg
from detente.dossier.layout import Places, Scale, fold, spread, width_of
from detente.dossier.pictures import pictures_of
from detente.dossier.sheet import COLOURS, INK, SOFT, Picture
from detente.war.pictures import coalition_curve

LONG = "Federation of the Eleven Northern Provinces and Associated Territories beyond the Great River"
NAMES = {
    "plain": lambda n: f"Party {n}",
    "long": lambda n: f"{LONG} {n}",
    "arabic": lambda n: f"اتحاد المقاطعات الجنوبية {n}",
    "cyrillic": lambda n: f"Союз северных областей {n}",
    "chinese": lambda n: f"北方各省联合会代表团 {n}",
}


def made(packages: int, parties: int, names: str = "plain", floor: float = 0.4) -> list[Picture]:
    """Every picture that packages, parties and a floor give."""
    rng = np.random.default_rng(packages * 100 + parties)
    name = NAMES[names]
    values = rng.random((packages, parties)) * 0.9
    lines = tuple(
        PackageWorths(
            name(n),
            tuple(Interval(float(v), float(max(0, v - 0.1)), float(v + 0.1)) for v in values[n]),
            tuple(bool(x) for x in rng.random(parties) < 0.7),
        )
        for n in range(packages)
    )
    everybody = tuple(name(p) for p in range(parties))
    seen = Comparison(everybody, (Interval(floor, floor - 0.05, floor + 0.05),) * parties, lines, "made up")
    answers = tuple(
        Answers(name(n), tuple(row * 0.6), tuple(row * 0.3), lines[n].needed, float(row.prod()))
        for n, row in enumerate(values)
    )
    two = frontier_picture(
        (name(0), name(1)), values[:, :2], np.full(2, floor), {"Nash": [0], "Egalitarian": [0], "Utilitarian": [packages - 1]}
    )  # fmt: skip
    marked = [(name(n), float(values[n, 0]), float(values[n, 1])) for n in range(packages)]
    curve = tuple((m, math.exp(-m / 50), math.exp(-m / 20), math.exp(-m / 90)) for m in range(0, 121, 2))
    return [
        acceptance_picture(everybody, answers),
        reservation_picture(seen),
        parallel_picture(seen),
        frontier_figure(two, marked),
        survival_picture([SurvivalSeries(name(n), curve) for n in range(packages)], "made up."),
        credibility_picture([GuaranteeLine(name(n), Interval(0.5, 0.3, 0.7), n / 4) for n in range(packages)]),
        signature_picture([field(name(n), name(0)) for n in range(min(packages, 3))]),
        power_picture([power(name(n), name(0)) for n in range(min(packages, 3))]),
        ledger_picture([ledger(name(n)) for n in range(min(parties, 3))]),
        coalition_picture(coalition_curve({name(n): 1.0 + n for n in range(parties)}, {name(n): 2.0 * n for n in range(parties)})),
        text_picture([Clause(name(n), ((name(0), everybody[:1]), (name(1), everybody[1:2])), ()) for n in range(2)]),
    ]  # fmt: skip


def field(label: str, breaker: str) -> SignatureField:
    rows = tuple(
        ((0.0, 0.3 - c / 10, "refuses"), (0.32 - c / 10, 0.5, "bad_faith"), (0.52, 0.7, "opportunist"), (0.72, 1.0, "safe"))
        for c in (0.0, 0.5, 1.0)
    )  # fmt: skip
    return SignatureField(
        label, breaker, "limited", (0.0, 0.5, 1.0), rows, 0.02, Interval(0.4, 0.3, 0.5), Interval(0.5, 0.4, 0.6), "bad_faith", 0.5
    )  # fmt: skip


def power(label: str, breaker: str) -> PowerLine:
    months = tuple(range(0, 121, 2))
    mean = tuple(0.5 + month / 400 for month in months)
    return PowerLine(
        label, breaker, "limited", months, mean, tuple(m - 0.1 for m in mean), tuple(m + 0.1 for m in mean),
        ((0.7, 0.9),), ((0.6, 0.9),), 80.0,
    )  # fmt: skip


def ledger(party: str) -> LedgerSeries:
    items = (("harm avoided on honoured days", 5.0, 5.0), ("price", -9.0, -4.0))
    return LedgerSeries("Thirty days", party, items, -2.0, 0.3)


def texts(picture: Picture) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg)


@pytest.mark.parametrize(("packages", "parties"), [(1, 2), (2, 3), (9, 7), (200, 2), (13, 12)])
@pytest.mark.parametrize("floor", [0.05, 0.4, 2.0])
def test_every_picture_at_any_size_is_well_formed_and_the_same_twice(packages, parties, floor):
    for one, again in zip(
        made(packages, parties, floor=floor), made(packages, parties, floor=floor), strict=True
    ):
        assert one == again
        root = ElementTree.fromstring(one.svg.replace("xlink:href", "href"))
        assert root.get("aria-label") == one.finding
        assert one.finding
        assert one.caption
        assert all(len(row) == len(one.header) for row in one.rows)
        file = ElementTree.fromstring(standalone_svg(one).encode())
        written = " ".join(element.text or "" for element in file.iter("{http://www.w3.org/2000/svg}text"))
        assert one.finding.split()[0] in written


@pytest.mark.parametrize("names", sorted(NAMES))
def test_names_in_any_script_are_whole_in_the_tables_and_no_line_is_wider_than_the_sheet(names):
    for picture in made(3, 3, names):
        assert all(width_of(text, 12) <= 736 for text in texts(picture))
        if picture.header and picture.header[0] == "Package":
            assert {row[0] for row in picture.rows} >= {NAMES[names](0)}


def test_a_closed_zone_is_said_so():
    by_id = {picture.id: picture for picture in made(5, 2, floor=2.0)}
    assert (
        by_id["frontier"].finding
        == "None of 5 packages is worth at least no deal to both Party 0 and Party 1"
    )
    assert (
        "None of the 5 packages" in by_id["reservations"].finding or "5 packages" in by_id["parallel"].finding
    )


def test_findings_of_the_worths_are_right():
    worth = (Interval(0.6, 0.6, 0.6), Interval(0.2, 0.2, 0.2))
    floor = (Interval(0.5, 0.5, 0.5),) * 2
    fine = PackageWorths("fine", worth, (True, False))
    short = PackageWorths("short", worth, (True, True))

    def of(*lines):
        return reservation_picture(Comparison(("A", "B"), floor, lines, "")).finding

    assert of(short) == "«short» is worth less than no deal to B"
    assert of(fine) == "«fine» is worth at least no deal to everybody it needs"
    assert of(fine, short) == "1 of the 2 packages is worth at least no deal to everybody it needs: «fine»"
    assert of(short, short) == "None of the 2 packages is worth at least no deal to everybody it needs"


def test_points_stand_where_their_numbers_say():
    values = np.array([[0.2, 0.8], [0.6, 0.6], [0.9, 0.1]])
    series = frontier_picture(("A", "B"), values, np.array([0.3, 0.3]), {"Nash": [1]})
    picture = frontier_figure(series)
    xs = {float(x) for x in re.findall(r'<use [^>]*x="([\d.]+)"', picture.svg)}
    assert xs
    rows = {row[0]: row[1:] for row in picture.rows}
    assert rows["No deal"] == ("0.300", "0.300")
    assert rows["Nash"] == ("0.600", "0.600")
    assert picture.finding == "Of 3 packages, 1 is worth at least no deal to both A and B"
    accepted = frontier_picture(("A", "B"), values, np.array([0.3, 0.3]), {}, np.array([False, False, False]))
    assert frontier_figure(accepted).finding.endswith("; none to everybody asked")


def test_signature_findings_follow_the_classes():
    from dataclasses import replace

    one = field("plan", "North")
    assert signature_picture([one]).finding == (
        "«plan» gives North 0.40: it signs in bad faith; at the credibility offered, from 0.72 it would be safe"
    )
    safe = replace(one, kind="safe")
    assert "sign none of the 2" in signature_picture([one, one]).finding
    assert "sign 1 of the 2" in signature_picture([one, safe]).finding
    assert "sign each of the 2" in signature_picture([safe, safe]).finding


def test_ledger_findings_follow_the_balance():
    assert (
        ledger_picture([ledger("North")]).finding
        == "«Thirty days»: refusing is better for North at central values"
    )


def _contrast(colour: str) -> float:
    def light(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_marks_have_3_to_1_and_words_4_5_to_1_on_white():
    assert min(_contrast(colour) for colour in COLOURS) >= 3
    assert min(_contrast(colour) for colour in (INK, SOFT)) >= 4.5
    for picture in made(5, 4):
        styles = re.findall(r'<text style="([^"]*)"', picture.svg)
        fills = {found[1] for style in styles if (found := re.search(r"fill: (#[0-9a-f]{6})", style))}
        assert all(_contrast(fill) >= 4.5 for fill in fills - {"#ffffff"}), fills


def test_layout_helpers():
    assert spread([5.0, 5.0, 5.0], 10, 0, 100) == [0.0, 10.0, 20.0]
    assert spread([50.0, 10.0], 10, 0, 100) == [50.0, 10.0]
    moved = spread([90.0, 95.0, 99.0], 10, 0, 100)
    assert moved == [80.0, 90.0, 100.0]
    assert fold("one two three four", 60, 14, 2)[-1].endswith("…")
    scale = Scale(0.0, 1.0, 10.0, 110.0)
    assert (scale(0.5), scale(-3), scale(9)) == (60.0, 10.0, 110.0)
    assert all(0 <= tick <= 1 for tick in scale.ticks())
    places = Places((0, 0, 200, 200))
    boxes = [places.near(100, 100, 30, 14) for _ in range(6)]
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_every_library_case_gives_all_that_it_has_the_numbers_for(bundled_case, bundled_assessment):
    names = {id: party.name for id, party in bundled_case.parties.items()}
    found = pictures_of(bundled_assessment, names)
    always = {
        "acceptance",
        "survival",
        "reservations",
        "parallel",
        "credibility",
        "frontier",
        "signatures",
        "power",
        "ledger",
    }
    assert always <= set(found)
    assert sum(id.startswith("tipping") for id in found) == len(bundled_case.coalitions)
    assert bundled_assessment.pictures.text
    page = render_gallery("All", list(found.values()))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_the_small_case_draws_too(small_case, small_assessment):
    found = pictures_of(small_assessment, {id: party.name for id, party in small_case.parties.items()})
    assert {"acceptance", "frontier", "signatures", "power"} <= set(found)


def test_numbers_of_the_pictures_are_those_of_the_verdicts(bundled_assessment):
    seen = comparison_of(bundled_assessment.verdicts)
    first = bundled_assessment.verdicts[0]
    assert seen.packages[0].worth[0].value == first.parties[0].value.value
    answers = answers_of(bundled_assessment.verdicts)
    assert answers[0].together == first.all_sign.value
    for line in answers:
        assert all(
            free + pressed <= 1 + 1e-9 for free, pressed in zip(line.freely, line.pressed, strict=True)
        )
    drawn = bundled_assessment.pictures
    assert isinstance(drawn.frontier, FrontierPicture)
    labels = [verdict.label for verdict in bundled_assessment.verdicts if verdict.settles]
    assert [label for label, _, _ in drawn.marked] == labels


@pytest.mark.browser
@pytest.mark.parametrize(
    ("packages", "parties", "names"),
    [(1, 2, "plain"), (9, 7, "plain"), (14, 12, "long"), (4, 3, "arabic"), (4, 3, "chinese")],
)
def test_no_words_stand_on_other_words(chromium, packages, parties, names):
    pictures = made(packages, parties, names)
    tab = chromium.new_page(viewport={"width": 900, "height": 900})
    body = "".join(f"<div id='{p.id}' style='width:736px'>{p.svg}</div>" for p in pictures)
    tab.set_content(f"<style>svg{{width:100%;height:auto}}</style>{body}")
    boxes = tab.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('div')].map(d => [d.id, [...d.querySelectorAll('text')].map(
        t => { const b = t.getBoundingClientRect(); const s = d.querySelector('svg').getBoundingClientRect();
        return [t.textContent, b.left, b.top, b.right, b.bottom, s.left, s.right, s.top, s.bottom] })]))"""
    )
    tab.close()
    for id, found in boxes.items():
        for one, other in itertools.combinations(found, 2):
            wide = min(one[3], other[3]) - max(one[1], other[1])
            high = min(one[4], other[4]) - max(one[2], other[2])
            smaller = min((b[3] - b[1]) * (b[4] - b[2]) for b in (one, other))
            assert wide <= 0 or high <= 0 or wide * high < 0.25 * smaller, (id, one[0], other[0])
        for words, left, top, right, bottom, start, end, above, below in found:
            assert left >= start - 2, (id, words)
            assert right <= end + 2, (id, words)
            assert top >= above - 3, (id, words)
            assert bottom <= below + 3, (id, words)


@pytest.mark.parametrize(
    "name", ["<b>&\"'", "$x_1$ and \\frac", "two\nlines\there", "", "a" * 300, "\u200f‏عربي\u200e"]
)
def test_any_name_makes_a_picture_that_parses(name):
    line = PackageWorths(name, (Interval(0.6, 0.5, 0.7),) * 2, (True, True))
    seen = Comparison((name, name), (Interval(0.4, 0.4, 0.4),) * 2, (line,), "made up")
    series = frontier_picture((name, name), np.array([[0.5, 0.5]]), np.zeros(2), {name or "x": [0]})
    for picture in (
        reservation_picture(seen),
        parallel_picture(seen),
        frontier_figure(series, [(name, 0.5, 0.5)]),
    ):
        ElementTree.fromstring(standalone_svg(picture).encode())
        assert "<b>" not in picture.svg
    assert "<b>" not in render_gallery(name, [reservation_picture(seen)])
