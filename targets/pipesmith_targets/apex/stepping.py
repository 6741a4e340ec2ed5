"""What leaves a stage of a job: jumps, results and failures as steps to other stages."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.draft import Around, Draft, Exit, Lines
from pipesmith_targets.apex.labels import STATE, mark, to


def with_steps(draft: Draft, lines: Lines, around: Around, looped: bool = False) -> Lines:
    """Give lines whose jumps out of them are steps."""
    return tuple(line for each in lines for line in _as_steps(draft, each, around, looped))


def _as_steps(draft: Draft, line: ax.Statement, around: Around, looped: bool) -> Lines:
    match line:
        case ax.Return(value=value):
            return _returned(draft, value, around)
        case ax.Jump(word=word) if not looped:
            left = around.breaks if word == "break" else around.continues
            assert left is not None, "a jump stands in a loop"
            return _left(draft, left, around)
        case ax.Throw(value=ax.Name() as error) if error == around.frame.handled:
            held = ax.Name(f"{STATE}.{draft.restored[error.text]}")
            return (ax.Assign(ax.Name("problem"), held), *failed(around))
        case ax.If(arms=arms, otherwise=rest):
            inner = tuple((each, with_steps(draft, b, around, looped)) for each, b in arms)
            return (ax.If(inner, with_steps(draft, rest, around, looped)),)
        case ax.Switch(cases=cases, otherwise=rest):
            chosen = tuple((each, with_steps(draft, b, around, looped)) for each, b in cases)
            rest = with_steps(draft, rest, around, looped)
            return (replace(line, cases=chosen, otherwise=rest),)
        case ax.ForEach() | ax.Count() | ax.While():
            return (replace(line, body=with_steps(draft, line.body, around, True)),)
        case ax.Try(body=body, handler=handler, final=final):
            parts = (with_steps(draft, each, around, looped) for each in (body, handler, final))
            body, handler, final = parts
            return (replace(line, body=body, handler=handler, final=final),)
        case _:
            return (line,)


def failed(around: Around) -> Lines:
    """Give what follows a failure: `problem` tells which."""
    return around.edge or (ax.Return(ax.call("PipelineStep.fail")),)


def cancelled(around: Around) -> Lines:
    """Give what follows a cancellation: the `finally` blocks around, and then the end."""
    return around.stops or (ax.Return(ax.call("PipelineStep.fail")),)


def _returned(draft: Draft, value: ax.Expression | None, around: Around) -> Lines:
    finish = Exit((ax.Return(ax.call("PipelineStep.finish")),), ())
    kept: Lines = ()
    if value is not None and draft.pipeline.result not in (None, t.NULL):
        kept = (ax.Assign(ax.Name(f"{STATE}.result"), value),)
    return (*kept, *_left(draft, finish, around))


def _left(draft: Draft, left: Exit, around: Around) -> Lines:
    """Give what leaves a block through the `finally` blocks around it."""
    passed = around.finals[: len(around.finals) - len(left.finals)]
    lines = left.lines
    for final in reversed(passed):
        name = ax.Call(mark(draft.onward(lines)), "name")
        lines = (ax.Assign(ax.Name(f"{STATE}.{final.after}"), name), to(final.label))
    return lines
