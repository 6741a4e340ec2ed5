"""What a pipeline needs from outside: the environment and the secrets that it or its calls read."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.python.scope import ModuleScope


@dataclass(frozen=True, slots=True)
class Needs:
    """Names of variables and of secrets that must be there, sorted."""

    env: tuple[str, ...]
    secrets: tuple[str, ...]


def needs_of(pipeline: n.Pipeline, module: ModuleScope) -> Needs:
    """Collect what a pipeline reads, through all that it calls."""
    env, secrets = set(), set()
    for node in _reached(pipeline, module):
        match node:
            case n.EnvValue(name=name, required=True):
                env.add(name)
            case n.SecretValue(name=name):
                secrets.add(name)
            case _:
                continue
    return Needs(tuple(sorted(env)), tuple(sorted(secrets)))


def _reached(pipeline: n.Pipeline, module: ModuleScope) -> Iterator[object]:
    """Give every node of a pipeline and of what it calls, each declaration once."""
    pending: list[n.Declaration] = [pipeline]
    seen: set[int] = set()
    while pending:
        item = pending.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        for node in inside(item):
            yield node
            pending.extend(_called(node, module))


def _called(node: object, module: ModuleScope) -> Iterator[n.Declaration]:
    declared = module.declared
    match node:
        case n.ComponentCall(module=home, component=name) if home:
            yield declared.components[home, name]
        case n.PipelineCall(module=home, pipeline=name):
            yield declared.pipelines[home, name]
        case n.CallDeclared(module=home, function=name):
            yield declared.functions[home, name]
        case _:
            return
