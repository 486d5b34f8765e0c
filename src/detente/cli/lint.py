"""``detente lint``: every problem of a case at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from detente.cli._output import count, json_option, print_json, print_problems, reports_faults
from detente.errors import sort_problems

if TYPE_CHECKING:
    from detente.case import Case
    from detente.errors import Problem


@click.command("lint")
@click.argument("case")
@json_option
@click.option("--strict", is_flag=True, help="Let warnings count as errors for the exit status.")
@reports_faults
def command(case: str, as_json: bool, strict: bool) -> None:
    """Check CASE and report every problem at once, each with its line, the rule and the fix.

    CASE is a folder with a case.yaml, that file itself, or the name of a bundled case. The exit status is 1
    where there are errors, 0 where there are none or only warnings.

    \b
    detente lint mycase
    detente lint mycase --json | jq '.problems[].code'
    detente lint ukraine_2025 --strict
    """
    from detente.case import check

    found, problems = check(case)
    if found is not None:
        problems = sort_problems([*problems, *_aims(found)])
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if as_json:
        print_json(
            {
                "case": case,
                "digest": found.digest if found else None,
                "errors": errors,
                "warnings": warnings,
                "problems": [problem.as_record() for problem in problems],
            }
        )
    else:
        print_problems(problems)
        click.echo(("\n" if problems else "") + _summary(case, errors, warnings))
    if errors or (strict and warnings):
        sys.exit(1)


def _aims(case: Case) -> list[Problem]:
    """Doubtful likelihoods; that "none of these" is missing is told where aims are weighed (`motives`)."""
    from detente.assess.aims import aim_problems

    found = [problem for party in case.parties for problem in aim_problems(case, party)]
    return [problem for problem in found if problem.code != "M-007"]


def _summary(case: str, errors: int, warnings: int) -> str:
    if not errors and not warnings:
        return f"{case}: no problems"
    return f"{case}: {count(errors, 'error')}, {count(warnings, 'warning')}"
