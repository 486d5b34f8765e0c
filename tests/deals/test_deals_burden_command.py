"""`detente burden` on the burden game and the Security Council of the theory page, and its faults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli.burden import command

BROKEN = Path(__file__).parents[1] / "broken" / "deals"


def run(*arguments: str):
    return CliRunner().invoke(command, list(arguments))


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_burden_of_three(tmp_path):
    rows = "coalition,cost\nuk,1.0\nfr,1.2\nde,1.4\nuk+fr,1.8\nuk + de,2\nfr+de,2.3\nde+fr+uk,2.7\n"
    path = write(tmp_path / "costs.csv", rows)
    record = json.loads(run(path, "--json").stdout)
    assert record["splits"]["shapley"]["exact"] == {"uk": "2/3", "fr": "11/12", "de": "67/60"}
    assert record["splits"]["nucleolus"]["exact"] == {"uk": "19/30", "fr": "14/15", "de": "17/15"}
    assert not record["core_is_empty"]
    assert record["splits"]["nucleolus"]["would_leave"] == []
    words = run(path).output
    assert "All together: cost 2.7" in words
    assert "nucleolus: uk 19/30 (0.633)" in words


def test_majority_has_no_stable_split(tmp_path):
    rows = "coalition;gain\na;0\nb;0\nc;0\na+b;1\na+c;1\nb+c;1\na+b+c;1\n"
    words = run(write(tmp_path / "majority.csv", rows)).output
    assert "No split keeps everybody: under any, some group does better alone by 0.333333" in words
    assert "would leave: a + b, better alone by 0.333333" in words


def test_security_council(tmp_path):
    rows = (
        "member,votes\n"
        + "".join(f"permanent {k},7\n" for k in range(5))
        + "".join(f"elected {k},1\n" for k in range(10))
    )
    path = write(tmp_path / "council.csv", rows)
    record = json.loads(run(path, "--json", "--quota", "39").stdout)
    assert record["shapley_shubik"]["permanent 0"] == "421/2145"
    assert record["shapley_shubik"]["elected 9"] == "4/2145"
    assert record["swings"]["permanent 0"] == 848
    assert record["minimal_winning"] == 210
    assert "Smallest groups that block: permanent 0; permanent 1" in run(path, "--quota", "39").output
    assert "--quota is missing: how many of the 45 votes" in run(path).output


def test_faults(tmp_path):
    result = run(str(BROKEN / "D-015.csv"), "--json")
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["code"] == "D-015"
    assert problem["found"] == "no value for 2 coalitions, first fr+de, uk+fr+de"
    cases = {
        "coalition,cost\na,1\na,2\n": "D-012",
        "coalition,cost\na,much\n": "D-005",
        "coalition,cost\n,3\na,1\n": "nobody pays",
        "who,what\na,1\n": "the columns are coalition and cost",
        "member,votes\na,1.5\n": "whole votes",
        "member,votes\na,0\n": "somebody has a vote",
    }
    for text, words in cases.items():
        assert words in run(write(tmp_path / "bad.csv", text), "--quota", "1").output
    good = write(tmp_path / "one.csv", "coalition,cost\na,1\n")
    assert "--quota belongs" in run(good, "--quota", "1").output
    assert "cost 1" in run(good).output


@pytest.mark.parametrize("quota", ["99"])
def test_a_quota_beyond_all_votes(tmp_path, quota):
    path = write(tmp_path / "council.csv", "member,votes\na,1\nb,2\n")
    assert "quota 99 must be within" in run(path, "--quota", quota).output
