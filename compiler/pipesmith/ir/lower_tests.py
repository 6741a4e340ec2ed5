"""Tests and properties -> IR."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith.analysis import bindings as b
from pipesmith.analysis.resolve_tests import pipeline_of
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_calls import lower_pairs
from pipesmith.ir.lower_expressions import lower_expression, lower_optional
from pipesmith.ir.lowering import Lowering
from pipesmith.ir.statements import signal_key
from pipesmith.syntax import nodes as s


def lower_tests(tree: s.Module, at: Lowering) -> Iterator[n.Scenario]:
    """Lower the tests and properties of a module, in source order."""
    for node in tree.declarations:
        if isinstance(node, s.Test):
            yield _test(node, at)
        elif isinstance(node, s.Property):
            yield _property(node, at)


def _test(node: s.Test, at: Lowering) -> n.Test:
    given = next(item for item in node.items if isinstance(item, s.Given))
    name, module = _pipeline(node, at)
    return n.Test(
        node.title.constant or "",
        name,
        module,
        lower_pairs(at.types.tables.bound[given.call], at, lower_expression),
        _mocks(node, at),
        _expectations(node, at),
        doc=node.doc,
        place=at.place(node),
    )


def _property(node: s.Property, at: Lowering) -> n.Property:
    name, module = _pipeline(node, at)
    return n.Property(
        node.title.constant or "",
        name,
        module,
        tuple(each.text for each in node.parameters),
        _mocks(node, at),
        _expectations(node, at),
        doc=node.doc,
        place=at.place(node),
    )


def _pipeline(node: s.Test | s.Property, at: Lowering) -> tuple[str, str]:
    name = pipeline_of(node)
    declared = at.names.find(at.module, name.text) if name is not None else None
    assert declared is not None, "a test without a pipeline is reported before"
    return declared.name, declared.module


def _mocks(node: s.Test | s.Property, at: Lowering) -> tuple[n.Mock, ...]:
    return tuple(_mock(item, at) for item in node.items if isinstance(item, s.Mock))


def _expectations(node: s.Test | s.Property, at: Lowering) -> tuple[n.Expectation, ...]:
    return tuple(_expectation(item, at) for item in node.items if isinstance(item, s.Expect))


def _subject(node: s.Mock | s.Expect, at: Lowering) -> n.Subject:
    if isinstance(node, s.Mock) and node.signal is not None:
        name = node.signal.constant or ""
        return n.Subject(signal_key(name), at.names.signals[name].module, place=at.place(node))
    subject, place = at.names.subjects[node], at.place(node)
    match subject.called:
        case b.Declared(name=name, module=module):
            return n.Subject(name, module, subject.address, place=place)
        case standard:
            return n.Subject(standard.name, "", subject.address, place=place)


def _mock(node: s.Mock, at: Lowering) -> n.Mock:
    alternatives = tuple(
        tuple(_outcome(outcome, at) for outcome in outcomes) for outcomes in node.alternatives
    )
    pairs = lower_pairs(at.types.tables.bound[node], at, lower_expression)
    return n.Mock(_subject(node, at), pairs, alternatives, place=at.place(node))


def _outcome(node: s.Outcome, at: Lowering) -> n.Outcome:
    return n.Outcome(
        node.kind or "calls",
        lower_optional(node.value, at),
        node.error.text if node.error is not None else None,
        lower_optional(node.takes, at),
        lower_optional(node.times, at),
        place=at.place(node),
    )


def _expectation(node: s.Expect, at: Lowering) -> n.Expectation:
    place, times = at.place(node), lower_optional(node.times, at)
    name = node.name or ""
    match node.form:
        case "condition" | "took":
            assert node.condition is not None
            return n.ExpectCondition(lower_expression(node.condition, at), place=place)
        case "fails":
            return n.ExpectFails(name, place=place)
        case "called":
            return n.ExpectCalled(_subject(node, at), times, _arguments(node, at), place=place)
        case "skipped":
            return n.ExpectSkipped(name, place=place)
        case "retried":
            return n.ExpectRetried(name, times, place=place)
        case "order":
            return n.ExpectOrder(name, node.other or "", place=place)
        case _:
            assert_never(node.form)


def _arguments(node: s.Expect, at: Lowering) -> tuple[n.Pair, ...]:
    bound = at.types.tables.bound.get(node)
    return lower_pairs(bound, at, lower_expression) if bound is not None else ()
