"""What was read once is not read again: results kept under the digest of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zlib
from dataclasses import asdict
from functools import cache as remembered
from pathlib import Path
from typing import Any

from detente.case.vocabulary import Vocabulary
from detente.reading.documents import DocumentReading
from detente.reading.intake_records import Item, Limits


@remembered
def code_digest() -> str:
    """Digest of the reading room itself, so that a change of it never serves an old result."""
    digest = hashlib.sha256()
    room = Path(__file__).parent
    for path in sorted(room.rglob("*")):
        if path.suffix in {".py", ".toml", ".json", ".yaml", ".csv", ".txt"}:
            digest.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def settings_digest(
    vocabulary: Vocabulary, limits: Limits, date: str | None, how: tuple[Any, ...] = ()
) -> str:
    """Digest of what a result depends on besides the document."""
    names = [(name.id, name.kind, name.text, name.language) for name in vocabulary.names]
    speaks_for = sorted(vocabulary.speaks_for.items())
    plain = json.dumps([code_digest(), names, speaks_for, asdict(limits), date, how])
    return hashlib.sha256(plain.encode()).hexdigest()


@remembered
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(DocumentReading)


class Cache:
    """A folder of results, one small compressed file each, readable by its owner only.

    The files hold the words of the documents. Several processes may use one folder at a time.
    """

    def __init__(self, folder: str | Path, settings: str) -> None:
        self.folder = Path(folder)
        self.settings = settings

    def key(self, item: Item, data: bytes) -> str:
        """Under which name the result of ``item`` with these bytes is kept."""
        place = f"{self.settings}\0{item.kind}\0{item.path}\0{item.line}\0"
        return hashlib.sha256(place.encode("utf-8", "surrogateescape") + data).hexdigest()

    def get(self, key: str) -> DocumentReading | None:
        """The kept result, or None where there is none.

        Raises
        ------
        ValueError
            There is one, but it is damaged.
        """
        try:
            packed = self._path(key).read_bytes()
        except OSError:
            return None
        try:
            result = _adapter().validate_json(zlib.decompress(packed))
        except (zlib.error, ValueError) as error:
            raise ValueError(f"{type(error).__name__} in {key[:12]}") from error
        assert isinstance(result, DocumentReading)
        return result

    def put(self, key: str, result: DocumentReading) -> None:
        """Keep a result; written whole or not at all.

        A result with half of a surrogate pair in it (a file name that is no UTF-8) is not kept.
        """
        try:
            packed = zlib.compress(_adapter().dump_json(result), 3)
        except ValueError:
            return
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
        os.replace(name, path)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json.z"
