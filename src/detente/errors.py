"""What goes wrong: problems in the user's files are values, faults in our code are exceptions.

A ``Problem`` is collected, never raised on its own; a loader gathers all of them and raises one
``CaseError`` (or returns them to ``lint``). Every problem code has a row in ``CODES``, a broken file
in ``tests/broken`` and a line in ``docs/reference/problems.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; line and column count from 1, 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        text = self.file
        if self.line:
            text += f":{self.line}"
            if self.column:
                text += f":{self.column}"
        return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in what the user gave us: place, path, code; found; rule; fix."""

    place: Place
    path: str
    code: str
    found: str
    rule: str
    fix: str
    severity: Severity = "error"

    def __str__(self) -> str:
        kind = self.code if self.severity == "error" else f"{self.code}, {self.severity}"
        where = f"{self.place}  {self.path}".rstrip()
        return f"{where}  [{kind}]\n  found: {self.found}\n  rule:  {self.rule}\n  fix:   {self.fix}"

    def as_record(self) -> dict[str, Any]:
        """The same as a flat record, for ``--json``."""
        record = asdict(self)
        record.update(record.pop("place"))
        return record


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Errors before warnings, then by file, line, column and path."""
    return tuple(
        sorted(
            problems,
            key=lambda p: (p.severity != "error", p.place.file, p.place.line, p.place.column, p.path, p.code),
        )
    )


class DetenteError(Exception):
    """Anything that we raise on purpose."""


class InputError(DetenteError):
    """The user's input cannot be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sort_problems(problems)
        super().__init__("\n\n".join(str(problem) for problem in self.problems))


class CaseError(InputError):
    """A case cannot be loaded."""


class ShapeError(DetenteError):
    """Arrays handed to a method do not fit each other, or hold values outside the method's domain."""


class NoAgreementError(DetenteError):
    """A principle was asked for a package where no package clears every reservation."""


class UnknownIdError(DetenteError):
    """An id was asked for that the case or the assessment does not have."""


#: Every problem code with its title; grouped by the room that reports it.
CODES: dict[str, str] = {
    "C-001": "a case or file that cannot be opened",
    "C-002": "a file that is too large",
    "C-003": "a file that is not UTF-8",
    "C-004": "a file that is not YAML 1.2",
    "C-005": "a key that stands twice",
    "C-006": "nesting that is too deep",
    "C-007": "aliases that expand without end",
    "C-008": "a tag",
    "C-009": "a tab in the indentation",
    "C-010": "an empty case file",
    "C-011": "a missing key",
    "C-012": "an unknown key",
    "C-013": "a value that is no quantity, or lies outside its scale",
    "C-014": "a value of the wrong kind",
    "C-015": "a word that is not among the choices",
    "C-020": "a table of statements that is not CSV",
    "C-021": "an unknown or doubled column",
    "C-022": "a row of another width than the header",
    "C-023": "a cell of the wrong kind",
    "C-024": "a line that is not a JSON object",
    "C-030": "an id that cannot stand in a path",
    "C-031": "an unknown party",
    "C-032": "an unknown issue or level",
    "C-033": "an unknown statement",
    "C-034": "an unknown source",
    "C-035": "an unknown side, goal, support link, guarantee or option",
    "C-036": "an id that is used twice",
    "C-037": "one name for two entries, or two entries for one party",
    "C-038": "a language that is not an ISO 639 code",
    "C-039": "a date that is not ISO 8601",
    "C-040": "priors that do not sum to 1",
    "C-041": "weights that do not sum to 1",
    "C-042": "values without a best level worth 1 and a worst worth 0",
    "C-043": "a weighted issue without values",
    "C-044": "a party without goals",
    "C-045": "a signal without a likelihood under each goal",
    "C-046": "a table without two seats or issues, or a last word without a seat",
    "C-047": "a deadline before the date of the case",
    "C-048": "a speaker that is nearly the id of a person or party",
    "C-049": "a choice that cannot be weighed",
    "C-050": "an issue with fewer than two levels",
    "C-051": "an issue that nobody can carry out or decide",
    "C-052": "a market whose uplift may be nothing",
    "C-053": "an interaction that does not tie levels of two issues",
    "C-054": "an interaction that never counts, or counts twice",
    "C-055": "a quota or seats of ratifiers that cannot be",
    "C-060": "a war without two sides, each with its numbers",
    "C-061": "an outcome of the war that leaves issues out",
    "C-062": "winning that is not better than losing",
    "C-063": "power outside its bounds",
    "C-064": "shocks too small for the power grid",
    "C-065": "a figure per year given as per month",
    "C-066": "a guarantee that no monitoring calls upon",
    "C-068": "support to oneself or to a party that does not fight",
    "C-069": "a guarantee that no level brings into force",
    "C-070": "rules that leave no settlement",
    "C-071": "a proposal that breaks a rule",
    "C-072": "a rule that says nothing",
    "C-073": "a level that the rules never allow",
    "C-074": "a proposal under which the war goes on",
    "C-075": "a coalition without two members, or whose members ask for more than all bring",
    "C-076": "a guarantee that relies on itself, or without what acting alone costs",
    "C-077": "a driver or correlation that cannot be",
    "C-078": "a moratorium with more blind days than days, or with amounts in two units",
    "C-080": "a source with another digest",
    "C-081": "words that are not those of the source",
    "C-082": "a span or paragraph that cannot be",
    "C-083": "a file of a source that is missing or too large",
    "C-084": "a statement without a place",
    "C-085": "a statement on which nothing rests",
    "C-086": "a source without statements",
    "C-087": "numbers assumed without a reason",
    "C-088": "readings of one number that all go back to one origin",
    "C-089": "a grade that does not exist, or without a chance above 0",
    "C-090": "a path that leads nowhere",
    "C-091": "a folder that is not empty",
    "C-092": "a file that is none of the case's sources",
    "C-093": "words of a confidential source in a case for handing on",
    "D-001": "a scenario file that cannot be read",
    "D-002": "declarations, aliases or nesting that can harm a reader",
    "D-003": "a file that is no negotiation scenario",
    "D-004": "a single level in a scenario",
    "D-005": "a value that is not a finite number",
    "D-006": "weights of a scenario that cannot be used",
    "D-007": "a profile that does not fit its domain",
    "D-008": "issues or rules that a format cannot hold",
    "D-009": "a utility or value function of an unknown type",
    "D-010": "a reservation above the best package",
    "D-011": "a table without the rows or columns of a scenario",
    "D-012": "two issues or levels of one name",
    "D-013": "rules that contradict each other",
    "D-014": "a party without values",
    "D-015": "a game whose coalitions, members or votes cannot be used",
    "D-016": "a scenario that has no two sides and cannot be a case",
    "S-001": "a conflict file that cannot be read",
    "S-002": "something of another shape in a conflict file",
    "S-003": "an option that does not exist",
    "S-004": "a value that an option does not have",
    "S-005": "a conflict or party without what it needs to move",
    "S-006": "every state infeasible",
    "S-007": "a ranking with missing states",
    "S-008": "a ranking with doubled or unknown states",
    "S-009": "an option that belongs to nobody or to two",
    "S-010": "too many combinations of options",
    "S-011": "a condition that contradicts itself",
    "S-012": "a statement that tells no states apart",
    "S-013": "an unknown direction of change",
    "S-014": "a statement that cannot be read",
    "S-015": "two of one name",
    "S-016": "a party without preferences",
    "S-017": "merged states that are not alike",
    "U-001": "a level of confidence and a likelihood in one sentence",
    "U-002": "a word of likelihood without its number and scale",
    "U-003": "two rows of words of likelihood in one text",
    "U-004": "a word of likelihood beside a number that its scale calls otherwise",
    "M-001": "priors do not sum to 1",
    "M-002": "a prior, likelihood or reliability that is no probability",
    "M-003": "a likelihood for an unknown hypothesis",
    "M-004": "a likelihood below the floor",
    "M-005": "likelihoods that look like posteriors",
    "M-006": "a hypothesis that forbids nothing",
    "M-007": "no hypothesis for none of these",
    "M-008": "reports of one event that disagree on its likelihoods",
    "M-009": "an item id twice",
    "M-010": "cheap talk that tells accounts far apart",
    "R-050": "a document of an unknown type",
    "R-051": "an empty document",
    "R-052": "a path that cannot be read",
    "R-053": "a folder or pattern without documents",
    "R-054": "a malformed PDF",
    "R-055": "a PDF locked with a password",
    "R-056": "a malformed Word document",
    "R-057": "an archive that unpacks to too much",
    "R-058": "a document that is too large",
    "R-059": "a text file that holds no text",
    "R-060": "text that is not UTF-8",
    "R-061": "characters that turn the direction of writing",
    "R-062": "a paragraph that is too long to be one",
    "R-063": "a document read in part",
    "R-064": "a line of articles that cannot be read",
    "R-065": "a table without a column of words",
    "R-066": "a mail without words",
    "R-067": "a page without an article",
    "R-068": "attachments that were not read",
    "R-069": "paragraphs in a language without a language file",
    "R-070": "a PDF without text",
    "R-072": "a failure of ours while reading a document",
    "R-073": "a document over the time limit",
    "R-074": "a damaged cache entry",
    "R-075": "the same document twice",
    "R-076": "control characters in a text",
    "R-077": "a speaker with two readings",
    "R-078": "a decision that is neither accept nor refuse",
    "R-079": "a sheet of codings without its columns",
    "F-001": "a salience that is no share",
    "F-002": "no voice has any weight",
    "F-003": "a position or capability that cannot be used",
    "W-001": "a question that is not JSON or of no known kind",
    "W-002": "an unknown key in a question",
    "W-003": "a missing key in a question",
    "W-004": "a value in a question that is no number",
    "W-005": "patience outside (0, 1)",
    "W-006": "a share or chance outside [0, 1]",
    "W-007": "a negative cost",
    "W-008": "winning that is not better than losing, in a question",
    "W-009": "power outside what can be reached",
    "W-010": "a yearly drift given as monthly",
    "W-011": "shocks narrower than half a grid step",
    "W-012": "a guarantee that nobody calls upon",
    "W-013": "shares that exceed a single stake",
    "W-014": "a count that is not a whole number within its bounds",
    "W-015": "waiting with nothing to wait for",
    "W-016": "outside options that exceed the stake",
    "W-017": "a cease-fire without a dilemma",
    "W-018": "an alarm that says nothing",
    "W-019": "more blind days than days",
    "W-020": "amounts in different units",
    "W-021": "deterrence that does not deter",
    "W-022": "an attacker with nothing to gain",
    "W-023": "thresholds in another unit than capabilities",
    "W-024": "a tough side that loses more by war than the weak one",
    "U-010": "a change of a case that cannot be read",
    "U-011": "overlays that extend each other in a circle",
    "U-012": "a text whose wording cannot be checked",
    "U-013": "a scale of words that cannot be read",
    "U-014": "a band of a scale of words that cannot be, or overlaps another",
    "U-015": "a word of a scale that stands twice or says nothing",
    "U-016": "a scale of words with gaps, or in disorder",
}
