"""What a pipeline needs from outside: the variables that it, or what it calls, reads."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside

Key = tuple[str, str]


def needed_variables(pipeline: n.Pipeline, declared: Declared) -> list[str]:
    """Collect the variables that must have a value, sorted."""
    return sorted(
        {
            part.name
            for each in reached(pipeline, declared)
            for part in inside(each)
            if isinstance(part, n.EnvValue) and part.required
        }
    )


def reached(start: n.Pipeline, declared: Declared) -> list[n.Declaration]:
    """Give a declaration and all that it calls."""
    pending: list[n.Declaration] = [start]
    seen: set[Key] = set()
    for item in pending:
        for key, called in _called(item, declared):
            if key not in seen:
                seen.add(key)
                pending.append(called)
    return pending


def _called(item: n.Declaration, declared: Declared) -> Iterator[tuple[Key, n.Declaration]]:
    for part in inside(item):
        match part:
            case n.ComponentCall(module=module, component=name) if module:
                yield (module, name), declared.components[module, name]
            case n.PipelineCall(module=module, pipeline=name):
                yield (module, name), declared.pipelines[module, name]
            case n.CallDeclared(module=module, function=name):
                yield (module, name), declared.functions[module, name]
            case _:
                pass
