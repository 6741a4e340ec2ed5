"""Statements for databases; values are always bound, never written into the text."""

from typing import Any

from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run


@operator(name="sql.query")
async def sql_query(
    run: Run, statement: str, parameters: dict[str, Any] | None = None, database: str = "default"
) -> list[dict[str, Any]]:
    """Give the rows that a statement selects or returns, each as a map by column."""
    from pipesmith_runtime.databases import query

    return await query(run, statement, parameters or {}, database)


@operator(name="sql.execute")
async def sql_execute(
    run: Run, statement: str, parameters: dict[str, Any] | None = None, database: str = "default"
) -> int:
    """Execute a statement in a transaction of its own; give how many rows it changed."""
    from pipesmith_runtime.databases import execute

    return await execute(run, statement, parameters or {}, database)
