"""Queries on the records of an org, compiled from their syntax trees."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from tests.apexvm import calendar
from tests.apexvm.arithmetic import ordered
from tests.apexvm.compiling import Evaluate, Frame, Scope, compile_expression
from tests.apexvm.equality import equal
from tests.apexvm.errors import UnknownSyntax, fail
from tests.apexvm.members import checked
from tests.apexvm.parser import parse
from tests.apexvm.text import units
from tests.apexvm.tree import Node, kind, optional
from tests.apexvm.types import Type
from tests.apexvm.values import ApexList, ApexSet, Date, Datetime, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

Query = Callable[[Frame], Value]
Bind = Callable[[Node], Evaluate]
Test = Callable[[Frame, SObject], bool]
Path = tuple[str, ...]


def compile_query(node: Node, machine: Machine, bind: Bind) -> Query:
    """Compile a query to a function that gives its records, or their number."""
    return _Compiler(machine, bind).query(node)


def bind_in(scope: Scope) -> Bind:
    """Evaluate what a query takes from the code around it."""
    return lambda node: compile_expression(node["expr"], scope).run


class _Compiler:
    def __init__(self, machine: Machine, bind: Bind) -> None:
        self.machine = machine
        self.bind = bind

    def query(self, node: Node) -> Query:
        """Compile a query."""
        if optional(node, "groupBy"):
            raise UnknownSyntax("GROUP BY")
        type_ = Type(_table(node))
        where, order = optional(node, "where"), optional(node, "orderBy")
        test = self._where(where["expr"]) if where else None
        find = _Finder(self.machine, type_, test, _sorter(order) if order else None)
        if kind(node["select"]) == "SelectCountClause":
            return lambda frame: len(find.rows(frame))
        pick = _selection(node["select"], self.machine)
        cut = self._cut(node)
        return lambda frame: ApexList(
            type_, (pick(row) for row in find.counted(cut(frame, find.rows(frame)))), queried=True
        )

    def _cut(self, node: Node) -> Callable[[Frame, list[SObject]], list[SObject]]:
        limit, offset = optional(node, "limit"), optional(node, "offset")
        most = self._count(limit) if limit else None
        first = self._count(offset) if offset else None

        def cut(frame: Frame, rows: list[SObject]) -> list[SObject]:
            start = checked(first(frame)) if first else 0
            return rows[start : start + checked(most(frame))] if most else rows[start:]

        return cut

    def _count(self, node: Node) -> Evaluate:
        if "i" in node:
            number = int(node["i"])
            return lambda frame: number
        return self.bind(node["expr"])

    def _where(self, node: Node) -> Test:
        match kind(node):
            case "WhereCompoundExpr":
                tests = [self._where(one) for one in node["expr"]]
                join = all if kind(node["op"]) == "QueryAnd" else any
                return lambda frame, row: join(test(frame, row) for test in tests)
            case "WhereUnaryExpr":
                test = self._where(node["expr"])
                return lambda frame, row: not test(frame, row)
            case "WhereOpExpr":
                return self._compared(node, [node["expr"]])
            case "WhereOpExprs":
                return self._compared(node, node["expr"])
            case other:
                raise UnknownSyntax(other)

    def _compared(self, node: Node, given: Sequence[Node]) -> Test:
        path = _path(node["field"])
        operator = _OPERATORS.get(kind(node["op"]))
        if operator is None:
            raise UnknownSyntax(kind(node["op"]))
        values = [self._value(one) for one in given]
        several = kind(node["op"]) in ("QueryIn", "QueryNotIn")

        def test(frame: Frame, row: SObject) -> bool:
            found = [value(frame) for value in values]
            return operator(follow(row, path), _members(found) if several else found[0])

        return test

    def _value(self, node: Node) -> Evaluate:
        match kind(node):
            case "ApexExpr":
                return self.bind(node["expr"])
            case "LiteralExpr":
                return self._literal(node["literal"])
            case other:
                raise UnknownSyntax(other)

    def _literal(self, node: Node) -> Evaluate:
        value = node.get("literal")
        match kind(node):
            case "QueryNull":
                return lambda frame: None
            case "QueryTrue":
                return lambda frame: True
            case "QueryFalse":
                return lambda frame: False
            case "QueryString":
                text = units(str(value))
                return lambda frame: text
            case "QueryNumber":
                assert isinstance(value, dict)
                number = value["$"]
                return lambda frame: number
            case "QueryDateFormula" if node["dateFormula"] == "TODAY":
                return lambda frame: Date(calendar.day_of(self.machine.clock()))
            case other:
                raise UnknownSyntax(other)


def _table(node: Node) -> str:
    (only,) = node["from"]["exprs"]
    name: str = only["table"]["field"]["value"]
    return name


class _Finder:
    """Finds the records of a query, and counts it."""

    def __init__(
        self,
        machine: Machine,
        type_: Type,
        test: Test | None,
        sort: Callable[[list[SObject]], None] | None,
    ) -> None:
        self.machine = machine
        self.type = type_
        self.test = test
        self.sort = sort

    def rows(self, frame: Frame) -> list[SObject]:
        """Find the records, in order."""
        self.machine.transaction.spend("queries", 1, "Too many SOQL queries")
        rows = list(self.machine.storage.table(self.type).values())
        if self.test:
            rows = [row for row in rows if self.test(frame, row)]
        if self.sort:
            self.sort(rows)
        return rows

    def counted(self, rows: list[SObject]) -> list[SObject]:
        """Count the records that are given."""
        self.machine.transaction.spend("query_rows", len(rows), "Too many query rows")
        return rows


def _path(node: Node) -> Path:
    if optional(node, "function1"):
        raise UnknownSyntax("a function in SOQL")
    return _identifier(node["field"])


def _identifier(node: Node) -> Path:
    before = optional(node, "entity")
    return (*(_identifier(before) if before else ()), node["field"]["value"])


def follow(row: Value, path: Path) -> Value:
    """Give a field of a record, or of one that it refers to."""
    for name in path:
        row = row.get(name) if row is not None else None
    return row


def _selection(node: Node, machine: Machine) -> Callable[[SObject], SObject]:
    paths = []
    for one in node["exprs"]:
        if kind(one) != "SelectColumnExpr":
            raise UnknownSyntax(kind(one))
        paths.append(_path(one["field"]))
    return lambda row: _picked(row, paths, machine)


def _picked(row: SObject, paths: Sequence[Path], machine: Machine) -> SObject:
    made = SObject(row.type)
    made.selected = frozenset({"id", *(path[0].lower() for path in paths)})
    for name in ("Id", *(path[0] for path in paths)):
        value = row.get(name)
        shape = machine.storage.shape_of(row.type, name)
        made.put(shape.name if shape else name, value)
    return made


def _sorter(node: Node) -> Callable[[list[SObject]], None]:
    orders = [_order(one) for one in node["exprs"]]

    def compare(left: SObject, right: SObject) -> int:
        return next((found for order in orders if (found := order(left, right))), 0)

    return lambda rows: rows.sort(key=cmp_to_key(compare))


def _order(node: Node) -> Callable[[SObject, SObject], int]:
    path = _path(node["field"])
    sign = -1 if kind(node["order"]) == "OrderDesc" else 1
    nulls = 1 if kind(node["nullOrder"]) == "OrderNullLast" else -1

    def compare(left: SObject, right: SObject) -> int:
        one, other = follow(left, path), follow(right, path)
        if one is None or other is None:
            return nulls * ((one is None) - (other is None))
        return sign * (ordered(one, other) or 0)

    return compare


def _members(found: list[Value]) -> list[Value]:
    if len(found) == 1 and isinstance(found[0], (ApexList, ApexSet)):
        return [_id_of(one) for one in found[0]]
    return found


def _id_of(value: Value) -> Value:
    return value.get("Id") if isinstance(value, SObject) else value


def _like(value: Value, pattern: Value) -> bool:
    if value is None:
        return False
    pieces = {"%": ".*", "_": "."}
    expression = "".join(pieces.get(unit) or re.escape(unit) for unit in pattern)
    return re.fullmatch(expression, value, re.IGNORECASE | re.DOTALL) is not None


def _same(value: Value, wanted: Value) -> bool:
    if isinstance(value, Datetime) and isinstance(wanted, Date):
        return calendar.day_of(value.ms) == wanted.day
    return equal(value, _id_of(wanted))


def _ordering(holds: Callable[[int], bool]) -> Callable[[Value, Value], bool]:
    def test(value: Value, wanted: Value) -> bool:
        found = ordered(value, wanted)
        return found is not None and holds(found)

    return test


_OPERATORS: dict[str, Callable[[Value, Any], bool]] = {
    "QueryEqual": _same,
    "QueryNotEqual": lambda value, wanted: not _same(value, wanted),
    "QueryIn": lambda value, wanted: any(_same(value, one) for one in wanted),
    "QueryNotIn": lambda value, wanted: not any(_same(value, one) for one in wanted),
    "QueryLike": _like,
    "QueryLessThan": _ordering(lambda found: found < 0),
    "QueryGreaterThan": _ordering(lambda found: found > 0),
    "QueryLessThanEqual": _ordering(lambda found: found <= 0),
    "QueryGreaterThanEqual": _ordering(lambda found: found >= 0),
}


def dynamic_query(text: str, machine: Machine, binds: dict[str, Value] | None) -> Value:
    """Run a query that is a text."""
    unit = parse(f"public class Query {{ Object run() {{ return [{text}]; }} }}").unit
    if unit is None:
        fail("QueryException", f"unexpected token in {text}")
    body = unit["body"]["members"][0]["methodDecl"]["stmnt"]["value"]
    query = optional(body["stmnts"][0], "expr")["query"]
    return compile_query(query, machine, lambda node: _bound(node, binds))([])


def _bound(node: Node, binds: dict[str, Value] | None) -> Evaluate:
    written = node["expr"]
    if binds is None or kind(written) != "VariableExpr":
        raise UnknownSyntax("a bind variable in Database.query; use queryWithBinds")
    name = written["names"][-1]["value"].lower()
    if name not in binds:
        fail("QueryException", f"Key '{name}' does not exist in the bindMap")
    value = binds[name]
    return lambda frame: value
