"""Data against a JSON Schema of draft 2020-12: what `schema.validate` does.

The library that knows the drafts is imported when a schema is first asked. Formats are not
asserted, and nothing is ever fetched: a reference leads into the schema itself, or to the
specification's own schemas.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.data import from_json, to_json
from pipesmith_runtime.errors import EXECUTION, VALIDATION, PipelineError
from pipesmith_runtime.json_schema_texts import Told, problems

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def validate_data(data: Any, schema: Any) -> Any:
    """Give the data if the schema holds for it; VALIDATION with every problem if not."""
    found = _found(data, schema)
    if found:
        shown = [f"{each['path']}: {each['message']}" for each in found[:3]]
        more = [f"and {len(found) - 3} more"] if len(found) > 3 else []
        raise PipelineError(VALIDATION, "; ".join([*shown, *more]), found)
    return data


def _found(data: Any, schema: Any) -> list[dict[str, str]]:
    try:
        from referencing.exceptions import Unresolvable

        checker = _checker(to_json(schema))
    except ImportError:
        fix = 'pip install "pipesmith[schema]"'
        raise _refused(f"JSON Schema needs the package `jsonschema`: {fix}") from None
    try:
        told = dict.fromkeys(_each_problem(checker, data))
        return [{"path": path, "message": message} for path, message in told]
    except Unresolvable as failure:
        raise _refused(f"`{failure.ref}` leads out of the schema, and nothing is fetched") from None
    except RecursionError:
        raise _refused("the schema or the data is nested too deeply") from None


def _each_problem(checker: "Draft202012Validator", data: Any) -> Iterator[Told]:
    for error in checker.iter_errors(data):
        yield from problems(error)


@lru_cache(maxsize=64)
def _checker(text: str) -> "Draft202012Validator":
    """Make what checks by a schema, which is checked itself."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from jsonschema_specifications import REGISTRY

    schema = from_json(text)
    named = schema.get("$schema", DRAFT) if isinstance(schema, Mapping) else DRAFT
    if str(named).removesuffix("#") != DRAFT:
        raise _refused(f"`{named}` is not supported; write `{DRAFT}`")
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as failure:
        raise _refused(_malformed(failure)) from None
    return Draft202012Validator(schema, registry=REGISTRY)


def _malformed(failure: "SchemaError") -> str:
    if failure.validator == "format" and failure.validator_value == "regex":
        return f"the pattern `{failure.instance}` is not supported"
    return f"it is not a JSON Schema at `{failure.json_path}`"


def _refused(reason: str) -> PipelineError:
    return PipelineError(EXECUTION, f"the schema cannot be used: {reason}")
