"""Which documents are the same story: one origin printed many times, or one event reported by several.

Forty papers that print one wire story are one witness. Copies are cut, retitled and framed, so two documents
share an origin when most of the shorter one stands in the longer one, whatever else that holds.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations, pairwise
from math import log, sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from detente.reading.documents import Document
    from detente.reading.records import FoundStatement

#: Words in a row that are compared.
SHINGLE = 5
#: One shingle in so many is kept (by its hash, so that the same ones are kept of every document).
KEPT_OF = 4
#: Documents with fewer shingles than this keep all of them.
THINNED_FROM = 100
#: Share of the shorter document's shingles that must stand in the longer one.
SAME_ORIGIN = 0.5
#: Fewer shared runs of words than this (a quotation, say) join only documents that are equal.
RUNS = 20
#: Fewer shared names and figures than this join no reports.
FEW = 4
#: Similarity of names and figures (0 to 1) and days between two reports of one event.
SAME_EVENT, DAYS = 0.25, 3
#: A word in more origins than this proposes no pair of reports of one event.
COMMON = 200
#: Up to this many holders of a shingle are compared each with each, more only with the first and the next.
ALL_PAIRS = 12
#: Words of a direct quotation from which it is evidence that two documents report the same event.
LONG_QUOTE = 6
_WORDS = re.compile(r"\w+")
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a document for comparison: hashes only, no words."""

    id: str
    day: str | None
    size: int
    shingles: tuple[int, ...]
    terms: tuple[int, ...]
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that belong together; ``first`` is the earliest (by date, then order) and stands for them.

    ``share`` is the smallest overlap by which a member was joined: containment for an origin, similarity
    of names and figures for an event (1 where a long quotation is shared).
    """

    id: str
    kind: Literal["origin", "event"]
    first: str
    documents: tuple[str, ...]
    share: float

    def as_record(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {"id": self.id, "kind": self.kind, "first": self.first, "documents": list(self.documents),
                "share": round(self.share, 3)}  # fmt: skip


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1 << 15)
def _code(word: str) -> int:
    """The hash of a word in any case."""
    return _hash(word.casefold())


def sketch(document: Document, statements: Sequence[FoundStatement] = ()) -> Sketch:
    """The comparable part of one document."""
    text = document.text.text
    first = document.text.paragraphs[0].start if document.text.paragraphs else 0
    words = _WORDS.findall(text, first)  # without the title, date and outlet at its head
    codes = list(map(_code, words))
    kept, code_of = _shingles(codes), dict(zip(words, codes, strict=True))
    small = {code for word, code in code_of.items() if word[0].islower()}
    figure_or_name = (word for word in code_of if word.isdigit() or (word[0].isupper() and len(word) > 2))
    names = {code_of[word] for word in figure_or_name} - small
    quotes = {
        _hash(" ".join(found))
        for one in statements
        if one.kind == "direct"
        and one.layer != "author"
        and len(found := _WORDS.findall(text[one.start : one.end].casefold())) >= LONG_QUOTE
    }
    day = document.text.date
    return Sketch(document.id, day, len(words), kept, tuple(sorted(names)), tuple(sorted(quotes)))


def _shingles(codes: list[int]) -> tuple[int, ...]:
    """Hashes of every run of ``SHINGLE`` words, thinned where there are many."""
    array = np.array(codes, dtype=np.uint64)
    run = np.zeros(max(1, len(codes) - SHINGLE + 1) if codes else 0, dtype=np.uint64)
    for step in range(min(SHINGLE, len(codes))):
        run = run * _PRIME + array[step : step + run.size]
    run = np.sort(run ^ (run >> np.uint64(29)))
    run = run[np.append(run[1:] != run[:-1], run.size > 0)[: run.size]]
    if run.size >= THINNED_FROM:
        run = run[run % np.uint64(KEPT_OF) == 0]
    return tuple(run.tolist())


def group_documents(sketches: Iterable[Sketch]) -> tuple[Group, ...]:
    """Groups of two or more documents with one origin, then of two or more origins with one event.

    Notes
    -----
    Work grows with the number of kept shingles, not with the number of pairs: a shingle in more than twelve
    documents proposes each of them only with the first and the one before. Reports in two languages are
    joined only through names and figures, which both keep, so an event may stay split between languages.
    """
    order = list(sketches)
    origins = _Union(len(order))
    first_with: dict[tuple[int, ...], int] = {}
    for index, item in enumerate(order):  # whole copies need no comparison
        if item.shingles:
            origins.join(first_with.setdefault(item.shingles, index), index, 1.0)
    for one, other in _pairs([item.shingles for item in order], len(order)):
        share = _containment(order[one], order[other])
        if share >= SAME_ORIGIN:
            origins.join(one, other, share)
    groups = [_group("origin", members, share, order) for members, share in origins.groups()]
    heads = sorted(origins.heads())
    events = _Union(len(order))
    for one, other, share in _event_pairs([order[head] for head in heads]):
        events.join(heads[one], heads[other], share)
    groups += [_group("event", members, share, order) for members, share in events.groups()]
    return tuple(groups)


class _Union:
    """Disjoint sets with the smallest share by which a set was joined."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.share = [1.0] * size

    def find(self, node: int) -> int:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def join(self, one: int, other: int, share: float) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        if low != high:
            self.parent[high] = low
            self.share[low] = min(self.share[low], self.share[high], share)

    def heads(self) -> set[int]:
        return {self.find(node) for node in range(len(self.parent))}

    def groups(self) -> list[tuple[list[int], float]]:
        members: dict[int, list[int]] = defaultdict(list)
        for node in range(len(self.parent)):
            members[self.find(node)].append(node)
        return [(found, self.share[head]) for head, found in sorted(members.items()) if len(found) > 1]


def _group(kind: Literal["origin", "event"], members: list[int], share: float, order: list[Sketch]) -> Group:
    first = min(members, key=lambda index: (order[index].day or "9999", index))
    ids = tuple(order[index].id for index in members)
    return Group(f"{kind}-{order[members[0]].id}", kind, order[first].id, ids, share)


def _pairs(keys: list[tuple[int, ...]], common: int) -> Iterable[tuple[int, int]]:
    """Pairs of documents that share a key which at most ``common`` documents hold, each pair once."""
    holders: dict[int, list[int]] = defaultdict(list)
    for index, found in enumerate(keys):
        for key in found:
            holders[key].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for found_in in holders.values():
        if 2 <= len(found_in) <= common:
            if len(found_in) <= ALL_PAIRS:
                shared.update(combinations(found_in, 2))
            else:  # the first holder stands for the others: linear in their number
                shared.update((found_in[0], other) for other in found_in[1:])
                shared.update(pairwise(found_in))
    return sorted(shared)


def _containment(one: Sketch, other: Sketch) -> float:
    """Share of the shorter one that stands in the longer one; a few words in common are no evidence."""
    small, large = sorted((set(one.shingles), set(other.shingles)), key=len)
    thinned = _is_thinned(large)
    if thinned and not _is_thinned(small):
        small = {code for code in small if code % KEPT_OF == 0}
    shared = len(small & large)
    enough = shared >= (RUNS // KEPT_OF if thinned else RUNS) or small == large
    return shared / len(small) if shared and enough else 0.0


def _is_thinned(shingles: set[int]) -> bool:
    return all(code % KEPT_OF == 0 for code in shingles)


def _event_pairs(heads: list[Sketch]) -> Iterable[tuple[int, int, float]]:
    holders = Counter(term for head in heads for term in head.terms)
    total = len(heads)
    # The 10 keeps a corpus of a few documents from calling every shared word common.
    weight = {term: log((total + 10) / count) for term, count in holders.items()}
    norms = [sqrt(sum(weight[term] ** 2 for term in head.terms)) or 1.0 for head in heads]
    for one, other in _pairs([head.quotes for head in heads], COMMON):
        yield one, other, 1.0
    sets = [set(head.terms) for head in heads]
    for one, other in _pairs([head.terms for head in heads], min(COMMON, max(10, total // 20))):
        if _days_apart(heads[one].day, heads[other].day) > DAYS:
            continue
        shared = sets[one] & sets[other]
        similarity = sum(weight[term] ** 2 for term in shared) / (norms[one] * norms[other])
        if similarity >= SAME_EVENT and len(shared) >= FEW:
            yield one, other, similarity


def _days_apart(one: str | None, other: str | None) -> int:
    """Days between two dates; unknown dates are taken as far apart, for a guess would join strangers."""
    if one is None or other is None:
        return DAYS + 1
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
