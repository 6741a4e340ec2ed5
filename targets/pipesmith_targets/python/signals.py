"""Signals: a constant for each that a module waits for, and the stages that wait."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.signals import awaited_signals
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation, is_class
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.scope import ModuleScope
from pipesmith_targets.python.stages import stage_clauses, stage_site


def write_signals(pipeline: n.Pipeline, module: ModuleScope) -> ln.Lines:
    """Write the signals of a pipeline that no pipeline before it waits for."""
    lines: ln.Lines = []
    for signal in awaited_signals(pipeline):
        name = module.declaration(module.module.name, signal.key)
        if name not in module.written:
            module.written.add(name)
            lines.append(_written(name, signal, module))
    return lines


def _written(name: str, signal: n.Signal, module: ModuleScope) -> ln.Line:
    """Write `APPROVAL_SIGNAL = Signal("approval", Approval)`."""
    made = py.name(module.imports.runtime("Signal", at_top=True))
    result = annotation(signal.result, module, checked=True)
    known = is_class(signal.result) and signal.result != t.NULL
    declared = None if known else py.subscript(made, result)
    return ln.assign(name, py.call(made, py.text(signal.name), result), declared)


def signal_call(stage: n.Stage, body: n.Signal, frame: Frame) -> py.Node:
    """Write `run.stage(SITE, APPROVAL_SIGNAL)`, which is to be awaited."""
    timed = replace(stage, policies=replace(stage.policies, timeout=body.timeout))
    module = frame.scope.module
    signal = py.name(module.declaration(module.module.name, body.key))
    asked = py.attribute(frame.run, "stage")
    return py.call(asked, stage_site(timed, frame), signal, **stage_clauses(timed, frame))
