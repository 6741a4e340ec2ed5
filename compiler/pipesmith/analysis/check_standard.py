"""What must hold of calls of standard components beyond the types of their arguments."""

from collections.abc import Mapping

from pipesmith import types as t
from pipesmith.analysis import standard_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.functions.queries import check_query
from pipesmith.analysis.json_literals import is_known, literal_json, part_at
from pipesmith.analysis.json_schema_check import schema_problems
from pipesmith.analysis.parts import bare
from pipesmith.analysis.sql_places import places
from pipesmith.analysis.text_places import place_in
from pipesmith.syntax import nodes as s

Given = Mapping[str, s.Expression]


def check_standard(call: s.Call, c: Checking) -> None:
    """Check a call of a standard component whose arguments are bound."""
    given = dict(c.tables.bound[call].arguments)
    match call.function.text:
        case "json.transform":
            _check_transform(call, given, c)
        case "schema.validate":
            _check_schema(given, c)
        case "filter.items":
            _check_filter(given, c)
        case "sql.query" | "sql.execute":
            _check_statement(call, given, c)
        case _:
            return


def _check_transform(call: s.Call, given: Given, c: Checking) -> None:
    query, mapping = given.get("expression"), given.get("mapping")
    if query is not None and mapping is not None:
        c.report(say.two_ways(mapping.span, query.span))
    elif query is None and mapping is None and len(given) == len(call.arguments):
        c.report(say.no_way(call.function.span))
    if query is not None:
        _check_query(query, c)
    entries = bare(mapping) if mapping is not None else None
    for entry in entries.entries if isinstance(entries, s.MapLiteral) else ():
        _check_query(entry.value, c)


def _check_query(node: s.Expression, c: Checking) -> None:
    text = bare(node)
    if isinstance(text, s.Text) and text.constant is not None:
        complaint = check_query(text.constant)
        if complaint is not None:
            c.report(say.bad_query(complaint, place_in(text, complaint.at, c)))


def _check_schema(given: Given, c: Checking) -> None:
    node = given.get("schema")
    schema = literal_json(node) if node is not None else None
    if node is None or not is_known(schema):
        return
    for problem in schema_problems(schema):
        c.report(say.bad_schema(problem, part_at(node, problem.path).span))


def _check_filter(given: Given, c: Checking) -> None:
    items, condition = given.get("items"), given.get("condition")
    if items is not None:
        type_ = c.tables.types[items]
        listed = isinstance(c.relations.expand(type_), t.ListType | t.SetType | t.AnyType)
        if not listed and type_ != t.JSON:
            c.report(say.not_a_list(items.span, type_))
    if condition is not None:
        _check_query(condition, c)


def _check_statement(call: s.Call, given: Given, c: Checking) -> None:
    """Hold a statement to be constant, and its values to be those that are given."""
    node = given.get("statement")
    if node is None:
        return
    text = bare(node)
    if not isinstance(text, s.Text) or text.constant is None:
        c.report(say.sql_text(node.span, call.function.text))
        return
    values = (
        bare(given["parameters"]) if "parameters" in given else s.MapLiteral((), span=node.span)
    )
    if isinstance(values, s.MapLiteral):
        _check_values(node, places(text.constant), values, c)


def _check_values(
    statement: s.Expression, read: set[str], values: s.MapLiteral, c: Checking
) -> None:
    missing = read - {entry.key for entry in values.entries}
    if missing:
        c.report(say.unbound(statement.span, missing))
    for entry in values.entries:
        if entry.key not in read:
            c.report(say.not_read(entry.span, entry.key, read))
