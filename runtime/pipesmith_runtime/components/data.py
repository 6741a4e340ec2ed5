"""JSON selected, checked and filtered."""

from typing import Any

from pipesmith_runtime.json_schemas import validate_data
from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run
from pipesmith_runtime.selecting import filtered, transform


@operator(name="json.transform")
async def json_transform(
    run: Run, data: Any, expression: str | None = None, mapping: dict[str, str] | None = None
) -> Any:
    """Select from JSON by one JMESPath expression, or build an object by one for each member."""
    return transform(data, expression, mapping)


@operator(name="schema.validate")
async def schema_validate(run: Run, data: Any, schema: Any) -> Any:
    """Give the data if a JSON Schema of draft 2020-12 holds for it."""
    return validate_data(data, schema)


@operator(name="filter.items")
async def filter_items(run: Run, items: Any, condition: str) -> list[Any]:
    """Give the items of a list for which a JMESPath condition is true."""
    return filtered(items, condition)
