"""What failures of databases mean.

The driver's words are passed on, the values of the statement are not: they may be confidential.
"""

from typing import Any, Final

from pipesmith_runtime.errors import (
    CONNECTIVITY,
    EXECUTION,
    SECURITY,
    TIMEOUT,
    ErrorKind,
    PipelineError,
)

_BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR")
_AGAIN: Final = ("08", "53", "57P", "40001", "40P01")
"""SQLSTATE: no connection, no resources, shutting down, two transactions in each other's way."""
_FORBIDDEN: Final = ("28", "42501")
"""SQLSTATE: not let in, not allowed."""


def missing(failure: ImportError, database: str) -> PipelineError:
    """Say which package a database needs."""
    name = (failure.name or "sqlalchemy").partition(".")[0]
    ours = name in ("sqlalchemy", "aiosqlite", "greenlet")
    fix = 'pip install "pipesmith[sql]"' if ours else f"pip install {name}"
    return PipelineError(EXECUTION, f"the database `{database}` needs the package `{name}`: {fix}")


def failed(failure: Exception, database: str) -> PipelineError:
    """Say what failed."""
    from sqlalchemy import exc

    match failure:
        case exc.TimeoutError() | TimeoutError():
            return PipelineError(TIMEOUT, f"the database `{database}` has no connection free")
        case exc.DBAPIError(orig=BaseException() as original):
            kind = CONNECTIVITY if failure.connection_invalidated else _kind(original)
            return PipelineError(kind, f"the database `{database}`: {_said(original)}")
        case OSError():
            reason = failure.strerror or type(failure).__name__
            return PipelineError(CONNECTIVITY, f"the database `{database}`: {reason}")
        case _:
            return PipelineError(EXECUTION, f"the database `{database}`: {_said(failure)}")


def _kind(original: Any) -> ErrorKind:
    if str(getattr(original, "sqlite_errorname", "")).startswith(_BUSY):
        return CONNECTIVITY
    state = str(getattr(original, "sqlstate", None) or getattr(original, "pgcode", None) or "")
    if state.startswith(_AGAIN):
        return CONNECTIVITY
    return SECURITY if state.startswith(_FORBIDDEN) else EXECUTION


def _said(failure: BaseException) -> str:
    lines = str(failure).strip().splitlines()
    return lines[0][:500] if lines else type(failure).__name__
