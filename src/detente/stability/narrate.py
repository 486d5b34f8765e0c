"""Explanations in full sentences, in the words of the options."""

from __future__ import annotations

from collections.abc import Sequence

from detente.stability.conflict import GraphForm, Model, Option
from detente.stability.explain import Answer, Explanation, Step

NAMES = {
    "nash": "Nash stability",
    "gmr": "general metarationality (GMR)",
    "smr": "symmetric metarationality (SMR)",
    "seq": "sequential stability (SEQ)",
    "sseq": "symmetric sequential stability (SSEQ)",
    "sim": "simultaneous stability (SIM)",
    "fh": "Fraser-Hipel stability (FH)",
}
RULES = {
    "no_repeat": "the others may move in any sequence in which nobody moves twice in a row",
    "once": "each of the others may move at most once",
    "single": "one of the others may make one move",
}


def name_state(model: Model, state: int) -> str:
    """Number and marks of a state, as in ``state 5 (NYNN)``."""
    return f"state {state + 1} ({model.label(state)})"


def describe_state(model: Model, state: int) -> str:
    """What holds in a state, in the words of the options."""
    if isinstance(model, GraphForm):
        return model.label(state)
    code, held = int(model.codes[state]), []
    for option in model.options:
        code, value = divmod(code, len(option.values))
        if option.values != ("N", "Y"):
            held.append(f'"{option.name}" is {option.values[value]}')
        elif value:
            held.append(f'"{option.name}"')
    return ", ".join(held) if held else "no option taken"


def describe_step(model: Model, step: Step) -> str:
    """One move in words, as in ``Iraq takes up "Attack"``."""
    party = model.parties[step.party]
    if isinstance(model, GraphForm):
        return f"{party} moves to {name_state(model, step.after)}"
    before, after, changes = int(model.codes[step.before]), int(model.codes[step.after]), []
    for option in model.options:
        before, old = divmod(before, len(option.values))
        after, new = divmod(after, len(option.values))
        if old != new:
            changes.append(_change(option, old, new))
    return f"{party} {_listed(changes)}"


def _change(option: Option, old: int, new: int) -> str:
    if option.values == ("N", "Y"):
        return f'{"takes up" if new else "gives up"} "{option.name}"'
    return f'turns "{option.name}" from {option.values[old]} to {option.values[new]}'


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def narrate(model: Model, claim: Explanation) -> str:
    """The explanation as a paragraph.

    The last sentence names the sanction rule, because programs differ in it.
    """
    party, here = model.parties[claim.party], name_state(model, claim.state)
    verdict = "is stable" if claim.stable else "is not stable"
    sentences = [f"{here[0].upper()}{here[1:]} {verdict} for {party} under {NAMES[claim.concept]}."]
    if claim.stable and not claim.answers:
        sentences.append(f"{party} has no move from it to a state that it prefers.")
    for answer in claim.answers:
        sentences += _answer_sentences(model, claim, answer)
    if claim.concept not in ("nash", "sim") and claim.answers:
        sentences.append(f"(Sanction rule: {RULES[claim.rule]}.)")
    return " ".join(sentences)


def _answer_sentences(model: Model, claim: Explanation, answer: Answer) -> list[str]:
    party, here = model.parties[claim.party], f"state {claim.state + 1}"
    target = name_state(model, answer.move.after)
    opening = f"{party} would rather be in {target}: {describe_step(model, answer.move)}."
    if claim.concept == "nash":
        return [opening]
    if answer.end is not None:
        moves = _listed([describe_step(model, step) for step in answer.sanction])
        how = "But if at the same time" if answer.together else "But then"
        lead = f"{how} {moves}, which ends in {name_state(model, answer.end)}"
        sentences = [opening, f"{lead}, no better for {party} than {here}."]
        if claim.concept in ("smr", "sseq"):
            sentences.append(f"From there {party} has no move to anything better than {here}.")
        return sentences
    if answer.counter is not None:
        moves = _listed([describe_step(model, step) for step in answer.sanction])
        escape = describe_step(model, answer.counter)
        return [
            opening,
            f"The others can answer ({moves}), but from {name_state(model, answer.counter.before)} {escape}, "
            f"which leads to {name_state(model, answer.counter.after)}, better for it than {here}; "
            "every other answer can be escaped or does no harm.",
        ]
    whose = "by moves in their own interest " if claim.concept in ("seq", "sseq", "fh") else ""
    if claim.concept == "sim":
        return [
            opening,
            f"No mix of improvements that the others make at the same time leaves it worse than {here}.",
        ]
    if answer.worst is None or answer.worst == answer.move.after:
        return [opening, f"The others cannot {whose}bring about anything that {party} likes less."]
    worst = name_state(model, answer.worst)
    return [
        opening,
        f"The worst that the others can {whose}bring about is {worst}, still better than {here}.",
    ]
