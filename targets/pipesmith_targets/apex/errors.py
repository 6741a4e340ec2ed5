"""Errors: those that a program raises, and what its handlers do."""

from collections.abc import Callable
from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.failing import fails_itself
from pipesmith_targets.apex.frame import Drop, Frame, Sink
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.labels import reads
from pipesmith_targets.apex.naming import camel
from pipesmith_targets.apex.scope import ClassScope, Value

WriteBlock = Callable[[n.Block, Frame, Sink], None]
ERROR = "PipelineException"


def raised(statement: n.Raise, frame: Frame) -> ax.Expression:
    """Write the failure that a `raise` throws."""
    if statement.error is None:
        assert frame.handled is not None, "nothing to raise again"
        return frame.handled
    message = (
        ax.Text(statement.error)
        if statement.message is None
        else write(statement.message, frame.place)
    )
    made = _made(statement.error, message, frame)
    if statement.detail is not None:
        detail = write(statement.detail, frame.place)
        made = ax.send(made, "with", as_json(detail, statement.detail.type, frame.place.home))
    return made


def _made(error: str, message: ax.Expression, frame: Frame) -> ax.Expression:
    ancestors = frame.place.home.program.errors.get(error)
    if ancestors is None:
        return ax.call(f"{ERROR}.of", ax.Text(error.upper()), message)
    names = tuple(ax.Text(each) for each in (error, *ancestors))
    return ax.call(f"{ERROR}.declared", ax.NewItems("List<String>", names), message)


def name_set(names: tuple[str, ...]) -> ax.Expression:
    """Write the names of errors."""
    return ax.NewItems("Set<String>", tuple(ax.Text(each) for each in names))


# ---------------------------------------------------------------- try


def write_try(body: n.Try, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    """Write `try … catch … finally`; the frame is that of the parts of the statement."""
    if body.final is None:
        _put(_attempted(body, frame, sink, write_block), frame)
    elif _may_fail(body.final, frame.place.home):
        _with_pending(body, body.final, frame, sink, write_block)
    else:
        final = _final(body.final, frame, write_block)
        _put(replace(_attempted(body, frame, sink, write_block), final=final), frame)
    frame.lost()


def _put(made: ax.Try, frame: Frame) -> None:
    """Write a `try`, or its statements alone where nothing else can come of them."""
    alone = not made.body or (made.name is None and not made.final)
    if alone:
        frame.place.open((*made.body, *made.final))
    else:
        frame.place.add(made)


def _attempted(body: n.Try, frame: Frame, sink: Sink, write_block: WriteBlock) -> ax.Try:
    inner = frame.block()
    write_block(body.body, inner, sink)
    name, handler = _handler(body, frame, sink, write_block)
    return ax.Try(tuple(inner.place.lines), name, handler)


def _final(block: n.Block, frame: Frame, write_block: WriteBlock) -> tuple[ax.Statement, ...]:
    inner = replace(frame.block(), path=frame.path.below("finally"))
    inner.lost()
    write_block(block, inner, Drop())
    return tuple(inner.place.lines)


def _with_pending(
    body: n.Try, final: n.Block, frame: Frame, sink: Sink, write_block: WriteBlock
) -> None:
    """Write a `finally` that may fail itself: the failure before it is attached to its own."""
    pending = frame.place.names.claim("pending")
    problem = frame.block().place.names.claim("problem")
    inner = frame.block()
    attempted = _attempted(body, inner, sink, write_block)
    if not attempted.body:
        frame.place.open(_final(final, frame, write_block))
        return
    plain = attempted.name is None
    lines = attempted.body if plain else (attempted,)
    frame.place.add(ax.Declare(ERROR, pending, ax.NULL))
    noted = ax.Assign(ax.Name(pending), ax.call("PipelineRun.failed", ax.Name(problem)))
    other = frame.block().place.names.claim("other")
    failed = ax.call("PipelineRun.failed", ax.Name(other))
    thrown = ax.Throw(ax.send(failed, "attach", ax.Name(pending)))
    last = ax.Try(_final(final, frame, write_block), other, (thrown,))
    frame.place.add(ax.Try(lines, problem, (noted, ax.Throw(ax.Name(pending))), (last,)))


def _handler(
    body: n.Try, frame: Frame, sink: Sink, write_block: WriteBlock
) -> tuple[str | None, tuple[ax.Statement, ...]]:
    """Write the handlers of a `try`: the first that takes the error does."""
    if not body.catches:
        return None, ()
    outer = frame.block()
    problem = outer.place.names.claim("problem")
    wanted = next((each.name for each in body.catches if each.name), "error")
    error = outer.place.names.claim(camel(wanted))
    failed = ax.call("PipelineRun.caught", ax.Name(problem))
    otherwise: tuple[ax.Statement, ...] = (ax.Throw(ax.Name(error)),)
    arms = []
    for number, each in enumerate(body.catches):
        segment = "catch" if number == 0 else f"catch#{number + 1}"
        inside = replace(outer, path=frame.path.below(segment))
        handled = _catch(each, inside, error, sink, write_block)
        if each.errors is None:
            otherwise = handled
            break
        arms.append((ax.call(f"{error}.matches", name_set(each.errors)), handled))
    made = ax.chosen(arms, otherwise) if arms else None
    rest = (made,) if made is not None else () if arms else otherwise
    first = ax.Declare(ERROR, error, failed) if reads(rest, error) else ax.Evaluate(failed)
    return problem, (first, *rest)


def _catch(
    clause: n.Catch, frame: Frame, error: str, sink: Sink, write_block: WriteBlock
) -> tuple[ax.Statement, ...]:
    inner = replace(frame.block(), handled=ax.Name(error))
    inner.lost()
    if clause.name is not None:
        inner = inner.knowing(clause.name, Value(ax.Name(error), t.PIPELINE_ERROR))
    write_block(clause.body, inner, sink)
    lines = tuple(inner.place.lines)
    if not _may_fail(clause.body, frame.place.home):
        return lines
    other = frame.block().place.names.claim("other")
    later = ax.send(ax.call("PipelineRun.failed", ax.Name(other)), "after", ax.Name(error))
    return (ax.Try(lines, other, (ax.Throw(later),)),)


def _may_fail(block: n.Block, home: ClassScope) -> bool:
    """Tell whether a block can fail otherwise than by raising again what it handles."""
    return any(
        isinstance(part, n.ComponentCall | n.PipelineCall | n.While)
        or (isinstance(part, n.Raise) and part.error is not None)
        or fails_itself(part, home)
        for part in inside(block)
    )
