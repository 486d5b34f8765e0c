"""GENIUS domains and preference profiles (XML), read into a scenario and written from one.

A GENIUS utility is a sum over issues of weight / sum of weights x evaluation / the issue's largest
evaluation, on a scale from 0 to 1, with a reservation value on the same scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

import numpy as np

from detente.deals.scenario import Party, Scenario, check_scenario, refuse_ties
from detente.deals.space import MOST_LEVELS, PackageSpace
from detente.deals.xmltree import Node, parse_xml, read_bytes
from detente.errors import InputError, Place, Problem

Rule = Literal["genius", "plain"]


def read_genius(domain: Path, profiles: Sequence[Path], rule: Rule = "genius") -> Scenario:
    """A scenario from a GENIUS domain file and one profile per party.

    Parameters
    ----------
    domain, profiles : paths of XML files
    rule : "genius" or "plain"
        GENIUS divides weights by their sum and evaluations by the issue's largest; NegMAS takes weight times
        evaluation as written. Files made by GENIUS, and ours, mean the same to both up to scale.

    Raises
    ------
    InputError
        Everything wrong with all the files at once: D-001 to D-008, D-010, D-012.
    """
    problems: list[Problem] = []
    try:
        issues = _issues(parse_xml(read_bytes(domain), domain.name), problems)
    except InputError as error:
        raise InputError([*error.problems]) from error
    parties = []
    for path in profiles:
        try:
            root = parse_xml(read_bytes(path), path.name)
            parties.append(_profile(root, path.stem, issues, problems, rule))
        except InputError as error:
            problems += error.problems
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    space = PackageSpace(tuple(name for name, _ in issues), tuple(tuple(levels) for _, levels in issues))
    scenario = Scenario(domain.stem, space, tuple(party for party in parties if party is not None))
    late = check_scenario(scenario, Place(domain.name))
    if any(problem.severity == "error" for problem in late):
        raise InputError(late)
    return Scenario(
        scenario.name, space, scenario.parties, tuple(str(problem) for problem in [*problems, *late])
    )


def read_genius_folder(folder: Path, rule: Rule = "genius") -> Scenario:
    """As ``read_genius``: the domain is the file without weights, the others are profiles, in name order."""
    files = sorted(folder.glob("*.xml"))
    domains = [path for path in files if parse_xml(read_bytes(path), path.name).first("weight") is None]
    if len(domains) != 1:
        names = ", ".join(path.name for path in domains) or "none"
        raise InputError(
            [Problem(Place(folder.name), "", "D-003", f"files without weights: {names}",
                     "a folder holds one domain (no weights) and a profile per party", "name the files one by one")]
        )  # fmt: skip
    return read_genius(domains[0], [path for path in files if path != domains[0]], rule)


def _objective(root: Node) -> Node:
    found = root.first("objective")
    if found is None:
        raise InputError(
            [Problem(root.place, root.tag, "D-003", f"<{root.tag}> without <objective>",
                     "a GENIUS file holds <utility_space> with <objective>", "check that this is a GENIUS file")]
        )  # fmt: skip
    return found


def _issues(root: Node, problems: list[Problem]) -> list[tuple[str, list[str]]]:
    objective = _objective(root)
    nodes = [node for node in objective.children if node.tag in ("issue", "objective")]
    issues: list[tuple[str, list[str]]] = []
    for node in sorted(nodes, key=_index):
        if node.tag == "objective":
            problems.append(
                Problem(node.place, node.attributes.get("name", ""), "D-003", "an objective within an objective",
                        "issues stand directly under the root objective", "flatten the tree of objectives")
            )  # fmt: skip
            continue
        name = node.attributes.get("name", "")
        levels = _levels(node, name, problems)
        for what, names in ((f"issue {name}", [n for n, _ in issues] + [name]), (f"level of {name}", levels)):
            twice = sorted({one for one in names if names.count(one) > 1})
            if twice:
                problems.append(
                    Problem(node.place, name, "D-012", f"{what}: {', '.join(twice)} twice",
                            "names are told apart by their spelling", "rename one")
                )  # fmt: skip
        issues.append((name, levels))
    if not issues:
        problems.append(
            Problem(
                objective.place,
                "objective",
                "D-003",
                "no <issue>",
                "a domain has at least one issue",
                "add issues",
            )
        )
    return issues


def _index(node: Node) -> int:
    text = node.attributes.get("index", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _levels(node: Node, name: str, problems: list[Problem]) -> list[str]:
    kind = node.attributes.get("vtype") or node.attributes.get("type") or "discrete"
    if node.all("item"):
        return [item.attributes.get("value", "") for item in node.all("item")]
    low, high = _range(node)
    if kind == "integer" and low is not None and high is not None and 0 <= high - low < MOST_LEVELS:
        return [str(value) for value in range(int(low), int(high) + 1)]
    problems.append(
        Problem(node.place, name, "D-008", f"an issue of kind {kind} from {low} to {high}",
                f"levels can be listed: items, or whole numbers, at most {MOST_LEVELS}", "cut the range into items")
    )  # fmt: skip
    return []


def _range(node: Node) -> tuple[float | None, float | None]:
    for source in [node, *node.all("range")]:
        try:
            return float(source.attributes["lowerbound"]), float(source.attributes["upperbound"])
        except (KeyError, ValueError):
            continue
    return None, None


def _number(node: Node, key: str, path: str, problems: list[Problem]) -> float:
    text = node.attributes.get(key, "")
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        problems.append(
            Problem(
                node.place,
                path,
                "D-005",
                f"{key} {text!r}",
                "a finite number",
                "write it with a decimal point",
            )
        )
        return 0.0
    return value


def _profile(
    root: Node, name: str, issues: list[tuple[str, list[str]]], problems: list[Problem], rule: Rule
) -> Party | None:
    objective = _objective(root)
    weights = {
        node.attributes.get("index", ""): _number(node, "value", f"{name}.weight", problems)
        for node in objective.all("weight")
    }
    total = sum(weights.values())
    if not weights or min(weights.values()) < 0 or total <= 0:
        shown = ", ".join(f"{value:g}" for value in weights.values()) or "none"
        problems.append(
            Problem(objective.place, f"{name}.weights", "D-006", f"weights {shown} with sum {total:g}",
                    "one weight per issue, none negative, not all zero", "correct the weights")
        )  # fmt: skip
        return None
    nodes = {node.attributes.get("name", ""): node for node in objective.all("issue")}
    if set(nodes) != {issue for issue, _ in issues}:
        problems.append(
            Problem(objective.place, name, "D-007", f"issues {', '.join(sorted(nodes))}",
                    f"the profile has the domain's issues: {', '.join(sorted(i for i, _ in issues))}", "match the names")
        )  # fmt: skip
        return None
    parts = []
    for issue, levels in issues:
        node = nodes[issue]
        values = _evaluations(node, f"{name}.{issue}", levels, problems)
        top = max(values, default=0.0)
        share = weights.get(node.attributes.get("index", ""), 0.0)
        if rule == "genius":
            share /= total * (top if top > 0 else 1.0)
        parts.append(share * np.array(values))
    spare = root.first("reservation"), root.first("discount_factor")
    reservation = _number(spare[0], "value", f"{name}.reservation", problems) if spare[0] else 0.0
    discount = _number(spare[1], "value", f"{name}.discount_factor", problems) if spare[1] else None
    return Party(name, tuple(parts), reservation, discount)


def _evaluations(node: Node, path: str, levels: list[str], problems: list[Problem]) -> list[float]:
    items = {item.attributes.get("value", ""): item for item in node.all("item")}
    if items:
        missing = [level for level in levels if level not in items]
        if missing:
            problems.append(
                Problem(node.place, path, "D-007", f"no evaluation for {', '.join(missing)}",
                        "a profile values every level of the domain", "add the items")
            )  # fmt: skip
        return [_number(items[level], "evaluation", path, problems) for level in levels if level in items]
    evaluators = node.all("evaluator")
    if not evaluators:
        problems.append(
            Problem(
                node.place,
                path,
                "D-007",
                "neither items nor an evaluator",
                "a profile values every level",
                "add them",
            )
        )
        return [0.0] * len(levels)
    return [_linear(evaluators[0], float(level), path, problems) for level in levels]


def _linear(node: Node, at: float, path: str, problems: list[Problem]) -> float:
    """GENIUS's linear evaluator: offset plus slope times the value (older files: parameter0, parameter1)."""
    kind = node.attributes.get("ftype", "linear")
    names = ("offset", "slope") if "slope" in node.attributes else ("parameter0", "parameter1")
    if kind != "linear":
        problems.append(
            Problem(node.place, path, "D-008", f"an evaluator of kind {kind}", "only linear evaluators are read",
                    "list the levels as items with evaluations")
        )  # fmt: skip
        return 0.0
    return _number(node, names[0], path, problems) + _number(node, names[1], path, problems) * at


def write_genius(scenario: Scenario, folder: Path) -> tuple[Path, ...]:
    """Write ``domain.xml`` and one profile per party; what reads them back are the same utilities on 0 to 1.

    GENIUS has no rules and no interactions, and its utilities run from 0 to 1: each party's contributions are
    shifted so that the worst level of each issue is 0 and scaled so that the best package is 1, and the
    reservation with them. Parties without values are left out.

    Raises
    ------
    InputError
        D-008: the space has rules, which GENIUS cannot hold.
    """
    refuse_ties(scenario, Place("domain.xml"), "GENIUS domains")
    folder.mkdir(parents=True, exist_ok=True)
    domain = folder / "domain.xml"
    domain.write_text(_domain_text(scenario), encoding="utf-8", newline="\n")
    written = [domain]
    for number, party in enumerate(scenario.parties, start=1):
        if party.parts is not None:
            path = folder / f"profile{number}.xml"
            path.write_text(_profile_text(scenario, party), encoding="utf-8", newline="\n")
            written.append(path)
    return tuple(written)


def _domain_text(scenario: Scenario) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<negotiation_template>"]
    lines += [f' <utility_space number_of_issues="{len(scenario.space.issues)}">']
    lines += [
        f'  <objective index="0" etype="objective" type="objective" name={quoteattr(scenario.name)} description="">'
    ]
    for number, (issue, levels) in enumerate(
        zip(scenario.space.issues, scenario.space.levels, strict=True), start=1
    ):
        lines.append(_issue_line(number, issue))
        lines += [
            f'    <item index="{k}" value={quoteattr(level)}/>' for k, level in enumerate(levels, start=1)
        ]
        lines.append("   </issue>")
    return "\n".join([*lines, "  </objective>", " </utility_space>", "</negotiation_template>", ""])


def _issue_line(number: int, issue: str) -> str:
    return f'   <issue index="{number}" etype="discrete" type="discrete" vtype="discrete" name={quoteattr(issue)}>'


def _profile_text(scenario: Scenario, party: Party) -> str:
    assert party.parts is not None
    lowest = [float(part.min()) for part in party.parts]
    spans = [float(part.max()) - low for part, low in zip(party.parts, lowest, strict=True)]
    scale = sum(spans) or 1.0
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<utility_space number_of_issues="{len(spans)}">']
    lines.append(' <objective index="0" etype="objective" type="objective" name="root" description="">')
    for number, (issue, levels) in enumerate(
        zip(scenario.space.issues, scenario.space.levels, strict=True), start=1
    ):
        lines.append(_issue_line(number, issue))
        span = spans[number - 1] or 1.0
        for k, level in enumerate(levels):
            value = (float(party.parts[number - 1][k]) - lowest[number - 1]) / span
            lines.append(f'    <item index="{k + 1}" value={quoteattr(level)} evaluation="{value!r}"/>')
        lines.append("   </issue>")
    lines += [
        f'  <weight index="{number}" value="{span / scale!r}"/>' for number, span in enumerate(spans, start=1)
    ]
    lines.append(" </objective>")
    lines.append(f' <discount_factor value="{1.0 if party.discount is None else float(party.discount)!r}"/>')
    lines.append(f' <reservation value="{(float(party.reservation) - sum(lowest)) / scale!r}"/>')
    return "\n".join([*lines, "</utility_space>", ""])
