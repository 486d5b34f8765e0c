"""The bundled case: complete, grounded, and nothing in it copied."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from detente.case import Case, check, library_path
from detente.deals.space import Implies, Never, PackageSpace, feasible_packages, make_space, obeys

FOLDER = library_path("ukraine_2025")
ORIGINALS = {
    "report_2025_02": "000_9b6aac2e271b1481.txt",
    "article_2025_03": "004_314c26ef51ec1d6a.txt",
}
FEASIBLE = 276_276


@pytest.fixture(scope="module")
def case() -> Case:
    loaded, problems = check(FOLDER)
    assert loaded is not None, "\n\n".join(str(problem) for problem in problems)
    assert not problems, "\n\n".join(str(problem) for problem in problems)
    return loaded


@pytest.fixture(scope="module")
def space(case: Case) -> PackageSpace:
    rules: list[Implies | Never] = []
    for rule in case.rules:
        given = listed(rule.if_)
        if rule.then:
            rules.append(Implies(given, listed(rule.then)))
        rules += [Never({**given, issue: levels}) for issue, levels in listed(rule.never).items()]
    return make_space({name: issue.level_ids() for name, issue in case.issues.items()}, rules)


def listed(of: dict[str, str | tuple[str, ...]]) -> dict[str, list[str]]:
    return {key: [value] if isinstance(value, str) else list(value) for key, value in of.items()}


def original(name: str) -> Path:
    data = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
    file = data.parent / "sources" / name
    if not file.is_file():
        pytest.skip(f"the user's document is not at {file}")
    return file


def test_the_case_is_complete(case: Case) -> None:
    assert len(case.parties) >= 6
    assert len(case.issues) >= 11
    assert len(case.tables) == 3
    assert all(3 <= len(issue.levels) <= 6 for issue in case.issues.values())
    assert len(case.support) >= 4
    assert len(case.guarantees) >= 3
    assert len(case.signals) >= 15
    assert {"limited", "imperial", "other"} == set(case.parties["russia"].goals)
    assert len(set(case.parties["usa"].goals) - {"other"}) == 5
    assert len([s for s in case.statements if s.source in ORIGINALS]) >= 60


def test_every_issue_changes_something(case: Case) -> None:
    """Each issue weighs with a fighting side, and most issues reach the war or the settlement as well."""
    for issue in case.issues:
        weights = [
            goal.weights for side in ("russia", "ukraine") for goal in case.parties[side].goals.values()
        ]
        assert any(issue in each for each in weights), issue
    with_effects = [
        name
        for name, issue in case.issues.items()
        if any(
            level.effects.model_dump(exclude_defaults=True) or level.fighting
            for level in issue.levels.values()
        )
    ]
    assert len(with_effects) >= 11


def test_every_number_says_what_it_rests_on(case: Case) -> None:
    bare = [path for path, found in case.quantities().items() if not (found.statements or found.assumed)]
    assert bare == []


def test_assumed_numbers_are_ranges(case: Case) -> None:
    points = [
        path
        for path, found in case.quantities().items()
        if found.mark == "assumed" and found.is_certain and found.central not in (0.0, 1.0)
    ]
    assert points == []


def test_priors_sum_to_one(case: Case) -> None:
    for name, party in case.parties.items():
        assert sum(goal.prior.central for goal in party.goals.values()) == pytest.approx(1.0), name


def test_signals_speak_to_every_goal(case: Case) -> None:
    for signal in case.signals:
        assert set(signal.likelihood) == set(case.parties[signal.about].goals), signal.id


def test_every_statement_is_used(case: Case) -> None:
    text = (FOLDER / "case.yaml").read_text(encoding="utf-8")
    lists = re.findall(r"\[([^\[\]]*)\]", text)
    used = {item for found in lists for item in found.split(", ")}
    assert {statement.id for statement in case.statements} - used == set()


def test_packages_keep_the_rules(case: Case, space: PackageSpace) -> None:
    packages = {name: proposal.package for name, proposal in case.proposals.items()}
    packages |= {f"{side} wins": won for side, won in case.war.if_won.items()}
    packages["fighting"] = case.war.while_fighting
    for name, package in packages.items():
        assert set(package) == set(case.issues), name
        assert obeys(space, np.array([space.numbered(package)], dtype=np.int8)).all(), name


def test_number_of_feasible_packages_is_what_the_page_says(space: PackageSpace) -> None:
    assert len(feasible_packages(space)) == FEASIBLE
    page = (Path(__file__).parents[2] / "docs" / "cases" / "ukraine_2025.md").read_text(encoding="utf-8")
    assert f"{FEASIBLE:,}" in page


def test_spans_hold_the_words(case: Case) -> None:
    exact = [statement for statement in case.statements if not statement.paraphrase]
    assert len(exact) >= 40
    texts: dict[str, str] = {}
    for statement in exact:
        if statement.source not in texts:
            raw = (FOLDER / "sources" / str(case.sources[statement.source].file)).read_bytes()
            texts[statement.source] = unicodedata.normalize("NFC", raw.decode("utf-8"))
        assert texts[statement.source][statement.start : statement.end] == statement.words, statement.id


def test_bundled_notes_are_what_the_case_registers(case: Case) -> None:
    files = {source.file: source for source in case.sources.values() if source.file}
    assert {path.name for path in (FOLDER / "sources").iterdir()} == set(files)
    for name, source in files.items():
        data = (FOLDER / "sources" / str(name)).read_bytes()
        assert hashlib.sha256(data).hexdigest() == source.sha256, name
        assert b"detente" in data, name
        assert "Written by us" in str(source.note), name


def test_notes_come_in_three_languages_and_four_formats(case: Case) -> None:
    notes = [source for source in case.sources.values() if source.file]
    assert {source.language for source in notes} == {"en", "it", "es"}
    assert {Path(str(source.file)).suffix for source in notes} == {".txt", ".md", ".html", ".pdf"}


def test_the_documents_stay_with_the_user(case: Case) -> None:
    for name in ORIGINALS:
        assert case.sources[name].file is None
        assert "stay with the user" in str(case.sources[name].note)
        held = [statement for statement in case.statements if statement.source == name]
        assert held
        assert all(statement.paraphrase and statement.paragraph for statement in held)


@pytest.mark.parametrize("name", ORIGINALS)
def test_the_digest_is_that_of_the_document(case: Case, name: str) -> None:
    data = original(ORIGINALS[name]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == case.sources[name].sha256
    paragraphs = [line for line in data.decode("utf-8").splitlines() if line.strip()]
    for statement in case.statements:
        if statement.source == name:
            assert 1 <= (statement.paragraph or 0) <= len(paragraphs), statement.id


def runs_of_words(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


@pytest.mark.parametrize("name", ORIGINALS)
def test_no_six_words_in_a_row_stand_in_a_document(name: str) -> None:
    document = runs_of_words(original(ORIGINALS[name]).read_text(encoding="utf-8"), 6)
    root = Path(__file__).parents[2]
    ours = [path for path in FOLDER.rglob("*") if path.suffix in {".yaml", ".csv", ".txt", ".md", ".html"}]
    for path in [*ours, root / "docs" / "cases" / "ukraine_2025.md"]:
        shared = runs_of_words(path.read_text(encoding="utf-8"), 6) & document
        assert not shared, f"{path.name}: {shared}"


def test_the_check_for_copied_words_can_fail() -> None:
    theirs = runs_of_words("one two three four five six seven", 6)
    assert runs_of_words("He said: one, two, three, four, five, SIX!", 6) & theirs
