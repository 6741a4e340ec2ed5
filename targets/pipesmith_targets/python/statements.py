"""Single statements: stages under their `when`, values, variables, and jumps."""

from typing import assert_never

import libcst as cst

from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.control import write_body
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.errors import error_kind
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.frame import Drop, Frame, Into, Sink
from pipesmith_targets.python.inference import needs_annotation
from pipesmith_targets.python.leaving import write_jump
from pipesmith_targets.python.locating import located
from pipesmith_targets.python.stages import bare_site


def write_statement(statement: n.Statement, frame: Frame) -> ln.Lines:
    """Write a statement, with its documentation above it, and note where it comes from."""
    lines = _lines(statement, frame)
    if not lines:
        return []
    lines = [ln.commented(lines[0], statement.doc), *lines[1:]]
    return [frame.marks.at(line, statement.place) for line in lines]


def _lines(statement: n.Statement, frame: Frame) -> ln.Lines:
    match statement:
        case n.Stage():
            return _stage(statement, frame)
        case n.Let() | n.Var():
            return [_definition(statement, frame)]
        case n.Set(name=name, value=value):
            return [_change(name, value, frame)]
        case n.Return(value=value):
            return [_return(value, frame)]
        case n.Raise():
            return [_raise(statement, frame)]
        case n.Jump(to=word):
            return write_jump(word, frame)
        case _:
            assert_never(statement)


def _stage(stage: n.Stage, frame: Frame) -> ln.Lines:
    sink = stage_sink(stage, frame)
    if stage.policies.when is None:
        return write_body(stage, frame, sink)
    when = stage.policies.when
    body = write_body(stage, frame, sink)
    declared, body = (body[:1], body[1:]) if _declared(body) else ([], body)
    if isinstance(sink, Into) and not declared:
        written = frame.annotation(sink.name, stage.type)
        declared = [] if written is None else [ln.declare(sink.name, written)]
    arms = [(located(when.condition, stage, frame), body)]
    return [*declared, ln.branches(arms, [_skipped(stage, frame, sink)])]


def stage_sink(stage: n.Stage, frame: Frame) -> Sink:
    """Tell where the value of a stage goes: into its variable, if anyone reads it."""
    if stage.name is None or not stage.used:
        return Drop()
    known = frame.scope.values[stage.name]
    assert isinstance(known, cst.Name), "stages are read by their names"
    return Into(known.value, stage.type)


def _skipped(stage: n.Stage, frame: Frame, sink: Sink) -> ln.Line:
    otherwise = stage.policies.when and stage.policies.when.otherwise
    value = located(otherwise, stage, frame) if otherwise else py.NONE
    site = bare_site(stage, frame)
    call = py.call(py.attribute(frame.run, "skipped"), site, value)
    return ln.assign(sink.name, call) if isinstance(sink, Into) else ln.evaluated(call)


def _declared(lines: ln.Lines) -> bool:
    """Tell whether lines begin with the declaration of a variable."""
    match lines:
        case [cst.SimpleStatementLine(body=[cst.AnnAssign(value=None)]), *_]:
            return True
        case _:
            return False


def _definition(statement: n.Let | n.Var, frame: Frame) -> ln.Line:
    value = adapted(write(statement.value, frame.scope), statement.value, statement.type)
    known = frame.scope.values[statement.name]
    variable = isinstance(statement, n.Var)
    if variable or needs_annotation(statement.value, statement.type):
        return ln.assign(known, value, frame.annotation(py.root(known), statement.type))
    return ln.assign(known, value)


def _change(name: str, value: n.Expression, frame: Frame) -> ln.Line:
    known = frame.scope.values[name]
    assert isinstance(known, cst.Name), "variables are read by their names"
    if known.value not in frame.owned:
        frame.foreign.add(known.value)
    return ln.assign(known, write(value, frame.scope))


def _return(value: n.Expression | None, frame: Frame) -> ln.Line:
    result: py.Node | None = None if frame.result is None else py.NONE
    if value is not None:
        result = adapted(write(value, frame.scope), value, frame.result or value.type)
    if not frame.hands_on:
        return ln.returned(result)
    return ln.returned(py.call(frame.scope.runtime("Return"), result or py.NONE))


def _raise(statement: n.Raise, frame: Frame) -> ln.Line:
    if statement.error is None:
        return ln.raised(None if frame.rethrows else py.name(frame.caught))
    kind = error_kind(statement.error, frame.scope.module)
    values = [each for each in (statement.message, statement.detail) if each is not None]
    written = (write(each, frame.scope) for each in values)
    return ln.raised(py.call(py.attribute(frame.run, "error"), kind, *written))
