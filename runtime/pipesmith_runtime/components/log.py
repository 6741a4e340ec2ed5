"""Lines for those who read logs."""

import json
import logging
from typing import Any, Final

from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run
from pipesmith_runtime.values import json_value

LOGGER: Final = logging.getLogger("pipesmith")


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
