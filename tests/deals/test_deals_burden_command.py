"""`detente burden` on the burden game and the Security Council of the theory page, and its faults."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from detente.cli.burden import command

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schemas" / "burden.json").read_text(encoding="utf-8")
)
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


def answer(*arguments: str):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    jsonschema.validate(record, SCHEMA)
    return record


ALONE = "member,cost\nde,14\nfr,12\nuk,10\nit,7\n"


def test_joint_costs_by_rule_are_the_table_they_stand_for(tmp_path):
    """The same answers as from a table that lists every group's cost, worked out here."""
    from itertools import combinations

    costs = {"de": 14, "fr": 12, "uk": 10, "it": 7}
    for options, joint in (
        (("--saving", "0.25"), lambda group: max(0.75 * sum(group), *group)),
        (("--largest",), max),
    ):
        rows = ["coalition,cost"]
        for size in range(1, 5):
            for who in combinations(costs, size):
                group = [costs[name] for name in who]
                rows.append(f"{'+'.join(who)},{group[0] if size == 1 else joint(group)}")
        listed = answer(write(tmp_path / "table.csv", "\n".join(rows) + "\n"))
        short = answer(write(tmp_path / "alone.csv", ALONE), *options)
        assert short.pop("joint_costs").startswith("assumed: ")
        assert short["splits"].keys() == listed["splits"].keys()
        for name, split in short["splits"].items():
            assert split["shares"] == pytest.approx(listed["splits"][name]["shares"], abs=1e-9)
            assert split["exact"] == listed["splits"][name]["exact"]


def test_a_least_core_split_keeps_everybody_as_far_as_any_can(tmp_path):
    record = answer(write(tmp_path / "alone.csv", ALONE), "--saving", "0.25")
    assert not record["core_is_empty"]
    assert record["splits"]["least_core"]["would_leave"] == []
    assert sum(record["splits"]["least_core"]["shares"].values()) == pytest.approx(record["whole"])


def test_a_proposed_split_and_the_payments_that_mend_it(tmp_path):
    table = write(tmp_path / "alone.csv", ALONE)
    split = write(tmp_path / "split.csv", "member,share\nit,1.25\nde,12\nfr,8\nuk,11\n")
    found = answer(table, "--saving", "0.25", "--split", split)["splits"]["as_given"]
    assert found["shares"] == {"de": 12.0, "fr": 8.0, "uk": 11.0, "it": 1.25}
    assert found["payments"]["needed"] == {"de": 0.0, "fr": 0.0, "uk": 1.0, "it": 0.0}
    after = {name: found["shares"][name] + found["payments"]["pays"][name] for name in found["shares"]}
    assert all(after[name] <= alone + 1e-9 for name, alone in (("de", 14), ("fr", 12), ("uk", 10), ("it", 7)))
    assert sum(found["payments"]["pays"].values()) == pytest.approx(0)
    kept = {
        name: found["shares"][name] + found["payments"]["to_keep_every_group"][name]
        for name in found["shares"]
    }
    again = write(tmp_path / "kept.csv", "member,share\n" + "".join(f"{k},{v}\n" for k, v in kept.items()))
    assert answer(table, "--saving", "0.25", "--split", again)["splits"]["as_given"]["would_leave"] == []
    words = run(table, "--saving", "0.25", "--split", split).output
    assert "worse off than alone: uk by 1" in words
    assert "payments that keep every group: de receives 1.5, fr pays 1, uk receives 3.5, it pays 4" in words
    wrong = write(tmp_path / "wrong.csv", "member,share\nde,12\nfr,8\nuk,11\nat,9\n")
    output = run(table, "--saving", "0.25", "--split", wrong).output
    assert "a share for each of de, fr, uk, it" in output
    assert "the columns are member and share" in run(table, "--largest", "--split", table).output


def test_shares_beyond_twenty_members_are_sampled_with_their_bound(tmp_path):
    """Airport costs have a closed form (Littlechild and Owen 1973); every share lies within the stated bound."""
    costs = [3.0 * k for k in range(1, 31)]
    table = write(
        tmp_path / "many.csv", "member,cost\n" + "".join(f"m{k},{c}\n" for k, c in enumerate(costs))
    )
    record = answer(table, "--largest", "--orders", "3000", "--seed", "4")
    true = []
    for k in range(30):
        true.append((true[-1] if true else 0.0) + 3.0 / (30 - k))
    found = record["sampled"]
    assert sum(found["shares"].values()) == pytest.approx(90.0)
    for k, share in enumerate(true):
        assert abs(found["shares"][f"m{k}"] - share) <= found["within"][f"m{k}"]
        assert found["standard_errors"][f"m{k}"] < found["within"][f"m{k}"]
    assert record == answer(table, "--largest", "--orders", "3000", "--seed", "4")
    assert "with 95 % confidence" in run(table, "--largest", "--orders", "50").output


def test_side_payments_of_an_agreement(tmp_path):
    rows = "member,worth,outside,pays\nua,3,4,no\nus,9,7,yes\neu,5,4.5,yes\n"
    record = answer(write(tmp_path / "offer.csv", rows))
    assert record["would_stay_out"] == ["ua"]
    assert record["pays"] == pytest.approx({"ua": -1.0, "us": 0.8, "eu": 0.2})
    poor = write(tmp_path / "poor.csv", rows.replace("9,7,yes", "7.1,7,yes"))
    assert not answer(poor)["can_be_financed"]
    assert "side payments cannot mend it: 0.4 is missing" in run(poor).output
    fine = write(tmp_path / "fine.csv", "member,worth,outside\na,1,0\nb,2,-1\n")
    assert "Everybody gains" in run(fine).output


def test_voting_and_coalitions_fit_the_schema_and_options_their_table(tmp_path):
    votes = write(tmp_path / "votes.csv", "member,votes\na,2\nb,1\n")
    answer(votes, "--quota", "2")
    alone = write(tmp_path / "alone.csv", ALONE)
    for arguments, words in (
        ((alone,), "give --saving SHARE or --largest"),
        ((alone, "--saving", "0.1", "--largest"), "give --saving SHARE or --largest"),
        ((votes, "--quota", "2", "--largest"), "belong to a table with the columns member and cost"),
        ((votes, "--quota", "2", "--split", alone), "--split belongs to a table of costs or gains"),
        (
            (write(tmp_path / "b.csv", "member,cost\na,-1\na,2\n"), "--largest"),
            "1 finite number of at least 0",
        ),
    ):
        result = run(*arguments)
        assert result.exit_code == 1
        assert words in result.output


def test_every_kind_of_answer_is_written_as_a_table(tmp_path):
    """What the JSON says of each member stands in the file, as CSV and as xlsx; folders on the way are made."""
    from detente.deals.sheets import read_rows

    costs = write(tmp_path / "costs.csv", "coalition,cost\na,10\nb,12\na+b,16\n")
    votes = write(tmp_path / "votes.csv", "member,votes\na,3\nb,2\nc,1\n")
    offer = write(tmp_path / "offer.csv", "member,worth,outside\na,3,5\nb,6,4\n")
    alone = write(tmp_path / "alone.csv", "member,cost\n" + "".join(f"m{k},{k + 1}\n" for k in range(21)))
    kinds = ((costs,), (votes, "--quota", "4"), (offer,), (alone, "--saving", "0.1", "--orders", "50"))
    for number, given in enumerate(kinds):
        for ending in ("csv", "xlsx"):
            target = tmp_path / "new" / f"{number}.{ending}"
            record = json.loads(run(*given, "--json", "--write", str(target)).stdout)
            head, *rows = read_rows(target)
            assert all(len(row) == len(head) for row in rows)
            told = {(row[0], row[1]): row for row in rows}
            if number == 0:
                shares = record["splits"]["shapley"]["shares"]
                assert {m: float(told["shapley", m][2]) for m in shares} == pytest.approx(shares)
            elif number == 1:
                assert {row[0]: row[2] for row in rows} == record["shapley_shubik"]
            elif number == 2:
                assert {row[0]: float(row[2]) for row in rows} == pytest.approx(record["pays"])
            else:
                assert {row[0]: float(row[1]) for row in rows} == pytest.approx(
                    record["sampled"]["shares"], rel=1e-12
                )
    refused = run(costs, "--write", str(tmp_path / "x.pdf"))
    assert refused.exit_code == 1
    assert "the ending must be .csv or .xlsx" in refused.output
