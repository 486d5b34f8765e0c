"""What stands on the dossier's page: one documented record per section, made from an assessment and its case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.assess.records import Assessment, Number, PartyLine, Verdict
from detente.case.case import Case
from detente.case.records import Statement


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One attributed statement that the reader found in a document handed over with the case.

    ``where`` is the document with the half-open span of code points; ``words`` are the document's own.
    """

    document: str
    where: str
    language: str
    speaker: str
    party: str
    act: str
    issues: str
    layer: str
    words: str


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read: name, digest of the stored text, languages, how much was found in it."""

    name: str
    digest: str
    languages: str
    characters: int
    statements: int
    note: str


@dataclass(frozen=True, slots=True)
class Stand:
    """What a party has said about one issue: a level, for or against, and the statements that say so."""

    words: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One party's stated positions, one cell per issue."""

    party: str
    cells: tuple[tuple[Stand, ...], ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One negotiating table: who sits there, what it decides, and who must act on that without a seat."""

    name: str
    seats: str
    decides: str
    kept_out: str
    last_word: str
    deadline: str
    threat: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of the case with its source."""

    id: str
    said: Statement
    speaker: str
    party: str
    source: str
    place: str
    grade: str
    translated: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """One issue of a package: the level chosen and its words."""

    issue: str
    level: str
    changed: bool


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source with what is known about its worth."""

    id: str
    description: str
    kind: str
    grade: str
    statements: int
    digest: str
    note: str


def position_rows(case: Case) -> tuple[tuple[str, ...], tuple[PositionRow, ...]]:
    """Issues that somebody took a stand on, and each party's stated stands; said and ascribed kept apart."""
    used = [said for said in case.statements if said.party and said.issue and said.level]
    issues = tuple(issue for issue in case.issues if any(said.issue == issue for said in used))
    rows = []
    for party, record in case.parties.items():
        own = [said for said in used if said.party == party]
        if own:
            rows.append(PositionRow(record.name, tuple(_stands(case, own, issue) for issue in issues)))
    return issues, tuple(rows)


def _stands(case: Case, said: Sequence[Statement], issue: str) -> tuple[Stand, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for statement in said:
        if statement.issue == issue and statement.level:
            found.setdefault((statement.polarity, statement.level, statement.layer), []).append(statement.id)
    out = []
    for (polarity, level, layer), ids in found.items():
        label = case.issues[issue].levels[level].label or level.replace("_", " ")
        lead = {"against": "against: ", "neutral": "on: "}.get(polarity, "")
        tail = " (ascribed)" if layer == "ascribed" else " (author's judgement)" if layer == "author" else ""
        out.append(Stand(f"{lead}{label}{tail}", tuple(ids)))
    return tuple(out)


def table_rows(case: Case) -> tuple[TableRow, ...]:
    """The tables, with the parties that must carry out what is decided there and have no seat."""
    rows = []
    for id, table in case.tables.items():
        out: dict[str, list[str]] = {}
        for issue in table.decides:
            for level in case.issues[issue].levels.values():
                for party in level.needs:
                    if party not in table.seats:
                        out.setdefault(party, []).append(issue)
        kept = [
            f"{case.parties[party].name} ({', '.join(dict.fromkeys(issues))})"
            for party, issues in out.items()
        ]
        rows.append(
            TableRow(
                name=table.name or id.replace("_", " "),
                seats=", ".join(case.parties[party].name for party in table.seats),
                decides=", ".join(issue.replace("_", " ") for issue in table.decides),
                kept_out="; ".join(kept) or "nobody",
                last_word=case.parties[table.last_word].name if table.last_word else "",
                deadline=table.deadline or "",
                threat=", ".join(case.support[link].name or link for link in table.cuts_on_refusal),
            )
        )
    return tuple(rows)


def statement_rows(case: Case) -> tuple[StatementRow, ...]:
    """Every statement, in case order."""
    rows = []
    for said in case.statements:
        source = case.sources[said.source]
        place = f"paragraph {said.paragraph}" if said.paragraph else ""
        if said.start is not None:
            place = f"{place}, " * bool(place) + f"{said.start}–{said.end}"
        person = case.people.get(said.speaker)
        party = case.parties.get(said.speaker)
        name = person.name if person else party.name if party else said.speaker
        rows.append(
            StatementRow(
                id=said.id,
                said=said,
                speaker=name,
                party=case.parties[said.party].name if said.party else "",
                source=source.title,
                place=place,
                grade=f"{source.reliability or '–'}{said.credibility or '–'}",
                translated=said.translation or "",
            )
        )
    return tuple(rows)


def source_rows(case: Case) -> tuple[SourceRow, ...]:
    """The source register."""
    rows = []
    for id, source in case.sources.items():
        parts = [source.author, source.outlet, source.date]
        rows.append(
            SourceRow(
                id=id,
                description=f"{source.title}. " + ", ".join(part for part in parts if part),
                kind=source.kind + (f", {source.language}" if source.language else ""),
                grade=source.reliability or "not graded",
                statements=sum(said.source == id for said in case.statements),
                digest=(source.sha256 or "")[:12],
                note=source.note or "",
            )
        )
    return tuple(rows)


def source_summary(case: Case) -> str:
    """One paragraph on how strong the whole base is, from counts alone."""
    origins = {source.origin or id for id, source in case.sources.items()}
    statements = case.statements
    unnamed = sum(said.form == "unnamed" for said in statements)
    quotes = sum(said.form == "quote" for said in statements)
    judged = sum(said.layer != "reported" for said in statements)
    quantities = case.quantities()
    assumed = sum(not quantity.statements for quantity in quantities.values())
    graded = sum(source.reliability is not None for source in case.sources.values())
    return (
        f"The case rests on {len(statements)} statements from {len(case.sources)} sources of {len(origins)} independent "
        f"origins, {graded} of them graded. {quotes} statements are direct quotations, {unnamed} come from unnamed speakers, "
        f"{judged} are ascribed by others or the author's own judgement. Of {len(quantities)} quantities, {assumed} rest on "
        f"no statement and are marked assumed; they are listed below with their reasons."
    )


def term_rows(case: Case, verdict: Verdict) -> tuple[TermRow, ...]:
    """The terms of a package, with those marked that change what holds while the war goes on."""
    now = case.fill(case.war.while_fighting)
    rows = []
    for issue, level in verdict.package:
        label = case.issues[issue].levels[level].label or level.replace("_", " ")
        rows.append(TermRow(issue.replace("_", " "), label, now.get(issue) != level))
    return tuple(rows)


def signers(verdict: Verdict, how: str) -> str:
    """Names of the needed parties whose likeliest answer is ``how`` (freely, coerced, refuses)."""
    names = []
    for line in verdict.parties:
        answers = {"freely": line.signs_freely, "coerced": line.signs_coerced, "refuses": line.refuses}
        best = max(answers, key=lambda key: answers[key].value or 0.0)
        if line.needed and best == how:
            names.append(line.name)
    return ", ".join(names) or "nobody"


def answer(line: PartyLine) -> tuple[str, str, Number]:
    """A party's likeliest answer to a package: a mark, a word and its share of draws."""
    answers = (
        ("✓", "freely", line.signs_freely),
        ("~", "pressed", line.signs_coerced),
        ("✗", "refuses", line.refuses),
    )
    return max(answers, key=lambda item: item[2].value or 0.0)


def band(number: Number) -> str:
    """The band of a number in its own unit (5 to 95 per cent, or of sampling error); empty where there is none."""
    if number.low is None or number.high is None or abs(number.high - number.low) < 1e-9:
        return ""
    if number.unit in ("share", "credibility"):
        return f"{100 * number.low:.0f} to {100 * number.high:.0f} %"
    if number.unit == "points":
        return f"{100 * number.low:+z.1f} to {100 * number.high:+z.1f}".replace("-", "−")
    if number.unit == "months":
        return f"{number.low:.0f} to {number.high:.0f} months"
    return f"{number.low:.2f} to {number.high:.2f}"


def likeliest_signature(verdict: Verdict) -> tuple[str, Number]:
    """The likeliest class of the possible breaker's signature."""
    return max(verdict.signature, key=lambda pair: pair[1].value or 0.0)


def parties_shown(assessment: Assessment) -> tuple[str, ...]:
    """Parties with more than one account of their goals, in case order."""
    return tuple(dict.fromkeys(belief.party for belief in assessment.beliefs))


def information_words(case: Case, assessment: Assessment) -> str:
    """The state of the record in one paragraph, from counts alone."""
    cells = assessment.information
    single = sum(cell.single for cell in cells)
    clashes = sum(bool(cell.contradictions) for cell in cells)
    silent = [
        case.parties[party].name for party, issues in assessment.gaps if len(issues) == len(case.issues)
    ]
    total = len(case.parties) * len(case.issues)
    parts = [
        f"Of {total} cells of party and issue, {len(cells)} have a statement on record and {total - len(cells)} have none.",
        f"{single} of the {len(cells)} go back to one origin alone: a second source for them is worth most.",
        f"{clashes} hold statements that contradict each other."
        if clashes
        else "None holds a contradiction.",
    ]
    if silent:
        parts.append(f"Nothing is on record about the stated positions of {', '.join(silent)}.")
    return " ".join(parts)


def signal_namer(case: Case) -> Callable[[str], str]:
    """A function from the id of a signal to its words with the id."""
    names = {signal.id: f"«{signal.what}» ({signal.id})" for signal in case.signals}
    return lambda id: names.get(id, id)


def sign_class(number: Number) -> str:
    """Style class of a difference: good or bad where its interval leaves out zero."""
    if number.low is not None and number.low > 0.0:
        return "good"
    return "bad" if number.high is not None and number.high < 0.0 else ""


def unbroken(text: str) -> str:
    """Our own prose with its per cent signs held to their numbers, and the name of the scale in one piece."""
    return re.sub(r"(?<=\d) %", "\u00a0%", text).replace("ICD 203", "ICD\u00a0203")
