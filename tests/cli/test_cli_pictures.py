"""``--pictures DIR`` as a user runs it: files that open, numbers that are those printed, one remark on standard error."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from detente.case.bundled import template_path
from detente.cli import group

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "examples" / "questions"
SMALL = str(template_path())


def draw(folder, *arguments: str):
    result = CliRunner().invoke(group, [*arguments, "--pictures", str(folder)])
    assert result.exit_code == 0, result.output
    page = (folder / "pictures.html").read_text(encoding="utf-8")
    names = {file.stem for file in folder.glob("*.svg")}
    for file in folder.glob("*.svg"):
        ElementTree.fromstring(file.read_bytes())
    assert set(re.findall(r'<figure id="picture-([^"]+)"', page)) == names
    assert f"{folder / 'pictures.html'} ({len(names)} picture" in result.stderr
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    return names, page, result.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("hold", SMALL, "--draws", "20"), {"survival", "signatures", "power"}),
        (("deter", SMALL, "--draws", "20"), {"credibility"}),
        (("deals", SMALL, "--draws", "20"), {"acceptance", "frontier", "parallel", "reservations"}),
        (("hold", str(QUESTIONS / "hold.json")), {"survival", "signatures", "power"}),
        (("moratorium", str(QUESTIONS / "moratorium.json")), {"ledger"}),
        (("deter", str(QUESTIONS / "coalition.json")), {"tipping"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_every_command_draws_what_it_found(tmp_path, arguments, expected):
    names, _, _ = draw(tmp_path / "out", *arguments)
    assert names == expected


def test_every_side_of_every_limited_cease_fire_is_drawn(tmp_path):
    names, page, printed = draw(tmp_path, "moratorium", "--draws", "20", "--json")
    rows = json.loads(printed)["rows"]
    assert names == {"ledger"}
    for row in rows:
        total = sum(item["amount"] for item in row["ledger"])
        assert f"<td>{total:+.2f}</td>".replace("-", "−") in page


def test_a_foreign_scenario_is_drawn_from_its_paper_terms(tmp_path):
    table = tmp_path / "scenario.csv"
    table.write_text(
        "issue,level,north,south\nvalley,north,10,0\nvalley,split,6,6\nvalley,south,0,10\nroad,open,3,1\nroad,shut,0,2\n",
        encoding="utf-8",
    )
    names, page, printed = draw(tmp_path / "out", "deals", str(table), "--json")
    assert names == {"frontier", "reservations", "parallel"}
    nash = next(line for line in json.loads(printed)["principles"] if line["id"] == "nash")
    assert f"<td>{nash['values']['north']:.3f}</td><td>{nash['values']['south']:.3f}</td>" in page


def test_a_question_without_a_picture_says_so(tmp_path):
    result = CliRunner().invoke(
        group, ["moratorium", str(QUESTIONS / "extortion.json"), "--pictures", str(tmp_path)]
    )
    assert result.exit_code == 0
    assert "no picture" in result.stderr
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_said_so(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    result = CliRunner().invoke(group, ["hold", str(QUESTIONS / "hold.json"), "--pictures", str(taken)])
    assert result.exit_code == 2
    assert "is a file" in result.stderr


def test_the_same_run_draws_the_same_bytes(tmp_path):
    draw(tmp_path / "a", "hold", SMALL, "--draws", "20")
    draw(tmp_path / "b", "hold", SMALL, "--draws", "20")
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.browser
def test_axe_finds_nothing_on_the_page_of_pictures(chromium, tmp_path):
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    draw(tmp_path, "hold", SMALL, "--draws", "20")
    context = chromium.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto((tmp_path / "pictures.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = axe.run(tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    context.close()
    assert not found["violations"], [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]


def test_a_case_in_which_war_is_better_for_all_ends_in_words(tmp_path):
    text = (template_path() / "case.yaml").read_text(encoding="utf-8")
    text = text[: text.index("\nproposals:")] + re.sub(
        r"^\nproposals:.*?(?=\n[a-z_]+:|\Z)", "", text[text.index("\nproposals:") :], flags=re.DOTALL
    )
    text = text.replace("truce: {no_truce: 0, truce: 1}", "truce: {no_truce: 1, truce: 0}")
    text = re.sub(r"weights: \{valley[^}]*\}", "weights: {truce: 0.9, valley: 0.1}", text)
    text = text.replace("war_cost: 0.2 to 0.5 ", "war_cost: 0 ").replace("0.3 to 0.6, because", "0, because")
    folder = tmp_path / "case"
    shutil.copytree(template_path(), folder)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    for command in ("brief", "deals"):
        extra = ["-o", str(tmp_path / "out")] if command == "brief" else ["--pictures", str(tmp_path / "out")]
        result = CliRunner().invoke(group, [command, str(folder), "--draws", "10", *extra])
        assert result.exit_code == 0, (command, result.output)
    assert "there is no picture of this" in result.stderr
