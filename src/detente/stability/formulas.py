"""Statements about options as formulas: ``3 and not 4``, ``1 if 2``, ``"Air strike" iff 3``.

Grammar, loosest first: ``iff``, ``if`` (``a if b`` says that b brings a; ``if b then a`` says the same),
``or`` (also ``|``), ``and`` (also ``&``), ``not`` (also ``-``, ``~``), brackets. An option is its number
from 1, or its name, in quotes where it has blanks; ``4=high`` names a value of an option with several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.errors import DetenteError
from detente.stability.conflict import Bools, Option

_TOKEN = re.compile(r"\s*(?:(\"[^\"]*\")|(<->|<=>|->|=>|[()&|~!=,-])|([^\s()&|~!=<>\",-]+))")
_WORDS = {"&": "and", "|": "or", "~": "not", "!": "not", "-": "not", ",": "and", "<->": "iff", "<=>": "iff"}
_KEYWORDS = {"and", "or", "not", "if", "iff", "then"}
#: Deepest nesting of brackets that is read; a hostile file cannot exhaust the stack.
DEPTH_LIMIT = 50


class FormulaError(DetenteError):
    """A formula cannot be read; the message says where and what would do."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Option ``row`` has ``value``."""

    row: int
    value: int


@dataclass(frozen=True, slots=True)
class Compound:
    """``word`` is ``not``, ``and``, ``or``, ``if`` (first part if second part) or ``iff``."""

    word: str
    parts: tuple[Formula, ...]


Formula = Fact | Compound


def parse_formula(text: str, options: Sequence[Option]) -> Formula:
    """Read a formula.

    Raises
    ------
    FormulaError
        An option does not exist, a bracket is open, or a word stands where none can.

    Examples
    --------
    >>> two = [Option("strike", 0), Option("withdraw", 1)]
    >>> parse_formula("not strike if 2", two)
    Compound(word='if', parts=(Compound(word='not', parts=(Fact(row=0, value=1),)), Fact(row=1, value=1)))
    """
    reader = _Reader(_split(text), options, text)
    formula = reader.iff(0)
    if reader.peek() is not None:
        raise FormulaError(f"{text!r}: {reader.peek()!r} stands where the statement should end")
    return formula


def evaluate(formula: Formula, values: NDArray[np.int16]) -> Bools:
    """Truth of a formula in every row of a (states, options) array of values."""
    if isinstance(formula, Fact):
        return np.asarray(values[:, formula.row] == formula.value, dtype=bool)
    parts = [evaluate(part, values) for part in formula.parts]
    if formula.word == "not":
        return np.logical_not(parts[0])
    result: Bools = parts[0]
    for part in parts[1:]:
        result = {"and": result & part, "or": result | part, "if": result | ~part}.get(
            formula.word, result == part
        )
    return result


def describe(formula: Formula, options: Sequence[Option], inner: bool = False) -> str:
    """The formula in the words of the options, such that ``parse_formula`` reads it back."""
    if isinstance(formula, Fact):
        option = options[formula.row]
        named = (
            sum(each.name.lower() == option.name.lower() for each in options) == 1 and '"' not in option.name
        )
        name = f'"{option.name}"' if named else str(formula.row + 1)
        if option.values == ("N", "Y"):
            return name if formula.value else f"not {name}"
        return f'{name}="{option.values[formula.value]}"'
    if formula.word == "not":
        return f"not {describe(formula.parts[0], options, True)}"
    text = f" {formula.word} ".join(describe(part, options, True) for part in formula.parts)
    return f"({text})" if inner else text


def _split(text: str) -> list[str]:
    tokens, place = [], 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise FormulaError(f"{text!r}: {text[place:].strip()[:10]!r} cannot be read")
        token = found.group(1) or found.group(2) or found.group(3)
        tokens.append(token if token.startswith('"') or token.lower() not in _KEYWORDS else token.lower())
        place = found.end()
    return tokens


class _Reader:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, tokens: list[str], options: Sequence[Option], text: str) -> None:
        self.tokens, self.options, self.text, self.place = tokens, options, text, 0

    def peek(self) -> str | None:
        if self.place >= len(self.tokens):
            return None
        token = self.tokens[self.place]
        return _WORDS.get(token, token)

    def take(self) -> str:
        token = self.peek()
        if token is None:
            raise FormulaError(f"{self.text!r} ends where an option is expected; write one by number or name")
        self.place += 1
        return token

    def iff(self, depth: int) -> Formula:
        if depth > DEPTH_LIMIT:
            raise FormulaError(f"{self.text[:40]!r}... nests brackets deeper than {DEPTH_LIMIT}")
        left = self.implied(depth)
        while self.peek() == "iff":
            self.take()
            left = Compound("iff", (left, self.implied(depth)))
        return left

    def implied(self, depth: int) -> Formula:
        if self.peek() == "if":
            self.take()
            condition = self.either(depth)
            if self.peek() == "then":
                self.take()
            return Compound("if", (self.either(depth), condition))
        left = self.either(depth)
        while self.peek() in ("if", "->", "=>"):
            word = self.take()
            right = self.either(depth)
            left = Compound("if", (left, right) if word == "if" else (right, left))
        return left

    def either(self, depth: int) -> Formula:
        parts = [self.both(depth)]
        while self.peek() == "or":
            self.take()
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Compound("or", tuple(parts))

    def both(self, depth: int) -> Formula:
        parts = [self.single(depth)]
        while self.peek() == "and":
            self.take()
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else Compound("and", tuple(parts))

    def single(self, depth: int) -> Formula:
        negations = 0
        while self.peek() == "not":
            self.take()
            negations += 1
        if self.peek() == "(":
            self.take()
            formula = self.iff(depth + 1)
            if self.peek() != ")":
                raise FormulaError(f"{self.text!r}: a bracket is not closed; add )")
            self.take()
        else:
            formula = self.fact(self.take())
        return Compound("not", (formula,)) if negations % 2 else formula

    def fact(self, token: str) -> Formula:
        row = self.option_row(token)
        option = self.options[row]
        if self.peek() != "=":
            if len(option.values) > 2:
                shown = ", ".join(option.values)
                raise FormulaError(f"{self.text!r}: say which value of {option.name!r}: {shown}")
            return Fact(row, 1)
        self.take()
        value = self.take().strip('"')
        if value not in option.values:
            raise FormulaError(
                f"{self.text!r}: {value!r} is no value of {option.name!r}: {', '.join(option.values)}"
            )
        return Fact(row, option.values.index(value))

    def option_row(self, token: str) -> int:
        if token.isdecimal():
            if 1 <= int(token) <= len(self.options):
                return int(token) - 1
            raise FormulaError(
                f"{self.text!r}: there is no option {token}; options are 1 to {len(self.options)}"
            )
        name = token.strip('"')
        rows = [row for row, option in enumerate(self.options) if option.name == name]
        rows = rows or [row for row, option in enumerate(self.options) if option.name.lower() == name.lower()]
        if len(rows) == 1:
            return rows[0]
        why = "names several options" if rows else "is no option"
        known = ", ".join(f"{row + 1} {option.name}" for row, option in enumerate(self.options))
        raise FormulaError(f"{self.text!r}: {name!r} {why}; write its number: {known}")
