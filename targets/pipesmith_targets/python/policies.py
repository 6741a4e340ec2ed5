"""Clauses: what is constant is part of a stage's site, the rest is computed where it runs."""

from collections.abc import Callable

from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.literals import seconds
from pipesmith_targets.python.scope import ModuleScope, Scope

_CONSTANT = n.IntValue | n.FloatValue | n.DurationValue
Number = Callable[[n.Expression], py.Node]


def constant_policies(policies: n.Policies, module: ModuleScope) -> dict[str, py.Node]:
    """Give the arguments of a site."""
    return _clauses(policies, module, constant_number, constant=True)


def computed_policies(policies: n.Policies, scope: Scope) -> dict[str, py.Node]:
    """Give the arguments of `with_policies`."""
    return _clauses(policies, scope.module, lambda node: number(node, scope), constant=False)


def has_computed(policies: n.Policies) -> bool:
    """Tell whether a limit is computed: it is checked where it is, and belongs to its stage."""
    return not all(_is_constant(values) for values in _parts(policies).values())


def is_layered(stage: n.Stage) -> bool:
    """Tell whether anything but `when` is done around the body of a stage."""
    policies = stage.policies
    around = policies.fallback or policies.idempotent or stage.convert
    return bool(_parts(policies)) or around is not None


def _parts(policies: n.Policies) -> dict[str, tuple[n.Expression, ...]]:
    """Give the expressions of each clause that a site holds, in the order of its parameters."""
    parts = {
        "timeout": (policies.timeout,),
        "deadline": (policies.deadline,),
        "retry": _of_retry(policies.retry) if policies.retry else (None,),
        "concurrency": (policies.concurrency,),
        "cache": (policies.cache.age if policies.cache else None,),
        "priority": (policies.priority,),
    }
    return {
        name: tuple(value for value in values if value is not None)
        for name, values in parts.items()
        if values[0] is not None
    }


def _of_retry(retry: n.Retry) -> tuple[n.Expression, ...]:
    backoff = retry.backoff
    delays = (backoff.start, backoff.step, backoff.factor, backoff.limit) if backoff else ()
    return tuple(each for each in (retry.count, retry.jitter, *delays) if each is not None)


def _clauses(
    policies: n.Policies, module: ModuleScope, written: Number, *, constant: bool
) -> dict[str, py.Node]:
    clauses = {}
    for name, values in _parts(policies).items():
        if _is_constant(values) is not constant:
            continue
        if name == "retry" and policies.retry:
            clauses[name] = _retry(policies.retry, module, written)
        else:
            clauses[name] = written(values[0])
    return clauses


def _retry(retry: n.Retry, module: ModuleScope, written: Number) -> py.Node:
    names = py.tupled([py.text(each) for each in retry.on])
    jitter = written(retry.jitter) if retry.jitter else py.NONE
    backoff = _backoff(retry.backoff, module, written) if retry.backoff else py.NONE
    made = module.imports.runtime("Retry", at_top=True)
    return py.call(made, written(retry.count), backoff, jitter, names)


def _backoff(backoff: n.Backoff, module: ModuleScope, written: Number) -> py.Node:
    """Write a backoff; the runtime knows the factor and the limit that are left out."""
    made = module.imports.runtime(backoff.shape.capitalize(), at_top=True)
    given = {
        "start": backoff.start,
        "step": backoff.step,
        "factor": backoff.factor,
        "limit": backoff.limit,
    }
    values = {name: written(value) for name, value in given.items() if value is not None}
    if "limit" in values and len(values) < 3:
        return py.call(made, values.pop("start"), **values)
    return py.call(made, *values.values())


def _is_constant(parts: tuple[n.Expression, ...]) -> bool:
    return all(is_constant(part) for part in parts)


def is_constant(node: n.Expression) -> bool:
    """Tell whether a limit is known while the program is compiled."""
    return isinstance(node, _CONSTANT)


def constant_number(node: n.Expression) -> py.Node:
    """Write a constant limit; durations are seconds."""
    match node:
        case n.DurationValue(milliseconds=milliseconds):
            return seconds(milliseconds)
        case n.IntValue(value=count):
            return py.integer(count)
        case n.FloatValue(value=value):
            return py.number(value)
        case _:
            raise TypeError(f"no constant: {node.kind}")


def number(node: n.Expression, scope: Scope) -> py.Node:
    """Write a limit; durations are seconds."""
    if is_constant(node):
        return constant_number(node)
    written = write(node, scope)
    if str(node.type) == "duration":
        return py.call(py.attribute(written, "total_seconds"))
    return written
