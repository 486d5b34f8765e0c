"""The bottom line and the key judgements, in words: likelihood in one sentence, confidence in another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from detente.assess.records import GoalBelief, Judgement, Verdict
from detente.case.case import Case
from detente.case.records import Statement
from detente.doubt.scales import word_for
from detente.doubt.wording import Facts, rate_confidence


def chance(value: float | None, scale: str) -> str:
    """A probability in word, number and scale name."""
    return str(word_for(min(1.0, max(0.0, value or 0.0)), scale))


def bottom_line(case: Case, verdicts: Sequence[Verdict], scale: str) -> str:
    """What a reader who stops after one paragraph must know."""
    put_forward = [verdict for verdict in verdicts if verdict.origin == "proposal"]
    found = [verdict for verdict in verdicts if verdict.origin == "found"]
    parts = []
    if put_forward:
        best = max(put_forward, key=_joint)
        first = (
            f"One package is put forward, «{best.label}»"
            if len(put_forward) == 1
            else f"Of the {len(put_forward)} packages put forward, «{best.label}» does best"
        )
        parts.append(
            f"{first}: that everybody it needs signs it and nobody breaks it for five years is "
            f"{chance(_joint(best), scale)}."
        )
        if best.blockers:
            parts.append(f"{_names(case, best.blockers)} would refuse it in most draws.")
    else:
        parts.append("No package put forward would end the fighting.")
    if found:
        best = max(found, key=_joint)
        parts.append(
            f"The best package found among all that the rules allow {_against(best, put_forward, scale)}."
        )
    parts.append(
        "Chances are shares of draws under the ranges entered in the case, not forecast frequencies."
    )
    return " ".join(parts)


def _against(best: Verdict, put_forward: Sequence[Verdict], scale: str) -> str:
    """How the best package found does, beside those put forward where there are any."""
    likely = chance(_joint(best), scale)
    if not put_forward:
        return f"would be signed by all and hold for five years: {likely}; {_likeliest_refusal(best)}"
    better = _joint(best) > max(map(_joint, put_forward))
    return f"{'does better' if better else 'does no better'} ({likely}); {_likeliest_refusal(best)}"


def _likeliest_refusal(verdict: Verdict) -> str:
    needed = [line for line in verdict.parties if line.needed]
    line = max(needed, key=lambda line: line.refuses.value or 0.0, default=None)
    if line is None or (line.refuses.value or 0.0) < 0.005:
        return "nobody whom it needs refuses it in as many as 1 % of draws"
    return f"the likeliest to refuse it is {line.name} ({line.refuses.text} of draws)"


def judgements(
    case: Case, verdicts: Sequence[Verdict], beliefs: Sequence[GoalBelief], breaker: str, scale: str
) -> tuple[Judgement, ...]:
    """At most six key judgements, with the ids of the numbers they state."""
    out: list[Judgement | None] = [_goal_judgement(case, beliefs, breaker, scale)]
    put_forward = sorted((verdict for verdict in verdicts if verdict.origin == "proposal"), key=_joint)[::-1]
    found = sorted((verdict for verdict in verdicts if verdict.origin == "found"), key=_joint)[::-1]
    for verdict in [*put_forward[:1], *found[:1]]:
        ids = (verdict.all_sign.id, verdict.signed_and_holds.id)
        out.append(Judgement(f"judgement.{verdict.id}", verdict.in_words, verdict.confidence, ids))
    out.append(_bad_faith_judgement(case, [*put_forward, *found], breaker, scale))
    out.append(_outside_judgement(case, put_forward))
    others = [party for party in dict.fromkeys(belief.party for belief in beliefs) if party != breaker]
    watched = sorted(others, key=lambda party: -sum(signal.about == party for signal in case.signals))
    out.append(_goal_judgement(case, beliefs, watched[0], scale) if watched else None)
    return tuple(judgement for judgement in out if judgement is not None)


def _bad_faith_judgement(
    case: Case, verdicts: Sequence[Verdict], breaker: str, scale: str
) -> Judgement | None:
    """The package that the possible breaker is likeliest to sign only because it plans to break it."""

    def bad(verdict: Verdict) -> float:
        return dict(verdict.signature)["bad_faith"].value or 0.0

    if not verdicts:
        return None
    worst = max(verdicts, key=bad)
    if bad(worst) < 0.05:
        return None
    text = (
        f"A signature in bad faith is the danger of «{worst.label}»: that {case.parties[breaker].name} would sign it only because "
        f"it plans to break it later is {chance(bad(worst), scale)}. {_deterrent(worst)}"
    )
    number = dict(worst.signature)["bad_faith"].id
    return Judgement("judgement.bad_faith", text, worst.confidence, (number, worst.credibility_needed.id))


def _deterrent(verdict: Verdict) -> str:
    """What credibility would deter a break, beside what is on offer; the needed one is a median of draws."""
    offered = f"the guarantee on offer has {verdict.credibility_offered.text}."
    if verdict.credibility_needed.value == 0.0:
        return f"In most draws no guarantee is needed, in the others it is; {offered}"
    return f"The credibility that would deter this: {verdict.credibility_needed.text}; {offered}"


def _outside_judgement(case: Case, verdicts: Sequence[Verdict]) -> Judgement | None:
    """Packages that fail because of somebody who has no seat where they are decided."""
    blocked = [verdict for verdict in verdicts if verdict.outside_blockers]
    if not blocked:
        return None
    parties = tuple(dict.fromkeys(party for verdict in blocked for party in verdict.outside_blockers))
    names = _listed([f"«{verdict.label}»" for verdict in blocked[:3]])
    text = (
        f"{_names(case, parties)} can block from outside the room: {len(blocked)} of the {len(verdicts)} packages put forward "
        f"need somebody's action on an issue decided at a table where they have no seat, and would not get it ({names})."
    )
    return Judgement(
        "judgement.outside", text, blocked[0].confidence, tuple(verdict.all_sign.id for verdict in blocked)
    )


def in_words(case: Case, verdict: Verdict, scale: str) -> str:
    """A verdict as a paragraph."""
    sixty = next(number for number in verdict.survival if number.id.endswith(".60"))
    parts = [
        f"«{verdict.label}»: that everybody it needs signs is {chance(verdict.all_sign.value, scale)}.",
        f"If it is signed, that nobody breaks it for five years is {chance(sixty.value, scale)}.",
    ]
    both = verdict.both_strike
    if (sixty.value or 0.0) - (both.value or 0.0) > 0.1:
        parts.append(
            f"That counts on the side that fears an attack to wait for it: if both may strike first, it holds five years in "
            f"{both.text} instead of {sixty.text}."
        )
    if verdict.blockers:
        parts.append(f"{_names(case, verdict.blockers)} would refuse in most draws.")
    if verdict.outside_blockers:
        parts.append(f"{_names(case, verdict.outside_blockers)} can block it from outside the room.")
    if verdict.first_breaker:
        month = verdict.break_month
        by = f"; a break becomes an even bet {month.text if month.value == 0.0 else 'by ' + month.text}"
        name = case.parties[verdict.first_breaker].name
        parts.append(f"The side to watch for a break is {name}{by if month.value is not None else ''}.")
    worst = min(verdict.by_goal, key=lambda line: line.holds.value or 0.0)
    best = max(verdict.by_goal, key=lambda line: line.holds.value or 0.0)
    if (best.holds.value or 0.0) - (worst.holds.value or 0.0) > 0.1:
        parts.append(
            f"It turns on what {case.parties[worst.party].name} is after: once signed it holds five years in "
            f"{best.holds.text} of draws under «{_words(best.goal)}» and in {worst.holds.text} under «{_words(worst.goal)}»."
        )
    return " ".join(parts)


def _goal_judgement(case: Case, beliefs: Sequence[GoalBelief], party: str, scale: str) -> Judgement | None:
    lines = sorted(
        (belief for belief in beliefs if belief.party == party),
        key=lambda belief: -(belief.posterior.value or 0.0),
    )
    if len(lines) < 2 or not any(signal.about == party for signal in case.signals):
        return None
    first, second = lines[0], lines[1]
    text = (
        f"Aims of {case.parties[party].name}: that the account «{_words(first.goal)}» is the right one is "
        f"{chance(first.posterior.value, scale)}. Next comes «{_words(second.goal)}» ({chance(second.posterior.value, scale)})."
    )
    used = [signal for signal in case.signals if signal.about == party]
    ids = {id for signal in used for id in signal.because}
    facts = _facts(case, [statement for statement in case.statements if statement.id in ids], None)
    return Judgement(f"judgement.goals.{party}", text, _say(facts), (first.posterior.id, second.posterior.id))


def confidence(case: Case, verdict: Verdict) -> str:
    """Confidence in a verdict, computed from recorded facts and never shown without them."""
    quantities = case.quantities()
    paths = {
        path
        for number in (verdict.all_sign, *verdict.survival, verdict.credibility_offered)
        for path in number.inputs
    }
    paths |= {path for line in verdict.parties for path in line.value.inputs}
    ids = set(verdict.because)
    starts = tuple(paths)
    for path, quantity in quantities.items():
        if path.startswith(starts):
            ids.update(quantity.statements)
    used = [statement for statement in case.statements if statement.id in ids]
    return _say(_facts(case, used, verdict.assumed_variance.value))


def _say(facts: Facts) -> str:
    rated = rate_confidence(facts)
    return f"Confidence in this is {rated.level}: " + "; ".join(text for text, _ in rated.facts) + "."


def _facts(case: Case, used: Sequence[Statement], assumed: float | None) -> Facts:
    origins = {case.sources[statement.source].origin or statement.source for statement in used}
    ages = [age for statement in used if (age := _age(case, statement)) is not None]
    graded = [
        statement
        for statement in used
        if statement.credibility and case.sources[statement.source].reliability
    ]
    good = [
        statement
        for statement in graded
        if case.sources[statement.source].reliability in ("A", "B") and statement.credibility in ("1", "2")
    ]
    clash = [statement for statement in used if _is_contradicted(statement, used)]
    return Facts(
        independent_sources=len(origins),
        age_days=min(ages) if ages else None,
        graded_well=len(good) / len(graded) if graded else None,
        contradicted=len(clash) / len(used) if used else 0.0,
        assumed_variance=assumed,
    )


def _age(case: Case, statement: Statement) -> int | None:
    said = statement.date or case.sources[statement.source].date
    try:
        return max(0, (date.fromisoformat(case.as_of) - date.fromisoformat(said or "")).days)
    except ValueError:
        return None


def _is_contradicted(statement: Statement, used: Iterable[Statement]) -> bool:
    """Another statement says the opposite about the same party's stand on the same level."""
    key = (statement.party, statement.issue, statement.level)
    return statement.level is not None and any(
        (other.party, other.issue, other.level) == key
        and {other.polarity, statement.polarity} == {"for", "against"}
        for other in used
    )


def _joint(verdict: Verdict) -> float:
    return verdict.signed_and_holds.value or 0.0


def _names(case: Case, parties: Sequence[str]) -> str:
    return _listed([case.parties[party].name for party in parties])


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _words(id: str) -> str:
    return id.replace("_", " ")
