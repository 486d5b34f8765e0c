"""A case for handing on holds nothing of its confidential sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.case import Case, check, load
from detente.case.expurgate import WITHHELD, expurgate
from detente.cli import group
from detente.errors import CaseError

VALID = (Path(__file__).parents[1] / "broken" / "case" / "valid" / "case.yaml").read_text()
SECRET = "The general said that the bridge falls at dawn."
SOURCES = """sources:
  wire: {title: A wire report, file: wire.txt}
  memo: {title: A private memorandum of the embassy, confidential: true, file: memo.txt}
"""
TABLE = f"""id,source,paragraph,speaker,issue,words
s1,wire,1,North,land,North wants the land.
s2,memo,1,a general,land,{SECRET}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = VALID.replace("power: 0.5\n", "power: {readings: [{value: 0.5, because: [s2]}, 0.6]}\n")
    text = text.replace("war_cost: 0.3", "war_cost: {value: 0.3, because: [s1, s2]}", 1)
    text = text.replace("patience: 48", "patience: {value: 48, because: [s2]}", 1)
    text = text.replace(
        "    assumed: a test\n  south", "    because: [s2]\n    values_because: {land: [s2]}\n  south"
    )
    home = tmp_path / "case"
    (home / "sources").mkdir(parents=True)
    (home / "case.yaml").write_text(text + SOURCES)
    (home / "statements.csv").write_text(TABLE)
    (home / "sources" / "wire.txt").write_text("North wants the land.\n")
    (home / "sources" / "memo.txt").write_text(SECRET)
    assert check(home)[1] == ()
    return home


def test_nothing_of_it_is_left_and_every_number_stays(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(group, ["expurgate", str(folder), str(tmp_path / "public")])
    assert done.exit_code == 0, done.output
    assert "without 1 source and 1 statement" in done.output
    written = {path: path.read_text() for path in (tmp_path / "public").rglob("*") if path.is_file()}
    assert {path.name for path in written} == {"case.yaml", "statements.csv", "wire.txt"}
    for words in ("memo", "general", "dawn", "s2", "embassy"):
        assert not any(words in text for text in written.values()), words
    before, after = load(folder), load(tmp_path / "public")
    assert check(tmp_path / "public")[1] == ()
    values = {
        path: [(r.low, r.high) for r in quantity.readings] for path, quantity in before.quantities().items()
    }
    assert values == {
        path: [(r.low, r.high) for r in quantity.readings] for path, quantity in after.quantities().items()
    }


def test_grounds_that_are_gone_are_said_to_be_withheld(folder: Path) -> None:
    public: Case = expurgate(load(folder))
    found = public.quantities()
    assert found["parties.north.patience"].assumed == WITHHELD
    assert found["parties.north.values.land.all"].assumed == WITHHELD
    assert found["parties.north.values.truce.fire"].assumed == WITHHELD
    assert found["war.power"].assumed == WITHHELD
    assert found["parties.north.war_cost"].because == ("s1",)
    assert found["parties.south.patience"].assumed == "a test"


def test_words_that_leaked_into_a_note_are_found(folder: Path) -> None:
    file = folder / "case.yaml"
    file.write_text(
        file.read_text().replace("as_of:", f"note: We heard this. {SECRET.upper()} So be it.\nas_of:")
    )
    with pytest.raises(CaseError, match=r"case.yaml:3:1  note  \[C-093\]"):
        expurgate(load(folder))


def test_a_case_without_secrets_stays_as_it_is() -> None:
    case = load("ukraine_2025")
    if not any(source.confidential for source in case.sources.values()):
        assert expurgate(case) == case


def test_nothing_is_overwritten(folder: Path) -> None:
    done = CliRunner().invoke(group, ["expurgate", str(folder), str(folder)])
    assert done.exit_code == 1
    assert "there already" in done.stderr
