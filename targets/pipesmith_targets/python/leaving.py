"""Jumps out of statements that become functions.

Such a function gives what says which jump it was, and where the statement stands the jump is made.
Where all ways through a statement end in `return`, its function gives the result itself.
"""

from dataclasses import dataclass, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.frame import Drop, Frame, Sink
from pipesmith_targets.python.inner_blocks import loop_jumps, returns
from pipesmith_targets.python.sinks import give

_LOOPS = n.Foreach | n.While | n.Repeat
_CLASSES = {"return": "Return", "break": "Break", "continue": "Skip"}


@dataclass(frozen=True, slots=True)
class Leaving:
    """The jumps that leave a statement, in the order in which they are asked for.

    `completes` says that there is a way through its blocks without one, `falls_back` that a clause
    gives a value instead. What is `kept` for later calls must not be taken for a value.
    """

    words: tuple[str, ...]
    completes: bool
    falls_back: bool
    kept: bool

    @property
    def is_result(self) -> bool:
        """Tell whether the function gives what the one around it returns."""
        other = self.completes or self.falls_back or self.kept
        return self.words == ("return",) and not other

    def inside(self, frame: Frame) -> Frame:
        """Give the frame of the function."""
        inner = frame.function("run")
        if self.is_result:
            return inner
        return replace(inner, loop="none" if frame.loop == "none" else "body", hands_on=True)

    def annotation(self, wanted: t.Type | None, frame: Frame) -> py.Node:
        """Write what the function gives."""
        module = frame.scope.module
        if self.is_result and not frame.hands_on:
            return annotation(frame.result, module)
        given: list[py.Node] = [_written(word, frame) for word in self.words]
        if wanted:
            given.insert(0, annotation(wanted, module))
        elif self.completes:
            given.append(py.NONE)
        first, *rest = given
        for each in rest:
            first = py.binary("|", first, each)
        return first


def handed_on(jumps: Leaving, stage: n.Stage, call: py.Node, frame: Frame, sink: Sink) -> ln.Lines:
    """Write what is done with what the function gave."""
    if jumps.is_result:
        return [ln.returned(py.awaited(call))]
    title = f"{stage.name}_outcome" if stage.name else "outcome"
    kind = (jumps, stage.type, stage.body.result, frame.result)
    known = frame.scope.temporary(title, kind)
    made = [_made(word, known, frame) for word in jumps.words]
    keeps = (jumps.completes or jumps.falls_back) and not isinstance(sink, Drop)
    value = [give(py.name(known), sink)] if keeps else []
    return [ln.assign(known, py.awaited(call)), *made, *value]


def leaving(stage: n.Stage) -> Leaving | None:
    """Find the jumps that leave a statement, None where there are none."""
    blocks = list(blocks_of(stage.body))
    words = {"return"} if any(any(returns(each)) for each in blocks) else set()
    if not isinstance(stage.body, _LOOPS):
        words |= {jump.to for each in blocks for jump in loop_jumps(each)}
    if not words:
        return None
    policies = stage.policies
    return Leaving(
        tuple(word for word in _CLASSES if word in words),
        completes=_completes(stage.body),
        falls_back=policies.fallback is not None,
        kept=policies.cache is not None or policies.idempotent is not None,
    )


def write_jump(word: str, frame: Frame) -> ln.Lines:
    """Write a jump of a loop; an iteration that collects errors and goes on by it has no value."""
    if frame.loop == "body":
        return [ln.returned(frame.scope.runtime("BREAK" if word == "break" else "SKIP"))]
    if frame.keeper and word == "continue":
        return [nothing_kept(frame.keeper), ln.jump(word)]
    return [ln.jump(word)]


def nothing_kept(keeper: str) -> ln.Line:
    """Write that an iteration of a loop that collects errors has no value."""
    return ln.evaluated(py.call(py.dotted(f"{keeper}.append"), py.NONE))


def _completes(body: n.Body) -> bool:
    """Tell whether the end of a control statement can be reached."""
    match body:
        case n.If(arms=arms, otherwise=otherwise):
            blocks = [*(arm.body for arm in arms), otherwise]
        case n.Switch(cases=cases, otherwise=otherwise, exhaustive=exhaustive):
            rest = [] if exhaustive and otherwise is None else [otherwise]
            blocks = [*(case.body for case in cases), *rest]
        case n.Try(body=block, catches=catches):
            blocks = [block, *(catch.body for catch in catches)]
        case _:
            return True
    return any(block is None or block.completes for block in blocks)


def _written(word: str, frame: Frame) -> py.Node:
    """Write the class of what stands for a jump."""
    module = frame.scope.module
    known = py.name(module.imports.runtime(_CLASSES[word], at_top=True))
    return py.subscript(known, annotation(frame.result, module)) if word == "return" else known


def _made(word: str, known: str, frame: Frame) -> ln.Line:
    """Write the jump, to be made when the function gave what stands for it."""
    kind = py.name(frame.scope.module.imports.runtime(_CLASSES[word], at_top=True))
    asked = py.call("isinstance", py.name(known), kind)
    return ln.branches([(asked, _jump(word, known, frame))], None)


def _jump(word: str, known: str, frame: Frame) -> ln.Lines:
    if word == "return" and not frame.hands_on:
        value = py.NONE if frame.result is None else py.dotted(f"{known}.value")
        return [ln.returned(None if frame.result is None else value)]
    if word == "return" or frame.loop == "body":
        return [ln.returned(py.name(known))]
    return write_jump(word, frame)
