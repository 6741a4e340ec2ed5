"""Types of blocks and statements, each statement after those it reads."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis import type_findings
from pipesmith.analysis.bindings import Binding
from pipesmith.analysis.check_work import check_work
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.completion import completes
from pipesmith.analysis.dependencies import dependencies, opening
from pipesmith.analysis.facts import Fact
from pipesmith.analysis.frames import BlockValue, Frame
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.narrowing import narrowing
from pipesmith.syntax import nodes as s


def check_block(
    block: s.Block, c: Checking, frame: Frame, hint: t.Type | None = None
) -> BlockValue:
    """Check the statements of a block, then its value."""
    order = dependencies(block, c.names, c.jumps)
    mark = c.facts.mark()
    for position in order.sequence():
        statement = block.statements[position]
        sets = _sets(statement, c)
        if _may_repeat_or_stop(statement):
            c.facts.forget(sets)
        _check_statement(statement, c, frame)
        c.facts.assume(_shown_by(statement, c))
        c.facts.forget(sets)
    value = block.result.value if block.result is not None else None
    type_ = _value_type(value, c, hint)
    c.facts.undo(mark)
    done = _check_reachable(block, c)
    c.tables.completes[block] = done
    return BlockValue(block, value, type_, done)


def _value_type(value: s.Expression | None, c: Checking, hint: t.Type | None) -> t.Type:
    if value is None:
        return t.NULL
    given = c.infer(value, hint)
    if holds_secret(given):
        return c.report(type_findings.secret_leak(value.span, "the value of a block"))
    return given


def _sets(statement: s.Statement, c: Checking) -> list[Binding]:
    """Give the variables that a statement, or anything inside it, sets."""
    touches = c.names.touches.get(statement) or {}
    return [binding for binding, touch in touches.items() if touch.sets is not None]


def _may_repeat_or_stop(statement: s.Statement) -> bool:
    """Tell that what a statement sets may be set before or while its own blocks run."""
    return isinstance(statement, s.Stage | s.Control) and isinstance(
        statement.body, s.Foreach | s.While | s.Repeat | s.Try | s.Parallel
    )


def _check_reachable(block: s.Block, c: Checking) -> bool:
    """Warn of the first statement that cannot be reached; tell whether the block's end can be."""
    for position, statement in enumerate(block.statements):
        if not completes(statement, c.tables):
            following = block.statements[position + 1 :]
            if following:
                c.report(say.unreachable(opening(following[0]), opening(statement)))
            elif block.result is not None:
                c.report(say.unreachable(block.result.span, opening(statement)))
            return False
    return True


# ---------------------------------------------------------------- what a statement shows


def _shown_by(statement: s.Statement, c: Checking) -> list[Fact]:
    """Give what holds below an `if` of which some ways jump away (rule 24)."""
    if not isinstance(statement, s.Stage | s.Control) or statement.clauses:
        return []
    return _shown_by_if(statement.body, c) if isinstance(statement.body, s.If) else []


def _shown_by_if(body: s.If, c: Checking) -> list[Fact]:
    found: list[Fact] = []
    for position, (condition, block) in enumerate(body.arms):
        holds, fails = narrowing(condition, c)
        if c.tables.completes.get(block):
            others = [other for _, other in body.arms[position + 1 :]]
            rest = [*others, body.otherwise]
            if all(other is not None and not c.tables.completes.get(other) for other in rest):
                found.extend(holds)
            return found
        found.extend(fails)
    return found


# ---------------------------------------------------------------- statements


def _check_statement(statement: s.Statement, c: Checking, frame: Frame) -> None:
    match statement:
        case s.Stage() | s.Do() | s.Control():
            check_work(statement, c, frame)
        case s.Let() | s.Var():
            c.tables.values[c.names.bindings[statement]] = _declared_value(statement, c)
        case s.Set():
            binding = c.names.references.get(statement)
            wanted = c.value_of(binding) if binding is not None else t.ANY
            demand(statement.value, wanted, c, f"the variable `{statement.name.text}`")
        case s.Return():
            _check_return(statement, c, frame)
        case s.Raise():
            _check_raise(statement, c, frame)
        case s.Break():
            _check_jump(statement, "break", frame.no_break, c)
        case s.Continue():
            _check_jump(statement, "continue", frame.no_continue, c)
        case _:
            assert_never(statement)


def _declared_value(statement: s.Let | s.Var, c: Checking) -> t.Type:
    """Check a value against its declared type, or take the type it has."""
    name = statement.name.text
    if statement.type is not None:
        wanted = c.read_type(statement.type)
        because = (statement.type.span, f"`{name}` is declared as {type_findings.a(wanted)}")
        demand(statement.value, wanted, c, "", because)
        return wanted
    given = c.infer(statement.value)
    if isinstance(statement, s.Var) and given == t.NULL:
        span = statement.value.span
        return c.report(type_findings.unknown_item_type(span, f"var {name}", "string?"))
    if any(isinstance(part, t.NeverType) for part in t.inside(given)):
        word = "let" if isinstance(statement, s.Let) else "var"
        example = str(given).replace("never", "string")
        return c.report(
            type_findings.unknown_item_type(statement.value.span, f"{word} {name}", example)
        )
    return given


def _check_return(statement: s.Return, c: Checking, frame: Frame) -> None:
    if statement in c.tables.misplaced:  # a `yield` is meant
        if statement.value is not None:
            c.infer(statement.value)
        return
    _check_jump(statement, "return", frame.no_return, c)
    if statement.value is not None and frame.result == t.NULL:
        given = c.infer(statement.value)
        if given not in (t.NULL, t.ANY):
            c.report(type_findings.no_result(statement.value.span, given))
    elif statement.value is not None:
        demand(statement.value, frame.result, c, "the result of this pipeline")
    elif not c.relations.fits(t.NULL, frame.result):
        c.report(type_findings.mismatch(opening(statement), t.NULL, frame.result, "the result"))


def _check_raise(statement: s.Raise, c: Checking, frame: Frame) -> None:
    if statement.error is None and not frame.in_catch:
        _check_jump(statement, "raise", "without an error it stands only inside `catch`", c)
    if statement.message is not None:
        demand(statement.message, t.STRING, c, "the message of an error")
    if statement.detail is not None:
        demand(statement.detail, t.JSON, c, "the detail of an error")


def _check_jump(
    statement: s.Return | s.Raise | s.Break | s.Continue, word: str, why: str, c: Checking
) -> None:
    """Report a jump that may not leave from here; `why` is empty for one that may."""
    if why:
        c.tables.misplaced[statement] = True
        c.report(say.misplaced_jump(opening(statement), word, why))
