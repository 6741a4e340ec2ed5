"""The standard components, importable without a file."""

import json
import logging
from typing import Any, Final, NamedTuple

from pipesmith_runtime.http import decoded, exchange, refused
from pipesmith_runtime.json_schemas import validate_data
from pipesmith_runtime.reading import read_data, read_json
from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run
from pipesmith_runtime.selecting import transform
from pipesmith_runtime.values import json_value

LOGGER: Final = logging.getLogger("pipesmith")


class HttpResponse(NamedTuple):
    """What `http.request` gives; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: Any


@operator(name="log.debug")
async def log_debug(run: Run, message: str, data: Any = None) -> None:
    """Write a line that helps to find faults."""
    _log(run, logging.DEBUG, message, data)


@operator(name="log.info")
async def log_info(run: Run, message: str, data: Any = None) -> None:
    """Write a line that tells what happens."""
    _log(run, logging.INFO, message, data)


@operator(name="log.warn")
async def log_warn(run: Run, message: str, data: Any = None) -> None:
    """Write a line that somebody should read."""
    _log(run, logging.WARNING, message, data)


@operator(name="log.error")
async def log_error(run: Run, message: str, data: Any = None) -> None:
    """Write a line that somebody must read."""
    _log(run, logging.ERROR, message, data)


def _log(run: Run, level: int, message: str, data: Any) -> None:
    """Hand a line to `logging`, without secrets and on one line."""
    text = message
    if data is not None:
        text += " " + json.dumps(json_value(data), ensure_ascii=False, separators=(",", ":"))
    clean = run.state.redaction.text(text).replace("\r", "\\r").replace("\n", "\\n")
    extra = {"run_id": run.run_id, "pipeline": run.frame.name}
    LOGGER.log(level, "%s", clean, extra=extra)


@operator(name="http.request")
async def http_request(
    run: Run,
    method: str,
    url: str,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: Any = None,
) -> HttpResponse:
    """Send one request and give its whole answer."""
    response = await exchange(run, method, url, headers or {}, query or {}, None, body)
    if not 200 <= response.status < 300:
        raise refused(method, url, response)
    text = decoded(response)
    written = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = read_data(read_json(text)) if text and written.endswith("json") else text or None
    return HttpResponse(response.status, dict(response.headers), content)


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
