"""Many documents: one after another, on several processes, or on a Dask cluster; in the order given."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from detente.case.vocabulary import EMPTY, Vocabulary
from detente.errors import Place, Problem
from detente.reading.cache import Cache, settings_digest
from detente.reading.documents import Document, DocumentReading, document_of
from detente.reading.duplicates import sketch
from detente.reading.extract import Extractor
from detente.reading.intake import read_bytes, take_in
from detente.reading.intake_records import IntakeError, Item, Limits, problem
from detente.reading.language import covered
from detente.reading.outputs import paragraph_number, speaker_label
from detente.reading.records import FoundStatement
from detente.reading.second_opinion import SecondOpinion, load_model

#: Fewer items than this are read in this process: starting others takes longer.
WORTH_PROCESSES = 200
#: Items handed to a process at a time, and batches under way per process.
BATCH, AHEAD = 8, 4


@dataclass(frozen=True, slots=True)
class Settings:
    """How a corpus is read.

    ``workers`` 0 means as many as there are processors once there is enough to do (a script that asks for more
    than one needs the usual ``if __name__ == "__main__"``); ``cache`` is a folder or None; ``cluster`` the
    address of a Dask scheduler or None, and then no cache is used; ``date`` (ISO) stands above the documents';
    ``author`` adds what the writers of the texts claim themselves, as a layer of its own; ``second_opinion`` names
    a spaCy model that is asked about English besides.
    """

    limits: Limits = field(default_factory=Limits)
    date: str | None = None
    workers: int = 1
    cache: str | None = None
    cluster: str | None = None
    author: bool = False
    second_opinion: str | None = None


def read_items(
    items: Iterable[Item | Problem], vocabulary: Vocabulary = EMPTY, settings: Settings | None = None
) -> Iterator[DocumentReading]:
    """Read every item, one result each, in the order given; memory does not grow with their number.

    Parameters
    ----------
    items : iterable of Item or Problem
        As ``find_items`` gives them; a problem is passed on as a result without a document.
    vocabulary : Vocabulary
        The names of the case.
    settings : Settings, optional
        Processes, cache, cluster, limits.

    Returns
    -------
    iterator of DocumentReading
        A document that cannot be read gives its problem; none stops the others.
    """
    settings = settings or Settings()
    payload = pickle.dumps((vocabulary, replace(settings, workers=1, cluster=None)))
    stream = iter(items)
    first = list(islice(stream, WORTH_PROCESSES))
    chained = _chain(first, stream)
    workers = settings.workers or (os.cpu_count() or 1)
    if settings.cluster:
        yield from _on_cluster(chained, payload, settings)
    elif workers == 1 or (len(first) < WORTH_PROCESSES and settings.workers < 2):
        for item in chained:
            yield read_one(item, payload)
    else:
        yield from _on_processes(chained, payload, workers)


def _chain(first: list[Item | Problem], rest: Iterator[Item | Problem]) -> Iterator[Item | Problem]:
    yield from first
    yield from rest


def _on_processes(items: Iterator[Item | Problem], payload: bytes, workers: int) -> Iterator[DocumentReading]:
    """Batches under way in a pool; when a process dies, what was under way is read again one by one."""
    under_way: deque[tuple[list[Item | Problem], Future[list[DocumentReading]]]] = deque()
    pool = _pool(workers)
    try:
        while True:
            batch = list(islice(items, BATCH))
            if not batch and not under_way:
                return
            try:
                if batch:
                    under_way.append((batch, pool.submit(read_batch, batch, payload)))
                if not batch or len(under_way) >= workers * AHEAD:
                    yield from under_way[0][1].result()
                    under_way.popleft()
            except BrokenExecutor:
                pool.shutdown(wait=False)
                lost = [item for waiting, _ in under_way for item in waiting]
                if batch and (not under_way or under_way[-1][0] is not batch):
                    lost += batch  # it could not even be handed over
                under_way.clear()
                yield from _one_by_one(lost, payload)
                pool = _pool(workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _one_by_one(items: list[Item | Problem], payload: bytes) -> Iterator[DocumentReading]:
    """Read items in a process of their own, so that the one that kills it is known and named."""
    pool = _pool(1)
    for item in items:
        try:
            yield from pool.submit(read_batch, [item], payload).result()
        except BrokenExecutor:
            pool.shutdown(wait=False)
            pool = _pool(1)
            place = item.place
            died = problem(
                "R-072", place, "the process that read it died (out of memory, or a fault in a library)"
            )
            yield DocumentReading(None, (), (died,))
    pool.shutdown(wait=False)


def _in_order(
    items: Iterator[Item | Problem], submit: Callable[[list[Item | Problem]], Any], ahead: int
) -> Iterator[DocumentReading]:
    """Results in the order of the items, with at most ``ahead`` batches under way."""
    under_way: deque[Any] = deque()
    while batch := list(islice(items, BATCH)):
        under_way.append(submit(batch))
        if len(under_way) >= ahead:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()


def _on_cluster(
    items: Iterator[Item | Problem], payload: bytes, settings: Settings
) -> Iterator[DocumentReading]:
    """Documents travel as bytes, so that the workers need no shared disk; there is no cache."""
    from distributed import Client

    loaded = (_with_bytes(item, settings.limits) for item in items)
    bare = pickle.dumps((pickle.loads(payload)[0], replace(settings, workers=1, cluster=None, cache=None)))
    with Client(settings.cluster) as client:
        workers = max(1, len(client.scheduler_info()["workers"]))
        yield from _in_order(
            loaded, lambda batch: client.submit(read_batch, batch, bare, pure=False), workers * AHEAD
        )


def _with_bytes(item: Item | Problem, limits: Limits) -> Item | Problem:
    if isinstance(item, Problem):
        return item
    try:
        return replace(item, payload=read_bytes(item, limits))
    except IntakeError as error:
        return error.problem


def read_batch(items: list[Item | Problem], payload: bytes) -> list[DocumentReading]:
    """Read a few items in whatever process this is."""
    return [read_one(item, payload) for item in items]


@lru_cache(maxsize=2)
def _prepared(payload: bytes) -> tuple[Extractor, Settings, Cache | None]:
    vocabulary, settings = pickle.loads(payload)
    cache = None
    if settings.cache:
        how = (settings.author, settings.second_opinion)
        digest = settings_digest(vocabulary, settings.limits, settings.date, how)
        cache = Cache(Path(settings.cache), digest)
    second = SecondOpinion(load_model(settings.second_opinion)) if settings.second_opinion else None
    return Extractor(vocabulary, settings.author, second), settings, cache


def read_one(item: Item | Problem, payload: bytes) -> DocumentReading:
    """Read one item; whatever goes wrong becomes a problem of it."""
    if isinstance(item, Problem):
        return DocumentReading(None, (), (item,))
    extractor, settings, cache = _prepared(payload)
    try:
        with time_limit(settings.limits.seconds):
            return _cached(item, extractor, settings, cache)
    except IntakeError as error:
        return DocumentReading(None, (), (error.problem,))
    except TimeoutError:
        return DocumentReading(
            None, (), (problem("R-073", item.place, f"more than {settings.limits.seconds:g} s"),)
        )
    except (Exception, RecursionError, MemoryError) as error:
        found = f"{type(error).__name__}: {error}"[:300]
        return DocumentReading(None, (), (problem("R-072", item.place, found),))


def _cached(item: Item, extractor: Extractor, settings: Settings, cache: Cache | None) -> DocumentReading:
    data = read_bytes(item, settings.limits)
    if cache is None:
        return _read(item, data, extractor, settings)
    key = cache.key(item, data)
    damaged: tuple[Problem, ...] = ()
    try:
        kept = cache.get(key)
    except ValueError as error:
        kept = None
        damaged = (problem("R-074", item.place, str(error), severity="warning"),)
    if kept is not None:
        return kept
    result = _read(item, data, extractor, settings)
    cache.put(key, result)
    return replace(result, problems=(*result.problems, *damaged))


def _read(item: Item, data: bytes, extractor: Extractor, settings: Settings) -> DocumentReading:
    extracted = take_in(item, data, settings.limits)
    document, problems = document_of(item, extracted, data, settings.limits, settings.date)
    statements = extractor.extract(document.text)
    problems += _not_covered(document, item.place) + _not_resolved(document, statements, item.place)
    return DocumentReading(document, statements, problems, sketch(document, statements))


def _not_covered(document: Document, place: Place) -> tuple[Problem, ...]:
    numbers: dict[str, list[int]] = {}
    for number, paragraph in enumerate(document.text.paragraphs, start=1):
        if paragraph.language not in covered():
            numbers.setdefault(paragraph.language, []).append(number)
    return tuple(
        problem(
            "R-069",
            place,
            f"{len(found)} paragraphs in {code!r}, the first is {found[0]}",
            severity="warning",
        )
        for code, found in sorted(numbers.items())
    )


def _not_resolved(
    document: Document, statements: tuple[FoundStatement, ...], place: Place
) -> tuple[Problem, ...]:
    """A warning for every mention of a speaker that fits two; parts of one utterance count once."""
    found: list[Problem] = []
    for one in statements:
        if one.part_of is not None or not one.is_ambiguous:
            continue
        span = one.speaker_span or one.cue or (one.start, one.end)
        mention = " ".join(document.words(span).split())[:60]
        where = f'paragraph {paragraph_number(document, span[0])}, {span[0]}-{span[1]}, "{mention}"'
        found.append(problem("R-077", place, f"fits {speaker_label(one)}", path=where, severity="warning"))
    return tuple(found)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what runs inside after ``seconds``; without effect outside the main thread and on Windows.

    Raises
    ------
    TimeoutError
        The time is over.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
