"""Records and the types of their fields: pydantic models that read JSON by the language's rules.

The annotations are Python's own types. The rules come in where pydantic builds a validator: one
walk over its schema puts this project's reader in front of every scalar (`reading.py`).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    TypeVar,
    cast,
    get_args,
    get_origin,
    overload,
)
from uuid import UUID

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from pipesmith_runtime import reading
from pipesmith_runtime.errors import VALIDATION, ExpressionFault, PipelineError
from pipesmith_runtime.problems import problem, refusal
from pipesmith_runtime.reading import Mismatch
from pipesmith_runtime.values import json_value

__all__ = [
    "Bool",
    "Date",
    "Decimal28",
    "Digits",
    "Distinct",
    "Duration",
    "Email",
    "Float",
    "Instant",
    "Int",
    "Json",
    "Path",
    "Record",
    "Text",
    "Url",
    "Uuid",
    "Where",
    "check",
    "conform",
    "convert",
    "json_schema",
    "json_value",
    "validate",
]

T = TypeVar("T")
R = TypeVar("R", bound="type[Record]")

MARK = "pipesmith"
RECORD = "pipesmith record"
DATA: dict[str, str] = {"from": "data"}
"""The context in which values come from outside, not from a constructor in the program."""

_READERS: dict[str, tuple[Callable[[Any], Any], JsonSchemaValue]] = {
    "int": (reading.read_int, {"type": "integer"}),
    "float": (reading.read_float, {"type": "number"}),
    "decimal": (reading.read_decimal, {"type": "string", "format": "decimal"}),
    "str": (reading.read_text, {"type": "string"}),
    "bool": (reading.read_bool, {"type": "boolean"}),
    "uuid": (reading.read_uuid, {"type": "string", "format": "uuid"}),
    "date": (reading.read_date, {"type": "string", "format": "date"}),
    "datetime": (reading.read_instant, {"type": "string", "format": "date-time"}),
    "timedelta": (reading.read_duration, {"type": "string", "format": "duration"}),
    "any": (reading.read_data, {}),
}
_LEFT_ALONE = frozenset(
    {"default", "default_factory", "expected", "members", "metadata", "serialization"}
)


# ---------------------------------------------------------------- the walk


def _ruled(schema: Any, own: type | None = None) -> Any:
    """Give a schema in which every scalar is read by the rules."""
    if isinstance(schema, list | tuple):
        return type(schema)(_ruled(part, own) for part in schema)
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    if _is_ruled(schema) or _of_other_record(schema, own):
        return schema
    if isinstance(kind, str) and kind in _READERS:
        read, written = _READERS[kind]
        return _read_before(read, {**schema, "strict": kind == "str"}, written)
    return {
        name: part if name in _LEFT_ALONE else _ruled(part, own) for name, part in schema.items()
    }


def _is_ruled(schema: Mapping[str, Any]) -> bool:
    metadata = schema.get("metadata") or {}
    return MARK in metadata or RECORD in metadata


def _of_other_record(schema: Mapping[str, Any], own: type | None) -> bool:
    cls = schema.get("cls") if schema.get("type") == "model" else None
    return isinstance(cls, type) and cls is not own and issubclass(cls, Record)


def _read_before(
    read: Callable[[Any], Any], inner: Mapping[str, Any], written: JsonSchemaValue
) -> CoreSchema:
    schema = cast(CoreSchema, {name: part for name, part in inner.items() if name != "strict"})
    if inner["type"] == "str":
        schema = cast(CoreSchema, {**schema, "strict": True})
    return core_schema.no_info_before_validator_function(read, schema, metadata={MARK: written})


class _Rules:
    """Asks for the walk where an annotation is not a record."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return cast(CoreSchema, _ruled(handler(source)))


class _Read:
    """Reads a type that has no schema of its own in pydantic."""

    def __init__(self, read: Callable[[Any], Any], format_: str) -> None:
        self.read = read
        self.format = format_

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = core_schema.is_instance_schema(get_origin(source) or source)
        written = {"type": "string", "format": self.format}
        return core_schema.no_info_before_validator_function(
            self.read, inner, metadata={MARK: written}
        )


class _Schemas(GenerateJsonSchema):
    """Writes JSON schemas as the language writes values."""

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """Give what the rules say in place of what pydantic reads."""
        written = (schema.get("metadata") or {}).get(MARK)
        return super().function_before_schema(schema) if written is None else dict(written)

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Require what tells the records of a union apart, which a constructor may leave out."""
        return super().field_is_required(field, total) or _is_tag(field["schema"])


# ---------------------------------------------------------------- types

Int = int
Float = float
Decimal28 = Decimal
Text = str
Bool = bool
Uuid = UUID
Date = date
Instant = datetime
Duration = timedelta
Json = Any
Path = Annotated[PurePosixPath, _Read(reading.read_path, "path")]
Email = Annotated[str, _Read(reading.read_email, "email")]
Url = Annotated[str, _Read(reading.read_url, "uri")]


class Digits:
    """`decimal(p, s)`: so many digits in all, so many of them after the point."""

    def __init__(self, precision: int, scale: int) -> None:
        self.precision = precision
        self.scale = scale

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = _ruled(handler(source))
        scaled = partial(_scaled, precision=self.precision, scale=self.scale)
        return core_schema.no_info_after_validator_function(scaled, inner)


def _scaled(value: Decimal | None, precision: int, scale: int) -> Decimal | None:
    return None if value is None else reading.read_scaled(value, precision, scale)


class Counted:
    """One of some numbers, which `true` is none of."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(reading.counted, handler(source))


class Distinct:
    """A list without repeats, in the order of first appearance: the language's `set`."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        inner = _ruled(handler(source))
        return core_schema.no_info_after_validator_function(_distinct, inner)


def _distinct(value: Any) -> Any:
    return None if value is None else reading.distinct(value)


class Where:
    """A condition on a value, and how the source writes it."""

    def __init__(self, test: Callable[[Any], bool], text: str) -> None:
        self.test = test
        self.text = text

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._holding, _ruled(handler(source)))

    def _holding(self, value: Any) -> Any:
        if value is not None and not self.test(value):
            raise Mismatch(self.text, self.text)
        return value


class Record(BaseModel):
    """A record: frozen, without unknown fields, read by the rules of the language."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, protected_namespaces=()
    )
    checks_: ClassVar[tuple["_Check", ...]] = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        if _is_ruled(schema):
            return schema
        schema = _ruled(schema, cls)
        ref = schema.pop("ref", None)
        if cls.__pydantic_fields__ and (tags := _tags(cls)):
            given = partial(_with_tags, tags)
            schema = core_schema.with_info_before_validator_function(given, schema)
        for test in cls.checks_:
            schema = core_schema.no_info_after_validator_function(test.holding, schema)
        # A record that holds itself refers to the whole, not to what pydantic made of it.
        metadata = {**(schema.get("metadata") or {}), RECORD: True}
        return cast(CoreSchema, {**schema, "ref": ref, "metadata": metadata})


def _tags(record: type[Record]) -> list[str]:
    """Name the fields of one literal: a constructor may leave them out, JSON must have them."""
    fields = record.__pydantic_fields__.items()
    found = [(name, info) for name, info in fields if get_origin(info.annotation) is Literal]
    return [
        str(info.serialization_alias or name) for name, info in found if not info.is_required()
        and len(get_args(info.annotation)) == 1
    ]  # fmt: skip


def _is_tag(schema: Mapping[str, Any]) -> bool:
    """Tell whether a field has one literal as its type, and as its default."""
    inner = schema["schema"] if schema["type"] == "default" else schema
    return inner["type"] == "literal" and bool(inner["expected"] == [schema.get("default")])


def _with_tags(tags: list[str], value: Any, info: core_schema.ValidationInfo) -> Any:
    for tag in tags if info.context is DATA and isinstance(value, Mapping) else ():
        if tag not in value:
            raise Mismatch(f"a field `{tag}`", f"`{tag}` is missing")
    return value


class _Check:
    """A condition across the fields of a record."""

    def __init__(self, test: Callable[[Any], bool], text: str, message: str | None) -> None:
        self.test = test
        self.text = text
        self.message = message

    def holding(self, record: Any) -> Any:
        """Give the record if the condition holds."""
        if not self.test(record):
            raise Mismatch(self.text, self.message or self.text)
        return record


def check(test: Callable[[Any], bool], text: str, message: str | None = None) -> Callable[[R], R]:
    """State a condition across the fields of the record that follows."""

    def add(record: R) -> R:
        record.checks_ = (_Check(test, text, message), *record.checks_)
        record.model_rebuild(force=True)
        return record

    return add


# ---------------------------------------------------------------- validation


@lru_cache(maxsize=1024)
def _cached_adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[annotation, _Rules()])


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    try:
        return _cached_adapter(annotation)
    except TypeError:
        return TypeAdapter(Annotated[annotation, _Rules()])


def validate(annotation: Any, value: Any, where: str = "$") -> Any:
    """Give the value as its type has it, or raise VALIDATION with every problem."""
    try:
        return _adapter(annotation).validate_python(value, context=DATA)
    except ValidationError as failure:
        raise problem_error(failure, value, where) from None


@overload
def convert(value: Any, annotation: type[T]) -> T: ...
@overload
def convert(value: Any, annotation: Any) -> Any: ...
def convert(value: Any, annotation: Any) -> Any:
    """Do `value as T`; what does not fit is an EXPRESSION error."""
    try:
        return validate(annotation, value, "value")
    except PipelineError as error:
        raise ExpressionFault(error.message) from None


@overload
def conform(value: Any, annotation: type[T]) -> T: ...
@overload
def conform(value: Any, annotation: Any) -> Any: ...
def conform(value: Any, annotation: Any) -> Any:
    """Give a value to a type with a condition; VALIDATION when it does not hold."""
    return validate(annotation, value, "value")


def problem_error(failure: BaseException, value: Any = None, where: str = "$") -> PipelineError:
    """Make one VALIDATION error of all that pydantic found."""
    if not isinstance(failure, ValidationError):
        return PipelineError(VALIDATION, str(failure))
    errors = failure.errors(include_url=False)
    return refusal(problem(dict(error), value, where) for error in errors)


def json_schema(annotation: Any) -> dict[str, Any]:
    """Give the JSON Schema of a type."""
    return _adapter(annotation).json_schema(schema_generator=_Schemas)


def ruled(schema: CoreSchema) -> CoreSchema:
    """Give the schema of a class that is no `Record` as the rules read it."""
    return cast(CoreSchema, _ruled(schema))


def error_schema() -> CoreSchema:
    """Give how a `PipelineError` is read: itself, or what its `to_json` gave."""
    inner = core_schema.is_instance_schema(PipelineError)
    return core_schema.no_info_before_validator_function(
        _read_error, inner, metadata={MARK: {"type": "object"}}
    )


def _read_error(value: Any) -> Any:
    return PipelineError.from_json(value) if isinstance(value, Mapping) else value
