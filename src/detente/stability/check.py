"""Re-checks explanations with code that shares nothing with the code that found them.

Legal moves are judged from the options of two states (or from the arcs of a plain graph), not looked up.
"""

from __future__ import annotations

from detente.stability.conflict import Conflict, GraphForm, Levels, Model
from detente.stability.explain import Answer, Explanation, Step
from detente.stability.patterns import parse_pattern

#: Ends that the checker lists itself when an explanation claims that nothing deters.
CHECK_LIMIT = 50_000


def check_explanation(model: Model, levels: Levels, claim: Explanation) -> list[str]:
    """Everything that is wrong with an explanation; an empty list means that it stands.

    Parameters
    ----------
    model, levels : the conflict
        The same that was explained.
    claim : Explanation
        What ``explain`` returned.
    """
    faults: list[str] = []
    row = levels[claim.party]
    for answer in claim.answers:
        move = answer.move
        if (move.party, move.before) != (claim.party, claim.state) or not is_legal(model, move):
            faults.append(f"{move} is no move of this party from this state")
        if row[move.after] <= row[move.before]:
            faults.append(f"{move} is no improvement")
        faults += _check_answer(model, levels, claim, answer)
    if claim.stable:
        answered = {answer.move.after for answer in claim.answers}
        for target in range(model.size):
            step = Step(claim.party, claim.state, target)
            if target not in answered and row[target] > row[claim.state] and is_legal(model, step):
                faults.append(f"improvement {step} is not answered")
    elif len(claim.answers) != 1 or claim.answers[0].end is not None:
        faults.append("an unstable verdict names one move that nothing deters")
    return faults


def is_legal(model: Model, step: Step) -> bool:
    """Whether one party can make this move, from the two states alone."""
    if step.before == step.after:
        return False
    if isinstance(model, GraphForm):
        return step.after in model.arcs[step.party][step.before]
    before, after = int(model.codes[step.before]), int(model.codes[step.after])
    old, new = [], []
    for option in model.options:
        before, first = divmod(before, len(option.values))
        after, second = divmod(after, len(option.values))
        old.append(first)
        new.append(second)
        rises, falls = second > first, second < first
        if (rises or falls) and option.party != step.party:
            return False
        if (rises and option.direction == "back") or (falls and option.direction == "fwd"):
            return False
    return not _is_barred(model, step.party, old, new)


def _is_barred(model: Conflict, party: int, old: list[int], new: list[int]) -> bool:
    for bar in model.bars:
        from_fits = all(old[k] == value for k, value in parse_pattern(bar.before, model.options))
        to_fits = all(new[k] == value for k, value in parse_pattern(bar.after, model.options))
        if bar.party == party and from_fits and to_fits:
            return True
    return False


def _check_answer(model: Model, levels: Levels, claim: Explanation, answer: Answer) -> list[str]:
    if answer.end is None:
        return _check_nothing_deters(model, levels, claim, answer)
    faults = []
    row, level = levels[claim.party], levels[claim.party][claim.state]
    if row[answer.end] > level:
        faults.append(f"the end {answer.end} does not hurt")
    if answer.together:
        return faults + _check_together(model, levels, answer)
    here, last, movers = answer.move.after, -1, []
    for step in answer.sanction:
        if step.before != here or step.party == claim.party or not is_legal(model, step):
            faults.append(f"{step} is no legal answer")
        if step.party == last:
            faults.append(f"{step}: the same party twice in a row")
        if (
            claim.concept in ("seq", "sseq", "fh")
            and levels[step.party][step.after] <= levels[step.party][step.before]
        ):
            faults.append(f"{step} is not in its mover's interest")
        here, last = step.after, step.party
        movers.append(step.party)
    if here != answer.end or not answer.sanction:
        faults.append("the sanction does not lead to its end")
    if (claim.rule == "single" and len(movers) > 1) or (
        claim.rule == "once" and len(set(movers)) < len(movers)
    ):
        faults.append(f"the sanction breaks the rule {claim.rule}")
    if claim.concept in ("smr", "sseq"):
        for target in range(model.size):
            if row[target] > level and is_legal(model, Step(claim.party, answer.end, target)):
                faults.append(f"the mover escapes from {answer.end} to {target}")
    return faults


def _check_together(model: Model, levels: Levels, answer: Answer) -> list[str]:
    if not isinstance(model, Conflict) or answer.end is None:
        return ["a joint answer needs options"]
    faults = []
    wanted = list(model.label(answer.move.before))
    for step in (answer.move, *answer.sanction):
        if step is not answer.move and levels[step.party][step.after] <= levels[step.party][step.before]:
            faults.append(f"{step} is not in its mover's interest")
        if step.before != answer.move.before or not is_legal(model, step):
            faults.append(f"{step} is not made from the first state")
        for place, (old, new) in enumerate(
            zip(model.label(step.before), model.label(step.after), strict=True)
        ):
            wanted[place] = new if old != new else wanted[place]
    if "".join(wanted) != model.label(answer.end):
        faults.append("the joint moves do not lead to the end")
    return faults


def _check_nothing_deters(model: Model, levels: Levels, claim: Explanation, answer: Answer) -> list[str]:
    """List every end again, by legality of pairs of states, and look for one that deters."""
    if claim.concept == "nash" or model.size > 400:
        return []
    row, level = levels[claim.party], levels[claim.party][claim.state]
    joint = _joint_harm(model, levels, answer.move) if claim.concept in ("sim", "fh") else []
    if joint or claim.concept == "sim":
        return [f"the others can spoil the move at the same time: {joint[0]}"] if joint else []
    others = [party for party in range(len(levels)) if party != claim.party]
    todo: list[tuple[int, tuple[int, ...]]] = [(answer.move.after, ())]
    seen: set[tuple[int, tuple[int, ...]]] = set()
    while todo and len(seen) < CHECK_LIMIT:
        here, movers = todo.pop()
        for party in others:
            if not _may_move(claim.rule, movers, party):
                continue
            for target in range(model.size):
                step = Step(party, here, target)
                credible = claim.concept in ("gmr", "smr") or levels[party][target] > levels[party][here]
                memory = (party,) if claim.rule != "once" else tuple(sorted((*movers, party)))
                if credible and (target, memory) not in seen and is_legal(model, step):
                    seen.add((target, memory))
                    todo.append((target, memory))
    harmful = {state for state, _ in seen if row[state] <= level}
    if claim.concept in ("smr", "sseq"):
        better = [target for target in range(model.size) if row[target] > level]
        harmful = {s for s in harmful if not any(is_legal(model, Step(claim.party, s, t)) for t in better)}
    return [f"the others can answer by {sorted(harmful)}"] if harmful else []


def _joint_harm(model: Model, levels: Levels, move: Step) -> list[str]:
    """Labels of harmful states that come of the move when others improve at the same time, mark by mark."""
    row, here = levels[move.party], model.label(move.before)
    marks = {model.label(state): state for state in range(model.size)}
    reached = {_changed(here, here, model.label(move.after))}
    for other in range(len(levels)):
        if other != move.party:
            steps = [Step(other, move.before, t) for t in range(model.size)]
            own = [
                s for s in steps if levels[other][s.after] > levels[other][s.before] and is_legal(model, s)
            ]
            reached |= {_changed(mixed, here, model.label(s.after)) for mixed in reached for s in own}
    return [label for label in sorted(reached) if label in marks and row[marks[label]] <= row[move.before]]


def _changed(mixed: str, before: str, after: str) -> str:
    return "".join(new if new != old else mark for mark, old, new in zip(mixed, before, after, strict=True))


def _may_move(rule: str, movers: tuple[int, ...], party: int) -> bool:
    if rule == "single":
        return not movers
    return party not in movers if rule == "once" else movers[-1:] != (party,)
