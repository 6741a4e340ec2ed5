"""Databases: connections of one run, statements with bound values, rows as JSON.

SQLAlchemy (extra `sql`) is imported when the first statement comes.
"""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pipesmith_runtime.data import decimal_text, plain, to_json
from pipesmith_runtime.database_errors import failed, missing
from pipesmith_runtime.errors import EXECUTION, VALIDATION, PipelineError
from pipesmith_runtime.reading import Mismatch, read_data
from pipesmith_runtime.sql_places import places, quieted
from pipesmith_runtime.virtual_clock import real_time

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, CursorResult, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from pipesmith_runtime.config import Config
    from pipesmith_runtime.place import Place

EMBEDDED: Final = "sqlite+aiosqlite:///pipesmith.db"
"""The database `default` of a project that does not say."""

STOPPING: Final = 0.05
"""How many seconds pass before a statement that goes on is told again to stop."""

DRIVERS: Final = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "mysql": "mysql+asyncmy",
}


async def query(
    scope: "Place", statement: str, parameters: Mapping[str, Any], database: str
) -> list[dict[str, Any]]:
    """Give the rows of a statement."""
    async with _executed(scope, statement, parameters, database) as result:
        if not result.returns_rows:
            raise PipelineError(EXECUTION, "the statement gives no rows; `sql.execute` is for such")
        columns = _columns(result)
        return [_row(columns, row) for row in result.fetchall()]


async def execute(
    scope: "Place", statement: str, parameters: Mapping[str, Any], database: str
) -> int:
    """Execute a statement; give how many rows it changed."""
    async with _executed(scope, statement, parameters, database) as result:
        return max(0, result.rowcount)


@asynccontextmanager
async def _executed(
    scope: "Place", statement: str, parameters: Mapping[str, Any], database: str
) -> AsyncIterator["CursorResult[Any]"]:
    """Execute a statement in a transaction of its own, which an error in the block takes back."""
    engine = _engines(scope).engine(scope, database)
    clause = _bound(statement, parameters)
    try:
        with real_time(scope.state.loop):
            async with engine.begin() as connection:
                yield await _stoppable(connection, clause)
    except PipelineError:
        raise
    except Exception as failure:
        raise failed(failure, database) from None


async def _stoppable(connection: "AsyncConnection", clause: "TextClause") -> "CursorResult[Any]":
    """Execute a statement; when the stage is stopped the database is told to stop too."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    work = asyncio.ensure_future(connection.execute(clause))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        while not work.done():
            if hasattr(driver, "interrupt"):
                await driver.interrupt()
            else:
                work.cancel()
            await asyncio.wait([work], timeout=STOPPING)
        if not work.cancelled():
            work.exception()  # that it was interrupted is no news
        raise


# ---------------------------------------------------------------- connections


class Engines:
    """The databases that a run has opened."""

    def __init__(self) -> None:
        self._known: dict[str, AsyncEngine] = {}

    def engine(self, scope: "Place", name: str) -> "AsyncEngine":
        """Give what speaks to a database of the project file."""
        if name not in self._known:
            self._known[name] = _opened(scope, name)
        return self._known[name]

    async def close(self) -> None:
        """Close all connections."""
        with real_time(asyncio.get_running_loop()):
            for engine in self._known.values():
                await engine.dispose()


def _engines(scope: "Place") -> Engines:
    found = scope.state.opened.setdefault("databases", Engines())
    assert isinstance(found, Engines)
    return found


def _opened(scope: "Place", name: str) -> "AsyncEngine":
    try:
        from sqlalchemy import exc, make_url
        from sqlalchemy.ext.asyncio import create_async_engine
    except ImportError as failure:
        raise missing(failure, name) from None
    text, home = _url(scope, name)
    try:
        url = make_url(text)
        if url.password:
            scope.state.redaction.add(str(url.password))
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        if url.drivername.startswith("sqlite") and url.database:
            url = url.set(database=_beside(url.database, home))
        return create_async_engine(url, hide_parameters=True)
    except ImportError as failure:
        raise missing(failure, name) from None
    except (exc.ArgumentError, exc.InvalidRequestError, ValueError):
        message = f"`[databases.{name}]` has no URL of a database with an asynchronous driver"
        raise PipelineError(VALIDATION, message) from None


def _url(scope: "Place", name: str) -> tuple[str, Path]:
    """Give the URL of a database, and the folder that its file may stand in."""
    from pipesmith_runtime import config

    found: Config = config.of(scope)
    database = found.databases.get(name)
    if database is None:
        if name == "default":
            return EMBEDDED, found.folder
        raise PipelineError(VALIDATION, f"the project file has no `[databases.{name}]`")
    if (database.url is None) == (database.url_env is None):
        message = f"`[databases.{name}]` takes either `url` or `url_env`"
        raise PipelineError(VALIDATION, message)
    if database.url is not None:
        return database.url, found.folder
    return scope.secret(database.url_env or ""), found.folder


def _beside(database: str, home: Path) -> str:
    """Give where a file of SQLite is; a relative path begins at the project file."""
    special = database == ":memory:" or database.startswith("file:")
    return database if special else str(home / database)


# ---------------------------------------------------------------- statements


def _bound(statement: str, parameters: Mapping[str, Any]) -> "TextClause":
    """Give a statement with its values; a list stands for all its items, as in `in :ids`."""
    try:
        from sqlalchemy import bindparam, text
    except ImportError as failure:
        raise missing(failure, "default") from None
    wanted = places(statement)
    if wanted != parameters.keys():
        raise _unequal(wanted, set(parameters))
    values: list[BindParameter[Any]] = [
        bindparam(name, _sent(value), expanding=isinstance(value, list))
        for name, value in parameters.items()
    ]
    return text(quieted(statement)).bindparams(*values)


def _sent(value: Any) -> Any:
    """Give a value as drivers take it: an object travels as JSON text."""
    if isinstance(value, list):
        return [_sent(item) if not isinstance(item, list) else to_json(item) for item in value]
    return to_json(value) if isinstance(value, Mapping) else value


def _unequal(wanted: set[str], given: set[str]) -> PipelineError:
    absent, needless = sorted(wanted - given), sorted(given - wanted)
    parts = [f"`parameters` has no `{name}`" for name in absent]
    parts += [f"the statement has no `:{name}`" for name in needless]
    return PipelineError(VALIDATION, "; ".join(parts))


# ---------------------------------------------------------------- rows


def _columns(result: "CursorResult[Any]") -> list[str]:
    columns = list(result.keys())
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        message = f"two columns are named `{twice}`; name them apart with `as`"
        raise PipelineError(EXECUTION, message)
    return columns


def _row(columns: list[str], row: Any) -> dict[str, Any]:
    return {name: _value(value, name) for name, value in zip(columns, row, strict=True)}


def _value(value: Any, column: str) -> Any:
    """Give a database's value as JSON data; bytes are base64, an instant without zone is UTC."""
    try:
        return read_data(_data(value))
    except Mismatch:
        kind = type(value).__name__
        message = f"the column `{column}` holds a value without a form in JSON: `{kind}`"
        raise PipelineError(EXECUTION, message) from None


def _data(value: Any) -> Any:
    match value:
        case Decimal():
            return decimal_text(value) if value.is_finite() else value
        case datetime(tzinfo=None):
            return plain(value.replace(tzinfo=UTC))
        case datetime() | date():
            return plain(value)
        case time() | UUID():
            return str(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
        case _:
            return value
