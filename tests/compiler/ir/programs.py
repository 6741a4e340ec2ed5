"""Small IR programs built by hand, as importers build them."""

from pipesmith import types as t
from pipesmith.ir import nodes as n

ORDER = t.NominalType("record", "Order", "shop")


def local(name: str, type_: t.Type) -> n.Local:
    """Read a name."""
    return n.Local(name, type=type_)


def text(value: str) -> n.TextValue:
    """Write a constant text."""
    return n.TextValue(value, type=t.STRING)


ORDER_RECORD = n.Record(
    "Order", (n.Field("id", t.STRING), n.Field("total", t.INT, n.IntValue(0, type=t.INT)))
)
FETCH = n.Component(
    "operator", "fetch", (n.Field("id", t.STRING),), ORDER, (n.PythonBinding("shop_host", "fetch"),)
)


def call_fetch(argument: n.Expression) -> n.ComponentCall:
    """Call the operator of this program."""
    return n.ComponentCall("fetch", "shop", (n.Pair("id", argument),), ORDER)


def stage(
    name: str, body: n.Body, type_: t.Type = ORDER, waits_for: tuple[int, ...] = ()
) -> n.Stage:
    """Name a body."""
    return n.Stage(name, name, body, type_, used=True, waits_for=waits_for)


def program(*statements: n.Statement, result: t.Type | None = t.INT) -> n.Program:
    """Give a program with one pipeline of these statements; its parameter is `id`."""
    block = n.Block(statements, completes=not isinstance(statements[-1], n.Return))
    pipeline = n.Pipeline("load", "1.0.0", (n.Field("id", t.STRING),), result, block)
    return n.Program((n.Module("shop", "shop.pipe", (), (ORDER_RECORD, FETCH, pipeline)),))


def total_of(name: str) -> n.Member:
    """Read a member of a stage."""
    return n.Member(local(name, ORDER), "total", type=t.INT)


GOOD = program(
    stage("order", call_fetch(local("id", t.STRING))),
    n.Let("total", t.INT, total_of("order"), waits_for=(0,)),
    n.Return(local("total", t.INT), waits_for=(0, 1), barrier=True),
)
"""Fetches an order and returns its total."""
