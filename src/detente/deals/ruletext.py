"""Rules between issues in words, as tables of scenarios hold them, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from detente.deals.space import AtLeast, AtMost, Implies, NamedRule, Never, PackageSpace, Rule
from detente.errors import ShapeError

#: What a rule may say; the same words that compiled rules carry as their text.
FORMS = (
    "if truce is no then monitors is none",
    "never truce is no and monitors is un",
    "at most 1 of truce is no and monitors is un or eu",
    "at least 1 of truce is yes and monitors is un",
)


def read_rule(text: str) -> NamedRule:
    """A rule from its words; names must not contain " and ", " or ", " is ", " then ".

    Raises
    ------
    ShapeError
        The words have none of the forms of ``FORMS``.

    Examples
    --------
    >>> read_rule("never truce is no and monitors is un or eu")
    Never(of={'truce': ('no',), 'monitors': ('un', 'eu')})
    """
    plain = " ".join(text.split())
    if found := re.fullmatch(r"if (.+) then (.+)", plain):
        return Implies(_conditions(found[1]), _conditions(found[2]))
    if found := re.fullmatch(r"never (.+)", plain):
        return Never(_conditions(found[1]))
    if found := re.fullmatch(r"at (most|least) (\d{1,4}) of (.+)", plain):
        of = _conditions(found[3])
        return AtMost(int(found[2]), of) if found[1] == "most" else AtLeast(int(found[2]), of)
    raise ShapeError(f"a rule that begins neither with if, never, at most nor at least: {plain:.80}")


def _conditions(text: str) -> Mapping[str, Sequence[str]]:
    of: dict[str, tuple[str, ...]] = {}
    for part in text.split(" and "):
        issue, word, levels = part.partition(" is ")
        if not word or not issue.strip() or not levels.strip() or issue.strip() in of:
            raise ShapeError(f"a condition that is not «issue is level», each issue once: {part:.80}")
        of[issue.strip()] = tuple(level.strip() for level in levels.split(" or "))
    return of


def has_rule_words(name: str) -> bool:
    """Whether a name holds a word that rules are made of, so that a rule about it could not be read back."""
    return bool(re.search(r" (and|or|is|then|\+) ", f" {name} "))


def rule_words(space: PackageSpace, rule: Rule) -> str:
    """A compiled rule in words that ``read_rule`` reads back to the same rule.

    Raises
    ------
    ShapeError
        A name of it holds a word that rules are made of, or it has two conditions on one issue.
    """
    names = [space.issues[c.issue] for c in rule.conditions]
    names += [space.levels[c.issue][level] for c in rule.conditions for level in c.levels]
    strange = next((name for name in names if has_rule_words(name)), None)
    if strange is not None or len(rule.issues) < len(rule.conditions):
        raise ShapeError(
            f"rule_words: the rule «{rule.text}» cannot be put in words that are read back ({strange})"
        )
    of = " and ".join(
        f"{space.issues[c.issue]} is {' or '.join(space.levels[c.issue][level] for level in c.levels)}"
        for c in rule.conditions
    )
    return f"at most {rule.most} of {of}"
