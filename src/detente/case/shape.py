"""What stands where in a case: the record, list or kind of value that a path leads to."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from detente.case.quantities import Quantity, Scale
from detente.case.records import CaseRecord, Record

Kind = Literal["record", "mapping", "list", "quantity", "choice", "value"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One place of the format: a record's class, a container's content, a quantity's scale or a value's type."""

    kind: Kind
    record: type[BaseModel] | None = None
    inner: Any = None
    scale: Scale | None = None
    choices: tuple[str, ...] = ()
    type_: Any = None

    def fields(self) -> dict[str, Any]:
        """Key as the file has it -> pydantic field, for a record."""
        if self.record is None:
            return {}
        return {field.alias or name: field for name, field in self.record.model_fields.items()}

    def step(self, key: str) -> Shape | None:
        """The shape one step further down, or None where the format has no such key."""
        if self.kind == "record":
            field = self.fields().get(key)
            return None if field is None else _shape_of_field(self.record, key)
        if self.kind in ("mapping", "list"):
            return shape_of(self.inner)
        return None


@cache
def _shape_of_field(record: type[BaseModel], key: str) -> Shape:
    field = next(field for name, field in record.model_fields.items() if (field.alias or name) == key)
    return shape_of(field.annotation, tuple(field.metadata))


def shape_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """The shape that a type annotation of the records stands for."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        return shape_of(inner, (*metadata, *more))
    if origin in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not types.NoneType]
        if len(arms) == 1:
            return shape_of(arms[0], metadata)
        return Shape("value", type_=annotation)
    if annotation is Quantity:
        return Shape("quantity", scale=next((item for item in metadata if isinstance(item, Scale)), None))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("record", record=annotation)
    if origin is dict:
        return Shape("mapping", inner=get_args(annotation)[1])
    if origin is tuple:
        return Shape("list", inner=get_args(annotation)[0])
    if origin is Literal:
        return Shape("choice", choices=tuple(str(item) for item in get_args(annotation)), type_=annotation)
    return Shape("value", type_=annotation)


ROOT = Shape("record", record=CaseRecord)


def walk(path: Sequence[str]) -> tuple[Shape, int]:
    """The shape at the end of ``path``, or as far as the format knows it, and the number of steps taken."""
    shape = ROOT
    for number, key in enumerate(path):
        below = shape.step(key)
        if below is None:
            return shape, number
        shape = below
    return shape, len(path)


def child(value: Any, key: str) -> Any:
    """One step down a record: a field, an entry of a mapping, or a list item by id or number; None if absent."""
    if isinstance(value, Record):
        for name, field in type(value).model_fields.items():
            if (field.alias or name) == key:
                return getattr(value, name)
        return None
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            if getattr(item, "id", str(number)) == key:
                return item
    return None
